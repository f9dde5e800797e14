//! Lawful disclosure (Art. 7(2)): what may be handed out, about whom, and by whose word.
//!
//! One asks, another approves, and what is handed out is exactly what was approved: items of a closed list, of the named
//! person's or the named bookings, or of those in a period. What happens after the approval is not in it.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{ids::StaffId, period::Period, reference::Reference, seeker_number::SeekerNumber, time::Instant};

/// How long an approval opens the door; afterwards it has to be asked anew.
pub const APPROVAL_HOLDS: TimeDelta = TimeDelta::days(30);
/// Characters of a requester or a legal basis, at the most.
pub const LONGEST: usize = 200;
/// Characters of the reason of a refusal, at the most.
pub const LONGEST_WHY: usize = 1_000;
/// Bookings that can be named at once.
pub const MOST_BOOKINGS: usize = 50;

/// What can be handed out, from the classes of what is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// What the seeker gave, and what became of it.
    Bookings,
    Consents,
    /// The answers of Art. 5 and 12.
    Declarations,
    /// 端末識別情報
    Device,
    /// アクセス履歴: what happened to the booking and when, calls among it.
    AccessHistory,
}

impl Item {
    pub const ALL: [Item; 5] = [Item::Bookings, Item::Consents, Item::Declarations, Item::Device, Item::AccessHistory];

    /// The word in forms and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Item::Bookings => "bookings",
            Item::Consents => "consents",
            Item::Declarations => "declarations",
            Item::Device => "device",
            Item::AccessHistory => "access_history",
        }
    }
}

/// The word names nothing that can be handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no such item")]
pub struct UnknownItem;

impl FromStr for Item {
    type Err = UnknownItem;
    fn from_str(word: &str) -> Result<Self, UnknownItem> {
        Item::ALL.into_iter().find(|item| item.as_str() == word).ok_or(UnknownItem)
    }
}

/// Whose it is. All that is given has to hold of a booking; at least one is given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scope {
    pub number: Option<SeekerNumber>,
    /// The bookings' short numbers.
    pub references: BTreeSet<Reference>,
    /// Of the consultation.
    pub period: Option<Period>,
}

/// What is asked for, and by what right.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Who asks of the office: authority and person.
    pub requester: String,
    /// The law and the letter that asks.
    pub basis: String,
    pub items: BTreeSet<Item>,
    pub scope: Scope,
}

impl Scope {
    /// Nothing is given: it is nobody's, and nobody's is handed out.
    pub fn is_nobody(&self) -> bool {
        self.number.is_none() && self.references.is_empty() && self.period.is_none()
    }
}

impl Request {
    /// What stays when its time is over (Duty to forget): the items and the period. Who asked, by what letter and about whom
    /// goes.
    #[must_use]
    pub fn without_person(self) -> Request {
        let scope = Scope { number: None, references: BTreeSet::new(), period: self.scope.period };
        Request { requester: String::new(), basis: String::new(), items: self.items, scope }
    }

    /// Nobody asks without a name.
    pub fn is_forgotten(&self) -> bool {
        self.requester.is_empty()
    }
}

/// The form as typed.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub requester: String,
    pub basis: String,
    pub number: String,
    /// Apart by spaces, commas or lines.
    pub references: String,
    pub from: String,
    pub until: String,
    pub bookings: bool,
    pub consents: bool,
    pub declarations: bool,
    pub device: bool,
    pub access_history: bool,
}

impl Typed {
    pub fn items(&self) -> BTreeSet<Item> {
        let ticked = |item: &Item| match item {
            Item::Bookings => self.bookings,
            Item::Consents => self.consents,
            Item::Declarations => self.declarations,
            Item::Device => self.device,
            Item::AccessHistory => self.access_history,
        };
        Item::ALL.into_iter().filter(ticked).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Requester,
    Basis,
    Items,
    Number,
    References,
    Period,
}

impl Field {
    /// Its name in the form.
    pub fn id(self) -> &'static str {
        match self {
            Field::Requester => "requester",
            Field::Basis => "basis",
            Field::Items => "bookings",
            Field::Number => "number",
            Field::References => "references",
            Field::Period => "from",
        }
    }
}

/// Why a field cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    Missing,
    TooLong,
    Unreadable,
    /// The last day is before the first, or the period is too long.
    Order,
    /// Neither a person nor bookings nor a period is named.
    Nobody,
}

