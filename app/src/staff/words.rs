//! The desk's words for states, kinds, days and times. Colour only repeats them.

use crate::{
    desk::{
        application::{DeviceReport, DeviceResult},
        board::{BoardDay, Cell, Standing},
        phone::Reply,
        place::{CounterName, PlaceName},
        terms::VersionName,
    },
    domain::{
        act::Act,
        booking::{Canceller, Channel, State},
        declaration::{Answer, Declaration, Need},
        details::Problem,
        era,
        kind::Kind,
        office_day::Day,
        registration::How,
        role::Role,
        slot::Span,
        time::{self, date_jst},
    },
    i18n::*,
};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};

/// A word with its tone for the sheet: `good`, `wait`, `bad`, `quiet`.
pub type Toned = (&'static str, &'static str);

pub fn kind(kind: Kind, lang: Locale) -> &'static str {
    match kind {
        Kind::Consultation => td_string!(lang, staff.kind.consultation),
        Kind::Placement => td_string!(lang, staff.kind.placement),
        Kind::Interview => td_string!(lang, staff.kind.interview),
        Kind::Selection => td_string!(lang, staff.kind.selection),
    }
}

/// A counter with the place that it is at, where that is told.
pub fn counter(place: Option<&PlaceName>, name: &str, lang: Locale) -> String {
    match place {
        Some(place) => format!("{} {name}", place.of(lang)),
        None => name.to_owned(),
    }
}

pub fn counter_name(it: &CounterName, lang: Locale) -> String {
    counter(it.place.as_ref(), &it.name, lang)
}

/// A block's state: `data-state`, tone and word.
pub fn standing(standing: Standing, lang: Locale) -> (&'static str, Toned) {
    match standing {
        Standing::Held { .. } => ("held", ("wait", td_string!(lang, staff.state.held))),
        Standing::Offered { .. } => ("held", ("wait", td_string!(lang, waiting.desk.offered))),
        Standing::AwaitingMail => ("awaiting", ("wait", td_string!(lang, staff.state.awaiting_mail))),
        Standing::MailRefused => ("awaiting", ("bad", td_string!(lang, staff.state.mail_refused))),
        Standing::AwaitingReply => ("awaiting", ("wait", td_string!(lang, staff.state.awaiting_reply))),
        Standing::Confirmed => ("confirmed", ("good", td_string!(lang, staff.state.confirmed))),
        Standing::Attended => ("done", ("good", td_string!(lang, staff.state.attended))),
        Standing::NoShow => ("missed", ("bad", td_string!(lang, staff.state.no_show))),
        Standing::Stopped => ("missed", ("bad", td_string!(lang, staff.state.stopped))),
    }
}

/// The same for a slot without a booking, on a day that is `shut`, or `gone` by.
pub fn empty(cell: &Cell, shut: bool, gone: bool, lang: Locale) -> (&'static str, Toned) {
    let word = match (cell.open, gone, shut, cell.blocked) {
        (false, ..) => td_string!(lang, staff.state.closed),
        (true, true, ..) => td_string!(lang, staff.state.gone),
        (true, false, true, _) => td_string!(lang, staff.state.shut),
        (true, false, false, true) => td_string!(lang, staff.state.blocked),
        (true, false, false, false) => return ("free", ("good", td_string!(lang, staff.state.free))),
    };
    ("closed", ("quiet", word))
}

/// The same for any state, on the card.
pub fn state(state: &State, lang: Locale) -> Toned {
    if let Some(taken) = Standing::of(state) {
        return standing(taken, lang).1;
    }
    let word = match state {
        State::Released { .. } => td_string!(lang, staff.state.released),
        State::Cancelled { by: Canceller::SeekerByLink, .. } => td_string!(lang, staff.state.cancelled_by_link),
        State::Cancelled { by: Canceller::SeekerByPhone { .. }, .. } => {
            td_string!(lang, staff.state.cancelled_by_phone)
        }
        State::Cancelled { by: Canceller::Office { .. }, .. } => td_string!(lang, staff.state.cancelled_by_office),
        State::Void { .. } => td_string!(lang, staff.state.void),
        _ => td_string!(lang, staff.state.refused),
    };
    ("quiet", word)
}

