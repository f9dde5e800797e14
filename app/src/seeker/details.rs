//! Step 4: who asks, how to reach them, what about. Everything is kept as typed, right or wrong; with the program also
//! while it is being typed.

use crate::{
    desk::{
        Answer,
        application::{Application, Details},
    },
    domain::{
        details::{Field as Asked, Problem},
        topic::Topic,
    },
    i18n::*,
    locale::{self, code, use_lang},
    seeker::apply::{Apply, Seen, Shown, Step},
    ui::{
        button::Button,
        choices::{Choice, Choices, Tick},
        error_summary::{self, ErrorSummary},
        field::Field,
        form::PostForm,
        text_area::TextArea,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
async fn keep_details(lang: String, seen: Option<String>, details: Details) -> Answer<()> {
    use crate::{
        desk::error::DeskError,
        locale::named,
        request,
        seeker::{address, apply},
    };
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let details = Details { tried: true, ..details };
    let kept = request::desk()?.seeker.keep_details(request::visitor()?, details).await;
    let next = |kept: &Application| Some(apply::after(lang, Step::Details, kept, apply::seen(seen.as_deref())));
    request::onward(kept, next, &address::apply(lang, "details"))
}

/// Keeps what has been typed so far, so that leaving the page loses nothing. Nobody is told of problems yet.
#[server]
async fn draft_details(details: Details, sent: u32) -> Answer<()> {
    use crate::request;
    request::desk()?.seeker.draft_details(request::visitor()?, details, sent).await
}

#[component]
pub fn DetailsPage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Apply
            step=Step::Details
            title=td_string!(lang, seeker.details.title)
            show=|application| view! { <DetailsForm application /> }
        />
    }
    .into_any()
}

#[component]
fn DetailsForm(application: Application) -> impl IntoView {
    let lang = use_lang();
    let shown = Shown::of(&application);
    let Application { details, problems, mail_domain, sent, .. } = application;
    let problems = if details.tried { problems } else { Vec::new() };
    let summary: Vec<_> = problems
        .iter()
        .map(|(field, problem)| error_summary::Problem {
            field: field.id().to_owned(),
            words: words_of(*field, *problem, lang),
        })
        .collect();
    let error = move |asked: Asked| {
        problems.iter().find(|(field, _)| *field == asked).map(|(field, problem)| words_of(*field, *problem, lang))
    };
    let letters = if details.mail_lang.is_empty() { code(lang).to_owned() } else { details.mail_lang.clone() };
    let languages = locale::LANGUAGES.map(|(_, code, name)| Choice::new(code, name)).to_vec();
    view! {
        <ErrorSummary problems=summary />
            <PostForm action=KeepDetails::url() draft=DraftDetails::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <Seen shown />
                <input type="hidden" name="sent" value=sent.to_string() />
                <h2>{td!(lang, seeker.details.who)}</h2>
                <Field
                    label=td_string!(lang, seeker.details.name)
                    name="details[name]"
                    id="name"
                    help=td_string!(lang, seeker.details.name_help)
                    error=error(Asked::Name)
                    value=details.name
                    autocomplete="name"
                />
                <Field
                    label=td_string!(lang, seeker.details.kana)
                    name="details[kana]"
                    id="kana"
                    help=td_string!(lang, seeker.details.kana_help)
                    error=error(Asked::Kana)
                    value=details.kana
                    lang="ja"
                    optional=true
                />
                <Field
                    label=td_string!(lang, seeker.details.number)
                    name="details[number]"
                    id="number"
                    help=td_string!(lang, seeker.details.number_help)
                    error=error(Asked::Number)
                    value=details.number
                    inputmode="tel"
                    autocomplete="off"
                    short=true
                />
                <h2>{td!(lang, seeker.details.contact)}</h2>
                <Field
                    label=td_string!(lang, seeker.details.phone)
                    name="details[phone]"
                    id="phone"
                    kind="tel"
                    help=td_string!(lang, seeker.details.phone_help)
                    error=error(Asked::Phone)
                    value=details.phone
                    autocomplete="tel"
                    inputmode="tel"
                    short=true
                />
                <Field
                    label=td_string!(lang, seeker.details.mail)
                    name="details[mail]"
                    id="mail"
                    help=td_string!(lang, seeker.details.mail_help, domain = mail_domain)
                    error=error(Asked::Mail)
                    value=details.mail
                    autocomplete="email"
                    inputmode="email"
                />
                <Choices
                    legend=td_string!(lang, seeker.details.mail_lang)
                    name="details[mail_lang]"
                    id="mail_lang"
                    options=languages
                    chosen=letters
                    in_a_row=true
                />
                <h2>{td!(lang, seeker.details.talk)}</h2>
                <TextArea
                    label=td_string!(lang, seeker.details.topic)
                    name="details[topic]"
                    id="topic"
                    most=Topic::MAX
                    help=td_string!(lang, seeker.details.topic_help)
                    error=error(Asked::Topic)
                    value=details.topic
                />
                <Companions interpreter=details.interpreter carer=details.carer within="details" />
                <div class="actions">
                    <Button words=td_string!(lang, seeker.details.next) />
                </div>
            </PostForm>
    }
    .into_any()
}

/// Who will be in the room besides (Art. 12(2)). `within` is the form's name for what they belong to.
#[component]
pub fn Companions(interpreter: bool, carer: bool, within: &'static str) -> impl IntoView {
    let lang = use_lang();
    view! {
        <fieldset class="choices">
            <legend>{td!(lang, seeker.details.companions)}</legend>
            <Tick name=format!("{within}[interpreter]") id="interpreter" checked=interpreter>
                {td!(lang, seeker.details.interpreter)}
            </Tick>
            <Tick name=format!("{within}[carer]") id="carer" checked=carer>
                {td!(lang, seeker.details.carer)}
            </Tick>
        </fieldset>
    }
    .into_any()
}

/// What to do about a field, as one would say it.
pub fn words_of(field: Asked, problem: Problem, lang: Locale) -> String {
    macro_rules! of {
        ($($asked:ident => $key:ident, $label:ident;)+) => {
            match (field, problem) {
                $(
                    (Asked::$asked, Problem::Empty) => td_string!(lang, seeker.problem.$key.empty).to_owned(),
                    (Asked::$asked, Problem::Form) => td_string!(lang, seeker.problem.$key.form).to_owned(),
                    (Asked::$asked, Problem::Character) => td_string!(lang, seeker.problem.$key.character).to_owned(),
                    (Asked::$asked, Problem::TooLong { most }) => td_string!(
                        lang,
                        seeker.problem.too_long,
                        field = td_string!(lang, seeker.details.$label),
                        most = most
                    ),
                )+
            }
        };
    }
    of! {
        Name => name, name;
        Kana => kana, kana;
        Phone => phone, phone;
        Mail => mail, mail;
        Number => number, number;
        Topic => topic, topic;
    }
}
