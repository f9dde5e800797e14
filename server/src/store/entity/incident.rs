use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    pub booking_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub sort: String,
    #[sea_orm(column_type = "Text")]
    pub account: String,
    #[sea_orm(column_type = "Text")]
    pub done: String,
    #[sea_orm(column_type = "Text")]
    pub noticed_by: String,
    pub at: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub measure: Option<String>,
    pub approver: Option<Uuid>,
    pub noted_at: i64,
    pub noted_by: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
