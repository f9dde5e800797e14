//! The steps after the password: a code, a password of one's own, the second factor set up.

use crate::{PASSWORD, account, on_both, put, stage::*};
use app::{
    desk::{
        AccountDesk, EntranceDesk,
        error::DeskError,
        staff::{Factor, Step},
    },
    domain::role::Role,
};
use sea_orm::EntityTrait;
use server::store::entity::{session, staff};
use std::net::IpAddr;
use totp_rs::{Builder, Secret};

const OFFICE_PC: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 10));
const OWN_PASSWORD: &str = "秋葉山の桜は四月の十日ごろに咲く";

/// What an app on the telephone shows at the stage's time.
fn shown(stage: &Stage, factor: &Factor) -> String {
    let secret = Secret::try_from_base32(factor.secret.replace(' ', "")).expect("base32");
    let totp = Builder::new().with_secret(secret).build().expect("a factor");
    totp.generate(u64::try_from(stage.now().timestamp()).expect("after 1970")).to_string()
}

async fn sign_in(stage: &Stage, login: &str) -> String {
    stage.desk.sign_in(login, PASSWORD, OFFICE_PC).await.expect("the password is right").secret
}

async fn offered(stage: &Stage, secret: &str) -> Factor {
    match stage.desk.entry(secret).await.expect("a session").step {
        Step::Enrol(factor) => factor,
        _ => panic!("the second factor is to be set up"),
    }
}

/// An administrator with a second factor, the secret of the session, and what was set up.
async fn enrolled(stage: &Stage) -> (String, Factor) {
    account(stage, stage.office, "sato", Role::Administrator).await;
    let secret = sign_in(stage, "sato").await;
    let factor = offered(stage, &secret).await;
    let secret = stage.desk.enrol(&secret, &shown(stage, &factor), OFFICE_PC).await.expect("set up").secret;
    (secret, factor)
}

