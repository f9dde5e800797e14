//! What publishing a pattern changes at a counter (枠の公開).

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    ids::SlotId,
    slot::{Span, Tick},
};

/// A slot of the counter that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExistingSlot {
    pub id: SlotId,
    pub span: Span,
    /// Whether it is offered; a closed one can be opened again.
    pub open: bool,
    /// Whether a booking takes it, see [`State::takes_seat`](crate::booking::State::takes_seat).
    pub booked: bool,
    /// Staff opened it on the calendar, outside any pattern.
    pub by_hand: bool,
}

/// What publishing changes, each list in the order of what was given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// New slots.
    pub open: Vec<Span>,
    /// Closed slots that are wanted again.
    pub reopen: Vec<SlotId>,
    /// Free slots that are not wanted any more.
    pub close: Vec<SlotId>,
    /// Booked slots that are not wanted any more, or lie across a wanted one. They stay as they are.
    pub conflicts: Vec<SlotId>,
}

impl Plan {
    /// Whether nothing is left to do and nothing to decide.
    pub fn is_empty(&self) -> bool {
        self == &Plan::default()
    }
}

fn touches(span: Span, ticks: &HashSet<Tick>) -> bool {
    span.ticks().any(|tick| ticks.contains(&tick))
}

/// What publishing `wanted` changes at one counter. `existing` are the counter's slots of the same days that have not
/// begun. What staff opened by hand stays open unless it lies across a wanted slot. Of two wanted ones that overlap,
/// the earlier is meant. Once the plan is carried out, the next one has the same conflicts and nothing else.
pub fn plan(existing: &[ExistingSlot], wanted: &[Span]) -> Plan {
    let mut plan = Plan::default();
    let mut asked = HashSet::new();
    let mut wanted_spans = BTreeSet::new();
    for span in BTreeSet::from_iter(wanted.iter().copied()) {
        if !touches(span, &asked) {
            asked.extend(span.ticks());
            wanted_spans.insert(span);
        }
    }

    let mut taken = HashSet::new();
    for slot in existing.iter().filter(|slot| slot.booked) {
        taken.extend(slot.span.ticks());
        let fits = wanted_spans.contains(&slot.span) || (slot.by_hand && !touches(slot.span, &asked));
        if !fits {
            plan.conflicts.push(slot.id);
        }
    }

    let mut missing = wanted_spans;
    missing.retain(|span| !touches(*span, &taken));
    let free = || existing.iter().filter(|slot| !slot.booked);
    for slot in free().filter(|slot| slot.open) {
        let stands = missing.remove(&slot.span) || (slot.by_hand && !touches(slot.span, &asked));
        if !stands {
            plan.close.push(slot.id);
        }
    }
    plan.reopen.extend(free().filter(|slot| !slot.open && missing.remove(&slot.span)).map(|slot| slot.id));
    plan.open.extend(missing);
    plan
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, NaiveDate, NaiveTime};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::time::at_jst;

    fn span(minute: i64, minutes: u8) -> Span {
        Span::new(
            at_jst(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), NaiveTime::MIN) + Duration::minutes(minute),
            minutes,
        )
        .unwrap()
    }

    fn slot(n: u128, span: Span) -> ExistingSlot {
        ExistingSlot { id: SlotId(Uuid::from_u128(n)), span, open: true, booked: false, by_hand: false }
    }

    fn id(n: u128) -> SlotId {
        SlotId(Uuid::from_u128(n))
    }

    #[test]
    fn what_is_wanted_stands_opens_or_opens_again_and_the_rest_closes() {
        let existing =
            [slot(1, span(0, 30)), ExistingSlot { open: false, ..slot(2, span(30, 30)) }, slot(3, span(90, 30))];
        let found = plan(&existing, &[span(0, 30), span(30, 30), span(60, 30)]);
        let expected =
            Plan { open: vec![span(60, 30)], reopen: vec![id(2)], close: vec![id(3)], conflicts: Vec::new() };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_booked_slot_stands_or_is_a_conflict_that_nothing_is_opened_across() {
        let booked = |n, span| ExistingSlot { booked: true, ..slot(n, span) };
        let existing = [booked(1, span(0, 30)), booked(2, span(40, 20)), booked(3, span(200, 30))];
        let found = plan(&existing, &[span(0, 30), span(30, 30), span(60, 30)]);
        let expected = Plan { open: vec![span(60, 30)], conflicts: vec![id(2), id(3)], ..Plan::default() };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_staff_opened_by_hand_stays_unless_it_lies_across() {
        let by_hand = |n, span| ExistingSlot { by_hand: true, ..slot(n, span) };
        let booked = ExistingSlot { booked: true, ..by_hand(3, span(300, 30)) };
        let existing = [by_hand(1, span(200, 30)), by_hand(2, span(15, 30)), booked];
        let found = plan(&existing, &[span(0, 30)]);
        assert_eq!(found, Plan { open: vec![span(0, 30)], close: vec![id(2)], ..Plan::default() });
    }

    fn any_slots() -> impl Strategy<Value = Vec<ExistingSlot>> {
        let one = (0_i64..60, 2_u8..=6, any::<[bool; 3]>());
        prop::collection::vec(one, 0..25).prop_map(|rows| {
            let mut slots: Vec<ExistingSlot> = Vec::new();
            for (n, (tick, length, [open, booked, by_hand])) in rows.into_iter().enumerate() {
                let span = span(tick * 5, length * 5);
                // The database lets no two booked slots overlap.
                let booked = booked && !slots.iter().any(|other| other.booked && other.span.overlaps(span));
                slots.push(ExistingSlot { open, booked, by_hand, ..slot(n as u128, span) });
            }
            slots
        })
    }

    fn carry_out(slots: &mut Vec<ExistingSlot>, plan: &Plan) {
        for slot in slots.iter_mut() {
            slot.open = (slot.open || plan.reopen.contains(&slot.id)) && !plan.close.contains(&slot.id);
        }
        slots.extend((1000..).zip(&plan.open).map(|(n, span)| slot(n, *span)));
    }

    proptest! {
        /// Nothing booked changes, what is open afterwards overlaps no booking and nothing else that is wanted, and the
        /// second time there is nothing left to do.
        #[test]
        fn publishing_is_settled_at_once(
            mut slots in any_slots(), wanted in prop::collection::vec((0_i64..60, 2_u8..=6), 0..20),
        ) {
            let wanted: Vec<Span> = wanted.into_iter().map(|(tick, length)| span(tick * 5, length * 5)).collect();
            let booked: HashSet<SlotId> = slots.iter().filter(|slot| slot.booked).map(|slot| slot.id).collect();
            let first = plan(&slots, &wanted);
            prop_assert!(first.reopen.iter().chain(&first.close).all(|id| !booked.contains(id)));
            prop_assert!(first.conflicts.iter().all(|id| booked.contains(id)));
            for opened in &first.open {
                prop_assert!(!slots.iter().any(|slot| slot.booked && slot.span.overlaps(*opened)));
            }
            carry_out(&mut slots, &first);
            let open: Vec<_> = slots.iter().filter(|slot| slot.open && !slot.booked).collect();
            for (i, one) in open.iter().enumerate() {
                let alone = open[i + 1..].iter().all(|two| !one.span.overlaps(two.span));
                prop_assert!(alone || one.by_hand, "{:?}", one);
            }
            let second = plan(&slots, &wanted);
            prop_assert_eq!(second, Plan { conflicts: first.conflicts, ..Plan::default() });
        }
    }
}
