//! What was done and what happened, from the words of the log and of a booking's history.

use super::{registration_how, reply};
use crate::{
    desk::phone::Reply,
    domain::{act::Act, registration::How},
    i18n::*,
};

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
