//! What a mail server reports of a letter (RFC 3464).

use super::reading::ids;
use mail_parser::{Message, MessagePart, MimeHeaders};
use uuid::Uuid;

/// A report on a letter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// The letter did not arrive, and is not tried again.
    pub is_failure: bool,
    /// Status and words of the server, in one line.
    pub words: String,
    /// Who said so.
    pub server: String,
    /// Of the letter that came back, the id in the outbox.
    pub letter: Option<Uuid>,
}

/// `None`: it is no report.
pub fn read(message: &Message<'_>) -> Option<Report> {
    let kind = message.content_type()?;
    if !is(kind.ctype(), kind.subtype(), "multipart", "report") {
        return None;
    }
    let mut report = Report::default();
    for part in &message.parts {
        let Some(kind) = part.content_type() else { continue };
        let (main, sub) = (kind.ctype(), kind.subtype());
        if is(main, sub, "message", "delivery-status") || is(main, sub, "message", "global-delivery-status") {
            outcome(&String::from_utf8_lossy(part.contents()), &mut report);
        } else if ["message", "text"].iter().any(|known| main.eq_ignore_ascii_case(known)) {
            report.letter = report.letter.or_else(|| returned(part));
        }
    }
    Some(report)
}

fn is(main: &str, sub: Option<&str>, wanted: &str, of: &str) -> bool {
    main.eq_ignore_ascii_case(wanted) && sub.is_some_and(|sub| sub.eq_ignore_ascii_case(of))
}

/// The letter that came back, whole or its header alone (`message/rfc822`, `text/rfc822-headers`).
fn returned(part: &MessagePart<'_>) -> Option<Uuid> {
    let sub = part.content_type()?.subtype()?.to_ascii_lowercase();
    if !["rfc822", "global", "rfc822-headers", "global-headers"].contains(&sub.as_str()) {
        return None;
    }
    let text = String::from_utf8_lossy(part.contents());
    let (_, value) = fields(&text).into_iter().find(|(name, _)| name == "message-id")?;
    ids(&value).first().copied()
}

/// The fields of the report itself, of the first recipient that failed.
fn outcome(text: &str, report: &mut Report) {
    let text = text.replace("\r\n", "\n");
    for group in text.split("\n\n") {
        let fields = fields(group);
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if report.server.is_empty() {
            report.server = field("reporting-mta").map(without_type).unwrap_or_default();
        }
        let failed = field("action").is_some_and(|action| action.eq_ignore_ascii_case("failed"));
        if failed && !report.is_failure {
            report.is_failure = true;
            let said = field("diagnostic-code").map(without_type);
            let status = field("status").unwrap_or_default();
            report.words = [status, &said.unwrap_or_default()].join(" ").trim().to_owned();
            if let Some(remote) = field("remote-mta") {
                report.server = without_type(remote);
            }
        }
    }
}

/// `dns; mx.example.jp` without its first word.
fn without_type(value: &str) -> String {
    value.split_once(';').map_or(value, |(_, after)| after).trim().to_owned()
}

/// The fields of a header, their names in lower case, their values unfolded; up to the first empty line.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}
