//! A page of the calendar: the strip of days that stays, and below it each day with its times.
//!
//! Each time's counts are a signal, so that a change made by someone else touches one button and nothing jumps.

use crate::{
    desk::calendar::{Calendar, CalendarDay, DayKind, FreeTime, Patch, Time},
    domain::{
        slot::Span,
        time::{date_jst, time_hm, weekday_en, weekday_ja},
    },
    i18n::*,
    locale::use_lang,
    ui::{live::use_live, when},
};
use chrono::{Datelike, NaiveDate};
use leptos::{either::Either, prelude::*};
use std::{collections::BTreeMap, sync::Arc};

/// The counts of the times on the page.
#[derive(Clone)]
pub struct Counts(Arc<BTreeMap<Span, RwSignal<Time>>>);

impl Counts {
    pub fn of(calendar: &Calendar) -> Counts {
        let times = calendar.days.iter().flat_map(|day| &day.times);
        Counts(Arc::new(times.map(|time| (time.span, RwSignal::new(*time))).collect()))
    }

    /// Follows the event stream of this calendar. `ask_again` is called for times that the page does not know.
    pub fn listen(&self, calendar: &Calendar, ask_again: Callback<()>) {
        let counts = self.clone();
        let url = format!("/live/{}/{}?after={}", calendar.slug, calendar.kind.as_str(), calendar.seq);
        use_live(
            move || Some(url.clone()),
            move |event| {
                if let Ok(patch) = serde_json::from_str::<Patch>(&event)
                    && !counts.apply(&patch)
                {
                    ask_again.run(());
                }
            },
        );
    }

    /// Writes what changed. Answers whether the page knows every time of the patch that falls on its days; if not, there
    /// are new times to ask for.
    pub fn apply(&self, patch: &Patch) -> bool {
        let mut all_known = true;
        for time in &patch.times {
            match self.0.get(&time.span) {
                Some(known) if known.get_untracked() != *time => known.set(*time),
                Some(_) => {}
                None => all_known &= !self.covers(date_jst(time.span.starts())),
            }
        }
        all_known
    }

    fn covers(&self, date: NaiveDate) -> bool {
        let day = |span: &Span| date_jst(span.starts());
        self.0.keys().next().is_some_and(|first| day(first) <= date)
            && self.0.keys().next_back().is_some_and(|last| date <= day(last))
    }

    /// Free seats on a day.
    fn free(&self, day: &CalendarDay) -> u32 {
        day.times.iter().filter_map(|time| self.0.get(&time.span)).map(|time| u32::from(time.get().free)).sum()
    }
}

fn anchor(date: NaiveDate) -> String {
    format!("d-{date}")
}

/// Which days are on the page, and the pages before and after.
#[component]
pub fn WeekTurn(calendar: Calendar, #[prop(into)] here: String) -> impl IntoView {
    let lang = use_lang();
    let to = |date: NaiveDate| format!("{here}?from={date}");
    let heading = match (calendar.days.first(), calendar.days.last()) {
        (Some(first), Some(last)) => when::stretch(first.date, last.date, lang),
        _ => String::new(),
    };
    let before = calendar.before.map(to);
    let after = calendar.after.map(to);
    view! {
        <div class="week-turn">
            {match before {
                Some(href) => Either::Left(view! { <a rel="prev" href=href>{td!(lang, seeker.times.before)}</a> }),
                None => Either::Right(view! { <span></span> }),
            }}
            <h2>{heading}</h2>
            {match after {
                Some(href) => Either::Left(view! { <a rel="next" href=href>{td!(lang, seeker.times.after)}</a> }),
                None => Either::Right(view! { <span></span> }),
            }}
        </div>
    }
    .into_any()
}

/// The days in a row, each with a sign and its words.
#[component]
pub fn WeekStrip(calendar: Calendar, counts: Counts) -> impl IntoView {
    let lang = use_lang();
    let days = calendar
        .days
        .into_iter()
        .map(|day| {
            let (date, counts) = (day.date, counts.clone());
            let weekday = match lang {
                Locale::ja => weekday_ja(date),
                Locale::en => weekday_en(date),
            };
            let name = view! { <span>{weekday}</span><b>{date.day()}</b> };
            if matches!(day.kind, DayKind::Open { .. }) {
                let free = Memo::new(move |_| counts.free(&day));
                Either::Left(view! {
                    <li>
                        <a class="day" href=format!("#{}", anchor(date))>
                            {name}
                            <i aria-hidden="true" data-free=move || rate(free.get()).0>{move || rate(free.get()).1}</i>
                            <span class="unseen">{move || rate_in_words(free.get(), lang)}</span>
                        </a>
                    </li>
                })
            } else {
                Either::Right(view! {
                    <li>
                        <span class="day" data-closed>
                            {name}
                            <i aria-hidden="true">"ー"</i>
                            <span class="unseen">{td!(lang, seeker.times.day_closed)}</span>
                        </span>
                    </li>
                })
            }
        })
        .collect_view();
    view! {
        <nav class="week-strip" aria-label=td_string!(lang, seeker.times.days)>
            <ol>{days}</ol>
        </nav>
    }
    .into_any()
}

