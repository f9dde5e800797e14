use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    pub counter_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub date: String,
    pub from_at: i64,
    #[sea_orm(column_type = "Text")]
    pub reason_ja: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason_en: Option<String>,
    pub staff_id: Uuid,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
