//! "Send me my link again." The same answer for everyone, whether or not anything matches (Secrecy).

use crate::{
    desk::{Answer, error::DeskError, office::OfficeView},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, segment},
        by_phone::ByPhone,
        done::wrong_address,
        problem::Problem,
    },
    ui::{
        button::Button,
        error_summary::{self, ErrorSummary},
        field::Field,
        form::PostForm,
        loaded::loaded,
        page::Page,
    },
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[server]
async fn send_link(lang: String, slug: String, mail: String) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::link(named(&lang).ok_or(DeskError::Unreadable)?, &slug);
    let sent = request::desk()?.seeker.send_link_again(&slug, &mail).await;
    request::keep_unless_taken(request::Form::Address, &mail, &sent)?;
    request::onward(sent, |()| Some(format!("{page}?sent=yes")), &page)
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct LinkView {
    office: OfficeView,
    /// The address that was typed and could not be taken.
    typed: Option<String>,
}

#[server]
async fn load_link(lang: String, slug: String, mend: bool) -> Answer<LinkView> {
    use crate::{request, seeker::office::office};
    let typed = request::kept_if(mend, request::Form::Address)?;
    Ok(LinkView { office: office(lang, slug).await?, typed })
}

#[component]
pub fn Link() -> impl IntoView {
    let lang = use_lang();
    let sent = asked("sent").is_some();
    let mend = asked("problem").as_deref() == Some(DeskError::Mend.word());
    view! {
        <Page title=td_string!(lang, seeker.link.title)>
            {loaded(
                load_link(code(lang).to_owned(), segment("office"), mend),
                move |LinkView { office, typed }| {
                    view! {
                        <a class="back" href=address::door(lang)>{td!(lang, seeker.back)}</a>
                        {if sent {
                            Either::Left(
                                view! {
                                    <h1 class="state" data-tone="good">{td!(lang, seeker.link.sent)}</h1>
                                    <p class="lead">{td!(lang, seeker.link.sent_help)}</p>
                                },
                            )
                        } else {
                            Either::Right(view! { <AskAddress slug=office.slug mend typed /> })
                        }}
                        <ByPhone office=office.name phone=office.phone hours=office.hours />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

#[component]
fn AskAddress(slug: String, mend: bool, typed: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let wrong = mend.then(|| wrong_address(typed.as_deref(), lang));
    let summary = wrong.clone().map(|words| error_summary::Problem { field: "mail".to_owned(), words });
    view! {
        <h1>{td!(lang, seeker.link.title)}</h1>
        <p class="lead">{td!(lang, seeker.link.lead)}</p>
        {match summary {
            Some(problem) => Either::Left(view! { <ErrorSummary problems=vec![problem] /> }),
            None => Either::Right(view! { <Problem /> }),
        }}
        <PostForm action=SendLink::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="slug" value=slug />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="mail"
                error=wrong
                value=typed.unwrap_or_default()
                autocomplete="email"
                inputmode="email"
            />
            <div class="actions">
                <Button words=td_string!(lang, seeker.link.send) />
            </div>
        </PostForm>
    }
    .into_any()
}
