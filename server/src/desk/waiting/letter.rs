//! The letters about a wish, from the outbox to their outcome. None of them proves anything: a wish is answered by a press.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        mail::{Errand, told},
        view,
        waiting::unreached,
    },
    mail::{
        Sender,
        letter::{
            Office,
            waiting::{Notice, Offer},
        },
    },
    store::{
        booking,
        entity::{booking::Model as Booking, outbox::Model as Row},
        office,
        outbox::{self, Outcome},
        wish::{self, WishLetter},
    },
};
use app::{
    domain::{
        ids::{OfficeId, WishId},
        mail_address::MailAddress,
        waiting::State,
    },
    seeker::address,
};
use chrono::TimeDelta;
use sea_orm::DbErr;

/// How long a wish can be confirmed: then it is forgotten.
const CONFIRMED_WITHIN: TimeDelta = TimeDelta::days(1);

/// What the letter says, or `None` if it is true no more.
pub async fn errand(desks: &Desks, sender: &Sender, row: &Row, id: WishId) -> Result<Option<Errand>, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let letter = WishLetter::of_word(&row.letter).ok_or_else(|| DbErr::Type("a letter's word".to_owned()))?;
    let Some(wish) = wish::find(db, id.0).await? else { return Ok(None) };
    let (state, lang) = (wish::state(&wish)?.pass(now), view::lang(&wish.lang));
    let facts = desks.live.facts(OfficeId(wish.office_id)).await?;
    let (office, offer, until) = match (letter, state) {
        (WishLetter::Asked, State::Asked) => {
            let (text, _) = office::chosen(&facts.texts, wish.office_id, lang)?;
            let office = Office {
                name: text.name.clone(),
                place: None,
                phone: facts.office.phone.clone(),
                hours: text.hours.clone(),
            };
            (office, None, from_millis(row.created_at) + CONFIRMED_WITHIN)
        }
        (WishLetter::Offered, State::Offered { seat, until, .. }) => {
            let Some(seat) = booking::find(db, seat.0).await? else { return Ok(None) };
            if !is_of(row, &seat) || !super::is_offered(&seat, now)? {
                return Ok(None);
            }
            let (moves, last) = (wish.booking_id.is_some(), state.is_last_offer());
            let offer = Offer { span: booking::span(&seat)?, until, moves, last };
            (told(&facts, seat.counter_id, lang)?, Some(offer), until)
        }
        _ => return Ok(None),
    };
    let to: MailAddress = row.recipient.parse().map_err(|_| DbErr::Type("a letter's recipient".to_owned()))?;
    let notice = Notice {
        lang,
        office,
        kind: wish::kind(&wish)?,
        wants: wish::wants(&wish)?,
        offer,
        link: format!("{}{}", sender.base_url, address::wish(lang, &desks.key.wish_token(id))),
    };
    let letter = notice.written();
    Ok(Some(Errand { letter, from: sender.from.clone(), to, date: now, until, waits: None }))
}

/// The seat of a letter is that which was offered when it was written.
pub fn is_of(letter: &Row, seat: &Booking) -> bool {
    letter.created_at == seat.created_at
}

/// What became of a letter about a wish. One that could not be sent in its time changes nothing: the offer has run out.
pub async fn settled(desks: &Desks, row: &Row, outcome: Outcome<'_>) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let counts = outbox::settle(&tx, row, outcome).await?;
    if !counts || outcome.status != outbox::status::REFUSED {
        return Ok(tx.commit().await?);
    }
    let changes = unreached::sleep(&tx, row, outcome.at).await?;
    desks.commit(tx, OfficeId(row.office_id), &changes).await
}
