//! Answers of server functions with the right status: the framework answers every error with 500, and sends a plain form
//! back with the whole error in the address. Here the error's own status is used, and the address carries its kind only.

use app::desk::error::DeskError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse,
};

/// Errors are short JSON words.
const LONGEST_ERROR: usize = 256;

pub async fn answer(context: impl Fn() + Clone + Send + 'static, request: Request) -> Response<Body> {
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(location) = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()) {
        if let Some(plain) = with_problem(location).and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, plain);
        }
        // The browser asks for the next page with GET, whatever it sent.
        if response.status() == StatusCode::FOUND {
            *response.status_mut() = StatusCode::SEE_OTHER;
        }
    }
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, LONGEST_ERROR).await.unwrap_or_default();
    let error = serde_json::from_slice::<DeskError>(&bytes).unwrap_or(DeskError::Unavailable);
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    Response::from_parts(parts, Body::from(bytes))
}

/// `…?__path=…&__err=…` as the framework makes it becomes `…?problem=<kind>`.
fn with_problem(location: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::URL_SAFE};
    let (path, query) = location.split_once('?')?;
    let mut error = None;
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("__err", value)) => {
                let value = value.replace("%3D", "=");
                error = URL_SAFE.decode(&value).ok().and_then(|bytes| serde_json::from_slice::<DeskError>(&bytes).ok());
                error = error.or(Some(DeskError::Unavailable));
            }
            Some(("__path" | "problem", _)) => {}
            _ => kept.push(pair.to_owned()),
        }
    }
    let kind = serde_json::to_value(error?).ok()?;
    kept.push(format!("problem={}", kind.as_str()?));
    Some(format!("{path}?{}", kept.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::URL_SAFE};

    #[test]
    fn the_kind_alone_is_in_the_address() {
        let error = URL_SAFE.encode(r#""seat_taken""#);
        let location = format!("http://h/ja/niitsu?from=2026-12-01&__path=%2Fapi%2Fhold&__err={error}");
        assert_eq!(with_problem(&location).as_deref(), Some("http://h/ja/niitsu?from=2026-12-01&problem=seat_taken"));
        assert_eq!(with_problem("http://h/ja?__err=nonsense").as_deref(), Some("http://h/ja?problem=unavailable"));
        assert_eq!(with_problem("/ja/apply/terms?from=1"), None);
    }
}
