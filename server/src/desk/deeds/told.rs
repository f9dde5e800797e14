//! How a press on many slots reads in the log: a line a counter and a day.

use crate::{
    desk::Desks,
    store::{audit, writing::Writing},
};
use app::{
    desk::staff::Actor,
    domain::{
        act::Act,
        slot::Span,
        time::{date_jst, time_hm},
    },
};
use std::collections::BTreeMap;

/// `窓口1 2026-12-01 10:00 10:20 10:40, 20`, and why, where somebody said.
pub fn write<'a>(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    act: Act,
    slots: impl IntoIterator<Item = (&'a str, Span)>,
    why: &str,
) {
    let mut lines: BTreeMap<_, Vec<Span>> = BTreeMap::new();
    for (counter, span) in slots {
        lines.entry((counter, date_jst(span.starts()), span.minutes())).or_default().push(span);
    }
    for ((counter, date, minutes), mut spans) in lines {
        spans.sort_unstable();
        let times: Vec<_> = spans.into_iter().map(|span| time_hm(span.starts())).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let note = format!("{counter} {date} {}, {minutes}{why}", times.join(" "));
        audit::write(tx, actor, desks.clock.now(), act, "", &note);
    }
}