pub fn channel(channel: Channel, lang: Locale) -> &'static str {
    match channel {
        Channel::Site => td_string!(lang, staff.channel.site),
        Channel::Phone => td_string!(lang, staff.channel.phone),
        Channel::Session => td_string!(lang, staff.channel.session),
    }
}

pub fn declaration(declaration: Declaration, lang: Locale) -> &'static str {
    match declaration {
        Declaration::CameraAndApp => td_string!(lang, staff.declaration.camera_and_app),
        Declaration::CleanDevice => td_string!(lang, staff.declaration.clean_device),
        Declaration::TrustedNetwork => td_string!(lang, staff.declaration.trusted_network),
        Declaration::OsSupported => td_string!(lang, staff.declaration.os_supported),
        Declaration::Firewall => td_string!(lang, staff.declaration.firewall),
        Declaration::NoFileSharing => td_string!(lang, staff.declaration.no_file_sharing),
        Declaration::Antivirus => td_string!(lang, staff.declaration.antivirus),
        Declaration::SoftwareCurrent => td_string!(lang, staff.declaration.software_current),
        Declaration::ConnectionTested => td_string!(lang, staff.declaration.connection_tested),
        Declaration::PrivateRoom => td_string!(lang, staff.declaration.private_room),
    }
}

pub fn answer(answer: Option<Answer>, lang: Locale) -> Toned {
    match answer {
        Some(Answer::Yes) => ("good", td_string!(lang, staff.answer.yes)),
        Some(Answer::NotSure) => ("wait", td_string!(lang, staff.answer.not_sure)),
        Some(Answer::No) => ("bad", td_string!(lang, staff.answer.no)),
        None => ("quiet", td_string!(lang, staff.answer.none)),
    }
}

/// What to do about a gap.
pub fn need(need: Need, lang: Locale) -> &'static str {
    match need {
        Need::OfferPhone => td_string!(lang, staff.need.offer_phone),
        Need::MendBeforeJoining => td_string!(lang, staff.need.mend),
        Need::SettleBeforeJoining => td_string!(lang, staff.need.settle),
        Need::AskAtJoining => td_string!(lang, staff.need.ask),
    }
}

/// What is known of the device. Without findings there is the seeker's word alone.
pub fn device(report: Option<&DeviceReport>, lang: Locale) -> Toned {
    match report.map(|report| report.result) {
        Some(DeviceResult::Ready) => ("good", td_string!(lang, staff.device.ready)),
        Some(DeviceResult::Unsupported) => ("bad", td_string!(lang, staff.device.unsupported)),
        Some(DeviceResult::Unknown) if report.is_some_and(|report| report.findings.is_empty()) => {
            ("wait", td_string!(lang, staff.device.declared))
        }
        Some(DeviceResult::Unknown) => ("wait", td_string!(lang, staff.device.unknown)),
        Some(DeviceResult::Later) => ("quiet", td_string!(lang, staff.device.later)),
        None => ("quiet", td_string!(lang, staff.device.none)),
    }
}

/// 令和8年11月25日（水）
pub fn date(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => time::date_ja(date),
        Locale::en => time::date_en(date),
    }
}

/// 昭和60年4月3日（1985年）: a birth date as it is kept, `1985-04-03`.
pub fn birth(kept: &str, lang: Locale) -> String {
    let Ok(date) = kept.parse::<NaiveDate>() else { return kept.to_owned() };
    match lang {
        Locale::ja => format!("{}{}月{}日（{}年）", era::year_ja(date), date.month(), date.day(), date.year()),
        Locale::en => format!("{} {} {}", date.day(), time::month_en(date), date.year()),
    }
}

