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
        booking::use_booking,
        by_phone::Number,
        problem::{Problem, Unsent},
    },
    ui::{
        button::{Button, Weight},
        field::Field,
        loaded::loaded,
        page::Page,
        when,
    },
};
use leptos::prelude::*;

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
    let found = use_booking(|| 0);
    let cancelling = ServerAction::<Cancel>::new();
    view! {
        <Page title=td_string!(lang, seeker.cancel.title)>
            {loaded(found, move |booking| view! { <Ask booking cancelling /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask(booking: BookingView, cancelling: ServerAction<Cancel>) -> impl IntoView {
    let lang = use_lang();
    let page = address::booking(lang, &booking.token);
    let when = when::day_and_hours(booking.span, lang);
    view! {
        <a class="back" href=page.clone()>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.cancel.title)}</h1>
        <p class="lead">{td!(lang, seeker.cancel.ask, when = when)}</p>
        <p>{td!(lang, seeker.cancel.warn)}</p>
        <Problem />
        <ActionForm action=cancelling>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <Field
                label=td_string!(lang, seeker.cancel.reason)
                name="reason"
                help=td_string!(lang, seeker.cancel.reason_help)
                optional=true
            />
            <Unsent answer=cancelling.value() />
            <div class="actions">
                <Button
                    words=td_string!(lang, seeker.cancel.confirm)
                    weight=Weight::Danger
                    busy=cancelling.pending()
                />
                <a class="button-secondary" href=page>
                    {td!(lang, seeker.cancel.keep)}
                </a>
            </div>
        </ActionForm>
        <section>
            <h2>{td!(lang, seeker.apply.trouble)}</h2>
            <Number office=booking.office phone=booking.phone hours=None />
        </section>
    }
    .into_any()
}
