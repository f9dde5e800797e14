//! The desk's words for states, kinds, days and times. Colour only repeats them.

mod history;
mod times;

pub use history::{act, actor, event, note};
pub use times::{WEEK, birth, closed, date, day, days, left, moment, moment_to_the_second, short_day, span, weekday};

use crate::{
    desk::{
        application::{DeviceReport, DeviceResult},
        board::{Cell, Standing},
        phone::Reply,
        place::{CounterName, PlaceName},
        terms::VersionName,
    },
    domain::{
        booking::{Canceller, Channel, State},
        declaration::{Answer, Declaration, Need},
        details::Problem,
        kind::Kind,
        registration::How,
        role::Role,
        time::date_jst,
    },
    i18n::*,
};

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

/// A version of the terms by the day from which on it applies.
pub fn version(version: &VersionName, lang: Locale) -> String {
    let digits = version.digits.as_str();
    match version.from {
        Some(from) => td_string!(lang, terms.versions.named, date = date(date_jst(from), lang), digits).to_string(),
        None => td_string!(lang, terms.versions.unknown, digits).to_string(),
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

pub fn role(role: Role, lang: Locale) -> &'static str {
    match role {
        Role::Counter => td_string!(lang, accounts.role.counter),
        Role::Manager => td_string!(lang, accounts.role.manager),
        Role::Administrator => td_string!(lang, accounts.role.administrator),
        Role::Bureau => td_string!(lang, accounts.role.bureau),
        Role::System => td_string!(lang, accounts.role.system),
    }
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
