use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    pub slot_id: Uuid,
    pub counter_id: Uuid,
    pub host_id: Option<Uuid>,
    pub starts_at: i64,
    pub minutes: i32,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub channel: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub state_data: String,
    pub due_at: Option<i64>,
    pub deadline: i64,
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    pub generation: i32,
    pub sequence: i32,
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    pub parent_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub visitor: String,
    #[sea_orm(column_type = "Text")]
    pub address: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub kana: String,
    #[sea_orm(column_type = "Text")]
    pub phone: String,
    #[sea_orm(column_type = "Text")]
    pub mail: String,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    #[sea_orm(column_type = "Text")]
    pub topic: String,
    pub interpreter: i32,
    pub carer: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub terms: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub device: Option<String>,
    pub created_at: i64,
    #[sea_orm(column_type = "Text")]
    pub birth_date: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub override_reason: Option<String>,
    pub override_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
