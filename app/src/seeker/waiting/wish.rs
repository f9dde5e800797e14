//! My wish, behind the link in the letter. Opening it changes nothing: every answer is a press (R2).

use super::{DayFields, Wanted, WishForm, in_words, moment};
use crate::{
    desk::{
        Answer,
        error::DeskError,
        waiting::{Standing, WishToken, WishView},
    },
    domain::{
        ids::BookingId,
        time::{Instant, date_jst},
        waiting::{End, MOST_AT_ONCE},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, segment},
        by_phone::Trouble,
        problem::Problem,
    },
    ui::{
        button::{Button, Weight},
        error_summary::{self, ErrorSummary},
        form::PostForm,
        loaded::loaded,
        page::Page,
        state::Tone,
        summary::{Given, Summary},
        when,
    },
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
    server_fn::ServerFn,
};
use serde::{Deserialize, Serialize};

/// The wish, with what was typed and could not be taken.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    pub wish: WishView,
    typed: Option<WishForm>,
    /// The address of the application that the accepted seat is in, where it still runs in this browser.
    next: Option<String>,
}

#[server]
pub async fn load_wish(lang: String, token: WishToken, mend: bool) -> Answer<Shown> {
    use crate::{locale::named, request, seeker::apply};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let (desk, visitor) = (request::desk()?, request::cookies()?.visitor());
    let wish = desk.waiting.wish(&token, visitor, lang).await?;
    let typed = request::kept_if(mend, request::Form::Waiting)?;
    let next = match (&wish.kept, visitor) {
        (Some(_), Some(visitor)) => {
            desk.seeker.application(visitor, lang).await?.map(|application| apply::next(lang, &application))
        }
        _ => None,
    };
    Ok(Shown { wish, typed, next })
}

#[server]
async fn confirm_wish(lang: String, token: WishToken) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::wish(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let confirmed = request::desk()?.waiting.confirm_wish(&token).await;
    request::onward(confirmed, |()| Some(format!("{page}?done=confirmed")), &page)
}

#[server]
async fn wake_wish(lang: String, token: WishToken) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::wish(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let woken = request::desk()?.waiting.wake_wish(&token).await;
    request::onward(woken, |()| Some(format!("{page}?done=woken")), &page)
}

#[server]
async fn change_wish(lang: String, token: WishToken, wish: WishForm) -> Answer<()> {
    use crate::{locale::named, request};
    let reader = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::wish(reader, &token);
    let desk = request::desk()?.waiting;
    let now = desk.wish(&token, None, reader).await?;
    let Ok(wants) = wish.read(now.today, now.last) else {
        request::keep(request::Form::Waiting, &wish)?;
        request::go(&format!("{page}?mend=yes"));
        return Ok(());
    };
    let changed = desk.change_wish(&token, wants).await;
    request::keep_unless_taken(request::Form::Waiting, &wish, &changed)?;
    request::onward(changed, |()| Some(format!("{page}?done=changed")), &format!("{page}?mend=yes"))
}

#[server]
async fn decline_offer(lang: String, token: WishToken, offer: BookingId) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::wish(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let declined = request::desk()?.waiting.decline_offer(&token, offer).await;
    request::onward(declined, |()| Some(format!("{page}?done=declined")), &page)
}

/// With a booking it moves; without, the seat is this browser's from here on.
#[server]
async fn accept_offer(lang: String, token: WishToken, offer: BookingId) -> Answer<()> {
    use crate::{desk::waiting::Accepted, locale::named, request, seeker::apply};
    let reader = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::wish(reader, &token);
    let cookies = request::cookies()?;
    let desk = request::desk()?.waiting;
    let accepted = desk.accept_offer(&token, offer, cookies.visitor_or_new(), cookies.address()).await;
    let next = |accepted: &Accepted| {
        Some(match accepted {
            Accepted::Begun(application) => apply::next(reader, application),
            Accepted::Moved(booking) => format!("{}?done=moved", address::booking(reader, booking)),
        })
    };
    request::onward(accepted, next, &page)
}

