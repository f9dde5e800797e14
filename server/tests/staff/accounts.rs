//! Managing the accounts of an office.

use crate::{PASSWORD, account, on_both, put, someone, stranger};
use app::{
    desk::{
        AccountDesk, EntranceDesk,
        error::DeskError,
        staff::{AccountChange, NewAccount, Step},
    },
    domain::{ids::StaffId, role::Role},
};
use server::desk::staff::account as accounts;
use std::net::IpAddr;

const OFFICE_PC: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 10));

fn new(login: &str, role: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: "田中 葵".to_owned(),
        role: role.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

on_both! {
    async fn an_account_that_was_added_signs_in_and_chooses_its_own_password(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        stage.desk.add_account(&boss, new(" Tanaka ", "counter")).await.unwrap();
        let secret = stage.desk.sign_in("tanaka", PASSWORD, OFFICE_PC).await.expect("signed in").secret;
        assert!(matches!(stage.desk.entry(&secret).await.unwrap().step, Step::Password));
        let listed = stage.desk.accounts(&boss).await.unwrap();
        let logins: Vec<_> = listed.iter().map(|row| (row.login.as_str(), row.own, row.changeable)).collect();
        assert_eq!(logins, [("boss", true, true), ("tanaka", false, true)]);
    }

    async fn what_cannot_be_is_refused(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let answer = |account| { let (desk, boss) = (stage.desk.clone(), boss.clone()); async move { desk.add_account(&boss, account).await.err() } };
        assert_eq!(answer(new("", "counter")).await, Some(DeskError::Mend));
        assert_eq!(answer(new("two words", "counter")).await, Some(DeskError::Mend));
        assert_eq!(answer(NewAccount { name: " ".to_owned(), ..new("tanaka", "counter") }).await, Some(DeskError::Mend));
        assert_eq!(answer(new("tanaka", "emperor")).await, Some(DeskError::Mend));
        assert_eq!(answer(NewAccount { password: "short".to_owned(), ..new("tanaka", "counter") }).await, Some(DeskError::WeakPassword));
        assert_eq!(answer(new("BOSS", "counter")).await, Some(DeskError::LoginTaken));
        for role in ["bureau", "system"] {
            assert_eq!(answer(new("tanaka", role)).await, Some(DeskError::NotFound), "nobody appoints above themselves");
        }
    }

    async fn another_offices_account_and_one_above_are_not_there(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let elsewhere = stranger(stage).await;
        let theirs = account(stage, elsewhere.office, "theirs", Role::Counter).await;
        let above = account(stage, stage.office, "above", Role::System).await;
        for id in [theirs, above, StaffId(uuid::Uuid::now_v7())] {
            for change in [AccountChange::Close, AccountChange::Factor, AccountChange::Role { role: Role::Counter }] {
                assert_eq!(stage.desk.change_account(&boss, id, change).await, Err(DeskError::NotFound));
            }
        }
        assert!(stage.desk.accounts(&boss).await.unwrap().iter().all(|row| row.login != "theirs"));
    }

    async fn counter_staff_and_managers_do_not_even_see_the_list(stage) {
        for role in [Role::Counter, Role::Manager] {
            let actor = someone(stage, role.as_str(), role).await;
            assert_eq!(stage.desk.accounts(&actor).await.err(), Some(DeskError::NotFound));
            assert_eq!(stage.desk.add_account(&actor, new("tanaka", "counter")).await.err(), Some(DeskError::NotFound));
            let answer = stage.desk.change_account(&actor, actor.staff, AccountChange::Role { role: Role::System }).await;
            assert_eq!(answer, Err(DeskError::NotFound));
        }
    }

    async fn a_closed_account_is_out_at_once_and_can_come_back(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let id = account(stage, stage.office, "tanaka", Role::Counter).await;
        let secret = stage.desk.sign_in("tanaka", PASSWORD, OFFICE_PC).await.expect("signed in").secret;
        stage.desk.change_account(&boss, id, AccountChange::Close).await.unwrap();
        assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst));
        assert_eq!(stage.desk.sign_in("tanaka", PASSWORD, OFFICE_PC).await.err(), Some(DeskError::WrongCredentials));
        stage.desk.change_account(&boss, id, AccountChange::Open).await.unwrap();
        assert!(stage.desk.sign_in("tanaka", PASSWORD, OFFICE_PC).await.is_ok());
    }

    async fn nobody_changes_their_own_role_or_shuts_themselves_out(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        for change in [AccountChange::Close, AccountChange::Role { role: Role::Counter }, AccountChange::Factor] {
            assert_eq!(stage.desk.change_account(&boss, boss.staff, change).await, Err(DeskError::Conflict));
        }
    }

    async fn the_demonstrations_account_stays_as_it_is(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let demo = put(stage, stage.office, "demo", Role::Counter, |row| row.demo = 1).await;
        assert_eq!(stage.desk.change_account(&boss, demo, AccountChange::Close).await, Err(DeskError::Conflict));
    }

    async fn on_the_command_line_a_lost_account_is_given_back(stage) {
        account(stage, stage.office, "boss", Role::Administrator).await;
        let db = &stage.desk.db;
        let add = |login: &'static str| accounts::add(db, &stage.slug, login, "鈴木 学", Role::Manager, PASSWORD.as_bytes());
        add("suzuki").await.unwrap();
        assert!(add("suzuki").await.is_err(), "taken");
        assert!(accounts::add(db, "nowhere", "x", "x", Role::Counter, PASSWORD.as_bytes()).await.is_err());
        let old = stage.desk.sign_in("boss", PASSWORD, OFFICE_PC).await.expect("signed in").secret;
        accounts::reset(db, "Boss", "別の長いパスワードを覚えておくこと\n".as_bytes()).await.unwrap();
        assert!(stage.desk.entry(&old).await.is_err(), "sessions end");
        let secret = stage.desk.sign_in("boss", "別の長いパスワードを覚えておくこと", OFFICE_PC).await.expect("signed in").secret;
        assert!(matches!(stage.desk.entry(&secret).await.unwrap().step, Step::Password));
        assert!(accounts::reset(db, "nobody", PASSWORD.as_bytes()).await.is_err());

    }
}
