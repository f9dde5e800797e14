//! What a letter says, and how it is written down: as text and as HTML, which always say the same.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

/// What a letter says, before it is text or HTML.
pub(super) struct Page {
    pub(super) lang: &'static str,
    pub(super) heading: String,
    pub(super) lead: String,
    /// What staff wrote.
    pub(super) said: Vec<String>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) link: Option<(String, String)>,
    pub(super) also: Option<(String, String)>,
    pub(super) secret: Option<String>,
    pub(super) lists: Vec<(String, Vec<String>)>,
    pub(super) foot: Vec<String>,
}

impl Page {
    pub(super) fn text(&self) -> String {
        let mut lines = vec![self.heading.clone(), String::new(), self.lead.clone(), String::new()];
        if !self.said.is_empty() {
            lines.extend(self.said.iter().cloned().chain([String::new()]));
        }
        for (name, value) in &self.facts {
            lines.push(format!("{name}: {value}"));
        }
        for (action, address) in self.link.iter().chain(&self.also) {
            lines.extend([String::new(), format!("{action}:"), address.clone()]);
        }
        lines.extend(self.secret.clone());
        for (heading, items) in &self.lists {
            lines.extend([String::new(), heading.clone()]);
            lines.extend(items.iter().map(|item| format!("- {item}")));
        }
        lines.push(String::new());
        lines.extend(self.foot.iter().cloned());
        lines.iter().map(|line| format!("{}\r\n", plain(line))).collect()
    }

    pub(super) fn html(&self) -> String {
        let each = |items: &[String], tag: &str| -> String {
            items.iter().map(|item| format!("<{tag}>{}</{tag}>\r\n", html(item))).collect()
        };
        let rows: String = self
            .facts
            .iter()
            .map(|(name, value)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\r\n", html(name), html(value)))
            .collect();
        let lists: String = self
            .lists
            .iter()
            .map(|(heading, items)| format!("<h2>{}</h2>\r\n<ul>\r\n{}</ul>\r\n", html(heading), each(items, "li")))
            .collect();
        let link = self.link.as_ref().map_or_else(String::new, |(action, address)| {
            let (action, address) = (html(action), html(address));
            format!(
                "<p><a class=\"button\" href=\"{address}\">{action}</a></p>\r\n\
                 <p class=\"address\"><a href=\"{address}\">{address}</a></p>\r\n"
            )
        });
        let also = self.also.as_ref().map_or_else(String::new, |(action, address)| {
            let (action, address) = (html(action), html(address));
            format!("<p>{action}</p>\r\n<p class=\"address\"><a href=\"{address}\">{address}</a></p>\r\n")
        });
        format!(
            "<!doctype html>\r\n<html lang=\"{lang}\">\r\n<head>\r\n<meta charset=\"utf-8\">\r\n\
             <meta name=\"viewport\" content=\"width=device-width\">\r\n<title>{heading}</title>\r\n\
             <style>\r\n{STYLE}</style>\r\n</head>\r\n<body>\r\n<h1>{heading}</h1>\r\n<p>{lead}</p>\r\n\
             {said}<table>\r\n{rows}</table>\r\n{link}{also}{secret}{lists}<hr>\r\n{foot}\
             </body>\r\n</html>\r\n",
            lang = self.lang,
            heading = html(&self.heading),
            lead = html(&self.lead),
            said = each(&self.said, "p"),
            secret = each(self.secret.as_slice(), "p"),
            foot = each(&self.foot, "small"),
        )
    }
}

/// A mail program that knows no style sheets shows the same letter without it.
const STYLE: &str = "\
body{font:16px/1.7 sans-serif;color:#1a1a1a;background:#fff;max-width:600px;margin:0 auto;padding:16px}\r\n\
h1{font-size:24px;line-height:1.5}h2{font-size:20px;line-height:1.5;margin:24px 0 8px}\r\n\
table{border-collapse:collapse;width:100%}\r\n\
th,td{text-align:left;vertical-align:top;padding:8px 16px 8px 0;border-bottom:1px solid #ccc}\r\n\
th{font-weight:normal;color:#4d4d4d}td{font-weight:bold}ul{padding-left:20px;margin:0}\r\n\
a{color:#0017c1}.address{overflow-wrap:anywhere}small{display:block;color:#4d4d4d}\r\n\
.button{display:inline-block;background:#0017c1;color:#fff;padding:12px 24px;border-radius:8px;font-weight:bold}\r\n";

/// The style sheet of every letter's HTML, as a content policy names it. A browser counts a line's end as one sign.
pub fn style_digest() -> String {
    let sheet = format!("\n{}", STYLE.replace("\r\n", "\n"));
    format!("sha256-{}", STANDARD.encode(Sha256::digest(sheet)))
}

/// One line without control characters and without marks that turn the writing round.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().filter(|c| !c.is_control() && !turns(*c)).collect()
}

pub(super) fn html(text: &str) -> String {
    plain(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