#[component]
pub fn WishPage() -> impl IntoView {
    let lang = use_lang();
    let answer = load_wish(code(lang).to_owned(), WishToken(segment("token")), asked("mend").is_some());
    view! {
        <Page title=td_string!(lang, waiting.page.title)>
            {found(answer, |shown| view! { <Mine shown /> })}
        </Page>
    }
    .into_any()
}

/// A page behind a wish's link. A link that leads nowhere says what to do about it.
pub fn found<V: IntoView + 'static>(
    answer: impl Future<Output = Answer<Shown>> + Send + 'static,
    show: impl FnOnce(Shown) -> V + Send + 'static,
) -> impl IntoView {
    let lang = use_lang();
    let answer = async move {
        match answer.await {
            Err(DeskError::NotFound) => {
                #[cfg(feature = "ssr")]
                crate::request::status(DeskError::NotFound.status());
                Ok(None)
            }
            other => other.map(Some),
        }
    };
    loaded(answer, move |shown| match shown {
        Some(shown) => Either::Left(show(shown)),
        None => Either::Right(view! {
            <h1>{td!(lang, waiting.page.lost)}</h1>
            <p>{td!(lang, waiting.page.lost_help)}</p>
            <p class="actions"><a class="button" href=address::door(lang)>{td!(lang, waiting.page.lost_door)}</a></p>
        }),
    })
}

#[component]
fn Mine(shown: Shown) -> impl IntoView {
    let Shown { wish, typed, next } = shown;
    let (office, phone) = (wish.office.clone(), wish.phone.clone());
    let counts = matches!(wish.standing, Standing::Waiting | Standing::Asleep { .. });
    let lang = use_lang();
    let problems = match &typed {
        Some(typed) => in_words(&typed.read(wish.today, wish.last).err().unwrap_or_default(), lang),
        None => Vec::new(),
    };
    view! {
        <Happened standing=wish.standing />
        {counts.then(|| view! { <ErrorSummary problems=problems.clone() /> })}
        <Stands wish=wish.clone() next />
        <Facts wish=wish.clone() />
        {counts.then(|| view! { <Change wish=wish.clone() typed problems /> })}
        {if wish.standing.is_stoppable() {
            EitherOf3::A(view! { <TakeBack token=wish.token.clone() /> })
        } else if matches!(wish.standing, Standing::Accepted | Standing::Ended { why: End::Accepted }) {
            // Another time or another wish would let go of the seat that is kept, and what is booked is behind its own link.
            EitherOf3::B(())
        } else {
            EitherOf3::C(view! { <Again wish /> })
        }}
        <Trouble office phone />
    }
    .into_any()
}

/// What was just done, or why it could not be.
#[component]
fn Happened(standing: Standing) -> impl IntoView {
    let lang = use_lang();
    let bad = match asked("problem").as_deref().and_then(DeskError::of_word) {
        Some(DeskError::TooMany) => Some(td_string!(lang, waiting.page.too_many, most = MOST_AT_ONCE).to_string()),
        Some(DeskError::HoldLapsed | DeskError::SeatTaken) => return view! { <Lapsed standing /> }.into_any(),
        // How it ended, or who has the seat, is the first that the page says.
        Some(DeskError::Ended) => None,
        Some(_) => return view! { <Problem /> }.into_any(),
        None => None,
    };
    let good = match asked("done").as_deref() {
        Some("confirmed") => Some(td_string!(lang, waiting.page.done_confirmed)),
        Some("changed") => Some(td_string!(lang, waiting.page.done_changed)),
        Some("declined") => Some(td_string!(lang, waiting.page.done_declined)),
        Some("woken") => Some(td_string!(lang, waiting.page.done_woken)),
        _ => None,
    };
    match (bad, good) {
        (Some(words), _) => {
            view! { <div class="notice" data-tone="bad" role="alert"><p><b>{words}</b></p></div> }.into_any()
        }
        (None, Some(words)) => {
            view! { <div class="notice" data-tone="good" role="status"><p><b>{words}</b></p></div> }.into_any()
        }
        (None, None) => ().into_any(),
    }
}

