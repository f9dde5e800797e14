use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub booking_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub host_id: Uuid,
    pub office_id: Uuid,
    pub wanted: i32,
    pub starts_at: i64,
    pub minutes: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub zoom_user: Option<String>,
    pub number: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub passcode: String,
    #[sea_orm(column_type = "Text")]
    pub join_url: String,
    pub made_starts_at: Option<i64>,
    pub made_minutes: i32,
    pub due_at: Option<i64>,
    pub leased_until: Option<i64>,
    pub attempts: i32,
    pub doubt_until: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub trouble: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
