//! What came of the last press at the desk. A plain form brings it back in the address; a form sent by the program
//! answers in place, where an error leads nowhere.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::{code, use_lang},
    staff::sign_in,
    ui::page::words_of,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// What the program heard of the presses on this page.
#[derive(Clone, Copy)]
pub struct Heard {
    /// For the page's one place to say it.
    problem: RwSignal<Option<DeskError>>,
    /// How many have changed something: what the page shows is asked for again.
    changes: RwSignal<u32>,
}

impl Heard {
    /// Gives the page and all in it the place to tell problems to.
    pub fn provide() -> Heard {
        let heard = Heard { problem: RwSignal::new(None), changes: RwSignal::new(0) };
        provide_context(heard);
        heard
    }

    /// Tells a problem; whoever is no longer signed in goes where that is mended.
    pub fn tell(self, error: DeskError, lang: Locale) {
        if error == DeskError::SignInFirst {
            let location = window().location();
            let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
            let next = here.strip_prefix(&format!("/{}/desk", code(lang))).unwrap_or_default();
            let _ = location.set_href(&sign_in::address(lang, next, true));
        }
        self.problem.try_set(Some(error));
    }

    /// The office answers again: that it did not is no longer so.
    pub fn answered(self) {
        if self.problem.get_untracked() == Some(DeskError::Unavailable) {
            self.problem.set(None);
        }
    }

    /// Counts the presses that were answered; what follows it is asked for again.
    pub fn changes(self) -> u32 {
        self.changes.get()
    }
}

/// The action of a form whose page tells what comes of it: its problem, or that there is none any more.
pub fn heard<S>() -> ServerAction<S>
where
    S: ServerFn<Output = (), Error = DeskError> + Clone + Send + Sync + 'static,
{
    let lang = use_lang();
    let action = ServerAction::<S>::new();
    let Some(heard) = use_context::<Heard>() else { return action };
    Effect::new(move |_| {
        let answer: Option<Answer<()>> = action.value().get();
        if action.pending().get() {
            heard.problem.set(None);
        } else {
            match answer {
                Some(Ok(())) => heard.changes.update(|count| *count += 1),
                Some(Err(error)) => heard.tell(error, lang),
                None => {}
            }
        }
    });
    action
}

