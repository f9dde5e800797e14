//! The Zoom hosts.

use super::{AddHost, ChangeHost, RemoveHost};
use crate::{
    desk::plan::{HostSetting, OfficeChange},
    domain::{ids::HostId, meeting},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        typed::{self, Wrong, Wrongs, came_back},
    },
    ui::field::Field,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddHostForm {
    pub host_name: String,
    pub host_user: String,
}

impl AddHostForm {
    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let (name, user) = read(&self.host_name, &self.host_user)?;
        Ok(OfficeChange::AddHost { name, user })
    }
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HostForm {
    pub id: String,
    pub host_name: String,
    pub host_user: String,
}

impl HostForm {
    fn of(host: &HostSetting) -> HostForm {
        HostForm {
            id: host.id.to_string(),
            host_name: host.name.clone(),
            host_user: host.user.clone().unwrap_or_default(),
        }
    }

    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let (name, user) = read(&self.host_name, &self.host_user)?;
        let mut wrongs = Wrongs::default();
        let host = wrongs.take("name", self.id.parse::<HostId>().map_err(|_| Wrong::Missing));
        host.map(|host| OfficeChange::Host { host, name, user }).ok_or(wrongs)
    }
}

/// The name, and the user where one is typed.
fn read(name: &str, user: &str) -> Result<(String, Option<String>), Wrongs> {
    let mut wrongs = Wrongs::default();
    let name = wrongs.take("name", typed::text(name));
    let user = match user.trim() {
        "" => Some(None),
        user => wrongs.take("user", meeting::user(user).map(Some).ok_or(Wrong::ZoomUser)),
    };
    name.zip(user).ok_or(wrongs)
}

#[component]
pub fn Hosts(hosts: Vec<HostSetting>) -> impl IntoView {
    let lang = use_lang();
    let add = heard::<AddHost>();
    let change = heard::<ChangeHost>();
    let remove = heard::<RemoveHost>();
    let back = came_back::<AddHostForm>("host");
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    let form = back.unwrap_or_default();
    view! {
        <section class="reading">
            <h2>{td_string!(lang, plan.settings.hosts_title)}</h2>
            <p class="hint">{td_string!(lang, plan.settings.host_user_help)}</p>
            {hosts.into_iter().map(|host| view! { <Host host change remove /> }).collect_view()}
            <h3>{td_string!(lang, plan.settings.host_add)}</h3>
            <ActionForm action=add>
                <input type="hidden" name="lang" value=code(lang) />
                <Fields id="new-host".to_owned() name=form.host_name user=form.host_user wrongs />
                <button class="button-secondary">{td_string!(lang, plan.settings.host_add_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn Host(host: HostSetting, change: ServerAction<ChangeHost>, remove: ServerAction<RemoveHost>) -> impl IntoView {
    let lang = use_lang();
    let id = host.id;
    let back = came_back::<HostForm>(&format!("host-{id}"));
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    let open = back.is_some();
    let form = back.unwrap_or_else(|| HostForm::of(&host));
    let user = host.user.unwrap_or_else(|| td_string!(lang, plan.settings.no_user).to_owned());
    view! {
        <details open=open>
            <summary>{host.name} " " <span class="hint">{user}</span></summary>
            <ActionForm action=change>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="host[id]" value=id.to_string() />
                <Fields id=format!("host-{id}") name=form.host_name user=form.host_user wrongs />
                <button class="button-secondary">{td_string!(lang, plan.settings.host_submit)}</button>
            </ActionForm>
            {(host.counters == 0)
                .then(|| {
                    view! {
                        <ActionForm action=remove>
                            <input type="hidden" name="lang" value=code(lang) />
                            <input type="hidden" name="host" value=id.to_string() />
                            <p class="hint">{td_string!(lang, plan.settings.host_remove_hint)}</p>
                            <button class="button-danger">{td_string!(lang, plan.settings.host_remove)}</button>
                        </ActionForm>
                    }
                })}
        </details>
    }
    .into_any()
}

#[component]
fn Fields(id: String, name: String, user: String, wrongs: Wrongs) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Field
            label=td_string!(lang, plan.settings.host_name)
            name="host[host_name]"
            id=format!("{id}-name")
            value=name
            error=wrongs.words("name", lang)
            autocomplete="off"
        />
        <Field
            label=td_string!(lang, plan.settings.host_user)
            name="host[host_user]"
            id=format!("{id}-user")
            value=user
            error=wrongs.words("user", lang)
            autocomplete="off"
            optional=true
        />
    }
    .into_any()
}
