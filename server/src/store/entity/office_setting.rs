use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub from_date: String,
    pub cut_off_days: i32,
    #[sea_orm(column_type = "Text")]
    pub cut_off_time: String,
    pub hold_minutes: i32,
    pub horizon_days: i32,
    pub most_live: Option<i64>,
    pub offer_minutes: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
