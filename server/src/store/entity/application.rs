use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub visitor: String,
    pub office_id: Uuid,
    pub booking_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub starts_at: i64,
    pub minutes: i32,
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    #[sea_orm(column_type = "Text")]
    pub address: String,
    #[sea_orm(column_type = "Text")]
    pub draft: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub carry_digest: Option<String>,
    pub carry_until: Option<i64>,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
