//! Cancelling (Art. 6(6)): a plain second page that says what it means, not a dialogue.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        booking::{booking, changing},
        by_phone::Trouble,
        problem::Problem,
    },
    ui::{
        button::{Button, Weight},
        field::Field,
        form::PostForm,
        page::Page,
        when,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
async fn cancel(lang: String, token: LinkToken, #[server(default)] reason: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let cancelled = request::desk()?.seeker.cancel(&token, reason).await;
    let page = address::booking(lang, &token);
    request::onward(cancelled, |_| Some(page.clone()), &page)
}

#[component]
pub fn Cancel() -> impl IntoView {
    let lang = use_lang();
    let found = booking(code(lang).to_owned(), address::token());
    view! {
        <Page title=td_string!(lang, seeker.cancel.title)>
            {changing(found, |booking| view! { <Ask booking /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let page = address::booking(lang, &booking.token);
    let when = when::day_and_hours(booking.span, lang);
    view! {
        <a class="back" href=page.clone()>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.cancel.title)}</h1>
        <p class="lead">{td!(lang, seeker.cancel.ask, when = when)}</p>
        <p>{td!(lang, seeker.cancel.warn)}</p>
        <Problem />
        <PostForm action=Cancel::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <Field
                label=td_string!(lang, seeker.cancel.reason)
                name="reason"
                help=td_string!(lang, seeker.cancel.reason_help)
                optional=true
            />
            <div class="actions">
                <Button words=td_string!(lang, seeker.cancel.confirm) weight=Weight::Danger />
                <a class="button-secondary" href=page>
                    {td!(lang, seeker.cancel.keep)}
                </a>
            </div>
        </PostForm>
        <Trouble office=booking.office phone=booking.phone />
    }
    .into_any()
}
