//! The bars at the foot of the calendar: what was done last and can be taken back, what is selected, what is being moved.

use crate::{
    desk::{
        Answer,
        deeds::{Deed, Done, Skipped, Undone, Why},
    },
    domain::ids::{DeedId, SlotId},
    i18n::*,
    locale::use_lang,
    staff::{
        hand::{
            Hand,
            marks::{CHOSEN, TARGET},
        },
        keys::{focus_calendar, running},
        outcome::heard,
        place::Here,
        words,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The ids of slots, as a form sends them.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn ids(slots: &str) -> Answer<Vec<SlotId>> {
    use crate::desk::error::DeskError;
    slots.split_whitespace().map(|id| id.parse().map_err(|_| DeskError::Unreadable)).collect()
}

/// Closes the slots, space between their ids.
#[server]
pub async fn close_slots(lang: String, place: String, slots: String, reason: Option<String>) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let actor = request::staff().await?;
        request::desk()?.deeds.close_slots(&actor, ids(&slots)?, reason.unwrap_or_default()).await
    };
    request::back_to(&lang, &place, outcome.await, "")
}

/// Opens the slots again, space between their ids.
#[server]
pub async fn open_slots(lang: String, place: String, slots: String) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let actor = request::staff().await?;
        request::desk()?.deeds.open_slots(&actor, ids(&slots)?).await
    };
    request::back_to(&lang, &place, outcome.await, "")
}

/// Takes back what was done last.
#[server]
pub async fn undo_deed(lang: String, place: String, deed: DeedId) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let actor = request::staff().await?;
        request::desk()?.deeds.undo(&actor, deed).await
    };
    request::back_to(&lang, &place, outcome.await, "")
}

#[component]
pub fn Bars(hand: Hand) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="hand-bars">
            <MovingBar hand />
            <ChosenBar hand />
            <DeedBar hand />
        </div>
        <p class="unseen" id=CHOSEN aria-hidden="true">{td_string!(lang, calendar.bar.is_chosen)}</p>
        <p class="unseen" id=TARGET aria-hidden="true">{td_string!(lang, calendar.moving.target)}</p>
    }
    .into_any()
}

/// What is pressed here gives way: the focus goes back to the calendar, and `then` happens, when it has been done.
pub fn when_done<S>(action: ServerAction<S>, hand: Hand, then: impl Fn() + 'static)
where
    S: ServerFn<Output = (), Error = crate::desk::error::DeskError> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            then();
            hand.come_back.set_value(true);
            request_animation_frame(focus_calendar);
        }
    });
}

