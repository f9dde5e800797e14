//! Where one is at the desk. All of it stands in the address, so that Back works, a colleague can be sent it, and the
//! desk works without JavaScript: `?view=week&date=2026-11-25&booking=…`.

use crate::{
    desk::board::Window,
    domain::{
        ids::{BookingId, PlaceId, SlotId},
        time::date_jst,
    },
    i18n::Locale,
    locale::{code, use_lang},
};
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub window: Window,
    /// Without it, today.
    pub date: Option<NaiveDate>,
    /// Of the office's places (窓口施設) only this one's counters.
    pub only: Option<PlaceId>,
    pub panel: Panel,
}

/// What stands open at the right of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    Nothing,
    Booking(BookingId),
    Slot(SlotId),
    /// The form that opens a slot.
    NewSlot,
    /// The booking's card, asking whether it moves to the slot.
    Moving(BookingId, SlotId),
}

/// The address of a booking's card, on the day that it begins on.
pub fn card(lang: Locale, booking: BookingId, starts: DateTime<Utc>) -> String {
    format!("/{}/desk{}", code(lang), Place::of_booking(booking, starts))
}

impl Place {
    /// A booking's card, on the day that it begins on.
    pub fn of_booking(booking: BookingId, starts: DateTime<Utc>) -> Place {
        Place { window: Window::Day, date: Some(date_jst(starts)), panel: Panel::Booking(booking), only: None }
    }

    /// Reads an address by its names. What cannot be read is left out: an old address still leads to the calendar.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Place {
        let booking = get("booking").and_then(|id| id.parse().ok()).map(Panel::Booking);
        let slot = get("slot").and_then(|id| id.parse().ok()).map(Panel::Slot);
        let new_slot = get("new").map(|_| Panel::NewSlot);
        let booking = match (booking, get("to").and_then(|id| id.parse().ok())) {
            (Some(Panel::Booking(booking)), Some(to)) => Some(Panel::Moving(booking, to)),
            (booking, _) => booking,
        };
        Place {
            window: if get("view").as_deref() == Some("week") { Window::Week } else { Window::Day },
            date: get("date").and_then(|date| date.parse().ok()),
            only: get("only").and_then(|id| id.parse().ok()),
            panel: booking.or(slot).or(new_slot).unwrap_or(Panel::Nothing),
        }
    }

    /// Reads what [`Display`](fmt::Display) wrote, from a form's field.
    pub fn of_query(query: &str) -> Place {
        let pairs: Vec<_> = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')).collect();
        Place::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    pub fn with(self, panel: Panel) -> Place {
        Place { panel, ..self }
    }

    pub fn on(self, date: NaiveDate) -> Place {
        Place { date: Some(date), panel: Panel::Nothing, ..self }
    }
}

/// The query part of the address. `?` alone leads to today.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = '?';
        let mut pair = |f: &mut fmt::Formatter<'_>, name: &str, value: &dyn fmt::Display| {
            let written = write!(f, "{mark}{name}={value}");
            mark = '&';
            written
        };
        if self.window == Window::Week {
            pair(f, "view", &"week")?;
        }
        if let Some(date) = self.date {
            pair(f, "date", &date)?;
        }
        if let Some(only) = self.only {
            pair(f, "only", &only)?;
        }
        match self.panel {
            Panel::Nothing => {}
            Panel::Booking(id) => pair(f, "booking", &id)?,
            Panel::Slot(id) => pair(f, "slot", &id)?,
            Panel::NewSlot => pair(f, "new", &"slot")?,
            Panel::Moving(booking, to) => {
                pair(f, "booking", &booking)?;
                pair(f, "to", &to)?;
            }
        }
        if mark == '?' { f.write_str("?") } else { Ok(()) }
    }
}

/// What a form of the calendar sends with it: the place it is pressed at, which it leads back to, and the booking it is about.
#[component]
pub fn Here(place: Memo<Place>, #[prop(optional)] booking: Option<BookingId>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="place" value=move || place.get().to_string() />
        {booking.map(|booking| view! { <input type="hidden" name="booking" value=booking.to_string() /> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back() {
        for query in [
            "?",
            "?view=week",
            "?date=2026-11-25&new=slot",
            "?view=week&date=2026-11-25&booking=019373a0-0000-7000-8000-000000000001",
            "?slot=019373a0-0000-7000-8000-000000000001",
            "?date=2026-11-25&only=019373a0-0000-7000-8000-000000000001&new=slot",
            "?view=week&booking=019373a0-0000-7000-8000-000000000001&to=019373a0-0000-7000-8000-000000000002",
        ] {
            assert_eq!(Place::of_query(query).to_string(), query);
        }
    }

    #[test]
    fn a_card_is_on_the_day_on_which_it_begins_in_japan() {
        let booking = "019373a0-0000-7000-8000-000000000001".parse().expect("an id");
        let starts = "2026-11-24T16:00:00Z".parse().expect("a moment");
        assert_eq!(card(Locale::ja, booking, starts), format!("/ja/desk?date=2026-11-25&booking={booking}"));
    }

    #[test]
    fn what_cannot_be_read_leads_to_today() {
        assert_eq!(Place::of_query("date=tomorrow&booking=1&view=\r\nx").to_string(), "?");
    }
}
