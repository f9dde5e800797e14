//! Makes of a mail's bytes what can be judged. Anything may be in them: nothing here fails, and what comes out is bounded and
//! holds no character that cannot be seen.

use super::report;
use crate::keys::hex;
use app::domain::{inbox::Sort, mail_address::MailAddress};
use mail_parser::{Address, Message, MessageParser};
use sha2::{Digest as _, Sha256};
use std::panic::catch_unwind;
use uuid::Uuid;

/// Characters of a mail's text that are kept.
pub const LONGEST_TEXT: usize = 10_000;
/// Characters of a subject, a name or an id.
pub const LONGEST_LINE: usize = 300;
/// Ids of letters that one mail may name.
const MOST_NAMES: usize = 50;

/// A mail, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incoming {
    pub sort: Sort,
    /// The one address it says that it comes from; none where it is no address, or several.
    pub sender: Option<MailAddress>,
    pub sender_name: String,
    pub subject: String,
    /// As a person reads it, without markup. Of one that cannot be read, its first bytes.
    pub text: String,
    /// There was more than is kept.
    pub is_cut: bool,
    /// Without its brackets.
    pub message_id: String,
    /// The same mail has it again, in whatever mailbox it lies.
    pub digest: String,
    /// The letters of ours that it may be about, by their ids in the outbox, the nearest first.
    pub letters: Vec<Uuid>,
    /// What stands after a plus in the addresses it went to, in lower case.
    pub tags: Vec<String>,
    /// Of a report: what the mail server said, and which.
    pub words: String,
    pub server: String,
}

/// Reads the first bytes of a mail; `is_whole`: there are no more.
pub fn read(bytes: &[u8], is_whole: bool) -> Incoming {
    // The parser is others' work, and these bytes are anybody's.
    let parsed = catch_unwind(|| MessageParser::default().parse(bytes).and_then(|message| readable(&message)));
    let mut incoming = parsed.ok().flatten().unwrap_or_else(|| unreadable(bytes));
    if incoming.digest.is_empty() {
        incoming.digest = digest([bytes]);
    }
    incoming.is_cut |= !is_whole;
    incoming
}

fn unreadable(bytes: &[u8]) -> Incoming {
    let (text, is_cut) = text(&String::from_utf8_lossy(bytes));
    Incoming {
        sort: Sort::Unreadable,
        sender: None,
        sender_name: String::new(),
        subject: String::new(),
        text,
        is_cut,
        message_id: String::new(),
        digest: String::new(),
        letters: Vec::new(),
        tags: Vec::new(),
        words: String::new(),
        server: String::new(),
    }
}

fn readable(message: &Message<'_>) -> Option<Incoming> {
    if message.headers().is_empty() {
        return None;
    }
    let report = report::read(message);
    let from = message.from().map(Address::iter).into_iter().flatten().take(2).collect::<Vec<_>>();
    let sender = match from[..] {
        [] | [_] => {
            let plain = from.first().and_then(|one| one.address()).and_then(|address| address.parse().ok());
            plain.or_else(|| raw(message, "From").and_then(quoted))
        }
        _ => None,
    };
    let sort = match &report {
        Some(report) if report.is_failure => Sort::Failure,
        Some(_) => Sort::Automatic,
        None if is_automatic(message) && !is_of_a_mail_server(sender.as_ref()) => Sort::Automatic,
        None => Sort::Written,
    };
    let tags = tags(message);
    let message_id = line(message.message_id().unwrap_or_default());
    let (text, is_cut) = words(message);
    let report = report.unwrap_or_default();
    Some(Incoming {
        sort,
        sender_name: from.first().and_then(|one| one.name()).map(line).unwrap_or_default(),
        sender,
        subject: line(message.subject().unwrap_or_default()),
        text,
        is_cut,
        digest: match message_id.is_empty() {
            true => String::new(),
            false => {
                let raw = |name: &str| message.header_raw(name.to_owned()).unwrap_or_default().trim().to_owned();
                digest([message_id.as_bytes(), raw("From").as_bytes(), raw("Date").as_bytes()])
            }
        },
        letters: letters(message, report.letter, &tags),
        message_id,
        tags,
        words: line(&report.words),
        server: line(&report.server),
    })
}

/// Of all the parts, in hexadecimal digits.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
        digest.update([0]);
    }
    hex(&digest.finalize())
}