on_both! {
    async fn who_manages_sets_up_a_second_factor_before_anything_else(stage) {
        for role in [Role::Manager, Role::Administrator, Role::Bureau, Role::System] {
            account(stage, stage.office, role.as_str(), role).await;
            let secret = sign_in(stage, role.as_str()).await;
            assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst), "{role:?}");
            let factor = offered(stage, &secret).await;
            assert_eq!(factor.recovery.len(), 10);
            assert!(factor.uri.starts_with("otpauth://totp/Madoguchi:"), "{}", factor.uri);
            assert_eq!(stage.desk.enrol(&secret, "000000", OFFICE_PC).await.err(), Some(DeskError::WrongCode));
            let next = stage.desk.enrol(&secret, &shown(stage, &factor), OFFICE_PC).await.expect("set up");
            assert_eq!(stage.desk.session(&next.secret).await.expect("in").role, role);
            assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst), "the old secret is void");
        }
        account(stage, stage.office, "tanaka", Role::Counter).await;
        let secret = sign_in(stage, "tanaka").await;
        assert!(stage.desk.session(&secret).await.is_ok(), "counter staff need none");
    }

    async fn a_code_opens_once(stage) {
        let (_, factor) = enrolled(stage).await;
        let code = shown(stage, &factor);
        let secret = sign_in(stage, "sato").await;
        assert!(matches!(stage.desk.entry(&secret).await.expect("a session").step, Step::Code));
        assert_eq!(stage.desk.give_code(&secret, &code, OFFICE_PC).await.err(), Some(DeskError::WrongCode), "used to set up");
        stage.advance(chrono::TimeDelta::seconds(30));
        let code = shown(stage, &factor);
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        let opened = stage.desk.give_code(&secret, &wide, OFFICE_PC).await.expect("full-width digits are digits");
        assert!(stage.desk.session(&opened.secret).await.is_ok());
        assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst));
        let again = sign_in(stage, "sato").await;
        assert_eq!(stage.desk.give_code(&again, &code, OFFICE_PC).await.err(), Some(DeskError::WrongCode));
    }

    async fn of_two_who_give_one_code_at_once_one_comes_in(stage) {
        let (_, factor) = enrolled(stage).await;
        stage.advance(minutes(1));
        let code = shown(stage, &factor);
        let mut tries = Vec::new();
        for _ in 0..4 {
            let secret = sign_in(stage, "sato").await;
            let (desk, code) = (stage.desk.clone(), code.clone());
            tries.push(tokio::spawn(async move { desk.give_code(&secret, &code, OFFICE_PC).await.is_ok() }));
        }
        let mut opened = 0;
        for answer in tries {
            opened += usize::from(answer.await.unwrap());
        }
        assert_eq!(opened, 1);
    }

    async fn six_wrong_codes_and_the_account_waits(stage) {
        let (_, factor) = enrolled(stage).await;
        stage.advance(minutes(1));
        let secret = sign_in(stage, "sato").await;
        for _ in 0..6 {
            assert_eq!(stage.desk.give_code(&secret, "000000", OFFICE_PC).await.err(), Some(DeskError::WrongCode));
        }
        let right = shown(stage, &factor);
        assert_eq!(stage.desk.give_code(&secret, &right, OFFICE_PC).await.err(), Some(DeskError::TooMany));
        assert_eq!(stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.err(), Some(DeskError::TooMany));
    }

    async fn a_recovery_code_opens_once_each(stage) {
        let (_, factor) = enrolled(stage).await;
        let secret = sign_in(stage, "sato").await;
        let code = factor.recovery[3].to_uppercase().replace('-', " ");
        let opened = stage.desk.give_code(&secret, &code, OFFICE_PC).await.expect("however it is typed").secret;
        let actor = stage.desk.session(&opened).await.expect("in");
        assert_eq!(stage.desk.own_account(&actor).await.unwrap().factor.unwrap().1, 9);
        let again = sign_in(stage, "sato").await;
        assert_eq!(stage.desk.give_code(&again, &factor.recovery[3], OFFICE_PC).await.err(), Some(DeskError::WrongCode));
        assert!(stage.desk.give_code(&again, &factor.recovery[4], OFFICE_PC).await.is_ok());
    }

    async fn a_recovery_code_does_not_set_up(stage) {
        account(stage, stage.office, "sato", Role::Manager).await;
        let secret = sign_in(stage, "sato").await;
        let factor = offered(stage, &secret).await;
        let answer = stage.desk.enrol(&secret, &factor.recovery[0], OFFICE_PC).await;
        assert_eq!(answer.err(), Some(DeskError::WrongCode), "it would not prove that the app works");
    }

    async fn a_password_that_somebody_else_typed_is_replaced_first(stage) {
        put(stage, stage.office, "sato", Role::Counter, |_| ()).await;
        let secret = sign_in(stage, "sato").await;
        let other = sign_in(stage, "sato").await;
        assert!(matches!(stage.desk.entry(&secret).await.expect("a session").step, Step::Password));
        assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst));
        for weak in ["short", PASSWORD, "my login is sato and more"] {
            assert_eq!(stage.desk.first_password(&secret, weak).await.err(), Some(DeskError::WeakPassword), "{weak}");
        }
        let opened = stage.desk.first_password(&secret, OWN_PASSWORD).await.expect("replaced").secret;
        assert!(stage.desk.session(&opened).await.is_ok());
        assert!(stage.desk.entry(&other).await.is_err(), "other sessions end");
        assert_eq!(stage.desk.sign_in("sato", PASSWORD, OFFICE_PC).await.err(), Some(DeskError::WrongCredentials));
    }

    async fn a_step_out_of_turn_is_refused(stage) {
        let (secret, factor) = enrolled(stage).await;
        stage.advance(minutes(1));
        let code = shown(stage, &factor);
        assert_eq!(stage.desk.give_code(&secret, &code, OFFICE_PC).await.err(), Some(DeskError::Conflict));
        assert_eq!(stage.desk.enrol(&secret, &code, OFFICE_PC).await.err(), Some(DeskError::Conflict));
        assert_eq!(stage.desk.first_password(&secret, OWN_PASSWORD).await.err(), Some(DeskError::Conflict));
    }

    async fn another_telephone_is_set_up_anew(stage) {
        let (secret, old) = enrolled(stage).await;
        let actor = stage.desk.session(&secret).await.expect("in");
        let wrong = stage.desk.replace_factor(&actor, "not the password", OFFICE_PC).await;
        assert_eq!(wrong.err(), Some(DeskError::WrongCredentials));
        stage.desk.replace_factor(&actor, PASSWORD, OFFICE_PC).await.unwrap();
        let new = offered(stage, &secret).await;
        assert_ne!(new.secret, old.secret);
        assert!(new.recovery.iter().all(|code| !old.recovery.contains(code)));
        stage.advance(minutes(1));
        assert!(stage.desk.enrol(&secret, &shown(stage, &old), OFFICE_PC).await.is_err());
        assert!(stage.desk.enrol(&secret, &shown(stage, &new), OFFICE_PC).await.is_ok());
    }

    async fn signing_out_everywhere_leaves_nobody_in(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let (one, two) = (sign_in(stage, "sato").await, sign_in(stage, "sato").await);
        let actor = stage.desk.session(&one).await.expect("in");
        assert_eq!(stage.desk.own_account(&actor).await.unwrap().sessions, 2);
        stage.desk.sign_out_everywhere(&actor).await.unwrap();
        for secret in [one, two] {
            assert_eq!(stage.desk.session(&secret).await.err(), Some(DeskError::SignInFirst));
        }
    }

    async fn a_new_password_ends_the_other_sessions(stage) {
        account(stage, stage.office, "sato", Role::Counter).await;
        let (one, two) = (sign_in(stage, "sato").await, sign_in(stage, "sato").await);
        let actor = stage.desk.session(&one).await.expect("in");
        let wrong = stage.desk.change_password(&actor, "not it", OWN_PASSWORD, OFFICE_PC).await;
        assert_eq!(wrong.err(), Some(DeskError::WrongCredentials));
        stage.desk.change_password(&actor, PASSWORD, OWN_PASSWORD, OFFICE_PC).await.unwrap();
        assert!(stage.desk.session(&one).await.is_ok());
        assert_eq!(stage.desk.session(&two).await.err(), Some(DeskError::SignInFirst));
    }

    async fn the_life_of_a_session_counts_from_the_password(stage) {
        let (_, factor) = enrolled(stage).await;
        let secret = sign_in(stage, "sato").await;
        stage.advance(minutes(20));
        let opened = stage.desk.give_code(&secret, &shown(stage, &factor), OFFICE_PC).await.expect("in").secret;
        for _ in 0..35 {
            stage.desk.session(&opened).await.expect("in use");
            stage.advance(minutes(20));
        }
        assert_eq!(stage.desk.session(&opened).await.err(), Some(DeskError::SignInFirst), "twelve hours");
    }

    async fn neither_secret_nor_recovery_codes_are_stored(stage) {
        let (_, factor) = enrolled(stage).await;
        let accounts = staff::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let sessions = session::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let stored = format!("{accounts:?}{sessions:?}");
        let secret = factor.secret.replace(' ', "");
        assert!(!stored.contains(&secret) && factor.recovery.iter().all(|code| !stored.contains(code.as_str())));
    }
}
