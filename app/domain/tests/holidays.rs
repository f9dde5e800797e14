//! Every holiday of 2020 to 2040 against the table of npm `@holiday-jp/holiday_jp`, which the browser suite installs.
//! No copy of that table is kept here: the rule must agree with a source of its own.

use std::{collections::BTreeMap, path::Path};

use chrono::{Datelike, NaiveDate};
use domain::holiday::{Holiday, holiday};

/// Reads `date: "2026-11-23"` and `name: "勤労感謝の日"` lines as they stand in the package's script.
fn published() -> BTreeMap<NaiveDate, String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end/node_modules/@holiday-jp/holiday_jp/lib/holidays.js");
    let script = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "the table of published holidays is not installed ({error}): run `npm ci` in end2end, as `make test` does"
        )
    });
    let field = |line: &str, name: &str| -> Option<String> {
        let value = line.trim().strip_prefix(name)?.strip_prefix(": \"")?;
        Some(value.split_once('"')?.0.to_owned())
    };
    let mut table = BTreeMap::new();
    let mut date: Option<NaiveDate> = None;
    for line in script.lines() {
        if let Some(text) = field(line, "date") {
            date = Some(text.parse().expect("a date of the table"));
        } else if let Some(name) = field(line, "name") {
            table.insert(date.take().expect("a date before its name"), name);
        }
    }
    table
}

#[test]
fn every_holiday_is_the_published_one() {
    let published = published();
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    let mut compared = 0;
    for date in first.iter_days().take_while(|date| date.year() <= 2040) {
        let ours = holiday(date);
        match (published.get(&date).map(String::as_str), ours) {
            (None, None) => {}
            // The table says of which day a substitute is one, and 休日 alone for a day between two holidays.
            (Some(name), Some(Holiday::Substitute)) => {
                assert!(name.ends_with("振替休日"), "{date}: {name}")
            }
            (Some(name), Some(Holiday::Between)) => {
                assert!(name.ends_with("休日"), "{date}: {name}")
            }
            (name, ours) => assert_eq!(name, ours.map(Holiday::name_ja), "{date}"),
        }
        compared += usize::from(ours.is_some());
    }
    assert!(compared > 21 * 16, "only {compared} holidays in the table");
}
