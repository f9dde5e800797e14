//! The employer at an interview or a selection, as they see it behind their link, and as the office sees them.

use crate::{
    desk::{Answer, Lang, place::PlaceTold, staff::Actor},
    domain::{
        attendee::{Attendance, Employer, Trouble},
        ids::{AttendeeId, BookingId},
        kind::Kind,
        meeting::Joining,
        slot::Span,
    },
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// The secret of an employer's link: HMAC of key and attendee, never stored. Whoever is taken off and invited anew is
/// another attendee with another link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttendeeToken(pub String);

impl std::fmt::Debug for AttendeeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttendeeToken(…)")
    }
}

/// An interview as its employer sees it. Of the seeker it tells the name, and that only while they are to meet.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AttendanceView {
    pub office: String,
    /// Where the office's counters are at more than one place: whose counter it is.
    pub place: Option<PlaceTold>,
    pub phone: String,
    pub kind: Kind,
    pub span: Span,
    pub job_number: String,
    pub company: String,
    pub person: String,
    pub seeker: Option<String>,
    pub attendance: Attendance,
    /// The booking is still to take place, or took place.
    pub stands: bool,
    /// The seeker's own confirmation is still awaited.
    pub tentative: bool,
    /// They can answer now.
    pub open: bool,
    /// They can say that they are late.
    pub may_report: bool,
    /// What they join with, once it is known, as long as they can answer.
    pub joining: Option<Joining>,
    pub token: AttendeeToken,
}

/// An attendee on the booking's card.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AttendeeCard {
    pub id: AttendeeId,
    pub company: String,
    pub person: String,
    pub phone: String,
    pub mail: String,
    pub job_number: String,
    pub attendance: Attendance,
    /// The mail server refused their last letter for good, or it could not be sent: somebody has to call.
    pub unreached: bool,
}

/// An attendee on the page Today.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AttendeeMark {
    pub company: String,
    pub attendance: Attendance,
}

/// A booking that an employer is invited to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Inviting {
    pub booking: BookingId,
    pub name: String,
    pub reference: String,
    pub kind: Kind,
    pub span: Span,
    /// One more can be invited.
    pub open: bool,
}

/// Employers at interviews. What they do themselves is asked by their link alone, and a wrong link, an unknown one and one
/// that is too old are the same `NotFound`; what staff do takes who asks.
#[async_trait]
pub trait AttendeeDesk: Send + Sync + 'static {
    /// Opening the link proves nothing and changes nothing. It opens until 30 days after the consultation.
    async fn attendance(&self, token: &AttendeeToken, lang: Lang) -> Answer<AttendanceView>;
    /// # Errors
    /// `Ended`: they said no, were taken off, or the booking is no more.
    async fn confirm_attendance(&self, token: &AttendeeToken) -> Answer<()>;
    /// Late, or without a connection.
    ///
    /// # Errors
    /// `Mend` (too long), `Conflict` (it is not the day), `Ended`.
    async fn report_trouble(&self, token: &AttendeeToken, trouble: Trouble, message: String) -> Answer<()>;
    /// # Errors
    /// `Mend` (too long), `Ended`.
    async fn decline_attendance(&self, token: &AttendeeToken, message: String) -> Answer<()>;

    /// The booking, for the form that invites.
    async fn inviting(&self, actor: &Actor, booking: BookingId) -> Answer<Inviting>;
    /// Invites an employer by letter. Answers when the booking is.
    ///
    /// # Errors
    /// `Mend` ([`crate::domain::attendee::check`] says what), `Conflict` (a kind without employers, as many as there may be,
    /// or the same address again), `Begun`, `Ended`.
    async fn invite(&self, actor: &Actor, booking: BookingId, employer: Employer) -> Answer<Span>;
    /// Takes an employer off the booking, and tells them by letter.
    async fn remove_attendee(&self, actor: &Actor, booking: BookingId, attendee: AttendeeId) -> Answer<()>;
}
