//! What happened to a booking, when, and who did it.

use crate::store::{
    entity::{booking, booking_event},
    writing::Writing,
};
use app::domain::{ids::StaffId, slot::Span, time::Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Seeker,
    Clockwork,
    Post,
    Staff(StaffId),
    /// An employer, by their link; the note says whose.
    Attendee,
    /// Zoom tells that somebody came.
    Zoom,
}

impl Who {
    /// `seeker`, `clockwork`, `post`, `attendee`, `zoom`, or the id of a member of staff.
    pub fn word(self) -> String {
        match self {
            Who::Seeker => "seeker".to_owned(),
            Who::Clockwork => "clockwork".to_owned(),
            Who::Post => "post".to_owned(),
            Who::Staff(id) => id.to_string(),
            Who::Attendee => "attendee".to_owned(),
            Who::Zoom => "zoom".to_owned(),
        }
    }
}

/// The event's word; pages translate it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Held,
    Extended,
    Released,
    Lapsed,
    Submitted,
    Confirmed,
    /// The mail server refused the letter for good, or it came back (R2).
    MailRefused,
    MailDeferred,
    /// The mail server accepted a letter that confirms nothing: confirmed already, cancelled, or past the deadline.
    MailAccepted,
    /// The letter could not be sent while it still had a use: somebody has to call.
    MailGivenUp,
    Moved,
    /// Contact details or companions were corrected.
    Corrected,
    DeviceChecked,
    Resent,
    LinkSent,
    /// The seeker pressed 受け取りました.
    Received,
    Cancelled,
    Void,
    /// The deadline came while the letter was still underway: staff decide (R1).
    Overdue,
    Arrived,
    /// A sign of the seeker (R4); the note says when.
    Contact,
    /// The seeker said so by the page (R4).
    RunningLate,
    CannotConnect,
    Begun,
    Attended,
    /// What came of it was written or mended after its end.
    OutcomeNoted,
    /// Ten minutes passed in silence (Art. 6(6)).
    NoShow,
    Paused,
    Resumed,
    /// Staff took back a cancellation by silence, or an outcome.
    Undone,
    /// The seeker was told that the terms will change (R6).
    TermsTold,
    /// A letter asks to check a device.
    DeviceAsked,
    /// A letter reminds of the consultation, an office day before or an hour before.
    RemindedDay,
    RemindedHour,
    /// Staff took it on the telephone (Art. 6(2)).
    TakenByPhone,
    /// There is no mail address: staff told all that a letter says, and why.
    Told,
    /// The reply came, as staff heard it (Art. 6(4)).
    Replied,
    /// A manager let it stand past its deadline (Art. 6(1)).
    Overridden,
    CancelledByPhone,
    /// Made during an earlier consultation (Art. 6(5)).
    BookedNext,
    /// The terms and the declarations were answered behind the link (R3).
    Declared,
    /// The office does not take it, or takes it no longer (Secrecy, Art. 12(1)).
    Refused,
    /// Stopped while it ran (Art. 12(1)).
    Stopped,
    /// Staff found the seeker to be registered (2(1)); the note says how.
    RegistrationVerified,
    /// An オンライン登録者 was switched; the note says from what to what.
    RegistrationSwitched,
    /// Refused: not registered.
    RegistrationRefused,
    /// The same time at another counter: nothing changes for the seeker.
    Reseated,
    /// Staff took a move back within its minute.
    MovedBack,
    /// The person has as many bookings as the office allows at once (Secrecy).
    Duplicate,
    /// Staff let somebody have more bookings than that; the note says why.
    OverMost,
    /// An employer was invited to an interview.
    AttendeeInvited,
    AttendeeRemoved,
    AttendeeConfirmed,
    AttendeeLate,
    AttendeeCannotConnect,
    AttendeeDeclined,
    /// A letter to an employer did not arrive: somebody has to call.
    AttendeeUnreached,
    /// The seat is kept for one on the waiting list.
    Offered,
    OfferAccepted,
    OfferDeclined,
    /// The letter that offers it did not arrive.
    OfferUnreached,
}

