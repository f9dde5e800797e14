//! One mail, from its bytes to what it brings about: all of it, and that it was read, in one transaction, so that it is taken
//! once whatever dies in between.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
        phone::reply::send_details,
        waiting,
    },
    mailbox::reading::{self, Incoming},
    store::{
        attendee,
        booking::{self, save},
        consent::{self, Moment},
        entity::{booking::Model as Booking, mail_in, outbox::Model as Row},
        history::{self, What, Who},
        live_event::Change,
        mailbox::{self, Reader},
        office,
        outbox::{self, Letter},
        writing::Writing,
    },
};
use app::{
    desk::error::DeskError,
    domain::{
        booking::{Receipt, Refusal, State},
        ids::{BookingId, OfficeId},
        inbox::{Named, Sort, Verdict, judge, judge_of_wish},
        time::Instant,
    },
};
use sea_orm::DbErr;
use uuid::Uuid;

/// A mail as it lies in the mailbox.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub validity: u32,
    pub uid: u32,
    /// When the office's server got it.
    pub arrived: Instant,
    /// Of all of it, in bytes.
    pub size: u32,
    /// The first of it.
    pub bytes: Vec<u8>,
}

/// Takes the mail, once. `None`: it was taken before.
///
/// # Errors
/// `Conflict`: another node reads the mailbox now. `Unavailable`.
pub async fn take(desks: &Desks, reader: &Reader, mail: &Fetched) -> Result<Option<Verdict>, DeskError> {
    let is_whole = u32::try_from(mail.bytes.len()).is_ok_and(|read| read >= mail.size);
    let mut incoming = reading::read(&mail.bytes, is_whole);
    if mail.bytes.is_empty() {
        // There is nothing to know it by but its place.
        let place = format!("{} {} {}", reader.mailbox, mail.validity, mail.uid);
        incoming.digest = reading::digest([place.as_bytes()]);
    }
    let taken = retried(|| once(desks, reader, mail, &incoming)).await?;
    desks.mail_waiting.notify_one();
    Ok(taken)
}

async fn once(desks: &Desks, reader: &Reader, mail: &Fetched, incoming: &Incoming) -> Result<Option<Verdict>, Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let place = mailbox::lock(&tx, reader).await?.ok_or(DeskError::Conflict)?;
    if place.validity == Some(mail.validity.into()) && place.read_to >= mail.uid.into() {
        return Ok(None);
    }
    mailbox::read_to(&tx, reader, mail.validity, mail.uid).await?;
    if mailbox::knows(&tx, &incoming.digest).await? {
        tx.commit().await?;
        return Ok(None);
    }
    let arrived = mail.arrived.min(now);
    let letter = outbox::first_of(&*tx, &incoming.letters).await?;
    let mut booking = match &letter {
        Some(letter) => booking::lock(&tx, letter.booking_id).await?,
        None => None,
    };
    let state = booking.as_ref().map(|row| Ok(booking::state(row)?.pass(arrived, booking::deadline(row))));
    let state = state.transpose().map_err(Failure::Database)?;
    let named = match (&letter, &booking, &state) {
        (Some(letter), Some(row), Some(state)) => Some(named(letter, row, state, incoming, arrived)),
        _ => None,
    };
    let of_wish = letter.as_ref().filter(|letter| letter.wish_id.is_some());
    let mut changes = match of_wish {
        Some(letter) if incoming.sort == Sort::Failure => {
            outbox::came_back(&tx, letter, &incoming.server, &words(incoming)).await?;
            waiting::unreached::sleep(&tx, letter, now).await?
        }
        _ => Vec::new(),
    };
    let verdict = match of_wish {
        Some(_) => judge_of_wish(incoming.sort, !changes.is_empty()),
        None => judge(incoming.sort, named),
    };
    let office = match (&booking, of_wish) {
        (Some(row), _) => row.office_id,
        (None, Some(letter)) => letter.office_id,
        (None, None) => addressed(&tx, &incoming.tags).await?,
    };
    mailbox::insert(&tx, row(reader, mail, incoming, Of { verdict, office, letter: &letter, arrived, now }));
    if let (Some(letter), Some(booking), Some(state)) = (&letter, &mut booking, state) {
        let event = Event { letter, incoming, arrived, now };
        changes.extend(event.bring_about(desks, &tx, booking, state, verdict).await?);
    }
    desks.commit(tx, OfficeId(office), &changes).await?;
    if let Some(due) = booking.and_then(|row| row.due_at) {
        desks.alarm.set(due);
    }
    Ok(Some(verdict))
}

