//! The places (窓口施設) that the counters are at.

use super::{AddPlace, ArrangePlace, ChangePlace, up_down::UpDown};
use crate::{
    desk::place::{PlaceSetting, PlaceText},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        table::Table,
        typed::{self, Wrong, Wrongs, came_back},
    },
    ui::field::Field,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is empty in English is shown in Japanese.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub ja: String,
    pub address_ja: String,
    pub en: String,
    pub address_en: String,
}

impl PlaceForm {
    fn of(text: &PlaceText) -> PlaceForm {
        PlaceForm {
            ja: text.ja.clone(),
            address_ja: text.address_ja.clone(),
            en: text.en.clone().unwrap_or_default(),
            address_en: text.address_en.clone().unwrap_or_default(),
        }
    }

    pub fn read(&self) -> Result<PlaceText, Wrongs> {
        let mut wrongs = Wrongs::default();
        let if_any = |typed: &str| match typed::text(typed) {
            Err(Wrong::Missing) => Ok(None),
            read => read.map(Some),
        };
        let ja = wrongs.take("ja", typed::text(&self.ja));
        let address_ja = wrongs.take("address_ja", typed::text(&self.address_ja));
        let en = wrongs.take("en", if_any(&self.en));
        let address_en = wrongs.take("address_en", if_any(&self.address_en));
        match (ja, address_ja, en, address_en) {
            (Some(ja), Some(address_ja), Some(en), Some(address_en)) => {
                Ok(PlaceText { ja, en, address_ja, address_en })
            }
            _ => Err(wrongs),
        }
    }
}

#[component]
pub fn PlaceList(places: Vec<PlaceSetting>) -> impl IntoView {
    let lang = use_lang();
    let change = heard::<ChangePlace>();
    let arrange = heard::<ArrangePlace>();
    let several = places.len() > 1;
    let heads = [
        td_string!(lang, plan.settings.place_at),
        td_string!(lang, plan.settings.address),
        td_string!(lang, plan.settings.place_counters),
        td_string!(lang, plan.settings.order),
        td_string!(lang, plan.change),
    ];
    let lines = places
        .into_iter()
        .map(|place| {
            let (id, name) = (place.id.to_string(), place.text.name(lang).to_owned());
            let head = name.clone();
            let order = || {
                view! {
                    <ActionForm action=arrange>
                        <input type="hidden" name="lang" value=code(lang) />
                        <input type="hidden" name="id" value=id />
                        <UpDown name />
                    </ActionForm>
                }
            };
            view! {
                <tr>
                    <th scope="row">{head}</th>
                    <td>{place.text.address(lang).to_owned()}</td>
                    <td>{place.counters}</td>
                    <td>{several.then(order)}</td>
                    <td><Change place several change arrange /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, plan.settings.places_title)}</h2>
            <p>{td_string!(lang, plan.settings.places_lead)}</p>
            <Table caption=td_string!(lang, plan.settings.places_caption) heads=heads quiet=true>{lines}</Table>
        </section>
        <NewPlace />
    }
    .into_any()
}

#[component]
fn Change(
    place: PlaceSetting,
    several: bool,
    change: ServerAction<ChangePlace>,
    arrange: ServerAction<ArrangePlace>,
) -> impl IntoView {
    let lang = use_lang();
    let id = place.id;
    let back = came_back::<PlaceForm>(&format!("place-{id}"));
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    let open = back.is_some();
    let form = back.unwrap_or_else(|| PlaceForm::of(&place.text));
    let remove = || {
        view! {
            <ActionForm action=arrange>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="what" value="remove" />
                <button class="button-danger">{td_string!(lang, plan.settings.place_remove)}</button>
            </ActionForm>
        }
    };
    let hint = || view! { <p class="hint">{td_string!(lang, plan.settings.place_remove_hint)}</p> };
    view! {
        <details open=open>
            <summary>
                {td_string!(lang, plan.change)} <span class="unseen">{td_string!(lang, words.ui.about, what = place.text.name(lang).to_owned())}</span>
            </summary>
            <ActionForm action=change>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="id" value=id.to_string() />
                <Fields form wrongs prefix="place" id=format!("place-{id}") />
                <button class="button-secondary">{td_string!(lang, plan.settings.place_submit)}</button>
            </ActionForm>
            {(several && place.counters == 0).then(remove)}
            {(several && place.counters > 0).then(hint)}
        </details>
    }
    .into_any()
}

#[component]
fn NewPlace() -> impl IntoView {
    let lang = use_lang();
    let action = heard::<AddPlace>();
    let back = came_back::<PlaceForm>("place");
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    view! {
        <section class="reading">
            <h3>{td_string!(lang, plan.settings.place_add)}</h3>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Fields form=back.unwrap_or_default() wrongs prefix="new" id="new-place".to_owned() />
                <button class="button-secondary">{td_string!(lang, plan.settings.place_add_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn Fields(
    form: PlaceForm,
    wrongs: Wrongs,
    /// What the fields are called in the form that is sent.
    prefix: &'static str,
    id: String,
) -> impl IntoView {
    let lang = use_lang();
    let PlaceForm { ja, address_ja, en, address_en } = form;
    let fields = [
        ("ja", td_string!(lang, plan.settings.place_ja), ja),
        ("address_ja", td_string!(lang, plan.settings.place_address_ja), address_ja),
        ("en", td_string!(lang, plan.settings.place_en), en),
        ("address_en", td_string!(lang, plan.settings.place_address_en), address_en),
    ]
    .map(|(field, label, value)| {
        let english = field.ends_with("en");
        view! {
            <Field
                label=label
                name=format!("{prefix}[{field}]")
                id=format!("{id}-{field}")
                value=value
                error=wrongs.words(field, lang)
                autocomplete="off"
                lang=if english { "en" } else { "ja" }
                optional=english
            />
        }
    });
    view! {
        {fields.into_iter().collect_view()}
        <p class="hint">{td_string!(lang, plan.settings.place_en_help)}</p>
    }
}
