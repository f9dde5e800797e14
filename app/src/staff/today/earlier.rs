//! What has passed today: first what is still open, so that it is never left (R4).

use crate::{
    desk::{board::Standing, day::DayBooking},
    domain::ids::BookingId,
    i18n::*,
    locale::use_lang,
    staff::{
        incidents,
        today::{
            Shown,
            row::stage,
            step::{ContactForm, DoneForm, OutcomeForm, UndoForm},
        },
        words,
    },
};
use leptos::prelude::*;

#[component]
pub fn Earlier(shown: Shown) -> impl IntoView {
    let lang = use_lang();
    let here = Memo::new(move |_| {
        shown.today.with(|today| {
            let here = today.earlier.iter().filter(|one| shown.shows(one.place.as_ref()));
            here.map(|one| (one.id, one.is_open())).collect::<Vec<_>>()
        })
    });
    let ids = move || here.with(|here| here.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let open = Memo::new(move |_| here.with(|here| here.iter().filter(|(_, open)| *open).count()));
    let any = Memo::new(move |_| here.with(|here| !here.is_empty()));
    let heads = [
        td_string!(lang, day.earlier.time),
        td_string!(lang, day.earlier.counter),
        td_string!(lang, day.earlier.name),
        td_string!(lang, day.earlier.state),
        td_string!(lang, day.earlier.note),
        td_string!(lang, day.earlier.change),
    ];
    view! {
        <section>
            <h2>{td_string!(lang, day.earlier.title)}</h2>
            <p>
                {move || match open.get() {
                    0 => td_string!(lang, day.earlier.none_open).to_owned(),
                    count => td_string!(lang, day.earlier.open, count),
                }}
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label=td_string!(lang, day.earlier.title) hidden=move || !any.get()>
                <table>
                    <caption class="unseen">{td_string!(lang, day.earlier.title)}</caption>
                    <thead>
                        <tr>{heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>
                        <For each=ids key=|id| *id children=move |id| view! { <Line shown id /> } />
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Line(shown: Shown, id: BookingId) -> impl IntoView {
    let lang = use_lang();
    let line: Memo<Option<DayBooking>> =
        Memo::new(move |_| shown.today.with(|today| today.earlier.iter().find(|one| one.id == id).cloned()));
    let standing = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.standing)));
    let text = move |of: fn(&DayBooking) -> String| move || line.with(|line| line.as_ref().map(of));
    view! {
        <tr>
            <td>{move || line.with(|line| line.as_ref().map(|line| words::span(line.span, lang)))}</td>
            <td>{move || line.with(|line| line.as_ref().map(|line| words::counter(line.place.as_ref(), &line.counter, lang)))}</td>
            <th scope="row">{text(|line| line.name.clone())}</th>
            <td>
                {move || {
                    line.get()
                        .map(|line| {
                            let (tone, word) = stage(&line, lang);
                            view! { <span class="badge" data-tone=tone>{word}</span> }
                        })
                }}
            </td>
            <td>{text(|line| line.note.clone())}</td>
            <td>
                {move || {
                    let standing = standing.get()?;
                    let (name, note) = line.with_untracked(|line| line.as_ref().map(|line| (line.name.clone(), line.note.clone())))?;
                    Some(view! { <Change standing id name note /> })
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// What can still be noted.
#[component]
fn Change(standing: Standing, id: BookingId, name: String, note: String) -> impl IntoView {
    let lang = use_lang();
    let (open, missed, done) =
        (standing == Standing::Confirmed, standing == Standing::NoShow, standing == Standing::Attended);
    (open || missed || done).then(|| {
        view! {
            <details>
                <summary>
                    {td_string!(lang, day.earlier.change)} <span class="unseen">{td_string!(lang, words.ui.about, what = name)}</span>
                </summary>
                {(open || missed).then(|| view! { <ContactForm booking=id /> })}
                {open.then(|| view! { <DoneForm booking=id /> })}
                {done.then(|| view! { <OutcomeForm booking=id note=note /> })}
                <UndoForm booking=id />
                <p><a href=incidents::of(id, lang)>{td_string!(lang, standing.incidents.from_booking)}</a></p>
            </details>
        }
        .into_any()
    })
}
