//! A text field: label, help under it, error under that, then the control.

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

/// One line of text. What was typed comes back as `value`, right or wrong.
///
/// The browser's own checks are not used: they speak the browser's language and refuse mail addresses that Japanese
/// carriers issued. The server says what to mend, in `error`.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    /// The form's name for it; also the id, unless `id` says otherwise.
    #[prop(into)]
    name: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional, into)] value: String,
    /// `text`, `tel`, `password`; a mail address is `text` with `inputmode="email"`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The token of WCAG 1.3.5: `name`, `tel`, `email`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// The language of what is typed, where it is not the page's.
    #[prop(optional)]
    lang: Option<&'static str>,
    /// May be left empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// About twelve characters wide: numbers.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let as_written = inputmode == Some("email") || kind == "password";
    view! {
        <div class="field">
            <Label id=id.clone() label optional />
            <Help id=id.clone() help=help.clone() />
            <Wrong id=id.clone() error=error.clone() />
            <input
                id=id.clone()
                name=name
                type=kind
                value=value
                class=short.then_some("short")
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize=as_written.then_some("none")
                spellcheck=as_written.then_some("false")
                lang=lang
                aria-required=(!optional).then_some("true")
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, help.is_some(), error.is_some())
            />
        </div>
    }
}

#[component]
pub(super) fn Label(id: String, label: String, optional: bool) -> impl IntoView {
    let lang = use_lang();
    view! {
        <label for=id>{label} {optional.then(|| view! { <small>{td!(lang, words.ui.optional)}</small> })}</label>
    }
}

#[component]
pub(super) fn Help(id: String, help: Option<String>) -> impl IntoView {
    help.map(|help| view! { <p class="hint" id=format!("{id}-hint")>{with_example(help)}</p> })
}

/// The error of a field or a group. The sign before it comes from the sheet.
#[component]
pub(super) fn Wrong(id: String, error: Option<String>) -> impl IntoView {
    error.map(|error| view! { <p class="error" id=format!("{id}-error")>{with_example(error)}</p> })
}

/// An example stays on one line with the word before it.
fn with_example(mut words: String) -> impl IntoView {
    let mark = td_string!(use_lang(), words.ui.example);
    let example = words.find(mark).map(|at| words.split_off(at));
    view! { {words}{example.map(|example| view! { <span class="example">{example}</span> })} }
}

/// The ids of what stands between the label and the control.
pub(super) fn described_by(id: &str, helped: bool, wrong: bool) -> Option<String> {
    match (helped, wrong) {
        (true, true) => Some(format!("{id}-hint {id}-error")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn label_help_and_error_stand_above_and_are_read_with_the_field() {
        let html = rendered("/ja", || {
            view! {
                <Field label="氏名" name="name" help="例：新津 花子" error=Some("氏名を入れてください".to_owned()) value="𠮷\"" autocomplete="name" />
            }
        });
        let order = ["<label", "class=\"hint\"", "class=\"error\"", "<input"].map(|part| html.find(part));
        assert!(order.is_sorted() && order[0].is_some(), "{html}");
        assert!(html.contains("aria-describedby=\"name-hint name-error\""), "{html}");
        assert!(html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("value=\"𠮷&quot;\""), "{html}");
    }

    #[test]
    fn an_example_is_kept_with_its_word() {
        let html = rendered("/ja", || {
            view! { <Field label="電話番号" name="phone" help="当日お電話します。例：090-1234-5678" /> }
        });
        assert!(html.contains("当日お電話します。"), "{html}");
        assert!(html.contains("<span class=\"example\">例：090-1234-5678</span>"), "{html}");
    }

    #[test]
    fn a_field_without_error_claims_none() {
        let html = rendered("/en", || view! { <Field label="Phone" name="phone" optional=true /> });
        assert!(!html.contains("aria-invalid") && !html.contains("aria-describedby"), "{html}");
        assert!(html.contains("<small>optional</small>"), "{html}");
    }
}