/// 11月25日（水）
pub fn day(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => time::day_ja(date),
        Locale::en => time::day_en(date),
    }
}

/// A version of the terms by the day from which on it applies.
pub fn version(version: &VersionName, lang: Locale) -> String {
    let digits = version.digits.as_str();
    match version.from {
        Some(from) => td_string!(lang, terms.versions.named, date = date(date_jst(from), lang), digits).to_string(),
        None => td_string!(lang, terms.versions.unknown, digits).to_string(),
    }
}

/// 25（水）: the head of a narrow lane.
pub fn short_day(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => format!("{}日（{}）", date.day(), time::weekday_ja(date)),
        Locale::en => format!("{} {}", time::weekday_en(date), date.day()),
    }
}

/// The window's heading: a day, or from the first to the last.
pub fn days(days: &[BoardDay], lang: Locale) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first.date != last.date => match lang {
            Locale::ja => format!("{}〜{}", date(first.date, lang), day(last.date, lang)),
            Locale::en => format!("{}–{}", day(first.date, lang), date(last.date, lang)),
        },
        (Some(only), _) => date(only.date, lang),
        (None, _) => String::new(),
    }
}

/// Why the office is closed; nothing on a day that takes bookings.
pub fn closed(day: &Day, lang: Locale) -> Option<String> {
    match (day, lang) {
        (Day::Office | Day::ExtraOpening(_), _) => None,
        (Day::Weekend, _) => Some(td_string!(lang, staff.day.weekend).to_owned()),
        (Day::YearEnd, _) => Some(td_string!(lang, staff.day.year_end).to_owned()),
        (Day::Holiday(holiday), Locale::ja) => Some(holiday.name_ja().to_owned()),
        (Day::Holiday(holiday), Locale::en) => Some(holiday.name_en().to_owned()),
        (Day::Closure(reason), Locale::en) => Some(reason.en.clone().unwrap_or_else(|| reason.ja.clone())),
        (Day::Closure(reason), Locale::ja) => Some(reason.ja.clone()),
    }
}

/// The days of a week, as the desk writes them.
pub const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

pub fn weekday(weekday: Weekday, lang: Locale) -> &'static str {
    match weekday {
        Weekday::Mon => td_string!(lang, plan.weekday.mon),
        Weekday::Tue => td_string!(lang, plan.weekday.tue),
        Weekday::Wed => td_string!(lang, plan.weekday.wed),
        Weekday::Thu => td_string!(lang, plan.weekday.thu),
        Weekday::Fri => td_string!(lang, plan.weekday.fri),
        Weekday::Sat => td_string!(lang, plan.weekday.sat),
        Weekday::Sun => td_string!(lang, plan.weekday.sun),
    }
}

/// What is to be mended in the field that is called so.
pub fn problem(problem: Problem, item: &str, lang: Locale) -> String {
    match problem {
        Problem::Empty => td_string!(lang, phone.problem.empty, item).to_string(),
        Problem::Form => td_string!(lang, phone.problem.form, item).to_string(),
        Problem::Character => td_string!(lang, phone.problem.character, item).to_string(),
        Problem::TooLong { most } => td_string!(lang, phone.problem.too_long, item, most).to_string(),
    }
}

/// 10:00〜10:30
pub fn span(span: Span, lang: Locale) -> String {
    match lang {
        Locale::ja => time::span_ja(span.starts(), span.ends()),
        Locale::en => time::span_en(span.starts(), span.ends()),
    }
}

/// 11月25日（水）10:00
pub fn moment(at: DateTime<Utc>, lang: Locale) -> String {
    let gap = if lang == Locale::ja { "" } else { ", " };
    format!("{}{gap}{}", day(time::date_jst(at), lang), time::time_hm(at))
}

/// 11月25日（水）10:00:07, for the log.
pub fn moment_to_the_second(at: DateTime<Utc>, lang: Locale) -> String {
    format!("{}:{:02}", moment(at, lang), at.second())
}

