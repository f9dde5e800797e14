//! Today: one row a counter, with the ten minutes running visibly (R4), and at the foot what is still open. News come by the
//! event stream and touch only what changed; the same forms work without the program.

use crate::{
    desk::{
        Answer,
        day::{self, Step},
        error::DeskError,
        place::PlaceName,
    },
    domain::{
        ids::{BookingId, CounterId, PlaceId},
        time,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        calendar::use_clock,
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        place_switch::PlaceSwitch,
        words,
    },
    ui::live::{one_at_a_time, use_live},
};
use chrono::{DateTime, NaiveTime, Utc};
use earlier::Earlier;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use row::Row;

mod earlier;
mod ring;
mod row;
pub mod sheet;
mod step;

#[server]
pub async fn load_today(lang: String) -> Answer<Framed<day::Today>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let today = request::desk()?.day.today(&actor).await?;
    request::framed(&actor, &lang, today).await
}

/// Ready, or away.
#[server]
pub async fn mark_counter(lang: String, counter: CounterId, ready: bool) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.day.mark_counter(&actor, counter, ready).await;
    request::back_to_page(&lang, Section::Today.path(), outcome, "noted")
}

/// `step` is the word of a [`Step`]; `note` its note or reason, `at` the time of day at which a contact happened.
#[server]
pub async fn work_booking(
    lang: String,
    booking: BookingId,
    step: String,
    note: Option<String>,
    at: Option<String>,
) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = async {
        let step = step_of(&step, note.unwrap_or_default(), at.as_deref())?;
        request::desk()?.day.work_booking(&actor, booking, step).await
    };
    request::back_to_page(&lang, Section::Today.path(), outcome.await, "noted")
}

/// What a form asks for.
///
/// # Errors
/// `Unreadable` (no such step), `Mend` (no such time).
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn step_of(word: &str, note: String, at: Option<&str>) -> Answer<Step> {
    let at = at.map(str::trim).filter(|at| !at.is_empty());
    let time = |at: &str| NaiveTime::parse_from_str(at, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(at, "%H:%M"));
    let at = at.map(time).transpose().map_err(|_| DeskError::Mend)?;
    Ok(match word {
        "arrived" => Step::Arrived,
        "contact" => Step::Contact { call: false, at },
        "call" => Step::Contact { call: true, at },
        "begin" => Step::Begin,
        "done" => Step::Done { note },
        "outcome" => Step::Outcome { note },
        "pause" => Step::Pause,
        "resume" => Step::Resume,
        "undo" => Step::Undo { why: note },
        _ => return Err(DeskError::Unreadable),
    })
}

/// The day as it stands on the screen.
#[derive(Clone, Copy)]
struct Shown {
    today: RwSignal<day::Today>,
    /// The server's now, going on by itself in the browser.
    now: RwSignal<DateTime<Utc>>,
    /// The place (窓口施設) that one looks at alone: `?only=` of the address.
    only: Memo<Option<PlaceId>>,
}

impl Shown {
    /// Whether what is at the place is in sight. A place that is not there any more hides nothing.
    fn shows(self, place: Option<&PlaceName>) -> bool {
        self.only.get().is_none_or(|only| place.is_some_and(|place| place.id == only))
    }
}

#[component]
pub fn Today() -> impl IntoView {
    let lang = use_lang();
    Heard::provide();
    let page = Resource::new_blocking(|| (), move |()| load_today(code(lang).to_owned()));
    sheet(Section::Today, page, body)
}

