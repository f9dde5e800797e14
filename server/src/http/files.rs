//! Files of the desk: figures, by a link (GET changes nothing but the log of who took what), and what is disclosed, by a
//! form. Whoever is not signed in is led to where they can; everything else that is not theirs is not there.

use crate::http::{House, cookies};
use app::{
    desk::{
        Answer,
        error::DeskError,
        figures::{FiguresAsk, Form as FileForm},
        staff::Actor,
    },
    domain::{ids::DisclosureId, period::Period},
    i18n::Locale,
    locale,
    staff::figures::file,
};
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;

pub fn routes() -> Router<House> {
    Router::new()
        .route("/{lang}/desk/figures/internal.csv", get(internal))
        .route("/{lang}/desk/figures/published.csv", get(published))
        .route("/{lang}/desk/disclosures/{id}/file", post(disclosed))
}

/// A file with the name it is saved under.
struct File {
    name: String,
    form: FileForm,
    text: String,
}

async fn internal(
    State(house): State<House>,
    Path(lang): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let answer = async |actor: Actor, lang| {
        let ask = FiguresAsk::read(|name| asked.get(name).cloned()).map_err(|_| DeskError::Unreadable)?;
        let figures = house.desk.figures.export_figures(&actor, ask).await?.figures;
        let (from, until) = (figures.period.from(), figures.period.until());
        let text = file::internal(&figures, lang);
        Ok(File { name: format!("figures-internal-{from}_{until}"), form: FileForm::Csv, text })
    };
    answered(&house, &headers, &lang, answer).await
}

#[derive(Deserialize)]
struct Month {
    /// `2026-10`
    month: String,
}

async fn published(
    State(house): State<House>,
    Path(lang): Path<String>,
    Query(Month { month }): Query<Month>,
    headers: HeaderMap,
) -> Response {
    let answer = async |actor: Actor, lang| {
        let first: NaiveDate = format!("{month}-01").parse().map_err(|_| DeskError::Unreadable)?;
        let release = house.desk.figures.release(&actor, Period::month_of(first)).await?;
        let office = house.desk.seeker.office(&actor.slug, lang).await?.name;
        let text = file::published(&release, &office, lang);
        Ok(File { name: format!("figures-published-{}", first.format("%Y-%m")), form: FileForm::Csv, text })
    };
    answered(&house, &headers, &lang, answer).await
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    form: String,
}

async fn disclosed(
    State(house): State<House>,
    Path((lang, id)): Path<(String, String)>,
    headers: HeaderMap,
    Form(Wanted { form }): Form<Wanted>,
) -> Response {
    let answer = async |actor: Actor, lang| {
        let id: DisclosureId = id.parse().map_err(|_| DeskError::NotFound)?;
        let form = FileForm::of_word(&form).ok_or(DeskError::Unreadable)?;
        let handed = house.desk.figures.hand_out(&actor, id, form, lang).await?;
        Ok(File { name: format!("disclosure-{}", handed.number), form, text: handed.text })
    };
    answered(&house, &headers, &lang, answer).await
}

/// Asks who is there first, then for the file.
async fn answered(
    house: &House,
    headers: &HeaderMap,
    lang: &str,
    answer: impl AsyncFnOnce(Actor, Locale) -> Answer<File>,
) -> Response {
    let Some(spoken) = locale::named(lang) else { return StatusCode::NOT_FOUND.into_response() };
    let file = async {
        let secret = cookies::staff(headers, house.settings.is_secure()).ok_or(DeskError::SignInFirst)?;
        answer(house.desk.entrance.session(&secret).await?, spoken).await
    };
    match file.await {
        Ok(file) => given(file),
        Err(DeskError::SignInFirst) => Redirect::to(&format!("/{}/desk/sign-in", locale::code(spoken))).into_response(),
        Err(error) => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response(),
    }
}

fn given(File { name, form, text }: File) -> Response {
    let kind = match form {
        FileForm::Csv => "text/csv; charset=utf-8",
        FileForm::Text => "text/plain; charset=utf-8",
    };
    let named = format!("attachment; filename=\"{name}.{}\"", form.as_str());
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, &named)], text).into_response()
}
