//! What is to be mended, at the top of a form, each line leading to its field.

use crate::{i18n::*, locale::use_lang};
use leptos::{html, prelude::*};

/// One thing to mend: the id of the field, and the same words that stand beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub field: String,
    pub words: String,
}

/// Shown when there is something to mend; takes the focus then, so that it is the first thing heard and seen.
///
/// A page that comes from the server with problems has `autofocus`, which needs no program. When the program arrives
/// later it takes the focus only from nobody: who has begun to type is not torn away.
#[component]
pub fn ErrorSummary(#[prop(into)] problems: Signal<Vec<Problem>>) -> impl IntoView {
    let lang = use_lang();
    let summary = NodeRef::<html::Section>::new();
    Effect::new(move |earlier: Option<()>| {
        let Some(summary) = summary.get() else { return };
        let nobody = || document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if problems.with(|problems| !problems.is_empty()) && (earlier.is_some() || nobody()) {
            // Only fails where an element cannot take the focus; this one can.
            let _ = summary.focus();
        }
    });
    move || {
        let problems = problems.get();
        (!problems.is_empty()).then(|| {
            view! {
                <section node_ref=summary class="error-summary" tabindex="-1" autofocus=true aria-labelledby="mend">
                    <h2 id="mend">{td!(lang, words.ui.please_mend)}</h2>
                    <ul>
                        {problems
                            .into_iter()
                            .map(|problem| {
                                view! {
                                    <li>
                                        <a href=format!("#{}", problem.field) rel="external">{problem.words}</a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn each_line_leads_to_its_field() {
        let problems = vec![Problem { field: "name".into(), words: "氏名を入れてください".into() }];
        let html = rendered("/ja", move || view! { <ErrorSummary problems=problems.clone() /> });
        assert!(html.contains("<a href=\"#name\" rel=\"external\">氏名を入れてください</a>"), "{html}");
        assert!(html.contains("tabindex=\"-1\""), "{html}");
    }

    #[test]
    fn nothing_to_mend_shows_nothing() {
        let html = rendered("/ja", || view! { <ErrorSummary problems=Vec::new() /> });
        assert!(!html.contains("error-summary"), "{html}");
    }
}
