//! Legal holds: listed, placed with a ground, lifted with a reason.

use super::Typed;
use crate::{
    desk::{
        Answer,
        records::{HeldView, HoldField, HoldLine, NewHold},
    },
    domain::{ids::HoldId, intake::reason},
    i18n::*,
    locale::{code, use_lang},
    staff::{outcome::heard, table::Table, typed::in_conflict, words},
    ui::field::Field,
};
use chrono::NaiveDate;
use leptos::prelude::*;

#[server]
pub async fn place_hold(lang: String, #[server(default)] hold: NewHold) -> Answer<()> {
    use crate::{request, staff::frame::Section};
    let actor = request::staff().await?;
    let outcome = request::desk()?.records.place_hold(&actor, hold.clone()).await;
    super::back(&lang, Section::Records.path(), &Typed::Hold(hold), outcome, "hold_placed")
}

#[server]
pub async fn lift_hold(lang: String, hold: HoldId, reason: String) -> Answer<()> {
    use crate::{request, staff::frame::Section};
    let actor = request::staff().await?;
    let outcome = request::desk()?.records.lift_hold(&actor, hold, reason.clone()).await;
    super::back(&lang, Section::Records.path(), &Typed::Lift { hold, reason }, outcome, "hold_lifted")
}

#[component]
pub fn Holds(holds: Vec<HoldLine>, today: NaiveDate, typed: Option<Typed>) -> impl IntoView {
    let lang = use_lang();
    let none = holds.is_empty();
    let heads = [
        td_string!(lang, records.holds.about),
        td_string!(lang, records.holds.ground),
        td_string!(lang, records.holds.term),
        td_string!(lang, records.holds.placed),
        td_string!(lang, records.holds.state),
    ];
    let (placing, lifting) = match typed {
        Some(Typed::Hold(hold)) => (Some(hold), None),
        Some(Typed::Lift { hold, reason }) => (None, Some((hold, reason))),
        _ => (None, None),
    };
    let lines = holds
        .into_iter()
        .map(|line| {
            let typed = lifting.as_ref().filter(|(id, _)| *id == line.id).map(|(_, reason)| reason.clone());
            view! { <Line line today typed /> }
        })
        .collect_view();
    view! {
        <section>
            <h2 id="holds">{td_string!(lang, records.holds.title)}</h2>
            <p>{td_string!(lang, records.holds.lead)}</p>
            {if none {
                view! { <p>{td_string!(lang, records.holds.none)}</p> }.into_any()
            } else {
                view! { <Table caption=td_string!(lang, records.holds.title) heads=heads quiet=true>{lines}</Table> }
                    .into_any()
            }}
            <Place today typed=placing />
        </section>
    }
    .into_any()
}

#[component]
fn Line(line: HoldLine, today: NaiveDate, typed: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let about = match line.about {
        HeldView::Person(number) => td_string!(lang, records.holds.person, number = number).to_string(),
        HeldView::Booking(reference) => td_string!(lang, records.holds.booking, reference = reference).to_string(),
        HeldView::Forgotten => td_string!(lang, records.kept.forgotten).to_owned(),
    };
    let from = words::date(line.from, lang);
    let term = match line.until {
        Some(until) => {
            td_string!(lang, records.holds.closed, from = from, until = words::date(until, lang)).to_string()
        }
        None => td_string!(lang, records.holds.open, from = from).to_string(),
    };
    let placed = format!("{} {}", words::moment(line.placed_at, lang), line.placed_by);
    let coming = line.lifted.is_none() && line.from > today;
    let state = match line.lifted {
        Some((at, who, why)) => {
            let words = td_string!(lang, records.holds.lifted, when = words::moment(at, lang), who = who);
            view! { <p>{words.to_string()}</p> <p>{why}</p> }.into_any()
        }
        None if line.in_force || coming => {
            let (tone, word) = if coming {
                ("wait", td_string!(lang, records.holds.coming))
            } else {
                ("good", td_string!(lang, records.holds.in_force))
            };
            view! { <span class="badge" data-tone=tone>{word}</span> <Lift hold=line.id typed /> }.into_any()
        }
        None => {
            view! { <span class="badge" data-tone="quiet">{td_string!(lang, records.holds.over)}</span> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{about}</th>
            <td>{line.ground}</td>
            <td>{term}</td>
            <td>{placed}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Lift(hold: HoldId, typed: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<LiftHold>();
    let error =
        typed.as_ref().and_then(|typed| reason(typed).err()).map(|_| td_string!(lang, records.wrong.reason).to_owned());
    let back = typed.is_some();
    view! {
        <details open=back>
            <summary>{td_string!(lang, records.holds.lift)}</summary>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="hold" value=hold.to_string() />
                <Field
                    label=td_string!(lang, records.holds.why)
                    name="reason"
                    id=format!("lift-{hold}")
                    value=typed.unwrap_or_default()
                    error=error
                    autocomplete="off"
                />
                <button class="button-danger">{td_string!(lang, records.holds.lift_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Place(today: NaiveDate, typed: Option<NewHold>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<PlaceHold>();
    let back = typed.is_some();
    let unknown = back && in_conflict();
    let wrong = typed.as_ref().and_then(|typed| typed.check().err()).unwrap_or_default();
    let form = typed.unwrap_or_else(|| NewHold { from: today.to_string(), ..NewHold::default() });
    let error = move |field: HoldField| {
        let words = match field {
            HoldField::About if unknown => return Some(td_string!(lang, records.wrong.unknown).to_owned()),
            HoldField::About => td_string!(lang, records.wrong.about),
            HoldField::Ground => td_string!(lang, records.wrong.reason),
            HoldField::From => td_string!(lang, records.wrong.from),
            HoldField::Until => td_string!(lang, records.wrong.until),
        };
        wrong.contains(&field).then(|| words.to_owned())
    };
    view! {
        <details open=back>
            <summary>{td_string!(lang, records.holds.place)}</summary>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, records.holds.about_field)
                    name="hold[about]"
                    id="hold-about"
                    help=td_string!(lang, records.holds.about_help)
                    value=form.about
                    error=error(HoldField::About)
                    autocomplete="off"
                />
                <Field
                    label=td_string!(lang, records.holds.ground)
                    name="hold[ground]"
                    id="hold-ground"
                    help=td_string!(lang, records.holds.ground_help)
                    value=form.ground
                    error=error(HoldField::Ground)
                    autocomplete="off"
                />
                <Field
                    label=td_string!(lang, records.holds.from)
                    name="hold[from]"
                    id="hold-from"
                    kind="date"
                    value=form.from
                    error=error(HoldField::From)
                />
                <Field
                    label=td_string!(lang, records.holds.until)
                    name="hold[until]"
                    id="hold-until"
                    kind="date"
                    help=td_string!(lang, records.holds.until_help)
                    value=form.until
                    error=error(HoldField::Until)
                    optional=true
                />
                <button class="button-secondary">{td_string!(lang, records.holds.place_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}
