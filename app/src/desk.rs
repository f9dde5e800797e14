//! What a page may ask of the office. One method is one transaction; `server` implements the traits and puts them in
//! context as [`Desk`]. A method takes who asks as its first argument and nothing is decided from anywhere else.
//!
//! To add a use case: a method here, its views beside it in `desk/`, its rule in `domain`, its transaction in
//! `server/src/desk/`, its test in the desk suite, which runs on both databases.

pub mod absence;
pub mod application;
pub mod attendee;
pub mod audit;
pub mod board;
pub mod booking;
pub mod calendar;
pub mod day;
pub mod deeds;
pub mod error;
pub mod join;
pub mod letters;
pub mod office;
pub mod phone;
pub mod place;
pub mod plan;
pub mod records;
pub mod roster;
pub mod seating;
pub mod staff;
pub mod standing;
pub mod terms;
pub mod tray;
pub mod waiting;

pub mod figures;

use crate::{
    desk::{
        absence::{Absence, AbsenceAsk, AbsenceReport, AbsenceRoom},
        application::{Application, Details, DeviceReport, HoldRequest, TermsForm, VisitorKey},
        audit::{AuditPage, AuditQuery},
        board::{Board, BookingCard, Window},
        booking::{BookingView, LinkToken},
        calendar::{Calendar, FreeTime},
        day::{Step, Today},
        error::DeskError,
        figures::{FiguresAsk, FiguresView, Form, HandedOut, Register, Release},
        join::{JoinView, JoiningAnswers, Questions},
        office::{OfficeDoor, OfficeView, TermsView},
        phone::{AtOnce, FreeTimes, People, Reasons, Reply, TimesAsked},
        plan::{Closure, DaysView, OfficeChange, OfficeSettings, Opening, Patterns, Preview, PublishAsk},
        seating::{NewSeating, SeatingRoom},
        staff::{AccountChange, AccountView, Actor, Entry, NewAccount, OfficeChoice, OwnAccount, SignedIn},
        standing::{DecisionAsk, IncidentQuery, IncidentRoom, NewIncident, PersonStanding, StandingRoom},
        terms::{DraftTexts, TermsRoom},
    },
    domain::{
        attendee::Trouble,
        disclosure,
        ids::{
            AbsenceId, BookingId, CounterId, DisclosureId, OfficeId, PatternId, SeatingId, SlotId, StaffId, StandingId,
            TermsId,
        },
        intake::Intake,
        kind::Kind,
        pattern::Pattern,
        period::Period,
        slot::Span,
        terms::Ground,
    },
};
use async_trait::async_trait;
pub use attendee::AttendeeDesk;
use chrono::NaiveDate;
pub use letters::LetterDesk;
use std::{net::IpAddr, sync::Arc};

pub type Answer<T> = Result<T, DeskError>;

/// The language texts are wanted in: `ja`, `en`. Office texts fall back to Japanese and say so.
pub type Lang = crate::i18n::Locale;

/// The desks, as pages find them in context.
#[derive(Clone)]
pub struct Desk {
    pub seeker: Arc<dyn SeekerDesk>,
    pub entrance: Arc<dyn EntranceDesk>,
    pub accounts: Arc<dyn AccountDesk>,
    pub staff: Arc<dyn StaffDesk>,
    pub plan: Arc<dyn PlanDesk>,
    pub day: Arc<dyn DayDesk>,
    pub terms: Arc<dyn TermsDesk>,
    pub phone: Arc<dyn PhoneDesk>,
    pub standing: Arc<dyn StandingDesk>,
    pub roster: Arc<dyn roster::RosterDesk>,
    pub records: Arc<dyn records::RecordsDesk>,
    pub deeds: Arc<dyn deeds::DeedDesk>,
    pub figures: Arc<dyn FiguresDesk>,
    pub absence: Arc<dyn AbsenceDesk>,
    pub seating: Arc<dyn SeatingDesk>,
    pub attendees: Arc<dyn AttendeeDesk>,
    pub letters: Arc<dyn LetterDesk>,
    pub waiting: Arc<dyn waiting::WaitingDesk>,
    pub tray: Arc<dyn tray::TrayDesk>,
}

