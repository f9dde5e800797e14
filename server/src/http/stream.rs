//! Event streams: ids and counts only, numbered, so that a browser that was away goes on where it left off.

use crate::{
    http::{House, cookies},
    live::{Batch, LiveOffice},
};
use app::{
    desk::{booking::LinkToken, error::DeskError},
    domain::{ids::BookingId, kind::Kind},
};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::broadcast::Receiver;

const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub fn routes() -> Router<House> {
    Router::new()
        .route("/live/{slug}/{kind}", get(calendar))
        .route("/live/desk", get(desk))
        .route("/live/mine", get(mine))
        .route("/live/b/{token}", get(by_link))
}

#[derive(Deserialize)]
struct After {
    /// The number the page was made with.
    after: Option<i64>,
}

/// The public calendar of an office and kind of service: patches of counts.
async fn calendar(
    State(house): State<House>,
    Path((slug, kind)): Path<(String, String)>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Response {
    let Ok(kind) = kind.parse::<Kind>() else { return StatusCode::NOT_FOUND.into_response() };
    let office = match house.desks.live.of_slug(&slug).await {
        Ok(office) => office,
        Err(error) => return refuse(error),
    };
    let heard = office.listen();
    let since = last_heard(&headers).or(after.after).unwrap_or_else(|| office.seq());
    let missed = match house.desks.live.missed(&office, since, kind).await {
        Ok(missed) => missed.and_then(|patch| {
            Some(Event::default().id(patch.seq.to_string()).data(serde_json::to_string(&patch).ok()?))
        }),
        Err(error) => return refuse(error),
    };
    let patches = batches(heard).filter_map(move |batch| {
        let event = batch.patches.get(&kind).map(|patch| Event::default().id(batch.seq.to_string()).data(&**patch));
        async move { event }
    });
    answer(stream::iter(missed).chain(patches))
}

/// The staff's board: the number of the last change; the page asks for what it shows.
async fn desk(State(house): State<House>, headers: HeaderMap) -> Response {
    let Some(secret) = cookies::staff(&headers, house.settings.is_secure()) else {
        return refuse(DeskError::SignInFirst);
    };
    let session = match house.desk.entrance.session(&secret).await {
        Ok(session) => session,
        Err(error) => return refuse(error),
    };
    let office = match house.desks.live.of_id(session.office).await {
        Ok(office) => office,
        Err(error) => return refuse(error),
    };
    let heard = office.listen();
    let first = numbered(office.seq());
    answer(stream::iter([first]).chain(batches(heard).map(|batch| numbered(batch.seq))))
}

/// The booking this browser has made.
async fn mine(State(house): State<House>, headers: HeaderMap) -> Response {
    let Some(visitor) = cookies::visitor(&headers, house.settings.is_secure()) else {
        return refuse(DeskError::NotFound);
    };
    match house.desks.booking_of(visitor).await {
        Ok((office, booking)) => of_booking(&house, office, booking).await,
        Err(error) => refuse(error),
    }
}

/// The booking behind a link.
async fn by_link(State(house): State<House>, Path(token): Path<String>) -> Response {
    match house.desks.booking_behind(&LinkToken(token)).await {
        Ok((office, booking)) => of_booking(&house, office, booking).await,
        Err(error) => refuse(error),
    }
}

async fn of_booking(house: &House, office: app::domain::ids::OfficeId, booking: BookingId) -> Response {
    let office: Arc<LiveOffice> = match house.desks.live.of_id(office).await {
        Ok(office) => office,
        Err(error) => return refuse(error),
    };
    let heard = office.listen();
    // What happened between the page and this stream is told by the first event.
    let first = numbered(office.seq());
    let changes = batches(heard).filter_map(move |batch| {
        let event = batch.bookings.contains(&booking).then(|| numbered(batch.seq));
        async move { event }
    });
    answer(stream::iter([first]).chain(changes))
}

/// Batches until the listener falls behind; its browser then comes again with its last number.
fn batches(heard: Receiver<Arc<Batch>>) -> impl Stream<Item = Arc<Batch>> {
    stream::unfold(heard, |mut heard| async move { heard.recv().await.ok().map(|batch| (batch, heard)) })
}

fn numbered(seq: i64) -> Event {
    Event::default().id(seq.to_string()).data(seq.to_string())
}

fn last_heard(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

fn answer(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let mut response =
        Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn refuse(error: DeskError) -> Response {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response()
}
