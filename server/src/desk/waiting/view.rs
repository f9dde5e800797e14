//! A wish as whoever waits sees it.

use super::{is_offered, is_to_come, opened, settled};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        application::word,
        booking::{self, find},
        entity::booking::Model as Booking,
        office, wish,
    },
};
use app::{
    desk::{
        Lang,
        application::VisitorKey,
        waiting::{Standing, WishToken, WishView},
    },
    domain::{
        booking::State as BookingState,
        ids::{OfficeId, WishId},
        time::{Instant, date_jst},
        waiting::{End, State, last_day},
    },
};

pub async fn wish(
    desks: &Desks,
    token: &WishToken,
    visitor: Option<VisitorKey>,
    lang: Lang,
) -> Result<WishView, Failure> {
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
        State::Offered { seat, .. } | State::Accepted { seat, .. } => find(db, seat.0).await?,
        _ => None,
    };
    let state = settled(state, seat.as_ref(), now)?;
    let kept = match (&state, &seat, visitor) {
        (State::Accepted { .. }, Some(seat), Some(visitor)) if seat.visitor == word(visitor) => kept_until(seat)?,
        _ => None,
    };
    let standing = match (Standing::of(&state), seat) {
        (Some(settled @ (Standing::Ended { .. } | Standing::Accepted)), _) => settled,
        _ if is_over => Standing::Ended { why: End::Over },
        (Some(standing), _) => standing,
        (None, Some(seat)) if is_offered(&seat, now)? => {
            let until = match state {
                State::Offered { until, .. } => until,
                _ => now,
            };
            let (span, deadline) = (booking::span(&seat)?, booking::deadline(&seat));
            Standing::Offered {
                offer: app::domain::ids::BookingId(seat.id),
                span,
                until,
                deadline,
                last: state.is_last_offer(),
            }
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
        kept,
        moves: moves.as_ref().map(booking::span).transpose()?,
        today,
        last: last_day(&days, today),
        token: desks.key.wish_token(WishId(row.id)),
    })
}

/// Until when the accepted seat is the browser's hold.
fn kept_until(seat: &Booking) -> Result<Option<Instant>, Failure> {
    Ok(match booking::state(seat)? {
        BookingState::Held { until, .. } => Some(until),
        _ => None,
    })
}
