//! The terms and the declarations of 5 and 12, behind the link: by telephone nobody asks them (R3).

use crate::{
    desk::{
        Answer,
        application::TermsForm,
        booking::{BookingView, LinkToken},
        office::TermsView,
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        articles::{Articles, Version},
        booking::{OfBooking, changing},
        problem::Problem,
        terms::{Asked, TermsAsSent, missing},
    },
    ui::{button::Button, error_summary::ErrorSummary, form::PostForm, page::Page},
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct DeclareView {
    booking: BookingView,
    given: TermsForm,
    text: TermsView,
}

impl OfBooking for DeclareView {
    fn booking(&self) -> &BookingView {
        &self.booking
    }
}

#[server]
async fn to_declare(lang: String, token: LinkToken) -> Answer<DeclareView> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let desk = request::desk()?.seeker;
    let booking = desk.booking(&token, lang).await?;
    let given = desk.declared(&token).await?;
    let text = desk.terms(&booking.slug, None, lang).await?;
    Ok(DeclareView { booking, given, text })
}

/// Kept as given; what is missing is asked again, and the booking does not wait for it.
#[server]
async fn declare(lang: String, token: LinkToken, form: TermsAsSent) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::of_booking(lang, &token, "terms");
    let next = format!("{}?done=declared", address::booking(lang, &token));
    let kept = request::desk()?.seeker.declare(&token, form.into()).await;
    request::onward(kept, |booking| booking.declared.then_some(next), &page)
}

#[component]
pub fn DeclarePage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, phone.declare.title)>
            {changing(to_declare(code(lang).to_owned(), address::token()), |view| view! { <DeclareForm view /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn DeclareForm(view: DeclareView) -> impl IntoView {
    let lang = use_lang();
    let DeclareView { booking, given, text } = view;
    let tried = given.agree || given.zoom || given.no_recording || !given.answers.is_empty();
    let problems = if tried { missing(&given, lang) } else { Vec::new() };
    let full = address::terms(lang, &booking.slug);
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, phone.declare.title)}</h1>
        <Problem />
        <ErrorSummary problems />
        <p class="lead">{td!(lang, phone.declare.lead)}</p>
        <h2>{td!(lang, seeker.terms.articles)}</h2>
        <Version terms=text.clone() />
        <Articles terms=text.clone() />
        <p><a href=full target="_blank">{td!(lang, seeker.terms.whole_page)}</a></p>
        <PostForm action=Declare::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <Asked text given tried />
            <div class="actions">
                <Button words=td_string!(lang, phone.declare.send) />
            </div>
        </PostForm>
    }
    .into_any()
}
