//! What is to be mended, at the top of a form, each line leading to its field.

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

/// One thing to mend: the id of the field, and the same words that stand beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub field: String,
    pub words: String,
}

/// Shown when there is something to mend; takes the focus then, so that it is the first thing heard and seen.
#[component]
pub fn ErrorSummary(problems: Vec<Problem>) -> impl IntoView {
    let lang = use_lang();
    (!problems.is_empty()).then(|| {
        let lines = problems
            .into_iter()
            .map(|problem| view! { <li><a href=format!("#{}", problem.field)>{problem.words}</a></li> })
            .collect_view();
        view! {
            <section class="error-summary" tabindex="-1" autofocus=true aria-labelledby="mend">
                <h2 id="mend">{td!(lang, words.ui.please_mend)}</h2>
                <ul>{lines}</ul>
            </section>
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn each_line_leads_to_its_field() {
        let problems = vec![Problem { field: "name".into(), words: "氏名を入れてください".into() }];
        let html = rendered("/ja", move || view! { <ErrorSummary problems=problems.clone() /> });
        assert!(html.contains("<a href=\"#name\">氏名を入れてください</a>"), "{html}");
        assert!(html.contains("tabindex=\"-1\""), "{html}");
    }

    #[test]
    fn nothing_to_mend_shows_nothing() {
        let html = rendered("/ja", || view! { <ErrorSummary problems=Vec::new() /> });
        assert!(!html.contains("error-summary"), "{html}");
    }
}
