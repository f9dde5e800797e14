//! 今日の確認: what may have changed since it was declared (Art. 5, 12), and what has changed in the terms (R6). The way into the
//! consultation does not wait for it.

use crate::{
    desk::{
        Answer,
        booking::LinkToken,
        join::{JoiningAnswers, NewTerms, Questions as Asked},
    },
    domain::time::date_jst,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        booking::found,
        by_phone::Trouble,
        declarations::{self, Questions},
        problem::Problem,
    },
    ui::{
        button::Button,
        changes::Changed,
        choices::Tick,
        error_summary::{self, ErrorSummary},
        form::PostForm,
        page::Page,
        when,
    },
};
use leptos::{either::EitherOf3, prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;
use std::collections::BTreeMap;

/// What the form sends.
#[derive(Clone, PartialEq, Default, Debug, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ReadyAsSent {
    version: String,
    lang: String,
    agree: bool,
    answers: BTreeMap<String, String>,
}

impl From<ReadyAsSent> for JoiningAnswers {
    fn from(sent: ReadyAsSent) -> JoiningAnswers {
        JoiningAnswers {
            version: sent.version,
            lang: sent.lang,
            agree: sent.agree,
            answers: declarations::answers(&sent.answers),
        }
    }
}

#[server]
async fn to_ready(lang: String, token: LinkToken) -> Answer<Asked> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.questions(&token, lang).await
}

#[server]
async fn make_ready(lang: String, token: LinkToken, #[server(default)] form: ReadyAsSent) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::of_booking(lang, &token, "ready");
    let next = format!("{}?done=answered", address::of_booking(lang, &token, "join"));
    let mend = format!("{page}?mend={}", if form.agree { "agreed" } else { "yes" });
    let kept = request::desk()?.seeker.answer_questions(&token, form.into()).await;
    request::onward(kept, |whole| Some(if *whole { next } else { mend }), &page)
}

#[component]
pub fn Ready() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, join.ready.title)>
            {found(
                to_ready(code(lang).to_owned(), address::token()),
                move |page| {
                    if !page.open {
                        EitherOf3::A(view! { <Redirect path=address::of_booking(lang, &page.token, "join") /> })
                    } else if !page.declared {
                        EitherOf3::B(view! { <Redirect path=address::of_booking(lang, &page.token, "terms") /> })
                    } else {
                        EitherOf3::C(view! { <ReadyForm page /> })
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

#[component]
fn ReadyForm(page: Asked) -> impl IntoView {
    let lang = use_lang();
    let mend = asked("mend");
    let (tried, agreed) = (mend.is_some(), mend.as_deref() == Some("agreed"));
    let problems = if tried { missing(&page, agreed, lang) } else { Vec::new() };
    let shown = page.new_terms.as_ref().map_or_else(|| code(lang).to_owned(), |terms| terms.lang.clone());
    let cancel = page.changeable.then(|| address::of_booking(lang, &page.token, "cancel"));
    view! {
        <a class="back" href=address::of_booking(lang, &page.token, "join")>{td!(lang, join.back)}</a>
        <h1>{td!(lang, join.ready.title)}</h1>
        <ErrorSummary problems />
        <Problem />
        <p class="lead">{td!(lang, join.ready.lead)}</p>
        <PostForm action=MakeReady::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=page.token.0 />
            <input type="hidden" name="form[version]" value=page.version />
            <input type="hidden" name="form[lang]" value=shown />
            {page.new_terms.map(|terms| view! { <NewTermsPart terms slug=page.slug cancel tried agreed /> })}
            <h2>{td!(lang, join.ready.questions)}</h2>
            <p>{td!(lang, join.ready.questions_help)}</p>
            <Questions given=page.given tried asked=page.asked today=true />
            <p>{td!(lang, join.mind.recording)}</p>
            <div class="actions">
                <Button words=td_string!(lang, join.ready.send) />
            </div>
        </PostForm>
        <Trouble office=page.office phone=page.phone />
    }
    .into_any()
}

/// What is still to answer or to tick.
fn missing(page: &Asked, agreed: bool, lang: Locale) -> Vec<error_summary::Problem> {
    let agree = (page.new_terms.is_some() && !agreed).then(|| error_summary::Problem {
        field: "agree".to_owned(),
        words: td_string!(lang, join.ready.agree_missing).to_owned(),
    });
    let questions =
        page.asked.iter().zip(1_u8..).filter(|(asked, _)| !page.given.contains_key(asked)).map(|(asked, number)| {
            error_summary::Problem {
                field: asked.id().to_owned(),
                words: td_string!(lang, seeker.terms.answer, number = number, name = declarations::name(*asked, lang))
                    .to_string(),
            }
        });
    agree.into_iter().chain(questions).collect()
}

/// The terms as they are now, beside those that were agreed to. Whoever objects cancels without prejudice.
#[component]
fn NewTermsPart(terms: NewTerms, slug: String, cancel: Option<String>, tried: bool, agreed: bool) -> impl IntoView {
    let lang = use_lang();
    let from = when::date(date_jst(terms.in_force_from), lang);
    let text = terms.lang;
    view! {
        <section>
            <h2>{td!(lang, join.ready.terms)}</h2>
            <p>{td_string!(lang, join.ready.terms_from, from).to_string()}</p>
            <h3>{td!(lang, join.ready.changes)}</h3>
            {terms.parts.into_iter().map(|part| view! { <Changed part text=text.clone() /> }).collect_view()}
            <p><a href=address::terms(lang, &slug) target="_blank">{td!(lang, seeker.terms.whole_page)}</a></p>
            <p>
                {td!(lang, join.ready.object)} " "
                {cancel.map(|page| view! { <a href=page>{td!(lang, seeker.booking.cancel)}</a> })}
            </p>
            <Tick
                name="form[agree]"
                id="agree"
                checked=agreed
                error=(tried && !agreed).then(|| td_string!(lang, join.ready.agree_missing).to_owned())
            >
                {td!(lang, join.ready.agree)}
            </Tick>
        </section>
    }
    .into_any()
}
