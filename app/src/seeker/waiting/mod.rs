//! The waiting list (空き待ち): a wish is left from the calendar or from one's booking, and lives behind a link of its own.

use crate::{
    domain::{
        kind::Kind,
        time::Instant,
        waiting::{NoDays, Part, Wants, Weekdays},
    },
    i18n::*,
    locale::use_lang,
    seeker::office::word_of,
    ui::{
        choices::{Choice, Choices, Tick},
        error_summary,
        field::Field,
        summary::Given,
        when,
    },
};
use chrono::{NaiveDate, Weekday};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub mod leave;
pub mod move_wish;
pub mod stop;
pub mod wish;

/// What is typed, right or wrong.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WishForm {
    pub from: String,
    pub until: String,
    pub mon: bool,
    pub tue: bool,
    pub wed: bool,
    pub thu: bool,
    pub fri: bool,
    pub sat: bool,
    pub sun: bool,
    pub part: String,
    pub mail: String,
}

/// What is wrong with a field of the days.
type Wrong = (&'static str, WrongDay);

/// Why a day cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WrongDay {
    NoDate,
    Days(NoDays),
}

impl WishForm {
    /// The days and times, where the office takes bookings from `today` until `last`.
    pub fn read(&self, today: NaiveDate, last: NaiveDate) -> Result<Wants, Vec<Wrong>> {
        let date = |field, typed: &str| typed.trim().parse::<NaiveDate>().map_err(|_| (field, WrongDay::NoDate));
        let (from, until) = (date("from", &self.from), date("until", &self.until));
        let (from, until) = match (from, until) {
            (Ok(from), Ok(until)) => (from, until),
            (from, until) => return Err([from.err(), until.err()].into_iter().flatten().collect()),
        };
        let weekdays = self.ticks().into_iter().filter(|(_, ticked)| *ticked).map(|(day, _)| day).collect();
        let wants = Wants { from, until, weekdays, part: Part::of_word(&self.part).unwrap_or(Part::Any) };
        wants.check(today, last).map(|()| wants).map_err(|why| vec![("until", WrongDay::Days(why))])
    }

    fn ticks(&self) -> [(Weekday, bool); 7] {
        let WishForm { mon, tue, wed, thu, fri, sat, sun, .. } = self;
        let ticked = [*mon, *tue, *wed, *thu, *fri, *sat, *sun];
        std::array::from_fn(|place| (Weekdays::MONDAY_FIRST[place], ticked[place]))
    }

    /// The form as it is opened to change these.
    pub fn of(wants: &Wants) -> WishForm {
        let named = |day| wants.weekdays.names(day);
        WishForm {
            from: wants.from.to_string(),
            until: wants.until.to_string(),
            mon: named(Weekday::Mon),
            tue: named(Weekday::Tue),
            wed: named(Weekday::Wed),
            thu: named(Weekday::Thu),
            fri: named(Weekday::Fri),
            sat: named(Weekday::Sat),
            sun: named(Weekday::Sun),
            part: wants.part.word().to_owned(),
            mail: String::new(),
        }
    }

    /// The form as it is opened first.
    pub fn fresh(today: NaiveDate, last: NaiveDate) -> WishForm {
        WishForm {
            from: today.to_string(),
            until: last.to_string(),
            part: Part::Any.word().to_owned(),
            ..WishForm::default()
        }
    }
}

/// The fields' problems in words.
fn in_words(wrongs: &[Wrong], lang: Locale) -> Vec<error_summary::Problem> {
    let words = |wrong: WrongDay| match wrong {
        WrongDay::NoDate => td_string!(lang, waiting.form.wrong_date).to_owned(),
        WrongDay::Days(NoDays::Backwards) => td_string!(lang, waiting.form.wrong_backwards).to_owned(),
        WrongDay::Days(NoDays::Over) => td_string!(lang, waiting.form.wrong_over).to_owned(),
        WrongDay::Days(NoDays::TooFarAhead { last }) => {
            td_string!(lang, waiting.form.wrong_far, last = when::day(last, lang)).to_string()
        }
    };
    wrongs
        .iter()
        .map(|(field, wrong)| error_summary::Problem { field: (*field).to_owned(), words: words(*wrong) })
        .collect()
}

pub fn part_of(part: Part, lang: Locale) -> &'static str {
    match part {
        Part::Any => td_string!(lang, waiting.part.any),
        Part::Morning => td_string!(lang, waiting.part.morning),
        Part::Afternoon => td_string!(lang, waiting.part.afternoon),
    }
}

fn weekday_of(day: Weekday, lang: Locale) -> &'static str {
    match day {
        Weekday::Mon => td_string!(lang, waiting.weekday.mon),
        Weekday::Tue => td_string!(lang, waiting.weekday.tue),
        Weekday::Wed => td_string!(lang, waiting.weekday.wed),
        Weekday::Thu => td_string!(lang, waiting.weekday.thu),
        Weekday::Fri => td_string!(lang, waiting.weekday.fri),
        Weekday::Sat => td_string!(lang, waiting.weekday.sat),
        Weekday::Sun => td_string!(lang, waiting.weekday.sun),
    }
}

