//! What the page that takes a seeker into the consultation shows at a moment (Art. 6(3), 6(6)). The server and the page
//! reckon it by the same rule, so that it goes on where the line is down.

use super::{
    booking::State,
    day::Day,
    reminder::AN_HOUR,
    slot::Span,
    time::{Instant, date_jst},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long before the start one can enter.
pub const ENTRANCE: TimeDelta = TimeDelta::minutes(10);
/// How long after its time a consultation is still waited for that nobody has ended: the office may have been late (R4).
pub const LINGERS: TimeDelta = TimeDelta::minutes(30);

/// How a booking stands, without when.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Its letter or its reply is awaited.
    Awaited,
    Expected,
    InSession,
    Attended,
    /// Ten silent minutes (Art. 6(6)).
    Missed,
    /// Cancelled, void, refused, stopped.
    Ended,
}

impl Course {
    /// `None` for a hold, which is no booking yet.
    pub fn of(state: &State, day: &Day) -> Option<Course> {
        Some(match state {
            State::Held { .. } | State::Released { .. } => return None,
            State::AwaitingMail { .. } | State::AwaitingReply { .. } => Course::Awaited,
            State::Confirmed { .. } if day.is_in_session() => Course::InSession,
            State::Confirmed { .. } => Course::Expected,
            State::Attended { .. } => Course::Attended,
            State::NoShow { .. } => Course::Missed,
            State::Cancelled { .. } | State::Void { .. } | State::Refused { .. } | State::Stopped { .. } => {
                Course::Ended
            }
        })
    }
}

/// What the page is for now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    Awaited,
    /// There is time to prepare.
    Ahead,
    /// From an hour before: the clock runs down, and what may have changed is asked again.
    Near,
    /// From ten minutes before: one can enter.
    Open,
    /// From the start on.
    Running,
    Over,
    Missed,
    Ended,
}

impl Stage {
    /// A moved booking stands by its new time.
    pub fn at(course: Course, span: Span, now: Instant) -> Stage {
        let (starts, ends) = (span.starts(), span.ends());
        match course {
            Course::Awaited => Stage::Awaited,
            Course::Attended => Stage::Over,
            Course::Missed => Stage::Missed,
            Course::Ended => Stage::Ended,
            Course::InSession if date_jst(now) == date_jst(starts) => Stage::Running,
            Course::InSession => Stage::Over,
            Course::Expected if now < starts - AN_HOUR => Stage::Ahead,
            Course::Expected if now < starts - ENTRANCE => Stage::Near,
            Course::Expected if now < starts => Stage::Open,
            Course::Expected if now < ends + LINGERS => Stage::Running,
            Course::Expected => Stage::Over,
        }
    }

    /// Whether the way in is shown.
    pub fn may_enter(self) -> bool {
        matches!(self, Stage::Open | Stage::Running)
    }

    /// Whether the hour has begun that the consultation is in: what may have changed is asked again, and who is late or cannot
    /// connect can say so (R4).
    pub fn is_at_hand(self) -> bool {
        matches!(self, Stage::Near | Stage::Open | Stage::Running)
    }

    /// Whether there is time left to prepare.
    pub fn is_before(self) -> bool {
        matches!(self, Stage::Ahead | Stage::Near | Stage::Open)
    }

    /// Whether there is something to come.
    pub fn is_to_come(self) -> bool {
        self == Stage::Ahead || self.is_at_hand()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::{Canceller, Receipt},
        ids::StaffId,
        time::at_jst,
    };
    use rstest::rstest;
    use uuid::Uuid;

    fn at(text: &str) -> Instant {
        let (date, time) = text.split_once(' ').unwrap();
        at_jst(date.parse().unwrap(), time.parse().unwrap())
    }

    fn ten() -> Span {
        Span::new(at("2026-12-01 10:00:00"), 30).unwrap()
    }

