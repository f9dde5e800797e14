//! The counters.

use super::{AddCounter, ChangeCounter, PlaceCounter, up_down::UpDown};
use crate::{
    desk::{
        place::PlaceSetting,
        plan::{CounterSetting, CounterWords, HostSetting, OfficeChange},
    },
    domain::{
        ids::{CounterId, HostId},
        kind::Kind,
        meeting::{Joining, JoiningError},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        outcome::heard,
        table::Table,
        typed::{self, Wrong, Wrongs, came_back},
        words,
    },
    ui::{choices::Tick, field::Field, select::Select},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddCounterForm {
    pub counter_name: String,
    /// Empty where there is only one.
    pub place: String,
}

impl AddCounterForm {
    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let mut wrongs = Wrongs::default();
        let read = wrongs.take("name", typed::text(&self.counter_name));
        read.map(|name| OfficeChange::AddCounter { name, place: self.place.parse().ok() }).ok_or(wrongs)
    }
}

/// The kinds are `true` where ticked.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterForm {
    pub id: String,
    pub name: String,
    /// Empty where there is only one.
    pub place: String,
    pub host: String,
    pub consultation: String,
    pub placement: String,
    pub interview: String,
    pub selection: String,
    pub meeting_number: String,
    pub passcode: String,
    pub meeting_url: String,
}

impl CounterForm {
    fn of(counter: &CounterSetting) -> CounterForm {
        let of_fixed = |part: fn(&Joining) -> String| counter.fixed.as_ref().map(part).unwrap_or_default();
        let ticked = |kind| if counter.kinds.contains(&kind) { "true" } else { "" }.to_owned();
        CounterForm {
            id: counter.id.to_string(),
            name: counter.name.clone(),
            place: counter.place.to_string(),
            host: counter.host.map(|host| host.to_string()).unwrap_or_default(),
            consultation: ticked(Kind::Consultation),
            placement: ticked(Kind::Placement),
            interview: ticked(Kind::Interview),
            selection: ticked(Kind::Selection),
            meeting_number: of_fixed(Joining::grouped),
            passcode: of_fixed(|joining| joining.passcode.clone()),
            meeting_url: of_fixed(|joining| joining.url.clone()),
        }
    }

    fn ticked(&self, kind: Kind) -> bool {
        let field = match kind {
            Kind::Consultation => &self.consultation,
            Kind::Placement => &self.placement,
            Kind::Interview => &self.interview,
            Kind::Selection => &self.selection,
        };
        field == "true"
    }

    /// None where all of it was left empty.
    fn fixed(&self, wrongs: &mut Wrongs) -> Option<Joining> {
        let typed = [&self.meeting_number, &self.passcode, &self.meeting_url];
        if typed.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let read = Joining::read(&self.meeting_number, &self.passcode, &self.meeting_url);
        read.map_err(|wrong| {
            let field = match wrong {
                JoiningError::Number => "meeting_number",
                JoiningError::Passcode => "passcode",
                JoiningError::Url => "meeting_url",
            };
            wrongs.add(field, Wrong::Joining(wrong));
        })
        .ok()
    }

    pub fn read(&self) -> Result<OfficeChange, Wrongs> {
        let mut wrongs = Wrongs::default();
        let counter = wrongs.take("name", self.id.parse::<CounterId>().map_err(|_| Wrong::Missing));
        let name = wrongs.take("name", typed::text(&self.name));
        let kinds: Vec<_> = Kind::ALL.into_iter().filter(|kind| self.ticked(*kind)).collect();
        if kinds.is_empty() {
            wrongs.add("kinds", Wrong::NoKind);
        }
        let fixed = self.fixed(&mut wrongs);
        match (counter, name) {
            (Some(counter), Some(name)) if wrongs == Wrongs::default() => {
                let (host, place) = (self.host.parse::<HostId>().ok(), self.place.parse().ok());
                Ok(OfficeChange::Counter { counter, words: CounterWords { name, kinds, host, place, fixed } })
            }
            _ => Err(wrongs),
        }
    }
}

#[component]
pub fn CounterList(
    counters: Vec<CounterSetting>,
    places: Vec<PlaceSetting>,
    hosts: Vec<HostSetting>,
    kinds: Vec<Kind>,
) -> impl IntoView {
    let lang = use_lang();
    let arrange = heard::<PlaceCounter>();
    let change = heard::<ChangeCounter>();
    let places = choices(&places, lang);
    let mut heads = vec![
        td_string!(lang, plan.settings.counter),
        td_string!(lang, plan.settings.kinds),
        td_string!(lang, plan.settings.host),
        td_string!(lang, plan.settings.state),
        td_string!(lang, plan.settings.order),
        td_string!(lang, plan.change),
    ];
    if !places.is_empty() {
        heads.insert(1, td_string!(lang, plan.settings.place_at));
    }
    let lines = counters
        .into_iter()
        .map(|counter| {
            let host = counter.host.and_then(|id| hosts.iter().find(|host| host.id == id));
            let host =
                host.map_or_else(|| td_string!(lang, plan.settings.no_host).to_owned(), |host| host.name.clone());
            let at = counter.place.to_string();
            let place = places.iter().find(|(id, _)| *id == at).map(|(_, name)| name.clone());
            let served: Vec<_> = counter.kinds.iter().map(|kind| words::kind(*kind, lang)).collect();
            let (tone, state) = if counter.closed {
                ("off", td_string!(lang, plan.settings.closed))
            } else {
                ("good", td_string!(lang, plan.settings.open))
            };
            let (id, name) = (counter.id.to_string(), counter.name.clone());
            view! {
                <tr>
                    <th scope="row">{counter.name.clone()}</th>
                    {(!places.is_empty()).then(|| view! { <td>{place.clone()}</td> })}
                    <td>{served.join(if lang == Locale::ja { "、" } else { ", " })}</td>
                    <td>{host}</td>
                    <td><span class="badge" data-tone=tone>{state}</span></td>
                    <td>
                        <ActionForm action=arrange>
                            <input type="hidden" name="lang" value=code(lang) />
                            <input type="hidden" name="counter" value=id />
                            <UpDown name />
                        </ActionForm>
                    </td>
                    <td><Change counter places=places.clone() hosts=hosts.clone() kinds=kinds.clone() change arrange /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, plan.settings.counters_title)}</h2>
            <Table caption=td_string!(lang, plan.settings.counters_caption) heads=heads quiet=true>{lines}</Table>
        </section>
        <NewCounter places />
    }
    .into_any()
}

