//! Puts a letter into its envelope: the message as it goes over the wire.
//!
//! Everything in it is ASCII with CRLF: bodies are base64, so that no relay on the way has anything to change and no
//! line of ours can be taken for the end of the letter. No name of a person stands in any header.

use std::time::SystemTime;

use app::domain::{mail_address::MailAddress, time::Instant};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};

use super::{calendar::Method, dkim::Signer, letter::Written, transport::Sealed};

/// From whom, to whom, and which letter of the outbox it is.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    pub from: &'a MailAddress,
    pub to: &'a MailAddress,
    /// As the row of the outbox has it; the same for every attempt, so that a copy is known as one.
    pub message_id: &'a str,
    pub date: Instant,
    /// Where replies go, if not to the sender.
    pub reply_to: Option<&'a MailAddress>,
    pub signer: Option<&'a Signer>,
}

/// # Errors
/// What lettre refuses, which no letter of ours should come to: it is a fault of the program.
pub fn seal(letter: &Written, cover: Cover<'_>) -> anyhow::Result<Sealed> {
    let from = wire(cover.from);
    let to = wire(cover.to);
    let texts = MultiPart::alternative()
        .singlepart(text_part(ContentType::TEXT_PLAIN, &letter.text)?)
        .singlepart(text_part(ContentType::TEXT_HTML, &letter.html)?);
    let body = match &letter.calendar {
        Some((file, method)) => MultiPart::mixed().multipart(texts).singlepart(calendar_part(file, *method)?),
        None => texts,
    };
    let mut message = Message::builder();
    if let Some(reply_to) = cover.reply_to {
        message = message.reply_to(Mailbox::new(None, wire(reply_to)));
    }
    let mut message = message
        .envelope(Envelope::new(Some(from.clone()), vec![to.clone()])?)
        .from(Mailbox::new(Some(one_line(&letter.sender)), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(&letter.subject))
        .date(SystemTime::from(cover.date))
        .message_id(Some(cover.message_id.to_owned()))
        .header(AutoSubmitted)
        .multipart(body)?;
    if let Some(signer) = cover.signer {
        signer.sign(&mut message);
    }
    Ok(Sealed { from, to, bytes: message.formatted() })
}

/// The address in the grammar of SMTP. [`MailAddress`] holds nothing that could end a command, and what the standard
/// would not have without quotes is quoted.
fn wire(address: &MailAddress) -> Address {
    let quoted = address.for_smtp();
    let (local, domain) = quoted.rsplit_once('@').unwrap_or((&quoted, ""));
    Address::new_dangerous(local, domain)
}

fn text_part(kind: ContentType, text: &str) -> anyhow::Result<SinglePart> {
    Ok(SinglePart::builder().header(kind).body(base64(text)?))
}

fn calendar_part(file: &str, method: Method) -> anyhow::Result<SinglePart> {
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.as_str()))?;
    Ok(Attachment::new("booking.ics".to_owned()).body(base64(file)?, kind))
}

fn base64(text: &str) -> anyhow::Result<Body> {
    Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::Base64)
        .map_err(|_| anyhow::anyhow!("base64 takes any text"))
}

/// No control character reaches a header.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Tells other machines that nobody sits here to read their automatic replies (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
