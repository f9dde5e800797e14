//! The mail that came in and is for a person to read (受信トレイ).

use crate::{
    desk::{Answer, staff::Actor},
    domain::{
        booking::State,
        ids::{BookingId, MailId},
        inbox::Verdict,
        slot::Span,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Every method takes who asks and answers about the office they work for; another office's mail is `NotFound`.
#[async_trait]
pub trait TrayDesk: Send + Sync + 'static {
    async fn tray(&self, actor: &Actor) -> Answer<TrayRoom>;
    /// How many wait in it.
    async fn count_mails(&self, actor: &Actor) -> Answer<u64>;
    /// Takes a mail out of the tray, with what was done. Settled twice, the first one stands.
    ///
    /// # Errors
    /// `NotFound`, `Mend` (nothing is said of what was done).
    async fn settle_mail(&self, actor: &Actor, mail: MailId, note: String) -> Answer<()>;
    /// It is the reply after all, in the word of whoever knows its sender (R3). It counts by the moment it arrived.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` (it is about no booking that awaits its reply), `DeadlinePassed`.
    async fn count_as_reply(&self, actor: &Actor, mail: MailId) -> Answer<()>;
    /// The bookings whose reply a mail in the tray can be: they await one, and did when it arrived. Those of its sender come
    /// first. `words` looks for a seeker as [`PhoneDesk::find`](super::PhoneDesk::find) does; empty, it is all of them.
    async fn replying(&self, actor: &Actor, mail: MailId, words: String) -> Answer<Replying>;
    /// It is that booking's reply, in the word of whoever has read it (R3), as [`TrayDesk::count_as_reply`] has it.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` (the booking awaits no reply, or did not when it arrived), `DeadlinePassed`.
    async fn count_as_reply_to(&self, actor: &Actor, mail: MailId, booking: BookingId) -> Answer<()>;
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrayRoom {
    /// Absent where no mailbox was ever read.
    pub mailbox: Option<MailboxState>,
    /// What waits, the oldest first.
    pub waiting: Vec<MailLine>,
    /// There are more than are shown.
    pub more: bool,
    /// What was settled, by staff or by itself; the latest first.
    pub settled: Vec<MailLine>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MailboxState {
    /// When everything in it was last read.
    pub looked_at: Option<DateTime<Utc>>,
    /// Why it cannot be read, and since when.
    pub trouble: Option<(String, DateTime<Utc>)>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MailLine {
    pub id: MailId,
    pub arrived: DateTime<Utc>,
    /// Empty where it is no address.
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    pub text: String,
    /// There is more in the mailbox than here.
    pub is_cut: bool,
    /// Of all of it, in bytes.
    pub size: u64,
    pub verdict: Verdict,
    pub about: Option<MailAbout>,
    /// It may be taken for the reply of the booking that it names.
    pub may_count: bool,
    /// It may be the reply of a booking that staff choose.
    pub may_tie: bool,
    pub settled: Option<MailSettled>,
}

impl std::fmt::Debug for MailLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailLine({}, {})", self.id, self.verdict.word())
    }
}

/// The booking whose letter it names.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MailAbout {
    pub booking: BookingId,
    pub reference: String,
    pub span: Span,
    pub state: State,
    pub name: String,
    pub mail: String,
}

/// A mail, and whose reply it can be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Replying {
    pub mail: MailLine,
    pub bookings: Vec<AwaitingReply>,
    /// There are more than are shown.
    pub more: bool,
}

/// A booking that awaits its reply.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AwaitingReply {
    pub booking: BookingId,
    pub reference: String,
    pub name: String,
    /// 求職番号
    pub number: String,
    pub mail: String,
    pub span: Span,
    pub deadline: DateTime<Utc>,
}

impl std::fmt::Debug for AwaitingReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AwaitingReply({})", self.reference)
    }
}

/// What staff did with it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MailSettled {
    /// It was taken for the reply.
    pub counted: bool,
    pub at: DateTime<Utc>,
    pub who: String,
    pub note: String,
}
