//! Whether somebody may use the service (Art. 6(6), 12(1)): what silence proposes, what awaits a second person, the register.
//! What is typed here is about a person and stands in no address: where it has to be mended it comes back by a cookie.

use crate::{
    desk::{
        Answer,
        standing::{Proposed, SilenceLine, StandingRoom},
    },
    domain::{
        ids::{BookingId, StandingId},
        role::Task,
        standing::{Ground, Window},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        place,
        table::Table,
        typed::{self, Wrongs, came_back_to_mend},
        words,
    },
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use register::{Drafts, Register};
use serde::{Deserialize, Serialize};
use write::{DecisionForm, WhyFields, WhyForm, WriteFields};

pub mod person;
mod register;
mod write;

/// What was typed into a form of this page and could not be taken.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    decision: Option<DecisionForm>,
    why: Option<WhyForm>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct StandingPage {
    room: StandingRoom,
    typed: Typed,
}

/// `booking`: whose conduct is to be decided on. `typed`: a form came back.
#[server]
pub async fn load_standing(lang: String, booking: Option<String>, typed: bool) -> Answer<Framed<StandingPage>> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff_or_sign_in(&lang).await?;
    let booking = booking.map(|id| id.parse::<BookingId>()).transpose().map_err(|_| DeskError::NotFound)?;
    let room = request::desk()?.standing.standing_room(&actor, booking).await?;
    let typed = request::kept_if(typed, request::Form::Standing)?.unwrap_or_default();
    request::framed(&actor, &lang, StandingPage { room, typed }).await
}

#[server]
pub async fn write_decision(lang: String, decision: DecisionForm) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    actor.may(Task::DecideStanding)?;
    let outcome = async { request::desk()?.standing.write_decision(&actor, decision.read()?).await };
    let outcome = outcome.await;
    let about = (decision.ground == Ground::Conduct.word()).then(|| decision.booking.clone());
    let form = (request::Form::Standing, &Typed { decision: Some(decision), why: None });
    typed::back_by_cookie(&lang, Section::Standing.path(), form, about.as_deref(), outcome, "decision_written")
}

#[server]
pub async fn review_decision(lang: String, matter: StandingId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.standing.review_decision(&actor, matter).await;
    request::back_to_page(&lang, Section::Standing.path(), outcome, "decided")
}

/// Nothing but a reason is typed: a proposal is dismissed, a decision sent back or lifted.
#[cfg(feature = "ssr")]
async fn with_reason(
    lang: &str,
    form: WhyForm,
    act: impl AsyncFnOnce(&crate::desk::Desk, crate::desk::staff::Actor, &WhyForm) -> Answer<()>,
    done: &str,
) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    actor.may(Task::DecideStanding)?;
    let outcome = act(&request::desk()?, actor, &form).await;
    let form = (request::Form::Standing, &Typed { decision: None, why: Some(form) });
    typed::back_by_cookie(lang, Section::Standing.path(), form, None, outcome, done)
}

#[server]
pub async fn dismiss_proposal(lang: String, about: BookingId, why: String) -> Answer<()> {
    let act = async |desk: &crate::desk::Desk, actor: crate::desk::staff::Actor, form: &WhyForm| {
        desk.standing.dismiss_proposal(&actor, about, form.why.clone()).await
    };
    with_reason(&lang, WhyForm { about: about.to_string(), why }, act, "dismissed").await
}

#[server]
pub async fn send_decision_back(lang: String, about: StandingId, why: String) -> Answer<()> {
    let act = async |desk: &crate::desk::Desk, actor: crate::desk::staff::Actor, form: &WhyForm| {
        desk.standing.send_decision_back(&actor, about, form.why.clone()).await
    };
    with_reason(&lang, WhyForm { about: about.to_string(), why }, act, "sent_back").await
}

#[server]
pub async fn lift_decision(lang: String, about: StandingId, why: String) -> Answer<()> {
    let act = async |desk: &crate::desk::Desk, actor: crate::desk::staff::Actor, form: &WhyForm| {
        desk.standing.lift_decision(&actor, about, form.why.clone()).await
    };
    with_reason(&lang, WhyForm { about: about.to_string(), why }, act, "lifted").await
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowForm {
    pub silences: String,
    pub days: String,
}

impl WindowForm {
    fn read(&self) -> Result<Window, Wrongs> {
        let mut wrongs = Wrongs::default();
        let silences = wrongs.take("silences", typed::number(&self.silences, 2, 20));
        let days = wrongs.take("days", typed::number(&self.days, 1, 730));
        let window = silences.zip(days).and_then(|(count, days)| Window::new(days, count.try_into().ok()?).ok());
        window.ok_or(wrongs)
    }
}

#[server]
pub async fn set_standing_window(lang: String, window: WindowForm) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff().await?;
    let outcome = match window.read() {
        Ok(read) => request::desk()?.standing.set_standing_window(&actor, read).await,
        Err(_) => actor.may(Task::ManageOffice).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Standing.path(), "window", &window, outcome, "window_set")
}