/// # Errors
/// Every field that has to be mended, in the order of the form.
pub fn check(typed: &Typed) -> Result<Request, Vec<(Field, Wrong)>> {
    let mut wrong = Vec::new();
    let mut take = |field: Field, read: Result<(), Wrong>| wrong.extend(read.err().map(|why| (field, why)));
    let requester = words(&typed.requester);
    let basis = words(&typed.basis);
    take(Field::Requester, requester.as_ref().map(drop).map_err(|why| *why));
    take(Field::Basis, basis.as_ref().map(drop).map_err(|why| *why));
    let items = typed.items();
    take(Field::Items, if items.is_empty() { Err(Wrong::Missing) } else { Ok(()) });
    let number = number(&typed.number);
    take(Field::Number, number.as_ref().map(drop).map_err(|why| *why));
    let references = references(&typed.references);
    take(Field::References, references.as_ref().map(drop).map_err(|why| *why));
    let period = period(&typed.from, &typed.until);
    take(Field::Period, period.as_ref().map(drop).map_err(|why| *why));
    if matches!((&number, &references, &period), (Ok(None), Ok(named), Ok(None)) if named.is_empty()) {
        take(Field::Number, Err(Wrong::Nobody));
    }
    match (requester, basis, number, references, period) {
        (Ok(requester), Ok(basis), Ok(number), Ok(references), Ok(period)) if wrong.is_empty() => {
            Ok(Request { requester, basis, items, scope: Scope { number, references, period } })
        }
        _ => Err(wrong),
    }
}

fn words(typed: &str) -> Result<String, Wrong> {
    match typed.trim() {
        "" => Err(Wrong::Missing),
        text if text.chars().count() > LONGEST => Err(Wrong::TooLong),
        text => Ok(text.to_owned()),
    }
}

fn number(typed: &str) -> Result<Option<SeekerNumber>, Wrong> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Wrong::Unreadable)
}

fn references(typed: &str) -> Result<BTreeSet<Reference>, Wrong> {
    let parts = typed.split([',', '、', '，', '\n', '\r', ' ', '　']).map(str::trim).filter(|part| !part.is_empty());
    let read: BTreeSet<Reference> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| Wrong::Unreadable)?;
    if read.len() > MOST_BOOKINGS { Err(Wrong::TooLong) } else { Ok(read) }
}

fn period(from: &str, until: &str) -> Result<Option<Period>, Wrong> {
    let read = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| Wrong::Unreadable);
    match (from.trim(), until.trim()) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(Wrong::Missing),
        (from, until) => Period::new(read(from)?, read(until)?).map(Some).map_err(|_| Wrong::Order),
    }
}

/// How far a request has come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Asked { by: StaffId },
    Approved { at: Instant, by: StaffId },
    Refused { at: Instant, by: StaffId, why: String },
}

/// Why it does not go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotPossible {
    #[error("whoever asked does not decide")]
    OwnRequest,
    #[error("it has been decided")]
    Decided,
    #[error("nobody has approved it")]
    NotApproved,
    #[error("the approval is too old")]
    Lapsed,
}

impl Standing {
    pub fn approve(self, at: Instant, by: StaffId) -> Result<Standing, NotPossible> {
        self.second(by)?;
        Ok(Standing::Approved { at, by })
    }

    pub fn refuse(self, at: Instant, by: StaffId, why: String) -> Result<Standing, NotPossible> {
        self.second(by)?;
        Ok(Standing::Refused { at, by, why })
    }

    /// Only a second person decides, and only once.
    fn second(&self, who: StaffId) -> Result<(), NotPossible> {
        match self {
            Standing::Asked { by } if *by == who => Err(NotPossible::OwnRequest),
            Standing::Asked { .. } => Ok(()),
            Standing::Approved { .. } | Standing::Refused { .. } => Err(NotPossible::Decided),
        }
    }

