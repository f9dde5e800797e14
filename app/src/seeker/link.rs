//! "Send me my link again." The same answer for everyone, whether or not anything matches (Secrecy).

use crate::{
    desk::Answer,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        by_phone::ByPhone,
        office::office,
        problem::{Problem, Unsent},
    },
    ui::{button::Button, field::Field, loaded::loaded, page::Page},
};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::{use_params_map, use_query_map};

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
    let (params, query) = (use_params_map(), use_query_map());
    let slug = move || params.with(|params| params.get("office").unwrap_or_default());
    let found = Resource::new_blocking(slug, move |slug| office(code(lang).to_owned(), slug));
    let sent = Memo::new(move |_| query.with(|query| query.get_str("sent").is_some()));
    let sending = ServerAction::<SendLink>::new();
    view! {
        <Page title=td_string!(lang, seeker.link.title)>
            {loaded(
                found,
                move |office| {
                    let slug = office.slug.clone();
                    view! {
                        <a class="back" href=address::door(lang)>{td!(lang, seeker.back)}</a>
                        {move || {
                            if sent.get() {
                                Either::Left(
                                    view! {
                                        <h1 class="state" data-tone="good">{td!(lang, seeker.link.sent)}</h1>
                                        <p class="lead">{td!(lang, seeker.link.sent_help)}</p>
                                    },
                                )
                            } else {
                                Either::Right(view! { <AskAddress slug=slug.clone() sending /> })
                            }
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
fn AskAddress(slug: String, sending: ServerAction<SendLink>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <h1>{td!(lang, seeker.link.title)}</h1>
        <p class="lead">{td!(lang, seeker.link.lead)}</p>
        <Problem />
        <ActionForm action=sending>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="slug" value=slug />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="mail"
                autocomplete="email"
                inputmode="email"
            />
            <Unsent answer=sending.value() />
            <div class="actions">
                <Button words=td_string!(lang, seeker.link.send) busy=sending.pending() />
            </div>
        </ActionForm>
    }
    .into_any()
}
