//! `/dev/mail`: the letters that were kept instead of sent, to read in the browser. Only with `--mail drop`, only for a
//! service that is reached on this machine, and only for a visitor who is on it, with no proxy between.

use crate::{
    config::Serve,
    http::House,
    mail::{drop::MailDrop, settings::Way},
};
use axum::{
    Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use mail_parser::{Message, MessageParser};
use std::{net::SocketAddr, sync::Arc};
use uuid::Uuid;

/// Letters shown in the list.
const MOST: usize = 200;

/// For our own two pages: nothing but a style of their own and the frame with the letter.
const PAGE: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/// For the letter: no script, no picture from anywhere, no form. A link leads the window itself.
const LETTER: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'self'; \
                      sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox";

const STYLE: &str = "*{box-sizing:border-box}\
    body{font:16px/1.7 sans-serif;max-width:880px;margin:0 auto;padding:16px;color:#1a1a1a;background:#fff}\
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:8px 16px 8px 0;border-bottom:1px solid #ccc;\
    vertical-align:top}a{color:#0017c1}pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #ccc;padding:16px;\
    border-radius:8px}iframe{width:100%;height:900px;border:1px solid #ccc;border-radius:8px}h1{overflow-wrap:anywhere}\
    @media(max-width:640px){thead{display:none}tr,th,td{display:block}tr{padding:8px 0;border-bottom:1px solid #ccc}\
    th,td{padding:0;border:0;overflow-wrap:anywhere}}";

/// No routes at all where letters are sent, or where the service is reached from elsewhere.
pub fn routes(settings: &Serve) -> Router<House> {
    let is_drop = matches!(settings.mail.parse(), Ok(Way::Drop));
    if !is_drop || !settings.is_for_this_machine() {
        return Router::new();
    }
    let Ok(drop) = MailDrop::in_folder(&settings.place.data) else { return Router::new() };
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{id}", get(letter))
        .route("/dev/mail/{id}/html", get(html_part))
        .route("/dev/mail/{id}/booking.ics", get(calendar_part))
        .route("/dev/mail/{id}/source", get(source))
        .layer(middleware::from_fn(this_machine_only))
        .with_state::<House>(Arc::new(drop))
}

/// To everybody else the pages are not there.
async fn this_machine_only(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if peer.is_some_and(|peer| peer.to_canonical().is_loopback()) && came_directly(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

/// A proxy on this machine would make strangers look near, and a foreign name in `Host` is another site's trick.
fn came_directly(headers: &HeaderMap) -> bool {
    let proxied = headers.keys().any(|name| {
        *name == header::FORWARDED
            || *name == header::VIA
            || name.as_str().starts_with("x-forwarded")
            || *name == "x-real-ip"
    });
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let name = name.trim_matches(['[', ']']);
    !proxied && (name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

type Kept = State<Arc<MailDrop>>;

async fn list(State(drop): Kept) -> Response {
    let Ok(ids) = drop.list().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut rows = String::new();
    for id in ids.into_iter().take(MOST) {
        let Ok(bytes) = drop.read(id).await else { continue };
        let Some(message) = MessageParser::default().parse(&bytes) else { continue };
        let link = format!("<a href=\"/dev/mail/{id}\">{}</a>", escaped(message.subject().unwrap_or("(…)")));
        rows.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{link}</td></tr>\n",
            escaped(&date(&message)),
            escaped(&recipient(&message))
        ));
    }
    let body = if rows.is_empty() {
        "<p>まだメールはありません。 / No mail yet.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th>日時 / Date</th><th>宛先 / To</th><th>件名 / Subject</th></tr></thead><tbody>\n{rows}</tbody></table>"
        )
    };
    page(
        "メール / Mail",
        &format!("<h1>メール / Mail</h1><p>送らずに置いてあるメールです。 / Letters kept instead of sent.</p>{body}"),
    )
}

async fn letter(State(drop): Kept, Path(id): Path<Uuid>) -> Response {
    let Ok(bytes) = drop.read(id).await else { return StatusCode::NOT_FOUND.into_response() };
    let Some(message) = MessageParser::default().parse(&bytes) else { return StatusCode::NOT_FOUND.into_response() };
    let subject = escaped(message.subject().unwrap_or("(…)"));
    let text = message.body_text(0).unwrap_or_default();
    let entry = message.attachments().next().map_or_else(String::new, |_| {
        format!("<p><a href=\"/dev/mail/{id}/booking.ics\">カレンダー / Calendar entry (booking.ics)</a></p>")
    });
    page(
        &subject,
        &format!(
            "<p><a href=\"/dev/mail\">メール / Mail</a></p><h1>{subject}</h1><table>\
             <tr><th scope=\"row\">日時 / Date</th><td>{date}</td></tr>\
             <tr><th scope=\"row\">宛先 / To</th><td>{to}</td></tr>\
             <tr><th scope=\"row\">Message-ID</th><td>{message_id}</td></tr></table>{entry}\
             <h2>文字だけ / Text</h2><pre>{text}</pre>\
             <h2>HTML</h2><iframe src=\"/dev/mail/{id}/html\" title=\"HTML\" \
             sandbox=\"allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox\"></iframe>\
             <p><a href=\"/dev/mail/{id}/source\">原文 / Source</a></p>",
            date = escaped(&date(&message)),
            to = escaped(&recipient(&message)),
            message_id = escaped(message.message_id().unwrap_or_default()),
            text = linked(&text),
        ),
    )
}

async fn html_part(State(drop): Kept, Path(id): Path<Uuid>) -> Response {
    let Ok(bytes) = drop.read(id).await else { return StatusCode::NOT_FOUND.into_response() };
    let message = MessageParser::default().parse(&bytes);
    let Some(html) = message.as_ref().and_then(|message| message.body_html(0)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = html.replacen("<head>", "<head><base target=\"_top\">", 1);
    (policy(LETTER), Html(html)).into_response()
}

async fn calendar_part(State(drop): Kept, Path(id): Path<Uuid>) -> Response {
    let Ok(bytes) = drop.read(id).await else { return StatusCode::NOT_FOUND.into_response() };
    let message = MessageParser::default().parse(&bytes);
    let entry = message.as_ref().and_then(|message| message.attachments().next()).map(|part| part.contents().to_vec());
    match entry {
        Some(entry) => ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], entry).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn source(State(drop): Kept, Path(id): Path<Uuid>) -> Response {
    match drop.read(id).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>"
    );
    (policy(PAGE), Html(html)).into_response()
}

fn policy(policy: &'static str) -> [(HeaderName, HeaderValue); 1] {
    [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))]
}

