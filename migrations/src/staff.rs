//! Roles, the second factor, the bureau, and the log that can only be appended to.

use crate::{
    add,
    column::{big, id, int, maybe_big, maybe_id, text},
    create, drop, index, remove,
};
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Columns that `staff` and `session` get, in order.
fn staff_columns() -> Vec<ColumnDef> {
    vec![
        // Signs in from this machine only.
        int("demo").default(0).to_owned(),
        // Empty while the password is one that somebody else typed.
        maybe_big("password_changed_at"),
        // The secret of the second factor is made from the key, the account and this number.
        int("factor_generation").default(0).to_owned(),
        maybe_big("factor_at"),
        // The last thirty seconds whose code was used: each opens once.
        big("factor_step").default(0).to_owned(),
        maybe_big("signed_in_at"),
        maybe_big("closed_at"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // 労働局: what offices belong to.
        create(m, "bureau", &["id"], vec![id("id"), text("name_ja"), text("name_en")]).await?;
        add(m, "office", vec![maybe_id("bureau_id")]).await?;
        add(m, "staff", staff_columns()).await?;
        add(m, "session", vec![maybe_big("factor_at")]).await?;
        create(
            m,
            "recovery_use",
            &["staff_id", "generation", "number"],
            vec![id("staff_id"), int("generation"), int("number"), big("at")],
        )
        .await?;
        let db = m.get_connection();
        db.execute_unprepared("UPDATE staff SET demo = 1, role = 'administrator' WHERE role = 'demo'").await?;
        db.execute_unprepared("UPDATE staff SET role = 'counter' WHERE role = 'staff'").await?;
        db.execute_unprepared("UPDATE staff SET password_changed_at = 0").await?;
        create(
            m,
            "audit",
            &["id"],
            vec![id("id"), id("office_id"), big("at"), id("staff_id"), text("act"), text("about"), text("note")],
        )
        .await?;
        index(m, "audit", &["office_id", "at"], false).await?;
        index(m, "audit", &["office_id", "about"], false).await?;
        // The way of the retention job alone: rows older than what stands here may be deleted.
        create(m, "audit_retention", &["before"], vec![big("before")]).await?;
        for statement in guards(m.get_database_backend()) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["audit", "audit_retention", "recovery_use"]).await?;
        if m.get_database_backend() == DbBackend::Postgres {
            m.get_connection().execute_unprepared("DROP FUNCTION audit_is_kept()").await?;
        }
        m.get_connection().execute_unprepared("UPDATE staff SET role = 'demo' WHERE demo = 1").await?;
        remove(m, "session", vec![maybe_big("factor_at")]).await?;
        remove(m, "staff", staff_columns()).await?;
        remove(m, "office", vec![maybe_id("bureau_id")]).await?;
        drop(m, &["bureau"]).await
    }
}

/// What makes the database itself refuse to change or delete a line.
fn guards(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF TG_OP = 'DELETE' AND OLD.at < (SELECT MAX(before) FROM audit_retention) THEN RETURN OLD; END IF; \
             RAISE EXCEPTION 'audit is append-only'; END $$",
            "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit \
             FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
            "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit \
             FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
        ],
        _ => &[
            "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit \
             BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
            "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit \
             WHEN OLD.at >= COALESCE((SELECT MAX(before) FROM audit_retention), OLD.at) \
             BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        ],
    }
}
