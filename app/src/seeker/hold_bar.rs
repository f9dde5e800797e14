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
    locale::{code, use_lang},
    seeker::{address, apply::Step},
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
#[server]
async fn extend_hold() -> Answer<Held> {
    use crate::{desk::error::DeskError, request};
    let application = request::desk()?.seeker.extend_hold(request::visitor()?).await?;
    Held::running(&application).ok_or(DeskError::HoldLapsed)
}

#[server]
async fn release(lang: String, slug: String, kind: Kind) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let times = address::times(named(&lang).ok_or(DeskError::Unreadable)?, &slug, kind);
    let released = request::desk()?.seeker.release(request::visitor()?).await;
    request::onward(released, |()| Some(times.clone()), &times)
}

/// `onward`: on the calendar, where the bar also leads to the next step.
#[island]
pub fn HoldBar(held: Held, #[prop(optional)] onward: Option<bool>) -> impl IntoView {
    let lang = use_lang();
    let extending = ServerAction::<ExtendHold>::new();
    let left = RwSignal::new(None::<i64>);
    let (now, next) = (held.now, held.next);
    let lapsed = format!("{}?problem=hold_lapsed&near={}", address::times(lang, &held.slug, held.kind), held.span);
    let latest = {
        let first = (held.until, held.extensions_left, held.span);
        Memo::new(move |_| match extending.value().get() {
            // The one that is held by now, should another tab have taken another time.
            Some(Ok(Held { until, extensions_left, span, .. })) => (until, extensions_left, span),
            _ => first,
        })
    };
    let until = Signal::derive(move || latest.get().0);
    let over = Memo::new(move |_| left.get() == Some(0));
    let offered = Memo::new(move |_| latest.get().1 > 0 && left.get().is_none_or(|left| (1..=60).contains(&left)));
    let extend = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !extending.pending().get_untracked() {
            extending.dispatch(ExtendHold {});
        }
    };
    view! {
        <aside class="hold-bar" aria-label=td_string!(lang, seeker.hold.label)>
            <p>
                <b>{move || when::day_and_hours(latest.get().2, lang)}</b>
                <span>
                    <Countdown until now by=td_string!(lang, seeker.hold.by, time = time_hm(held.until)) left />
                </span>
                <span role="status">
                    {move || match extending.value().get() {
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
                    <Button words=td_string!(lang, seeker.hold.release) weight=Weight::Quiet />
                </Form>
            </div>
        </aside>
    }
}
