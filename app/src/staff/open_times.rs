//! The form that opens times: one slot, or as many as fit into a stretch. What is drawn on the calendar is sent by the same
//! function.

use crate::{
    desk::{Answer, board::CounterView},
    domain::{
        ids::CounterId,
        row::{RowError, row},
        slot::SpanError,
        time,
    },
    i18n::*,
    locale::use_lang,
    staff::{
        card::Close,
        keys::focus_on,
        outcome::heard,
        picture::Picture,
        place::{Here, Panel, Place},
        typed, words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The lengths of Art. 6(1), in minutes.
pub const LENGTHS: [u8; 5] = [10, 15, 20, 25, 30];

/// As typed. The names are not those of the calendar's address, in which it comes back.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct TimesForm {
    pub counter: String,
    pub day: String,
    pub start: String,
    /// Left empty, one slot.
    pub until: String,
    pub minutes: String,
}

/// A form that could be read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Times {
    pub counter: CounterId,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub minutes: u8,
}

/// Why a field could not be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wrong {
    Day,
    Time,
    Mark,
    Past,
    Short,
    Many,
    Overlap,
    Length,
}

impl Wrong {
    fn words(self, lang: Locale) -> &'static str {
        match self {
            Wrong::Day => td_string!(lang, plan.wrong.date),
            Wrong::Time => td_string!(lang, calendar.wrong.time),
            Wrong::Mark => td_string!(lang, calendar.wrong.mark),
            Wrong::Past => td_string!(lang, calendar.wrong.past),
            Wrong::Short => td_string!(lang, calendar.wrong.short),
            Wrong::Many => td_string!(lang, calendar.wrong.many),
            Wrong::Overlap => td_string!(lang, calendar.wrong.overlap),
            Wrong::Length => td_string!(lang, calendar.wrong.length),
        }
    }
}

impl TimesForm {
    /// What was typed, or the first field that has to be mended.
    fn read(&self) -> Result<Times, (&'static str, Wrong)> {
        let clock = |field, text: &str| typed::time(text).map_err(|_| (field, Wrong::Time));
        let counter = self.counter.parse().map_err(|_| ("counter", Wrong::Day))?;
        let day = typed::date(&self.day).map_err(|_| ("day", Wrong::Day))?;
        let from = time::at_jst(day, clock("start", &self.start)?);
        let minutes: u8 = self.minutes.trim().parse().map_err(|_| ("minutes", Wrong::Length))?;
        let until = match self.until.trim() {
            "" => from + TimeDelta::minutes(minutes.into()),
            text => time::at_jst(day, clock("until", text)?),
        };
        match row(from, until, minutes) {
            Ok(_) => Ok(Times { counter, from, until, minutes }),
            Err(RowError::Span(SpanError::Start)) => Err(("start", Wrong::Mark)),
            Err(RowError::Span(SpanError::Length)) => Err(("minutes", Wrong::Length)),
            Err(RowError::TooShort) => Err(("until", Wrong::Short)),
            Err(RowError::TooMany) => Err(("until", Wrong::Many)),
        }
    }
}

#[server]
pub async fn open_times(lang: String, place: String, times: TimesForm) -> Answer<()> {
    use crate::{desk::error::DeskError, domain::role::Task, request};
    let actor = request::staff().await?;
    let outcome = match times.read() {
        Ok(Times { counter, from, until, minutes }) => {
            request::desk()?.deeds.open_row(&actor, counter, from, until, minutes).await
        }
        Err(_) => actor.may(Task::WorkSlots).and(Err(DeskError::Mend)),
    };
    match Place::of_query(&place) {
        here @ Place { panel: Panel::NewSlot, .. } => {
            typed::back(&lang, &here.to_string(), "times", &times, outcome, "opened")
        }
        // Drawn on the calendar: there is no form that could come back.
        _ => request::back_to(&lang, &place, outcome, "opened"),
    }
}

