//! Step 2: the terms, what is agreed to, and a declaration for each duty of Art. 5 and 12. Any answer books; what is not
//! answered is asked again.

use crate::{
    desk::{
        Answer,
        application::{Application, TermsForm},
        office::TermsView,
    },
    domain::declaration::Declaration,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        apply::{Apply, Seen, Shown, Step},
        articles::{Articles, Version},
        declarations::{self, Questions},
    },
    ui::{
        button::Button,
        choices::Tick,
        error_summary::{ErrorSummary, Problem},
        form::PostForm,
        loaded::loaded,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use std::collections::BTreeMap;

/// Zoom's own terms (Art. 4).
const ZOOM_TERMS: &str = "https://explore.zoom.us/ja/terms/";

#[server]
pub async fn terms(lang: String, slug: String, version: Option<String>) -> Answer<TermsView> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.terms(&slug, version.as_deref(), lang).await
}

/// What the form sends. A tick not ticked and a question not answered are absent.
#[derive(Clone, PartialEq, Default, Debug, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct TermsAsSent {
    version: String,
    lang: String,
    agree: bool,
    zoom: bool,
    no_recording: bool,
    answers: BTreeMap<String, String>,
}

impl From<TermsAsSent> for TermsForm {
    fn from(sent: TermsAsSent) -> TermsForm {
        TermsForm {
            version: sent.version,
            lang: sent.lang,
            agree: sent.agree,
            zoom: sent.zoom,
            no_recording: sent.no_recording,
            answers: declarations::answers(&sent.answers),
        }
    }
}

#[server]
async fn answer_terms(lang: String, seen: Option<String>, form: TermsAsSent) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request, seeker::apply};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let kept = request::desk()?.seeker.answer_terms(request::visitor()?, form.into()).await;
    let next = |kept: &Application| Some(apply::after(lang, Step::Terms, kept, apply::seen(seen.as_deref())));
    request::onward(kept, next, &address::apply(lang, "terms"))
}

/// Keeps what has been answered so far, so that leaving the page loses nothing.
#[server]
async fn draft_terms(form: TermsAsSent, sent: u32) -> Answer<()> {
    use crate::request;
    request::desk()?.seeker.draft_terms(request::visitor()?, form.into(), sent).await
}

#[component]
pub fn Terms() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Apply
            step=Step::Terms
            title=td_string!(lang, seeker.terms.title)
            show=move |application| {
                let text = terms(code(lang).to_owned(), application.slug.clone(), None);
                loaded(text, move |text| view! { <TermsStep application text /> })
            }
        />
    }
    .into_any()
}

#[component]
fn TermsStep(application: Application, text: TermsView) -> impl IntoView {
    let lang = use_lang();
    let (tried, shown) = (application.terms.is_some(), Shown::of(&application));
    let given = application.half_terms.or(application.terms).unwrap_or_default();
    let problems = if tried { missing(&given, lang) } else { Vec::new() };
    let full = address::terms(lang, &application.slug);
    view! {
        <ErrorSummary problems />
        <p class="lead">{td!(lang, seeker.terms.lead)}</p>
        <ul class="points">
            <li>{td!(lang, seeker.terms.points.recording)}</li>
            <li>{td!(lang, seeker.terms.points.room)}</li>
            <li>{td!(lang, seeker.terms.points.ten)}</li>
            <li>{td!(lang, seeker.terms.points.device)}</li>
            <li>{td!(lang, seeker.terms.points.data)}</li>
        </ul>
        <h2>{td!(lang, seeker.terms.articles)}</h2>
        <Version terms=text.clone() />
        <Articles terms=text.clone() />
        <p><a href=full target="_blank">{td!(lang, seeker.terms.whole_page)}</a></p>
        <PostForm action=AnswerTerms::url() draft=DraftTerms::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <Seen shown />
            <input type="hidden" name="sent" value=application.sent.to_string() />
            <Asked text given tried />
            <div class="actions">
                <Button words=td_string!(lang, seeker.terms.next) />
            </div>
        </PostForm>
    }
    .into_any()
}

/// The questions and the ticks, as [`TermsAsSent`] reads them.
#[component]
pub fn Asked(text: TermsView, given: TermsForm, tried: bool) -> impl IntoView {
    let lang = use_lang();
    let missing = move |ticked: bool, words: &'static str| (tried && !ticked).then(|| words.to_owned());
    view! {
        <input type="hidden" name="form[version]" value=text.hash />
        <input type="hidden" name="form[lang]" value=text.lang />
        <h2>{td!(lang, seeker.terms.questions)}</h2>
        <p>{td!(lang, seeker.terms.questions_help)}</p>
        <Questions given=given.answers.clone() tried />
        <h2>{td!(lang, seeker.terms.consents)}</h2>
        <Tick
            name="form[no_recording]"
            id="no_recording"
            checked=given.no_recording
            error=missing(given.no_recording, td_string!(lang, seeker.terms.no_recording_missing))
        >
            {td!(lang, seeker.terms.no_recording)}
        </Tick>
        <p>
            <a href=ZOOM_TERMS target="_blank" rel="external noopener">
                {td!(lang, seeker.terms.zoom_link)}
            </a>
        </p>
        <Tick
            name="form[zoom]"
            id="zoom"
            checked=given.zoom
            error=missing(given.zoom, td_string!(lang, seeker.terms.zoom_missing))
        >
            {td!(lang, seeker.terms.zoom)}
        </Tick>
        <Tick
            name="form[agree]"
            id="agree"
            checked=given.agree
            error=missing(given.agree, td_string!(lang, seeker.terms.agree_missing))
        >
            {td!(lang, seeker.terms.agree)}
        </Tick>
    }
    .into_any()
}

/// What is still to answer or to tick, in the order of the page.
pub fn missing(given: &TermsForm, lang: Locale) -> Vec<Problem> {
    let questions =
        Declaration::ALL.into_iter().zip(1_u8..).filter(|(asked, _)| !given.answers.contains_key(asked)).map(
            |(asked, number)| Problem {
                field: asked.id().to_owned(),
                words: td_string!(lang, seeker.terms.answer, number = number, name = declarations::name(asked, lang)),
            },
        );
    let ticks = [
        ("no_recording", given.no_recording, td_string!(lang, seeker.terms.no_recording_missing)),
        ("zoom", given.zoom, td_string!(lang, seeker.terms.zoom_missing)),
        ("agree", given.agree, td_string!(lang, seeker.terms.agree_missing)),
    ];
    let ticks = ticks
        .into_iter()
        .filter(|(_, ticked, _)| !ticked)
        .map(|(field, _, words)| Problem { field: field.to_owned(), words: words.to_owned() });
    questions.chain(ticks).collect()
}