/// The line that says it, in a place of its own that is always in sight: nothing moves when it comes or goes.
#[component]
pub fn Outcome() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let heard = use_context::<Heard>();
    let line = move || {
        if let Some(error) = heard.and_then(|heard| heard.problem.get()) {
            return Some(("bad", words_of(error, lang)));
        }
        query.with(|query| {
            let done = query.get("done").and_then(|word| match word.as_str() {
                "resent" => Some(td_string!(lang, staff.done.resent)),
                "cancelled" => Some(td_string!(lang, staff.done.cancelled)),
                "opened" => Some(td_string!(lang, staff.done.opened)),
                "closed" => Some(td_string!(lang, staff.done.closed)),
                "account_added" => Some(td_string!(lang, accounts.done.account_added)),
                "account_changed" => Some(td_string!(lang, accounts.done.account_changed)),
                "password_changed" => Some(td_string!(lang, accounts.done.password_changed)),
                "pattern_added" => Some(td_string!(lang, plan.done.pattern_added)),
                "pattern_changed" => Some(td_string!(lang, plan.done.pattern_changed)),
                "pattern_ended" => Some(td_string!(lang, plan.done.pattern_ended)),
                "pattern_removed" => Some(td_string!(lang, plan.done.pattern_removed)),
                "published" => Some(td_string!(lang, plan.done.published)),
                "day_closed" => Some(td_string!(lang, plan.done.day_closed)),
                "day_opened" => Some(td_string!(lang, plan.done.day_opened)),
                "day_taken_back" => Some(td_string!(lang, plan.done.day_taken_back)),
                "office_changed" => Some(td_string!(lang, plan.done.office_changed)),
                "noted" => Some(td_string!(lang, day.done)),
                "draft" => Some(td_string!(lang, terms.done.draft)),
                "given_up" => Some(td_string!(lang, terms.done.given_up)),
                "scheduled" => Some(td_string!(lang, terms.done.scheduled)),
                "withdrawn" => Some(td_string!(lang, terms.done.withdrawn)),
                "told" => Some(td_string!(lang, terms.done.told)),
                "booked_by_phone" => Some(td_string!(lang, phone.done.booked)),
                "reply_noted" => Some(td_string!(lang, phone.done.reply_noted)),
                "stands" => Some(td_string!(lang, phone.done.stands)),
                "call_noted" => Some(td_string!(lang, phone.done.call_noted)),
                "cancelled_by_phone" => Some(td_string!(lang, phone.done.cancelled_by_phone)),
                "moved" => Some(td_string!(lang, phone.done.moved)),
                "next_booked" => Some(td_string!(lang, phone.done.next_booked)),
                "decision_written" => Some(td_string!(lang, standing.done.decision_written)),
                "decided" => Some(td_string!(lang, standing.done.decided)),
                "sent_back" => Some(td_string!(lang, standing.done.sent_back)),
                "dismissed" => Some(td_string!(lang, standing.done.dismissed)),
                "lifted" => Some(td_string!(lang, standing.done.lifted)),
                "window_set" => Some(td_string!(lang, standing.done.window_set)),
                "incident_noted" => Some(td_string!(lang, standing.done.incident_noted)),
                "measure_taken" => Some(td_string!(lang, standing.done.measure_taken)),
                "roster_applied" => Some(td_string!(lang, roster.done.applied)),
                "roster_given_up" => Some(td_string!(lang, roster.done.given_up)),
                "registration_verified" => Some(td_string!(lang, roster.done.verified)),
                "registration_switched" => Some(td_string!(lang, roster.done.switched)),
                "registration_refused" => Some(td_string!(lang, roster.done.refused)),
                "period_set" => Some(td_string!(lang, records.done.period_set)),
                "period_dropped" => Some(td_string!(lang, records.done.period_dropped)),
                "hold_placed" => Some(td_string!(lang, records.done.hold_placed)),
                "hold_lifted" => Some(td_string!(lang, records.done.hold_lifted)),
                "person_corrected" => Some(td_string!(lang, records.done.person_corrected)),
                "person_same" => Some(td_string!(lang, records.done.person_same)),
                "person_erased" => Some(td_string!(lang, records.done.person_erased)),
                "disclosure_asked" => Some(td_string!(lang, figures.done.asked)),
                "disclosure_approved" => Some(td_string!(lang, figures.done.approved)),
                "disclosure_refused" => Some(td_string!(lang, figures.done.refused)),
                "absent" => Some(td_string!(lang, absence.done.absent)),
                "called" => Some(td_string!(lang, absence.done.called)),
                "seated" => Some(td_string!(lang, absence.done.seated)),
                "unseated" => Some(td_string!(lang, absence.done.unseated)),
                "attendee_invited" => Some(td_string!(lang, attendee.done.invited)),
                "attendee_removed" => Some(td_string!(lang, attendee.done.removed)),
                "mail_settled" => Some(td_string!(lang, tray.outcome.settled)),
                "mail_counted" => Some(td_string!(lang, tray.outcome.counted)),
                _ => None,
            });
            let problem = query.get("problem").and_then(|word| DeskError::of_word(&word));
            done.map(|words| ("good", words.to_owned())).or_else(|| problem.map(|error| ("bad", words_of(error, lang))))
        })
    };
    view! {
        <div class="outcome" role="status">
            {move || line().map(|(tone, words)| view! { <p class="state" data-tone=tone>{words}</p> })}
        </div>
    }
    .into_any()
}

/// A page of the desk that could not be answered. Who is not signed in is on the way to the sign-in page.
#[component]
pub fn Unanswered(error: DeskError) -> impl IntoView {
    let lang = use_lang();
    let heard = use_context::<Heard>();
    Effect::new(move |_| {
        if let Some(heard) = heard {
            heard.tell(error, lang);
        }
    });
    #[cfg(feature = "ssr")]
    if error != DeskError::SignInFirst {
        crate::request::status(error.status());
    }
    view! {
        <main id="main" tabindex="-1">
            <p class="notice" role="alert">{words_of(error, lang)}</p>
            <p>
                <a href=format!("/{}/desk/sign-in", code(lang)) rel="external">{td_string!(lang, staff.sign_in.title)}</a>
            </p>
        </main>
    }
    .into_any()
}
