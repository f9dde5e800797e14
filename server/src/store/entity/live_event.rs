use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "live_event")]
pub struct Model {
    /// Drawn inside the change's transaction.
    #[sea_orm(primary_key)]
    pub ticket: i64,
    pub office_id: Uuid,
    /// Given after the commit.
    pub seq: Option<i64>,
    pub at: i64,
    #[sea_orm(column_type = "Text")]
    pub change: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
