//! What came of the last press at the desk. A plain form brings it back in the address; a form sent by the program
//! answers in place, where an error leads nowhere.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::{code, use_lang},
    ui::page::words_of,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// The problem that the program heard of, for the page's one place to say it.
#[derive(Clone, Copy)]
pub struct Heard(RwSignal<Option<DeskError>>);

impl Heard {
    /// Gives the page and all in it the place to tell problems to.
    pub fn provide() -> Heard {
        let heard = Heard(RwSignal::new(None));
        provide_context(heard);
        heard
    }

    /// Tells a problem; whoever is no longer signed in goes where that is mended.
    pub fn tell(self, error: DeskError, lang: Locale) {
        if error == DeskError::SignInFirst {
            let _ = window().location().set_href(&format!("/{}/desk/sign-in", code(lang)));
        }
        self.0.try_set(Some(error));
    }

    /// The office answers again: that it did not is no longer so.
    pub fn answered(self) {
        if self.0.get_untracked() == Some(DeskError::Unavailable) {
            self.0.set(None);
        }
    }
}

/// Tells what comes of a form: its problem, or that there is none any more.
pub fn hear<S>(action: ServerAction<S>)
where
    S: ServerFn<Output = (), Error = DeskError> + Clone + Send + Sync + 'static,
{
    let lang = use_lang();
    let Some(heard) = use_context::<Heard>() else { return };
    Effect::new(move |_| {
        let answer: Option<Answer<()>> = action.value().get();
        if action.pending().get() {
            heard.0.set(None);
        } else if let Some(Err(error)) = answer {
            heard.tell(error, lang);
        }
    });
}

/// The line that says it, in a place of its own that is always in sight: nothing moves when it comes or goes.
#[component]
pub fn Outcome() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let heard = use_context::<Heard>();
    let line = move || {
        if let Some(error) = heard.and_then(|heard| heard.0.get()) {
            return Some(("bad", words_of(error, lang)));
        }
        query.with(|query| {
            let done = query.get("done").and_then(|word| match word.as_str() {
                "resent" => Some(td_string!(lang, staff.done.resent)),
                "cancelled" => Some(td_string!(lang, staff.done.cancelled)),
                "opened" => Some(td_string!(lang, staff.done.opened)),
                "closed" => Some(td_string!(lang, staff.done.closed)),
                _ => None,
            });
            let problem = query.get("problem").and_then(|word| DeskError::of_word(&word));
            done.map(|words| ("good", words.to_owned())).or_else(|| problem.map(|error| ("bad", words_of(error, lang))))
        })
    };
    view! {
        <div class="outcome" role="status">
            {move || line().map(|(tone, words)| view! { <p class="state" data-tone=tone>{words}</p> })}
        </div>
    }
    .into_any()
}
