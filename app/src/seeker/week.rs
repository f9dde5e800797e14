//! A page of the calendar: the strip of days that stays, and below it each day with its times.
//!
//! Each time's counts are a signal, so that a change made by someone else touches one button and nothing jumps.

use crate::{
    desk::{
        Answer,
        calendar::{Calendar, CalendarDay, DayKind, FreeTime, Patch, Time},
    },
    domain::{
        kind::Kind,
        slot::Span,
        time::{date_jst, time_hm, weekday_en, weekday_ja},
    },
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    seeker::times::DAYS,
    ui::{live::use_live, when},
};
use chrono::{Datelike, NaiveDate};
use leptos::{either::Either, prelude::*, task::spawn_local};
use std::{collections::BTreeMap, sync::Arc};

/// The counts of the times on the page.
#[derive(Clone)]
struct Counts(Arc<BTreeMap<Span, ArcRwSignal<Time>>>);

impl Counts {
    fn of(calendar: &Calendar) -> Counts {
        let times = calendar.days.iter().flat_map(|day| &day.times);
        Counts(Arc::new(times.map(|time| (time.span, ArcRwSignal::new(*time))).collect()))
    }

    /// Writes what changed. Answers whether the page knows every time of the patch that falls on its days; if not, there
    /// are new times to ask for.
    fn apply(&self, patch: &Patch) -> bool {
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

/// The picture of this calendar as it is now, for a page that has heard of times it does not know.
#[server(output = Json)]
async fn whole_week(lang: String, slug: String, kind: Kind, from: NaiveDate) -> Answer<Calendar> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.calendar(&slug, kind, Some(from), DAYS, lang).await
}

/// The strip of days and the days below it, which follow the event stream of their calendar. The buttons belong to the form
/// around them.
#[island]
pub fn Week(
    calendar: Calendar,
    /// What this visitor has already.
    held: Option<Span>,
) -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new((Counts::of(&calendar), calendar));
    let ask_again = move || {
        let asked = shown.with_untracked(|(_, calendar)| {
            let from = calendar.days.first()?.date;
            Some(whole_week(code(lang).to_owned(), calendar.slug.clone(), calendar.kind, from))
        });
        let Some(asked) = asked else { return };
        spawn_local(async move {
            if let Ok(calendar) = asked.await {
                shown.set((Counts::of(&calendar), calendar));
            }
        });
    };
    use_live(
        move || {
            shown.with(|(_, calendar)| {
                Some(format!("/live/{}/{}?after={}", calendar.slug, calendar.kind.as_str(), calendar.seq))
            })
        },
        move |event| {
            if let Ok(patch) = serde_json::from_str::<Patch>(&event)
                && (patch.again || !shown.with_untracked(|(counts, _)| counts.apply(&patch)))
            {
                ask_again();
            }
        },
    );
    move || {
        let (counts, calendar) = shown.get();
        view! {
            <WeekStrip days=calendar.days.clone() counts=counts.clone() />
            <Days days=calendar.days counts held />
        }
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
    // A page shorter than the others says why it ends.
    let until = calendar
        .days
        .last()
        .map(|last| last.date)
        .filter(|last| calendar.days.len() < usize::from(DAYS) && *last > date_jst(calendar.now))
        .map(|last| {
            let day = when::day(last, lang);
            view! { <p class="deadline">{td!(lang, seeker.times.until, day = day)}</p> }
        });
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
        {until}
    }
}

/// The days in a row, each with a sign and its words.
#[component]
fn WeekStrip(days: Vec<CalendarDay>, counts: Counts) -> impl IntoView {
    let lang = use_lang();
    let days = days
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

/// The days as sections, with a button for each time that sends `start`.
#[component]
fn Days(days: Vec<CalendarDay>, counts: Counts, held: Option<Span>) -> impl IntoView {
    let lang = use_lang();
    let nothing = !days.iter().any(|day| matches!(day.kind, DayKind::Open { .. }));
    let days = days
        .into_iter()
        .map(|day| match day.kind {
            DayKind::Open { deadline } => {
                let times = day
                    .times
                    .iter()
                    .filter_map(|time| counts.0.get(&time.span))
                    .map(|time| view! { <TimeButton time=time.clone() held=held /> })
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
fn TimeButton(time: ArcRwSignal<Time>, held: Option<Span>) -> impl IntoView {
    let lang = use_lang();
    let span = time.get_untracked().span;
    let mine = held == Some(span);
    let (free, open) = (time.clone(), time.clone());
    let full = ArcMemo::new(move |_| !mine && free.get().free == 0);
    let idle = full.clone();
    let says = move || match time.get().free {
        _ if mine => td_string!(lang, seeker.times.mine).to_owned(),
        0 => td_string!(lang, seeker.times.full).to_owned(),
        free => td_string!(lang, seeker.times.left, count = free),
    };
    view! {
        <li hidden=move || open.get().open == 0>
            <button
                class="time"
                name="start"
                value=span.to_string()
                type=move || if idle.get() { "button" } else { "submit" }
                aria-disabled=move || full.get().then_some("true")
                aria-pressed=mine.then_some("true")
            >
                <b>{time_hm(span.starts())}</b>
                " "
                <span>{says}</span>
            </button>
        </li>
    }
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
