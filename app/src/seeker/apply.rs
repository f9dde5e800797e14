//! What the steps of an application have in common: where one stands, the way back, what went wrong, the time that is
//! kept. Each step renders from what the desk keeps, right or wrong, so that Back, a reload and an error lose nothing.
//!
//! To add a step: a variant of [`Step`] in its place, and its page beside the others.

use crate::{
    desk::{
        Answer,
        application::{Application, Hold},
        calendar::FreeTime,
    },
    domain::{kind::Kind, slot::Span},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        by_phone::Trouble,
        hold_bar::{Held, HoldBar},
        office::word_of,
        problem::Problem,
        times::Hold as TakeSeat,
        week::Nearest,
    },
    ui::{form::PostForm, loaded::loaded, page::Page, when},
};
use leptos::{either::EitherOf3, prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The steps after the choice of a time, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Terms,
    Device,
    Details,
    Review,
}

impl Step {
    /// Steps in all, the calendar being the first.
    const COUNT: u8 = 5;

    /// The word in its address.
    pub fn word(self) -> &'static str {
        match self {
            Step::Terms => "terms",
            Step::Device => "device",
            Step::Details => "details",
            Step::Review => "review",
        }
    }

    fn place(self) -> u8 {
        match self {
            Step::Terms => 2,
            Step::Device => 3,
            Step::Details => 4,
            Step::Review => 5,
        }
    }

    fn before(self) -> Option<Step> {
        match self {
            Step::Terms => None,
            Step::Device => Some(Step::Terms),
            Step::Details => Some(Step::Device),
            Step::Review => Some(Step::Details),
        }
    }

    /// Whether nothing is left to do in it.
    pub fn is_done(self, application: &Application) -> bool {
        match self {
            Step::Terms => application.terms.as_ref().is_some_and(|terms| terms.is_complete()),
            Step::Device => application.device.is_some(),
            Step::Details => application.details.tried && application.problems.is_empty(),
            Step::Review => application.hold == Hold::Submitted,
        }
    }

    /// The first step with something left to do.
    pub fn next(application: &Application) -> Step {
        [Step::Terms, Step::Device, Step::Details]
            .into_iter()
            .find(|step| !step.is_done(application))
            .unwrap_or(Step::Review)
    }
}

/// Where a step leads that was sent: on, or back to itself while something is left to do in it. `seen` is the time that
/// stood on the page that sent it: where another one is held by now, chosen in another tab, the next page says so.
pub fn after(lang: Locale, step: Step, kept: &Application, seen: Option<Shown>) -> String {
    let to = if step.is_done(kept) { Step::next(kept) } else { step };
    match seen.filter(|seen| *seen != Shown::of(kept)) {
        Some(seen) => another_time(lang, to, &seen),
        None => address::apply(lang, to.word()),
    }
}

/// A step that says that `seen` is not the time that is held.
pub fn another_time(lang: Locale, step: Step, seen: &Shown) -> String {
    format!("{}?seen={seen}", address::apply(lang, step.word()))
}

/// The time that a page shows, of which office and kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    span: Span,
    kind: Kind,
    slug: String,
}

impl Shown {
    pub fn of(application: &Application) -> Shown {
        Shown { span: application.span, kind: application.kind, slug: application.slug.clone() }
    }
}

/// As a form and an address name it.
impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.span, self.kind.as_str(), self.slug)
    }
}

/// This text tells no time of an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotShown;

impl FromStr for Shown {
    type Err = NotShown;
    fn from_str(text: &str) -> Result<Shown, NotShown> {
        let (span, rest) = text.split_once('~').ok_or(NotShown)?;
        let (kind, slug) = rest.split_once('~').ok_or(NotShown)?;
        Ok(Shown {
            span: span.parse().map_err(|_| NotShown)?,
            kind: kind.parse().map_err(|_| NotShown)?,
            slug: slug.to_owned(),
        })
    }
}

/// Tells the form of a step which time its page shows.
#[component]
pub fn Seen(shown: Shown) -> impl IntoView {
    view! { <input type="hidden" name="seen" value=shown.to_string() /> }
}

/// The time read back from the form; one that cannot be read tells nothing.
pub fn seen(sent: Option<&str>) -> Option<Shown> {
    sent?.parse().ok()
}