fn date(message: &Message<'_>) -> String {
    message
        .date()
        .and_then(|date| app::domain::time::Instant::from_timestamp(date.to_timestamp(), 0))
        .map(|at| app::domain::time::jst(at).format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

/// As it stands in the letter: the quoted part of an old carrier's address is not everybody's to read.
fn recipient(message: &Message<'_>) -> String {
    message.header_raw("To").unwrap_or_default().trim().to_owned()
}

/// Text with its addresses as links.
fn linked(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        for (i, word) in line.split(' ').enumerate() {
            if i > 0 {
                out.push(' ');
            }
            let word_out = escaped(word);
            if word.starts_with("http://") || word.starts_with("https://") {
                out.push_str(&format!("<a href=\"{word_out}\">{word_out}</a>"));
            } else {
                out.push_str(&word_out);
            }
        }
        out.push('\n');
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[("host", "127.0.0.1:3000")], true)]
    #[case(&[("host", "localhost")], true)]
    #[case(&[("host", "[::1]:3000")], true)]
    #[case(&[("host", "[::1]")], true)]
    #[case(&[("host", "yoyaku.example")], false)]
    #[case(&[("host", "127.0.0.1.evil.example:3000")], false)]
    #[case(&[("host", "localhost"), ("x-forwarded-for", "203.0.113.9")], false)]
    #[case(&[("host", "localhost"), ("forwarded", "for=203.0.113.9")], false)]
    #[case(&[], false)]
    fn only_what_came_directly(#[case] headers: &[(&str, &str)], #[case] direct: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        assert_eq!(came_directly(&map), direct);
    }

    #[test]
    fn an_old_carriers_address_is_shown_whole() {
        let message = MessageParser::default().parse(&b"To: \"ab..c.\"@docomo.ne.jp\r\n\r\n"[..]).unwrap();
        assert_eq!(recipient(&message), "\"ab..c.\"@docomo.ne.jp");
    }

    #[test]
    fn addresses_in_a_text_are_links_and_nothing_else_is_markup() {
        assert_eq!(
            linked("<b> https://a.example/?a=1&b=\"2"),
            "&lt;b&gt; <a href=\"https://a.example/?a=1&amp;b=&quot;2\">https://a.example/?a=1&amp;b=&quot;2</a>\n"
        );
    }
}