/// What anyone may ask without having begun, and what a visitor may do with what is theirs.
///
/// A [`VisitorKey`] is the digest of the browser's cookie, a [`LinkToken`] the secret of the link in the letter. Neither
/// tells anything about a person that its bearer did not give.
#[async_trait]
pub trait SeekerDesk: Send + Sync + 'static {
    async fn doors(&self, lang: Lang) -> Answer<Vec<OfficeDoor>>;
    async fn office(&self, slug: &str, lang: Lang) -> Answer<OfficeView>;
    /// The terms in force, or an old version by its hash (first 12 hexadecimal digits suffice): they stay readable.
    async fn terms(&self, slug: &str, version: Option<&str>, lang: Lang) -> Answer<TermsView>;
    /// `days` days from `from` on; without `from`, from the first day on which something can still be booked.
    async fn calendar(&self, slug: &str, kind: Kind, from: Option<NaiveDate>, days: u8, lang: Lang)
    -> Answer<Calendar>;
    /// The free times nearest to `near`, for someone whose hold ran out or whose time was taken.
    async fn nearest(&self, slug: &str, kind: Kind, near: Span, most: u8) -> Answer<Vec<FreeTime>>;

    /// Takes a seat and lets go of the one held before, if and only if the new one is taken.
    ///
    /// # Errors
    /// `SeatTaken`, `DeadlinePassed`, `TooMany` (holds per visitor and address are bounded), `NotFound`.
    async fn hold(&self, visitor: VisitorKey, address: IpAddr, request: HoldRequest) -> Answer<Application>;
    /// Five more minutes (WCAG 2.2.1), at most ten times, never beyond the deadline.
    async fn extend_hold(&self, visitor: VisitorKey) -> Answer<Application>;
    async fn release(&self, visitor: VisitorKey) -> Answer<()>;
    /// What this visitor has begun; `None` if nothing. Reading changes nothing.
    async fn application(&self, visitor: VisitorKey, lang: Lang) -> Answer<Option<Application>>;
    /// Keeps the answers as given, whole or not: what is missing is asked again, nothing is lost.
    async fn answer_terms(&self, visitor: VisitorKey, form: TermsForm) -> Answer<Application>;
    /// Keeps answers and ticks that are not sent yet: they come back, and agree to nothing. `sent` as for
    /// [`Self::draft_details`].
    async fn draft_terms(&self, visitor: VisitorKey, form: TermsForm, sent: u32) -> Answer<()>;
    /// Keeps the device's report, or "later" when there is none.
    async fn report_device(&self, visitor: VisitorKey, report: DeviceReport) -> Answer<Application>;
    /// Keeps the details as typed, right or wrong. `Application::problems` says what is still to mend.
    async fn keep_details(&self, visitor: VisitorKey, details: Details) -> Answer<Application>;
    /// Keeps details that are still being typed. `sent` is the count that the form was shown with: what was typed before the
    /// details were sent may come after them, and takes nothing back.
    async fn draft_details(&self, visitor: VisitorKey, details: Details, sent: u32) -> Answer<()>;
    /// 予約する. Pressed twice it answers the same booking (idempotent by the application).
    ///
    /// # Errors
    /// `HoldLapsed`, `DeadlinePassed`, `Incomplete` (a step before is not done), `TooMany`.
    async fn submit(&self, visitor: VisitorKey) -> Answer<BookingView>;
    /// The booking this visitor just made, for the page that waits for the mail server (R2).
    async fn submitted(&self, visitor: VisitorKey, lang: Lang) -> Answer<BookingView>;
    /// Mends the mail address while awaiting mail, from the same browser (R2).
    async fn mend_address(&self, visitor: VisitorKey, mail: String) -> Answer<BookingView>;
    /// Makes a one-time code that carries the application to another browser (in-app browsers' way out), good for 15 minutes.
    async fn carry_out(&self, visitor: VisitorKey) -> Answer<String>;
    /// Takes an application over by its one-time code.
    async fn carry_in(&self, visitor: VisitorKey, code: &str) -> Answer<Application>;

    /// The booking behind a link. Opening it proves nothing and changes nothing (R2).
    async fn booking(&self, token: &LinkToken, lang: Lang) -> Answer<BookingView>;
    /// 受け取りました: the button on the page behind the link is proof of receipt (R2).
    async fn press_received(&self, token: &LinkToken) -> Answer<BookingView>;
    /// Frees the old seat if and only if the new one is taken; link, calendar UID and consents stay (Reschedule).
    async fn reschedule(&self, token: &LinkToken, to: Span) -> Answer<BookingView>;
    /// Corrects phone, mail address and companions.
    async fn correct(&self, token: &LinkToken, contact: booking::Contact) -> Answer<BookingView>;
    async fn check_device_again(&self, token: &LinkToken, report: DeviceReport) -> Answer<BookingView>;
    async fn cancel(&self, token: &LinkToken, reason: String) -> Answer<BookingView>;
    /// The terms and the declarations of 5 and 12, asked behind the link where nobody was asked before (R3). Kept as given,
    /// whole or not.
    async fn declare(&self, token: &LinkToken, form: TermsForm) -> Answer<BookingView>;
    /// What was answered behind the link so far.
    async fn declared(&self, token: &LinkToken) -> Answer<TermsForm>;
    /// The page that takes the seeker into the consultation.
    async fn join(&self, token: &LinkToken, lang: Lang) -> Answer<JoinView>;
    /// What is asked again at joining (Art. 5, 12; R6).
    async fn questions(&self, token: &LinkToken, lang: Lang) -> Answer<Questions>;
    /// Keeps the answers; `false` where some are missing. The way in does not wait for them, and the version that was agreed to
    /// stays with the booking.
    ///
    /// # Errors
    /// `Conflict` (it is not the hour, or the terms are others by now), `Incomplete` (nothing was declared before).
    async fn answer_questions(&self, token: &LinkToken, answers: JoiningAnswers) -> Answer<bool>;
    /// 「遅れます」「つながりません」: a contact in the sense of R4, seen by staff at once. Said twice, the first time stands.
    ///
    /// # Errors
    /// `Conflict` (it is not the hour), `Ended` (ten silent minutes have passed, or it is over).
    async fn tell_office(&self, token: &LinkToken, trouble: Trouble) -> Answer<()>;
    /// "Send me my link again." The same answer whether or not anything matches (Secrecy).
    async fn send_link_again(&self, slug: &str, mail: &str) -> Answer<()>;
}

