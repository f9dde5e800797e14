//! A weekly pattern as it is typed: the hours of each day on a line.

use crate::{
    desk::plan::PlannedCounter,
    domain::{
        ids::{CounterId, PatternId},
        pattern::{Dates, Hours, Pattern, Rhythm, Week},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::Section,
        outcome::heard,
        plan::{AddPattern, ChangePattern},
        typed::{Wrong, Wrongs, came_back_to_mend, date, date_if_any, in_conflict},
        words::{self, WEEK},
    },
    ui::{field::Field, select::Select},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const LENGTHS: [u8; 5] = [10, 15, 20, 25, 30];
const GAPS: [u8; 7] = [0, 5, 10, 15, 20, 25, 30];
/// The fields of the days, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PatternForm {
    pub counter: String,
    pub from: String,
    pub until: String,
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
    pub minutes: String,
    pub between: String,
}

impl PatternForm {
    pub fn of(pattern: &Pattern) -> PatternForm {
        let [mon, tue, wed, thu, fri, sat, sun] = pattern.week.0.each_ref().map(ToString::to_string);
        PatternForm {
            counter: pattern.counter.to_string(),
            from: pattern.dates.from().to_string(),
            until: pattern.dates.until().map(|until| until.to_string()).unwrap_or_default(),
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
            minutes: pattern.rhythm.minutes().to_string(),
            between: pattern.rhythm.between().to_string(),
        }
    }

    fn days(&self) -> [&String; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }

    /// # Errors
    /// All that is to be mended.
    pub fn read(&self) -> Result<Pattern, Wrongs> {
        let mut wrongs = Wrongs::default();
        let counter = wrongs.take("counter", self.counter.parse::<CounterId>().map_err(|_| Wrong::Missing));
        let from = wrongs.take("from", date(&self.from));
        let until = wrongs.take("until", date_if_any(&self.until));
        let dates = from
            .zip(until)
            .and_then(|(from, until)| wrongs.take("until", Dates::new(from, until).map_err(Wrong::Pattern)));
        let mut week = Week::default();
        for ((field, typed), hours) in DAYS.into_iter().zip(self.days()).zip(&mut week.0) {
            *hours = wrongs.take(field, typed.parse::<Hours>().map_err(Wrong::Pattern)).unwrap_or_default();
        }
        let number = |text: &str| text.trim().parse::<u8>().unwrap_or(u8::MAX);
        let rhythm = Rhythm::new(number(&self.minutes), number(&self.between)).map_err(Wrong::Pattern);
        let rhythm = wrongs.take("minutes", rhythm);
        match (counter, dates, rhythm) {
            (Some(counter), Some(dates), Some(rhythm)) if wrongs == Wrongs::default() => {
                Ok(Pattern { counter, dates, week, rhythm })
            }
            _ => Err(wrongs),
        }
    }
}