#[component]
pub fn StandingSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("booking"), query.get("typed").is_some())));
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (booking, typed))| load_standing(code(lang).to_owned(), booking, typed),
    );
    sheet(Section::Standing, page, body)
}

fn body(page: StandingPage, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let StandingPage { room, typed } = page;
    let decides = frame.role.may(Task::DecideStanding);
    let conduct = room.about.clone().filter(|_| decides).map(|about| {
        view! {
            <section class="reading">
                <h2>{td_string!(lang, standing.conduct.title, name = about.name.clone())}</h2>
                <p>{td_string!(lang, standing.conduct.lead)}</p>
                <WriteFields about ground=Ground::Conduct count=0 room=room.clone() typed=typed.decision.clone() />
            </section>
        }
    });
    let (silences, days) = (room.window.silences(), room.window.days());
    let none = room.proposals.is_empty();
    let proposals: Vec<_> = room
        .proposals
        .iter()
        .map(|one| {
            view! { <Proposal one=one.clone() room=room.clone() typed=typed.clone() decides /> }
        })
        .collect();
    view! {
        {conduct}
        <section>
            <h2>{td_string!(lang, standing.proposals.title)}</h2>
            <p>{td_string!(lang, standing.proposals.lead, silences, days)}</p>
            {none.then(|| view! { <p>{td_string!(lang, standing.proposals.none)}</p> })}
            {proposals}
        </section>
        <Drafts drafts=room.drafts.clone() decides typed=typed.why.clone() />
        <Register matters=room.register.clone() decides typed=typed.why />
        {frame.role.may(Task::ManageOffice).then(|| view! { <WindowFields window=room.window /> })}
    }
    .into_any()
}

#[component]
fn Proposal(one: Proposed, room: StandingRoom, typed: Typed, decides: bool) -> impl IntoView {
    let lang = use_lang();
    let Proposed { about, silences } = one;
    let dismiss = heard::<DismissProposal>();
    let count = silences.len();
    let heads = [
        td_string!(lang, standing.silence.at),
        td_string!(lang, standing.silence.reference),
        td_string!(lang, standing.silence.name),
        td_string!(lang, standing.silence.phone),
        td_string!(lang, standing.silence.mail),
    ];
    let caption = td_string!(lang, standing.proposals.caption, name = about.name.clone());
    let own = |booking: &str| booking == about.booking.to_string();
    let decision = typed.decision.filter(|form| form.ground == Ground::Silence.word() && own(&form.booking));
    let (writing, unseen) = (decision.is_some(), td_string!(lang, words.ui.about, what = about.name.clone()));
    let id = about.booking.to_string();
    let dismissing = WhyForm::is_about(typed.why.as_ref(), &id);
    view! {
        <article>
            <h3>{format!("{} {}", about.name, about.number)}</h3>
            <Table caption heads=heads narrow=true>{silences.into_iter().map(|line| silence(line, lang)).collect_view()}</Table>
            {decides
                .then(|| {
                    view! {
                        <details open=writing>
                            <summary>{td_string!(lang, standing.write.open)} <span class="unseen">{unseen.clone()}</span></summary>
                            <div class="reading">
                                <WriteFields about ground=Ground::Silence count room typed=decision />
                            </div>
                        </details>
                        <details open=dismissing>
                            <summary>{td_string!(lang, standing.dismiss.open)} <span class="unseen">{unseen}</span></summary>
                            <ActionForm action=dismiss>
                                <WhyFields about=id submit=td_string!(lang, standing.dismiss.submit) typed=typed.why />
                            </ActionForm>
                        </details>
                    }
                })}
        </article>
    }
    .into_any()
}

fn silence(line: SilenceLine, lang: Locale) -> impl IntoView {
    let card = place::card(lang, line.booking, line.at);
    view! {
        <tr>
            <th scope="row">{words::moment(line.at, lang)}</th>
            <td><a href=card>{line.reference}</a></td>
            <td>{line.name}</td>
            <td>{line.phone}</td>
            <td>{line.mail}</td>
        </tr>
    }
}

#[component]
fn WindowFields(window: Window) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SetStandingWindow>();
    let (back, wrongs) = came_back_to_mend("window", WindowForm::read);
    let kept = || WindowForm { silences: window.silences().to_string(), days: window.days().to_string() };
    let form = back.unwrap_or_else(kept);
    view! {
        <section class="reading">
            <h2>{td_string!(lang, standing.window.title)}</h2>
            <p>{td_string!(lang, standing.window.lead)}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, standing.window.silences)
                    name="window[silences]"
                    id="window-silences"
                    inputmode="numeric"
                    value=form.silences
                    error=wrongs.words("silences", lang)
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, standing.window.days)
                    name="window[days]"
                    id="window-days"
                    inputmode="numeric"
                    value=form.days
                    error=wrongs.words("days", lang)
                    autocomplete="off"
                    short=true
                />
                <button class="button-secondary">{td_string!(lang, standing.window.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
