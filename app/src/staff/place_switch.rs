//! One of the office's places (窓口施設) or all of them, where its counters are at several.

use crate::{desk::place::PlaceName, domain::ids::PlaceId, i18n::*, locale::use_lang};
use leptos::prelude::*;

#[component]
pub fn PlaceSwitch(
    #[prop(into)] places: Signal<Vec<PlaceName>>,
    #[prop(into)] only: Signal<Option<PlaceId>>,
    /// The address that shows that place only, or all.
    to: impl Fn(Option<PlaceId>) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let lang = use_lang();
    let places = Memo::new(move |_| places.get());
    let link = move |place: Option<PlaceId>, words: String| {
        let current = move || (only.get() == place).then_some("true");
        view! { <a href=move || to(place) aria-current=current>{words}</a> }
    };
    move || {
        let places = places.get();
        (!places.is_empty()).then(|| {
            view! {
                <nav class="switch" aria-label=td_string!(lang, staff.view.place)>
                    {link(None, td_string!(lang, staff.view.all_places).to_owned())}
                    {places.iter().map(|place| link(Some(place.id), place.of(lang).to_owned())).collect_view()}
                </nav>
            }
        })
    }
}