/// The form of a new pattern, or of the one that is to be changed.
#[component]
pub fn PatternFields(counters: Vec<PlannedCounter>, edited: Option<(PatternId, Pattern)>) -> impl IntoView {
    let lang = use_lang();
    let (back, mut wrongs) = came_back_to_mend("pattern", PatternForm::read);
    if back.is_some() && in_conflict() {
        wrongs.add("from", Wrong::SameStart);
    }
    let empty = || PatternForm { minutes: "30".to_owned(), between: "0".to_owned(), ..PatternForm::default() };
    let form = back.or_else(|| edited.as_ref().map(|(_, pattern)| PatternForm::of(pattern))).unwrap_or_else(empty);
    let wrong = |field: &str| wrongs.words(field, lang);
    let days: Vec<_> = DAYS
        .into_iter()
        .zip(WEEK.map(|weekday| words::weekday(weekday, lang)))
        .zip(form.days().map(Clone::clone))
        .map(|((field, label), value)| {
            view! {
                <Field
                    label=label
                    name=format!("pattern[{field}]")
                    id=format!("pattern-{field}")
                    value=value
                    error=wrong(field)
                    autocomplete="off"
                    optional=true
                />
            }
        })
        .collect();
    let minutes = |choices: &[u8]| -> Vec<(String, String)> {
        choices.iter().map(|count| (count.to_string(), td_string!(lang, plan.minutes, count = *count))).collect()
    };
    let name = edited.as_ref().and_then(|(_, pattern)| {
        let counter = counters.iter().find(|counter| counter.id == pattern.counter);
        counter.map(|counter| words::counter(counter.place.as_ref(), &counter.name, lang))
    });
    let fixed = edited.is_some();
    let counter = if fixed {
        view! { <input type="hidden" name="pattern[counter]" value=form.counter.clone() /> }.into_any()
    } else {
        let option = |counter: PlannedCounter| {
            (counter.id.to_string(), words::counter(counter.place.as_ref(), &counter.name, lang))
        };
        let options: Vec<_> = counters.into_iter().map(option).collect();
        view! {
            <Select
                label=td_string!(lang, plan.pattern.counter)
                name="pattern[counter]"
                id="pattern-counter"
                options=options
                value=form.counter.clone()
                error=wrong("counter")
            />
        }
        .into_any()
    };
    let fields = view! {
        <input type="hidden" name="lang" value=code(lang) />
        {counter}
        <Field label=td_string!(lang, plan.pattern.from) name="pattern[from]" id="pattern-from" kind="date" value=form.from.clone() error=wrong("from") />
        <Field
            label=td_string!(lang, plan.pattern.until)
            name="pattern[until]"
            id="pattern-until"
            kind="date"
            value=form.until.clone()
            help=td_string!(lang, plan.pattern.until_help)
            error=wrong("until")
            optional=true
        />
        <fieldset class="week-hours">
            <legend>{td_string!(lang, plan.pattern.week)}</legend>
            <p class="hint">{td_string!(lang, plan.pattern.hours_help)}</p>
            {days}
        </fieldset>
        <Select
            label=td_string!(lang, plan.pattern.minutes)
            name="pattern[minutes]"
            id="pattern-minutes"
            options=minutes(&LENGTHS)
            value=form.minutes.clone()
            error=wrong("minutes")
        />
        <Select
            label=td_string!(lang, plan.pattern.between)
            name="pattern[between]"
            id="pattern-between"
            options=minutes(&GAPS)
            value=form.between.clone()
        />
    }
    .into_any();
    match edited {
        Some((id, _)) => {
            let action = heard::<ChangePattern>();
            let back = format!("/{}/desk{}", code(lang), Section::Plan.path());
            view! {
                <section class="reading" id="edit">
                    <h2>{td_string!(lang, plan.pattern.edit, counter = name.unwrap_or_default())}</h2>
                    <ActionForm action=action>
                        <input type="hidden" name="id" value=id.to_string() />
                        {fields}
                        <button class="button">{td_string!(lang, plan.pattern.edit_submit)}</button>
                    </ActionForm>
                    <p><a href=back>{td_string!(lang, plan.pattern.edit_stop)}</a></p>
                </section>
            }
            .into_any()
        }
        None => {
            let action = heard::<AddPattern>();
            view! {
                <section class="reading">
                    <h2>{td_string!(lang, plan.pattern.add)}</h2>
                    <ActionForm action=action>
                        {fields} <button class="button">{td_string!(lang, plan.pattern.add_submit)}</button>
                    </ActionForm>
                </section>
            }
            .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pattern::PatternError;

    fn form() -> PatternForm {
        PatternForm {
            counter: "019373a0-0000-7000-8000-000000000001".to_owned(),
            from: "2026-12-01".to_owned(),
            mon: "9:00-12:00, 13:00-17:00".to_owned(),
            minutes: "30".to_owned(),
            between: "0".to_owned(),
            ..PatternForm::default()
        }
    }

    #[test]
    fn a_pattern_comes_back_as_it_was_typed() {
        let pattern = form().read().expect("a pattern");
        assert_eq!(PatternForm::of(&pattern), form());
    }

    #[test]
    fn each_day_says_what_is_wrong_with_it() {
        let wrongs = PatternForm { tue: "9-12".to_owned(), wed: "12:00-9:00".to_owned(), ..form() }.read();
        let mut expected = Wrongs::default();
        expected.add("tue", Wrong::Pattern(PatternError::Unreadable));
        expected.add("wed", Wrong::Pattern(PatternError::EndsBeforeStart));
        assert_eq!(wrongs, Err(expected));
        assert!(PatternForm { until: "2026-11-30".to_owned(), ..form() }.read().is_err());
        assert!(PatternForm { minutes: String::new(), ..form() }.read().is_err());
    }
}
