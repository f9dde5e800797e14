use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    /// Of the person; empty where it is on a booking.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub booking_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub ground: String,
    #[sea_orm(column_type = "Text")]
    pub from_date: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub until_date: Option<String>,
    pub placed_at: i64,
    pub placed_by: Uuid,
    pub lifted_at: Option<i64>,
    pub lifted_by: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub lifted_reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
