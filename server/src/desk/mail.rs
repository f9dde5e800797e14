//! What becomes of a booking by the answer of a mail server (R2), and what a letter says of it.
//!
//! Accepted after DATA, the letter is received: the booking is confirmed. Refused for good, it awaits its mail again and
//! the seeker is asked to mend the address. Only a letter to the address that the booking has now proves anything.

use crate::{
    clock::from_millis,
    desk::{
        Desks, attendee, duplicate,
        failure::{Failure, retried},
        link, remind, view, waiting,
    },
    live::Facts as OfficeFacts,
    mail::{
        Sender,
        calendar::Method,
        letter::{self, Facts, Office, Written, calendar_file},
        transport::Acceptance,
    },
    store::{
        absence,
        booking::{self, from_json, save},
        consent::{self, Moment},
        entity::{booking::Model, outbox::Model as Row},
        history::{self, What, Who},
        live_event::Change,
        meeting::{self, ToJoin},
        office,
        outbox::{self, Letter, Outcome, status},
        standing, terms,
    },
};
use app::{
    desk::{Answer, Lang, application::TermsForm, booking::LinkToken, error::DeskError},
    domain::{
        booking::{Canceller, Channel, Entry, Receipt, Refusal, State},
        ids::{BookingId, OfficeId, WishId},
        mail_address::MailAddress,
        standing::Decision,
        time::Instant,
    },
    seeker::address,
};
use chrono::{NaiveDate, TimeDelta};
use sea_orm::DbErr;
use uuid::Uuid;

/// How long after the booking's last change a letter about it is still worth sending, where nothing else ends it.
pub const WORTH_SENDING: TimeDelta = TimeDelta::days(2);

/// How long a letter waits for the meeting whose ID it tells. Then it goes out without: the booking does not hang on Zoom.
const WORTH_WAITING: TimeDelta = TimeDelta::minutes(2);
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(3);

/// Whether the letter tells how to join: the last reminder to everybody, the others where it is told with the booking.
fn tells_meeting(letter: Letter, channel: Channel) -> bool {
    use Letter::{Booked, Details, Link, Moved, MovedByOffice, PleaseReply, ReminderHour};
    match letter {
        ReminderHour => true,
        Booked | Details | Link | Moved | MovedByOffice | PleaseReply => channel != Channel::Site,
        _ => false,
    }
}

/// A letter of the outbox with what it is about.
#[derive(Clone, Debug)]
pub struct Errand {
    pub letter: Written,
    pub from: MailAddress,
    pub to: MailAddress,
    pub date: Instant,
    /// After this it is of no use any more.
    pub until: Instant,
    /// What it is to tell is being made: it is looked at again then.
    pub waits: Option<Instant>,
}