#[component]
fn MovingBar(hand: Hand) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div role="status">
            {move || {
                hand.moving
                    .get()
                    .map(|moving| {
                        let time = words::span(moving.span, lang);
                        view! {
                            <div class="hand-bar">
                                <p>{td_string!(lang, calendar.moving.mode, name = moving.name, time = time).to_string()}</p>
                                <button type="button" class="button-secondary" on:click=move |_| hand.stop_moving()>
                                    {td_string!(lang, calendar.moving.give_up)}
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

#[component]
fn ChosenBar(hand: Hand) -> impl IntoView {
    let lang = use_lang();
    let close = heard::<CloseSlots>();
    let open = heard::<OpenSlots>();
    when_done(close, hand, move || hand.choose_none());
    when_done(open, hand, move || hand.choose_none());
    let count = Memo::new(move |_| hand.count());
    let some = Memo::new(move |_| hand.chosen.with(|chosen| !chosen.is_empty()));
    let slots = move || {
        let ids: Vec<_> = hand.chosen.get().iter().map(ToString::to_string).collect();
        ids.join(" ")
    };
    let hidden = move || {
        view! {
            <Here place=hand.place />
            <input type="hidden" name="slots" value=slots />
        }
    };
    let said = move || {
        let (count, free, closed) = count.get();
        td_string!(lang, calendar.bar.chosen, count = count, free = free, closed = closed).to_string()
    };
    move || {
        some.get().then(|| {
            view! {
                <section class="hand-bar" aria-label=td_string!(lang, calendar.bar.label)>
                    <p>{said}</p>
                    <ActionForm action=close>
                        {hidden()}
                        <label for="chosen-reason">{td_string!(lang, calendar.bar.reason)}</label>
                        <input id="chosen-reason" name="reason" maxlength="200" autocomplete="off" />
                        <button class="button" disabled=move || count.get().1 == 0>
                            {td_string!(lang, calendar.bar.close)}
                        </button>
                    </ActionForm>
                    <ActionForm action=open>
                        {hidden()}
                        <button class="button-secondary" disabled=move || count.get().2 == 0>
                            {td_string!(lang, calendar.bar.open)}
                        </button>
                    </ActionForm>
                    <button
                        type="button"
                        class="button-link"
                        on:click=move |_| {
                            hand.choose_none();
                            request_animation_frame(focus_calendar);
                        }
                    >
                        {td_string!(lang, calendar.bar.clear)}
                    </button>
                </section>
            }
        })
    }
}

/// It says what came of the last press, for as long as that can be taken back; without JavaScript too.
#[component]
fn DeedBar(hand: Hand) -> impl IntoView {
    let lang = use_lang();
    let undo = heard::<UndoDeed>();
    when_done(undo, hand, || {});
    let shown = Memo::new(move |_| {
        let deed = hand.picture.deed.get();
        deed.filter(|deed| hand.picture.now.get() <= deed.until)
    });
    view! {
        <div role="status">
            {move || {
                shown
                    .get()
                    .map(|deed| {
                        let press = match &deed.done {
                            Done::Moved { told: true, .. } => td_string!(lang, calendar.deed.undo_move),
                            _ => td_string!(lang, calendar.deed.undo),
                        };
                        let (id, undone) = (deed.id, deed.undone.is_some());
                        view! {
                            <div class="hand-bar">
                                <Said deed />
                                {(!undone)
                                    .then(|| {
                                        view! {
                                            <ActionForm action=undo>
                                                <Here place=hand.place />
                                                <input type="hidden" name="deed" value=id.to_string() />
                                                <button class="button-secondary" data-undo="" aria-keyshortcuts="Control+Z">
                                                    {press}
                                                </button>
                                            </ActionForm>
                                        }
                                    })}
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Said(deed: Deed) -> impl IntoView {
    let lang = use_lang();
    let Deed { done, skipped, undone, .. } = deed;
    let words = match (&done, &undone) {
        (Done::Moved { from, .. }, Some(_)) => {
            td_string!(lang, calendar.deed.moved_back, from = words::moment(from.starts(), lang)).to_string()
        }
        (_, Some(Undone { back, .. })) => td_string!(lang, calendar.deed.undone, count = *back).to_string(),
        (Done::Opened { slots }, None) => td_string!(lang, calendar.deed.opened, count = *slots).to_string(),
        (Done::Closed { slots }, None) => td_string!(lang, calendar.deed.closed, count = *slots).to_string(),
        (Done::Moved { from, to, counter, .. }, None) => td_string!(
            lang,
            calendar.deed.moved,
            from = words::moment(from.starts(), lang),
            to = words::moment(to.starts(), lang),
            counter = counter.as_str()
        )
        .to_string(),
    };
    let told =
        matches!(done, Done::Moved { told: true, .. }).then(|| format!(" {}", td_string!(lang, calendar.deed.told)));
    let (left, head) = match undone {
        Some(Undone { stay, .. }) => (stay, td_string!(lang, calendar.deed.stay)),
        None => (skipped, td_string!(lang, calendar.deed.skipped)),
    };
    let lines: Vec<_> = left.iter().map(|slot| left_out(slot, lang)).collect();
    view! {
        <p>
            {words} {told}
            {(!lines.is_empty())
                .then(|| view! { <small>{format!(" {head} {}", lines.join(if lang == Locale::ja { "、" } else { ", " }))}</small> })}
        </p>
    }
}

fn left_out(slot: &Skipped, lang: Locale) -> String {
    let (time, counter) = (words::span(slot.span, lang), slot.counter.as_str());
    match slot.why {
        Why::Taken => td_string!(lang, calendar.deed.taken, time = time, counter = counter).to_string(),
        Why::Overlaps => td_string!(lang, calendar.deed.overlaps, time = time, counter = counter).to_string(),
        Why::Begun => td_string!(lang, calendar.deed.begun, time = time, counter = counter).to_string(),
    }
}

/// Beside the day and the week: how long the slots are that are drawn, and whether presses select. Both are the hand's,
/// which the program alone has.
#[component]
pub fn HandTools(hand: Hand) -> impl IntoView {
    let lang = use_lang();
    let running = running();
    view! {
        <span class="hand-tools" data-idle=move || (!running.get()).then_some("")>
            <label for="hand-length">{td_string!(lang, calendar.tools.length)}</label>
            <select
                id="hand-length"
                on:change:target=move |event| hand.length.set(event.target().value().parse().ok())
            >
                <option value="">{td_string!(lang, calendar.tools.usual)}</option>
                {super::open_times::LENGTHS
                    .into_iter()
                    .map(|length| {
                        view! {
                            <option value=length.to_string()>
                                {td_string!(lang, staff.new_slot.minutes, count = length)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <button
                type="button"
                class="button-secondary"
                aria-keyshortcuts="s"
                aria-pressed=move || if hand.choosing.get() { "true" } else { "false" }
                on:click=move |_| if hand.choosing.get_untracked() { hand.choose_none() } else { hand.choosing.set(true) }
            >
                {td_string!(lang, calendar.tools.choose)}
            </button>
        </span>
    }
    .into_any()
}
