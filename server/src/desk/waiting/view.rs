//! A wish as whoever waits sees it.

use super::{is_offered, is_to_come, opened};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        application::word,
        booking::{self, find},
        office, wish,
    },
};
use app::{
    desk::{
        Lang,
        application::VisitorKey,
        waiting::{GoesOn, Standing, WishToken, WishView},
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
        goes_on: goes_on(desks, &state, visitor, now).await?,
        moves: moves.as_ref().map(booking::span).transpose()?,
        today,
        last: last_day(&days, today),
        token: desks.key.wish_token(WishId(row.id)),
    })
}

/// What became of the accepted seat, told to nobody but the browser that has it.
async fn goes_on(
    desks: &Desks,
    state: &State,
    visitor: Option<VisitorKey>,
    now: Instant,
) -> Result<Option<GoesOn>, Failure> {
    let (State::Ended { seat: Some(seat), .. }, Some(visitor)) = (state, visitor) else { return Ok(None) };
    let Some(seat) = find(desks.db.read(), seat.0).await?.filter(|seat| seat.visitor == word(visitor)) else {
        return Ok(None);
    };
    Ok(match booking::state(&seat)?.pass(now, booking::deadline(&seat)) {
        BookingState::Held { until, .. } => Some(GoesOn::Application { until }),
        // It ran out, or another time was chosen.
        BookingState::Released { .. } => None,
        _ => Some(GoesOn::Letter),
    })
}
