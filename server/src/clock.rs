//! The one place that reads the clock. Everything else takes the time as an argument or asks a [`Clock`].

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Tells the time, to the millisecond: the database keeps no more.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still until it is moved.
    Moved(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::advance`] moves it.
    pub fn at(at: DateTime<Utc>) -> Self {
        Clock::Moved(Arc::new(AtomicI64::new(at.timestamp_millis())))
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::System => {
                #[expect(clippy::disallowed_methods, reason = "the one place")]
                let now = Utc::now();
                from_millis(now.timestamp_millis())
            }
            Clock::Moved(millis) => from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a standing clock on; the system's cannot be moved.
    pub fn advance(&self, by: TimeDelta) {
        if let Clock::Moved(millis) = self {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }
}

/// An instant as the database keeps it: milliseconds since 1970 UTC.
pub fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}