impl What {
    pub fn word(self) -> &'static str {
        match self {
            What::Held => "held",
            What::Extended => "extended",
            What::Offered => "offered",
            What::OfferAccepted => "offer_accepted",
            What::OfferDeclined => "offer_declined",
            What::OfferUnreached => "offer_unreached",
            What::Released => "released",
            What::Lapsed => "lapsed",
            What::Submitted => "submitted",
            What::Confirmed => "confirmed",
            What::MailRefused => "mail_refused",
            What::MailDeferred => "mail_deferred",
            What::MailAccepted => "mail_accepted",
            What::MailGivenUp => "mail_given_up",
            What::Moved => "moved",
            What::Corrected => "corrected",
            What::DeviceChecked => "device_checked",
            What::Resent => "resent",
            What::LinkSent => "link_sent",
            What::Received => "received",
            What::Cancelled => "cancelled",
            What::Void => "void",
            What::Overdue => "overdue",
            What::Arrived => "arrived",
            What::Contact => "contact",
            What::RunningLate => "running_late",
            What::CannotConnect => "cannot_connect",
            What::Begun => "begun",
            What::Attended => "attended",
            What::OutcomeNoted => "outcome_noted",
            What::NoShow => "no_show",
            What::Paused => "paused",
            What::Resumed => "resumed",
            What::Undone => "undone",
            What::TermsTold => "terms_told",
            What::DeviceAsked => "device_asked",
            What::RemindedDay => "reminded_day",
            What::RemindedHour => "reminded_hour",
            What::TakenByPhone => "taken_by_phone",
            What::Told => "told",
            What::Replied => "replied",
            What::Overridden => "overridden",
            What::CancelledByPhone => "cancelled_by_phone",
            What::BookedNext => "booked_next",
            What::Declared => "declared",
            What::Refused => "refused",
            What::Stopped => "stopped",
            What::RegistrationVerified => "registration_verified",
            What::RegistrationSwitched => "registration_switched",
            What::RegistrationRefused => "registration_refused",
            What::Reseated => "reseated",
            What::MovedBack => "moved_back",
            What::Duplicate => "duplicate",
            What::OverMost => "over_most",
            What::AttendeeInvited => "attendee_invited",
            What::AttendeeRemoved => "attendee_removed",
            What::AttendeeConfirmed => "attendee_confirmed",
            What::AttendeeLate => "attendee_late",
            What::AttendeeCannotConnect => "attendee_cannot_connect",
            What::AttendeeDeclined => "attendee_declined",
            What::AttendeeUnreached => "attendee_unreached",
        }
    }
}

/// `note` is for staff to read: a mail server's answer, a reason, the time it was moved from.
pub fn write(tx: &Writing, row: &booking::Model, at: Instant, who: Who, what: What, note: &str) {
    let event = booking_event::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(row.office_id),
        booking_id: Set(row.id),
        at: Set(at.timestamp_millis()),
        who: Set(who.word()),
        what: Set(what.word().to_owned()),
        note: Set(note.to_owned()),
    };
    tx.record(booking_event::Entity::insert(event).into_query());
}

/// From which time the booking was moved at that moment: a letter of a move is written with the move.
pub async fn moved_from<C: ConnectionTrait>(db: &C, booking: Uuid, at: Instant) -> Result<Option<Span>, DbErr> {
    let event = booking_event::Entity::find()
        .filter(booking_event::Column::BookingId.eq(booking))
        .filter(booking_event::Column::What.is_in([What::Moved, What::MovedBack].map(What::word)))
        .filter(booking_event::Column::At.eq(at.timestamp_millis()))
        .one(db)
        .await?;
    Ok(event.and_then(|event| event.note.parse().ok()))
}