/// The press came too late: that it did, and what happens now.
#[component]
fn Lapsed(standing: Standing) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="notice" data-tone="bad" role="alert">
            <p><b>{td!(lang, waiting.page.lapsed)}</b></p>
            {(standing == Standing::Waiting).then(|| view! { <p>{td!(lang, waiting.page.lapsed_waiting)}</p> })}
        </div>
    }
}

/// Where the wish stands, and what can be answered now.
#[component]
fn Stands(wish: WishView, next: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let token = wish.token.0.clone();
    let heading = move |tone: Tone, words: &'static str| {
        view! { <h1 class="state" data-tone=tone.name()>{words}</h1> }
    };
    match wish.standing {
        Standing::Asked => view! {
            {heading(Tone::Wait, td_string!(lang, waiting.page.asked))}
            <p>{td!(lang, waiting.page.asked_help)}</p>
            <PostForm action=ConfirmWish::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="token" value=token />
                <div class="actions">
                    <Button words=td_string!(lang, waiting.page.confirm) />
                </div>
            </PostForm>
        }
        .into_any(),
        Standing::Waiting => view! {
            {heading(Tone::Wait, td_string!(lang, waiting.page.waiting))}
            <p>{td!(lang, waiting.page.waiting_help)}</p>
        }
        .into_any(),
        Standing::Asleep { unreached } => view! {
            {heading(Tone::Quiet, td_string!(lang, waiting.page.asleep))}
            <p>
                {if unreached {
                    td_string!(lang, waiting.page.asleep_unreached)
                } else {
                    td_string!(lang, waiting.page.asleep_help)
                }}
            </p>
            <PostForm action=WakeWish::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="token" value=token />
                <div class="actions">
                    <Button words=td_string!(lang, waiting.page.wake) />
                </div>
            </PostForm>
        }
        .into_any(),
        Standing::Accepted => view! {
            {heading(Tone::Wait, td_string!(lang, waiting.page.accepted))}
            <Onward kept=wish.kept next />
        }
        .into_any(),
        Standing::Ended { why: End::Accepted } if wish.moves.is_some() => view! {
            {heading(Tone::Good, td_string!(lang, waiting.page.fulfilled_move))}
            <p>{td!(lang, waiting.page.fulfilled_move_help)}</p>
        }
        .into_any(),
        Standing::Ended { why: End::Accepted } => view! {
            {heading(Tone::Good, td_string!(lang, waiting.page.fulfilled))}
            <p>{td!(lang, waiting.page.fulfilled_help)}</p>
        }
        .into_any(),
        Standing::Ended { why: End::TakenBack } => {
            heading(Tone::Quiet, td_string!(lang, waiting.page.taken_back)).into_any()
        }
        Standing::Ended { why: End::Over } => heading(Tone::Quiet, td_string!(lang, waiting.page.over)).into_any(),
        Standing::Offered { .. } => view! { <Offer wish /> }.into_any(),
    }
}

/// Where the accepted seat leads on: in the browser that has it to the application, elsewhere there.
#[component]
fn Onward(kept: Option<Instant>, next: Option<String>) -> impl IntoView {
    let lang = use_lang();
    match (kept, next) {
        (Some(until), Some(next)) => Either::Left(view! {
            <p><b>{td!(lang, waiting.page.offered_until, at = moment(until, lang))}</b></p>
            <p>{td!(lang, waiting.page.onward_help)}</p>
            <p class="actions"><a class="button" href=next>{td!(lang, waiting.page.onward)}</a></p>
        }),
        _ => Either::Right(view! { <p>{td!(lang, waiting.page.onward_elsewhere)}</p> }),
    }
}

