//! Mail that comes in: the reply that confirms, the report that puts back, and what waits in the tray for a person.

use crate::{on_both, someone, staff, stage::*, stranger};
use app::{
    desk::{
        AttendeeDesk, PhoneDesk, SeekerDesk, StaffDesk,
        booking::SeekerState,
        error::DeskError,
        records::RecordsDesk,
        staff::Actor,
        tray::{MailLine, TrayDesk},
        waiting::{NewWish, Standing, WaitingDesk},
    },
    domain::{
        attendee::Employer,
        booking::{Receipt, State},
        ids::{BookingId, MailId, WishId},
        inbox::Verdict,
        intake::Intake,
        kind::Kind,
        role::Role,
        waiting::{Part, Wants, Weekdays},
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    desk::{
        mail,
        mailbox::{
            take::{Fetched, take},
            turn::{self, Place},
        },
    },
    mail::transport::Acceptance,
    store::{
        entity::{audit, counter, mail_in, outbox, wish},
        mailbox::Reader,
    },
};
use std::cell::Cell;
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
const SEEKER: &str = "hanako@example.jp";

/// The office's mailbox, as this node reads it.
struct Mailbox<'a> {
    stage: &'a Stage,
    reader: Reader,
    next: Cell<u32>,
}

impl Mailbox<'_> {
    async fn of(stage: &Stage) -> Mailbox<'_> {
        let reader = Reader { mailbox: "office@mail.example/INBOX".to_owned(), holder: Uuid::now_v7() };
        turn::claim(&stage.desk, &reader).await.unwrap().unwrap();
        Mailbox { stage, reader, next: Cell::new(1) }
    }

    /// A mail with this header, but for who sends it, arrives now.
    async fn gets(&self, from: &str, header: &str) -> Verdict {
        self.take(self.mail(from, header)).await.unwrap().unwrap()
    }

    fn mail(&self, from: &str, header: &str) -> Fetched {
        let uid = self.next.replace(self.next.get() + 1);
        let bytes =
            format!("From: {from}\r\nMessage-ID: <{uid}@phone.example>\r\n{header}\r\n\r\nよろしくお願いします。");
        let bytes = bytes.into_bytes();
        let size = u32::try_from(bytes.len()).unwrap();
        Fetched { validity: 7, uid, arrived: self.stage.now(), size, bytes }
    }

    async fn take(&self, mail: Fetched) -> Result<Option<Verdict>, DeskError> {
        take(&self.stage.desk, &self.reader, &mail).await
    }

    async fn gets_report_on(&self, letter: &outbox::Model) -> Verdict {
        let uid = self.next.replace(self.next.get() + 1);
        let text = format!(
            "From: MAILER-DAEMON@relay.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\nMessage-ID: <{uid}@relay.example>\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nIt did not arrive.\n\
             --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\n\
             Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <{to}> unknown\n\
             --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {id}\n\n--b--\n",
            to = letter.recipient,
            id = letter.message_id,
        );
        let bytes = text.replace('\n', "\r\n").into_bytes();
        let size = u32::try_from(bytes.len()).unwrap();
        self.take(Fetched { validity: 7, uid, arrived: self.stage.now(), size, bytes }).await.unwrap().unwrap()
    }
}

fn answers(letter: &outbox::Model) -> String {
    format!("In-Reply-To: {}", letter.message_id)
}

fn intake(kind: &str) -> Intake {
    Intake {
        number: "15020-1234567".to_owned(),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: SEEKER.to_owned(),
        time: format!("{kind} {}", span(TEN, 30)),
        ..Intake::default()
    }
}

/// A booking by telephone, and the letter that asks for a reply.
async fn telephoned(stage: &Stage, me: &Actor) -> (BookingId, outbox::Model) {
    stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
    let id = stage.desk.take_booking(me, intake("consultation")).await.unwrap();
    let letter = letters(stage, id).await.remove(0);
    is_taken(stage, &letter).await;
    (id, letter)
}