/// 月・水, or any.
pub fn weekdays_of(weekdays: Weekdays, lang: Locale) -> String {
    if weekdays.is_any() {
        return td_string!(lang, waiting.page.weekdays_any).to_owned();
    }
    let named = Weekdays::MONDAY_FIRST.into_iter().filter(|day| weekdays.names(*day));
    let words: Vec<_> = named.map(|day| weekday_of(day, lang)).collect();
    words.join(td_string!(lang, waiting.between_days))
}

/// 12月1日（火）から12月11日（金）まで
pub fn days_of(wants: &Wants, lang: Locale) -> String {
    let (from, until) = (when::day(wants.from, lang), when::day(wants.until, lang));
    td_string!(lang, waiting.page.days_value, from = from, until = until).to_string()
}

/// Until when it is kept, in a letter or on a page.
pub fn moment(at: Instant, lang: Locale) -> String {
    when::moment(at, lang)
}

/// What is wished, as lines of a [`Summary`](crate::ui::summary::Summary).
#[component]
pub fn Wanted(office: String, kind: Kind, wants: Wants) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Given term=td_string!(lang, waiting.page.office)>{office}</Given>
        <Given term=td_string!(lang, waiting.page.kind)>{word_of(kind, lang)}</Given>
        <Given term=td_string!(lang, waiting.page.days)>{days_of(&wants, lang)}</Given>
        <Given term=td_string!(lang, waiting.page.weekdays)>{weekdays_of(wants.weekdays, lang)}</Given>
        <Given term=td_string!(lang, waiting.page.part)>{part_of(wants.part, lang)}</Given>
    }
}

/// The questions about days and times.
#[component]
pub fn DayFields(form: WishForm, last: NaiveDate, problems: Vec<error_summary::Problem>) -> impl IntoView {
    let lang = use_lang();
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.words.clone());
    let parts = Part::ALL.map(|part| Choice::new(part.word(), part_of(part, lang))).to_vec();
    let ticks = form
        .ticks()
        .into_iter()
        .zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
        .map(|((day, ticked), name)| {
            view! { <Tick name=format!("wish[{name}]") id=name checked=ticked>{weekday_of(day, lang)}</Tick> }
        })
        .collect_view();
    view! {
        <Field
            label=td_string!(lang, waiting.form.from)
            name="wish[from]"
            id="from"
            kind="date"
            error=error("from")
            value=form.from
            short=true
        />
        <Field
            label=td_string!(lang, waiting.form.until)
            name="wish[until]"
            id="until"
            kind="date"
            help=td_string!(lang, waiting.form.until_help, last = when::day(last, lang)).to_string()
            error=error("until")
            value=form.until
            short=true
        />
        <fieldset class="choices in-a-row" aria-describedby="days-hint">
            <legend>{td!(lang, waiting.form.days)}</legend>
            <p class="hint" id="days-hint">{td!(lang, waiting.form.days_why)}</p>
            {ticks}
        </fieldset>
        <Choices legend=td_string!(lang, waiting.form.part) name="wish[part]" id="part" options=parts chosen=form.part />
    }
    .into_any()
}

/// What one has to know before waiting.
#[component]
pub fn HowItWorks() -> impl IntoView {
    let lang = use_lang();
    view! {
        <section>
            <h2>{td!(lang, waiting.form.how)}</h2>
            <ul>
                <li>{td!(lang, waiting.form.how_held)}</li>
                <li>{td!(lang, waiting.form.how_twice)}</li>
                <li>{td!(lang, waiting.form.how_site)}</li>
                <li>{td!(lang, waiting.form.how_late)}</li>
            </ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn what_is_typed_is_read_and_shown_again_as_it_was() {
        let form = WishForm {
            from: "2026-12-01".to_owned(),
            until: "2026-12-11".to_owned(),
            tue: true,
            fri: true,
            part: "morning".to_owned(),
            ..WishForm::default()
        };
        let wants = form.read(day("2026-11-24"), day("2026-12-24"));
        assert_eq!(wants.as_ref().map(WishForm::of), Ok(form.clone()));
        assert_eq!(wants.map(|wants| weekdays_of(wants.weekdays, Locale::ja)), Ok("火・金".to_owned()));
        let wrong = |form: &WishForm| form.read(day("2026-11-24"), day("2026-12-24")).err().unwrap_or_default();
        let empty = WishForm { from: String::new(), until: "x".to_owned(), ..form.clone() };
        assert_eq!(wrong(&empty), [("from", WrongDay::NoDate), ("until", WrongDay::NoDate)]);
        let backwards = WishForm { until: "2026-11-30".to_owned(), ..form };
        assert_eq!(wrong(&backwards), [("until", WrongDay::Days(NoDays::Backwards))]);
        assert_eq!(in_words(&wrong(&backwards), Locale::en)[0].field, "until");
    }
}