    /// Up to which moment what is kept is handed out: that of the approval.
    pub fn hand_out(&self, now: Instant) -> Result<Instant, NotPossible> {
        match self {
            Standing::Approved { at, .. } if now < *at + APPROVAL_HOLDS => Ok(*at),
            Standing::Approved { .. } => Err(NotPossible::Lapsed),
            Standing::Asked { .. } | Standing::Refused { .. } => Err(NotPossible::NotApproved),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn typed() -> Typed {
        Typed {
            requester: "新潟県警察 ○○警察署長".to_owned(),
            basis: "刑事訴訟法第197条第2項 捜査関係事項照会書 第12号".to_owned(),
            number: "１５０２０ー１２３４５６７８".to_owned(),
            bookings: true,
            ..Typed::default()
        }
    }

    #[test]
    fn a_request_is_read() {
        let read =
            check(&Typed { references: "4821-7730、４８２１７７３１\n".to_owned(), device: true, ..typed() }).unwrap();
        assert_eq!(read.scope.number.map(|number| number.to_string()).as_deref(), Some("15020-12345678"));
        assert_eq!(read.scope.references.len(), 2);
        assert_eq!(read.items, BTreeSet::from([Item::Bookings, Item::Device]));
        assert_eq!(read.scope.period, None);
    }

    #[rstest]
    #[case(Typed { requester: " ".to_owned(), ..typed() }, Field::Requester, Wrong::Missing)]
    #[case(Typed { basis: "法".repeat(201), ..typed() }, Field::Basis, Wrong::TooLong)]
    #[case(Typed { bookings: false, ..typed() }, Field::Items, Wrong::Missing)]
    #[case(Typed { number: "佐藤".to_owned(), ..typed() }, Field::Number, Wrong::Unreadable)]
    #[case(Typed { number: String::new(), ..typed() }, Field::Number, Wrong::Nobody)]
    #[case(Typed { references: "4821".to_owned(), ..typed() }, Field::References, Wrong::Unreadable)]
    #[case(Typed { from: "2026-11-01".to_owned(), ..typed() }, Field::Period, Wrong::Missing)]
    #[case(Typed { from: "2026-11-02".to_owned(), until: "2026-11-01".to_owned(), ..typed() }, Field::Period, Wrong::Order)]
    fn what_has_to_be_mended(#[case] typed: Typed, #[case] field: Field, #[case] wrong: Wrong) {
        assert_eq!(check(&typed), Err(vec![(field, wrong)]));
    }

    fn who(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    fn at(days: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::days(days)
    }

    #[test]
    fn a_second_person_decides_once() {
        let asked = Standing::Asked { by: who(1) };
        assert_eq!(asked.clone().approve(at(0), who(1)), Err(NotPossible::OwnRequest));
        assert_eq!(asked.clone().refuse(at(0), who(1), String::new()), Err(NotPossible::OwnRequest));
        assert_eq!(asked.hand_out(at(0)), Err(NotPossible::NotApproved));
        let refused = asked.clone().refuse(at(0), who(2), "根拠が足りない".to_owned()).unwrap();
        assert_eq!(refused.clone().approve(at(0), who(3)), Err(NotPossible::Decided));
        assert_eq!(refused.hand_out(at(0)), Err(NotPossible::NotApproved));
        let approved = asked.approve(at(1), who(2)).unwrap();
        assert_eq!(approved.clone().refuse(at(2), who(2), String::new()), Err(NotPossible::Decided));
        assert_eq!(approved.hand_out(at(30)), Ok(at(1)), "as it was when it was approved");
        assert_eq!(approved.hand_out(at(31)), Err(NotPossible::Lapsed));
    }

    #[test]
    fn a_word_names_its_item() {
        for item in Item::ALL {
            assert_eq!(item.as_str().parse(), Ok(item));
            assert_eq!(serde_json::to_value(item).ok(), Some(item.as_str().into()));
        }
        assert_eq!("topic".parse::<Item>(), Err(UnknownItem));
    }

    proptest! {
        /// In whatever order who tries what: nothing is handed out but after the approval of somebody who did not ask.
        #[test]
        fn nothing_leaves_without_a_second_person(steps in prop::collection::vec((0_u128..3, 0_u8..2), 0..6)) {
            let mut standing = Standing::Asked { by: who(0) };
            for (by, step) in steps {
                let before = standing.clone();
                let next = match step {
                    0 => standing.approve(at(0), who(by)),
                    _ => standing.refuse(at(0), who(by), String::new()),
                };
                standing = next.unwrap_or(before);
            }
            let handed = standing.hand_out(at(0)).is_ok();
            let approved_by_another = matches!(standing, Standing::Approved { by, .. } if by != who(0));
            prop_assert_eq!(handed, approved_by_another);
        }

        #[test]
        fn nothing_typed_makes_it_stumble(requester in ".{0,8}", number in ".{0,8}", references in ".{0,12}", from in ".{0,10}") {
            let _ = check(&Typed { requester, number, references, from: from.clone(), until: from, ..typed() });
        }
    }
}
