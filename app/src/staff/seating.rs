//! Who sits at which counter (担当), from a day on and, where it is so, on one day of the week.

use crate::{
    desk::{
        Answer,
        seating::{KeptSeating, NewSeating, SeatedCounter, SeatingRoom},
    },
    domain::ids::{CounterId, SeatingId, StaffId},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        table::Table,
        typed::{self, Wrong, Wrongs, came_back_to_mend},
        words::{self, WEEK},
    },
    ui::{field::Field, select::Select},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The form as typed. Ids of counters and accounts, and nobody's name.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatingForm {
    pub counter: String,
    pub from: String,
    /// `Mon` to `Sun`; empty: every day.
    pub weekday: String,
    /// Empty: nobody any more.
    pub staff: String,
}

impl SeatingForm {
    /// # Errors
    /// All that is to be mended. Whether the day is over is for whoever knows today.
    pub fn read(&self) -> Result<NewSeating, Wrongs> {
        let mut wrongs = Wrongs::default();
        let from = wrongs.take("from", typed::date(&self.from));
        let counter = wrongs.take("counter", self.counter.parse::<CounterId>().map_err(|_| Wrong::Missing));
        let staff = match self.staff.as_str() {
            "" => Some(None),
            id => wrongs.take("staff", id.parse::<StaffId>().map(Some).map_err(|_| Wrong::Missing)),
        };
        let weekday = WEEK.into_iter().find(|weekday| weekday.to_string() == self.weekday);
        match (from, counter, staff) {
            (Some(from), Some(counter), Some(staff)) => Ok(NewSeating { counter, from, weekday, staff }),
            _ => Err(wrongs),
        }
    }
}

#[server]
pub async fn load_seating(lang: String) -> Answer<Framed<SeatingRoom>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let room = request::desk()?.seating.seatings(&actor).await?;
    request::framed(&actor, &lang, room).await
}

#[server]
pub async fn seat_at(lang: String, seating: SeatingForm) -> Answer<()> {
    use crate::{desk::error::DeskError, domain::role::Task, request};
    let actor = request::staff().await?;
    let outcome = match seating.read() {
        Ok(new) => request::desk()?.seating.seat(&actor, new).await,
        Err(_) => actor.may(Task::PlanSlots).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Seating.path(), "seating", &seating, outcome, "seated")
}

#[server]
pub async fn unseat(lang: String, seating: SeatingId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.seating.unseat(&actor, seating).await;
    request::back_to_page(&lang, Section::Seating.path(), outcome, "unseated")
}

#[component]
pub fn Seating() -> impl IntoView {
    fresh_sheet(Section::Seating, load_seating, body)
}

fn body(room: SeatingRoom, _: &Frame) -> AnyView {
    let lang = use_lang();
    let SeatingRoom { today, counters, staff } = room;
    let choice = |counter: &SeatedCounter| (counter.id.to_string(), named(counter, lang));
    let choices: Vec<_> = counters.iter().map(choice).collect();
    view! {
        <p>{td_string!(lang, absence.seating.lead)}</p>
        <Counters counters />
        <New today counters=choices staff />
    }
    .into_any()
}

fn named(counter: &SeatedCounter, lang: Locale) -> String {
    words::counter(counter.place.as_ref(), &counter.name, lang)
}

#[component]
fn Counters(counters: Vec<SeatedCounter>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<Unseat>();
    let heads = [
        td_string!(lang, absence.seating.counter),
        td_string!(lang, absence.seating.today),
        td_string!(lang, absence.seating.planned),
    ];
    let nobody = move || td_string!(lang, absence.seating.nobody).to_owned();
    let every_day = td_string!(lang, absence.seating.every_day);
    let seating = move |seating: KeptSeating| {
        let words = td_string!(
            lang,
            absence.seating.planned_line,
            date = words::date(seating.from, lang),
            weekday = seating.weekday.map_or(every_day, |weekday| words::weekday(weekday, lang)),
            who = seating.who.unwrap_or_else(nobody)
        )
        .to_string();
        view! {
            <li>
                <ActionForm action=action>
                    <input type="hidden" name="lang" value=code(lang) />
                    <input type="hidden" name="seating" value=seating.id.to_string() />
                    {words.clone()} " "
                    <button class="button-link">
                        {td_string!(lang, absence.seating.remove)} <span class="unseen">{td_string!(lang, words.ui.about, what = words.clone())}</span>
                    </button>
                </ActionForm>
            </li>
        }
    };
    let line = move |counter: SeatedCounter| {
        let name = named(&counter, lang);
        let lines = counter.seatings.into_iter().map(seating).collect_view();
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{counter.today.unwrap_or_else(nobody)}</td>
                <td><ul class="hours">{lines}</ul></td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, absence.seating.caption) heads=heads quiet=true>
            {counters.into_iter().map(line).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn New(today: NaiveDate, counters: Vec<(String, String)>, staff: Vec<(StaffId, String)>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SeatAt>();
    let (back, mut wrongs) = came_back_to_mend("seating", SeatingForm::read);
    wrongs.add_if_over("from", back.as_ref().map(|form| &form.from), today);
    let form = back.unwrap_or_else(|| SeatingForm { from: today.to_string(), ..SeatingForm::default() });
    let weekdays = WEEK.map(|weekday| (weekday.to_string(), words::weekday(weekday, lang))).to_vec();
    let people: Vec<_> = staff.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    view! {
        <section class="reading">
            <h2>{td_string!(lang, absence.seating.title)}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Select
                    label=td_string!(lang, absence.seating.counter)
                    name="seating[counter]"
                    id="seating-counter"
                    options=counters
                    value=form.counter
                    error=wrongs.words("counter", lang)
                />
                <Select
                    label=td_string!(lang, absence.seating.who)
                    name="seating[staff]"
                    id="seating-staff"
                    none=td_string!(lang, absence.seating.nobody)
                    options=people
                    value=form.staff
                    error=wrongs.words("staff", lang)
                />
                <Field
                    label=td_string!(lang, absence.seating.from)
                    name="seating[from]"
                    id="seating-from"
                    kind="date"
                    value=form.from
                    error=wrongs.words("from", lang)
                />
                <Select
                    label=td_string!(lang, absence.seating.weekday)
                    name="seating[weekday]"
                    id="seating-weekday"
                    none=td_string!(lang, absence.seating.every_day)
                    options=weekdays
                    value=form.weekday
                />
                <button class="button">{td_string!(lang, absence.seating.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
