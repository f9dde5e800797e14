//! The office's own settings, for its administrator: one form a thing.

use crate::{
    desk::{Answer, plan::OfficeSettings},
    i18n::*,
    locale::{self, code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        settings::{
            counters::{AddCounterForm, CounterForm, CounterList},
            dated::{DatedList, SettingForm},
            hosts::{AddHostForm, HostForm, Hosts},
            places::{PlaceForm, PlaceList},
            words::{KindsFields, KindsForm, PhoneFields, PhoneForm, TextFields, TextForm},
        },
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

mod counters;
mod dated;
mod hosts;
mod places;
mod up_down;
mod words;

#[server]
pub async fn load_settings(lang: String) -> Answer<Framed<OfficeSettings>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let settings = request::desk()?.plan.settings(&actor).await?;
    request::framed(&actor, &lang, settings).await
}

/// Makes a change of what was typed, and leads back: to the form as it was typed where something has to be mended.
#[cfg(feature = "ssr")]
async fn change<F: serde::Serialize>(
    lang: &str,
    form: &str,
    sent: &F,
    read: Result<crate::desk::plan::OfficeChange, crate::staff::typed::Wrongs>,
) -> Answer<()> {
    use crate::{desk::error::DeskError, domain::role::Task, request, staff::typed};
    let actor = request::staff().await?;
    let outcome = match read {
        Ok(change) => request::desk()?.plan.change_office(&actor, change).await,
        Err(_) => actor.may(Task::ManageOffice).and(Err(DeskError::Mend)),
    };
    typed::back(lang, Section::Settings.path(), form, sent, outcome, "office_changed")
}

#[server]
pub async fn change_phone(lang: String, office: PhoneForm) -> Answer<()> {
    change(&lang, "phone", &office, office.read()).await
}

#[server]
pub async fn change_text(lang: String, text: TextForm) -> Answer<()> {
    change(&lang, &format!("text-{}", text.of), &text, text.read()).await
}

#[server]
pub async fn add_setting(lang: String, setting: SettingForm) -> Answer<()> {
    use crate::desk::plan::OfficeChange;
    change(&lang, "setting", &setting, setting.read().map(OfficeChange::Setting)).await
}

#[server]
pub async fn drop_setting(lang: String, from: NaiveDate) -> Answer<()> {
    use crate::desk::plan::OfficeChange;
    change(&lang, "", &(), Ok(OfficeChange::DropSetting { from })).await
}

#[server]
pub async fn change_kinds(lang: String, kinds: KindsForm) -> Answer<()> {
    change(&lang, "kinds", &kinds, kinds.read()).await
}

#[server]
pub async fn add_host(lang: String, host: AddHostForm) -> Answer<()> {
    change(&lang, "host", &host, host.read()).await
}

#[server]
pub async fn change_host(lang: String, host: HostForm) -> Answer<()> {
    change(&lang, &format!("host-{}", host.id), &host, host.read()).await
}

#[server]
pub async fn remove_host(lang: String, host: crate::domain::ids::HostId) -> Answer<()> {
    use crate::desk::plan::OfficeChange;
    change(&lang, "", &(), Ok(OfficeChange::RemoveHost { host })).await
}

#[server]
pub async fn add_place(lang: String, new: PlaceForm) -> Answer<()> {
    use crate::desk::plan::OfficeChange;
    change(&lang, "place", &new, new.read().map(OfficeChange::AddPlace)).await
}

#[server]
pub async fn change_place(lang: String, id: crate::domain::ids::PlaceId, place: PlaceForm) -> Answer<()> {
    use crate::desk::plan::OfficeChange;
    let read = place.read().map(|text| OfficeChange::Place { place: id, text });
    change(&lang, &format!("place-{id}"), &place, read).await
}

/// `what` is one of `up`, `down`, `remove`.
#[server]
pub async fn arrange_place(lang: String, id: crate::domain::ids::PlaceId, what: String) -> Answer<()> {
    use crate::desk::{error::DeskError, plan::OfficeChange};
    let read = match what.as_str() {
        "up" => OfficeChange::MovePlace { place: id, up: true },
        "down" => OfficeChange::MovePlace { place: id, up: false },
        "remove" => OfficeChange::RemovePlace { place: id },
        _ => return Err(DeskError::Unreadable),
    };
    change(&lang, "", &(), Ok(read)).await
}

#[server]
pub async fn add_counter(lang: String, new: AddCounterForm) -> Answer<()> {
    change(&lang, "counter", &new, new.read()).await
}

#[server]
pub async fn change_counter(lang: String, counter: CounterForm) -> Answer<()> {
    change(&lang, &format!("counter-{}", counter.id), &counter, counter.read()).await
}

/// `change` is one of `up`, `down`, `close`, `reopen`.
#[server]
pub async fn place_counter(lang: String, counter: crate::domain::ids::CounterId, what: String) -> Answer<()> {
    use crate::desk::{error::DeskError, plan::OfficeChange};
    let read = match what.as_str() {
        "up" => OfficeChange::MoveCounter { counter, up: true },
        "down" => OfficeChange::MoveCounter { counter, up: false },
        "close" => OfficeChange::CloseCounter { counter },
        "reopen" => OfficeChange::ReopenCounter { counter },
        _ => return Err(DeskError::Unreadable),
    };
    change(&lang, "", &(), Ok(read)).await
}

#[component]
pub fn Settings() -> impl IntoView {
    fresh_sheet(Section::Settings, load_settings, body)
}

fn body(settings: OfficeSettings, _: &Frame) -> AnyView {
    let OfficeSettings { today, phone, texts, dated, kinds, places, counters, hosts } = settings;
    let texts = locale::LANGUAGES.map(|(_, code, _)| {
        texts
            .iter()
            .find(|text| text.lang == code)
            .cloned()
            .unwrap_or(crate::desk::plan::OfficeText { lang: code.to_owned(), ..Default::default() })
    });
    let lang = use_lang();
    let letters = format!("/{}/desk{}", code(lang), Section::Letters.path());
    view! {
        <p>
            <a href=letters>{td_string!(lang, letters.settings)}</a>
        </p>
        <PhoneFields phone />
        {texts.map(|text| view! { <TextFields text /> }).into_iter().collect_view()}
        <DatedList dated today />
        <KindsFields kinds=kinds.clone() />
        <PlaceList places=places.clone() />
        <CounterList
            counters
            places
            hosts=hosts.clone()
            kinds=kinds.into_iter().map(|(kind, _)| kind).collect()
        />
        <Hosts hosts />
    }
    .into_any()
}