fn body(first: day::Today, _: &Frame) -> AnyView {
    let lang = use_lang();
    let query = use_query_map();
    let now = RwSignal::new(first.now);
    let today = RwSignal::new(first);
    let places = Memo::new(move |_| today.with(|today| places(&today.counters)));
    let only = Memo::new(move |_| {
        let asked = query.with(|query| query.get("only")).and_then(|id| id.parse().ok());
        places.with(|places| asked.filter(|asked| places.iter().any(|place| place.id == *asked)))
    });
    let shown = Shown { today, now, only };
    use_clock(shown.now);
    use_news(shown);
    let ids = move || {
        shown.today.with(|today| {
            let here = today.counters.iter().filter(|counter| shown.shows(counter.place.as_ref()));
            here.map(|counter| counter.id).collect::<Vec<_>>()
        })
    };
    let clock = Memo::new(move |_| time::time_hm(shown.now.get()));
    let at = move |only: Option<PlaceId>| match only {
        Some(only) => format!("?only={only}"),
        None => "?".to_owned(),
    };
    let date = move || words::date(shown.today.with(|today| today.date), lang);
    view! {
        <div class="tools">
            <span class="quiet">{date}</span>
            <time class="clock">{move || clock.get()}</time>
            <PlaceSwitch places only to=at />
            {move || {
                let count = shown.today.with(|today| today.waiting);
                (count > 0)
                    .then(|| view! { <span class="quiet">{td_string!(lang, waiting.desk.count, count = count).to_string()}</span> })
            }}
            <a class="button-secondary" href=sheet::day_sheet(lang, None)>{td_string!(lang, day.print.link)}</a>
        </div>
        <ul class="today">
            <For each=ids key=|id| *id children=move |id| view! { <Row shown id /> } />
        </ul>
        <Earlier shown />
    }
    .into_any()
}

/// The places that the counters are at, where they are told.
fn places(counters: &[day::CounterDay]) -> Vec<PlaceName> {
    let mut all: Vec<PlaceName> = Vec::new();
    for place in counters.iter().filter_map(|counter| counter.place.as_ref()) {
        if !all.contains(place) {
            all.push(place.clone());
        }
    }
    all
}

/// Asks again at every piece of news, after every press, and when time alone changes what is now and next.
fn use_news(shown: Shown) {
    let lang = use_lang();
    let heard = use_context::<Heard>();
    let ask = one_at_a_time(move || async move {
        match load_today(code(lang).to_owned()).await {
            Ok(Framed { page, .. }) => {
                if let Some(heard) = heard {
                    heard.answered();
                }
                // An answer may come when the page has gone.
                shown.now.try_set(page.now);
                shown.today.try_set(page);
            }
            Err(error) => {
                if let Some(heard) = heard {
                    heard.tell(error, lang);
                }
            }
        }
        false
    });
    let seq = shown.today.with_untracked(|today| today.seq);
    use_live(
        move || Some(format!("/live/desk?after={seq}")),
        move |seq| {
            let seq = seq.parse().unwrap_or(i64::MAX);
            if shown.today.try_with_untracked(|today| today.seq < seq) == Some(true) {
                ask();
            }
        },
    );
    Effect::new(move |before: Option<u32>| {
        let presses = heard.map_or(0, Heard::changes);
        if before.is_some_and(|before| before != presses) {
            ask();
        }
        presses
    });
    let due = Memo::new(move |_| {
        let now = shown.now.get();
        shown.today.with(|today| today.again_at.filter(|at| *at <= now))
    });
    Effect::new(move |_| {
        if due.get().is_some() {
            ask();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_its_step() {
        let ten = NaiveTime::from_hms_opt(10, 9, 59);
        assert_eq!(step_of("call", String::new(), Some("10:09:59")), Ok(Step::Contact { call: true, at: ten }));
        assert_eq!(step_of("contact", String::new(), Some(" ")), Ok(Step::Contact { call: false, at: None }));
        let minute = NaiveTime::from_hms_opt(10, 9, 0);
        assert_eq!(step_of("contact", String::new(), Some("10:09")), Ok(Step::Contact { call: false, at: minute }));
        assert_eq!(step_of("call", String::new(), Some("soon")), Err(DeskError::Mend));
        assert_eq!(step_of("undo", "x".to_owned(), None), Ok(Step::Undo { why: "x".to_owned() }));
        assert_eq!(step_of("dance", String::new(), None), Err(DeskError::Unreadable));
    }
}
