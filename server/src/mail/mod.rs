//! Letters: what they say, how they are sealed, and the way they leave.
//!
//! `letter` writes, `calendar` adds the entry for the seeker's calendar, `sealing` makes the message, and a [`Mailer`]
//! hands it to a mail server (`transport`) or keeps it in a folder (`drop`). Which letters are due, and what an answer
//! means for a booking, is not decided here: that is `post` and `desk::mail`.

pub mod calendar;
pub mod dkim;
pub mod drop;
pub mod letter;
#[cfg(test)]
mod python;
pub mod sealing;
pub mod settings;
#[cfg(test)]
pub mod sink;
pub mod transport;

use std::{path::Path, sync::Arc};

use app::domain::mail_address::MailAddress;
use uuid::Uuid;

use self::{
    dkim::Signer,
    drop::MailDrop,
    settings::{Settings, Way},
    transport::{Acceptance, Failure, Patience, Sealed, Smtp},
};
use crate::mailbox::settings::reply_to;

/// Who writes, and where the links in letters lead.
#[derive(Clone, Debug)]
pub struct Sender {
    pub from: MailAddress,
    /// Without a slash at the end.
    pub base_url: Arc<str>,
}

/// The way letters leave, and who signs them.
pub struct Mailer {
    carrier: Carrier,
    signer: Option<Signer>,
    /// The office's mailbox, where its server takes what stands after a plus.
    mailbox: Option<MailAddress>,
}

enum Carrier {
    Drop(MailDrop),
    Smtp(Box<Smtp>),
}

impl Mailer {
    /// `data` is the data folder, `hello` the host of the public address.
    ///
    /// # Errors
    /// A setting that cannot be used, or a folder that cannot be made.
    pub fn new(settings: &Settings, data: &Path, hello: &str, patience: Patience) -> anyhow::Result<Self> {
        let carrier = match &settings.way {
            Way::Drop => Carrier::Drop(MailDrop::in_folder(data)?),
            Way::Smtp(relay) => Carrier::Smtp(Box::new(Smtp::new(relay.clone(), settings, hello, patience)?)),
        };
        Ok(Mailer { carrier, signer: None, mailbox: None })
    }

    #[must_use]
    pub fn signed_by(self, signer: Option<Signer>) -> Self {
        Mailer { signer, ..self }
    }

    /// Letters ask for replies to this address, with their own id after a plus.
    #[must_use]
    pub fn answered_at(self, mailbox: Option<MailAddress>) -> Self {
        Mailer { mailbox, ..self }
    }

    /// Where replies to the letter of that row of the outbox go, if not to the sender.
    pub fn replies_to(&self, letter: Uuid) -> Option<MailAddress> {
        reply_to(self.mailbox.as_ref()?, letter)
    }

    pub fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// Hands over the letter of one row of the outbox.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn send(&self, outbox: Uuid, letter: &Sealed) -> Result<Acceptance, Failure> {
        match &self.carrier {
            Carrier::Drop(drop) => drop.keep(outbox, letter).await,
            Carrier::Smtp(smtp) => smtp.send(letter).await,
        }
    }
}