/// What the letter says, or `None` if it is true no more: the address was mended, or the booking has ended.
pub async fn errand(desks: &Desks, sender: &Sender, row: &Row) -> Result<Option<Errand>, Failure> {
    if let Some(attendee) = row.attendee_id {
        return attendee::letter::errand(desks, sender, row, attendee).await;
    }
    if let Some(wish) = row.wish_id {
        return waiting::letter::errand(desks, sender, row, WishId(wish)).await;
    }
    let letter = Letter::of_word(&row.letter).ok_or_else(|| DbErr::Type("a letter's word".to_owned()))?;
    let Some(booking) = booking::find(desks.db.read(), row.booking_id).await? else { return Ok(None) };
    let state = booking::state(&booking)?.pass(desks.clock.now(), booking::deadline(&booking));
    let is_true = match letter {
        Letter::Cancelled | Letter::Absence => matches!(state, State::Cancelled { .. }),
        Letter::AlreadyBooked => matches!(state, State::Refused { .. }),
        Letter::NoShow => matches!(state, State::NoShow { .. }),
        Letter::Void => matches!(state, State::Void { .. }) && booking.mail == row.recipient,
        Letter::NotRegistered => matches!(state, State::Refused { .. }) && booking.mail == row.recipient,
        Letter::PleaseReply => matches!(state, State::AwaitingReply { .. }) && booking.mail == row.recipient,
        Letter::Refused => matches!(state, State::Refused { .. }) && booking.mail == row.recipient,
        Letter::Stopped => matches!(state, State::Stopped { .. }),
        // About the person rather than the booking: [`answer`] asks.
        Letter::Decided | Letter::Lifted => true,
        Letter::Booked | Letter::Moved | Letter::Link | Letter::Details | Letter::NewTerms | Letter::MovedByOffice => {
            state.is_live() && booking.mail == row.recipient
        }
        Letter::DeviceCheck | Letter::ReminderDay | Letter::ReminderHour => {
            remind::is_true(desks, row, &booking, &state, desks.clock.now()).await?
        }
    };
    if !is_true {
        return Ok(None);
    }
    let until = match (letter, &state) {
        (Letter::Booked, State::AwaitingMail { .. }) | (Letter::PleaseReply, _) => booking::deadline(&booking),
        (letter, _) if letter.reminds() => from_millis(booking.starts_at),
        _ => from_millis(booking.starts_at).max(from_millis(row.created_at) + WORTH_SENDING),
    };
    let to: MailAddress = row.recipient.parse().map_err(|_| DbErr::Type("a letter's recipient".to_owned()))?;
    let office = desks.live.facts(OfficeId(booking.office_id)).await?;
    let mut facts = facts(desks, sender, &booking, &office, letter, to).await?;
    if letter == Letter::NewTerms {
        // Taken back meanwhile: there is nothing to tell.
        let coming = terms::scheduled(desks.db.read(), booking.office_id, desks.clock.now()).await?;
        let Some(coming) = coming else { return Ok(None) };
        let start: String = coming.hash.chars().take(terms::FEWEST_DIGITS).collect();
        let text = format!("{}{}/{start}", sender.base_url, address::terms(facts.lang, &office.office.slug));
        facts.new_terms = Some((from_millis(coming.in_force_from), text));
    }
    if matches!(letter, Letter::Refused | Letter::Stopped | Letter::Decided | Letter::Lifted) {
        let Some(answer) = answer(desks, &booking, letter).await? else { return Ok(None) };
        facts.answer = Some(answer);
    }
    if matches!(letter, Letter::Moved | Letter::MovedByOffice) {
        facts.before = history::moved_from(desks.db.read(), booking.id, from_millis(row.created_at)).await?;
    }
    facts.reason = absence::reason(desks.db.read(), booking.id, letter, facts.lang).await?;
    if matches!(letter, Letter::Absence | Letter::AlreadyBooked) {
        // There is nothing behind the booking's link any more: what is wanted now is where one books.
        facts.link = format!("{}{}", sender.base_url, address::office(facts.lang, &office.office.slug));
    }
    let mut waits = None;
    if tells_meeting(letter, booking::channel(&booking)?) {
        let meeting = meeting::to_join(desks.db.read(), &booking).await?;
        waits = awaited(&meeting, row, facts.now);
        facts.joining = meeting.joining;
    }
    Ok(Some(Errand { letter: Written::by(&facts), from: facts.from, to: facts.to, date: facts.now, until, waits }))
}

/// Until when the letter waits for the meeting that it is to tell, if at all.
pub fn awaited(meeting: &ToJoin, row: &Row, now: Instant) -> Option<Instant> {
    let latest = from_millis(row.created_at) + WORTH_WAITING;
    (meeting.is_coming && now < latest).then(|| latest.min(now + LOOK_AGAIN))
}

/// What the office answers a seeker whom it refuses, or refuses no longer. `None`: it is so no more.
async fn answer(desks: &Desks, row: &Model, letter: Letter) -> Result<Option<letter::Answer>, Failure> {
    let db = desks.db.read();
    if matches!(letter, Letter::Refused | Letter::Stopped) {
        let Some(refusal) = standing::refusal(db, row.id).await? else { return Ok(None) };
        let matter = match refusal.standing_id {
            // Where the text is not told, neither is the time.
            Some(id) if !refusal.message.is_empty() => standing::by_id(db, id).await?,
            _ => None,
        };
        let period = matter.as_ref().map(standing::decision).transpose()?.flatten().map(|decision| period(&decision));
        return Ok(Some(letter::Answer { message: refusal.message, period }));
    }
    let Some(matter) = standing::decided_by_booking(db, row.id).await? else { return Ok(None) };
    let Some(decision) = standing::decision(&matter)? else { return Ok(None) };
    let is_lifted = matter.status == standing::stage::LIFTED;
    if is_lifted != (letter == Letter::Lifted) {
        return Ok(None);
    }
    let message = if is_lifted { String::new() } else { decision.written().message.clone() };
    Ok(Some(letter::Answer { message, period: Some(period(&decision)) }))
}

