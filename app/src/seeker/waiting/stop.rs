//! Ending a wish: a plain second page that says what it means, not a dialogue.

use super::wish::{found, load_wish};
use crate::{
    desk::{
        Answer,
        waiting::{Standing, WishToken, WishView},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, segment},
        by_phone::Trouble,
        problem::Problem,
    },
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
async fn take_wish_back(lang: String, token: WishToken) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let page = address::wish(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let ended = request::desk()?.waiting.take_wish_back(&token).await;
    request::onward(ended, |()| Some(page.clone()), &page)
}

#[component]
pub fn Stop() -> impl IntoView {
    let lang = use_lang();
    let answer = load_wish(code(lang).to_owned(), WishToken(segment("token")), false);
    view! {
        <Page title=td_string!(lang, waiting.stop.title)>
            {found(answer, move |shown| {
                if shown.wish.standing.is_stoppable() {
                    Either::Left(view! { <Ask wish=shown.wish /> })
                } else {
                    Either::Right(view! { <Redirect path=address::wish(lang, &shown.wish.token) /> })
                }
            })}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask(wish: WishView) -> impl IntoView {
    let lang = use_lang();
    let page = address::wish(lang, &wish.token);
    let offered = matches!(wish.standing, Standing::Offered { .. });
    let moves = wish.moves.map(|span| when::day_and_hours(span, lang));
    view! {
        <a class="back" href=page.clone()>{td!(lang, waiting.stop.back)}</a>
        <h1>{td!(lang, waiting.stop.title)}</h1>
        <p class="lead">{td!(lang, waiting.stop.ask)}</p>
        <p>{td!(lang, waiting.stop.warn)}</p>
        {offered.then(|| view! { <p>{td!(lang, waiting.stop.offered)}</p> })}
        {moves.map(|when| view! { <p>{td!(lang, waiting.stop.booking, when = when)}</p> })}
        <Problem />
        <PostForm action=TakeWishBack::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=wish.token.0 />
            <div class="actions">
                <Button words=td_string!(lang, waiting.stop.confirm) weight=Weight::Danger />
                <a class="button-secondary" href=page>
                    {td!(lang, waiting.stop.keep)}
                </a>
            </div>
        </PostForm>
        <Trouble office=wish.office phone=wish.phone />
    }
    .into_any()
}
