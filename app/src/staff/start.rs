//! The button that starts a consultation's meeting: on the booking's card, and beside its counter on Today.

use crate::{
    desk::Answer,
    domain::ids::BookingId,
    i18n::*,
    locale::{code, use_lang},
    staff::frame::Section,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The press leads to Zoom, in a page of its own. `place`: where it is pressed, a query of the calendar or [`TODAY`].
#[server]
pub async fn start_meeting(lang: String, place: String, booking: BookingId) -> Answer<()> {
    use crate::request;
    let address = async {
        let session = request::staff().await?;
        request::desk()?.day.start_meeting(&session, booking).await
    };
    match address.await {
        Ok(address) => {
            request::go(&address);
            Ok(())
        }
        Err(error) if place == TODAY => request::back_to_page(&lang, TODAY, Err(error), ""),
        Err(error) => request::back_to(&lang, &place, Err(error), ""),
    }
}

/// The place of the button on Today.
pub const TODAY: &str = Section::Today.path();

/// A form of the browser's own: a program may not follow an answer that leads to another site.
#[component]
pub fn Start(
    booking: BookingId,
    #[prop(into)] place: Signal<String>,
    #[prop(default = "button")] class: &'static str,
    /// Whose it is, where there are several of them.
    #[prop(optional, into)]
    of: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let of = of
        .map(|name| view! { <span class="unseen">{td_string!(lang, words.ui.about, what = name).to_string()}</span> });
    view! {
        <form method="post" action=StartMeeting::url() target="_blank">
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="place" value=move || place.get() />
            <input type="hidden" name="booking" value=booking.to_string() />
            <button class=class>{td_string!(lang, staff.card.start_meeting)} {of}</button>
        </form>
    }
    .into_any()
}
