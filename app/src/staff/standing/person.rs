//! How one person stands, beside the rest that is known of them.

use super::register::{Decided, stands_words};
use crate::{
    desk::standing::{Matter, PersonStanding},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::Section,
        incidents::{measure_words, sort_words},
        words,
    },
};
use leptos::prelude::*;

/// Nothing where nothing is known.
#[component]
pub fn OfPerson(standing: PersonStanding) -> impl IntoView {
    let lang = use_lang();
    let PersonStanding { matters, silences, incidents } = standing;
    let page = |section: Section| format!("/{}/desk{}", code(lang), section.path());
    let any = silences > 0 || !matters.is_empty() || !incidents.is_empty();
    any.then(|| {
        let matters: Vec<_> = matters.into_iter().map(|matter| one(matter, lang)).collect();
        let incidents: Vec<_> = incidents
            .into_iter()
            .map(|line| {
                let measure = line.measure.map(|measure| format!(" {}", measure_words(measure, lang)));
                view! {
                    <li>
                        {words::moment(line.at, lang)} " " <b>{sort_words(line.sort, lang)}</b> {measure} " " {line.account}
                    </li>
                }
            })
            .collect();
        let (none_decided, none_happened) = (matters.is_empty(), incidents.is_empty());
        view! {
            <dl class="summary">
                {(silences > 0)
                    .then(|| {
                        view! {
                            <div>
                                <dt>{td_string!(lang, standing.person.silences)}</dt>
                                <dd>{td_string!(lang, standing.person.silences_value, silences)}</dd>
                            </div>
                        }
                    })}
                {(!none_decided)
                    .then(|| {
                        view! {
                            <div>
                                <dt><a href=page(Section::Standing)>{td_string!(lang, standing.nav)}</a></dt>
                                <dd><ul class="plain">{matters}</ul></dd>
                            </div>
                        }
                    })}
                {(!none_happened)
                    .then(|| {
                        view! {
                            <div>
                                <dt><a href=page(Section::Incidents)>{td_string!(lang, standing.incidents.nav)}</a></dt>
                                <dd><ul class="plain">{incidents}</ul></dd>
                            </div>
                        }
                    })}
            </dl>
        }
        .into_any()
    })
}

fn one(matter: Matter, lang: Locale) -> impl IntoView {
    let (tone, word) = stands_words(matter.stands, lang);
    let days = matter.decision.as_ref().map(|decision| {
        let (from, until) = (words::date(decision.from, lang), words::date(decision.until, lang));
        td_string!(lang, standing.register.from_until, from, until)
    });
    view! {
        <li>
            <span class="badge" data-tone=tone>{word}</span>
            " "
            {days}
            {matter.decision.map(|decision| view! { <Decided decision /> })}
        </li>
    }
}
