//! "Send me my link again." The same answer for everyone, whether or not anything matches (Secrecy).

use crate::{
    desk::Answer,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, segment},
        by_phone::ByPhone,
        office::office,
        problem::Problem,
    },
    ui::{button::Button, field::Field, form::PostForm, loaded::loaded, page::Page},
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};

#[server]
async fn send_link(lang: String, slug: String, mail: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let page = address::link(named(&lang).ok_or(DeskError::Unreadable)?, &slug);
    let sent = request::desk()?.seeker.send_link_again(&slug, &mail).await;
    request::onward(sent, |()| Some(format!("{page}?sent=yes")), &page)
}

#[component]
pub fn Link() -> impl IntoView {
    let lang = use_lang();
    let sent = asked("sent").is_some();
    view! {
        <Page title=td_string!(lang, seeker.link.title)>
            {loaded(
                office(code(lang).to_owned(), segment("office")),
                move |office| {
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
                            Either::Right(view! { <AskAddress slug=office.slug /> })
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
fn AskAddress(slug: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <h1>{td!(lang, seeker.link.title)}</h1>
        <p class="lead">{td!(lang, seeker.link.lead)}</p>
        <Problem />
        <PostForm action=SendLink::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="slug" value=slug />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="mail"
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
