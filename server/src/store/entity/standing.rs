use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub booking_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub status: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub draft: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub proposal: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub matter: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub from_date: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub until_date: Option<String>,
    pub written_at: i64,
    pub settled_at: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub back_why: Option<String>,
    pub back_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
