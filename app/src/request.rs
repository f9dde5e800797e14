//! What a server function needs to know of the request: the desk, and who is asking. This is the only place that looks
//! at cookies. The bodies of server functions exist on the server only, so their callers need no `cfg`.
#![cfg(feature = "ssr")]

use crate::{
    desk::{
        Answer, Desk,
        application::VisitorKey,
        error::DeskError,
        staff::{Actor, SignedIn, Step},
    },
    i18n::Locale,
    locale,
    staff::{
        frame::{Frame, Framed},
        place::Place,
        sign_in,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The forms whose typed text the browser keeps: it is about a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The seeker corrects how to be reached.
    Contact,
    /// A mail address that a letter is to go to.
    Address,
    /// The booking by telephone.
    Intake,
    /// Who is looked for.
    People,
    /// A decision about the use of the service.
    Standing,
    /// What happened.
    Incident,
    /// Holds, corrections and erasures.
    Records,
    /// What is asked to be disclosed.
    Disclosure,
    /// An employer's message.
    Attendance,
    /// The employer that is invited.
    Employer,
    /// A time past its deadline, with its reason.
    Times,
    /// The days that somebody waits for.
    Waiting,
    /// Whose reply a mail is.
    Reply,
}

impl Form {
    pub const ALL: [Form; 13] = [
        Form::Contact,
        Form::Address,
        Form::Intake,
        Form::People,
        Form::Standing,
        Form::Incident,
        Form::Records,
        Form::Disclosure,
        Form::Attendance,
        Form::Employer,
        Form::Times,
        Form::Waiting,
        Form::Reply,
    ];
    /// Those of the desk: signing out forgets them.
    pub const OF_STAFF: [Form; 9] = [
        Form::Intake,
        Form::People,
        Form::Standing,
        Form::Incident,
        Form::Records,
        Form::Disclosure,
        Form::Employer,
        Form::Times,
        Form::Reply,
    ];
}

/// Reads and sets the cookies of the request at hand. `server` provides one per request.
pub trait Cookies: Send + Sync {
    /// The visitor's key, if the browser has one.
    fn visitor(&self) -> Option<VisitorKey>;
    /// The visitor's key; gives the browser one if it has none. Only for requests that change something.
    fn visitor_or_new(&self) -> VisitorKey;
    /// The secret of the staff session's cookie.
    fn staff(&self) -> Option<String>;
    fn set_staff(&self, secret: &str);
    fn clear_staff(&self);
    /// What was typed into the form, for the page that shows it again.
    fn kept(&self, form: Form) -> Option<String>;
    /// Gives it to the browser for some minutes: no address may hold it, and the desk keeps nothing that is wrong.
    fn keep(&self, form: Form, typed: &str);
    fn forget(&self, form: Form);
    /// Where the request comes from, behind the trusted proxy.
    fn address(&self) -> std::net::IpAddr;
}

pub fn desk() -> Answer<Desk> {
    use_context::<Desk>().ok_or(DeskError::Unavailable)
}

pub fn cookies() -> Answer<Arc<dyn Cookies>> {
    use_context::<Arc<dyn Cookies>>().ok_or(DeskError::Unavailable)
}

/// What was typed into the form, if the browser still has it.
pub fn kept<T: serde::de::DeserializeOwned>(form: Form) -> Answer<Option<T>> {
    Ok(cookies()?.kept(form).and_then(|typed| serde_json::from_str(&typed).ok()))
}

/// The same, where its page was asked to show it again.
pub fn kept_if<T: serde::de::DeserializeOwned>(again: bool, form: Form) -> Answer<Option<T>> {
    if again { kept(form) } else { Ok(None) }
}

/// What was typed comes back where it was not taken, and is forgotten where it was.
pub fn keep_unless_taken<T: serde::Serialize, R>(form: Form, typed: &T, outcome: &Answer<R>) -> Answer<()> {
    match outcome {
        Ok(_) => cookies()?.forget(form),
        Err(_) => keep(form, typed)?,
    }
    Ok(())
}

pub fn keep<T: serde::Serialize>(form: Form, typed: &T) -> Answer<()> {
    let typed = serde_json::to_string(typed).map_err(|_| DeskError::Unreadable)?;
    cookies()?.keep(form, &typed);
    Ok(())
}

/// The visitor, who must have begun.
pub fn visitor() -> Answer<VisitorKey> {
    cookies()?.visitor().ok_or(DeskError::NotFound)
}

/// The staff member who is signed in.
pub async fn staff() -> Answer<Actor> {
    desk()?.entrance.session(&staff_secret()?).await
}

/// The secret of a session, also of one that has not come all the way in.
pub fn staff_secret() -> Answer<String> {
    cookies()?.staff().ok_or(DeskError::SignInFirst)
}

/// The staff member who is signed in; anyone else is led to the sign-in page.
pub async fn staff_or_sign_in(lang: &str) -> Answer<Actor> {
    let session = staff().await;
    if let (Err(DeskError::SignInFirst), Some(lang)) = (&session, locale::named(lang)) {
        go(&sign_in::address(lang, &page_asked_for(lang), had_session()));
    }
    session
}

/// Leads whoever pressed a form after their session had ended to the sign-in page, and from there back to `page`, what follows
/// `/ja/desk` in its address.
pub fn sign_in_and_back(lang: &str, page: &str) -> Answer<()> {
    let lang = locale::named(lang).ok_or(DeskError::NotFound)?;
    go(&sign_in::address(lang, page, had_session()));
    Ok(())
}

/// The browser still has the cookie of a session, which is no longer one.
fn had_session() -> bool {
    staff_secret().is_ok()
}

/// What follows `/ja/desk` in the address of the page that is being rendered; nothing where the program asks.
fn page_asked_for(lang: Locale) -> String {
    let desk = format!("/{}/desk", locale::code(lang));
    use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.uri.path_and_query()?.as_str().strip_prefix(&desk)?.to_owned()))
        .unwrap_or_default()
}

