//! A choice from a list that is too long for rows: a native select with its label above.

use super::field::{Help, Label, Wrong, described_by};
use leptos::prelude::*;

#[component]
pub fn Select<V, W>(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// The words of the choice that stands first and sends nothing.
    #[prop(optional)]
    none: Option<&'static str>,
    /// What the form sends, and the words.
    options: Vec<(V, W)>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(default = None)] error: Option<String>,
    /// The value that was chosen before.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView
where
    V: Into<String> + Send + 'static,
    W: Into<String> + Send + 'static,
{
    let id = id.unwrap_or_else(|| name.clone());
    let none = none.map(|words| (String::new(), words.to_owned()));
    let options = options.into_iter().map(|(option, words)| (option.into(), words.into()));
    view! {
        <div class="field">
            <Label id=id.clone() label optional=false />
            <Help id=id.clone() help=help.clone() />
            <Wrong id=id.clone() error=error.clone() />
            <select
                id=id.clone()
                name=name
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, help.is_some(), error.is_some())
            >
                {none
                    .into_iter()
                    .chain(options)
                    .map(|(option, words)| {
                        let selected = option == value;
                        view! { <option value=option selected=selected>{words}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn the_choice_of_none_stands_first_and_is_chosen_where_nothing_was() {
        let html = rendered("/ja", || {
            view! { <Select label="窓口" name="counter" none="すべて" options=vec![("1", "一番"), ("2", "二番")] /> }
        });
        let order = ["<option value=\"\" selected>すべて", "<option value=\"1\">一番", "<option value=\"2\">二番"];
        let order = order.map(|option| html.find(option));
        assert!(order.is_sorted() && order[0].is_some(), "{html}");
        let html = rendered("/ja", || {
            view! { <Select label="窓口" name="counter" none="すべて" options=vec![("1", "一番")] value="1" /> }
        });
        assert!(html.contains("<option value=\"\">") && html.contains("<option value=\"1\" selected>"), "{html}");
    }
}
