//! Everything that is kept about one person as a file of JSON, for a manager who is signed in.

use crate::http::{House, cookies};
use app::{
    desk::{error::DeskError, records::PersonFile},
    domain::ids::BookingId,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};

pub fn routes() -> Router<House> {
    Router::new().route("/desk/person/{file}", get(file))
}

async fn file(State(house): State<House>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let booking = file.strip_suffix(".json").and_then(|id| id.parse::<BookingId>().ok());
    let Some(booking) = booking else { return StatusCode::NOT_FOUND.into_response() };
    match everything(&house, &headers, booking).await {
        Ok(text) => (
            [
                (header::CONTENT_TYPE, "application/json; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"person.json\""),
                (header::CACHE_CONTROL, "no-store"),
            ],
            text,
        )
            .into_response(),
        Err(error) => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::NOT_FOUND).into_response(),
    }
}

async fn everything(house: &House, headers: &HeaderMap, booking: BookingId) -> Result<String, DeskError> {
    let secret = cookies::staff(headers, house.settings.is_secure()).ok_or(DeskError::SignInFirst)?;
    let actor = house.desk.entrance.session(&secret).await?;
    let file = house.desk.records.export_person(&actor, booking).await?;
    serde_json::to_string_pretty(&written(file)).map_err(|_| DeskError::Unavailable)
}

/// Sections by their names, rows by their columns; moments are milliseconds since 1970 UTC.
fn written(file: PersonFile) -> Value {
    let sections: Map<String, Value> = file
        .sections
        .into_iter()
        .map(|section| {
            let rows = section.rows.into_iter().map(|row| Value::Object(row.into_iter().collect())).collect();
            (section.name, Value::Array(rows))
        })
        .collect();
    json!({ "format": "madoguchi person 1", "made_at": file.made_at, "sections": sections })
}
