//! What the audit log knows of (Art. 8(1)): every view of personal data and every change by staff has its word here.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// To add one: its name and word here, its words in `staff.audit.act`.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum Act {
            $($(#[$doc])* #[serde(rename = $word)] $name),+
        }

        impl Act {
            pub const ALL: &[Act] = &[$(Act::$name),+];

            /// The word in the database and in addresses.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Act::$name => $word),+
                }
            }
        }
    };
}

acts! {
    SignedIn = "signed_in",
    SignedOut = "signed_out",
    SignedOutEverywhere = "signed_out_everywhere",
    PasswordChanged = "password_changed",
    FactorSet = "factor_set",
    FactorGivenUp = "factor_given_up",
    /// A recovery code opened in place of a code.
    RecoveryUsed = "recovery_used",
    OfficeChosen = "office_chosen",
    AccountsSeen = "accounts_seen",
    AccountAdded = "account_added",
    AccountChanged = "account_changed",
    AuditRead = "audit_read",
    BoardSeen = "board_seen",
    CardSeen = "card_seen",
    SlotOpened = "slot_opened",
    SlotClosed = "slot_closed",
    LetterResent = "letter_resent",
    Cancelled = "cancelled",
    /// Who stands in the way of a plan, or of a closed day.
    ConflictsSeen = "conflicts_seen",
    PatternAdded = "pattern_added",
    PatternChanged = "pattern_changed",
    PatternEnded = "pattern_ended",
    PatternRemoved = "pattern_removed",
    SlotsPublished = "slots_published",
    DayClosed = "day_closed",
    DayOpened = "day_opened",
    /// A closure or an extra opening was taken back.
    DayTakenBack = "day_taken_back",
    OfficeChanged = "office_changed",
    PlaceChanged = "place_changed",
    CounterChanged = "counter_changed",
    TodaySeen = "today_seen",
    CounterReady = "counter_ready",
    CounterAway = "counter_away",
    ArrivalNoted = "arrival_noted",
    ContactNoted = "contact_noted",
    SessionBegun = "session_begun",
    SessionDone = "session_done",
    OutcomeNoted = "outcome_noted",
    ClockPaused = "clock_paused",
    ClockResumed = "clock_resumed",
    /// The meeting was started in the name of its host.
    MeetingStarted = "meeting_started",
    /// A cancellation by silence, or an outcome, was taken back.
    Undone = "undone",
    TermsDrafted = "terms_drafted",
    TermsScheduled = "terms_scheduled",
    TermsWithdrawn = "terms_withdrawn",
    /// Somebody without a mail address was told of new terms on the telephone.
    TermsTold = "terms_told",
    TermsCallsSeen = "terms_calls_seen",
    /// A booking by telephone or at the counter.
    PhoneBooked = "phone_booked",
    ReplyNoted = "reply_noted",
    Overridden = "overridden",
    CallNoted = "call_noted",
    CancelledByPhone = "cancelled_by_phone",
    Moved = "moved",
    NextBooked = "next_booked",
    /// Somebody looked for a seeker. The words are not kept.
    PeopleSearched = "people_searched",
    /// Proposals and decisions about the use of the service, or where one person stands.
    StandingSeen = "standing_seen",
    DecisionWritten = "decision_written",
    DecisionReviewed = "decision_reviewed",
    DecisionSentBack = "decision_sent_back",
    ProposalDismissed = "proposal_dismissed",
    DecisionLifted = "decision_lifted",
    /// A booking was taken although the use of the service is refused.
    StandingOverridden = "standing_overridden",
    BookingRefused = "booking_refused",
    ConsultationStopped = "consultation_stopped",
    IncidentsSeen = "incidents_seen",
    IncidentNoted = "incident_noted",
    /// A file with the list of registered seekers was read, and is still to be put in force.
    RosterRead = "roster_read",
    RosterApplied = "roster_applied",
    RosterGivenUp = "roster_given_up",
    /// Whose registration is to be verified, beside what the list has.
    RegistrationsSeen = "registrations_seen",
    RegistrationVerified = "registration_verified",
    RegistrationSwitched = "registration_switched",
    /// A booking was refused: its seeker is not registered.
    RegistrationRefused = "registration_refused",
    /// Holds name people.
    RecordsSeen = "records_seen",
    RetentionSet = "retention_set",
    HoldPlaced = "hold_placed",
    HoldLifted = "hold_lifted",
    /// What is kept of a person, and how long.
    PersonSeen = "person_seen",
    PersonExported = "person_exported",
    PersonCorrected = "person_corrected",
    PersonErased = "person_erased",
    /// An opening, a closing or a move was taken back within its minute.
    TakenBack = "taken_back",
    /// Figures were taken away as a file.
    FiguresTaken = "figures_taken",
    DisclosuresSeen = "disclosures_seen",
    DisclosureAsked = "disclosure_asked",
    DisclosureApproved = "disclosure_approved",
    DisclosureRefused = "disclosure_refused",
    /// What was approved was handed out; the note has the start of its hash.
    DisclosureTaken = "disclosure_taken",
    /// Who stands in the day of a counter that falls away, or has to be called for it.
    AbsenceSeen = "absence_seen",
    AbsenceMade = "absence_made",
    SeatingChanged = "seating_changed",
    /// An employer was invited to an interview.
    AttendeeAdded = "attendee_added",
    AttendeeRemoved = "attendee_removed",
    /// The mail that came in was read.
    TraySeen = "tray_seen",
    /// A mail was settled: what was done with it is noted.
    MailSettled = "mail_settled",
    /// A mail was taken for the reply by whoever knows its sender.
    MailCounted = "mail_counted",
}

/// The word names no act.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no such act")]
pub struct UnknownAct;

impl FromStr for Act {
    type Err = UnknownAct;
    fn from_str(word: &str) -> Result<Self, UnknownAct> {
        Act::ALL.iter().copied().find(|act| act.as_str() == word).ok_or(UnknownAct)
    }
}
