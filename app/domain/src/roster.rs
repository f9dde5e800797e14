//! The list of registered seekers (求職登録者名簿, 2(1)) as an office exports it: all of it is read, or none.
//!
//! A header names the columns, in any order; columns with other names are not read. The caller has taken the file apart
//! into lines and cells, this gives the cells their types. Errors name a line and a reason and nothing that stands there.

use std::collections::{HashMap, hash_map::Entry};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    birth_date::{BirthDate, BirthDateError},
    kana::{Kana, KanaError},
    person_name::{PersonName, PersonNameError},
    seeker_number::{SeekerNumber, SeekerNumberError},
    width::{is_hidden, narrow},
};

/// Whether somebody may use the service as they are registered (2(1)).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// オンライン登録者: registered by themselves; the office switches them before a consultation.
    Online,
    /// ハローワーク利用登録者
    Full,
}

impl Registration {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Registration::Online => "online",
            Registration::Full => "full",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        [Registration::Online, Registration::Full].into_iter().find(|registration| registration.word() == word)
    }
}

/// One registered seeker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Registered {
    pub number: SeekerNumber,
    pub name: PersonName,
    /// Not in every list, nor of everybody.
    pub kana: Option<Kana>,
    pub birth: BirthDate,
    pub registration: Registration,
}

/// A column that is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 求職番号
    Number,
    /// 氏名
    Name,
    /// ふりがな
    Kana,
    /// 生年月日
    Birth,
    /// 状態
    Registration,
}

impl Column {
    pub const ALL: [Column; 5] = [Column::Number, Column::Name, Column::Kana, Column::Birth, Column::Registration];

    /// As the header calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Number => "求職番号",
            Column::Name => "氏名",
            Column::Kana => "ふりがな",
            Column::Birth => "生年月日",
            Column::Registration => "状態",
        }
    }

    fn of(heading: &str) -> Option<Self> {
        match heading {
            "フリガナ" | "ﾌﾘｶﾞﾅ" => Some(Column::Kana),
            _ => Column::ALL.into_iter().find(|column| column.name() == heading),
        }
    }

    const fn is_required(self) -> bool {
        !matches!(self, Column::Kana)
    }
}

/// What is wrong with a line. Carries nothing of what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Reason {
    #[error("the list is empty")]
    Empty,
    #[error("the header has no column {}", .0.name())]
    Missing(Column),
    #[error("the header has the column {} twice", .0.name())]
    Twice(Column),
    #[error("the line has fewer cells than the header")]
    TooFewCells,
    #[error(transparent)]
    Number(#[from] SeekerNumberError),
    #[error("the seeker number stands in line {first} already")]
    SameNumber { first: u64 },
    #[error(transparent)]
    Name(#[from] PersonNameError),
    #[error(transparent)]
    Kana(#[from] KanaError),
    #[error(transparent)]
    Birth(#[from] BirthDateError),
    #[error("the state is neither オンライン登録者 nor ハローワーク利用登録者")]
    Registration,
}

/// A reason and the line of the file it stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LineError {
    pub line: u64,
    pub reason: Reason,
}

/// Reads the header and every line after it. `records` gives the number of each line in the file and its cells, as text;
/// lines without anything in them are passed over. Either every seeker of the list, or everything that is wrong with it.
/// Nobody is born after `today`.
pub fn read<C: AsRef<str>>(
    records: impl IntoIterator<Item = (u64, Vec<C>)>,
    today: NaiveDate,
) -> Result<Vec<Registered>, Vec<LineError>> {
    let is_blank = |cells: &[C]| cells.iter().all(|cell| tidy(cell.as_ref()).is_empty());
    let mut records = records.into_iter().filter(|(_, cells)| !is_blank(cells));
    let Some((line, header)) = records.next() else {
        return Err(vec![LineError { line: 1, reason: Reason::Empty }]);
    };
    let header = Header::read(line, &header)?;

    let mut seekers: Vec<Registered> = Vec::new();
    let mut errors = Vec::new();
    let mut lines_of: HashMap<SeekerNumber, u64> = HashMap::new();
    let mut last = line;
    for (line, cells) in records {
        last = line;
        let mut note = |reason| errors.push(LineError { line, reason });
        if cells.len() < header.cells {
            note(Reason::TooFewCells);
            continue;
        }
        let cell = |column: Column| header.cell(column, &cells).unwrap_or_default();
        let number = kept(cell(Column::Number).parse::<SeekerNumber>(), &mut note);
        if let Some(number) = &number {
            match lines_of.entry(number.clone()) {
                Entry::Occupied(first) => note(Reason::SameNumber { first: *first.get() }),
                Entry::Vacant(place) => {
                    place.insert(line);
                }
            }
        }
        let name = kept(cell(Column::Name).parse::<PersonName>(), &mut note);
        let kana = Some(tidy(cell(Column::Kana))).filter(|kana| !kana.is_empty());
        let kana = kept(kana.map(|kana| kana.parse::<Kana>()).transpose(), &mut note);
        let birth = cell(Column::Birth).parse::<BirthDate>().and_then(|birth| birth.not_after(today));
        let birth = kept(birth, &mut note);
        let registration = kept(registration(cell(Column::Registration)), &mut note);
        // Once something is wrong the list is not wanted any more, only what else is wrong.
        if let (Some(number), Some(name), Some(kana), Some(birth), Some(registration)) =
            (number, name, kana, birth, registration)
            && errors.is_empty()
        {
            seekers.push(Registered { number, name, kana, birth, registration });
        }
    }
    if errors.is_empty() && seekers.is_empty() {
        errors.push(LineError { line: last, reason: Reason::Empty });
    }
    if errors.is_empty() { Ok(seekers) } else { Err(errors) }
}

/// The value, or nothing after its reason was noted.
fn kept<T, E: Into<Reason>>(read: Result<T, E>, note: &mut impl FnMut(Reason)) -> Option<T> {
    read.map_err(|error| note(error.into())).ok()
}

/// Without the spaces and unseen characters around it, a byte-order mark among them.
fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| is_hidden(c) || narrow(c) == ' ')
}

