//! A table as a picture: bars with their counts beside them, drawn by the server in the geometry of SVG alone. No colour
//! says anything that a number does not, and what the picture shows is in its description and in the table under it.

use super::tables::{Line, Shape, Told, count_words};
use crate::{i18n::*, locale::use_lang, staff::table::Table, ui::disclosure::Disclosure};
use leptos::prelude::*;

/// The longest bar, in units of the picture; a unit is a pixel where there is room.
const HEIGHT: u64 = 120;
const WIDTH: u64 = 300;
/// Room for a label at the left of a lying bar.
const LABEL: u64 = 200;
/// From one lying bar to the next.
const ROW: u64 = 32;
/// From one upright bar to the next, where there are few and where there are many.
const WIDE: u64 = 52;
const NARROW: u64 = 28;
const FEW: usize = 14;

#[component]
pub fn Figure(table: Told) -> impl IntoView {
    let lang = use_lang();
    let picture = match table.shape {
        Shape::Columns => Some(view! { <Upright table=table.clone() /> }.into_any()),
        Shape::Bars => Some(view! { <Lying table=table.clone() /> }.into_any()),
        Shape::Undrawn => None,
    };
    let heads = table.heads(lang);
    let parts = !table.columns.is_empty();
    let title = table.title;
    let rows = move || {
        let row = move |line: Line| {
            let counts = line.counts.into_iter().map(|count| view! { <td class="number">{count}</td> }).collect_view();
            let total = parts.then(|| view! { <td class="number">{line.total}</td> });
            view! { <tr><th scope="row">{line.label}</th>{counts}{total}</tr> }
        };
        table.lines.into_iter().map(row).collect_view()
    };
    view! {
        <section class="figure">
            <h2>{title}</h2>
            {picture}
            <Disclosure title=td_string!(lang, figures.chart.table)>
                <Table caption=title heads=heads quiet=true>{rows()}</Table>
            </Disclosure>
        </section>
    }
    .into_any()
}

/// What the picture shows, for who does not see it.
fn said(table: &Told, lang: Locale) -> String {
    let most = table.lines.iter().rev().max_by_key(|line| line.total);
    let Some(most) = most.filter(|line| line.total > 0) else { return count_words(0, lang) };
    td_string!(
        lang,
        figures.chart.said,
        total = count_words(table.total(), lang),
        label = most.label.as_str(),
        most = count_words(most.total, lang)
    )
    .to_string()
}

/// The length of a bar. What is not nothing is seen.
fn length(count: u64, most: u64, longest: u64) -> u64 {
    match (count * longest).checked_div(most) {
        Some(0) if count > 0 => 1,
        length => length.unwrap_or_default(),
    }
}

#[component]
fn Upright(table: Told) -> impl IntoView {
    let lang = use_lang();
    let step = if table.lines.len() > FEW { NARROW } else { WIDE };
    let (width, height) = (table.lines.len() as u64 * step, HEIGHT + 56);
    let (most, floor) = (table.most(), HEIGHT + 24);
    let (name, about) = (format!("{}-name", table.id), format!("{}-about", table.id));
    let label = format!("{name} {about}");
    let said = said(&table, lang);
    let bars = table
        .lines
        .into_iter()
        .enumerate()
        .map(|(place, line)| {
            let left = place as u64 * step;
            let (middle, tall) = (left + step / 2, length(line.total, most, HEIGHT));
            let (bar, above, under) = ((left + 4, floor - tall, step - 8), floor - tall - 6, floor + 20);
            view! {
                <rect x=bar.0 y=bar.1 width=bar.2 height=tall />
                <text x=middle y=above>{line.total}</text>
                <text class="under" x=middle y=under>{line.short}</text>
            }
        })
        .collect_view();
    view! {
        <svg
            class="chart upright"
            viewBox=format!("0 0 {width} {height}")
            width=width
            height=height
            role="img"
            aria-labelledby=label
        >
            <title id=name>{table.title}</title>
            <desc id=about>{said}</desc>
            <path d=format!("M0 {floor}h{width}") />
            {bars}
        </svg>
    }
    .into_any()
}

#[component]
fn Lying(table: Told) -> impl IntoView {
    let lang = use_lang();
    let (width, height) = (LABEL + WIDTH + 80, table.lines.len() as u64 * ROW);
    let most = table.most();
    let (name, about) = (format!("{}-name", table.id), format!("{}-about", table.id));
    let label = format!("{name} {about}");
    let said = said(&table, lang);
    let bars = table
        .lines
        .into_iter()
        .enumerate()
        .map(|(place, line)| {
            let (top, foot) = (place as u64 * ROW + 4, place as u64 * ROW + 21);
            let long = length(line.total, most, WIDTH);
            let (before, after, thick) = (LABEL - 10, LABEL + long + 8, ROW - 8);
            view! {
                <text class="before" x=before y=foot>{line.label}</text>
                <rect x=LABEL y=top width=long height=thick />
                <text x=after y=foot>{line.total}</text>
            }
        })
        .collect_view();
    view! {
        <svg
            class="chart lying"
            viewBox=format!("0 0 {width} {height}")
            width=width
            height=height
            role="img"
            aria-labelledby=label
        >
            <title id=name>{table.title}</title>
            <desc id=about>{said}</desc>
            <path d=format!("M{LABEL} 0v{height}") />
            {bars}
        </svg>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    fn told(shape: Shape) -> Told {
        let line =
            |label: &str, total| Line { label: label.to_owned(), short: label.to_owned(), counts: vec![total], total };
        Told {
            id: "hours",
            title: "時間帯",
            head: "時",
            columns: vec!["済み"],
            lines: vec![line("9時", 1), line("10時", 400), line("11時", 0)],
            shape,
        }
    }

    #[test]
    fn what_is_not_nothing_is_seen_and_nothing_is_not() {
        assert_eq!(
            [length(1, 400, 120), length(400, 400, 120), length(0, 400, 120), length(0, 0, 120)],
            [1, 120, 0, 0]
        );
    }

    #[test]
    fn a_chart_has_its_name_its_description_its_numbers_and_its_table() {
        for shape in [Shape::Columns, Shape::Bars] {
            let html = rendered("/ja", move || view! { <Figure table=told(shape) /> });
            assert!(html.contains("aria-labelledby=\"hours-name hours-about\""), "{html}");
            assert!(html.contains("<title id=\"hours-name\">時間帯</title>"), "{html}");
            assert!(html.contains("10時"), "{html}");
            assert!(html.contains("401件"), "the description has the total: {html}");
            assert!(html.contains(">400</text>"), "{html}");
            assert!(html.contains("<details") && html.contains("<table"), "{html}");
            assert!(!html.contains("style="), "{html}");
        }
        let html = rendered("/ja", move || view! { <Figure table=told(Shape::Undrawn) /> });
        assert!(!html.contains("<svg") && html.contains("<table"), "{html}");
    }
}
