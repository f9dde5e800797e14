//! What was begun and left is forgotten all day long: few of it is left for the night.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
        records::forget::Rules,
    },
    store::{database::unavailable, retention::begun},
};
use app::{
    desk::error::DeskError,
    domain::time::{Instant, date_jst},
};
use uuid::Uuid;

impl Desks {
    /// Forgets in every office what was begun and left, by the rule of the nightly job, and says how much.
    ///
    /// # Errors
    /// `Unavailable`; what was done before stays done.
    pub async fn forget_begun(&self, now: Instant) -> Result<u64, DeskError> {
        let mut forgotten = 0;
        for office in begun::offices(self.db.read(), now).await.map_err(unavailable)? {
            forgotten += retried(|| at_office(self, office, now)).await?;
        }
        Ok(forgotten)
    }
}

async fn at_office(desks: &Desks, office: Uuid, now: Instant) -> Result<u64, Failure> {
    let tx = desks.begin().await?;
    let keeping = Rules::of(&tx, office, date_jst(now)).await?.keeping(&tx).await?;
    let forgotten = begun::delete(&tx, office, now, &keeping.bookings).await?;
    tx.commit().await?;
    Ok(forgotten)
}