/// A header as it stands in the mail, unfolded by nobody.
fn raw<'a>(message: &'a Message<'_>, name: &str) -> Option<&'a str> {
    message.headers_raw().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// What machines put into what they write by themselves (RFC 3834, and what is usual besides).
fn is_automatic(message: &Message<'_>) -> bool {
    let has = |name: &str| raw(message, name).is_some();
    let says = |name: &str, words: &[&str]| {
        let word = raw(message, name).unwrap_or_default().to_ascii_lowercase();
        let word = word.split([';', ' ', '(']).next().unwrap_or_default().to_owned();
        words.contains(&word.as_str())
    };
    (has("Auto-Submitted") && !says("Auto-Submitted", &["no", ""]))
        || says("Precedence", &["bulk", "junk", "list", "auto_reply", "auto-reply"])
        || (has("X-Auto-Response-Suppress") && !says("X-Auto-Response-Suppress", &["none", ""]))
        || ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id"].into_iter().any(has)
        || raw(message, "Return-Path") == Some("<>")
}

/// An old carrier's address, whose quoted part the parser takes for a name: `"ab..c."@docomo.ne.jp`.
fn quoted(from: &str) -> Option<MailAddress> {
    let address = from.rsplit_once('<').map_or(from, |(_, address)| address.trim_end_matches('>'));
    let (local, domain) = address.trim().strip_prefix('"')?.split_once("\"@")?;
    format!("{local}@{domain}").parse().ok()
}

/// Old mail servers report in words of their own that a letter did not arrive: a person reads those.
fn is_of_a_mail_server(sender: Option<&MailAddress>) -> bool {
    sender.is_some_and(|sender| {
        ["mailer-daemon", "postmaster"].into_iter().any(|name| sender.local().eq_ignore_ascii_case(name))
    })
}

/// The letters it names: what it answers, what its address carries, what went before.
fn letters(message: &Message<'_>, returned: Option<Uuid>, tags: &[String]) -> Vec<Uuid> {
    let answers = raw(message, "In-Reply-To").map(ids).unwrap_or_default();
    let mut before = raw(message, "References").map(ids).unwrap_or_default();
    before.reverse();
    let addressed = tags.iter().filter_map(|tag| tag.parse().ok());
    let mut letters: Vec<Uuid> = Vec::new();
    for id in returned.into_iter().chain(answers).chain(addressed).chain(before).take(MOST_NAMES) {
        if !letters.contains(&id) {
            letters.push(id);
        }
    }
    letters
}

/// Ids of letters among Message-IDs: `<id@domain>`.
pub(super) fn ids(header: &str) -> Vec<Uuid> {
    let between = header.split('<').skip(1).filter_map(|part| part.split_once('>'));
    between.filter_map(|(id, _)| id.split_once('@')?.0.trim().parse().ok()).take(MOST_NAMES).collect()
}

/// What stands after a plus in the addresses that it went to.
fn tags(message: &Message<'_>) -> Vec<String> {
    const TO: [&str; 5] = ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"];
    let mut tags = Vec::new();
    for (_, value) in message.headers_raw().filter(|(name, _)| TO.iter().any(|to| name.eq_ignore_ascii_case(to))) {
        let addresses = value.split(|c: char| c.is_whitespace() || "<>,;\"".contains(c));
        let tagged = addresses.filter_map(|address| address.rsplit_once('@')?.0.split_once('+'));
        for (_, tag) in tagged.take(MOST_NAMES) {
            let tag = tag.to_ascii_lowercase();
            if tag.len() <= MailAddress::LOCAL_MAX && !tags.contains(&tag) && tags.len() < MOST_NAMES {
                tags.push(tag);
            }
        }
    }
    tags
}

/// The texts of a mail, one after the other; of HTML alone, what it says.
fn words(message: &Message<'_>) -> (String, bool) {
    let mut all = String::new();
    for place in 0..message.text_body_count() {
        if let Some(part) = message.body_text(place) {
            if !all.is_empty() {
                all.push_str("\n\n");
            }
            all.push_str(&part);
        }
        if all.len() > 8 * LONGEST_TEXT {
            break;
        }
    }
    text(&all)
}

/// Lines as they are kept, and whether there were more. A secret like the one in the links of our letters, which a reply
/// quotes, is kept nowhere.
fn text(words: &str) -> (String, bool) {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let seen: String = words.chars().filter(|c| matches!(c, '\n' | '\t') || is_seen(*c)).collect();
    let seen = without_secrets(seen.trim());
    let kept: String = seen.chars().take(LONGEST_TEXT).collect();
    let is_cut = kept.len() < seen.len();
    (kept, is_cut)
}

/// One line as it is kept.
fn line(words: &str) -> String {
    let seen: String = words.chars().map(|c| if is_seen(c) { c } else { ' ' }).take(LONGEST_LINE).collect();
    seen.trim().to_owned()
}

/// Nothing that controls a terminal, turns the direction of writing, or that a database refuses.
fn is_seen(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The fewest letters and digits in a row that may be the secret of a link: those of ours have more.
const SECRET: usize = 40;

fn without_secrets(text: &str) -> String {
    let is_of_one = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.find(|c| !is_of_one(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run);
        // A ruled line is none.
        let is_secret = word.len() >= SECRET && word.bytes().any(|b| b.is_ascii_alphanumeric());
        kept.push_str(if is_secret { "…" } else { word });
        let other = after.find(is_of_one).unwrap_or(after.len());
        kept.push_str(&after[..other]);
        rest = &after[other..];
    }
    kept
}

#[cfg(test)]
mod tests;
