//! Leaving a wish: from the calendar, confirmed by a letter, or behind a booking's link, whose letter has proved the address.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
        link::changeable,
    },
    store::{
        database::in_turn,
        live_event::Change,
        outbox::{self, Pace},
        wish::{self, Left, WishLetter},
    },
};
use app::{
    desk::{
        Answer,
        booking::LinkToken,
        error::DeskError,
        waiting::{NewWish, WishToken},
    },
    domain::{
        ids::{BookingId, OfficeId, WishId},
        mail_address::MailAddress,
        time::date_jst,
        waiting::{MOST_AT_ONCE, State, Wants, last_day},
    },
    locale,
};
use std::net::IpAddr;

/// Wishes without an answer, per office, from one address on the net: a class or the computers of a library fit in.
pub const MOST_ASKED_FROM: u64 = 20;
/// The same for one mail address. What is more is not written, and the page says the same: a stranger learns nothing, and
/// whoever's address it is has as many letters to answer.
const MOST_ASKED_OF: u64 = 10;

async fn checked(desks: &Desks, office: OfficeId, wants: &Wants) -> Result<(), DeskError> {
    let days = desks.live.days(office).await?;
    let today = date_jst(desks.clock.now());
    wants.check(today, last_day(&days, today)).map_err(|_| DeskError::Mend)
}

pub async fn leave(desks: &Desks, address: IpAddr, wish: NewWish) -> Answer<()> {
    locale::named(&wish.lang).ok_or(DeskError::Unreadable)?;
    let mail: MailAddress = wish.mail.parse().map_err(|_| DeskError::Mend)?;
    let office = desks.live.of_slug(&wish.slug).await?.id;
    if !desks.live.facts(office).await?.kinds.iter().any(|(kind, _)| *kind == wish.kind) {
        return Err(DeskError::NotFound);
    }
    checked(desks, office, &wish.wants).await?;
    let address = desks.key.address(address);
    retried(|| ask(desks, office, &address, &mail, &wish)).await?;
    desks.mail_waiting.notify_one();
    Ok(())
}

/// Whether or not a letter is written, a transaction writes and is synced (Secrecy).
async fn ask(desks: &Desks, office: OfficeId, address: &str, mail: &MailAddress, new: &NewWish) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    in_turn(&tx, &format!("wishes from {address}")).await?;
    if wish::asked_from(&tx, office.0, address).await? >= MOST_ASKED_FROM {
        return Err(DeskError::TooMany.into());
    }
    if wish::asked_of(&tx, office.0, mail.as_str()).await? < MOST_ASKED_OF {
        let left = Left {
            office: office.0,
            booking: None,
            kind: new.kind,
            lang: &new.lang,
            mail: mail.as_str(),
            address,
            wants: new.wants,
            state: State::Asked,
            at: now,
        };
        let row = left.row()?;
        wish::insert(&tx, &row);
        outbox::put_of_wish(&tx, &row, WishLetter::Asked, Pace::Bounded, now, &desks.mail_domain).await?;
    }
    desks.commit(tx, office, &[Change::Nothing]).await
}

pub async fn to_move(desks: &Desks, booking: &LinkToken, wants: Wants) -> Answer<WishToken> {
    let wish = retried(|| wish_to_move(desks, booking, wants)).await?;
    desks.alarm.seat_is_free();
    Ok(desks.key.wish_token(wish))
}

async fn wish_to_move(desks: &Desks, token: &LinkToken, wants: Wants) -> Result<WishId, Failure> {
    let now = desks.clock.now();
    let office = OfficeId(crate::desk::link::opened(desks, token).await?.office_id);
    checked(desks, office, &wants).await?;
    let tx = desks.begin().await?;
    let (booking, _) = changeable(desks, &tx, token).await?;
    if booking.mail.is_empty() {
        return Err(DeskError::Conflict.into());
    }
    let left = Left {
        office: office.0,
        booking: Some(BookingId(booking.id)),
        kind: crate::store::booking::kind(&booking)?,
        lang: &booking.lang,
        mail: &booking.mail,
        address: "",
        wants,
        state: State::Asked.confirm(now)?,
        at: now,
    };
    let row = left.row()?;
    in_turn(&tx, &format!("wishes of {}", row.mail)).await?;
    if wish::counted(&tx, &row).await? >= MOST_AT_ONCE as u64 {
        return Err(DeskError::TooMany.into());
    }
    wish::insert(&tx, &row);
    desks.commit(tx, office, &[Change::Nothing]).await?;
    Ok(WishId(row.id))
}