fn period(decision: &Decision) -> (NaiveDate, NaiveDate) {
    (decision.written().from, decision.written().until)
}

/// The booking of that office in the words of a letter.
async fn facts(
    desks: &Desks,
    sender: &Sender,
    row: &Model,
    office: &OfficeFacts,
    letter: Letter,
    to: MailAddress,
) -> Result<Facts, Failure> {
    let lang = view::lang(&row.lang);
    let agreed: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    let now = desks.clock.now();
    let version = match agreed.agree {
        true => terms::version(desks.db.read(), row.office_id, &agreed.version).await?,
        false => None,
    };
    let token = desks.key.token(BookingId(row.id), row.generation);
    Ok(Facts {
        lang,
        letter,
        by_office: matches!(booking::state(row)?, State::Cancelled { by: Canceller::Office { .. }, .. }),
        office: told(office, row.counter_id, lang)?,
        span: booking::span(row)?,
        before: None,
        deadline: booking::deadline(row),
        reference: row.reference.clone(),
        link: format!("{}{}", sender.base_url, letter::leads(letter, lang, &token)),
        also: letter::leads_also(letter, lang, &token).map(|page| format!("{}{page}", sender.base_url)),
        device_open: remind::device_is_open(row)?,
        terms: version.map(|version| from_millis(version.in_force_from)),
        tentative: booking::state(row)?.entry() == Some(Entry::Tentative),
        uid: format!("{}@{}", row.id, sender.from.domain()),
        sequence: u32::try_from(row.sequence).unwrap_or_default(),
        new_terms: None,
        answer: None,
        reason: None,
        joining: None,
        from: sender.from.clone(),
        to,
        now,
    })
}

/// The office in the words of a letter about a consultation at that counter.
pub fn told(office: &OfficeFacts, counter: Uuid, lang: Lang) -> Result<Office, DbErr> {
    let (text, _) = office::chosen(&office.texts, office.office.id, lang)?;
    Ok(Office {
        name: text.name.clone(),
        place: office.places.told(counter, lang).map(|place| place.name),
        phone: office.office.phone.clone(),
        hours: text.hours.clone(),
    })
}

/// The booking's entry for the seeker's own calendar, by the link in the letter: of a booking that has ended, one that
/// takes the entry away.
///
/// # Errors
/// `NotFound` for every wrong link, and for a booking that never was one.
pub async fn entry_by_link(desks: &Desks, sender: &Sender, token: &LinkToken) -> Answer<String> {
    let row = link::opened(desks, token).await?;
    let now = desks.clock.now();
    let state = retried(async || {
        let state = booking::state(&row)?.pass(now, booking::deadline(&row));
        Ok(duplicate::shown(desks.db.read(), &row, state, now).await?)
    })
    .await?;
    if matches!(state, State::Held { .. } | State::Released { .. }) {
        return Err(DeskError::NotFound);
    }
    let to = row.mail.parse().map_err(|_| DeskError::NotFound)?;
    let facts = retried(async || {
        let office = desks.live.facts(OfficeId(row.office_id)).await?;
        facts(desks, sender, &row, &office, Letter::Booked, MailAddress::clone(&to)).await
    })
    .await?;
    let method = if state.entry() == Some(Entry::Cancelled) { Method::Cancel } else { Method::Publish };
    Ok(calendar_file(&facts, method))
}

/// The mail server accepted the letter at `at`.
pub async fn accepted(desks: &Desks, row: &Row, by: &Acceptance, at: Instant) -> Result<(), Failure> {
    let outcome = Outcome { status: status::SENT, due_at: None, server: Some(&by.server), reply: &by.reply, at };
    if let Some(attendee) = row.attendee_id {
        return attendee::letter::settled(desks, row, attendee, outcome).await;
    }
    if row.wish_id.is_some() {
        return waiting::letter::settled(desks, row, outcome).await;
    }
    let tx = desks.begin().await?;
    let Some(mut booking) = booking::lock(&tx, row.booking_id).await? else { return Ok(()) };
    let counts = outbox::settle(&tx, row, outcome).await? && booking.mail == row.recipient;
    let deadline = booking::deadline(&booking);
    let state = booking::state(&booking)?.pass(at, deadline);
    let note = format!("{}: {}", by.server, by.reply);
    let waits = matches!(state, State::AwaitingMail { .. });
    let receipt = Receipt::MailServer { server: by.server.clone(), reply: by.reply.clone() };
    let change = match state.receive(at, receipt, deadline) {
        Ok(confirmed) if counts && waits => {
            let change = save(&tx, &mut booking, confirmed).await?;
            consent::write(&tx, &booking, &[(Moment::Receipt, &note, at)])?;
            history::write(&tx, &booking, at, Who::Post, What::Confirmed, &note);
            change
        }
        _ => {
            history::write(&tx, &booking, at, Who::Post, What::MailAccepted, &note);
            card(&booking)
        }
    };
    desks.commit(tx, OfficeId(booking.office_id), &[change]).await?;
    Ok(())
}

