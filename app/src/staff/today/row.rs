//! One counter: who is there now, the ten minutes, who is next, and what can be done. What changes changes in place, so that
//! whoever works it by keyboard keeps their place.

use crate::{
    desk::{
        board::Standing,
        day::{CounterDay, DayBooking, Told},
    },
    domain::{
        attendee::Trouble,
        ids::{BookingId, CounterId},
        time,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        absence,
        attendees::marks,
        incidents,
        outcome::heard,
        place,
        start::{Start, TODAY},
        today::{
            MarkCounter, Shown,
            ring::Ring,
            step::{ContactForm, DoneForm, OutcomeForm, StepForm, UndoForm},
        },
        words,
    },
};
use leptos::{html, prelude::*};

#[component]
pub fn Row(shown: Shown, id: CounterId) -> impl IntoView {
    let lang = use_lang();
    let row =
        Memo::new(move |_| shown.today.with(|today| today.counters.iter().find(|counter| counter.id == id).cloned()));
    let booking = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.now.clone())));
    let next = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.next.clone())));
    let last = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.last.clone())));
    let name = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default()));
    // Another booking gets other forms; the same one keeps them.
    let workable = Memo::new(move |_| {
        booking.with(|booking| {
            booking.as_ref().filter(|booking| booking.standing == Standing::Confirmed).map(|booking| booking.id)
        })
    });
    let heading = NodeRef::<html::H2>::new();
    let pressed = StoredValue::new(false);
    let ended = RwSignal::new(String::new());
    Effect::new(move |before: Option<(Option<BookingId>, String)>| {
        let now = (workable.get(), booking.with(|it| it.as_ref().map(|it| it.name.clone())).unwrap_or_default());
        match before {
            // What was pressed here gives way to the next one.
            Some((Some(id), name)) if now.0 != Some(id) && pressed.get_value() => {
                pressed.set_value(false);
                ended.set(td_string!(lang, day.has_ended, name).to_string());
                request_animation_frame(move || {
                    let lost = document().active_element().is_none_or(|focus| focus.tag_name() == "BODY");
                    if let Some(heading) = heading.try_get_untracked().flatten().filter(|_| lost) {
                        let _ = heading.focus();
                    }
                });
            }
            _ => {}
        }
        now
    });
    view! {
        <li>
            <h2 tabindex="-1" node_ref=heading>{move || name.get()} <Sitter row id /></h2>
            <div class="now-serving"><Now booking /></div>
            <div><Ring shown booking /></div>
            <div class="next"><Next booking=next /></div>
            <div class="buttons" on:submit=move |_| pressed.set_value(true)>
                <Ready row id />
                {move || workable.get().map(|_| view! { <Steps booking /> })}
                {move || last.get().map(|last| view! { <Outcome last /> })}
                <p class="unseen" role="status">{move || ended.get()}</p>
            </div>
        </li>
    }
    .into_any()
}

/// Where the counter is, who sits there today, and the way to say that they are suddenly away.
#[component]
fn Sitter(row: Memo<Option<CounterDay>>, id: CounterId) -> impl IntoView {
    let lang = use_lang();
    let sitter = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.sitter.clone())));
    let place = Memo::new(move |_| {
        row.with(|row| row.as_ref().and_then(|row| row.place.as_ref().map(|place| place.of(lang).to_owned())))
    });
    let mine = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.mine)));
    view! {
        <small class="sitter">
            {move || place.get()}
            " "
            {move || sitter.get()}
            {move || {
                mine.get().then(|| view! { <span class="badge" data-tone="quiet">{td_string!(lang, absence.seating.mine)}</span> })
            }}
            <a href=absence::address(lang, id, None)>
                {td_string!(lang, absence.link.absence)}
                <span class="unseen">{move || row.with(|row| row.as_ref().map(|row| td_string!(lang, words.ui.about, what = row.name.clone())))}</span>
            </a>
        </small>
    }
    .into_any()
}

/// Ready and away are one button, which keeps the focus.
#[component]
fn Ready(row: Memo<Option<CounterDay>>, id: CounterId) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<MarkCounter>();
    let since = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.ready_since)));
    let label = move || match since.get() {
        Some(_) => td_string!(lang, day.ready.to_away),
        None => td_string!(lang, day.ready.to_ready),
    };
    let stands = move || match since.get() {
        Some(at) => ("good", td_string!(lang, day.ready.since, time = time::time_hm(at))),
        None => ("quiet", td_string!(lang, day.ready.away).to_owned()),
    };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="counter" value=id.to_string() />
            <input type="hidden" name="ready" value=move || since.get().is_none().to_string() />
            <span class="badge" data-tone=move || stands().0>{move || stands().1}</span>
            " "
            <button class="button-secondary">{label}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Now(booking: Memo<Option<DayBooking>>) -> impl IntoView {
    let lang = use_lang();
    move || match booking.get() {
        None => view! { <span class="quiet">{td_string!(lang, day.nobody)}</span> }.into_any(),
        Some(booking) => {
            let (tone, word) = stage(&booking, lang);
            view! {
                <small>{words::span(booking.span, lang)} " " {words::kind(booking.kind, lang)}</small>
                <b>
                    <a href=place::card(lang, booking.id, booking.span.starts())>{booking.name.clone()}</a>
                </b>
                <span class="badge" data-tone=tone>{word}</span>
                {booking.told.map(|told| view! { <span class="badge" data-tone="bad">{said(told, lang)}</span> })}
                {marks(&booking.attendees, lang)}
            }
            .into_any()
        }
    }
}

