//! Where one is at the desk. All of it stands in the address, so that Back works, a colleague can be sent it, and the
//! desk works without JavaScript: `?view=week&date=2026-11-25&booking=…`.

use crate::{
    desk::board::Window,
    domain::ids::{BookingId, PlaceId, SlotId},
};
use chrono::NaiveDate;
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

impl Place {
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
    fn what_cannot_be_read_leads_to_today() {
        assert_eq!(Place::of_query("date=tomorrow&booking=1&view=\r\nx").to_string(), "?");
    }
}
