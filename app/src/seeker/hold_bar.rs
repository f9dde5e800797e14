//! The time that is kept for this visitor, at the foot of every step until the booking is made.
//!
//! Only a button, another choice or expiry lets it go. Without the program it tells a time of day and offers five more
//! minutes at once; with it a clock runs and the offer comes in the last minute (WCAG 2.2.1).

use crate::{
    desk::{
        Answer,
        application::{Application, Hold},
    },
    domain::{kind::Kind, slot::Span, time::time_hm},
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    seeker::{
        address,
        apply::{Step, office_and_kind},
    },
    ui::{
        button::{Button, Weight},
        countdown::Countdown,
        form::Form,
        page::words_of,
        when,
    },
};
use chrono::{DateTime, Utc};
use leptos::{ev, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

/// A hold that is running, without anything its visitor typed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Held {
    pub slug: String,
    pub office: String,
    pub kind: Kind,
    pub span: Span,
    /// The server's now.
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub extensions_left: u8,
    /// The first step that is still to do.
    pub next: Step,
}

impl Held {
    /// `None` once it ran out or was submitted.
    pub fn running(application: &Application) -> Option<Held> {
        let Hold::Running { until, extensions_left } = application.hold else { return None };
        Some(Held {
            slug: application.slug.clone(),
            office: application.office.clone(),
            kind: application.kind,
            span: application.span,
            now: application.now,
            until,
            extensions_left,
            next: Step::next(application),
        })
    }
}

/// Five more minutes. It stays on its page: what is being typed there is not yet sent.
#[server(output = Json)]
async fn extend_hold() -> Answer<Held> {
    use crate::{desk::error::DeskError, request};
    let application = request::desk()?.seeker.extend_hold(request::visitor()?).await?;
    Held::running(&application).ok_or(DeskError::HoldLapsed)
}

#[server]
async fn release(lang: String, slug: String, kind: Kind, start: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let span = start.parse().map_err(|_| DeskError::Unreadable)?;
    let times = address::times_around(named(&lang).ok_or(DeskError::Unreadable)?, &slug, kind, span);
    let released = request::desk()?.seeker.release(request::visitor()?).await;
    request::onward(released, |()| Some(times.clone()), &times)
}

/// `onward`: on the calendar, where the bar also leads to the next step. `elsewhere`: that calendar is of another office or
/// kind than the time, so the bar names whose it is.
#[island]
pub fn HoldBar(
    held: Held,
    #[prop(optional)] onward: Option<bool>,
    #[prop(optional)] elsewhere: Option<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let extending = ServerAction::<ExtendHold>::new();
    let left = RwSignal::new(None::<i64>);
    let (now, next) = (held.now, held.next);
    let lapsed = format!("{}&problem=hold_lapsed", address::times_again(lang, &held.slug, held.kind, held.span));
    let latest = {
        let first = held.clone();
        Memo::new(move |_| match extending.value().get() {
            // The one that is held by now, should another tab have taken another time.
            Some(Ok(held)) => held,
            _ => first.clone(),
        })
    };
    // Whose time needs no name on this page.
    let here = (!elsewhere.unwrap_or_default()).then(|| (held.slug.clone(), held.kind));
    let whose = move || {
        latest.with(|held| {
            let known = here.as_ref().is_some_and(|(slug, kind)| (slug, *kind) == (&held.slug, held.kind));
            (!known).then(|| view! { <span>{office_and_kind(&held.office, held.kind, lang)}</span> })
        })
    };
    let until = Signal::derive(move || latest.with(|held| held.until));
    let over = Memo::new(move |_| left.get() == Some(0));
    let offered = Memo::new(move |_| {
        latest.with(|held| held.extensions_left > 0) && left.get().is_none_or(|left| (1..=60).contains(&left))
    });
    let extend = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !extending.pending().get_untracked() {
            extending.dispatch(ExtendHold {});
        }
    };
    view! {
        <aside class="hold-bar" aria-label=td_string!(lang, seeker.hold.label)>
            <p>
                {whose}
                <b>{move || latest.with(|held| when::day_and_hours(held.span, lang))}</b>
                <span hidden=move || over.get()>
                    <Countdown until now by=td_string!(lang, seeker.hold.by, time = time_hm(held.until)) left />
                </span>
                <span role="status">
                    {move || match extending.value().get() {
                        _ if over.get() => td_string!(lang, seeker.hold.over).to_owned(),
                        Some(Ok(_)) => td_string!(lang, seeker.hold.extended).to_owned(),
                        Some(Err(error)) => words_of(error, lang),
                        None => String::new(),
                    }}
                </span>
            </p>
            <a class="button" href=lapsed hidden=move || !over.get()>
                {td!(lang, seeker.hold.again)}
            </a>
            {onward
                .unwrap_or_default()
                .then(|| {
                    view! {
                        <a class="button" href=address::apply(lang, next.word()) hidden=move || over.get()>
                            {td!(lang, seeker.hold.onward)}
                        </a>
                    }
                })}
            <form action=ExtendHold::url() method="post" on:submit=extend hidden=move || !offered.get()>
                <Button words=td_string!(lang, seeker.hold.extend) weight=Weight::Second />
            </form>
            <div hidden=move || over.get()>
                <Form action=Release::url()>
                    <input type="hidden" name="lang" value=code(lang) />
                    <input type="hidden" name="slug" value=held.slug.clone() />
                    <input type="hidden" name="kind" value=held.kind.as_str() />
                    <input type="hidden" name="start" value=held.span.to_string() />
                    <Button words=td_string!(lang, seeker.hold.release) weight=Weight::Quiet />
                </Form>
            </div>
        </aside>
    }
}