#[component]
fn Next(booking: Memo<Option<DayBooking>>) -> impl IntoView {
    let lang = use_lang();
    move || {
        booking.get().map(|booking| {
            let time = time::time_hm(booking.span.starts());
            let standing = words::standing(booking.standing, lang).1;
            view! {
                <small>{td_string!(lang, day.next, time)}</small>
                {booking.name}
                {(booking.standing != Standing::Confirmed)
                    .then(|| view! { <span class="badge" data-tone=standing.0>{standing.1}</span> })}
                {booking.told.map(|told| view! { <span class="badge" data-tone="bad">{said(told, lang)}</span> })}
                {marks(&booking.attendees, lang)}
            }
        })
    }
}

/// What the seeker said by the page of the booking.
fn said(told: Told, lang: Locale) -> String {
    let time = time::time_hm(told.at);
    match told.trouble {
        Trouble::Late => td_string!(lang, day.told.late_at, time).to_string(),
        Trouble::CannotConnect => td_string!(lang, day.told.cannot_connect_at, time).to_string(),
    }
}

/// Where a booking stands on its day, with its tone.
pub fn stage(booking: &DayBooking, lang: Locale) -> (&'static str, String) {
    let since = |at| time::time_hm(at);
    if booking.standing != Standing::Confirmed {
        let (tone, word) = words::standing(booking.standing, lang).1;
        let word = match booking.ended {
            Some(at) => td_string!(lang, day.stage.ended, word, time = since(at)),
            None => word.to_owned(),
        };
        return (tone, word);
    }
    match (booking.began, booking.arrived, booking.contact) {
        (Some(at), ..) => ("good", td_string!(lang, day.stage.in_session, time = since(at))),
        (None, Some(at), _) => ("good", td_string!(lang, day.stage.waiting, time = since(at))),
        (None, None, Some(at)) => ("wait", td_string!(lang, day.stage.contact, time = since(at))),
        (None, None, None) if booking.paused => ("wait", td_string!(lang, day.stage.paused).to_owned()),
        (None, None, None) => ("wait", td_string!(lang, day.stage.expected).to_owned()),
    }
}

/// What has just ended here, while nobody has written what came of it.
#[component]
fn Outcome(last: DayBooking) -> impl IntoView {
    let lang = use_lang();
    let time = last.ended.map(time::time_hm).unwrap_or_default();
    view! {
        <div class="just-ended">
            <p>{td_string!(lang, day.step.last, name = last.name, time)}</p>
            <OutcomeForm booking=last.id note=String::new() />
        </div>
    }
    .into_any()
}

/// What can be noted of the booking that is now. The first button is always the next step.
#[component]
fn Steps(booking: Memo<Option<DayBooking>>) -> impl IntoView {
    let lang = use_lang();
    let first = booking.get_untracked()?;
    let id = first.id;
    let of = move |ask: fn(&DayBooking) -> bool| {
        Memo::new(move |_| booking.with(|booking| booking.as_ref().is_some_and(ask)))
    };
    let (arrived, began) = (of(|booking| booking.arrived.is_some()), of(|booking| booking.began.is_some()));
    let paused = of(|booking| booking.paused);
    let unheard = of(|booking| booking.clock.is_some());
    let to_start = of(|booking| booking.to_start);
    let main = Signal::derive(move || match (arrived.get(), began.get()) {
        (_, true) => "done",
        (true, false) => "begin",
        (false, false) => "arrived",
    });
    let main_label = Signal::derive(move || match main.get() {
        "done" => td_string!(lang, day.step.done),
        "begin" => td_string!(lang, day.step.begin),
        _ => td_string!(lang, day.step.arrived),
    });
    let hold = Signal::derive(move || if paused.get() { "resume" } else { "pause" });
    let hold_label =
        Signal::derive(
            move || {
                if paused.get() { td_string!(lang, day.step.resume) } else { td_string!(lang, day.step.pause) }
            },
        );
    Some(
        view! {
            <StepForm booking=id step=main label=main_label class="button" />
            {move || {
                to_start
                    .get()
                    .then(|| {
                        let of = booking.with_untracked(|booking| booking.as_ref().map(|it| it.name.clone()));
                        view! { <Start booking=id place=TODAY.to_owned() class="button-secondary" of=of.unwrap_or_default() /> }
                    })
            }}
            {move || {
                unheard
                    .get()
                    .then(|| {
                        view! {
                            <StepForm booking=id step="contact" label=td_string!(lang, day.step.contact) />
                            <StepForm booking=id step=hold label=hold_label />
                        }
                    })
            }}
            <details>
                <summary>
                    {td_string!(lang, day.step.more)} <span class="unseen">{td_string!(lang, words.ui.about, what = first.name.clone())}</span>
                </summary>
                <ContactForm booking=id />
                <DoneForm booking=id />
                <UndoForm booking=id />
                <p><a href=incidents::of(id, lang)>{td_string!(lang, standing.incidents.from_booking)}</a></p>
            </details>
        }
        .into_any(),
    )
}
