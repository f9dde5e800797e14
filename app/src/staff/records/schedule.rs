//! How long each class is kept, from which day on.

use super::{class_name, period_words};
use crate::{
    desk::{Answer, records::ClassLine},
    domain::retention::{Class, Period},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        table::Table,
        typed::{self, Wrong, Wrongs, came_back_to_mend},
        words,
    },
    ui::{field::Field, select::Select},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A period as typed: months, or days for backups.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PeriodForm {
    pub class: String,
    pub from: String,
    pub count: String,
}

impl PeriodForm {
    pub fn read(&self) -> Result<(Class, NaiveDate, Period), Wrongs> {
        let mut wrongs = Wrongs::default();
        let class = wrongs.take("class", self.class.parse::<Class>().map_err(|_| Wrong::Missing));
        let from = wrongs.take("from", typed::date(&self.from));
        let bounds =
            class.and_then(|class| class.bounds()).map_or((1, 120), |(least, most)| (least.count(), most.count()));
        let count = wrongs.take("count", typed::number(&self.count, bounds.0, bounds.1));
        match (class, from, count) {
            (Some(class), Some(from), Some(count)) => Ok((class, from, class.usual().with(count))),
            _ => Err(wrongs),
        }
    }
}

#[server]
pub async fn set_period(lang: String, #[server(default)] period: PeriodForm) -> Answer<()> {
    use crate::{desk::error::DeskError, domain::role::Task, request, staff::frame::Section};
    let actor = request::staff().await?;
    let outcome = match period.read() {
        Ok((class, from, length)) => request::desk()?.records.set_period(&actor, class, from, length).await,
        Err(_) => actor.may(Task::ManageOffice).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Records.path(), "period", &period, outcome, "period_set")
}

#[server]
pub async fn drop_period(lang: String, class: Class, from: NaiveDate) -> Answer<()> {
    use crate::{request, staff::frame::Section};
    let actor = request::staff().await?;
    let outcome = request::desk()?.records.drop_period(&actor, class, from).await;
    request::back_to_page(&lang, Section::Records.path(), outcome, "period_dropped")
}

#[component]
pub fn Schedule(classes: Vec<ClassLine>, today: NaiveDate, may_set: bool) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, records.schedule.class),
        td_string!(lang, records.schedule.period),
        td_string!(lang, records.schedule.counted),
        td_string!(lang, records.schedule.then),
        td_string!(lang, records.schedule.coming),
    ];
    let lines = classes.into_iter().map(|line| view! { <Line line may_set /> }).collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, records.schedule.title)}</h2>
            <Table caption=td_string!(lang, records.schedule.title) heads=heads quiet=true>{lines}</Table>
            <p class="quiet">{td_string!(lang, records.schedule.terms)}</p>
            {may_set.then(|| view! { <Set today /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Line(line: ClassLine, may_set: bool) -> impl IntoView {
    let lang = use_lang();
    let ClassLine { class, period, coming } = line;
    let drop = heard::<DropPeriod>();
    let coming = coming
        .into_iter()
        .map(|(from, period)| {
            let date = words::date(from, lang);
            let words = td_string!(lang, records.schedule.from_words, date = date, period = period_words(period, lang));
            let form = may_set.then(|| {
                view! {
                    <ActionForm action=drop>
                        <input type="hidden" name="lang" value=code(lang) />
                        <input type="hidden" name="class" value=class.word() />
                        <input type="hidden" name="from" value=from.to_string() />
                        <button class="button-secondary">{td_string!(lang, records.schedule.drop)}</button>
                    </ActionForm>
                }
            });
            view! { <p>{words.to_string()}</p> {form} }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{class_name(class, lang)}</th>
            <td>{period_words(period, lang)}</td>
            <td>{counted(class, lang)}</td>
            <td>{then(class, lang)}</td>
            <td>{coming}</td>
        </tr>
    }
    .into_any()
}

/// From when it is counted.
fn counted(class: Class, lang: Locale) -> &'static str {
    match class {
        Class::Bookings => td_string!(lang, records.counted.bookings),
        Class::Outbox => td_string!(lang, records.counted.outbox),
        Class::Consents | Class::Devices => td_string!(lang, records.counted.consultation),
        Class::Access => td_string!(lang, records.counted.access),
        Class::Audit => td_string!(lang, records.counted.line),
        Class::Drafts => td_string!(lang, records.counted.touched),
        Class::Mailbox => td_string!(lang, records.counted.mailbox),
        Class::Backups => td_string!(lang, records.counted.backups),
    }
}

/// What goes then, and what stays.
fn then(class: Class, lang: Locale) -> &'static str {
    match class {
        Class::Bookings => td_string!(lang, records.then.bookings),
        Class::Consents => td_string!(lang, records.then.consents),
        Class::Devices => td_string!(lang, records.then.devices),
        Class::Access => td_string!(lang, records.then.access),
        Class::Outbox => td_string!(lang, records.then.outbox),
        Class::Audit => td_string!(lang, records.then.audit),
        Class::Drafts | Class::Mailbox => td_string!(lang, records.then.deleted),
        Class::Backups => td_string!(lang, records.then.backups),
    }
}

#[component]
fn Set(today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SetPeriod>();
    let (back, mut wrongs) = came_back_to_mend("period", PeriodForm::read);
    wrongs.add_if_over("from", back.as_ref().map(|form| &form.from), today);
    let open = back.is_some();
    let form = back.unwrap_or_default();
    let wrong = move |field: &str| wrongs.words(field, lang);
    let options: Vec<_> = Class::ALL
        .into_iter()
        .filter_map(|class| {
            let (least, most) = class.bounds()?;
            let (least, most) = (period_words(least, lang), period_words(most, lang));
            let name = class_name(class, lang);
            let words = td_string!(lang, records.schedule.option, name = name, least = least, most = most);
            Some((class.word(), words.to_string()))
        })
        .collect();
    view! {
        <details open=open>
            <summary>{td_string!(lang, records.schedule.set_title)}</summary>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Select
                    label=td_string!(lang, records.schedule.class)
                    name="period[class]"
                    id="period-class"
                    options=options
                    error=wrong("class")
                    value=form.class
                />
                <Field
                    label=td_string!(lang, records.schedule.count)
                    name="period[count]"
                    id="period-count"
                    help=td_string!(lang, records.schedule.count_help)
                    inputmode="numeric"
                    value=form.count
                    error=wrong("count")
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, records.schedule.from)
                    name="period[from]"
                    id="period-from"
                    kind="date"
                    help=td_string!(lang, records.schedule.from_help)
                    value=form.from
                    error=wrong("from")
                />
                <button class="button-secondary">{td_string!(lang, records.schedule.set)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_in_the_unit_and_the_bounds_of_its_class() {
        let form = |class: &str, count: &str| PeriodForm {
            class: class.to_owned(),
            from: "2026-12-01".to_owned(),
            count: count.to_owned(),
        };
        assert_eq!(form("bookings", "60").read().map(|read| read.2), Ok(Period::Months(60)));
        assert_eq!(form("backups", "30").read().map(|read| read.2), Ok(Period::Days(30)));
        assert!(form("bookings", "11").read().is_err() && form("terms", "60").read().is_err());
    }
}
