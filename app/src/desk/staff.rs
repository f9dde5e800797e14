//! Who is at the desk: accounts, how they sign in, and what is left to do until they have.

use crate::domain::{
    ids::{OfficeId, StaffId},
    role::{Role, Task},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The member of staff who asks, and the office they ask for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Actor {
    pub staff: StaffId,
    pub role: Role,
    pub office: OfficeId,
    pub name: String,
    pub slug: String,
    /// Digest of the cookie: names the session row, opens nothing.
    pub digest: String,
}

impl Actor {
    /// # Errors
    /// `NotFound`: what one may not do looks like what is not there.
    pub fn may(&self, task: Task) -> super::Answer<()> {
        self.role.may(task).then_some(()).ok_or(super::error::DeskError::NotFound)
    }
}

/// A fresh session: its cookie's secret leaves the server once.
#[derive(Clone, PartialEq)]
pub struct SignedIn {
    pub secret: String,
    pub expires: DateTime<Utc>,
}

/// How far a sign-in has come.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub name: String,
    pub step: Step,
}

/// What has to be given before the desk opens.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The code of the second factor, or one of the recovery codes.
    Code,
    /// A password of one's own: the one used was typed by somebody else.
    Password,
    /// The second factor has to be set up.
    Enrol(Factor),
    /// Nothing: the desk is open.
    Open,
}

/// A second factor (TOTP, RFC 6238) that is being set up.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// `otpauth://totp/…`, what the picture says.
    pub uri: String,
    /// The same secret to be typed, in groups of four.
    pub secret: String,
    pub picture: Picture,
    /// Each opens once in place of a code.
    pub recovery: Vec<String>,
}

/// A QR code: the dark modules as the path of an SVG whose module is one unit.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Modules on a side, with the quiet zone.
    pub side: u32,
    pub path: String,
}

/// One's own account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnAccount {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Since when there is a second factor, and how many recovery codes are left.
    pub factor: Option<(DateTime<Utc>, u8)>,
    /// What to set up where there is none.
    pub offered: Option<Factor>,
    /// Browsers that are signed in, this one included.
    pub sessions: u64,
}

/// An account as whoever manages it sees it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountView {
    pub id: StaffId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub has_factor: bool,
    pub signed_in: Option<DateTime<Utc>>,
    /// It cannot sign in any more.
    pub closed: bool,
    /// The one who looks: nobody changes their own role or closes themselves.
    pub own: bool,
    /// Its role is not above the one who looks.
    pub changeable: bool,
}

/// A new account as typed.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub role: String,
    pub password: String,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewAccount(…)")
    }
}

/// A change of an account by whoever manages it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum AccountChange {
    Role {
        role: Role,
    },
    /// A first password that its owner has to change; ends every session.
    Password {
        password: String,
    },
    /// The lost telephone: the second factor is set up anew; ends every session.
    Factor,
    /// Ends every session.
    Close,
    Open,
}

/// An office that somebody may work for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OfficeChoice {
    pub id: OfficeId,
    pub name: String,
    pub current: bool,
}
