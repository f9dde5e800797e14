//! A wish as whoever waits sees it.

use super::{is_offered, is_to_come, opened};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking::{self, find},
        office, wish,
    },
};
use app::{
    desk::{
        Lang,
        waiting::{Standing, WishToken, WishView},
    },
    domain::{
        ids::{OfficeId, WishId},
        time::date_jst,
        waiting::{End, State, last_day},
    },
};

pub async fn wish(desks: &Desks, token: &WishToken, lang: Lang) -> Result<WishView, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let row = opened(desks, token).await?;
    let office = OfficeId(row.office_id);
    let (facts, days) = (desks.live.facts(office).await?, desks.live.days(office).await?);
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let (state, wants, today) = (wish::state(&row)?.pass(now), wish::wants(&row)?, date_jst(now));
    let moves = match row.booking_id {
        Some(id) => find(db, id).await?,
        None => None,
    };
    let moves = match moves {
        Some(booking) if is_to_come(&booking, now)? => Some(booking),
        _ => None,
    };
    let is_over = wants.until < today || (row.booking_id.is_some() && moves.is_none());
    let seat = match state {
        State::Offered { seat, .. } => find(db, seat.0).await?,
        _ => None,
    };
    let standing = match (Standing::of(&state), seat) {
        (Some(ended @ Standing::Ended { .. }), _) => ended,
        _ if is_over => Standing::Ended { why: End::Over },
        (Some(standing), _) => standing,
        (None, Some(seat)) if is_offered(&seat, now)? => {
            let until = match state {
                State::Offered { until, .. } => until,
                _ => now,
            };
            let (span, deadline) = (booking::span(&seat)?, booking::deadline(&seat));
            Standing::Offered { offer: app::domain::ids::BookingId(seat.id), span, until, deadline }
        }
        // The office took the seat away: the next round says so.
        (None, _) => Standing::Waiting,
    };
    Ok(WishView {
        slug: facts.office.slug.clone(),
        office: text.name.clone(),
        phone: facts.office.phone.clone(),
        kind: wish::kind(&row)?,
        wants,
        standing,
        moves: moves.as_ref().map(booking::span).transpose()?,
        today,
        last: last_day(&days, today),
        token: desks.key.wish_token(WishId(row.id)),
    })
}