async fn letters(stage: &Stage, id: BookingId) -> Vec<outbox::Model> {
    stage.letters(&stage.token(id.0)).await
}

async fn is_taken(stage: &Stage, letter: &outbox::Model) {
    let by = Acceptance { server: "mx.example.jp".to_owned(), reply: "250 ok".to_owned() };
    assert!(mail::accepted(&stage.desk, letter, &by, stage.now()).await.is_ok());
}

async fn state(stage: &Stage, me: &Actor, id: BookingId) -> State {
    stage.desk.card(me, id).await.unwrap().state
}

async fn waiting(stage: &Stage, me: &Actor) -> Vec<MailLine> {
    let waiting = stage.desk.tray(me).await.unwrap().waiting;
    assert_eq!(stage.desk.count_mails(me).await, Ok(waiting.len() as u64));
    waiting
}

async fn rows(stage: &Stage) -> Vec<mail_in::Model> {
    mail_in::Entity::find().all(stage.desk.db.read()).await.unwrap()
}

/// Whose reply the mail can be, as staff see it.
async fn bookings(stage: &Stage, me: &Actor, mail: MailId, words: &str) -> Vec<BookingId> {
    let replying = stage.desk.replying(me, mail, words.to_owned()).await.unwrap();
    replying.bookings.into_iter().map(|booking| booking.booking).collect()
}

