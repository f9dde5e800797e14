//! The waiting list (空き待ち), as whoever waits sees it.

use crate::{
    desk::{
        Answer, Lang,
        application::{Application, VisitorKey},
        booking::LinkToken,
    },
    domain::{
        ids::BookingId,
        kind::Kind,
        slot::Span,
        waiting::{End, State, Wants},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The secret of the link to a wish: HMAC of key and wish, never stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WishToken(pub String);

impl std::fmt::Debug for WishToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WishToken(…)")
    }
}

/// A wish as it is left on the site.
#[derive(Clone, PartialEq, Debug)]
pub struct NewWish {
    pub slug: String,
    pub kind: Kind,
    pub wants: Wants,
    /// As typed.
    pub mail: String,
    /// `ja`, `en`: the language of the letters.
    pub lang: String,
}

/// A wish behind its link. It tells the seat that is offered, and of the booking that is to be moved only its time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WishView {
    pub slug: String,
    pub office: String,
    pub phone: String,
    pub kind: Kind,
    pub wants: Wants,
    pub standing: Standing,
    /// Until when the seat that was accepted is kept, for the browser whose hold it became. The link alone tells nobody how
    /// far the application is, nor where it is.
    pub kept: Option<DateTime<Utc>>,
    /// The time of the booking that is to be moved.
    pub moves: Option<Span>,
    /// The days that can be wished: today, and the last that the office takes bookings for.
    pub today: NaiveDate,
    pub last: NaiveDate,
    pub token: WishToken,
}

/// Where it stands, as time has made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Asked,
    Waiting,
    Offered {
        offer: BookingId,
        span: Span,
        until: DateTime<Utc>,
        deadline: DateTime<Utc>,
        /// It sleeps if this one has no answer either.
        last: bool,
    },
    /// The yes was said, and nothing is booked yet.
    Accepted,
    /// `unreached`: because our letter did not arrive.
    Asleep {
        unreached: bool,
    },
    Ended {
        why: End,
    },
}

impl Standing {
    /// Whether whoever waits can say that they wait no longer. An accepted seat is let go where it is held.
    pub fn is_stoppable(&self) -> bool {
        !matches!(self, Standing::Accepted | Standing::Ended { .. })
    }

    /// `None` for an offer, whose seat the state does not tell.
    pub fn of(state: &State) -> Option<Standing> {
        match state {
            State::Asked => Some(Standing::Asked),
            State::Waiting { .. } => Some(Standing::Waiting),
            State::Offered { .. } => None,
            State::Accepted { .. } => Some(Standing::Accepted),
            State::Asleep { unreached, .. } => Some(Standing::Asleep { unreached: *unreached }),
            State::Ended { why, .. } => Some(Standing::Ended { why: *why }),
        }
    }
}

/// What became of an offer that was accepted.
#[derive(Clone, PartialEq, Debug)]
pub enum Accepted {
    /// The seat is the visitor's hold: terms, device and details come next.
    Begun(Box<Application>),
    /// The booking has it.
    Moved(LinkToken),
}

#[async_trait]
pub trait WaitingDesk: Send + Sync + 'static {
    /// The days that can be wished at an office: today, and the last that it takes bookings for.
    async fn days_to_wish(&self, slug: &str) -> Answer<(NaiveDate, NaiveDate)>;
    /// Leaves a wish. It counts once it is confirmed behind the link that is mailed. The same answer whatever is known of the
    /// address (Secrecy).
    ///
    /// # Errors
    /// `Mend` (days or address that cannot be), `TooMany` (from this address on the net, nobody has confirmed any),
    /// `NotFound`.
    async fn leave_wish(&self, address: IpAddr, wish: NewWish) -> Answer<()>;
    /// A wish to move the booking behind the link: its letter proved the address, so it counts at once.
    ///
    /// # Errors
    /// `Mend`, `TooMany` (the address has as many as it may), `Ended`, `Begun`, `NotFound`.
    async fn wish_to_move(&self, booking: &LinkToken, wants: Wants) -> Answer<WishToken>;
    /// Opening it changes nothing. `visitor`: of the browser that opens it.
    async fn wish(&self, token: &WishToken, visitor: Option<VisitorKey>, lang: Lang) -> Answer<WishView>;
    /// # Errors
    /// `TooMany` (the address has as many as it may), `Ended`, `NotFound`.
    async fn confirm_wish(&self, token: &WishToken) -> Answer<()>;
    /// Other days. It keeps its place; an open offer has to be answered first (`Conflict`).
    async fn change_wish(&self, token: &WishToken, wants: Wants) -> Answer<()>;
    async fn wake_wish(&self, token: &WishToken) -> Answer<()>;
    /// Ends it; a seat that is offered goes to the next.
    async fn take_wish_back(&self, token: &WishToken) -> Answer<()>;
    /// The seat goes to the next, the wish goes on.
    ///
    /// # Errors
    /// `HoldLapsed`: the offer has run out, or another one has come.
    async fn decline_offer(&self, token: &WishToken, offer: BookingId) -> Answer<()>;
    /// Moves the booking, or makes the seat this visitor's hold; `HoldLapsed` as above.
    async fn accept_offer(
        &self,
        token: &WishToken,
        offer: BookingId,
        visitor: VisitorKey,
        address: IpAddr,
    ) -> Answer<Accepted>;
}