/// How staff come in and go out. Only here does somebody ask by the cookie's secret.
#[async_trait]
pub trait EntranceDesk: Send + Sync + 'static {
    /// The same answer for an unknown name and a wrong password; `TooMany` once throttled (per account and per address).
    async fn sign_in(&self, login: &str, password: &str, address: IpAddr) -> Answer<SignedIn>;
    /// What is left to do after the password.
    async fn entry(&self, cookie: &str) -> Answer<Entry>;
    /// The code of the second factor, or a recovery code, each good once. The session goes on under a new secret.
    async fn give_code(&self, cookie: &str, code: &str, address: IpAddr) -> Answer<SignedIn>;
    /// A password of one's own in place of one that somebody else typed. Other sessions end.
    async fn first_password(&self, cookie: &str, password: &str) -> Answer<SignedIn>;
    /// Sets the second factor up, once the code proves that it works. The session goes on under a new secret.
    async fn enrol(&self, cookie: &str, code: &str, address: IpAddr) -> Answer<SignedIn>;
    /// Whoever has done all that; anyone else is `SignInFirst`.
    async fn session(&self, cookie: &str) -> Answer<Actor>;
    async fn sign_out(&self, cookie: &str) -> Answer<()>;
}

/// Accounts: one's own, and those of the office. Another office's are `NotFound`.
#[async_trait]
pub trait AccountDesk: Send + Sync + 'static {
    async fn own_account(&self, actor: &Actor) -> Answer<OwnAccount>;
    /// Ends every other session of the account.
    ///
    /// # Errors
    /// `WrongCredentials`, `WeakPassword`, `TooMany` after six wrong tries.
    async fn change_password(&self, actor: &Actor, old: &str, new: &str, address: IpAddr) -> Answer<()>;
    /// Gives the second factor up for a new one: another telephone, new recovery codes.
    async fn replace_factor(&self, actor: &Actor, password: &str, address: IpAddr) -> Answer<()>;
    /// Ends every session of the account, this one too.
    async fn sign_out_everywhere(&self, actor: &Actor) -> Answer<()>;
    /// The offices one may work for, and the one worked for now.
    async fn offices(&self, actor: &Actor, lang: Lang) -> Answer<Vec<OfficeChoice>>;
    async fn work_for(&self, actor: &Actor, office: OfficeId) -> Answer<()>;

    async fn accounts(&self, actor: &Actor) -> Answer<Vec<AccountView>>;
    /// # Errors
    /// `Mend` (a name or login that cannot be), `WeakPassword`, `LoginTaken`, `NotFound` (a role above one's own).
    async fn add_account(&self, actor: &Actor, new: NewAccount) -> Answer<StaffId>;
    async fn change_account(&self, actor: &Actor, account: StaffId, change: AccountChange) -> Answer<()>;
    async fn audit(&self, actor: &Actor, query: AuditQuery) -> Answer<AuditPage>;
}

