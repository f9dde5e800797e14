//! Settings that hold from a date on: the deadline, how long a seat is held, how far ahead one can book.

use super::{AddSetting, DropSetting};
use crate::{
    desk::plan::DatedSetting,
    domain::waiting::OFFER_MINUTES,
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        table::Table,
        typed::{self, Wrongs, came_back_to_mend},
        words,
    },
    ui::field::Field,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingForm {
    pub from: String,
    pub days: String,
    pub time: String,
    pub hold: String,
    /// Empty: as long as is usual.
    pub offer: String,
    pub horizon: String,
    /// Empty: as many as one likes.
    pub most_live: String,
}

impl SettingForm {
    pub fn read(&self) -> Result<DatedSetting, Wrongs> {
        let mut wrongs = Wrongs::default();
        let small = |typed: &str, least, most| typed::number(typed, least, most).map(|n| u8::try_from(n).unwrap_or(0));
        let from = wrongs.take("from", typed::date(&self.from));
        let days = wrongs.take("days", small(&self.days, 0, 10));
        let time = wrongs.take("time", typed::time(&self.time));
        let hold = wrongs.take("hold", small(&self.hold, 5, 60));
        let offer = match self.offer.trim() {
            "" => Some(OFFER_MINUTES),
            typed => wrongs.take("offer", small(typed, 10, 120)),
        };
        let horizon = wrongs.take("horizon", typed::number(&self.horizon, 1, 366));
        let most_live = match self.most_live.trim() {
            "" => Some(None),
            typed => wrongs.take("most_live", small(typed, 1, 20)).map(Some),
        };
        match (from, days, time, hold, offer, horizon, most_live) {
            (
                Some(from),
                Some(cut_off_days),
                Some(cut_off_time),
                Some(hold_minutes),
                Some(offer_minutes),
                Some(horizon_days),
                Some(most_live),
            ) => Ok(DatedSetting {
                from,
                cut_off_days,
                cut_off_time,
                hold_minutes,
                offer_minutes,
                horizon_days,
                most_live,
            }),
            _ => Err(wrongs),
        }
    }

    /// What holds now, for a change of one thing; the date is for whoever changes it.
    fn of(setting: &DatedSetting) -> SettingForm {
        SettingForm {
            from: String::new(),
            days: setting.cut_off_days.to_string(),
            time: setting.cut_off_time.format("%H:%M").to_string(),
            hold: setting.hold_minutes.to_string(),
            offer: setting.offer_minutes.to_string(),
            horizon: setting.horizon_days.to_string(),
            most_live: setting.most_live.map(|most| most.to_string()).unwrap_or_default(),
        }
    }
}

#[component]
pub fn DatedList(dated: Vec<DatedSetting>, today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let now = dated.iter().rfind(|setting| setting.from <= today).copied();
    let action = heard::<DropSetting>();
    let heads = [
        td_string!(lang, plan.settings.from),
        td_string!(lang, plan.settings.cut_off),
        td_string!(lang, plan.settings.hold),
        td_string!(lang, waiting.setting.head),
        td_string!(lang, plan.settings.horizon),
        td_string!(lang, absence.most.head),
        td_string!(lang, plan.settings.state),
    ];
    let line = move |setting: DatedSetting| {
        let state = if Some(setting) == now {
            view! { <span class="badge" data-tone="good">{td_string!(lang, plan.settings.in_force)}</span> }.into_any()
        } else if setting.from > today {
            view! {
                <ActionForm action=action>
                    <input type="hidden" name="lang" value=code(lang) />
                    <input type="hidden" name="from" value=setting.from.to_string() />
                    <button class="button-secondary">
                        {td_string!(lang, plan.settings.drop)}
                        <span class="unseen">{td_string!(lang, words.ui.about, what = words::date(setting.from, lang))}</span>
                    </button>
                </ActionForm>
            }
            .into_any()
        } else {
            ().into_any()
        };
        let time = setting.cut_off_time.format("%-H:%M").to_string();
        let most = match setting.most_live {
            Some(count) => td_string!(lang, absence.most.count, count = count),
            None => td_string!(lang, absence.most.any).to_owned(),
        };
        view! {
            <tr>
                <th scope="row">{words::date(setting.from, lang)}</th>
                <td>{td_string!(lang, plan.settings.cut_off_words, days = setting.cut_off_days, time = time)}</td>
                <td>{td_string!(lang, plan.minutes, count = setting.hold_minutes)}</td>
                <td>{td_string!(lang, plan.minutes, count = setting.offer_minutes)}</td>
                <td>{td_string!(lang, plan.settings.horizon_words, count = setting.horizon_days)}</td>
                <td>{most}</td>
                <td>{state}</td>
            </tr>
        }
    };
    view! {
        <section>
            <h2>{td_string!(lang, plan.settings.dated_title)}</h2>
            <p>{td_string!(lang, plan.settings.dated_lead)}</p>
            <Table caption=td_string!(lang, plan.settings.dated_caption) heads=heads narrow=true>{dated.into_iter().map(line).collect_view()}</Table>
            <Add now today />
        </section>
    }
    .into_any()
}

#[component]
fn Add(now: Option<DatedSetting>, today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<AddSetting>();
    let (back, mut wrongs) = came_back_to_mend("setting", SettingForm::read);
    wrongs.add_if_over("from", back.as_ref().map(|form| &form.from), today);
    let form = back.unwrap_or_else(|| now.as_ref().map(SettingForm::of).unwrap_or_default());
    let wrong = move |field: &str| wrongs.words(field, lang);
    view! {
        <div class="reading">
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field label=td_string!(lang, plan.settings.from) name="setting[from]" id="setting-from" kind="date" value=form.from error=wrong("from") />
                <Field
                    label=td_string!(lang, plan.settings.cut_off_days)
                    name="setting[days]"
                    id="setting-days"
                    inputmode="numeric"
                    value=form.days
                    error=wrong("days")
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, plan.settings.cut_off_time)
                    name="setting[time]"
                    id="setting-time"
                    kind="time"
                    help=td_string!(lang, plan.settings.cut_off_time_help)
                    value=form.time
                    error=wrong("time")
                    short=true
                />
                <Field
                    label=td_string!(lang, plan.settings.hold_minutes)
                    name="setting[hold]"
                    id="setting-hold"
                    inputmode="numeric"
                    value=form.hold
                    error=wrong("hold")
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, waiting.setting.label)
                    name="setting[offer]"
                    id="setting-offer"
                    inputmode="numeric"
                    help=td_string!(lang, waiting.setting.help)
                    value=form.offer
                    error=wrong("offer")
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, plan.settings.horizon_days)
                    name="setting[horizon]"
                    id="setting-horizon"
                    inputmode="numeric"
                    value=form.horizon
                    error=wrong("horizon")
                    autocomplete="off"
                    short=true
                />
                <Field
                    label=td_string!(lang, absence.most.label)
                    name="setting[most_live]"
                    id="setting-most-live"
                    inputmode="numeric"
                    help=td_string!(lang, absence.most.help)
                    value=form.most_live
                    error=wrong("most_live")
                    autocomplete="off"
                    short=true
                    optional=true
                />
                <button class="button">{td_string!(lang, plan.settings.dated_submit)}</button>
            </ActionForm>
        </div>
    }
    .into_any()
}
