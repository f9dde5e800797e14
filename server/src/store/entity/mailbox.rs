use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    pub validity: Option<i64>,
    pub read_to: i64,
    pub holder: Uuid,
    pub leased_until: i64,
    pub looked_at: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub trouble: Option<String>,
    pub trouble_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