#[component]
fn Offer(wish: WishView) -> impl IntoView {
    let lang = use_lang();
    let Standing::Offered { offer, span, until, deadline, last } = wish.standing else { return ().into_any() };
    let (token, again) = (wish.token.0.clone(), wish.token.0.clone());
    let moves = wish.moves.map(|span| when::day_and_hours(span, lang));
    let accept = match &moves {
        Some(_) => td_string!(lang, waiting.page.accept_move),
        None => td_string!(lang, waiting.page.accept),
    };
    view! {
        <h1 class="state" data-tone="good">{td!(lang, waiting.page.offered)}</h1>
        <p class="when">
            <time datetime=span.starts().to_rfc3339()>{when::date(date_jst(span.starts()), lang)}</time>
            " "
            <b>{when::hours(span, lang)}</b>
            {td!(lang, seeker.card.japan)}
        </p>
        <p>
            <b>{td!(lang, waiting.page.offered_until, at = moment(until, lang))}</b>
            <br />
            {if last {
                td_string!(lang, waiting.page.offered_last)
            } else {
                td_string!(lang, waiting.page.offered_next)
            }}
        </p>
        {match moves {
            Some(when) => Either::Left(view! { <p>{td!(lang, waiting.page.offered_moves, when = when)}</p> }),
            None => Either::Right(
                view! { <p>{td!(lang, waiting.page.offered_deadline, at = moment(deadline, lang))}</p> },
            ),
        }}
        <PostForm action=AcceptOffer::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=token />
            <input type="hidden" name="offer" value=offer.to_string() />
            <div class="actions">
                <Button words=accept />
            </div>
        </PostForm>
        <PostForm action=DeclineOffer::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=again />
            <input type="hidden" name="offer" value=offer.to_string() />
            <div class="actions">
                <Button words=td_string!(lang, waiting.page.decline) weight=Weight::Second />
            </div>
            <p class="hint">{td!(lang, waiting.page.decline_help)}</p>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Facts(wish: WishView) -> impl IntoView {
    let lang = use_lang();
    let WishView { office, kind, wants, moves, .. } = wish;
    let moves = moves.map(|span| when::day_and_hours(span, lang));
    view! {
        <section class="card">
            <h2>{td!(lang, waiting.page.wants)}</h2>
            <Summary>
                <Wanted office kind wants />
                {moves.map(|when| view! { <Given term=td_string!(lang, waiting.page.moves)>{when}</Given> })}
            </Summary>
        </section>
    }
    .into_any()
}

#[component]
fn Change(wish: WishView, typed: Option<WishForm>, problems: Vec<error_summary::Problem>) -> impl IntoView {
    let lang = use_lang();
    let form = typed.unwrap_or_else(|| WishForm::of(&wish.wants));
    view! {
        <section>
            <h2>{td!(lang, waiting.page.change)}</h2>
            <PostForm action=ChangeWish::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="token" value=wish.token.0 />
                <DayFields form last=wish.last problems />
                <div class="actions">
                    <Button words=td_string!(lang, waiting.page.change_send) weight=Weight::Second />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

#[component]
fn TakeBack(token: WishToken) -> impl IntoView {
    let lang = use_lang();
    let page = address::stop_waiting(lang, &token);
    view! { <p><a href=page>{td!(lang, waiting.page.take_back)}</a></p> }
}

/// What ended can be begun anew.
#[component]
fn Again(wish: WishView) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="actions">
            <a class="button" href=address::times(lang, &wish.slug, wish.kind)>{td!(lang, waiting.page.times)}</a>
            <a class="button-secondary" href=address::wait(lang, &wish.slug, wish.kind)>{td!(lang, waiting.page.again)}</a>
        </p>
    }
    .into_any()
}