pub fn role(role: Role, lang: Locale) -> &'static str {
    match role {
        Role::Counter => td_string!(lang, accounts.role.counter),
        Role::Manager => td_string!(lang, accounts.role.manager),
        Role::Administrator => td_string!(lang, accounts.role.administrator),
        Role::Bureau => td_string!(lang, accounts.role.bureau),
        Role::System => td_string!(lang, accounts.role.system),
    }
}

/// What was done, from the word in the log; an unknown one stands as it is.
pub fn act(word: &str, lang: Locale) -> String {
    let Ok(act) = word.parse::<Act>() else { return word.to_owned() };
    match act {
        Act::SignedIn => td_string!(lang, accounts.audit.act.signed_in),
        Act::SignedOut => td_string!(lang, accounts.audit.act.signed_out),
        Act::SignedOutEverywhere => td_string!(lang, accounts.audit.act.signed_out_everywhere),
        Act::PasswordChanged => td_string!(lang, accounts.audit.act.password_changed),
        Act::FactorSet => td_string!(lang, accounts.audit.act.factor_set),
        Act::FactorGivenUp => td_string!(lang, accounts.audit.act.factor_given_up),
        Act::RecoveryUsed => td_string!(lang, accounts.audit.act.recovery_used),
        Act::OfficeChosen => td_string!(lang, accounts.audit.act.office_chosen),
        Act::AccountsSeen => td_string!(lang, accounts.audit.act.accounts_seen),
        Act::AccountAdded => td_string!(lang, accounts.audit.act.account_added),
        Act::AccountChanged => td_string!(lang, accounts.audit.act.account_changed),
        Act::AuditRead => td_string!(lang, accounts.audit.act.audit_read),
        Act::BoardSeen => td_string!(lang, accounts.audit.act.board_seen),
        Act::CardSeen => td_string!(lang, accounts.audit.act.card_seen),
        Act::SlotOpened => td_string!(lang, accounts.audit.act.slot_opened),
        Act::SlotClosed => td_string!(lang, accounts.audit.act.slot_closed),
        Act::LetterResent => td_string!(lang, accounts.audit.act.letter_resent),
        Act::Cancelled => td_string!(lang, accounts.audit.act.cancelled),
        Act::ConflictsSeen => td_string!(lang, plan.act.conflicts_seen),
        Act::PatternAdded => td_string!(lang, plan.act.pattern_added),
        Act::PatternChanged => td_string!(lang, plan.act.pattern_changed),
        Act::PatternEnded => td_string!(lang, plan.act.pattern_ended),
        Act::PatternRemoved => td_string!(lang, plan.act.pattern_removed),
        Act::SlotsPublished => td_string!(lang, plan.act.slots_published),
        Act::DayClosed => td_string!(lang, plan.act.day_closed),
        Act::DayOpened => td_string!(lang, plan.act.day_opened),
        Act::DayTakenBack => td_string!(lang, plan.act.day_taken_back),
        Act::OfficeChanged => td_string!(lang, plan.act.office_changed),
        Act::PlaceChanged => td_string!(lang, plan.act.place_changed),
        Act::CounterChanged => td_string!(lang, plan.act.counter_changed),
        Act::TodaySeen => td_string!(lang, day.act.today_seen),
        Act::CounterReady => td_string!(lang, day.act.counter_ready),
        Act::CounterAway => td_string!(lang, day.act.counter_away),
        Act::ArrivalNoted => td_string!(lang, day.act.arrival_noted),
        Act::ContactNoted => td_string!(lang, day.act.contact_noted),
        Act::SessionBegun => td_string!(lang, day.act.session_begun),
        Act::SessionDone => td_string!(lang, day.act.session_done),
        Act::OutcomeNoted => td_string!(lang, day.act.outcome_noted),
        Act::ClockPaused => td_string!(lang, day.act.clock_paused),
        Act::ClockResumed => td_string!(lang, day.act.clock_resumed),
        Act::MeetingStarted => td_string!(lang, day.act.meeting_started),
        Act::Undone => td_string!(lang, day.act.undone),
        Act::TermsDrafted => td_string!(lang, accounts.audit.act.terms_drafted),
        Act::TermsScheduled => td_string!(lang, accounts.audit.act.terms_scheduled),
        Act::TermsWithdrawn => td_string!(lang, accounts.audit.act.terms_withdrawn),
        Act::TermsTold => td_string!(lang, accounts.audit.act.terms_told),
        Act::TermsCallsSeen => td_string!(lang, accounts.audit.act.terms_calls_seen),
        Act::PhoneBooked => td_string!(lang, phone.act.phone_booked),
        Act::ReplyNoted => td_string!(lang, phone.act.reply_noted),
        Act::Overridden => td_string!(lang, phone.act.overridden),
        Act::CallNoted => td_string!(lang, phone.act.call_noted),
        Act::CancelledByPhone => td_string!(lang, phone.act.cancelled_by_phone),
        Act::Moved => td_string!(lang, phone.act.moved),
        Act::NextBooked => td_string!(lang, phone.act.next_booked),
        Act::PeopleSearched => td_string!(lang, phone.act.people_searched),
        Act::StandingSeen => td_string!(lang, standing.act.standing_seen),
        Act::DecisionWritten => td_string!(lang, standing.act.decision_written),
        Act::DecisionReviewed => td_string!(lang, standing.act.decision_reviewed),
        Act::DecisionSentBack => td_string!(lang, standing.act.decision_sent_back),
        Act::ProposalDismissed => td_string!(lang, standing.act.proposal_dismissed),
        Act::DecisionLifted => td_string!(lang, standing.act.decision_lifted),
        Act::StandingOverridden => td_string!(lang, standing.act.standing_overridden),
        Act::BookingRefused => td_string!(lang, standing.act.booking_refused),
        Act::ConsultationStopped => td_string!(lang, standing.act.consultation_stopped),
        Act::IncidentsSeen => td_string!(lang, standing.act.incidents_seen),
        Act::IncidentNoted => td_string!(lang, standing.act.incident_noted),
        Act::RosterRead => td_string!(lang, roster.act.roster_read),
        Act::RosterApplied => td_string!(lang, roster.act.roster_applied),
        Act::RosterGivenUp => td_string!(lang, roster.act.roster_given_up),
        Act::RegistrationsSeen => td_string!(lang, roster.act.registrations_seen),
        Act::RegistrationVerified => td_string!(lang, roster.act.registration_verified),
        Act::RegistrationSwitched => td_string!(lang, roster.act.registration_switched),
        Act::RegistrationRefused => td_string!(lang, roster.act.registration_refused),
        Act::RecordsSeen => td_string!(lang, records.act.records_seen),
        Act::RetentionSet => td_string!(lang, records.act.retention_set),
        Act::HoldPlaced => td_string!(lang, records.act.hold_placed),
        Act::HoldLifted => td_string!(lang, records.act.hold_lifted),
        Act::PersonSeen => td_string!(lang, records.act.person_seen),
        Act::PersonExported => td_string!(lang, records.act.person_exported),
        Act::PersonCorrected => td_string!(lang, records.act.person_corrected),
        Act::PersonErased => td_string!(lang, records.act.person_erased),
        Act::TakenBack => td_string!(lang, calendar.act.taken_back),
        Act::FiguresTaken => td_string!(lang, figures.act.figures_taken),
        Act::DisclosuresSeen => td_string!(lang, figures.act.disclosures_seen),
        Act::DisclosureAsked => td_string!(lang, figures.act.disclosure_asked),
        Act::DisclosureApproved => td_string!(lang, figures.act.disclosure_approved),
        Act::DisclosureRefused => td_string!(lang, figures.act.disclosure_refused),
        Act::DisclosureTaken => td_string!(lang, figures.act.disclosure_taken),
        Act::AbsenceSeen => td_string!(lang, absence.act.absence_seen),
        Act::AbsenceMade => td_string!(lang, absence.act.absence_made),
        Act::SeatingChanged => td_string!(lang, absence.act.seating_changed),
        Act::AttendeeAdded => td_string!(lang, attendee.act.added),
        Act::AttendeeRemoved => td_string!(lang, attendee.act.removed),
        Act::TraySeen => td_string!(lang, tray.act.seen),
        Act::MailSettled => td_string!(lang, tray.act.settled),
        Act::MailCounted => td_string!(lang, tray.act.counted),
    }
    .to_owned()
}

