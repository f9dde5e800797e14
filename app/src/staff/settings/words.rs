//! The phone number, the texts in each language, and the kinds of service.

use super::{ChangeKinds, ChangePhone, ChangeText};
use crate::{
    desk::plan::{OfficeChange, OfficeText},
    domain::{kind::Kind, phone::PhoneNumber},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        typed::{self, Wrong, Wrongs, came_back_to_mend},
        words,
    },
    ui::{field::Field, select::Select},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PhoneForm {
    pub phone: String,
}

impl PhoneForm {
    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let mut wrongs = Wrongs::default();
        let read = wrongs.take("phone", self.phone.parse::<PhoneNumber>().map_err(|_| Wrong::Phone));
        read.map(|phone| OfficeChange::Phone { phone: phone.to_string() }).ok_or(wrongs)
    }
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TextForm {
    /// The language of the text.
    pub of: String,
    pub name: String,
    pub place: String,
    pub address: String,
    pub hours: String,
}

impl TextForm {
    fn fields(&self) -> [(&'static str, &String); 4] {
        [("name", &self.name), ("place", &self.place), ("address", &self.address), ("hours", &self.hours)]
    }

    /// All of it, or in another language than Japanese nothing at all.
    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let mut wrongs = Wrongs::default();
        if self.of == "ja" || self.fields().iter().any(|(_, typed)| !typed.trim().is_empty()) {
            for (field, typed) in self.fields() {
                wrongs.take(field, typed::text(typed));
            }
        }
        if wrongs != Wrongs::default() {
            return Err(wrongs);
        }
        Ok(OfficeChange::Text(OfficeText {
            lang: self.of.clone(),
            name: self.name.clone(),
            place: self.place.clone(),
            address: self.address.clone(),
            hours: self.hours.clone(),
        }))
    }
}

/// The length of each kind in minutes; nothing where it is not offered.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KindsForm {
    pub consultation: String,
    pub placement: String,
    pub interview: String,
    pub selection: String,
}

impl KindsForm {
    fn fields(&self) -> [(Kind, &String); 4] {
        [
            (Kind::Consultation, &self.consultation),
            (Kind::Placement, &self.placement),
            (Kind::Interview, &self.interview),
            (Kind::Selection, &self.selection),
        ]
    }

    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let mut wrongs = Wrongs::default();
        let kinds: Vec<_> =
            self.fields().into_iter().filter_map(|(kind, typed)| Some((kind, typed.parse().ok()?))).collect();
        if kinds.is_empty() {
            wrongs.add("consultation", Wrong::NoKind);
            return Err(wrongs);
        }
        Ok(OfficeChange::Kinds { kinds })
    }
}

#[component]
pub fn PhoneFields(phone: String) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ChangePhone>();
    let (back, wrongs) = came_back_to_mend("phone", PhoneForm::read);
    let form = back.unwrap_or(PhoneForm { phone });
    view! {
        <section class="reading">
            <h2>{td_string!(lang, plan.settings.phone_title)}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, plan.settings.phone)
                    name="office[phone]"
                    id="office-phone"
                    kind="tel"
                    value=form.phone
                    error=wrongs.words("phone", lang)
                    autocomplete="off"
                    short=true
                />
                <button class="button">{td_string!(lang, plan.settings.phone_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
pub fn TextFields(text: OfficeText) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ChangeText>();
    let of = if text.lang == "ja" { "ja" } else { "en" };
    let OfficeText { name, place, address, hours, .. } = text;
    let (back, wrongs) = came_back_to_mend(&format!("text-{of}"), TextForm::read);
    let form = back.unwrap_or(TextForm { of: of.to_owned(), name, place, address, hours });
    let labels = [
        td_string!(lang, plan.settings.name),
        td_string!(lang, plan.settings.place),
        td_string!(lang, plan.settings.address),
        td_string!(lang, plan.settings.hours),
    ];
    let fields: Vec<_> = form
        .fields()
        .into_iter()
        .zip(labels)
        .map(|((field, value), label)| {
            view! {
                <Field
                    label=label
                    name=format!("text[{field}]")
                    id=format!("text-{of}-{field}")
                    value=value.clone()
                    error=wrongs.words(field, lang)
                    autocomplete="off"
                    lang=of
                    optional=of != "ja"
                />
            }
        })
        .collect();
    let (title, help) = match of {
        "ja" => (td_string!(lang, plan.settings.text_ja), None),
        _ => (td_string!(lang, plan.settings.text_en), Some(td_string!(lang, plan.settings.text_en_help))),
    };
    view! {
        <section class="reading">
            <h2>{title}</h2>
            {help.map(|help| view! { <p class="hint">{help}</p> })}
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="text[of]" value=of />
                {fields}
                <button class="button">{td_string!(lang, plan.settings.text_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
pub fn KindsFields(kinds: Vec<(Kind, u8)>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ChangeKinds>();
    let (back, wrongs) = came_back_to_mend("kinds", KindsForm::read);
    let fields: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let kept = kinds.iter().find(|(known, _)| *known == kind).map(|(_, minutes)| minutes.to_string());
            let typed = back.as_ref().and_then(|form| form.fields().into_iter().find(|(known, _)| *known == kind));
            let value = typed.map(|(_, typed)| typed.clone()).or(kept).unwrap_or_default();
            let options: Vec<_> = (10..=30_u8)
                .step_by(5)
                .map(|count| (count.to_string(), td_string!(lang, plan.minutes, count = count)))
                .collect();
            view! {
                <Select
                    label=words::kind(kind, lang)
                    name=format!("kinds[{}]", kind.as_str())
                    id=format!("kinds-{}", kind.as_str())
                    none=td_string!(lang, plan.settings.not_offered)
                    options=options
                    value=value
                    error=wrongs.words(kind.as_str(), lang)
                />
            }
        })
        .collect();
    view! {
        <section class="reading">
            <h2>{td_string!(lang, plan.settings.kinds_title)}</h2>
            <p>{td_string!(lang, plan.settings.kinds_lead)}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                {fields}
                <button class="button">{td_string!(lang, plan.settings.kinds_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