fn registration(text: &str) -> Result<Registration, Reason> {
    match tidy(text) {
        "オンライン登録者" => Ok(Registration::Online),
        "ハローワーク利用登録者" | "利用登録者" => Ok(Registration::Full),
        _ => Err(Reason::Registration),
    }
}

/// Where each column stands.
struct Header {
    places: [Option<usize>; Column::ALL.len()],
    /// Cells that a line needs for all of them.
    cells: usize,
}

impl Header {
    fn read<C: AsRef<str>>(line: u64, headings: &[C]) -> Result<Self, Vec<LineError>> {
        let mut places = [None; Column::ALL.len()];
        let mut errors = Vec::new();
        for (place, heading) in headings.iter().enumerate() {
            let Some(column) = Column::of(tidy(heading.as_ref())) else {
                continue;
            };
            if places[column as usize].replace(place).is_some() {
                errors.push(LineError { line, reason: Reason::Twice(column) });
            }
        }
        let missing = Column::ALL.into_iter().filter(|c| c.is_required() && places[*c as usize].is_none());
        errors.extend(missing.map(|column| LineError { line, reason: Reason::Missing(column) }));
        let cells = places.iter().flatten().max().map_or(0, |last| last + 1);
        if errors.is_empty() { Ok(Self { places, cells }) } else { Err(errors) }
    }