on_both! {
    async fn a_reply_confirms_by_the_moment_it_arrived(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let arrived = stage.now();
        let reply = mailbox.mail("Hanako <HANAKO@example.jp>", &answers(&letter));
        stage.advance(minutes(30));
        assert_eq!(mailbox.take(reply).await, Ok(Some(Verdict::Confirmed)));
        let by = Receipt::Reply { message_id: "1@phone.example".to_owned() };
        assert_eq!(state(stage, &me, id).await, State::Confirmed { at: arrived, by });
        let consents = stage.consents(&stage.token(id.0)).await;
        let receipt = consents.iter().find(|row| row.moment == "receipt").unwrap();
        assert_eq!((receipt.proof.as_str(), receipt.at), ("reply", arrived.timestamp_millis()));
        assert!(stage.history(id.0).await.contains(&"replied".to_owned()));
        assert_eq!(letters(stage, id).await.last().unwrap().letter, "details", "the seeker is told");
        assert!(waiting(stage, &me).await.is_empty());
        let settled = stage.desk.tray(&me).await.unwrap().settled;
        assert_eq!((settled.len(), settled[0].text.as_str()), (1, "よろしくお願いします。"), "staff can read what it says");
    }

    async fn its_address_names_the_letter_too(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let to = format!("To: office+{}@mail.example", letter.id.simple());
        assert_eq!(mailbox.gets(SEEKER, &to).await, Verdict::Confirmed);
        assert!(matches!(state(stage, &me, id).await, State::Confirmed { .. }));
    }

    async fn a_machine_s_reply_is_none(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let header = format!("{}\r\nAuto-Submitted: auto-replied\r\nSubject: 不在です", answers(&letter));
        assert_eq!(mailbox.gets(SEEKER, &header).await, Verdict::Ignored);
        assert_eq!(state(stage, &me, id).await.tag(), "awaiting_reply");
        assert!(waiting(stage, &me).await.is_empty());
        let [row] = &rows(stage).await[..] else { panic!("one row") };
        let kept = [&row.sender, &row.subject, &row.body, &row.message_id];
        assert!(kept.iter().all(|text| text.is_empty()), "nothing of it is kept: {row:?}");
    }

    async fn what_is_not_quite_the_reply_waits_for_a_person(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        assert_eq!(mailbox.gets("taro@example.jp", &answers(&letter)).await, Verdict::OtherSender);
        assert_eq!(mailbox.gets("hanako@example.jp, taro@example.jp", &answers(&letter)).await, Verdict::OtherSender);
        assert_eq!(mailbox.gets(SEEKER, "Subject: はじめまして").await, Verdict::Unmatched);
        assert_eq!(state(stage, &me, id).await.tag(), "awaiting_reply");
        stage.desk.press_received(&stage.token(id.0)).await.unwrap();
        assert_eq!(mailbox.gets(SEEKER, &answers(&letter)).await, Verdict::NotAwaited);
        let broken = Fetched { bytes: Vec::new(), size: 10, ..mailbox.mail(SEEKER, "") };
        assert_eq!(mailbox.take(broken).await, Ok(Some(Verdict::Unreadable)));

        let waiting = waiting(stage, &me).await;
        let verdicts: Vec<Verdict> = waiting.iter().map(|mail| mail.verdict).collect();
        use Verdict::{NotAwaited, OtherSender, Unmatched, Unreadable};
        assert_eq!(verdicts, [OtherSender, OtherSender, Unmatched, NotAwaited, Unreadable]);
        assert_eq!(waiting[0].about.as_ref().unwrap().booking, id);
        assert_eq!((waiting[0].sender.as_str(), waiting[1].sender.as_str()), ("taro@example.jp", ""));
        assert!(waiting[2].about.is_none());
        assert!(waiting[4].is_cut, "there is more in the mailbox");
    }

    async fn a_reply_after_the_deadline_confirms_nothing(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let in_time = mailbox.mail(SEEKER, &answers(&letter));
        stage.advance_to(at("2026-11-28 00:00"));
        assert_eq!(mailbox.gets(SEEKER, &answers(&letter)).await, Verdict::Late);
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(state(stage, &me, id).await.tag(), "void");
        // It came in time, but the mailbox was read only after the seat was free again.
        let in_time = Fetched { uid: 9, ..in_time };
        assert_eq!(mailbox.take(in_time).await, Ok(Some(Verdict::Late)));
        assert_eq!(waiting(stage, &me).await.len(), 2);
    }

    /// The mailbox was away over midnight, and nobody has let the booking go yet.
    async fn a_reply_in_time_that_is_read_late_still_counts(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let in_time = mailbox.mail(SEEKER, &answers(&letter));
        stage.advance_to(at("2026-11-28 00:00"));
        assert_eq!(mailbox.take(in_time).await, Ok(Some(Verdict::Confirmed)));
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(state(stage, &me, id).await.tag(), "confirmed");
    }

    async fn whoever_knows_the_sender_counts_it_as_the_reply(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        let arrived = stage.now();
        mailbox.gets("hanako@work.example", &answers(&letter)).await;
        mailbox.gets("hanako@work.example", "Subject: x").await;
        stage.advance(minutes(60));
        let [reply, other] = &waiting(stage, &me).await[..] else { panic!("two mails") };
        assert!(reply.may_count && !other.may_count);
        assert_eq!(stage.desk.count_as_reply(&me, other.id).await, Err(DeskError::Conflict));
        stage.desk.count_as_reply(&me, reply.id).await.unwrap();
        stage.desk.count_as_reply(&me, reply.id).await.unwrap();
        let State::Confirmed { at, .. } = state(stage, &me, id).await else { panic!("confirmed") };
        assert_eq!(at, arrived);
        let replied = stage.history(id.0).await.into_iter().filter(|what| what == "replied").count();
        assert_eq!(replied, 1, "pressed twice, it counts once");
        assert_eq!(letters(stage, id).await.last().unwrap().letter, "details");
        assert_eq!(waiting(stage, &me).await.len(), 1);
        let settled = stage.desk.tray(&me).await.unwrap().settled;
        assert!(settled[0].settled.as_ref().is_some_and(|settled| settled.counted && settled.who == "佐藤 実"));
    }

    async fn whoever_has_read_it_says_whose_reply_it_is(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, _) = telephoned(stage, &me).await;
        stage.advance(minutes(1));
        let arrived = stage.now();
        mailbox.gets("work@example.jp", "Subject: 予約の件").await;
        mailbox.gets("other@example.jp", "Subject: 別の件").await;
        stage.advance(minutes(60));
        let [reply, other] = &waiting(stage, &me).await[..] else { panic!("two mails") };
        assert!(reply.may_tie && !reply.may_count);
        for words in ["", "15020-1234567", "花子", SEEKER] {
            assert_eq!(bookings(stage, &me, reply.id, words).await, [id], "{words}");
        }
        assert_eq!(bookings(stage, &me, reply.id, "太郎").await, []);
        stage.desk.count_as_reply_to(&me, reply.id, id).await.unwrap();
        stage.desk.count_as_reply_to(&me, reply.id, id).await.unwrap();
        let by = Receipt::Reply { message_id: "1@phone.example".to_owned() };
        assert_eq!(state(stage, &me, id).await, State::Confirmed { at: arrived, by });
        let replied = stage.history(id.0).await.into_iter().filter(|what| what == "replied").count();
        assert_eq!(replied, 1, "pressed twice, it counts once");
        let consents = stage.consents(&stage.token(id.0)).await;
        let receipt = consents.iter().find(|row| row.moment == "receipt").unwrap();
        assert_eq!((receipt.proof.as_str(), receipt.at), ("staff: mail", arrived.timestamp_millis()));
        assert_eq!(letters(stage, id).await.last().unwrap().letter, "details");
        let reference = stage.desk.card(&me, id).await.unwrap().reference;
        let lines = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert!(lines.iter().any(|line| line.act == "mail_counted" && line.about == reference));
        assert!(lines.iter().any(|line| line.act == "people_searched" && line.note == "number: 1"));
        assert_eq!(waiting(stage, &me).await.len(), 1);
        let settled = stage.desk.tray(&me).await.unwrap().settled;
        assert!(settled[0].settled.as_ref().is_some_and(|settled| settled.counted));
        assert_eq!(settled[0].about.as_ref().map(|about| about.booking), Some(id), "it goes with its booking");
        assert_eq!(bookings(stage, &me, other.id, "").await, []);
        assert_eq!(stage.desk.count_as_reply_to(&me, other.id, id).await, Err(DeskError::Conflict), "it waits no more");
    }

    async fn what_came_too_early_or_too_late_is_no_reply(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        mailbox.gets("work@example.jp", "Subject: 前").await;
        stage.advance(minutes(1));
        let (id, letter) = telephoned(stage, &me).await;
        mailbox.gets_report_on(&letter).await;
        stage.advance_to(at("2026-11-28 00:00"));
        mailbox.gets("work@example.jp", "Subject: 後").await;
        let broken = Fetched { bytes: Vec::new(), size: 10, ..mailbox.mail(SEEKER, "") };
        mailbox.take(broken).await.unwrap();
        let [early, report, late, broken] = &waiting(stage, &me).await[..] else { panic!("four mails") };
        assert!(early.may_tie && late.may_tie && !broken.may_tie && !report.may_tie);
        for (mail, refused) in [(early, DeskError::Conflict), (late, DeskError::DeadlinePassed)] {
            assert_eq!(bookings(stage, &me, mail.id, "").await, []);
            assert_eq!(stage.desk.count_as_reply_to(&me, mail.id, id).await, Err(refused));
        }
        assert_eq!(stage.desk.count_as_reply_to(&me, broken.id, id).await, Err(DeskError::Conflict));
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(state(stage, &me, id).await.tag(), "void");
        assert_eq!(stage.desk.count_as_reply_to(&me, late.id, id).await, Err(DeskError::DeadlinePassed));
        assert_eq!(waiting(stage, &me).await.len(), 4, "they are still to be read");
    }

    async fn whose_reply_it_is_is_for_the_office_to_say(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        mailbox.gets("work@example.jp", "Subject: x").await;
        mailbox.gets("b@example.jp", "To: office+elsewhere@mail.example").await;
        let other = stranger(stage).await;
        mailbox.gets("b@example.jp", "To: office+elsewhere@mail.example").await;
        let (mine, theirs) = (waiting(stage, &me).await.remove(0).id, waiting(stage, &other).await.remove(0).id);
        for mail in [mine, theirs] {
            assert_eq!(stage.desk.count_as_reply_to(&other, mail, id).await, Err(DeskError::NotFound));
        }
        assert_eq!(stage.desk.count_as_reply_to(&me, theirs, id).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.replying(&other, mine, String::new()).await, Err(DeskError::NotFound));
        assert_eq!(bookings(stage, &other, theirs, "").await, []);
        mailbox.gets(SEEKER, &answers(&letter)).await;
        assert_eq!(stage.desk.count_as_reply_to(&me, mine, id).await, Err(DeskError::Conflict), "it was confirmed meanwhile");
    }

    async fn staff_of_the_office_empty_the_tray(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        mailbox.gets("taro@example.jp", &answers(&letter)).await;
        let mail = waiting(stage, &me).await.remove(0).id;
        let other = stranger(stage).await;
        assert!(waiting(stage, &other).await.is_empty());
        assert_eq!(stage.desk.settle_mail(&other, mail, "x".to_owned()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.count_as_reply(&other, mail).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.settle_mail(&me, mail, " ".to_owned()).await, Err(DeskError::Mend));
        stage.desk.settle_mail(&me, mail, "電話した".to_owned()).await.unwrap();
        stage.desk.settle_mail(&me, mail, "二度目".to_owned()).await.unwrap();
        assert!(waiting(stage, &me).await.is_empty());
        let settled = stage.desk.tray(&me).await.unwrap().settled;
        assert_eq!(settled[0].settled.as_ref().map(|settled| settled.note.as_str()), Some("電話した"));
        assert_eq!(state(stage, &me, id).await.tag(), "awaiting_reply");
        let lines = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let reference = stage.desk.card(&me, id).await.unwrap().reference;
        assert!(lines.iter().any(|line| line.act == "mail_settled" && line.about == reference));
        assert!(lines.iter().any(|line| line.act == "tray_seen" && line.staff_id == me.staff.0));
    }

    async fn a_letter_that_comes_back_puts_the_booking_back(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let letter = stage.letters(&view.token).await.remove(0);
        is_taken(stage, &letter).await;
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::PutBack);
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::MailRefused);
        let id = BookingId(stage.row(&view.token).await.id);
        let State::AwaitingMail { refused: Some(refusal), .. } = state(stage, &me, id).await else { panic!("put back") };
        assert_eq!(refusal.reply, "5.1.1 550 5.1.1 <seeker1@example.jp> unknown");
        let letter = stage.letters(&view.token).await.remove(0);
        assert_eq!((letter.status.as_str(), letter.server.as_deref()), ("refused", Some("relay.example")));
        assert!(waiting(stage, &me).await.is_empty(), "the booking says it to staff and seeker");
        // Mended, and the old report once more under another id: it is about a letter to an address that nobody has.
        stage.desk.mend_address(visitor(1), "right@example.jp".to_owned()).await.unwrap();
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::Undelivered);
    }

    /// An offer from the waiting list whose letter comes back, and an answer to it by mail.
    async fn an_offer_that_comes_back_is_offered_to_the_next(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let mut tokens = Vec::new();
        for number in [1, 2] {
            let wants = Wants {
                from: "2026-12-01".parse().unwrap(),
                until: "2026-12-01".parse().unwrap(),
                weekdays: Weekdays::default(),
                part: Part::Any,
            };
            let mail = format!("waits{number}@example.jp");
            let lang = "ja".to_owned();
            let wish = NewWish { slug: SLUG.to_owned(), kind: Kind::Consultation, wants, mail, lang };
            stage.desk.leave_wish(address(number), wish).await.unwrap();
            let rows = wish::Entity::find().order_by_asc(wish::Column::Id).all(stage.desk.db.read()).await.unwrap();
            let token = stage.desk.key.wish_token(WishId(rows.last().unwrap().id));
            stage.desk.confirm_wish(&token).await.unwrap();
            stage.advance(millis(1));
            tokens.push(token);
        }
        stage.desk.offer_free_seats(stage.now()).await.unwrap();
        let offers = outbox::Entity::find().filter(outbox::Column::Letter.eq("wish_offered"));
        let letter = offers.clone().one(stage.desk.db.read()).await.unwrap().unwrap();
        is_taken(stage, &letter).await;
        assert_eq!(mailbox.gets("waits1@example.jp", &answers(&letter)).await, Verdict::OtherLetter);
        assert!(!waiting(stage, &me).await[0].may_count);
        stage.advance(minutes(1));
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::WishAsleep);
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::Ignored, "a second report says nothing new");
        let standing = async |token| stage.desk.wish(token, None, Locale::ja).await.unwrap().standing;
        assert_eq!(standing(&tokens[0]).await, Standing::Asleep { unreached: true });
        stage.desk.offer_free_seats(stage.now()).await.unwrap();
        assert!(matches!(standing(&tokens[1]).await, Standing::Offered { .. }));
        assert_eq!(waiting(stage, &me).await.len(), 1, "the report is nobody's to read");
        assert_eq!(offers.all(stage.desk.db.read()).await.unwrap().len(), 2);
    }

    async fn a_letter_that_changes_nothing_by_coming_back_is_for_a_person(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &me).await;
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::Undelivered);
        assert_eq!(state(stage, &me, id).await.tag(), "awaiting_reply");
        assert!(stage.history(id.0).await.contains(&"mail_refused".to_owned()));
        assert_eq!(letters(stage, id).await[0].status, "refused");
        let [mail] = &waiting(stage, &me).await[..] else { panic!("one mail") };
        assert_eq!((mail.verdict, mail.text.contains("did not arrive")), (Verdict::Undelivered, true));
    }

    async fn every_mail_is_taken_once(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let (_, letter) = telephoned(stage, &me).await;
        let mail = mailbox.mail(SEEKER, &answers(&letter));
        assert_eq!(mailbox.take(mail.clone()).await, Ok(Some(Verdict::Confirmed)));
        assert_eq!(mailbox.take(mail.clone()).await, Ok(None));
        // The server gives every mail another number: it is known by what it is.
        let renumbered = Fetched { validity: 8, uid: 1, ..mail.clone() };
        assert_eq!(mailbox.take(renumbered).await, Ok(None));
        assert_eq!(rows(stage).await.len(), 1);
        let place = turn::claim(&stage.desk, &mailbox.reader).await.unwrap();
        assert_eq!(place, Some(Place { validity: Some(8), read_to: 1 }));
        let new = Fetched { validity: 8, uid: 2, ..mailbox.mail("b@example.jp", "") };
        assert_eq!(mailbox.take(new).await, Ok(Some(Verdict::Unmatched)));
    }

    async fn one_node_reads_at_a_time(stage) {
        let first = Mailbox::of(stage).await;
        let second = Reader { holder: Uuid::now_v7(), ..first.reader.clone() };
        assert_eq!(turn::claim(&stage.desk, &second).await, Ok(None));
        assert_eq!(turn::keep(&stage.desk, &second).await, Ok(false));
        let mail = first.mail("b@example.jp", "");
        assert_eq!(take(&stage.desk, &second, &mail).await, Err(DeskError::Conflict));
        stage.advance(minutes(2));
        assert!(turn::claim(&stage.desk, &second).await.unwrap().is_some(), "the first one is gone");
        assert_eq!(first.take(mail.clone()).await, Err(DeskError::Conflict));
        assert!(rows(stage).await.is_empty());
        assert_eq!(take(&stage.desk, &second, &mail).await, Ok(Some(Verdict::Unmatched)));
        turn::leave(&stage.desk, &second).await.unwrap();
        assert!(turn::claim(&stage.desk, &first.reader).await.unwrap().is_some(), "it was left to whoever comes");
    }

    async fn a_mail_lies_in_the_tray_of_the_office_that_it_names(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let other = stranger(stage).await;
        mailbox.gets("b@example.jp", "To: office+elsewhere@mail.example").await;
        mailbox.gets("c@example.jp", "To: office@mail.example").await;
        assert_eq!(waiting(stage, &other).await[0].sender, "b@example.jp");
        let own: Vec<String> = waiting(stage, &me).await.into_iter().map(|mail| mail.sender).collect();
        assert_eq!(own, ["c@example.jp"], "what names none is the first office's");
    }

    async fn that_the_mailbox_cannot_be_read_is_seen(stage) {
        let me = staff(stage).await;
        assert_eq!(stage.desk.tray(&me).await.unwrap().mailbox, None);
        let mailbox = Mailbox::of(stage).await;
        let since = stage.now();
        turn::troubled(&stage.desk, &mailbox.reader, "no connection").await.unwrap();
        stage.advance(minutes(5));
        turn::troubled(&stage.desk, &mailbox.reader, "no answer").await.unwrap();
        let seen = stage.desk.tray(&me).await.unwrap().mailbox.unwrap();
        assert_eq!(seen.trouble, Some(("no answer".to_owned(), since)));
        turn::looked(&stage.desk, &mailbox.reader).await.unwrap();
        let seen = stage.desk.tray(&me).await.unwrap().mailbox.unwrap();
        assert_eq!((seen.trouble, seen.looked_at), (None, Some(stage.now())));
    }

    async fn an_employer_s_letter_that_comes_back_is_seen_on_the_card(stage) {
        let me = staff(stage).await;
        let mailbox = Mailbox::of(stage).await;
        let counter = stage.counter_at(&[span(TEN, 30)]).await;
        counter::Entity::update_many()
            .col_expr(counter::Column::Kinds, Expr::value("interview"))
            .filter(counter::Column::Id.eq(counter))
            .exec(stage.desk.db.write())
            .await
            .unwrap();
        let id = stage.desk.take_booking(&me, intake("interview")).await.unwrap();
        let employer = Employer {
            job_number: "15020-01234561".to_owned(),
            company: "新津製作所".to_owned(),
            person: "小林".to_owned(),
            phone: "0250220000".to_owned(),
            mail: "saiyo@company.example".to_owned(),
            lang: "ja".to_owned(),
        };
        stage.desk.invite(&me, id, employer).await.unwrap();
        let letter = letters(stage, id).await.into_iter().find(|row| row.attendee_id.is_some()).unwrap();
        is_taken(stage, &letter).await;
        assert_eq!(mailbox.gets("saiyo@company.example", &answers(&letter)).await, Verdict::OtherLetter);
        assert_eq!(mailbox.gets_report_on(&letter).await, Verdict::Undelivered);
        assert!(stage.history(id.0).await.contains(&"attendee_unreached".to_owned()));
    }

    async fn what_came_in_is_kept_for_its_time_and_for_a_hold(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let mailbox = Mailbox::of(stage).await;
        let (id, letter) = telephoned(stage, &boss).await;
        mailbox.gets("taro@example.jp", &answers(&letter)).await;
        mailbox.gets("b@example.jp", "").await;
        let hold = app::desk::records::NewHold {
            about: stage.desk.card(&boss, id).await.unwrap().reference,
            ground: "係争中".to_owned(),
            from: "2026-11-24".to_owned(),
            until: String::new(),
        };
        stage.desk.place_hold(&boss, hold).await.unwrap();
        for (day, left) in [("2027-11-24", 2), ("2027-11-25", 1)] {
            stage.advance_to(at(&format!("{day} 03:00")));
            assert!(stage.desk.run_retention(stage.now()).await.unwrap());
            assert_eq!(rows(stage).await.len(), left, "{day}");
        }
        assert_eq!(rows(stage).await[0].booking_id, Some(id.0));
    }
}
