//! A field of several lines that says how many characters are left.

use super::field::{Help, Label, Wrong, described_by};
use crate::{domain::topic::Topic, i18n::*, locale::use_lang};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// Several lines of text, at most `most` characters. More can be typed or pasted: the counter says by how much, nothing
/// that somebody wrote is cut off, and the server is the one to refuse.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// In characters, as [`Topic::count`] counts them.
    most: usize,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] lang: Option<&'static str>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    view! {
        <div class="field">
            <Label id=id.clone() label optional />
            <Help id=id.clone() help=help.clone() />
            <Wrong id=id.clone() error=error.clone() />
            <textarea
                id=id.clone()
                name=name
                lang=lang
                aria-required=(!optional).then_some("true")
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, help.is_some(), error.is_some())
                inner_html=escaped(&value)
            ></textarea>
            <Counter of=id most />
        </div>
    }
    .into_any()
}

/// Before anything is typed: the limit. Then what is left, to be seen at every key and heard when it gets short.
#[island]
fn Counter(
    /// The id of the field.
    of: String,
    most: usize,
) -> impl IntoView {
    let lang = use_lang();
    let typed = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        let field = document().get_element_by_id(&of).and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
        let listening = window_event_listener(ev::input, move |event| {
            if let Some(field) = field.as_ref().filter(|field| event.target().as_ref() == Some(field.as_ref())) {
                typed.set(Some(Topic::count(&field.value())));
            }
        });
        on_cleanup(move || listening.remove());
    });
    let words = move |typed: usize| match most.checked_sub(typed) {
        Some(left) => td_string!(lang, words.ui.characters_left, count = left).to_string(),
        None => td_string!(lang, words.ui.characters_over, count = typed - most).to_string(),
    };
    let limit = td_string!(lang, words.ui.characters_at_most, count = most).to_string();
    let heard = Memo::new(move |_| typed.get().and_then(|typed| worth_saying(typed, most)));
    view! {
        <p class="counter">{move || typed.get().map_or_else(|| limit.clone(), words)}</p>
        <p class="unseen" role="status">
            {move || heard.get().and_then(|_| typed.get_untracked()).map(words)}
        </p>
    }
}

/// Which of the marks near the limit has been passed; `Some(None)` once over it. A change of it is spoken.
fn worth_saying(typed: usize, most: usize) -> Option<Option<usize>> {
    match most.checked_sub(typed) {
        None => Some(None),
        Some(left) => [0, 10, 50, 100].into_iter().find(|mark| left <= *mark).map(Some),
    }
}

/// Text that may stand inside `<textarea>`. leptos does not escape the children of this element (leptos#4819), so they
/// go in as HTML made here, the same way on the server and in the browser. A first line break is doubled, for the parser
/// drops one.
fn escaped(text: &str) -> String {
    let html = text.replace('&', "&amp;").replace('<', "&lt;");
    if html.starts_with('\n') { format!("\n{html}") } else { html }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn what_was_typed_cannot_leave_the_field() {
        let html = rendered("/ja", || {
            view! { <TextArea label="相談内容" name="topic" most=1000 value="</textarea><script>alert(1)</script> &amp; 𠮷" /> }
        });
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains(">&lt;/textarea>&lt;script>alert(1)&lt;/script> &amp;amp; 𠮷</textarea>"), "{html}");
    }

    #[test]
    fn a_first_line_break_survives_the_parser() {
        assert_eq!(escaped("\na"), "\n\na");
        assert_eq!(escaped("a\nb"), "a\nb");
    }

    #[test]
    fn the_limit_is_told_before_anything_is_typed() {
        let html = rendered("/ja", || view! { <TextArea label="相談内容" name="topic" most=1000 /> });
        assert!(html.contains("1000文字まで"), "{html}");
    }

    #[test]
    fn only_the_marks_near_the_limit_are_spoken() {
        let marks = [0, 899, 900, 949, 950, 990, 1000, 1001, 2000].map(|typed| worth_saying(typed, 1000));
        let [none, ninety_nine, hundred, still, fifty, ten, end, over, far] = marks;
        assert_eq!([none, ninety_nine], [None, None]);
        assert_eq!([hundred, still, fifty, ten, end], [100, 100, 50, 10, 0].map(|mark| Some(Some(mark))));
        assert_eq!([over, far], [Some(None), Some(None)]);
    }
}