/// The form at the right of the calendar, on the day that is shown.
#[component]
pub fn NewSlotCard(picture: Picture, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<OpenTimes>();
    let shut = Signal::derive(move || place.get().with(Panel::Nothing).to_string());
    let counters = picture.frame.with_untracked(|frame| frame.counters.clone());
    let date = picture.frame.with_untracked(|frame| frame.days.first().map(|day| day.date.to_string()));
    let query = leptos_router::hooks::use_query_map();
    let back = Memo::new(move |_| {
        let form: Option<TimesForm> = typed::of_address(query.get(), "times");
        let wrong = form.as_ref().and_then(|form| match form.read() {
            Err(wrong) => Some(wrong),
            Ok(times) if times.from <= picture.now.get_untracked() => Some(("start", Wrong::Past)),
            Ok(_) => typed::in_conflict().then_some(("start", Wrong::Overlap)),
        });
        (form, wrong)
    });
    let (typed, _) = back.get_untracked();
    // Of the counters in sight the first.
    let only = place.with_untracked(|place| place.only);
    let at = |counter: &&CounterView| counter.place.as_ref().map(|place| place.id) == only;
    let first = counters.iter().find(|counter| only.is_some() && at(counter)).or(counters.first());
    let (first, minutes) = (first.map(|counter| counter.id.to_string()), first.map_or(30, |counter| counter.minutes));
    let typed = typed.unwrap_or_else(|| TimesForm {
        counter: first.unwrap_or_default(),
        day: date.unwrap_or_default(),
        minutes: minutes.to_string(),
        ..TimesForm::default()
    });
    let wrong = move |field: &'static str| back.with(|(_, wrong)| wrong.filter(|(at, _)| *at == field)).map(|it| it.1);
    let error = move |field: &'static str, id: &'static str| {
        move || wrong(field).map(|wrong| view! { <p class="error" id=id>{wrong.words(lang)}</p> })
    };
    let described = move |field: &'static str, hint: &'static str, id: &'static str| {
        move || if wrong(field).is_some() { format!("{hint} {id}") } else { hint.to_owned() }
    };
    let invalid = move |field: &'static str| move || wrong(field).is_some().then_some("true");
    Effect::new(move |_| {
        let field = match back.with(|(_, wrong)| wrong.map(|(field, _)| field)) {
            Some("day") => "#new-date",
            Some("start") => "#new-time",
            Some("until") => "#new-until",
            Some("minutes") => "#new-minutes",
            _ => "#new-counter",
        };
        request_animation_frame(move || focus_on(field));
    });
    let chosen = typed.counter.clone();
    let minutes = typed.minutes.clone();
    view! {
        <aside class="booking-card" aria-labelledby="card-name">
            <header>
                <h2 id="card-name">{td_string!(lang, staff.new_slot.title)}</h2>
                <Close href=shut />
            </header>
            <ActionForm action=action>
                <Here place />
                <div class="field">
                    <label for="new-counter">{td_string!(lang, staff.new_slot.counter)}</label>
                    <select id="new-counter" name="times[counter]">
                        {counters
                            .into_iter()
                            .map(|counter| {
                                let id = counter.id.to_string();
                                let selected = id == chosen;
                                let words = words::counter(counter.place.as_ref(), &counter.name, lang);
                                view! { <option value=id selected=selected>{words}</option> }
                            })
                            .collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="new-date">{td_string!(lang, staff.new_slot.date)}</label>
                    {error("day", "new-date-error")}
                    <input
                        id="new-date"
                        name="times[day]"
                        type="date"
                        required
                        value=typed.day
                        aria-invalid=invalid("day")
                        aria-describedby=move || wrong("day").map(|_| "new-date-error")
                    />
                </div>
                <div class="field">
                    <label for="new-time">{td_string!(lang, staff.new_slot.time)}</label>
                    <p class="hint" id="new-time-hint">{td_string!(lang, staff.new_slot.time_hint)}</p>
                    {error("start", "new-time-error")}
                    <input
                        id="new-time"
                        name="times[start]"
                        type="time"
                        step="300"
                        required
                        value=typed.start
                        aria-invalid=invalid("start")
                        aria-describedby=described("start", "new-time-hint", "new-time-error")
                    />
                </div>
                <div class="field">
                    <label for="new-until">{td_string!(lang, calendar.times.until)}</label>
                    <p class="hint" id="new-until-hint">{td_string!(lang, calendar.times.until_hint)}</p>
                    {error("until", "new-until-error")}
                    <input
                        id="new-until"
                        name="times[until]"
                        type="time"
                        step="300"
                        value=typed.until
                        aria-invalid=invalid("until")
                        aria-describedby=described("until", "new-until-hint", "new-until-error")
                    />
                </div>
                <div class="field">
                    <label for="new-minutes">{td_string!(lang, staff.new_slot.length)}</label>
                    {error("minutes", "new-minutes-error")}
                    <select id="new-minutes" name="times[minutes]">
                        {LENGTHS
                            .into_iter()
                            .map(|length| {
                                view! {
                                    <option value=length.to_string() selected=length.to_string() == minutes>
                                        {td_string!(lang, staff.new_slot.minutes, count = length)}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </div>
                <button class="button">{td_string!(lang, staff.slot.open)}</button>
            </ActionForm>
        </aside>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(start: &str, until: &str, minutes: &str) -> TimesForm {
        TimesForm {
            counter: "019373a0-0000-7000-8000-000000000001".to_owned(),
            day: "2026-12-01".to_owned(),
            start: start.to_owned(),
            until: until.to_owned(),
            minutes: minutes.to_owned(),
        }
    }

    #[test]
    fn without_an_end_it_is_one_slot() {
        let times = form("10:00", " ", "20").read().expect("times");
        assert_eq!((times.until - times.from).num_minutes(), 20);
        let times = form("10:00", "11:20", "20").read().expect("times");
        assert_eq!((times.until - times.from).num_minutes(), 80);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        for (start, until, minutes, wrong) in [
            ("ten", "", "20", ("start", Wrong::Time)),
            ("10:02", "11:00", "20", ("start", Wrong::Mark)),
            ("10:00", "25:00", "20", ("until", Wrong::Time)),
            ("10:00", "10:15", "20", ("until", Wrong::Short)),
            ("00:00", "23:55", "10", ("until", Wrong::Many)),
            ("10:00", "", "45", ("minutes", Wrong::Length)),
        ] {
            assert_eq!(form(start, until, minutes).read(), Err(wrong), "{start} {until} {minutes}");
        }
    }
}