/// The address of the first step with something left to do.
pub fn next(lang: Locale, application: &Application) -> String {
    address::apply(lang, Step::next(application).word())
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ApplyView {
    pub application: Application,
    /// Free times near the chosen one, once it could not be kept any longer.
    pub nearest: Vec<FreeTime>,
}

#[server]
async fn begun(lang: String) -> Answer<Option<ApplyView>> {
    use crate::{
        desk::{application::Details, error::DeskError},
        domain::details::check,
        locale::named,
        request,
    };
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let Some(visitor) = request::cookies()?.visitor() else { return Ok(None) };
    let desk = request::desk()?.seeker;
    let Some(mut application) = desk.application(visitor, lang).await? else { return Ok(None) };
    // What is right is shown back in its normal form; what is not stays as typed.
    if let Ok(checked) = check(&application.details) {
        application.details = Details { tried: application.details.tried, ..checked.normal() };
    }
    let nearest = match application.hold {
        Hold::RanOut => desk.nearest(&application.slug, application.kind, application.span, 4).await?,
        _ => Vec::new(),
    };
    Ok(Some(ApplyView { application, nearest }))
}

/// The page of a step.
#[component]
pub fn Apply<V: IntoView + 'static>(
    step: Step,
    #[prop(into)] title: String,
    show: impl FnOnce(Application) -> V + Send + 'static,
) -> impl IntoView {
    let lang = use_lang();
    let heading = title.clone();
    view! {
        <Page title=title>
            {loaded(
                begun(code(lang).to_owned()),
                move |begun| match begun {
                    None => EitherOf3::A(view! { <NothingBegun /> }),
                    Some(ApplyView { application, .. }) if application.hold == Hold::Submitted => {
                        EitherOf3::B(view! { <Redirect path=address::apply(lang, "done") /> })
                    }
                    Some(ApplyView { application, nearest }) => {
                        let held = Held::running(&application);
                        let (office, phone) = (application.office.clone(), application.phone.clone());
                        let back = match step.before() {
                            Some(before) => address::apply(lang, before.word()),
                            None => address::times_around(lang, &application.slug, application.kind, application.span),
                        };
                        let news = match held {
                            None => view! { <RanOut application=application.clone() nearest /> }.into_any(),
                            Some(_) => view! { <Problem /> <AnotherTime application=application.clone() /> }.into_any(),
                        };
                        EitherOf3::C(
                            view! {
                                <a class="back" href=back>{td!(lang, seeker.back)}</a>
                                <Steps place=step.place() />
                                <h1>{heading}</h1>
                                {news}
                                {show(application)}
                                <Trouble office phone />
                                {held.map(|held| view! { <HoldBar held /> })}
                            },
                        )
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// Another time is held than the one on the page that led here.
#[component]
fn AnotherTime(application: Application) -> impl IntoView {
    let lang = use_lang();
    let held = Shown::of(&application);
    let before = seen(asked("seen").as_deref()).filter(|before| *before != held)?;
    let same_office = (before.kind, &before.slug) == (held.kind, &held.slug);
    let (now, before) = (when::day_and_hours(held.span, lang), when::day_and_hours(before.span, lang));
    let (told, help) = if same_office {
        (
            td_string!(lang, seeker.apply.another_time, now = now),
            td_string!(lang, seeker.apply.another_time_help, before = before),
        )
    } else {
        let office = office_and_kind(&application.office, application.kind, lang);
        (
            td_string!(lang, seeker.apply.another_office, office = office, now = now),
            td_string!(lang, seeker.apply.another_office_help, before = before),
        )
    };
    Some(view! {
        <div class="notice" data-tone="wait" role="alert">
            <p><b>{told}</b></p>
            <p>{help}</p>
        </div>
    })
}

/// Whose time it is, where that is not plain from the page.
pub fn office_and_kind(office: &str, kind: Kind, lang: Locale) -> String {
    td_string!(lang, seeker.hold.elsewhere, office = office, kind = word_of(kind, lang))
}

/// Where one stands among the steps, the calendar being the first.
#[component]
pub fn Steps(place: u8) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="steps">
            {td!(lang, seeker.apply.place, place = place, count = Step::COUNT)}
            <progress max=Step::COUNT value=place aria-hidden="true"></progress>
        </p>
    }
    .into_any()
}

#[component]
pub fn NothingBegun() -> impl IntoView {
    let lang = use_lang();
    view! {
        <h1>{td!(lang, seeker.apply.nothing)}</h1>
        <p>{td!(lang, seeker.apply.nothing_help)}</p>
        <p class="actions"><a class="button" href=address::door(lang)>{td!(lang, seeker.apply.begin)}</a></p>
    }
    .into_any()
}

/// The seat could not be kept any longer; what was typed stays, and the nearest free times are one press away.
#[component]
fn RanOut(application: Application, nearest: Vec<FreeTime>) -> impl IntoView {
    let lang = use_lang();
    let all = address::times_around(lang, &application.slug, application.kind, application.span);
    view! {
        <div class="notice" data-tone="wait" role="alert">
            <p><b>{td!(lang, words.error.hold_lapsed)}</b></p>
            <PostForm action=TakeSeat::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="slug" value=application.slug.clone() />
                <input type="hidden" name="kind" value=application.kind.as_str() />
                <Nearest times=nearest />
            </PostForm>
            <p><a href=all>{td!(lang, seeker.apply.all_times)}</a></p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_shown_is_read_back_from_its_address() {
        let text = "2026-11-25T01:00Z/PT30M~consultation~niitsu";
        let shown: Shown = text.parse().expect("a time of an office");
        assert_eq!((shown.to_string().as_str(), shown.slug.as_str()), (text, "niitsu"));
        assert_eq!("2026-11-25T01:00Z/PT30M".parse::<Shown>(), Err(NotShown));
        assert_eq!(seen(Some("~~")), None);
    }
}
