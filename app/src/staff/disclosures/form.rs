//! The form that asks for a disclosure. It names a person: what was typed comes back by a cookie of some minutes.

use super::{AskDisclosure, item_words};
use crate::{
    domain::disclosure::{Field as Part, Item, Typed, Wrong},
    i18n::*,
    locale::{code, use_lang},
    staff::outcome::heard,
    ui::{
        choices::Tick,
        error_summary::{ErrorSummary, Problem},
        field::Field,
    },
};
use leptos::prelude::*;

#[component]
pub fn Ask(typed: Typed, wrong: Vec<(Part, Wrong)>, nobody: bool) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<AskDisclosure>();
    let mut problems: Vec<_> = wrong
        .into_iter()
        .map(|(part, why)| Problem { field: part.id().to_owned(), words: words_of(part, why, lang) })
        .collect();
    if nobody {
        let words = td_string!(lang, figures.ask.no_booking).to_owned();
        problems.push(Problem { field: Part::Number.id().to_owned(), words });
    }
    let said = problems.clone();
    let error = move |part: Part| said.iter().find(|one| one.field == part.id()).map(|one| one.words.clone());
    let items = typed.items();
    let ticks = Item::ALL
        .into_iter()
        .map(|item| {
            let error = (item == Item::Bookings).then(|| error(Part::Items)).flatten();
            let name = format!("asked[{}]", item.as_str());
            view! {
                <Tick name=name id=item.as_str() checked=items.contains(&item) error=error>
                    {item_words(item, lang)}
                </Tick>
            }
        })
        .collect_view();
    view! {
        <section class="reading">
            <h2>{td_string!(lang, figures.ask.title)}</h2>
            <p>{td_string!(lang, figures.ask.lead)}</p>
            <ErrorSummary problems />
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, figures.ask.requester)
                    name="asked[requester]"
                    id="requester"
                    help=td_string!(lang, figures.ask.requester_help)
                    error=error(Part::Requester)
                    value=typed.requester
                    autocomplete="off"
                />
                <Field
                    label=td_string!(lang, figures.ask.basis)
                    name="asked[basis]"
                    id="basis"
                    help=td_string!(lang, figures.ask.basis_help)
                    error=error(Part::Basis)
                    value=typed.basis
                    autocomplete="off"
                />
                <fieldset class="ticks">
                    <legend>{td_string!(lang, figures.ask.items)}</legend>
                    {ticks}
                </fieldset>
                <fieldset class="ticks">
                    <legend>{td_string!(lang, figures.ask.whose)}</legend>
                    <p class="hint">{td_string!(lang, figures.ask.whose_help)}</p>
                    <Field
                        label=td_string!(lang, figures.ask.number)
                        name="asked[number]"
                        id="number"
                        error=error(Part::Number)
                        value=typed.number
                        autocomplete="off"
                        inputmode="numeric"
                        optional=true
                    />
                    <Field
                        label=td_string!(lang, figures.ask.references)
                        name="asked[references]"
                        id="references"
                        help=td_string!(lang, figures.ask.references_help)
                        error=error(Part::References)
                        value=typed.references
                        autocomplete="off"
                        optional=true
                    />
                    <Field
                        label=td_string!(lang, figures.ask.from)
                        name="asked[from]"
                        id="from"
                        kind="date"
                        error=error(Part::Period)
                        value=typed.from
                        optional=true
                    />
                    <Field
                        label=td_string!(lang, figures.ask.until)
                        name="asked[until]"
                        id="until"
                        kind="date"
                        value=typed.until
                        optional=true
                    />
                </fieldset>
                <button class="button">{td_string!(lang, figures.ask.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn words_of(part: Part, why: Wrong, lang: Locale) -> String {
    let name = match part {
        Part::Requester => td_string!(lang, figures.ask.requester),
        Part::Basis => td_string!(lang, figures.ask.basis),
        Part::Items => td_string!(lang, figures.ask.items),
        Part::Number => td_string!(lang, figures.ask.number),
        Part::References => td_string!(lang, figures.ask.references),
        Part::Period => td_string!(lang, figures.ask.period),
    };
    match (part, why) {
        (_, Wrong::Nobody) => td_string!(lang, figures.ask.wrong.nobody).to_owned(),
        (Part::Items, _) => td_string!(lang, figures.ask.wrong.items).to_owned(),
        (Part::Period, Wrong::Missing | Wrong::Unreadable) => td_string!(lang, figures.filter.wrong_date).to_owned(),
        (_, Wrong::Order) => td_string!(lang, figures.ask.wrong.order).to_owned(),
        (_, Wrong::Missing) => td_string!(lang, figures.ask.wrong.missing, field = name).to_string(),
        (_, Wrong::TooLong) => td_string!(lang, figures.ask.wrong.too_long, field = name).to_string(),
        (_, Wrong::Unreadable) => td_string!(lang, figures.ask.wrong.unreadable, field = name).to_string(),
    }
}
