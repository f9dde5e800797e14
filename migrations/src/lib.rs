//! The shape of the data, the same on SQLite and PostgreSQL.
//!
//! Conventions: ids are UUIDv7 (`uuid`); instants are integers, milliseconds since 1970 UTC; dates are ISO text; words of
//! an enum are text; what is read only as a whole is JSON text. Every row of an office carries its id.

use sea_orm_migration::prelude::*;

mod absence;
mod attendees;
mod bookings;
mod day;
mod deeds;
mod fixed_meetings;
mod live_events;
mod mailbox;
mod meetings;
mod offices;
mod phone;
mod places;
mod plans;
mod records;
mod retention;
mod roster;
mod staff;
mod standing;
mod terms;
mod waiting;

mod figures;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(offices::Migration),
            Box::new(bookings::Migration),
            Box::new(records::Migration),
            Box::new(live_events::Migration),
            Box::new(staff::Migration),
            Box::new(plans::Migration),
            Box::new(day::Migration),
            Box::new(terms::Migration),
            Box::new(phone::Migration),
            Box::new(standing::Migration),
            Box::new(roster::Migration),
            Box::new(retention::Migration),
            Box::new(deeds::Migration),
            Box::new(figures::Migration),
            Box::new(absence::Migration),
            Box::new(attendees::Migration),
            Box::new(places::Migration),
            Box::new(meetings::Migration),
            Box::new(fixed_meetings::Migration),
            Box::new(waiting::Migration),
            Box::new(mailbox::Migration),
        ]
    }
}

/// Column shorthands, so that a table reads as a list of what it holds.
mod column {
    use sea_orm_migration::prelude::*;

    pub fn id(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).uuid().not_null().to_owned()
    }

    pub fn maybe_id(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).uuid().null().to_owned()
    }

    pub fn text(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).text().not_null().to_owned()
    }

    pub fn maybe_text(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).text().null().to_owned()
    }

    /// Milliseconds since 1970 UTC, or another 64-bit number.
    pub fn big(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned()
    }

    pub fn maybe_big(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).big_integer().null().to_owned()
    }

    pub fn int(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).integer().not_null().to_owned()
    }
}

/// Creates a table with a primary key over `key`; none where a column is the key by itself.
async fn create(
    manager: &SchemaManager<'_>,
    table: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    let mut statement = Table::create();
    statement.table(Alias::new(table));
    for mut column in columns {
        statement.col(&mut column);
    }
    if !key.is_empty() {
        let mut primary = Index::create();
        for name in key {
            primary.col(Alias::new(*name));
        }
        statement.primary_key(&mut primary);
    }
    manager.create_table(statement).await
}

/// Creates an index named after its table and columns.
async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement.name(format!("{table}_{}", columns.join("_"))).table(Alias::new(table));
    for column in columns {
        statement.col(Alias::new(*column));
    }
    if unique {
        statement.unique();
    }
    manager.create_index(statement).await
}

async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(Alias::new(*table)).to_owned()).await?;
    }
    Ok(())
}

/// One statement a column: SQLite knows no other way.
async fn add(m: &SchemaManager<'_>, table: &'static str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for mut column in columns {
        m.alter_table(Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned()).await?;
    }
    Ok(())
}

async fn remove(m: &SchemaManager<'_>, table: &'static str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for column in columns {
        let name = Alias::new(column.get_column_name());
        m.alter_table(Table::alter().table(Alias::new(table)).drop_column(name).to_owned()).await?;
    }
    Ok(())
}
