//! What the questions are about.

use crate::stage::{Stage, from_millis};
use app::domain::{
    booking::{Channel, Receipt, State},
    kind::Kind,
    role::Role,
    slot::Span,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    clock::Clock,
    desk::staff::account,
    keys::{digest, hex, secret},
    store::{booking::Begun, entity, seat::Seat, slot::Candidate},
};
use uuid::Uuid;

/// The things of an office that a question can be about, new for each.
pub struct Things {
    pub booking: Uuid,
    place: Uuid,
    counter: Uuid,
    slot: Uuid,
    account: Uuid,
    office: Uuid,
    pattern: Uuid,
    terms: Uuid,
    standing: Uuid,
    hold: Uuid,
    disclosure: Uuid,
    absence: Uuid,
    seating: Uuid,
    attendee: Uuid,
    host: Uuid,
    mail: Uuid,
}

impl Things {
    pub async fn of(stage: &Stage) -> Things {
        let span = Span::new(from_millis(1_920_000_000_000), 30).expect("a span");
        let counter = stage.counter(None).await;
        let slot = stage.slot(counter, span).await;
        // A booking whose seat is at a counter of its own.
        let other = stage.counter(None).await;
        let taken = stage.slot(other, span).await;
        let booking = booking(stage, taken, other, span).await;
        let account = account(stage, Role::Counter).await;
        let pattern = pattern(stage, counter).await;
        Things {
            booking,
            place: stage.place("駅前コーナー").await,
            counter,
            slot,
            account,
            office: stage.office.0,
            pattern,
            terms: announced(stage).await,
            standing: decision(stage, booking).await,
            hold: hold(stage).await,
            disclosure: asked(stage).await,
            absence: absence(stage, other, booking).await,
            seating: seating(stage, counter).await,
            attendee: attendee(stage, booking).await,
            host: host(stage).await,
            mail: mail(stage, booking).await,
        }
    }

    pub fn nowhere() -> Things {
        let id = Uuid::now_v7;
        Things {
            booking: id(),
            place: id(),
            counter: id(),
            slot: id(),
            account: id(),
            office: id(),
            pattern: id(),
            terms: id(),
            standing: id(),
            hold: id(),
            disclosure: id(),
            absence: id(),
            seating: id(),
            attendee: id(),
            host: id(),
            mail: id(),
        }
    }

    pub fn fill(&self, body: &str) -> String {
        let filled = [
            ("{booking}", self.booking),
            ("{place}", self.place),
            ("{counter}", self.counter),
            ("{slot}", self.slot),
            ("{account}", self.account),
            ("{office}", self.office),
            ("{pattern}", self.pattern),
            ("{terms}", self.terms),
            ("{standing}", self.standing),
            ("{hold}", self.hold),
            ("{disclosure}", self.disclosure),
            ("{absence}", self.absence),
            ("{seating}", self.seating),
            ("{attendee}", self.attendee),
            ("{host}", self.host),
            ("{mail}", self.mail),
            ("{new}", Uuid::now_v7()),
        ];
        let tomorrow = Clock::System.now().date_naive() + chrono::Days::new(2);
        let body = body.replace("{tomorrow}", &tomorrow.to_string());
        filled.iter().fold(format!("lang=ja&{body}"), |body, (name, id)| body.replace(name, &id.to_string()))
    }
}

async fn host(stage: &Stage) -> Uuid {
    let row = entity::zoom_host::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        name: "Zoom".to_owned(),
        zoom_user: None,
    };
    let id = row.id;
    let row = row.into_active_model().reset_all();
    entity::zoom_host::Entity::insert(row).exec_without_returning(stage.desk.db.write()).await.expect("a host");
    id
}

/// A mail about it that waits in the tray.
async fn mail(stage: &Stage, booking: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let row = entity::mail_in::Model {
        id,
        office_id: stage.office.0,
        booking_id: Some(booking),
        letter_id: None,
        mailbox: "office@mail.example/INBOX".to_owned(),
        validity: 1,
        uid: id.as_u64_pair().1.cast_signed(),
        digest: id.to_string(),
        message_id: String::new(),
        sender: "a@example.jp".to_owned(),
        sender_name: String::new(),
        subject: "x".to_owned(),
        body: "x".to_owned(),
        cut: 0,
        size: 1,
        arrived_at: 0,
        read_at: 0,
        verdict: "other_sender".to_owned(),
        settled: None,
        settled_at: None,
        settled_by: None,
        note: String::new(),
    };
    entity::mail_in::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a mail");
    id
}

/// Terms that come into force some day.
async fn announced(stage: &Stage) -> Uuid {
    let row = entity::terms::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        hash: hex(&digest(&secret())),
        in_force_from: 1_920_000_000_000,
        ground: None,
        withdrawn_at: None,
    };
    let id = row.id;
    entity::terms::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("terms");
    id
}