/// What staff may ask of the day. Every method takes who asks, and answers about the office they work for; another office's
/// things, and what they may not do, are `NotFound`.
#[async_trait]
pub trait StaffDesk: Send + Sync + 'static {
    /// Counters and their slots with bookings on the day, or in the week, of `on`; without it, of today.
    async fn board(&self, actor: &Actor, window: Window, on: Option<NaiveDate>) -> Answer<Board>;
    async fn card(&self, actor: &Actor, booking: BookingId) -> Answer<BookingCard>;
    async fn open_slot(&self, actor: &Actor, counter: CounterId, span: Span) -> Answer<SlotId>;
    /// Takes an empty slot off the calendar. A booked one is `Conflict`.
    async fn close_slot(&self, actor: &Actor, slot: SlotId) -> Answer<()>;
    /// Sends the booking's letter again, to a mended address where one is given (Art. 6(3)).
    async fn resend(&self, actor: &Actor, booking: BookingId, mail: Option<String>) -> Answer<BookingCard>;
    async fn cancel_by_office(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<BookingCard>;
}

/// Planning the days (枠の計画) and the office's own settings. Another office's things are `NotFound`.
#[async_trait]
pub trait PlanDesk: Send + Sync + 'static {
    async fn patterns(&self, actor: &Actor) -> Answer<Patterns>;
    /// # Errors
    /// `NotFound` (no counter of this office), `Conflict` (another pattern of the counter begins on that day).
    async fn add_pattern(&self, actor: &Actor, pattern: Pattern) -> Answer<PatternId>;
    /// The counter stays the one it was made for. What is published follows at the next publishing.
    async fn change_pattern(&self, actor: &Actor, id: PatternId, pattern: Pattern) -> Answer<()>;
    /// Ends it with that day; without one it is taken out altogether. `Mend`: the day is before its first.
    async fn end_pattern(&self, actor: &Actor, id: PatternId, last: Option<NaiveDate>) -> Answer<()>;
    /// What publishing would change, and the bookings in its way. Changes nothing.
    async fn preview(&self, actor: &Actor, ask: PublishAsk) -> Answer<Preview>;
    /// Opens and closes slots as the patterns want them. A booked slot is never touched. `Mend`: a day in the past, or more
    /// than a year ahead.
    async fn publish(&self, actor: &Actor, ask: PublishAsk) -> Answer<()>;

    /// Closures and extra openings from today on.
    async fn planned_days(&self, actor: &Actor) -> Answer<DaysView>;
    /// Closes a day, or gives a closed one another reason. Bookings stay as they are.
    async fn close_day(&self, actor: &Actor, closure: Closure) -> Answer<()>;
    async fn open_day(&self, actor: &Actor, opening: Opening) -> Answer<()>;
    /// Takes back the closure or the extra opening of a day.
    async fn take_day_back(&self, actor: &Actor, date: NaiveDate) -> Answer<()>;

    async fn settings(&self, actor: &Actor) -> Answer<OfficeSettings>;
    /// # Errors
    /// `Mend` (what cannot be kept), `Conflict` (a counter with bookings to come is not closed, a place with counters and the last one are
    /// not taken out).
    async fn change_office(&self, actor: &Actor, change: OfficeChange) -> Answer<()>;
}

