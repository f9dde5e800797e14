//! 労働局 → office: who works for which.

use crate::{PASSWORD, account, on_both, stage::*};
use app::{
    desk::{AccountDesk, EntranceDesk, StaffDesk, board::Window, error::DeskError, staff::Actor},
    domain::{ids::OfficeId, role::Role},
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::store::entity::office;
use uuid::Uuid;

async fn of_bureau(stage: &Stage, bureau: Uuid) {
    office::Entity::update_many()
        .col_expr(office::Column::BureauId, Expr::value(bureau))
        .filter(office::Column::Id.eq(stage.office.0))
        .exec(stage.desk.db.write())
        .await
        .expect("moved");
}

/// Signed in past the second factor, as far as the database knows.
async fn signed_in(stage: &Stage, login: &str, role: Role) -> (String, Actor) {
    account(stage, stage.office, login, role).await;
    let secret = stage.desk.sign_in(login, PASSWORD, "192.0.2.1".parse().unwrap()).await.expect("signed in").secret;
    for (table, column) in [("staff", "factor_at"), ("session", "factor_at")] {
        let sql = format!("UPDATE {table} SET {column} = 1");
        sea_orm::ConnectionTrait::execute_unprepared(stage.desk.db.write(), &sql).await.expect("set");
    }
    let actor = stage.desk.session(&secret).await.expect("in");
    (secret, actor)
}

async fn choices(stage: &Stage, actor: &Actor) -> Vec<OfficeId> {
    let mut ids: Vec<_> =
        stage.desk.offices(actor, Locale::ja).await.unwrap().into_iter().map(|office| office.id).collect();
    ids.sort();
    ids
}

on_both! {
    async fn a_bureaus_administrator_reaches_its_offices_and_no_other(stage) {
        let (sister, foreign) = (stage.beside().await, stage.beside().await);
        let (bureau, other) = (Uuid::now_v7(), Uuid::now_v7());
        of_bureau(stage, bureau).await;
        of_bureau(&sister, bureau).await;
        of_bureau(&foreign, other).await;
        let (secret, actor) = signed_in(stage, "bureau", Role::Bureau).await;
        let mut expected = vec![stage.office, sister.office];
        expected.sort();
        assert_eq!(choices(stage, &actor).await, expected);
        assert_eq!(stage.desk.work_for(&actor, foreign.office).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.work_for(&actor, OfficeId(Uuid::now_v7())).await, Err(DeskError::NotFound));
        stage.desk.work_for(&actor, sister.office).await.unwrap();
        let there = stage.desk.session(&secret).await.unwrap();
        assert_eq!(there.office, sister.office);
        assert!(stage.desk.board(&there, Window::Day, None).await.is_ok());
        of_bureau(&sister, other).await;
        assert_eq!(stage.desk.session(&secret).await.unwrap().office, stage.office, "out of reach: back home");
    }

    async fn without_a_bureau_there_is_only_the_own_office(stage) {
        let beside = stage.beside().await;
        let (_, actor) = signed_in(stage, "bureau", Role::Bureau).await;
        assert_eq!(choices(stage, &actor).await, [stage.office]);
        assert_eq!(stage.desk.work_for(&actor, beside.office).await, Err(DeskError::NotFound));
    }

    async fn the_systems_administrator_reaches_all(stage) {
        let beside = stage.beside().await;
        let (secret, actor) = signed_in(stage, "system", Role::System).await;
        assert_eq!(choices(stage, &actor).await.len(), 2);
        stage.desk.work_for(&actor, beside.office).await.unwrap();
        assert_eq!(stage.desk.session(&secret).await.unwrap().office, beside.office);
    }

    async fn an_offices_administrator_stays_there(stage) {
        let beside = stage.beside().await;
        let (_, actor) = signed_in(stage, "boss", Role::Administrator).await;
        assert_eq!(choices(stage, &actor).await, [stage.office]);
        assert_eq!(stage.desk.work_for(&actor, beside.office).await, Err(DeskError::NotFound));
    }
}
