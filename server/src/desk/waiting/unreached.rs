//! A letter that did not arrive: what it offers goes to the next at once, and its address is offered nothing more until
//! whoever waits is back ([`State::unreached`]).

use super::answer::take_away;
use crate::{
    clock::from_millis,
    desk::failure::Failure,
    store::{
        booking,
        database::in_turn,
        entity::{booking::Model as Booking, outbox::Model as Letter, wish::Model},
        history::{What, Who},
        live_event::Change,
        wish,
        writing::Writing,
    },
};
use app::domain::{ids::BookingId, time::Instant, waiting::State};

/// Puts the wishes of the letter's address to sleep, and says what changed: nothing, if there was none that waits.
pub async fn sleep(tx: &Writing, letter: &Letter, now: Instant) -> Result<Vec<Change>, Failure> {
    // Two letters to the address that are refused at the same moment do not wait for each other's wish.
    in_turn(tx, &format!("wishes of {}", letter.recipient)).await?;
    let mut changes = Vec::new();
    for id in wish::ids_of_mail(tx, letter.office_id, &letter.recipient).await? {
        let Some(mut row) = wish::lock(tx, id).await? else { continue };
        let mut seat = match row.offer_id {
            Some(id) => booking::lock(tx, id).await?,
            None => None,
        };
        let state = wish::state(&row)?.pass(now);
        let offers = offers(letter, &row, &state, seat.as_ref());
        let asleep = state.unreached(from_millis(letter.created_at), offers);
        if asleep == state {
            continue;
        }
        wish::save(tx, &mut row, asleep, now)?;
        changes.push(Change::Nothing);
        if let Some(seat) = &mut seat {
            changes.extend(take_away(tx, seat, (Who::Post, What::OfferUnreached), now).await?);
        }
    }
    Ok(changes)
}

/// Whether the letter is the one that offers what the wish is offered now.
fn offers(letter: &Letter, row: &Model, state: &State, seat: Option<&Booking>) -> bool {
    letter.wish_id == Some(row.id)
        && seat.is_some_and(|seat| {
            matches!(state, State::Offered { seat: offered, .. } if *offered == BookingId(seat.id))
                && super::letter::is_of(letter, seat)
        })
}
