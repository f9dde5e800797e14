//! Which slots a stretch drawn over empty time is opened as. In ticks from the first hour shown.

use std::ops::Range;

/// A press opens at the quarter that it falls into.
const QUARTER: i64 = 3;

/// Slots one after another in a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drawn {
    /// Place among the lanes shown.
    pub lane: usize,
    pub from: i64,
    /// Ticks of each slot.
    pub length: i64,
    pub count: i64,
}

impl Drawn {
    pub fn until(self) -> i64 {
        self.from + self.length * self.count
    }

    pub fn starts(self) -> impl Iterator<Item = i64> {
        (0..self.count).map(move |place| self.from + place * self.length)
    }
}

/// The empty ticks around one of them; `None` where a block is.
pub fn gap(taken: &[Range<i64>], at: i64, open: Range<i64>) -> Option<Range<i64>> {
    if !open.contains(&at) || taken.iter().any(|block| block.contains(&at)) {
        return None;
    }
    let before = taken.iter().map(|block| block.end).filter(|end| *end <= at).max().unwrap_or(open.start);
    let after = taken.iter().map(|block| block.start).filter(|start| *start > at).min().unwrap_or(open.end);
    Some(before.max(open.start)..after.min(open.end))
}

/// Where the slots begin and how many they are, from where it was pressed to where the pointer is: one at least, and never
/// more than there is room for. `None`: there is room for none.
pub fn draw(gap: &Range<i64>, pressed: i64, at: i64, length: i64) -> Option<(i64, i64)> {
    if length <= 0 || gap.end - gap.start < length {
        return None;
    }
    let quarter = |tick: i64| (tick.div_euclid(QUARTER) * QUARTER).clamp(gap.start, gap.end - length);
    let (from, reached) = (quarter(pressed.min(at)), pressed.max(at) + 1);
    let room = (gap.end - from) / length;
    Some((from, ((reached - from + length / 2) / length).clamp(1, room)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_click_is_one_slot_from_its_quarter() {
        assert_eq!(draw(&(0..96), 13, 13, 6), Some((12, 1)));
        assert_eq!(draw(&(13..96), 14, 14, 6), Some((13, 1)), "not over the block before");
        assert_eq!(draw(&(12..18), 17, 17, 6), Some((12, 1)), "where it still fits");
        assert_eq!(draw(&(12..17), 14, 14, 6), None);
    }

    #[test]
    fn a_stretch_is_as_many_as_are_mostly_covered_upwards_too() {
        // From 10:00 to 11:20, in slots of twenty minutes.
        assert_eq!(draw(&(0..96), 12, 27, 4), Some((12, 4)));
        assert_eq!(draw(&(0..96), 12, 28, 4), Some((12, 4)));
        assert_eq!(draw(&(0..96), 12, 30, 4), Some((12, 5)));
        assert_eq!(draw(&(0..20), 12, 95, 4), Some((12, 2)), "up to the next block");
        assert_eq!(draw(&(0..96), 27, 12, 4), Some((12, 4)));
    }

    #[test]
    fn the_gap_is_what_blocks_and_the_day_leave() {
        let taken = [0..6, 20..26];
        assert_eq!(gap(&taken, 10, 0..96), Some(6..20));
        assert_eq!(gap(&taken, 30, 0..96), Some(26..96));
        assert_eq!(gap(&taken, 10, 8..96), Some(8..20), "what has begun is not empty");
        assert_eq!(gap(&taken, 3, 0..96), None);
        assert_eq!(gap(&taken, 7, 8..96), None);
    }

    proptest! {
        #[test]
        fn what_is_drawn_stays_in_its_gap(start in 0i64..90, room in 0i64..90, pressed in 0i64..180, at in -20i64..200, length in 2i64..=6) {
            let gap = start..start + room;
            prop_assume!(gap.contains(&pressed));
            match draw(&gap, pressed, at, length) {
                Some((from, count)) => prop_assert!(count >= 1 && from >= gap.start && from + count * length <= gap.end),
                None => prop_assert!(room < length),
            }
        }
    }
}