fn rate(free: u32) -> (&'static str, &'static str) {
    match free {
        0 => ("none", "×"),
        1..=2 => ("few", "△"),
        _ => ("many", "○"),
    }
}

fn rate_in_words(free: u32, lang: Locale) -> &'static str {
    match free {
        0 => td_string!(lang, seeker.times.day_none),
        1..=2 => td_string!(lang, seeker.times.day_few),
        _ => td_string!(lang, seeker.times.day_many),
    }
}

/// The days as sections. The buttons belong to the form around them and send `start`.
#[component]
pub fn Days(calendar: Calendar, counts: Counts, held: Option<Span>) -> impl IntoView {
    let lang = use_lang();
    let nothing = !calendar.days.iter().any(|day| matches!(day.kind, DayKind::Open { .. }));
    let days = calendar
        .days
        .into_iter()
        .map(|day| match day.kind {
            DayKind::Open { deadline } => {
                let times = day
                    .times
                    .iter()
                    .filter_map(|time| counts.0.get(&time.span))
                    .map(|time| view! { <TimeButton time=*time held=held /> })
                    .collect_view();
                Either::Left(view! {
                    <section class="times" id=anchor(day.date)>
                        <h3>{when::day(day.date, lang)}</h3>
                        <p class="deadline">{td!(lang, seeker.times.deadline, at = when::moment(deadline, lang))}</p>
                        <ul>{times}</ul>
                    </section>
                })
            }
            closed => Either::Right(view! {
                <p class="closed"><b>{when::day(day.date, lang)}</b>" "{why_closed(&closed, lang)}</p>
            }),
        })
        .collect_view();
    view! {
        {nothing.then(|| view! { <p class="notice">{td!(lang, seeker.times.nothing)}</p> })}
        {days}
    }
    .into_any()
}

fn why_closed(day: &DayKind, lang: Locale) -> String {
    match day {
        DayKind::Open { .. } => String::new(),
        DayKind::CutOffPassed { deadline } => {
            td_string!(lang, seeker.times.closed.cut_off, at = when::moment(*deadline, lang))
        }
        DayKind::Weekend => td_string!(lang, seeker.times.closed.weekend).to_owned(),
        DayKind::Holiday { name } => td_string!(lang, seeker.times.closed.holiday, name = name),
        DayKind::YearEnd => td_string!(lang, seeker.times.closed.year_end).to_owned(),
        DayKind::Closed { reason } => reason.clone(),
        DayKind::NothingPublished => td_string!(lang, seeker.times.closed.nothing).to_owned(),
    }
}

/// One time. When the last seat goes it stays where it is and keeps the focus, but sends nothing.
#[component]
fn TimeButton(time: RwSignal<Time>, held: Option<Span>) -> impl IntoView {
    let lang = use_lang();
    let span = time.get_untracked().span;
    let mine = held == Some(span);
    let full = move || !mine && time.get().free == 0;
    let says = move || match time.get().free {
        _ if mine => td_string!(lang, seeker.times.mine).to_owned(),
        0 => td_string!(lang, seeker.times.full).to_owned(),
        free => td_string!(lang, seeker.times.left, count = free),
    };
    view! {
        <li hidden=move || time.get().open == 0>
            <button
                class="time"
                name="start"
                value=span.to_string()
                type=move || if full() { "button" } else { "submit" }
                aria-disabled=move || full().then_some("true")
                aria-pressed=mine.then_some("true")
            >
                <b>{time_hm(span.starts())}</b>
                " "
                <span>{says}</span>
            </button>
        </li>
    }
    .into_any()
}

/// Free times near the one that could not be had, as buttons of the form around them.
#[component]
pub fn Nearest(mut times: Vec<FreeTime>) -> impl IntoView {
    let lang = use_lang();
    times.sort_by_key(|time| time.span);
    (!times.is_empty()).then(|| {
        let times = times
            .into_iter()
            .map(|time| {
                view! {
                    <li>
                        <button class="time" name="start" value=time.span.to_string()>
                            <b>{time_hm(time.span.starts())}</b>
                            " "
                            <span>{when::day(date_jst(time.span.starts()), lang)}</span>
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="times">
                <h2>{td!(lang, seeker.times.nearest)}</h2>
                <ul>{times}</ul>
            </section>
        }
    })
}