/// The day at the counters: who has come, and the ten minutes (R4).
#[async_trait]
pub trait DayDesk: Send + Sync + 'static {
    async fn today(&self, actor: &Actor) -> Answer<Today>;
    /// Ready, or away: the ten minutes of its consultations run only while it is ready.
    async fn mark_counter(&self, actor: &Actor, counter: CounterId, ready: bool) -> Answer<()>;
    /// Notes what happened at a consultation.
    ///
    /// # Errors
    /// `Mend`, `Ended` (ten silent minutes have passed: undo it first), `Conflict` (the counter is in session with somebody
    /// else, or the booking is not confirmed).
    async fn work_booking(&self, actor: &Actor, booking: BookingId, step: Step) -> Answer<()>;
    /// The address that starts the meeting in its host's name; of a counter's fixed meeting, where it takes place. The first
    /// signs a user of Zoom in: it is asked for at the press, kept nowhere, and written to no log.
    ///
    /// # Errors
    /// `NoMeeting` (none is ready, or Zoom does not answer), `Ended`.
    async fn start_meeting(&self, actor: &Actor, booking: BookingId) -> Answer<String>;
}
/// The office's terms: data of the office, imported as plain text, in versions that stay for ever (Art. 13, R6).
#[async_trait]
pub trait TermsDesk: Send + Sync + 'static {
    async fn terms_room(&self, actor: &Actor) -> Answer<TermsRoom>;
    /// Keeps the draft of the next version as typed; both texts empty give it up.
    ///
    /// # Errors
    /// `Mend`: longer than [`LONGEST_TERMS`].
    async fn keep_terms_draft(&self, actor: &Actor, texts: DraftTexts) -> Answer<()>;
    /// The draft comes into force at the beginning of that day in Japan. Everyone with a live booking is told before: by
    /// letter, or on the call list.
    ///
    /// # Errors
    /// `NotFound` (no draft), `Mend` (no Japanese text, no article in it, a day that is not after today), `Conflict` (nothing
    /// would change, or a version is scheduled already).
    async fn schedule_terms(&self, actor: &Actor, from: NaiveDate, ground: Ground) -> Answer<()>;
    /// Takes a scheduled version back; its text is the draft again where there is none.
    async fn withdraw_terms(&self, actor: &Actor, version: TermsId) -> Answer<()>;
    /// Who has to be called about the scheduled version.
    async fn terms_calls(&self, actor: &Actor) -> Answer<Vec<terms::Call>>;
    async fn told_of_terms(&self, actor: &Actor, booking: BookingId) -> Answer<()>;
}