/// 8:12 until then; `0:00` once it has passed.
pub fn left(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (until - now).num_seconds().max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What happened, from the word in the history; an unknown one stands as it is.
pub fn event(what: &str, lang: Locale) -> String {
    match what {
        "held" => td_string!(lang, staff.event.held),
        "offered" => td_string!(lang, waiting.desk.event_offered),
        "offer_accepted" => td_string!(lang, waiting.desk.event_accepted),
        "offer_declined" => td_string!(lang, waiting.desk.event_declined),
        "offer_unreached" => td_string!(lang, waiting.desk.event_unreached),
        "extended" => td_string!(lang, staff.event.extended),
        "released" => td_string!(lang, staff.event.released),
        "lapsed" => td_string!(lang, staff.event.lapsed),
        "submitted" => td_string!(lang, staff.event.submitted),
        "mail_refused" => td_string!(lang, staff.event.mail_refused),
        "confirmed" => td_string!(lang, staff.event.confirmed),
        "received" => td_string!(lang, staff.event.received),
        "moved" => td_string!(lang, staff.event.moved),
        "mail_deferred" => td_string!(lang, staff.event.mail_deferred),
        "mail_accepted" => td_string!(lang, staff.event.mail_accepted),
        "mail_given_up" => td_string!(lang, staff.event.mail_given_up),
        "link_sent" => td_string!(lang, staff.event.link_sent),
        "overdue" => td_string!(lang, staff.event.overdue),
        "terms_told" => td_string!(lang, staff.event.terms_told),
        "device_asked" => td_string!(lang, staff.event.device_asked),
        "reminded_day" => td_string!(lang, staff.event.reminded_day),
        "reminded_hour" => td_string!(lang, staff.event.reminded_hour),
        "corrected" => td_string!(lang, staff.event.corrected),
        "device_checked" => td_string!(lang, staff.event.device_checked),
        "resent" => td_string!(lang, staff.event.resent),
        "cancelled" => td_string!(lang, staff.event.cancelled),
        "void" => td_string!(lang, staff.event.void),
        "arrived" => td_string!(lang, day.event.arrived),
        "contact" => td_string!(lang, day.event.contact),
        "running_late" => td_string!(lang, day.event.running_late),
        "cannot_connect" => td_string!(lang, day.event.cannot_connect),
        "begun" => td_string!(lang, day.event.begun),
        "attended" => td_string!(lang, day.event.attended),
        "outcome_noted" => td_string!(lang, day.event.outcome_noted),
        "no_show" => td_string!(lang, day.event.no_show),
        "paused" => td_string!(lang, day.event.paused),
        "resumed" => td_string!(lang, day.event.resumed),
        "undone" => td_string!(lang, day.event.undone),
        "taken_by_phone" => td_string!(lang, phone.event.taken_by_phone),
        "told" => td_string!(lang, phone.event.told),
        "replied" => td_string!(lang, phone.event.replied),
        "overridden" => td_string!(lang, phone.event.overridden),
        "cancelled_by_phone" => td_string!(lang, phone.event.cancelled_by_phone),
        "booked_next" => td_string!(lang, phone.event.booked_next),
        "declared" => td_string!(lang, phone.event.declared),
        "refused" => td_string!(lang, standing.event.refused),
        "stopped" => td_string!(lang, standing.event.stopped),
        "call_in" => td_string!(lang, phone.event.call_in),
        "call_out" => td_string!(lang, phone.event.call_out),
        "registration_verified" => td_string!(lang, roster.event.verified),
        "registration_switched" => td_string!(lang, roster.event.switched),
        "registration_refused" => td_string!(lang, roster.event.refused),
        "reseated" => td_string!(lang, calendar.event.reseated),
        "moved_back" => td_string!(lang, calendar.event.moved_back),
        "duplicate" => td_string!(lang, absence.event.duplicate),
        "over_most" => td_string!(lang, absence.event.over_most),
        "attendee_invited" => td_string!(lang, attendee.event.invited),
        "attendee_removed" => td_string!(lang, attendee.event.removed),
        "attendee_confirmed" => td_string!(lang, attendee.event.confirmed),
        "attendee_late" => td_string!(lang, attendee.event.late),
        "attendee_cannot_connect" => td_string!(lang, attendee.event.cannot_connect),
        "attendee_declined" => td_string!(lang, attendee.event.declined),
        "attendee_unreached" => td_string!(lang, attendee.event.unreached),
        other => return other.to_owned(),
    }
    .to_owned()
}

/// What was noted with it: the names of corrected fields in words, anything else as it stands.
pub fn note(what: &str, note: &str, lang: Locale) -> String {
    if what == "replied"
        && let Some(how) = Reply::of_word(note)
    {
        return reply(how, lang).to_owned();
    }
    if what == "registration_verified"
        && let Some(how) = How::of_word(note)
    {
        return registration_how(how, lang).to_owned();
    }
    if what == "registration_switched" {
        return td_string!(lang, roster.note.switched).to_owned();
    }
    if what != "corrected" {
        return note.to_owned();
    }
    let words: Vec<_> = note
        .split(' ')
        .map(|field| match field {
            "phone" => td_string!(lang, staff.corrected.phone),
            "mail" => td_string!(lang, staff.corrected.mail),
            "companions" => td_string!(lang, staff.corrected.companions),
            "name" => td_string!(lang, records.person.name),
            "kana" => td_string!(lang, staff.card.kana),
            other => other,
        })
        .collect();
    words.join(if lang == Locale::ja { "、" } else { ", " })
}

/// How a reply came.
pub fn reply(how: Reply, lang: Locale) -> &'static str {
    match how {
        Reply::Mail => td_string!(lang, phone.card.how_mail),
        Reply::Call => td_string!(lang, phone.card.how_call),
        Reply::Counter => td_string!(lang, phone.card.how_counter),
    }
}

