//! The forms that note what happened at a consultation.

use crate::{
    domain::ids::BookingId,
    i18n::*,
    locale::{code, use_lang},
    staff::{outcome::heard, today::WorkBooking},
};
use leptos::prelude::*;

/// A form with one button. `step` may change under it: the button stays, and so does the focus.
#[component]
pub fn StepForm(
    booking: BookingId,
    /// The word of the step.
    #[prop(into)]
    step: Signal<&'static str>,
    /// The words on the button.
    #[prop(into)]
    label: Signal<&'static str>,
    #[prop(default = "button-secondary")] class: &'static str,
    /// What is filled in before it is pressed.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let action = heard::<WorkBooking>();
    view! {
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(use_lang()) />
            <input type="hidden" name="booking" value=booking.to_string() />
            <input type="hidden" name="step" value=move || step.get() />
            {children.map(|children| children())}
            <button class=class>{move || label.get()}</button>
        </ActionForm>
    }
    .into_any()
}

/// A contact that happened at another time than now: it counts by its moment (R4).
#[component]
pub fn ContactForm(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    let id = format!("at-{booking}");
    view! {
        <StepForm booking step="call" label=td_string!(lang, day.step.call)>
            <div class="field">
                <label for=id.clone()>{td_string!(lang, day.step.call_at)}</label>
                <p class="hint" id=format!("{id}-hint")>{td_string!(lang, day.step.call_hint)}</p>
                <input id=id.clone() name="at" type="time" step="1" class="short" aria-describedby=format!("{id}-hint") />
            </div>
        </StepForm>
    }
    .into_any()
}

/// The end with a note of what came of it.
#[component]
pub fn DoneForm(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    view! {
        <StepForm booking step="done" label=td_string!(lang, day.step.done_with_note)>
            <Note booking note=String::new() />
        </StepForm>
    }
    .into_any()
}

/// What came of it, written or mended after the end.
#[component]
pub fn OutcomeForm(booking: BookingId, note: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <StepForm booking step="outcome" label=td_string!(lang, day.step.outcome)>
            <Note booking note />
        </StepForm>
    }
    .into_any()
}

#[component]
fn Note(booking: BookingId, note: String) -> impl IntoView {
    let lang = use_lang();
    let id = format!("note-{booking}");
    view! {
        <div class="field">
            <label for=id.clone()>{td_string!(lang, day.step.note)}</label>
            <p class="hint" id=format!("{id}-hint")>{td_string!(lang, day.step.note_hint)}</p>
            <textarea id=id.clone() name="note" rows="2" maxlength="500" aria-describedby=format!("{id}-hint")>{note}</textarea>
        </div>
    }
    .into_any()
}

/// Taking back a cancellation by silence, or an outcome, with its reason.
#[component]
pub fn UndoForm(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    let id = format!("why-{booking}");
    view! {
        <StepForm booking step="undo" label=td_string!(lang, day.step.undo)>
            <div class="field">
                <label for=id.clone()>{td_string!(lang, day.step.why)}</label>
                <p class="hint" id=format!("{id}-hint")>{td_string!(lang, day.step.why_hint)}</p>
                <input id=id.clone() name="note" required maxlength="500" autocomplete="off" aria-describedby=format!("{id}-hint") />
            </div>
        </StepForm>
    }
    .into_any()
}