/// Characters of a text of terms, at the most.
pub const LONGEST_TERMS: usize = 10_000;
/// Bookings by telephone and at the counter (Art. 6(2), 6(4), 6(5)). Another office's are `NotFound`.
#[async_trait]
pub trait PhoneDesk: Send + Sync + 'static {
    /// The next free times of each kind, read afresh: the public calendar's, and for a manager those whose deadline has
    /// passed.
    async fn free_times(&self, actor: &Actor, asked: TimesAsked) -> Answer<FreeTimes>;
    /// Takes the seat and makes the booking, in one transaction. With a mail address it awaits its reply (R3); without one,
    /// and past its deadline, it is confirmed at once.
    ///
    /// # Errors
    /// `Mend` ([`crate::domain::intake::check`] says what), `SeatTaken`, `DeadlinePassed` (no reason is given for a time
    /// whose deadline has passed), `UseRefused` (no reason is given against a decision in force), `NotFound` (one of these
    /// reasons is, by somebody who may not). Where a person has as many bookings as they may have at once it is `Mend` too,
    /// unless a manager gives a reason.
    async fn take_booking(&self, actor: &Actor, intake: Intake) -> Answer<BookingId>;
    /// The seeker answered, in this way. Heard twice, the first one stands.
    ///
    /// # Errors
    /// `DeadlinePassed`, `Ended`.
    async fn reply_received(&self, actor: &Actor, booking: BookingId, how: Reply) -> Answer<()>;
    /// Confirms although the receipt or the reply is not there, or the deadline has passed (原則として, Art. 6(1)).
    ///
    /// # Errors
    /// `Mend` (no reason), `Begun`, `Ended`, `Conflict` (it is confirmed).
    async fn let_stand(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<()>;
    /// The seeker cancelled on the telephone (Art. 6(6)): the time of the call decides whether it was before the start.
    async fn cancel_by_phone(&self, actor: &Actor, booking: BookingId, call: phone::Call) -> Answer<()>;
    /// # Errors
    /// `Mend` (no note, or a call that has not been).
    async fn note_call(&self, actor: &Actor, booking: BookingId, call: phone::Call) -> Answer<()>;
    /// By 求職番号, name, kana, telephone or mail address, whichever the words can be.
    async fn find(&self, actor: &Actor, words: String) -> Answer<People>;
    /// Another time, another counter or both; without a counter, its own first. The old seat is freed if and only if the new
    /// one is taken (Reschedule). The same time at another counter changes nothing for the seeker: no letter tells of it, and
    /// no deadline is in its way.
    ///
    /// # Errors
    /// `SeatTaken`, `Begun`, `Ended`, `DeadlinePassed` (no reason is given for a time whose deadline has passed), `Mend` (a
    /// reason that cannot be kept), `NotFound` (one is given by somebody who may not).
    async fn move_to(
        &self,
        actor: &Actor,
        booking: BookingId,
        to: Span,
        counter: Option<CounterId>,
        late_reason: &str,
    ) -> Answer<()>;
    /// The next booking, made during this one (Art. 6(5)), its counter first. Who came by telephone is confirmed at once; a
    /// user of the site goes the site's way.
    ///
    /// # Errors
    /// `Conflict` (the consultation has not begun, or did not take place), `SeatTaken`, of a time whose deadline has passed
    /// as [`PhoneDesk::move_to`], and of one booking too many as [`PhoneDesk::take_booking`].
    async fn book_next(&self, actor: &Actor, booking: BookingId, to: Span, why: &Reasons) -> Answer<BookingId>;
    /// How many bookings the 求職番号 has, where the office allows only so many at the time of the intake.
    ///
    /// # Errors
    /// `Mend`: no number, or no time.
    async fn at_once(&self, actor: &Actor, intake: &Intake) -> Answer<Option<AtOnce>>;
    /// The same of whom this booking is for, besides it, where the next one is to be at that time.
    async fn at_once_besides(&self, actor: &Actor, booking: BookingId, to: Span) -> Answer<Option<AtOnce>>;
}

/// Whether a seeker may use the service (Art. 6(6), 12(1)), and what happened (7(3), 9–12). Another office's are `NotFound`.
#[async_trait]
pub trait StandingDesk: Send + Sync + 'static {
    /// `about`: the booking whose seeker's conduct is to be decided on.
    async fn standing_room(&self, actor: &Actor, about: Option<BookingId>) -> Answer<StandingRoom>;
    /// Writes a decision, which refuses nothing until somebody else has reviewed it.
    ///
    /// # Errors
    /// `Mend` ([`crate::domain::standing::problems`] says what, or the booking has no 求職番号), `Conflict` (nothing is
    /// proposed, or one awaits its review already).
    async fn write_decision(&self, actor: &Actor, ask: DecisionAsk) -> Answer<()>;
    /// A second person agrees: it is decided, and the seeker is told by mail.
    ///
    /// # Errors
    /// `Conflict`: by the one who wrote it, after its first day, or not awaiting a review.
    async fn review_decision(&self, actor: &Actor, matter: StandingId) -> Answer<()>;
    /// Back to be written again. `Mend`: no reason.
    async fn send_decision_back(&self, actor: &Actor, matter: StandingId, why: String) -> Answer<()>;
    /// The office has seen the proposal that this booking belongs to, and refuses nothing.
    ///
    /// # Errors
    /// `Mend` (no reason), `Conflict` (nothing is proposed, or a decision awaits its review).
    async fn dismiss_proposal(&self, actor: &Actor, booking: BookingId, why: String) -> Answer<()>;
    /// By review: the service is open again from this moment, and the seeker is told by mail.
    ///
    /// # Errors
    /// `Mend` (no reason), `Ended` (it is over), `Conflict`.
    async fn lift_decision(&self, actor: &Actor, matter: StandingId, why: String) -> Answer<()>;
    async fn set_standing_window(&self, actor: &Actor, window: crate::domain::standing::Window) -> Answer<()>;
    /// How the people of these 求職番号 stand, in their order.
    async fn standing_of(&self, actor: &Actor, numbers: Vec<String>) -> Answer<Vec<PersonStanding>>;
    async fn incidents(&self, actor: &Actor, query: IncidentQuery) -> Answer<IncidentRoom>;
    /// Keeps what happened; with a measure also stops or refuses the booking, tells its seeker why, and frees the seat of a
    /// refused one.
    ///
    /// # Errors
    /// `Mend` (no account, no such number, a time to come, a measure against what is nobody's conduct), `NotFound` (a measure
    /// by somebody who may not), `Begun`, `Ended`, `Conflict`.
    async fn note_incident(&self, actor: &Actor, new: NewIncident) -> Answer<()>;
}

