//! Records about people: how long each class is kept, what the daily job did, what is held, and one person's own data.

use crate::{
    desk::{Answer, staff::Actor},
    domain::{
        booking::State,
        correction::Correction,
        ids::{BookingId, HoldId},
        retention::{Class, Kept, Period},
        slot::Span,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The duty to forget, and what a person may ask of their own data. For managers; the schedule is the administrator's to
/// set. Another office's things are `NotFound`.
#[async_trait]
pub trait RecordsDesk: Send + Sync + 'static {
    async fn records(&self, actor: &Actor) -> Answer<RecordsRoom>;
    /// How long a class is kept, from a day on.
    ///
    /// # Errors
    /// `Mend`: a day in the past, or a period outside [`Class::bounds`].
    async fn set_period(&self, actor: &Actor, class: Class, from: NaiveDate, period: Period) -> Answer<()>;
    /// Takes a setting back that is not in force yet.
    async fn drop_period(&self, actor: &Actor, class: Class, from: NaiveDate) -> Answer<()>;
    /// # Errors
    /// `Mend` ([`NewHold::check`] says what), `Conflict` (the office has no booking of that number).
    async fn place_hold(&self, actor: &Actor, hold: NewHold) -> Answer<()>;
    /// # Errors
    /// `Mend` (no reason), `Ended` (it is lifted).
    async fn lift_hold(&self, actor: &Actor, hold: HoldId, reason: String) -> Answer<()>;

    /// The person that a booking is of, by its 求職番号: all their bookings, and how long each class of them is kept.
    async fn person(&self, actor: &Actor, booking: BookingId) -> Answer<PersonRecord>;
    /// Everything that is kept about that person.
    async fn export_person(&self, actor: &Actor, booking: BookingId) -> Answer<PersonFile>;
    /// Mends what has changed, on all bookings of the person, and says on how many. Who has a booking to come gets its letter
    /// again at a mended mail address, and links sent before open nothing.
    ///
    /// # Errors
    /// `Mend` ([`crate::domain::correction::check`] says what).
    async fn correct_person(&self, actor: &Actor, booking: BookingId, typed: Correction) -> Answer<u32>;
    /// Forgets at once what the schedule allows and nothing holds. Answers with a booking of which the person is still known,
    /// if there is one.
    ///
    /// # Errors
    /// `Mend` (no reason).
    async fn erase_person(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<BookingId>;
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordsRoom {
    pub today: NaiveDate,
    pub classes: Vec<ClassLine>,
    /// The last first.
    pub runs: Vec<RunLine>,
    /// Those in force first.
    pub holds: Vec<HoldLine>,
}

/// How long a class is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassLine {
    pub class: Class,
    /// In force today.
    pub period: Period,
    /// What will be, by its day.
    pub coming: Vec<(NaiveDate, Period)>,
}

/// What one day's run did in this office.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RunLine {
    pub day: NaiveDate,
    pub began: DateTime<Utc>,
    /// `None`: it is at work, or was cut off and goes on.
    pub ended: Option<DateTime<Utc>>,
    pub counts: Vec<(Class, Count)>,
}

/// Rows of a class whose time was over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Count {
    pub looked: u64,
    pub anonymous: u64,
    pub deleted: u64,
    /// Kept by a legal hold.
    pub held: u64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HoldLine {
    pub id: HoldId,
    pub about: HeldView,
    pub ground: String,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub placed_at: DateTime<Utc>,
    pub placed_by: String,
    /// When, by whom and why.
    pub lifted: Option<(DateTime<Utc>, String, String)>,
    pub in_force: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldView {
    /// By 求職番号.
    Person(String),
    /// By its short number.
    Booking(String),
    /// The hold is over and has been forgotten itself.
    Forgotten,
}

/// A hold as typed.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewHold {
    /// A 求職番号, or the short number of a booking.
    pub about: String,
    pub ground: String,
    pub from: String,
    /// Left empty, until it is lifted.
    pub until: String,
}

impl std::fmt::Debug for NewHold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewHold(…)")
    }
}

