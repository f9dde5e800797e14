//! A wish to move one's booking, left behind its link. That link proved the address, so the wish counts at once.

use super::{DayFields, HowItWorks, WishForm, in_words};
use crate::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, token},
        booking::{OfBooking, changing},
        by_phone::Trouble,
        problem::Problem,
    },
    ui::{button::Button, error_summary::ErrorSummary, form::PostForm, page::Page, when},
};
use chrono::NaiveDate;
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MoveWishView {
    booking: BookingView,
    today: NaiveDate,
    last: NaiveDate,
    typed: Option<WishForm>,
}

impl OfBooking for MoveWishView {
    fn booking(&self) -> &BookingView {
        &self.booking
    }
}

#[server]
async fn load_move_wish(lang: String, token: LinkToken, mend: bool) -> Answer<MoveWishView> {
    use crate::{request, seeker::booking::booking};
    let booking = booking(lang, token).await?;
    let (today, last) = request::desk()?.waiting.days_to_wish(&booking.slug).await?;
    let typed = request::kept_if(mend, request::Form::Waiting)?;
    Ok(MoveWishView { booking, today, last, typed })
}

#[server]
async fn leave_move_wish(lang: String, token: LinkToken, wish: WishForm) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let reader = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::of_booking(reader, &token, "wait");
    let desk = request::desk()?;
    let booking = desk.seeker.booking(&token, reader).await?;
    let (today, last) = desk.waiting.days_to_wish(&booking.slug).await?;
    let Ok(wants) = wish.read(today, last) else {
        request::keep(request::Form::Waiting, &wish)?;
        request::go(&format!("{page}?mend=yes"));
        return Ok(());
    };
    let left = desk.waiting.wish_to_move(&token, wants).await;
    request::keep_unless_taken(request::Form::Waiting, &wish, &left)?;
    request::onward(
        left,
        |wish| Some(format!("{}?done=confirmed", address::wish(reader, wish))),
        &format!("{page}?mend=yes"),
    )
}

#[component]
pub fn MoveWish() -> impl IntoView {
    let lang = use_lang();
    let found = load_move_wish(code(lang).to_owned(), token(), asked("mend").is_some());
    view! {
        <Page title=td_string!(lang, waiting.form.title)>
            {changing(found, |view| view! { <Ask view /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask(view: MoveWishView) -> impl IntoView {
    let lang = use_lang();
    let MoveWishView { booking, today, last, typed } = view;
    let problems = match &typed {
        Some(typed) => in_words(&typed.read(today, last).err().unwrap_or_default(), lang),
        None => Vec::new(),
    };
    let form = typed.unwrap_or_else(|| WishForm::fresh(today, last));
    let now = when::day_and_hours(booking.span, lang);
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, waiting.form.title)}</h1>
        <p class="lead">{td!(lang, waiting.form.lead_move, when = now)}</p>
        <Problem />
        <ErrorSummary problems=problems.clone() />
        <PostForm action=LeaveMoveWish::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <DayFields form last problems />
            <div class="actions">
                <Button words=td_string!(lang, waiting.form.send_move) />
            </div>
        </PostForm>
        <HowItWorks />
        <Trouble office=booking.office phone=booking.phone />
    }
    .into_any()
}