/// What a page of the desk shows, with what stands around it.
pub async fn framed<T>(actor: &Actor, lang: &str, page: T) -> Answer<Framed<T>> {
    let lang = locale::named(lang).ok_or(DeskError::NotFound)?;
    let office = desk()?.seeker.office(&actor.slug, lang).await?;
    let to_verify = desk()?.roster.count_to_verify(actor).await?;
    let mails = desk()?.tray.count_mails(actor).await?;
    let (who, slug) = (actor.name.clone(), actor.slug.clone());
    let frame = Frame { who, role: actor.role, office: office.name, slug, to_verify, mails };
    Ok(Framed { frame, page })
}

/// Keeps the secret of a sign-in that has come one step further, and leads to the page `next` of the desk or to the step that is
/// left.
pub async fn come_in(lang: &str, next: Option<String>, answer: Answer<SignedIn>) -> Answer<()> {
    let spoken = locale::named(lang).ok_or(DeskError::NotFound)?;
    let next = next.unwrap_or_default();
    let outcome = match answer {
        Ok(signed_in) => {
            cookies()?.set_staff(&signed_in.secret);
            if matches!(desk()?.entrance.entry(&signed_in.secret).await?.step, Step::Open) {
                go(&sign_in::page(spoken, &next));
                return Ok(());
            }
            Ok(())
        }
        Err(error) => Err(error),
    };
    back_to_page(lang, &sign_in::step(&next), outcome, "")
}

/// Leads a form of the desk back to the place it was pressed at, with what came of it in the address: the word `done`,
/// or the problem's. The answer is a good one either way: the hydrated client follows a redirect of no other.
pub fn back_to(lang: &str, place: &str, outcome: Answer<()>, done: &str) -> Answer<()> {
    let place = Place::of_query(place).to_string();
    back_to_page(lang, place.trim_end_matches('?'), outcome, done)
}

/// The same for the page at `page`, what follows `/ja/desk` in its address.
pub fn back_to_page(lang: &str, page: &str, outcome: Answer<()>, done: &str) -> Answer<()> {
    let lang = locale::code(locale::named(lang).ok_or(DeskError::NotFound)?);
    let mark = if page.contains('?') { '&' } else { '?' };
    match outcome {
        Ok(()) if done.is_empty() => go(&format!("/{lang}/desk{page}")),
        Ok(()) => go(&format!("/{lang}/desk{page}{mark}done={done}")),
        Err(error) => go(&format!("/{lang}/desk{page}{mark}problem={}", error.word())),
    }
    Ok(())
}

/// Sends the browser on: a redirect for a plain form, a navigation in the page for a hydrated one.
pub fn go(path: &str) {
    // A part of the path may have come with the request, and a header takes only what can be seen.
    let mut safe = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    leptos_axum::redirect(&safe);
}

/// Sends the browser to the next page; `None` comes back to the form, at `back`. An error goes to `back` with `?problem=…`,
/// since a plain form has only its address to say what went wrong. The answer itself is then a good one: the program follows
/// a redirect of no other. While nothing answers it stays where it is: what was typed is still in its form.
///
/// # Errors
/// `Unavailable`, for the program.
pub fn onward<T>(answer: Answer<T>, next: impl FnOnce(&T) -> Option<String>, back: &str) -> Answer<()> {
    match answer {
        Ok(done) => {
            go(next(&done).as_deref().unwrap_or(back));
            Ok(())
        }
        Err(DeskError::Unavailable) if !by_plain_form() => Err(DeskError::Unavailable),
        Err(error) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            go(&format!("{back}{mark}problem={}", error.word()));
            Ok(())
        }
    }
}

/// What the browser says of itself.
pub fn agent() -> String {
    use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.headers.get(http::header::USER_AGENT)?.to_str().ok()?.to_owned()))
        .unwrap_or_default()
}

fn by_plain_form() -> bool {
    use_context::<http::request::Parts>()
        .and_then(|parts| {
            parts.headers.get(http::header::ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html"))
        })
        .unwrap_or(false)
}

/// Sets the status of the page being rendered.
pub fn status(code: u16) {
    if let (Some(response), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), axum_status(code)) {
        response.set_status(status);
    }
}

/// Sets a header of the answer.
pub fn header(name: &'static str, value: &str) {
    if let (Some(response), Ok(value)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(value))
    {
        response.insert_header(http::HeaderName::from_static(name), value);
    }
}

fn axum_status(code: u16) -> Result<http::StatusCode, http::status::InvalidStatusCode> {
    http::StatusCode::from_u16(code)
}
