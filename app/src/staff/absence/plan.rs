//! The bookings of the counter's day, each with what is proposed for it and what else could be done.

use super::{BETWEEN, BeAbsent};
use crate::{
    desk::absence::{AbsencePlan, LeavingBooking},
    domain::{
        absence::{Decision, Remedy},
        intake::reason,
        time::time_hm,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{outcome::heard, place, table::Table, words},
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn Plan(plan: AbsencePlan) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<BeAbsent>();
    let query = use_query_map().get_untracked();
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let chosen: Vec<Decision> = typed("chosen").split(BETWEEN).filter_map(|text| text.parse().ok()).collect();
    let (ja, en, typed_from) = (typed("ja"), typed("en"), typed("from"));
    let back = query.get("problem").as_deref() == Some("mend");
    let wrong = |wrong: bool| (back && wrong).then(|| td_string!(lang, absence.plan.reason_missing).to_owned());
    let (ja_error, en_error) = (wrong(reason(&ja).is_err()), wrong(!en.trim().is_empty() && reason(&en).is_err()));
    let AbsencePlan { id, counter, name, place, date, from, free, bookings } = plan;
    let name = words::counter(place.as_ref(), &name, lang);
    let title = td_string!(
        lang,
        absence.plan.title,
        counter = name.clone(),
        date = words::date(date, lang),
        time = time_hm(from)
    );
    let heads = [
        td_string!(lang, absence.plan.time),
        td_string!(lang, absence.plan.name),
        td_string!(lang, absence.plan.kind),
        td_string!(lang, absence.plan.state),
        td_string!(lang, absence.plan.mail),
        td_string!(lang, absence.plan.what),
    ];
    let none = bookings.is_empty();
    let lines = bookings
        .into_iter()
        .enumerate()
        .map(|(place, booking)| {
            let chosen = chosen.iter().find(|one| one.booking == booking.id && one.was == booking.span).copied();
            view! { <Line place booking chosen /> }
        })
        .collect_view();
    view! {
        <section>
            <h2>{title.to_string()}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="absence[id]" value=id.to_string() />
                <input type="hidden" name="absence[counter]" value=counter.to_string() />
                <input type="hidden" name="absence[date]" value=date.to_string() />
                <input type="hidden" name="absence[from]" value=typed_from />
                {if none {
                    view! { <p>{td_string!(lang, absence.plan.none)}</p> }.into_any()
                } else {
                    view! {
                        <p>{td_string!(lang, absence.plan.lead)}</p>
                        <Table caption=td_string!(lang, absence.plan.caption, counter = name).to_string() heads=heads quiet=true>
                            {lines}
                        </Table>
                        <p>{td_string!(lang, absence.plan.letters)}</p>
                    }
                        .into_any()
                }}
                <p>{td_string!(lang, absence.plan.free, count = free)}</p>
                <div class="reading">
                    <Field
                        label=td_string!(lang, absence.plan.reason_ja)
                        name="absence[ja]"
                        id="absence-ja"
                        help=td_string!(lang, absence.plan.reason_help)
                        value=ja
                        error=ja_error
                        autocomplete="off"
                        lang="ja"
                    />
                    <Field
                        label=td_string!(lang, absence.plan.reason_en)
                        name="absence[en]"
                        id="absence-en"
                        value=en
                        error=en_error
                        autocomplete="off"
                        lang="en"
                        optional=true
                    />
                    <button class="button">{td_string!(lang, absence.plan.submit)}</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// What is chosen at first, and whether what was chosen before can no longer be had.
fn first(booking: &LeavingBooking, chosen: Option<Decision>) -> (Remedy, bool) {
    match chosen.map(|decision| decision.remedy) {
        None => (booking.proposed, false),
        Some(Remedy::Move { counter, span }) => {
            let there = booking.others.iter().any(|other| other.counter == counter && other.span == span);
            if there { (Remedy::Move { counter, span }, false) } else { (booking.proposed, true) }
        }
        Some(remedy) => (remedy, false),
    }
}

/// Every remedy with its words: the same time, then the others of the day, then what is left.
fn remedies(booking: &LeavingBooking, lang: Locale) -> Vec<(Remedy, String)> {
    let mut same = Vec::new();
    let mut other = Vec::new();
    for seat in &booking.others {
        let remedy = Remedy::Move { counter: seat.counter, span: seat.span };
        let counter = words::counter_name(&seat.name, lang);
        if seat.span == booking.span {
            same.push((remedy, td_string!(lang, absence.plan.same_time, counter).to_string()));
        } else {
            let time = words::span(seat.span, lang);
            other.push((remedy, td_string!(lang, absence.plan.other_time, time, counter).to_string()));
        }
    }
    same.extend(other);
    same.push((Remedy::Cancel, td_string!(lang, absence.plan.cancel).to_owned()));
    same.push((Remedy::Stay, td_string!(lang, absence.plan.stay).to_owned()));
    same
}

#[component]
fn Line(place: usize, booking: LeavingBooking, chosen: Option<Decision>) -> impl IntoView {
    let lang = use_lang();
    let (selected, gone) = first(&booking, chosen);
    let id = format!("decision-{}", booking.id);
    let wrong = format!("{id}-error");
    let (tone, word) = words::standing(booking.standing, lang).1;
    let (mail_tone, mail) = if booking.has_mail {
        ("good", td_string!(lang, absence.plan.has_mail))
    } else {
        ("wait", td_string!(lang, absence.plan.no_mail))
    };
    let options = remedies(&booking, lang)
        .into_iter()
        .map(|(remedy, words)| {
            let value = Decision { booking: booking.id, was: booking.span, remedy }.to_string();
            view! { <option value=value selected=remedy == selected>{words}</option> }
        })
        .collect_view();
    let label = format!(
        "{}{}",
        td_string!(lang, absence.plan.what),
        td_string!(lang, words.ui.about, what = booking.name.clone())
    );
    view! {
        <tr>
            <td>{words::span(booking.span, lang)}</td>
            <th scope="row">
                <a href=place::card(lang, booking.id, booking.span.starts())>{booking.name.clone()}</a>
                " "
                <small>{booking.reference.clone()}</small>
            </th>
            <td>{words::kind(booking.kind, lang)}</td>
            <td><span class="badge" data-tone=tone>{word}</span></td>
            <td><span class="badge" data-tone=mail_tone>{mail}</span></td>
            <td>
                <label class="unseen" for=id.clone()>{label}</label>
                {gone.then(|| view! { <p class="error" id=wrong.clone()>{td_string!(lang, absence.plan.gone)}</p> })}
                <select
                    id=id
                    name=format!("absence[decisions][{place}]")
                    aria-invalid=gone.then_some("true")
                    aria-describedby=gone.then_some(wrong)
                >
                    {options}
                </select>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{
        desk::board::Standing,
        domain::{ids::BookingId, kind::Kind, slot::Span},
        ui::rendered,
    };

    #[test]
    fn a_booking_leads_to_its_card_on_the_day_of_the_absence() {
        let id: BookingId = "019373a0-0000-7000-8000-000000000001".parse().expect("an id");
        let booking = LeavingBooking {
            id,
            reference: "1234-5678".to_owned(),
            name: "新津 花子".to_owned(),
            kind: Kind::Consultation,
            span: Span::new("2026-12-01T01:00:00Z".parse().expect("a moment"), 30).expect("a span"),
            standing: Standing::Confirmed,
            has_mail: true,
            proposed: Remedy::Stay,
            others: Vec::new(),
        };
        let html = rendered("/ja", move || view! { <Line place=0 booking chosen=None /> });
        assert!(html.contains(&format!("href=\"/ja/desk?date=2026-12-01&amp;booking={id}\"")), "{html}");
    }
}
