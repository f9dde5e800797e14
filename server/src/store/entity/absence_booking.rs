use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absence_booking")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub absence_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub booking_id: Uuid,
    pub office_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    pub was_starts_at: i64,
    pub was_minutes: i32,
    pub to_call: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