/// The mail server refused the letter for good, or it came back.
pub async fn refused(desks: &Desks, row: &Row, server: &str, reply: &str, at: Instant) -> Result<(), Failure> {
    let outcome = Outcome { status: status::REFUSED, due_at: None, server: Some(server), reply, at };
    if let Some(attendee) = row.attendee_id {
        return attendee::letter::settled(desks, row, attendee, outcome).await;
    }
    if row.wish_id.is_some() {
        return waiting::letter::settled(desks, row, outcome).await;
    }
    let tx = desks.begin().await?;
    let Some(mut booking) = booking::lock(&tx, row.booking_id).await? else { return Ok(()) };
    let counts = outbox::settle(&tx, row, outcome).await?
        && booking.mail == row.recipient
        && Letter::of_word(&row.letter).is_some_and(Letter::proves_receipt);
    let state = booking::state(&booking)?.pass(at, booking::deadline(&booking));
    let change = match state.refuse_letter(Refusal { at, reply: reply.to_owned() }) {
        Ok(state) if counts => save(&tx, &mut booking, state).await?,
        _ => card(&booking),
    };
    history::write(&tx, &booking, at, Who::Post, What::MailRefused, &format!("{server}: {reply}"));
    desks.commit(tx, OfficeId(booking.office_id), &[change]).await?;
    if let Some(due) = booking.due_at {
        desks.alarm.set(due);
    }
    Ok(())
}

/// Not this time: it is tried again at `due`. Staff read of the first time only.
pub async fn deferred(desks: &Desks, row: &Row, reply: &str, at: Instant, due: Instant) -> Result<(), Failure> {
    let outcome = Outcome { status: status::WAITING, due_at: Some(due), server: None, reply, at };
    let what = (row.attempts == 0).then_some(What::MailDeferred);
    put_off(desks, row, outcome, what).await
}

/// What the letter is to tell is being made: it is looked at again at `due`.
pub async fn waiting(desks: &Desks, row: &Row, due: Instant) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    outbox::wait(&tx, row, due).await?;
    Ok(tx.commit().await?)
}

/// The letter is of no use any more and was not sent.
pub async fn given_up(desks: &Desks, row: &Row, at: Instant) -> Result<(), Failure> {
    let reply = row.reply.as_deref().unwrap_or_default();
    let outcome = Outcome { status: status::GIVEN_UP, due_at: None, server: None, reply, at };
    put_off(desks, row, outcome, Some(What::MailGivenUp)).await
}

/// What the letter says is so no longer; another one has taken its place.
pub async fn superseded(desks: &Desks, row: &Row, at: Instant) -> Result<(), Failure> {
    let outcome = Outcome { status: status::SUPERSEDED, due_at: None, server: None, reply: "", at };
    put_off(desks, row, outcome, None).await
}

async fn put_off(desks: &Desks, row: &Row, outcome: Outcome<'_>, what: Option<What>) -> Result<(), Failure> {
    if let Some(attendee) = row.attendee_id {
        return attendee::letter::settled(desks, row, attendee, outcome).await;
    }
    if row.wish_id.is_some() {
        return waiting::letter::settled(desks, row, outcome).await;
    }
    let tx = desks.begin().await?;
    let Some(booking) = booking::lock(&tx, row.booking_id).await? else { return Ok(()) };
    let told = match what {
        Some(what) if outbox::settle(&tx, row, outcome).await? => {
            history::write(&tx, &booking, outcome.at, Who::Post, what, outcome.reply);
            vec![card(&booking)]
        }
        Some(_) => Vec::new(),
        None => {
            outbox::settle(&tx, row, outcome).await?;
            Vec::new()
        }
    };
    desks.commit(tx, OfficeId(booking.office_id), &told).await?;
    Ok(())
}

fn card(booking: &Model) -> Change {
    Change::Card { booking: BookingId(booking.id) }
}
