//! Saying that one cannot attend: a plain second page, not a dialogue.

use crate::{
    attendee::{
        address,
        page::{Message, Shown, found},
    },
    desk::{Answer, attendee::AttendeeToken},
    i18n::*,
    locale::{code, use_lang},
    seeker::{by_phone::Trouble, office::word_of, problem::Problem},
    ui::{
        button::{Button, Weight},
        form::PostForm,
        page::Page,
        when,
    },
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;

#[server]
async fn decline_attendance(lang: String, token: AttendeeToken, #[server(default)] message: String) -> Answer<()> {
    use crate::{attendee::page::keep_message, desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let declined = request::desk()?.attendees.decline_attendance(&token, message.clone()).await;
    keep_message(&declined, &message)?;
    let page = address::attendance(lang, &token);
    let back = if declined == Err(DeskError::Mend) { address::decline(lang, &token) } else { page.clone() };
    request::onward(declined, |()| Some(page), &back)
}

#[component]
pub fn DeclinePage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, attendee.decline.title)>
            {found(move |shown| {
                // What cannot be declined any more is shown as it is.
                if shown.view.open {
                    Either::Left(view! { <Ask shown /> })
                } else {
                    Either::Right(view! { <Redirect path=address::attendance(lang, &shown.view.token) /> })
                }
            })}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask(shown: Shown) -> impl IntoView {
    let lang = use_lang();
    let Shown { view, typed } = shown;
    let page = address::attendance(lang, &view.token);
    let (when, kind) = (when::day_and_hours(view.span, lang), word_of(view.kind, lang));
    view! {
        <a class="back" href=page.clone()>{td!(lang, attendee.decline.back)}</a>
        <h1>{td!(lang, attendee.decline.title)}</h1>
        <p class="lead">{td_string!(lang, attendee.decline.ask, when, kind).to_string()}</p>
        <p>{td!(lang, attendee.decline.warn)}</p>
        <Problem />
        <PostForm action=DeclineAttendance::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=view.token.0 />
            <Message typed />
            <div class="actions">
                <Button words=td_string!(lang, attendee.decline.confirm) weight=Weight::Danger />
                <a class="button-secondary" href=page>
                    {td!(lang, attendee.decline.keep)}
                </a>
            </div>
        </PostForm>
        <Trouble office=view.office phone=view.phone />
    }
    .into_any()
}