/// How a registration was verified.
pub fn registration_how(how: How, lang: Locale) -> &'static str {
    match how {
        How::System => td_string!(lang, roster.verify.how_system),
        How::Card => td_string!(lang, roster.verify.how_card),
        How::Call => td_string!(lang, roster.verify.how_call),
    }
}

/// Who acted: a part of the service, or a member of staff by name.
pub fn actor(who: &str, lang: Locale) -> String {
    match who {
        "seeker" => td_string!(lang, staff.actor.seeker).to_owned(),
        "clockwork" => td_string!(lang, staff.actor.clockwork).to_owned(),
        "post" => td_string!(lang, staff.actor.post).to_owned(),
        "attendee" => td_string!(lang, attendee.actor).to_owned(),
        "zoom" => "Zoom".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_in_both_countings() {
        assert_eq!(birth("1985-04-03", Locale::ja), "昭和60年4月3日（1985年）");
        assert_eq!(birth("1985-04-03", Locale::en), "3 April 1985");
        assert_eq!(birth("", Locale::ja), "");
    }

    #[test]
    fn what_is_left_never_runs_below_nothing() {
        let now = DateTime::from_timestamp(1_764_000_000, 0).expect("in range");
        assert_eq!(left(now + chrono::TimeDelta::seconds(492), now), "8:12");
        assert_eq!(left(now - chrono::TimeDelta::seconds(1), now), "0:00");
    }
}
