//! The one error that crosses the wire. Few kinds, each with a message for a person in `words.error`; what is private is
//! logged where it happens and never sent.

use crate::json::JsonText;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskError {
    /// Not there, or not for you: the two are never told apart.
    #[error("not found")]
    NotFound,
    #[error("sign in first")]
    SignInFirst,
    #[error("name or password is not right")]
    WrongCredentials,
    /// Neither the code of the moment nor a recovery code that is left.
    #[error("the code is not right")]
    WrongCode,
    #[error("the password is too short or too plain")]
    WeakPassword,
    #[error("the login is taken")]
    LoginTaken,
    #[error("someone else took the seat")]
    SeatTaken,
    #[error("the hold has run out")]
    HoldLapsed,
    #[error("the deadline has passed")]
    DeadlinePassed,
    #[error("the consultation has begun")]
    Begun,
    #[error("the booking has ended")]
    Ended,
    #[error("a step before this one is not finished")]
    Incomplete,
    #[error("something typed has to be mended")]
    Mend,
    #[error("it no longer fits what is there")]
    Conflict,
    #[error("too many at once")]
    TooMany,
    /// The request could not be read: 400.
    #[error("the request could not be read")]
    Unreadable,
    /// The database or the network is not answering for the moment: 503.
    #[error("not available for the moment")]
    Unavailable,
    /// There is none to start, or Zoom does not say how.
    #[error("the meeting cannot be started for the moment")]
    NoMeeting,
    /// The office refuses the use of the service: told to staff only (Secrecy).
    #[error("the use of the service is refused")]
    UseRefused,
}

impl DeskError {
    /// The word of an address, `?problem=seat_taken`, and of the wire.
    pub fn word(self) -> &'static str {
        match self {
            DeskError::NotFound => "not_found",
            DeskError::SignInFirst => "sign_in_first",
            DeskError::WrongCredentials => "wrong_credentials",
            DeskError::WrongCode => "wrong_code",
            DeskError::WeakPassword => "weak_password",
            DeskError::LoginTaken => "login_taken",
            DeskError::SeatTaken => "seat_taken",
            DeskError::HoldLapsed => "hold_lapsed",
            DeskError::DeadlinePassed => "deadline_passed",
            DeskError::Begun => "begun",
            DeskError::Ended => "ended",
            DeskError::Incomplete => "incomplete",
            DeskError::Mend => "mend",
            DeskError::Conflict => "conflict",
            DeskError::TooMany => "too_many",
            DeskError::Unreadable => "unreadable",
            DeskError::Unavailable => "unavailable",
            DeskError::NoMeeting => "no_meeting",
            DeskError::UseRefused => "use_refused",
        }
    }

    /// The error that [`word`](Self::word) names.
    pub fn of_word(word: &str) -> Option<DeskError> {
        serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
    }

    /// The HTTP status of the answer.
    pub fn status(self) -> u16 {
        match self {
            DeskError::NotFound => 404,
            DeskError::SignInFirst | DeskError::WrongCredentials | DeskError::WrongCode => 401,
            DeskError::SeatTaken
            | DeskError::Conflict
            | DeskError::Ended
            | DeskError::Begun
            | DeskError::LoginTaken
            | DeskError::NoMeeting
            | DeskError::UseRefused => 409,
            DeskError::HoldLapsed | DeskError::DeadlinePassed => 410,
            DeskError::Incomplete | DeskError::Mend | DeskError::WeakPassword => 422,
            DeskError::TooMany => 429,
            DeskError::Unreadable => 400,
            DeskError::Unavailable => 503,
        }
    }
}

impl FromServerFnError for DeskError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                DeskError::Unreadable
            }
            _ => DeskError::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeskError;

    #[test]
    fn a_word_names_its_error_on_the_wire_too() {
        for error in [DeskError::NotFound, DeskError::SeatTaken, DeskError::HoldLapsed, DeskError::Unavailable] {
            assert_eq!(DeskError::of_word(error.word()), Some(error));
            assert_eq!(serde_json::to_value(error).ok(), Some(error.word().into()));
        }
        assert_eq!(DeskError::of_word("<b>"), None);
    }
}