    #[rstest]
    #[case::long_before("2026-11-24 10:00:00", Stage::Ahead)]
    #[case::the_day_before("2026-11-30 23:59:59", Stage::Ahead)]
    #[case::in_the_morning("2026-12-01 08:59:59", Stage::Ahead)]
    #[case::an_hour_before("2026-12-01 09:00:00", Stage::Near)]
    #[case::eleven_minutes_before("2026-12-01 09:49:59", Stage::Near)]
    #[case::ten_minutes_before("2026-12-01 09:50:00", Stage::Open)]
    #[case::a_second_before("2026-12-01 09:59:59", Stage::Open)]
    #[case::at_the_start("2026-12-01 10:00:00", Stage::Running)]
    #[case::at_its_end_nobody_has_ended_it("2026-12-01 10:30:00", Stage::Running)]
    #[case::the_office_was_late("2026-12-01 10:59:59", Stage::Running)]
    #[case::nobody_called("2026-12-01 11:00:00", Stage::Over)]
    #[case::a_month_later("2026-12-30 10:00:00", Stage::Over)]
    fn a_booking_that_stands(#[case] now: &str, #[case] stage: Stage) {
        assert_eq!(Stage::at(Course::Expected, ten(), at(now)), stage);
    }

    #[rstest]
    #[case::awaited(Course::Awaited, Stage::Awaited)]
    #[case::attended(Course::Attended, Stage::Over)]
    #[case::missed(Course::Missed, Stage::Missed)]
    #[case::ended(Course::Ended, Stage::Ended)]
    fn what_does_not_stand_is_the_same_at_any_time(#[case] course: Course, #[case] stage: Stage) {
        for now in ["2026-11-24 10:00:00", "2026-12-01 09:30:00", "2026-12-01 10:05:00", "2026-12-05 10:00:00"] {
            assert_eq!(Stage::at(course, ten(), at(now)), stage, "{now}");
        }
    }

    #[test]
    fn a_consultation_that_runs_on_is_not_over_until_its_day_is() {
        assert_eq!(Stage::at(Course::InSession, ten(), at("2026-12-01 09:55:00")), Stage::Running, "begun early");
        assert_eq!(Stage::at(Course::InSession, ten(), at("2026-12-01 11:20:00")), Stage::Running);
        assert_eq!(Stage::at(Course::InSession, ten(), at("2026-12-02 00:00:00")), Stage::Over, "nobody ended it");
    }

    #[test]
    fn a_moved_booking_stands_by_its_new_time() {
        let now = at("2026-12-01 09:55:00");
        assert_eq!(Stage::at(Course::Expected, ten(), now), Stage::Open);
        let moved = Span::new(at("2026-12-03 14:00:00"), 30).unwrap();
        assert_eq!(Stage::at(Course::Expected, moved, now), Stage::Ahead);
    }

    #[test]
    fn each_state_has_its_course() {
        let (at, who) = (ten().starts(), StaffId(Uuid::nil()));
        let (fresh, begun) = (Day::default(), Day { began: Some(at), ..Day::default() });
        let confirmed = State::Confirmed { at, by: Receipt::Button };
        let of = |state: State, day: &Day| Course::of(&state, day);
        assert_eq!(of(State::Held { until: at, extended: 0, offered: false }, &fresh), None);
        assert_eq!(of(State::AwaitingMail { since: at, refused: None }, &fresh), Some(Course::Awaited));
        assert_eq!(of(State::AwaitingReply { since: at }, &fresh), Some(Course::Awaited));
        assert_eq!(of(confirmed.clone(), &fresh), Some(Course::Expected));
        assert_eq!(of(confirmed, &begun), Some(Course::InSession));
        assert_eq!(of(State::Attended { at }, &begun), Some(Course::Attended));
        assert_eq!(of(State::NoShow { at }, &fresh), Some(Course::Missed));
        assert_eq!(of(State::Cancelled { at, by: Canceller::SeekerByLink }, &fresh), Some(Course::Ended));
        assert_eq!(of(State::Void { at }, &fresh), Some(Course::Ended));
        assert_eq!(of(State::Refused { at, who }, &fresh), Some(Course::Ended));
        assert_eq!(of(State::Stopped { at, who }, &begun), Some(Course::Ended));
    }

    #[test]
    fn one_may_enter_from_ten_minutes_before_and_tell_from_an_hour_before() {
        use Stage::{Ahead, Awaited, Ended, Missed, Near, Open, Over, Running};
        let all = [Awaited, Ahead, Near, Open, Running, Over, Missed, Ended];
        let those = |ask: fn(Stage) -> bool| all.into_iter().filter(|stage| ask(*stage)).collect::<Vec<_>>();
        assert_eq!(those(Stage::may_enter), [Open, Running]);
        assert_eq!(those(Stage::is_at_hand), [Near, Open, Running]);
        assert_eq!(those(Stage::is_to_come), [Ahead, Near, Open, Running]);
    }
}