/// The places that a counter can be at; none where there is nothing to choose.
fn choices(places: &[PlaceSetting], lang: Locale) -> Vec<(String, String)> {
    match places {
        [] | [_] => Vec::new(),
        places => places.iter().map(|place| (place.id.to_string(), place.text.name(lang).to_owned())).collect(),
    }
}

#[component]
fn Change(
    counter: CounterSetting,
    places: Vec<(String, String)>,
    hosts: Vec<HostSetting>,
    kinds: Vec<Kind>,
    change: ServerAction<ChangeCounter>,
    arrange: ServerAction<PlaceCounter>,
) -> impl IntoView {
    let lang = use_lang();
    let id = counter.id;
    let back = came_back::<CounterForm>(&format!("counter-{id}"));
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    let open = back.is_some();
    let form = back.unwrap_or_else(|| CounterForm::of(&counter));
    let mut options = vec![(String::new(), td_string!(lang, plan.settings.no_host).to_owned())];
    options.extend(hosts.into_iter().map(|host| (host.id.to_string(), host.name)));
    let ticks: Vec<_> = kinds
        .into_iter()
        .map(|kind| {
            let word = kind.as_str();
            view! {
                <Tick name=format!("counter[{word}]") id=format!("counter-{id}-{word}") checked=form.ticked(kind)>
                    {words::kind(kind, lang)}
                </Tick>
            }
        })
        .collect();
    let meeting = [
        ("meeting_number", td_string!(lang, plan.settings.meeting_number), form.meeting_number.clone()),
        ("passcode", td_string!(lang, plan.settings.passcode), form.passcode.clone()),
        ("meeting_url", td_string!(lang, plan.settings.meeting_url), form.meeting_url.clone()),
    ]
    .map(|(field, label, value)| {
        view! {
            <Field
                label=label
                name=format!("counter[{field}]")
                id=format!("counter-{id}-{field}")
                value=value
                error=wrongs.words(field, lang)
                autocomplete="off"
                optional=true
            />
        }
    })
    .into_iter()
    .collect_view();
    let (what, class, words) = if counter.closed {
        ("reopen", "button-secondary", td_string!(lang, plan.settings.counter_reopen))
    } else {
        ("close", "button-danger", td_string!(lang, plan.settings.counter_close))
    };
    view! {
        <details open=open>
            <summary>
                {td_string!(lang, plan.change)} <span class="unseen">{td_string!(lang, words.ui.about, what = counter.name.clone())}</span>
            </summary>
            <ActionForm action=change>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="counter[id]" value=id.to_string() />
                <Field
                    label=td_string!(lang, plan.settings.counter_name)
                    name="counter[name]"
                    id=format!("counter-{id}-name")
                    value=form.name.clone()
                    error=wrongs.words("name", lang)
                    autocomplete="off"
                />
                {(!places.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                label=td_string!(lang, plan.settings.place_at)
                                name="counter[place]"
                                id=format!("counter-{id}-place")
                                options=places
                                value=form.place.clone()
                            />
                        }
                    })}
                <fieldset class="choices">
                    <legend>{td_string!(lang, plan.settings.kinds)}</legend>
                    {wrongs.words("kinds", lang).map(|words| view! { <p class="error">{words}</p> })}
                    {ticks}
                </fieldset>
                <Select
                    label=td_string!(lang, plan.settings.host)
                    name="counter[host]"
                    id=format!("counter-{id}-host")
                    options=options
                    value=form.host.clone()
                />
                <fieldset>
                    <legend>{td_string!(lang, plan.settings.fixed)}</legend>
                    <p class="hint">{td_string!(lang, plan.settings.fixed_help)}</p>
                    {meeting}
                </fieldset>
                <button class="button-secondary">{td_string!(lang, plan.settings.counter_submit)}</button>
            </ActionForm>
            <ActionForm action=arrange>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="counter" value=id.to_string() />
                <input type="hidden" name="what" value=what />
                {(!counter.closed).then(|| view! { <p class="hint">{td_string!(lang, plan.settings.counter_close_hint)}</p> })}
                <button class=class>{words}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn NewCounter(places: Vec<(String, String)>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<AddCounter>();
    let back = came_back::<AddCounterForm>("counter");
    let wrongs = back.as_ref().and_then(|typed| typed.read().err()).unwrap_or_default();
    let form = back.unwrap_or_default();
    view! {
        <section class="reading">
            <h3>{td_string!(lang, plan.settings.counter_add)}</h3>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, plan.settings.counter_name)
                    name="new[counter_name]"
                    id="new-counter-name"
                    value=form.counter_name
                    error=wrongs.words("name", lang)
                    autocomplete="off"
                />
                {(!places.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                label=td_string!(lang, plan.settings.place_at)
                                name="new[place]"
                                id="new-counter-place"
                                options=places
                                value=form.place
                            />
                        }
                    })}
                <button class="button-secondary">{td_string!(lang, plan.settings.counter_add_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
