//! The booking as an entry for the seeker's own calendar, and an interview as one for the employer's: the file behind 「カレンダーに追加」. Its UID is that of the
//! letters, so an entry taken from the page and one taken from a letter are the same.

use crate::{
    desk::{attendee, mail},
    http::House,
    mail::Sender,
};
use app::desk::{attendee::AttendeeToken, booking::LinkToken, error::DeskError};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub fn routes() -> Router<House> {
    Router::new().route("/b/{file}", get(entry)).route("/a/{file}", get(employers_entry))
}

async fn entry(State(house): State<House>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    answer(calendar(&house, &LinkToken(token.to_owned())).await)
}

async fn employers_entry(State(house): State<House>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    answer(employers_calendar(&house, &AttendeeToken(token.to_owned())).await)
}

fn answer(calendar: Result<String, DeskError>) -> Response {
    match calendar {
        Ok(text) => (
            [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
            ],
            text,
        )
            .into_response(),
        Err(DeskError::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn calendar(house: &House, token: &LinkToken) -> Result<String, DeskError> {
    mail::entry_by_link(&house.desks, &sender(house)?, token).await
}

async fn employers_calendar(house: &House, token: &AttendeeToken) -> Result<String, DeskError> {
    attendee::letter::entry_by_link(&house.desks, &sender(house)?, token).await
}

fn sender(house: &House) -> Result<Sender, DeskError> {
    let settings = house.settings.mail_settings().map_err(|_| DeskError::Unavailable)?;
    Ok(Sender { from: settings.from, base_url: house.settings.base_url().into() })
}
