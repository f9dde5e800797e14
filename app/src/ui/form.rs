//! A form that changes something.
//!
//! Without the program the browser posts it and follows the answer. With it the same post is made from here: a line that is
//! down for a minute takes nothing that was typed, and a second press sends nothing twice.

use crate::{
    browser::{post, unkept},
    desk::error::DeskError,
    i18n::*,
    locale::use_lang,
    ui::page::words_of,
};
use leptos::{
    ev::{self, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
    web_sys::{FormData, HtmlElement},
};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// A form on a page that only the server renders.
#[island]
pub fn PostForm(
    /// The address of the server function.
    #[prop(into)]
    action: String,
    /// The address that keeps what has been typed so far, told after each field and in every pause.
    #[prop(optional, into)]
    draft: Option<String>,
    children: Children,
) -> impl IntoView {
    view! { <Form action draft>{children()}</Form> }
}

/// The same inside an island.
#[component]
pub fn Form<C: IntoView + 'static>(
    #[prop(into)] action: String,
    #[prop(default = None)] draft: Option<String>,
    /// What to say instead where nothing could be sent.
    #[prop(optional, into)]
    unsent: Option<String>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeskError>);
    let form = NodeRef::<html::Form>::new();
    let typed = move || form.get_untracked().and_then(|form| FormData::new_with_form(&form).ok());
    let keeping = StoredValue::new(draft.map(|draft| Keeping { draft, unkept: None, touched: false }));
    let address = action.clone();
    let submit = move |event: SubmitEvent| {
        let pressed = Pressed::of(&event);
        let Some(typed) = typed() else { return };
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        if let Some((name, value)) = pressed.as_ref().and_then(Pressed::sends) {
            // Fails only for a value that is no string.
            let _ = typed.append_with_str(&name, &value);
        }
        sending.set(true);
        problem.set(None);
        if let Some(pressed) = &pressed {
            pressed.at_work();
        }
        // The page may be taken out of the browser's cache again, after it has sent.
        let back = window_event_listener(ev::pageshow, {
            let pressed = pressed.clone();
            move |event| {
                if event.persisted() {
                    sending.set(false);
                    pressed.iter().for_each(Pressed::at_rest);
                }
            }
        });
        let address = address.clone();
        spawn_local(async move {
            // What is sent is not to be typed again on the page that comes next.
            let touched = keeping.try_update_value(|keeping| keeping.as_mut().is_some_and(Keeping::let_go));
            if let Err(error) = post::and_go_on(&address, &typed).await {
                keeping.try_update_value(|keeping| {
                    keeping.iter_mut().for_each(|keeping| keeping.touched = touched.unwrap_or_default());
                });
                back.remove();
                sending.set(false);
                problem.set(Some(error));
                pressed.iter().for_each(Pressed::at_rest);
            }
        });
    };
    let keep = move || {
        keeping.update_value(|keeping| {
            let Some(keeping) = keeping else { return };
            keeping.stop();
            keeping.touched = true;
            if let Some(typed) = typed() {
                post::in_passing(&keeping.draft, &typed);
            }
        });
    };
    // A phone may put the page away in the middle of a field.
    let type_on = move |_| {
        keeping.update_value(|keeping| {
            let Some(keeping) = keeping else { return };
            keeping.stop();
            keeping.touched = true;
            keeping.unkept = set_timeout_with_handle(keep, KEEP_AFTER).ok();
        });
    };
    Effect::new(move |_| {
        let draft = keeping.with_value(|keeping| keeping.as_ref().map(|keeping| keeping.draft.clone()));
        let again = draft.zip(form.get_untracked()).is_some_and(|(draft, form)| unkept::type_again(&draft, &form));
        if again {
            keep();
        }
        let leaving = window_event_listener_untyped("pagehide", move |_| {
            let unkept = keeping.with_value(|keeping| {
                let keeping = keeping.as_ref().filter(|keeping| keeping.touched)?;
                unkept::leave(&keeping.draft, &typed()?);
                keeping.unkept.as_ref().map(drop)
            });
            if unkept.is_some() {
                keep();
            }
        });
        on_cleanup(move || leaving.remove());
    });
    view! {
        <form
            action=action
            method="post"
            node_ref=form
            aria-busy=move || sending.get().then_some("true")
            on:submit=submit
            on:change=move |_| keep()
            on:input=type_on
        >
            {children.into_inner()()}
            <div class="unsent" role="alert">
                {move || problem.get().map(|problem| view! { <Unsent problem help=unsent.clone() /> })}
            </div>
        </form>
    }
}

/// How long nothing is typed until what has been typed is kept.
const KEEP_AFTER: Duration = Duration::from_secs(1);

/// Where a draft is kept, and whether something is typed that it does not have yet.
struct Keeping {
    draft: String,
    unkept: Option<TimeoutHandle>,
    /// Something was typed on this page.
    touched: bool,
}

impl Keeping {
    /// Waits for no pause any longer.
    fn stop(&mut self) {
        if let Some(timer) = self.unkept.take() {
            timer.clear();
        }
    }

    /// Keeps nothing of what was typed so far. Whether there was anything.
    fn let_go(&mut self) -> bool {
        self.stop();
        std::mem::take(&mut self.touched)
    }
}

/// The form stays as it is.
#[component]
fn Unsent(problem: DeskError, help: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let (title, help) = match problem {
        DeskError::Unavailable => {
            let help = help.unwrap_or_else(|| td_string!(lang, words.unsent.help).to_owned());
            (td_string!(lang, words.unsent.title).to_owned(), Some(help))
        }
        problem => (words_of(problem, lang), None),
    };
    view! {
        <div class="notice" data-tone="bad">
            <p><b>{title}</b></p>
            {help.map(|help| view! { <p>{help}</p> })}
        </div>
    }
}

/// The button that sends.
#[derive(Clone)]
struct Pressed {
    button: HtmlElement,
    words: Option<String>,
}

impl Pressed {
    fn of(event: &SubmitEvent) -> Option<Pressed> {
        let button: HtmlElement = event.submitter()?.dyn_into().ok()?;
        let words = button.has_attribute("data-busy").then(|| button.text_content()).flatten();
        Some(Pressed { button, words })
    }

    fn sends(&self) -> Option<(String, String)> {
        let name = self.button.get_attribute("name")?;
        Some((name, self.button.get_attribute("value").unwrap_or_default()))
    }

    /// Keeps its place and its focus, and says in words that it is at work.
    fn at_work(&self) {
        // Fails only for names that are no attribute's.
        let _ = self.button.set_attribute("aria-disabled", "true");
        if let Some(busy) = self.button.get_attribute("data-busy") {
            self.button.set_text_content(Some(&busy));
        }
    }

    fn at_rest(&self) {
        let _ = self.button.remove_attribute("aria-disabled");
        if self.words.is_some() {
            self.button.set_text_content(self.words.as_deref());
        }
    }
}
