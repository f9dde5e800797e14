//! `/zoom/events`: where Zoom tells who came to a meeting. Nothing is believed, nor done, without its signature.

use crate::{
    desk::{day::enter::enter, failure::retried},
    http::House,
    zoom::event::{Event, Refusal},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;

pub fn routes() -> Router<House> {
    Router::new().route("/zoom/events", post(told))
}

async fn told(State(house): State<House>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(hook) = house.settings.zoom.hook() else { return StatusCode::NOT_FOUND.into_response() };
    let event = match hook.read(&headers, &body, house.desks.clock.now()) {
        Ok(event) => event,
        Err(refusal) => {
            tracing::warn!(%refusal, "an event of Zoom's was refused");
            let unknown =
                if refusal == Refusal::Unreadable { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
            return unknown.into_response();
        }
    };
    match event {
        Event::Asked { plain, sealed } => {
            Json(json!({ "plainToken": plain, "encryptedToken": sealed })).into_response()
        }
        Event::Other => StatusCode::NO_CONTENT.into_response(),
        Event::Entered(entrance) => match retried(|| enter(&house.desks, &entrance)).await {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            // Zoom tells it again.
            Err(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response()
            }
        },
    }
}
