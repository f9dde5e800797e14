use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    pub booking_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub letter: String,
    #[sea_orm(column_type = "Text")]
    pub recipient: String,
    #[sea_orm(column_type = "Text")]
    pub message_id: String,
    pub created_at: i64,
    pub due_at: i64,
    pub leased_until: Option<i64>,
    pub attempts: i32,
    #[sea_orm(column_type = "Text")]
    pub status: String,
    pub settled_at: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub server: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub reply: Option<String>,
    pub attendee_id: Option<Uuid>,
    pub wish_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
