//! The form that keeps what happened. Whoever decides may also stop or refuse by it (Art. 12(1)).

use super::{NoteIncident, measure_words, sort_words};
use crate::{
    desk::{
        Answer,
        error::DeskError,
        standing::{NewIncident, Occasion},
    },
    domain::{
        incident::{LONGEST_ACCOUNT, LONGEST_NOTE, LONGEST_TOLD, Measure, Sort},
        time::{date_jst, jst},
    },
    i18n::*,
    locale::{code, named, use_lang},
    staff::{frame::Section, outcome::heard, place, typed::moment_if_any, words},
    ui::{
        choices::{Choice, Choices},
        field::Field,
        select::Select,
        text_area::TextArea,
    },
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What happened as typed, right or wrong.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IncidentForm {
    pub booking: String,
    pub reference: String,
    pub sort: String,
    pub account: String,
    pub done: String,
    pub noticed_by: String,
    pub at: String,
    /// Empty, and it is noted only.
    pub measure: String,
    pub told: String,
}

impl std::fmt::Debug for IncidentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IncidentForm(…)")
    }
}

impl IncidentForm {
    /// # Errors
    /// `NotFound` (a booking that cannot be), `Mend` (no sort, no such measure, a time that is none).
    #[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
    pub fn read(&self) -> Answer<NewIncident> {
        let booking = match self.booking.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| DeskError::NotFound)?),
        };
        let measure = match self.measure.as_str() {
            "" => None,
            word => Some((Measure::of_word(word).ok_or(DeskError::Mend)?, self.told.clone())),
        };
        Ok(NewIncident {
            booking,
            reference: self.reference.clone(),
            sort: Sort::of_word(&self.sort).ok_or(DeskError::Mend)?,
            account: self.account.clone(),
            done: self.done.clone(),
            noticed_by: self.noticed_by.clone(),
            at: moment_if_any(&self.at).map_err(|_| DeskError::Mend)?,
            measure,
        })
    }

    /// What is to mend, by field.
    fn wrong(&self, now: DateTime<Utc>, lang: Locale) -> Vec<(&'static str, String)> {
        let too_long = |most: usize| td_string!(lang, standing.wrong.too_long, most);
        let long = |text: &str, most: usize| text.trim().chars().count() > most;
        let measured = !self.measure.is_empty();
        let sort = Sort::of_word(&self.sort);
        let rules = [
            ("sort", sort.is_none(), td_string!(lang, standing.wrong.no_sort).to_owned()),
            (
                "sort",
                measured && sort.is_some_and(|sort| !sort.is_conduct()),
                td_string!(lang, standing.wrong.no_conduct).to_owned(),
            ),
            ("account", self.account.trim().is_empty(), td_string!(lang, standing.wrong.no_account).to_owned()),
            ("account", long(&self.account, LONGEST_ACCOUNT), too_long(LONGEST_ACCOUNT)),
            ("done", long(&self.done, LONGEST_NOTE), too_long(LONGEST_NOTE)),
            ("noticed_by", long(&self.noticed_by, LONGEST_NOTE), too_long(LONGEST_NOTE)),
            (
                "at",
                moment_if_any(&self.at).map_or(true, |at| at.is_some_and(|at| at > now)),
                td_string!(lang, standing.wrong.at).to_owned(),
            ),
            ("told", measured && self.told.trim().is_empty(), td_string!(lang, standing.wrong.no_told).to_owned()),
            ("told", long(&self.told, LONGEST_TOLD), too_long(LONGEST_TOLD)),
        ];
        let mut wrong: Vec<_> =
            rules.into_iter().filter_map(|(field, broken, words)| broken.then_some((field, words))).collect();
        if wrong.is_empty() && !self.reference.trim().is_empty() {
            wrong.push(("reference", td_string!(lang, standing.wrong.no_booking).to_owned()));
        }
        wrong
    }
}

