//! How a booking's seeker is registered, on its card.

use crate::{clock::from_millis, store::entity::booking_registration::Model};
use app::{
    desk::roster::{RegistrationView, Settled},
    domain::{
        registration::{Settlement, Standing},
        roster::Registration,
    },
};
use sea_orm::DbErr;
use std::collections::HashMap;

pub fn standing(row: &Model) -> Result<Standing, DbErr> {
    Standing::of_word(&row.standing).ok_or_else(|| DbErr::Type("a standing's word".to_owned()))
}

/// `names`: of the office's staff, by their ids.
pub fn registration(row: &Model, names: &HashMap<String, String>) -> Result<RegistrationView, DbErr> {
    let settled = match (&row.settled, row.settled_at) {
        (Some(word), Some(at)) => {
            let settlement = Settlement::of_words(word, row.how.as_deref());
            let who = row.settled_by.map(|id| id.to_string()).unwrap_or_default();
            Some(Settled {
                settlement: settlement.ok_or_else(|| DbErr::Type("a settlement's word".to_owned()))?,
                before: row.before.as_deref().and_then(Registration::of_word),
                after: row.after.as_deref().and_then(Registration::of_word),
                who: names.get(&who).cloned().unwrap_or_default(),
                at: from_millis(at),
            })
        }
        _ => None,
    };
    Ok(RegistrationView { standing: standing(row)?, settled })
}