/// A hold in its normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedHold {
    pub about: HeldBy,
    pub ground: String,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// What a hold is placed by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeldBy {
    Number(crate::domain::seeker_number::SeekerNumber),
    Reference(crate::domain::reference::Reference),
}

/// A field of the form of a hold that has to be mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HoldField {
    About,
    Ground,
    From,
    Until,
}

impl NewHold {
    /// Reads all the fields, or says which have to be mended. Eight digits in two groups of four are the number of a
    /// booking; without a hyphen they are a 求職番号.
    ///
    /// # Errors
    /// The fields, in the order of the form.
    pub fn check(&self) -> Result<CheckedHold, Vec<HoldField>> {
        let mut wrong = Vec::new();
        let mut miss = |field| wrong.push(field);
        let about = self.held_by().ok_or_else(|| miss(HoldField::About)).ok();
        let ground = crate::domain::intake::reason(&self.ground).map_err(|_| miss(HoldField::Ground)).ok();
        let from = self.from.trim().parse::<NaiveDate>().map_err(|_| miss(HoldField::From)).ok();
        let until = match self.until.trim() {
            "" => Some(None),
            until => {
                let until = until.parse::<NaiveDate>().ok().filter(|until| from.is_none_or(|from| from <= *until));
                until.ok_or_else(|| miss(HoldField::Until)).ok().map(Some)
            }
        };
        match (about, ground, from, until) {
            (Some(about), Some(ground), Some(from), Some(until)) => Ok(CheckedHold { about, ground, from, until }),
            _ => Err(wrong),
        }
    }

    fn held_by(&self) -> Option<HeldBy> {
        let number = self.about.parse().ok().map(HeldBy::Number);
        number.or_else(|| self.about.parse().ok().map(HeldBy::Reference))
    }
}

/// What is kept of one person, and how long.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PersonRecord {
    /// The booking that was asked about.
    pub booking: BookingId,
    /// As the latest booking has it. Empty: nobody is known any more.
    pub name: String,
    pub kana: String,
    pub number: String,
    pub phone: String,
    pub mail: String,
    pub birth_date: String,
    /// The latest first.
    pub bookings: Vec<KeptBooking>,
    /// Lines of the log about these bookings, and the day on which the last of them is due.
    pub log: u64,
    pub log_due: Option<NaiveDate>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct KeptBooking {
    pub id: BookingId,
    pub reference: String,
    pub span: Span,
    pub state: State,
    pub kept: Vec<(Class, Kept)>,
}

impl PersonRecord {
    /// How many classes of bookings may be forgotten now.
    pub fn due(&self) -> usize {
        self.bookings.iter().flat_map(|booking| &booking.kept).filter(|(_, kept)| *kept == Kept::Due).count()
    }
}

/// Everything that is kept about a person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PersonFile {
    pub booking: BookingId,
    pub name: String,
    pub made_at: DateTime<Utc>,
    pub sections: Vec<FileSection>,
    /// Names of staff by their ids, for the page.
    pub staff: Vec<(String, String)>,
}

/// The rows of one table, or of one thing in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileSection {
    pub name: String,
    /// Columns and values, in the order of the table.
    pub rows: Vec<Vec<(String, serde_json::Value)>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(about: &str, until: &str) -> NewHold {
        NewHold {
            about: about.to_owned(),
            ground: "訴訟".to_owned(),
            from: "2026-12-01".to_owned(),
            until: until.to_owned(),
        }
    }

    #[test]
    fn a_hold_is_on_a_person_or_on_a_booking() {
        assert!(matches!(hold("１５０２０−1234567", "").check().unwrap().about, HeldBy::Number(_)));
        assert!(matches!(hold("15020123", "").check().unwrap().about, HeldBy::Number(_)));
        assert!(matches!(hold("4821-7730", "").check().unwrap().about, HeldBy::Reference(_)));
        assert_eq!(hold("花子", "2026-11-30").check(), Err(vec![HoldField::About, HoldField::Until]));
        assert_eq!(NewHold::default().check().unwrap_err().len(), 3);
    }
}