/// Usage statistics and lawful disclosure (Art. 7). Another office's things are `NotFound`.
#[async_trait]
pub trait FiguresDesk: Send + Sync + 'static {
    async fn figures(&self, actor: &Actor, ask: FiguresAsk) -> Answer<FiguresView>;
    /// The same, to be taken away as a file.
    async fn export_figures(&self, actor: &Actor, ask: FiguresAsk) -> Answer<FiguresView>;
    /// The figures of a month as the public may see them (R5).
    ///
    /// # Errors
    /// `Mend`: not a whole calendar month that is over.
    async fn release(&self, actor: &Actor, month: Period) -> Answer<Release>;

    async fn disclosures(&self, actor: &Actor) -> Answer<Register>;
    /// Asks that something be disclosed. It is still to be approved.
    ///
    /// # Errors
    /// `Mend` ([`crate::domain::disclosure::check`] says what), `Conflict` (no booking of the office is meant).
    async fn ask_disclosure(&self, actor: &Actor, typed: disclosure::Typed) -> Answer<DisclosureId>;
    /// # Errors
    /// `Conflict`: it has been decided, or whoever decides is the one who asked.
    async fn approve_disclosure(&self, actor: &Actor, id: DisclosureId) -> Answer<()>;
    /// # Errors
    /// `Mend` (no reason, or too long a one), `Conflict` as for the approval.
    async fn refuse_disclosure(&self, actor: &Actor, id: DisclosureId, why: String) -> Answer<()>;
    /// Makes the file of what was approved and writes down who took it and its SHA-256. What happened after the approval
    /// is not in it.
    ///
    /// # Errors
    /// `Conflict`: not approved, or too long ago.
    async fn hand_out(&self, actor: &Actor, id: DisclosureId, form: Form, lang: Lang) -> Answer<HandedOut>;
}

/// A counter's day that falls away at once (急な休み). Another office's things are `NotFound`.
#[async_trait]
pub trait AbsenceDesk: Send + Sync + 'static {
    /// What would become of the bookings of a counter's rest of a day. Changes nothing.
    ///
    /// # Errors
    /// `Mend`: the day is over.
    async fn absence_room(&self, actor: &Actor, ask: AbsenceAsk) -> Answer<AbsenceRoom>;
    /// Moves and cancels as decided, writes the letters and closes the free slots, all of it or nothing. Pressed twice it is
    /// the same absence.
    ///
    /// # Errors
    /// `Mend` (no reason, a day that is over), `Conflict` (a booking has come or was moved since it was decided),
    /// `SeatTaken` (somebody else took a seat that was decided on), `Begun` (a consultation to be moved should have begun).
    async fn be_absent(&self, actor: &Actor, absence: Absence) -> Answer<AbsenceId>;
    /// What was done, and whom to call.
    async fn absence_report(&self, actor: &Actor, absence: AbsenceId) -> Answer<AbsenceReport>;
    /// Notes a call from the office in the log of calls; a second press finds it noted.
    async fn called_of_absence(
        &self,
        actor: &Actor,
        absence: AbsenceId,
        booking: BookingId,
        note: String,
    ) -> Answer<()>;
}

/// Who sits at which counter (担当). Another office's things are `NotFound`.
#[async_trait]
pub trait SeatingDesk: Send + Sync + 'static {
    async fn seatings(&self, actor: &Actor) -> Answer<SeatingRoom>;
    /// In place of one of the same counter, day and day of the week.
    ///
    /// # Errors
    /// `Mend`: a day that is over.
    async fn seat(&self, actor: &Actor, seating: NewSeating) -> Answer<()>;
    async fn unseat(&self, actor: &Actor, seating: SeatingId) -> Answer<()>;
}
