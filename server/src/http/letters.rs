//! The HTML of a sample letter, for the frame on the page that shows it. It comes from here with a policy of its own: a page
//! of ours allows no style in the document, and a letter has to have its there.

use crate::{
    http::{House, cookies},
    mail::letter,
};
use app::{desk::error::DeskError, locale};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

pub fn routes() -> Router<House> {
    Router::new().route("/desk/letters/{letter}/{file}", get(html))
}

async fn html(
    State(house): State<House>,
    Path((letter, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match written(&house, &letter, &file, &headers).await {
        Ok(html) => ([(header::CONTENT_SECURITY_POLICY, policy())], Html(html)).into_response(),
        Err(error) => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::NOT_FOUND).into_response(),
    }
}

async fn written(house: &House, letter: &str, file: &str, headers: &HeaderMap) -> Result<String, DeskError> {
    let secret = cookies::staff(headers, house.settings.is_secure()).ok_or(DeskError::SignInFirst)?;
    let actor = house.desk.entrance.session(&secret).await?;
    let lang = file.strip_suffix(".html").and_then(locale::named).ok_or(DeskError::NotFound)?;
    house.desk.letters.letter_html(&actor, letter, lang).await
}

/// No script, no picture, no form, no link that leads anywhere, and no style but the letter's own.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox",
        letter::style_digest()
    )
}
