//! What awaits its review, and all that was decided, lifted and dismissed.

use super::{
    LiftDecision, ReviewDecision, SendDecisionBack,
    write::{WhyFields, WhyForm, ground_words},
};
use crate::{
    desk::standing::{DecisionLine, Drafted, Matter, Stands},
    i18n::*,
    locale::{code, use_lang},
    staff::{outcome::heard, place, table::Table, words},
};
use leptos::prelude::*;

#[component]
pub fn Drafts(drafts: Vec<Drafted>, decides: bool, typed: Option<WhyForm>) -> impl IntoView {
    let lang = use_lang();
    (!drafts.is_empty()).then(|| {
        view! {
            <section>
                <h2>{td_string!(lang, standing.drafts.title)}</h2>
                <p>{td_string!(lang, standing.drafts.lead)}</p>
                {drafts.into_iter().map(|one| view! { <Draft one decides typed=typed.clone() /> }).collect_view()}
            </section>
        }
        .into_any()
    })
}

#[component]
fn Draft(one: Drafted, decides: bool, typed: Option<WhyForm>) -> impl IntoView {
    let lang = use_lang();
    let open = WhyForm::is_about(typed.as_ref(), &one.id.to_string());
    let review = heard::<ReviewDecision>();
    let back = heard::<SendDecisionBack>();
    let Drafted { id, about, draft, by, own, late } = one;
    let of = td_string!(lang, words.ui.about, what = about.name.clone());
    let whose = of.clone();
    let row = |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let card = place::card(lang, about.booking, about.span.starts());
    let ground = format!("{} {}", draft.ground.clause(), ground_words(draft.ground, lang));
    let at = words::moment(draft.written_at, lang);
    let hint = match (own, late) {
        (_, true) => Some(td_string!(lang, standing.drafts.late)),
        (true, false) => Some(td_string!(lang, standing.drafts.own)),
        (false, false) => None,
    };
    view! {
        <article class="reading">
            <h3><a href=card>{format!("{} {}", about.name, about.number)}</a></h3>
            <dl class="summary">
                {row(td_string!(lang, standing.write.ground_label), ground)}
                {row(td_string!(lang, standing.register.period), period(draft.from, draft.until, lang))}
                {row(td_string!(lang, standing.write.reason), draft.reason)}
                {row(td_string!(lang, standing.write.message), draft.message)}
                {row(td_string!(lang, standing.drafts.by), format!("{by} {at}"))}
            </dl>
            {decides
                .then(|| {
                    view! {
                        {hint.map(|hint| view! { <p class="notice">{hint}</p> })}
                        {(!own && !late)
                            .then(|| {
                                view! {
                                    <ActionForm action=review>
                                        <input type="hidden" name="lang" value=code(lang) />
                                        <input type="hidden" name="matter" value=id.to_string() />
                                        <button class="button">
                                            {td_string!(lang, standing.drafts.confirm)} <span class="unseen">{of}</span>
                                        </button>
                                    </ActionForm>
                                }
                            })}
                        <details open=open>
                            <summary>{td_string!(lang, standing.drafts.back)} <span class="unseen">{whose}</span></summary>
                            <ActionForm action=back>
                                <WhyFields about=id.to_string() submit=td_string!(lang, standing.drafts.back_submit) typed />
                            </ActionForm>
                        </details>
                    }
                })}
        </article>
    }
    .into_any()
}

fn period(from: chrono::NaiveDate, until: chrono::NaiveDate, lang: Locale) -> String {
    td_string!(lang, standing.register.from_until, from = words::date(from, lang), until = words::date(until, lang))
}

#[component]
pub fn Register(matters: Vec<Matter>, decides: bool, typed: Option<WhyForm>) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, standing.register.who),
        td_string!(lang, standing.register.stands),
        td_string!(lang, standing.write.ground_label),
        td_string!(lang, standing.register.period),
        td_string!(lang, standing.register.decision),
        td_string!(lang, standing.register.end),
    ];
    let none = matters.is_empty();
    let lines = matters.into_iter().map(|one| view! { <Line one decides typed=typed.clone() /> }).collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, standing.register.title)}</h2>
            {if none {
                view! { <p>{td_string!(lang, standing.register.none)}</p> }.into_any()
            } else {
                view! { <Table caption=td_string!(lang, standing.register.title) heads=heads quiet=true>{lines}</Table> }.into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Line(one: Matter, decides: bool, typed: Option<WhyForm>) -> impl IntoView {
    let lang = use_lang();
    let open = WhyForm::is_about(typed.as_ref(), &one.id.to_string());
    let lift = heard::<LiftDecision>();
    let Matter { id, about, stands, silences, decision, end } = one;
    let (tone, word) = stands_words(stands, lang);
    let card = place::card(lang, about.booking, about.span.starts());
    let ground = match &decision {
        Some(decision) => format!("{} {}", decision.ground.clause(), ground_words(decision.ground, lang)),
        None => td_string!(lang, standing.register.proposal, silences),
    };
    let days = decision.as_ref().map(|decision| period(decision.from, decision.until, lang));
    let can_lift = decides && stands.can_be_lifted();
    let of = td_string!(lang, words.ui.about, what = about.name.clone());
    view! {
        <tr>
            <th scope="row"><a href=card>{about.name}</a> " " {about.number}</th>
            <td><span class="badge" data-tone=tone>{word}</span></td>
            <td>{ground}</td>
            <td>{days}</td>
            <td>{decision.map(|decision| view! { <Decided decision /> })}</td>
            <td>
                {end.map(|end| view! { <p>{end.why} <br /> <small>{format!("{} {}", end.by, words::moment(end.at, lang))}</small></p> })}
                {can_lift
                    .then(|| {
                        view! {
                            <details open=open>
                                <summary>{td_string!(lang, standing.lift.open)} <span class="unseen">{of}</span></summary>
                                <ActionForm action=lift>
                                    <WhyFields about=id.to_string() submit=td_string!(lang, standing.lift.submit) typed />
                                </ActionForm>
                            </details>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

/// Why, by whom, and what the seeker reads.
#[component]
pub fn Decided(decision: DecisionLine) -> impl IntoView {
    let lang = use_lang();
    let DecisionLine { reason, message, decided_by, reviewed_by, at, .. } = decision;
    let by = match reviewed_by.is_empty() {
        true => decided_by,
        false => td_string!(lang, standing.register.by_both, decided_by, reviewed_by),
    };
    view! {
        <p>{reason} <br /> <small>{format!("{by} {}", words::moment(at, lang))}</small></p>
        <details>
            <summary>{td_string!(lang, standing.write.message)}</summary>
            <p class="as-written">{message}</p>
        </details>
    }
    .into_any()
}

pub fn stands_words(stands: Stands, lang: Locale) -> words::Toned {
    match stands {
        Stands::Ahead => ("wait", td_string!(lang, standing.stands.ahead)),
        Stands::InForce => ("bad", td_string!(lang, standing.stands.in_force)),
        Stands::Over => ("quiet", td_string!(lang, standing.stands.over)),
        Stands::Lifted => ("good", td_string!(lang, standing.stands.lifted)),
        Stands::Dismissed => ("good", td_string!(lang, standing.stands.dismissed)),
        Stands::SentBack => ("quiet", td_string!(lang, standing.stands.sent_back)),
    }
}
