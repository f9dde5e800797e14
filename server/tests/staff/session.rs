//! Signing in: nothing tells which names there are, and a session ends by itself.

use crate::{PASSWORD, account, on_both, put, stage::*};
use app::{
    desk::{EntranceDesk, error::DeskError},
    domain::role::Role,
};
use sea_orm::EntityTrait;
use server::{
    desk::Desks,
    store::entity::{session, sign_in_failure},
};
use std::net::IpAddr;

const OFFICE_PC: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 10));

on_both! {
    async fn an_unknown_name_and_a_wrong_password_are_answered_alike(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let wrong = stage.desk.sign_in("sato", "not the password", OFFICE_PC).await;
        let unknown = stage.desk.sign_in("suzuki", "not the password", OFFICE_PC).await;
        assert_eq!(wrong.err(), Some(DeskError::WrongCredentials));
        assert_eq!(unknown.err(), Some(DeskError::WrongCredentials));
    }

    async fn six_wrong_tries_and_the_account_waits_a_quarter_of_an_hour(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        account(stage, stage.office, "suzuki", Role::Counter).await;
        for login in ["sato", "nobody"] {
            for _ in 0..6 {
                assert_eq!(stage.desk.sign_in(login, "no", OFFICE_PC).await.err(), Some(DeskError::WrongCredentials));
            }
            assert_eq!(stage.desk.sign_in(login, PASSWORD, OFFICE_PC).await.err(), Some(DeskError::TooMany), "{login}");
        }
        assert!(stage.desk.sign_in("suzuki", PASSWORD, OFFICE_PC).await.is_ok(), "a colleague is not kept out");
        stage.advance(minutes(15));
        assert!(stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.is_ok());
    }

    async fn one_address_cannot_try_many_accounts(stage) {
        let mut answers = Vec::new();
        for number in 0..31 {
            answers.push(stage.desk.sign_in(&format!("name{number}"), "no", OFFICE_PC).await.err());
        }
        assert_eq!(answers.pop(), Some(Some(DeskError::TooMany)));
        assert!(answers.iter().all(|answer| *answer == Some(DeskError::WrongCredentials)));
    }

    async fn many_tries_at_once_do_not_slip_through(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let tries: Vec<_> = (0..20)
            .map(|_| {
                let desk = stage.desk.clone();
                tokio::spawn(async move { desk.sign_in("sato", "no", OFFICE_PC).await.err() })
            })
            .collect();
        let mut compared = 0;
        for answer in tries {
            compared += usize::from(answer.await.unwrap() == Some(DeskError::WrongCredentials));
        }
        assert_eq!(compared, 6);
    }

    async fn signing_in_well_forgets_the_wrong_tries(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        for _ in 0..5 {
            assert!(stage.desk.sign_in("sato", "no", OFFICE_PC).await.is_err());
        }
        stage.desk.sign_in(" Sato ", PASSWORD, OFFICE_PC).await.expect("case and spaces do not matter");
        let rows = sign_in_failure::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert!(rows.iter().all(|row| row.subject.starts_with("address:")), "{rows:?}");
        assert_eq!(rows.len(), 5);
    }

    async fn a_session_ends_idle_after_half_an_hour(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let signed_in = stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.expect("signed in");
        for _ in 0..3 {
            stage.advance(minutes(29));
            let session = stage.desk.session(&signed_in.secret).await.expect("in use");
            assert_eq!(session.name, "佐藤 実");
            assert_eq!(session.office, stage.office);
        }
        stage.advance(minutes(30));
        assert_eq!(stage.desk.session(&signed_in.secret).await, Err(DeskError::SignInFirst));
    }

    async fn a_session_ends_after_twelve_hours_however_busy(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let signed_in = stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.expect("signed in");
        for _ in 0..36 {
            stage.desk.session(&signed_in.secret).await.expect("in use");
            stage.advance(minutes(20));
        }
        assert_eq!(stage.desk.session(&signed_in.secret).await, Err(DeskError::SignInFirst));
    }

    async fn every_sign_in_has_a_secret_of_its_own_and_none_is_stored(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let one = stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.expect("signed in");
        let two = stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.expect("signed in");
        assert_ne!(one.secret, two.secret);
        let rows = session::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert!(rows.iter().all(|row| row.digest != one.secret && row.digest != two.secret));
        stage.desk.sign_out(&one.secret).await.unwrap();
        assert_eq!(stage.desk.session(&one.secret).await, Err(DeskError::SignInFirst));
        assert!(stage.desk.session(&two.secret).await.is_ok());
    }

    async fn the_account_of_the_demonstration_opens_from_this_machine_only(stage) {
        put(stage, stage.office, "demo", Role::Administrator, |row| {
            row.demo = 1;
            row.password_changed_at = Some(0);
        })
        .await;
        let here = "::ffff:127.0.0.1".parse().unwrap();
        let demonstration = Desks { demo_sign_in: true, ..stage.desk.clone() };
        assert!(demonstration.sign_in("demo", PASSWORD, here).await.is_ok());
        let far = demonstration.sign_in("demo", PASSWORD, OFFICE_PC).await;
        assert_eq!(far.err(), Some(DeskError::WrongCredentials));
        let reached_from_elsewhere = stage.desk.sign_in("demo", PASSWORD, here).await;
        assert_eq!(reached_from_elsewhere.err(), Some(DeskError::WrongCredentials));
    }
}
