//! The page that takes a seeker into the consultation.

use crate::{
    desk::{
        application::DeviceReport,
        booking::{LinkToken, SeekerState},
    },
    domain::{
        attendee::Trouble,
        declaration::{Answers, Declaration},
        joining::{Course, Stage},
        kind::Kind,
        meeting::Joining,
        slot::Span,
        terms::difference::Part,
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// All that it shows. It tells nothing of the person, and goes on without the server by [`JoinView::stage`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct JoinView {
    pub now: DateTime<Utc>,
    pub slug: String,
    pub office: String,
    /// As dialled within Japan.
    pub phone: String,
    pub hours: String,
    /// The short spoken number. It opens nothing.
    pub reference: String,
    pub kind: Kind,
    pub span: Span,
    pub state: SeekerState,
    pub course: Course,
    /// What one joins with, as soon as there is a meeting.
    pub joining: Option<Joining>,
    /// There is none yet, but there will be.
    pub is_coming: bool,
    /// The counter is ready.
    pub ready: bool,
    /// The seeker has been seen in the waiting room.
    pub here: bool,
    /// What the seeker said by the page, and when.
    pub told: Vec<(Trouble, DateTime<Utc>)>,
    /// When ten silent minutes will have passed (R4), while nothing is heard and the clock runs.
    pub silent_at: Option<DateTime<Utc>>,
    pub device: Option<DeviceReport>,
    /// The device was checked with another system than the one that asks.
    pub other_device: bool,
    /// The terms are agreed to and every declaration has an answer: by telephone nobody asks (R3).
    pub declared: bool,
    /// What may have changed is still to be answered.
    pub to_answer: bool,
    /// It can be moved, mended or cancelled now.
    pub changeable: bool,
    /// What was agreed next, during the consultation.
    pub next: Option<(Kind, Span)>,
    pub token: LinkToken,
}

impl JoinView {
    pub fn stage(&self, now: DateTime<Utc>) -> Stage {
        Stage::at(self.course, self.span, now)
    }
}

/// What is asked again at joining (Art. 5, 12), and what has changed in the terms (R6).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Questions {
    pub office: String,
    pub slug: String,
    pub phone: String,
    /// It is asked in the hour before the consultation and while it runs.
    pub open: bool,
    /// Nothing was declared before: all of it is asked on a page of its own (R3).
    pub declared: bool,
    /// Whoever objects to the new terms can cancel, without prejudice.
    pub changeable: bool,
    /// In the order of asking.
    pub asked: Vec<Declaration>,
    /// What was answered before.
    pub given: Answers,
    /// Hash of the terms in force.
    pub version: String,
    pub new_terms: Option<NewTerms>,
    pub token: LinkToken,
}

/// The terms in force beside those that were agreed to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NewTerms {
    pub in_force_from: DateTime<Utc>,
    /// What reads otherwise than before.
    pub parts: Vec<Part>,
    /// The language of the parts.
    pub lang: String,
}

/// What was answered at joining.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct JoiningAnswers {
    /// Hash of the version that was shown.
    pub version: String,
    /// Language it was shown in.
    pub lang: String,
    /// To the terms as they are now, where they have changed.
    pub agree: bool,
    pub answers: Answers,
}