#[component]
pub fn NoteFields(
    about: Option<Occasion>,
    decides: bool,
    /// It came back.
    typed: Option<IncidentForm>,
    now: DateTime<Utc>,
) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<NoteIncident>();
    let wrong = typed.as_ref().map(|form| form.wrong(now, lang)).unwrap_or_default();
    let error = move |field: &str| wrong.iter().find(|(known, _)| *known == field).map(|(_, words)| words.clone());
    let booking = about.as_ref().map(|occasion| occasion.about.booking.to_string()).unwrap_or_default();
    let form = typed.filter(|form| form.booking == booking).unwrap_or_else(|| IncidentForm {
        at: jst(now).format("%Y-%m-%dT%H:%M").to_string(),
        ..IncidentForm::default()
    });
    let sorts: Vec<_> = Sort::ALL
        .into_iter()
        .map(|sort| (sort.word(), format!("{} ({})", sort_words(sort, lang), sort.clause())))
        .collect();
    let lone = about.is_none();
    let measures = about.as_ref().map(|occasion| occasion.measures.clone()).unwrap_or_default();
    let theirs = about.as_ref().map_or("ja", |occasion| code(named(&occasion.about.lang).unwrap_or(Locale::ja)));
    view! {
        <section class="reading">
            <h2>{td_string!(lang, standing.incidents.note)}</h2>
            {about.map(|occasion| view! { <WhoIsIt occasion decides /> })}
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="incident[booking]" value=booking />
                <Select
                    label=td_string!(lang, standing.incidents.sort)
                    name="incident[sort]"
                    id="sort"
                    none=td_string!(lang, standing.incidents.choose)
                    options=sorts
                    error=error("sort")
                    value=form.sort
                />
                <TextArea
                    label=td_string!(lang, standing.incidents.account)
                    name="incident[account]"
                    id="account"
                    most=LONGEST_ACCOUNT
                    help=td_string!(lang, standing.incidents.account_help)
                    error=error("account")
                    value=form.account
                />
                {lone
                    .then(|| {
                        view! {
                            <Field
                                label=td_string!(lang, standing.incidents.reference)
                                name="incident[reference]"
                                id="reference"
                                help=td_string!(lang, standing.incidents.reference_help)
                                error=error("reference")
                                value=form.reference
                                autocomplete="off"
                                inputmode="numeric"
                                optional=true
                            />
                        }
                    })}
                <Field
                    label=td_string!(lang, standing.incidents.at)
                    name="incident[at]"
                    id="at"
                    kind="datetime-local"
                    error=error("at")
                    value=form.at
                />
                <Field
                    label=td_string!(lang, standing.incidents.noticed_by)
                    name="incident[noticed_by]"
                    id="noticed_by"
                    help=td_string!(lang, standing.incidents.noticed_help)
                    error=error("noticed_by")
                    value=form.noticed_by
                    autocomplete="off"
                    optional=true
                />
                <Field
                    label=td_string!(lang, standing.incidents.done)
                    name="incident[done]"
                    id="done"
                    error=error("done")
                    value=form.done
                    autocomplete="off"
                    optional=true
                />
                {(!measures.is_empty())
                    .then(|| {
                        let mut options = vec![Choice::new("", td_string!(lang, standing.measure.none))];
                        options.extend(measures.into_iter().map(|measure| measure_choice(measure, lang)));
                        view! {
                            <Choices
                                legend=td_string!(lang, standing.measure.legend, clause = Measure::CLAUSE.to_string())
                                name="incident[measure]"
                                id="measure"
                                options
                                chosen=form.measure
                            />
                            <TextArea
                                label=td_string!(lang, standing.measure.told)
                                name="incident[told]"
                                id="told"
                                most=LONGEST_TOLD
                                help=td_string!(lang, standing.measure.told_help)
                                error=error("told")
                                value=form.told
                                lang=theirs
                                optional=true
                            />
                        }
                    })}
                <button class="button">{td_string!(lang, standing.incidents.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn measure_choice(measure: Measure, lang: Locale) -> Choice {
    let help = match measure {
        Measure::Stop => td_string!(lang, standing.measure.stop_help),
        Measure::Refuse => td_string!(lang, standing.measure.refuse_help),
    };
    Choice::new(measure.word(), measure_words(measure, lang)).help(help)
}

/// The booking it is about, and the way to a decision.
#[component]
fn WhoIsIt(occasion: Occasion, decides: bool) -> impl IntoView {
    let lang = use_lang();
    let Occasion { about, state, .. } = occasion;
    let date = date_jst(about.span.starts());
    let (tone, word) = words::state(&state, lang);
    let card = place::card(lang, about.booking, about.span.starts());
    let decide = format!("/{}/desk{}?booking={}", code(lang), Section::Standing.path(), about.booking);
    view! {
        <p>
            <a href=card>{about.name}</a>
            {format!(" {} {} {} ", about.reference, words::date(date, lang), words::span(about.span, lang))}
            <span class="badge" data-tone=tone>{word}</span>
        </p>
        {decides.then(|| view! { <p><a href=decide>{td_string!(lang, standing.conduct.link)}</a></p> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_as_typed() {
        let now = DateTime::from_timestamp(1_796_000_000, 0).expect("in range");
        let typed = IncidentForm {
            sort: "abuse".to_owned(),
            account: "大声で職員をおどした".to_owned(),
            ..IncidentForm::default()
        };
        assert!(typed.read().is_ok());
        assert_eq!(typed.wrong(now, Locale::ja), []);
        let wrong = IncidentForm {
            sort: "outside".to_owned(),
            account: String::new(),
            at: "2099-01-01T00:00".to_owned(),
            measure: "stop".to_owned(),
            ..typed
        };
        let fields: Vec<_> = wrong.wrong(now, Locale::ja).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["sort", "account", "at", "told"]);
        assert_eq!(IncidentForm { booking: "x".to_owned(), ..wrong }.read(), Err(DeskError::NotFound));
    }
}
