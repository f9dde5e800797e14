//! Router, headers, sessions, event streams.

use crate::{config::Serve, desk::Desks};
use anyhow::Context;
use app::desk::Desk;
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, FromRef, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::{IntoAny, LeptosOptions, provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use std::{net::SocketAddr, sync::Arc};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    csrf::CsrfLayer,
    services::ServeDir,
};

mod calendar_entry;
mod check;
mod connection;
mod cookies;
mod dev_mail;
mod letters;
mod person_file;
mod roster_file;
mod security;
mod server_function;
mod stream;
mod zoom_events;

mod files;

/// The largest form anyone has a use for: a whole text of terms, nine bytes a character as a form sends it.
const LARGEST_BODY: usize = 128 * 1024;

/// What handlers share.
#[derive(Clone)]
pub struct House {
    pub desks: Desks,
    pub settings: Arc<Serve>,
    desk: Desk,
}

impl House {
    /// What a page or a server function finds in context.
    fn context(&self, headers: HeaderMap, peer: SocketAddr) -> impl Fn() + Clone + Send + Sync + 'static {
        let house = self.clone();
        move || {
            provide_context(house.desk.clone());
            let response = use_context::<ResponseOptions>().unwrap_or_default();
            let address = cookies::address(peer, &headers, &house.settings.trusted_proxies);
            provide_context(cookies::RequestCookies::of(&headers, house.settings.is_secure(), address, response));
        }
    }
}

/// Serves until the process is told to end; open event streams are ended first.
pub async fn serve(settings: Serve, desks: Desks, desk: Desk) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}", settings.listen))?;
    tracing::info!("serving on http://{}", listener.local_addr()?);
    connection::serve(listener, router(settings, desks, desk)).await
}

fn router(settings: Serve, desks: Desks, desk: Desk) -> Router {
    let site = settings.site.clone();
    let house = House { desks, settings: Arc::new(settings), desk };
    let seeker = client("seeker", &house);
    let staff = client("staff", &house);
    let nowhere = page(house.clone(), seeker.clone(), true, app::seeker::Nowhere);

    let pages = Router::<House>::new()
        .leptos_routes_with_handler(
            generate_route_list(app::seeker::App),
            page(house.clone(), seeker, true, app::seeker::App),
        )
        .leptos_routes_with_handler(
            generate_route_list(app::staff::App),
            page(house.clone(), staff, false, app::staff::App),
        );
    let functions = Router::new().route("/api/{*function}", axum::routing::any(function));
    let compressed = DefaultPredicate::new().and(NotForContentType::new("text/event-stream"));
    let files = ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip();
    pages
        .merge(functions)
        .route("/", get(entrance))
        .route("/{lang}/desk/", get(desk_with_a_slash))
        .fallback(nowhere)
        .layer(CompressionLayer::new().compress_when(compressed))
        .merge(stream::routes())
        .merge(calendar_entry::routes())
        .merge(dev_mail::routes(&house.settings))
        .merge(check::routes())
        .merge(person_file::routes())
        .merge(letters::routes())
        .merge(files::routes())
        .merge(zoom_events::routes())
        .route("/healthz", get(health))
        .route("/icon.svg", get(icon))
        .nest_service("/pkg", files)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(tower_http::limit::RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(roster_file::routes())
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn_with_state(house.clone(), security::headers))
        .layer(CatchPanicLayer::new())
        .with_state(house)
}

/// What the framework's routes ask for; each client has its own.
impl FromRef<House> for LeptosOptions {
    fn from_ref(house: &House) -> Self {
        client("seeker", house)
    }
}

fn client(name: &str, house: &House) -> LeptosOptions {
    LeptosOptions::builder().output_name(name).site_root(house.settings.site.to_string_lossy().into_owned()).build()
}

/// Renders a page of one of the two clients, whole before it is sent: it works without JavaScript.
fn page<V: leptos::IntoView + 'static>(
    house: House,
    options: LeptosOptions,
    islands: bool,
    app: fn() -> V,
) -> impl Fn(ConnectInfo<SocketAddr>, Request) -> futures::future::BoxFuture<'static, Response> + Clone + Send + Sync + 'static
{
    move |ConnectInfo(peer), request: Request| {
        let context = house.context(request.headers().clone(), peer);
        let path = request.uri().path();
        let lang = app::locale::of_path(path);
        let spoken = path.split('/').nth(1).is_some_and(|word| app::locale::named(word).is_some());
        let options = options.clone();
        let render = leptos_axum::render_app_async_with_context(context, move || {
            let options = options.clone();
            if spoken {
                app::shell::shell(options, lang, islands, app).into_any()
            } else {
                app::shell::shell(options, lang, true, app::seeker::Nowhere).into_any()
            }
        });
        Box::pin(async move { render(request).await.into_response() })
    }
}

async fn function(
    State(house): State<House>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let context = house.context(request.headers().clone(), peer);
    server_function::answer(context, request).await
}

/// Sends the visitor to the door in a language they read.
async fn entrance(headers: HeaderMap) -> Response {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = wanted
        .split(',')
        .filter_map(|part| part.split([';', '-']).next())
        .find_map(|word| app::locale::named(word.trim()));
    let mut response = Redirect::to(&format!("/{}", known.map_or("ja", app::locale::code))).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// The desk as it is written by hand.
async fn desk_with_a_slash(Path(lang): Path<String>) -> Redirect {
    let spoken = app::locale::named(&lang).map_or("ja", app::locale::code);
    Redirect::permanent(&format!("/{spoken}/desk"))
}

/// Whether the database answers.
async fn health(State(house): State<House>) -> Response {
    match sea_orm::ConnectionTrait::execute_unprepared(house.desks.db.read(), "SELECT 1").await {
        Ok(_) => "ok".into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn icon() -> impl IntoResponse {
    const ICON: &str = concat!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0017c1"/>"##,
        r##"<path d="M7 23V11h18v12M5 23h22M12 11v-3h8v3M13 23v-6h6v6" fill="none" stroke="#fff" stroke-width="2"/></svg>"##
    );
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON)
}