fn named<'a>(letter: &Row, booking: &Booking, state: &'a State, incoming: &Incoming, arrived: Instant) -> Named<'a> {
    let kind = Letter::of_word(&letter.letter);
    let is = |says: fn(Letter) -> bool| letter.attendee_id.is_none() && kind.is_some_and(says);
    let from =
        |address: &str| incoming.sender.as_ref().is_some_and(|sender| sender.as_str().eq_ignore_ascii_case(address));
    Named {
        to_seeker: letter.attendee_id.is_none(),
        asks_reply: is(Letter::asks_reply),
        proves_receipt: is(Letter::proves_receipt),
        is_current: booking.mail == letter.recipient,
        // The letter may have gone to an address that was mended since: whoever reads that one is not known to be the seeker.
        from_seeker: from(&booking.mail) && booking.mail.eq_ignore_ascii_case(&letter.recipient),
        state,
        deadline: booking::deadline(booking),
        arrived,
    }
}

/// The office whose word stands in the mail's address; without one, the first.
async fn addressed(tx: &Writing, tags: &[String]) -> Result<Uuid, DbErr> {
    let offices = office::all(&**tx).await?;
    let named = offices.iter().find(|office| tags.contains(&office.slug));
    let office = named.or(offices.first());
    office.map(|office| office.id).ok_or_else(|| DbErr::RecordNotFound("an office for the mail".to_owned()))
}

struct Of<'a> {
    verdict: Verdict,
    office: Uuid,
    letter: &'a Option<Row>,
    arrived: Instant,
    now: Instant,
}

fn row(reader: &Reader, mail: &Fetched, incoming: &Incoming, of: Of<'_>) -> mail_in::Model {
    let kept = |text: &str| if of.verdict.keeps_text() { text.to_owned() } else { String::new() };
    mail_in::Model {
        id: Uuid::now_v7(),
        office_id: of.office,
        booking_id: of.letter.as_ref().filter(|letter| letter.wish_id.is_none()).map(|letter| letter.booking_id),
        letter_id: of.letter.as_ref().map(|letter| letter.id),
        mailbox: reader.mailbox.clone(),
        validity: mail.validity.into(),
        uid: mail.uid.into(),
        digest: incoming.digest.clone(),
        message_id: kept(&incoming.message_id),
        sender: kept(incoming.sender.as_ref().map(|sender| sender.as_str()).unwrap_or_default()),
        sender_name: kept(&incoming.sender_name),
        subject: kept(&incoming.subject),
        body: kept(&incoming.text),
        cut: incoming.is_cut.into(),
        size: mail.size.into(),
        arrived_at: of.arrived.timestamp_millis(),
        read_at: of.now.timestamp_millis(),
        verdict: of.verdict.word().to_owned(),
        settled: None,
        settled_at: None,
        settled_by: None,
        note: String::new(),
    }
}

/// What the mail server reported.
fn words(incoming: &Incoming) -> String {
    let words = &incoming.words;
    if words.is_empty() { incoming.subject.clone() } else { words.clone() }
}

/// A mail about a letter.
struct Event<'a> {
    letter: &'a Row,
    incoming: &'a Incoming,
    arrived: Instant,
    now: Instant,
}

impl Event<'_> {
    async fn bring_about(
        &self,
        desks: &Desks,
        tx: &Writing,
        booking: &mut Booking,
        state: State,
        verdict: Verdict,
    ) -> Result<Option<Change>, Failure> {
        let card = Change::Card { booking: BookingId(booking.id) };
        match verdict {
            Verdict::Confirmed => {
                let by = Receipt::Reply { message_id: self.incoming.message_id.clone() };
                let state = state.receive(self.arrived, by, booking::deadline(booking))?;
                let change = save(tx, booking, state).await?;
                consent::write(tx, booking, &[(Moment::Receipt, "reply", self.arrived)])?;
                history::write(tx, booking, self.arrived, Who::Post, What::Replied, "mail");
                send_details(desks, tx, booking, self.now).await?;
                Ok(Some(change))
            }
            Verdict::PutBack => {
                let words = words(self.incoming);
                outbox::came_back(tx, self.letter, &self.incoming.server, &words).await?;
                let state = state.refuse_letter(Refusal { at: self.arrived, reply: words })?;
                let change = save(tx, booking, state).await?;
                self.note(tx, booking, What::MailRefused);
                Ok(Some(change))
            }
            Verdict::Undelivered => {
                outbox::came_back(tx, self.letter, &self.incoming.server, &words(self.incoming)).await?;
                match self.letter.attendee_id {
                    Some(attendee) => {
                        attendee::reached(&**tx, attendee, false).await?;
                        self.note(tx, booking, What::AttendeeUnreached);
                    }
                    None => self.note(tx, booking, What::MailRefused),
                }
                Ok(Some(card))
            }
            _ => Ok(None),
        }
    }

    fn note(&self, tx: &Writing, booking: &Booking, what: What) {
        let note = format!("{}: {}", self.incoming.server, words(self.incoming));
        history::write(tx, booking, self.arrived, Who::Post, what, note.trim_start_matches(": "));
    }
}
