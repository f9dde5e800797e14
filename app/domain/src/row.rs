//! Slots in a row: what a stretch of one counter's time is opened as (Art. 6(1)).

use crate::{
    slot::{Span, SpanError},
    time::Instant,
};
use chrono::TimeDelta;

/// Slots that one press opens or closes at most: more than a counter has in a day.
pub const MOST: usize = 100;

/// Why a stretch cannot be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RowError {
    #[error(transparent)]
    Span(#[from] SpanError),
    #[error("the stretch is shorter than one slot")]
    TooShort,
    #[error("more slots than are opened at once")]
    TooMany,
}

/// As many slots of `minutes` as are over by `until`, one after another. What is left at the end stays empty.
pub fn row(from: Instant, until: Instant, minutes: u8) -> Result<Vec<Span>, RowError> {
    let mut span = Span::new(from, minutes)?;
    let mut spans = Vec::new();
    while span.ends() <= until {
        if spans.len() == MOST {
            return Err(RowError::TooMany);
        }
        spans.push(span);
        span = Span::new(span.starts() + TimeDelta::minutes(minutes.into()), minutes)?;
    }
    if spans.is_empty() { Err(RowError::TooShort) } else { Ok(spans) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn at(minute: i64) -> Instant {
        DateTime::from_timestamp(1_764_000_000 + minute * 60, 0).expect("in range")
    }

    #[test]
    fn eighty_minutes_are_four_slots_of_twenty() {
        let spans = row(at(0), at(80), 20).expect("a row");
        assert_eq!(spans.iter().map(|span| (span.starts() - at(0)).num_minutes()).collect::<Vec<_>>(), [0, 20, 40, 60]);
        assert_eq!(row(at(0), at(79), 20).map(|spans| spans.len()), Ok(3));
    }

    #[test]
    fn what_cannot_be_a_row() {
        assert_eq!(row(at(0), at(15), 20), Err(RowError::TooShort));
        assert_eq!(row(at(20), at(0), 20), Err(RowError::TooShort));
        assert_eq!(row(at(0), at(100_000), 20), Err(RowError::TooMany));
        assert_eq!(row(at(1), at(60), 20), Err(SpanError::Start.into()));
        assert_eq!(row(at(0), at(60), 45), Err(SpanError::Length.into()));
    }

    proptest! {
        #[test]
        fn slots_of_a_row_touch_and_stay_within(ticks in 2i64..200, length in 2u8..=6) {
            let spans = match row(at(0), at(ticks * 5), length * 5) {
                Ok(spans) => spans,
                Err(error) => {
                    prop_assert!(error == RowError::TooShort || error == RowError::TooMany);
                    return Ok(());
                }
            };
            prop_assert!(spans.windows(2).all(|pair| pair[0].ends() == pair[1].starts()));
            prop_assert!(spans.last().is_some_and(|last| last.ends() <= at(ticks * 5)));
        }
    }
}
