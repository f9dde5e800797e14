//! Where the file with the list of registered seekers is sent: larger than any form, so beside the functions, and closed to
//! everybody who may not import it before a byte of it is read. It is kept in memory until it has been read.

use crate::http::{House, cookies};
use app::{
    desk::{error::DeskError, roster::RosterFile, staff::Actor},
    domain::role::Task,
    locale,
    staff::roster::{FILE, Unread},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

/// A hundred thousand seekers take a third of it.
const LARGEST: usize = 32 * 1024 * 1024;
/// So much more is taken and dropped, so that the browser hears why: it does not listen while it sends.
const LARGEST_BODY: usize = 4 * LARGEST;

pub fn routes() -> Router<House> {
    Router::new().route(&format!("/{{lang}}/desk{FILE}"), post(take)).layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn take(State(house): State<House>, Path(lang): Path<String>, request: Request) -> Response {
    let Some(lang) = locale::named(&lang).map(locale::code) else { return StatusCode::NOT_FOUND.into_response() };
    let to = |page: &str| Redirect::to(&format!("/{lang}/desk{page}")).into_response();
    let back = |query: &str| to(&format!("/roster{query}"));
    let secret = cookies::staff(request.headers(), house.settings.is_secure());
    let actor = match who(&house, secret).await {
        Ok(actor) => actor,
        Err(DeskError::SignInFirst) => return to("/sign-in"),
        Err(error) => return refused(error),
    };
    let file = match received(request).await {
        Ok(file) => file,
        Err(unread) => return back(&format!("?file={}", unread.word())),
    };
    match house.desk.roster.read_roster(&actor, file).await {
        Ok(()) => back(""),
        Err(error) => back(&format!("?problem={}", error.word())),
    }
}

async fn who(house: &House, secret: Option<String>) -> Result<Actor, DeskError> {
    let actor = house.desk.entrance.session(&secret.ok_or(DeskError::SignInFirst)?).await?;
    actor.may(Task::ImportRoster)?;
    Ok(actor)
}

fn refused(error: DeskError) -> Response {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response()
}

fn broken(error: MultipartError) -> Unread {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Unread::TooLarge } else { Unread::Broken }
}

async fn received(request: Request) -> Result<RosterFile, Unread> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Unread::Broken)?;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        let mut length = 0;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            length += chunk.len();
            if length <= LARGEST {
                bytes.extend_from_slice(&chunk);
            }
        }
        // A form that was sent without a choice has a file without a name.
        return match length {
            0 if name.is_empty() => Err(Unread::None),
            1.. if length > LARGEST => Err(Unread::TooLarge),
            _ => Ok(RosterFile { name, bytes }),
        };
    }
    Err(Unread::None)
}