/// A matter of which nobody has written anything down yet.
async fn decision(stage: &Stage, booking: Uuid) -> Uuid {
    let row = entity::standing::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        number: "15020-1".to_owned(),
        booking_id: booking,
        status: "sent_back".to_owned(),
        draft: None,
        proposal: None,
        matter: None,
        from_date: None,
        until_date: None,
        written_at: 0,
        settled_at: None,
        back_why: None,
        back_by: None,
    };
    let id = row.id;
    entity::standing::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a matter");
    id
}

/// A legal hold of nobody.
async fn hold(stage: &Stage) -> Uuid {
    let row = entity::legal_hold::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        number: "15020-1".to_owned(),
        booking_id: None,
        ground: "x".to_owned(),
        from_date: "2026-11-24".to_owned(),
        until_date: None,
        placed_at: 0,
        placed_by: Uuid::nil(),
        lifted_at: None,
        lifted_by: None,
        lifted_reason: String::new(),
    };
    let id = row.id;
    entity::legal_hold::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a hold");
    id
}

/// What somebody else asked to disclose.
async fn asked(stage: &Stage) -> Uuid {
    let id = Uuid::now_v7();
    let row = entity::disclosure::Model {
        id,
        office_id: stage.office.0,
        number: i32::from_be_bytes([0, id.as_bytes()[13], id.as_bytes()[14], id.as_bytes()[15]]),
        request: r#"{"requester":"x","basis":"y","items":["bookings"],"scope":{"number":"15020-12345678","references":[],"period":null}}"#.to_owned(),
        asked_at: 0,
        asked_by: Uuid::now_v7(),
        decided_at: None,
        decided_by: None,
        decision: None,
        why: String::new(),
    };
    entity::disclosure::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a disclosure");
    id
}

async fn booking(stage: &Stage, slot: Uuid, counter: Uuid, span: Span) -> Uuid {
    let begun = Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: Kind::Consultation,
        chosen: Candidate { slot, seat: Seat { counter, host: None, span } },
        channel: Channel::Site,
        deadline: span.starts(),
        state: State::Confirmed { at: stage.now(), by: Receipt::Button },
        at: stage.now(),
    };
    let mail = "a@example.jp".to_owned();
    let row =
        entity::booking::Model {
            lang: "ja".to_owned(), name: "髙橋".to_owned(), mail, ..begun.row().expect("a row")
        };
    let id = row.id;
    entity::booking::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a booking");
    id
}

/// An employer who is invited to it.
async fn attendee(stage: &Stage, booking: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let row = entity::attendee::Model {
        id,
        office_id: stage.office.0,
        booking_id: booking,
        company: "新津製作所".to_owned(),
        person: "小林".to_owned(),
        phone: "0250-22-0000".to_owned(),
        mail: "a@example.co.jp".to_owned(),
        job_number: "15020-1".to_owned(),
        lang: "ja".to_owned(),
        attendance: r#"{"attendance":"invited"}"#.to_owned(),
        sequence: 0,
        unreached: 0,
        created_at: 0,
    };
    entity::attendee::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an attendee");
    id
}

async fn pattern(stage: &Stage, counter: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let plan = format!(
        r#"{{"counter":"{counter}","dates":["2031-11-03",null],"week":[[],[],[],[],[],[],[]],"rhythm":[30,0]}}"#
    );
    let row = entity::pattern::Model { id, office_id: stage.office.0, counter_id: counter, plan };
    entity::pattern::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a pattern");
    id
}

/// A counter's day that fell away, with this booking in it.
async fn absence(stage: &Stage, counter: Uuid, booking: Uuid) -> Uuid {
    let row = entity::absence::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        counter_id: counter,
        date: "2030-11-04".to_owned(),
        from_at: 0,
        reason_ja: "急な休み".to_owned(),
        reason_en: None,
        staff_id: Uuid::now_v7(),
        at: 0,
    };
    let line = entity::absence_booking::Model {
        absence_id: row.id,
        booking_id: booking,
        office_id: stage.office.0,
        outcome: "cancelled".to_owned(),
        was_starts_at: 1_920_000_000_000,
        was_minutes: 30,
        to_call: 1,
    };
    let id = row.id;
    entity::absence::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an absence");
    entity::absence_booking::Entity::insert(line.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("its booking");
    id
}

async fn seating(stage: &Stage, counter: Uuid) -> Uuid {
    let row = entity::seating::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        counter_id: counter,
        from_date: "2030-11-04".to_owned(),
        weekday: None,
        staff_id: None,
    };
    let id = row.id;
    entity::seating::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a seating");
    id
}

pub async fn account(stage: &Stage, role: Role) -> Uuid {
    let mut row = account::new_row(stage.office, Uuid::now_v7().to_string(), "佐藤".to_owned(), role, String::new());
    row.password_changed_at = Some(0);
    row.factor_at = Some(1);
    let id = row.id;
    assert!(account::insert(stage.desk.db.write(), row).await.expect("an account"));
    id
}
