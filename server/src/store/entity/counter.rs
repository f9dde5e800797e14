use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub office_id: Uuid,
    pub place_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub host_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub kinds: String,
    pub position: i32,
    pub closed_at: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub meeting_number: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub meeting_passcode: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub meeting_url: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