    fn cell<'a, C: AsRef<str>>(&self, column: Column, cells: &'a [C]) -> Option<&'a str> {
        cells.get(self.places[column as usize]?).map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const HEADER: &str = "求職番号,氏名,ふりがな,生年月日,状態";
    const YAMADA: &str = "15020-12345678,山田　太郎,ヤマダ　タロウ,S60.4.3,オンライン登録者";

    fn today() -> NaiveDate {
        "2026-11-24".parse().unwrap()
    }

    /// Lines of plain cells.
    fn list(lines: &[&str]) -> Result<Vec<Registered>, Vec<LineError>> {
        read((1..).zip(lines.iter().map(|line| line.split(',').collect())), today())
    }

    fn reasons(lines: &[&str]) -> Vec<(u64, Reason)> {
        list(lines).unwrap_err().into_iter().map(|error| (error.line, error.reason)).collect()
    }

    #[test]
    fn cells_get_their_types() {
        let seekers = list(&[HEADER, YAMADA]).unwrap();
        let [seeker] = seekers.as_slice() else { panic!("one seeker") };
        assert_eq!(seeker.number.as_str(), "15020-12345678");
        assert_eq!(seeker.name.as_str(), "山田 太郎");
        assert_eq!(seeker.kana.as_ref().map(Kana::as_str), Some("やまだ たろう"));
        assert_eq!(seeker.birth.date().to_string(), "1985-04-03");
        assert_eq!(seeker.registration, Registration::Online);
        assert!(!format!("{seekers:?}").contains("山田"));
    }

    #[rstest]
    #[case::a_mark_before_it("\u{feff}求職番号,氏名,フリガナ,生年月日,状態", YAMADA)]
    #[case::half_width("求職番号, 氏名　,ﾌﾘｶﾞﾅ,生年月日,状態", YAMADA)]
    #[case::another_order("状態,備考,生年月日,氏名,求職番号", "利用登録者,=1+1,1985/4/3,山田 太郎,1502012345678")]
    #[case::more_cells_than_headings(HEADER, "15020-1,山田,,S60.4.3,利用登録者,,,")]
    #[case::no_reading(HEADER, "15020-1,山田,　,S60.4.3,ハローワーク利用登録者")]
    fn headers(#[case] header: &str, #[case] line: &str) {
        assert_eq!(list(&[header, "", ",,", line]).map(|seekers| seekers.len()), Ok(1));
    }

    #[rstest]
    #[case::nothing(&[], &[(1, Reason::Empty)])]
    #[case::header_alone(&[HEADER, ",,,,"], &[(1, Reason::Empty)])]
    #[case::no_header(&[YAMADA], &[
        (1, Reason::Missing(Column::Number)),
        (1, Reason::Missing(Column::Name)),
        (1, Reason::Missing(Column::Birth)),
        (1, Reason::Missing(Column::Registration)),
    ])]
    #[case::twice(&["求職番号,氏名,ふりがな,フリガナ,生年月日,状態"], &[(1, Reason::Twice(Column::Kana))])]
    #[case::short(&[HEADER, YAMADA, "15020-2,山田"], &[(3, Reason::TooFewCells)])]
    #[case::the_same_number(
        &[HEADER, YAMADA, "1502012345678,山田,,S60.4.3,利用登録者"],
        &[(3, Reason::SameNumber { first: 2 })],
    )]
    #[case::everything(&[HEADER, "1502,1,x,S99.1.1,退職"], &[
        (2, Reason::Number(SeekerNumberError::TooShort)),
        (2, Reason::Name(PersonNameError::NoLetter)),
        (2, Reason::Kana(KanaError::NotKana)),
        (2, Reason::Birth(BirthDateError::OutsideEra)),
        (2, Reason::Registration),
    ])]
    #[case::not_born_yet(
        &[HEADER, "15020-1,山田,,2026-11-25,利用登録者", "", "15020-2,,,S60.4.3,利用登録者"],
        &[(2, Reason::Birth(BirthDateError::InFuture)), (4, Reason::Name(PersonNameError::Empty))],
    )]
    fn everything_that_is_wrong_is_told(#[case] lines: &[&str], #[case] wrong: &[(u64, Reason)]) {
        assert_eq!(reasons(lines), wrong);
    }

    #[test]
    fn an_error_reads_as_a_sentence_and_tells_nobody() {
        let errors = list(&[HEADER, YAMADA, "15020-12345678,山田,,S60.4.3,利用登録者"]).unwrap_err();
        assert_eq!(errors[0].to_string(), "line 3: the seeker number stands in line 2 already");
    }

    #[test]
    fn a_hundred_thousand_are_read() {
        let header: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
        let line = |n: u64| {
            let cells =
                [format!("15020-{n:08}"), "山田　太郎".into(), "ヤマダ　タロウ".into(), "昭和60年4月3日".into()];
            (n + 2, cells.into_iter().chain(["オンライン登録者".to_owned()]).collect())
        };
        let records = std::iter::once((1, header)).chain((0..100_000).map(line));
        assert_eq!(read(records, today()).map(|seekers| seekers.len()), Ok(100_000));
    }

    proptest! {
        /// Either all lines or an error, and whatever the cells are nothing panics.
        #[test]
        fn nothing_is_half_imported(bad in prop::collection::vec(prop::option::weighted(0.1, "\\PC{0,8}"), 1..30)) {
            let rows = (0..).zip(&bad).map(|(n, bad)| {
                let number = bad.clone().unwrap_or_else(|| format!("15020-{n}"));
                vec![number, "山田".into(), String::new(), "S60.4.3".into(), "利用登録者".into()]
            });
            let header = HEADER.split(',').map(str::to_owned).collect();
            match read((1..).zip(std::iter::once(header).chain(rows)), today()) {
                Ok(seekers) => prop_assert_eq!(seekers.len(), bad.len()),
                Err(errors) => {
                    prop_assert!(!errors.is_empty());
                    let told_rightly = errors.iter().all(|error| bad[error.line as usize - 2].is_some());
                    prop_assert!(told_rightly, "{:?}", errors);
                }
            }
        }
    }
}
