use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub booking_id: Uuid,
    pub office_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    pub matched_at: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub settled: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub how: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub before: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub after: Option<String>,
    pub settled_by: Option<Uuid>,
    pub settled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
