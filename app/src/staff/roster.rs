//! The list of registered seekers (求職登録者名簿): a file is read, what it would change is looked at, and it is put in force.

use crate::{
    desk::{
        Answer,
        roster::{Counts, Encoding, FileFacts, ImportLine, Reading, RosterRoom, Trouble, Upload, What},
    },
    domain::{details::Problem, roster::Column},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        table::Table,
        words,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// What follows `/ja/desk` in the address that a file is sent to.
pub const FILE: &str = "/roster/file";

/// Why a file did not get as far as being read. Its page says so beside the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unread {
    None,
    TooLarge,
    /// It did not arrive whole.
    Broken,
}

impl Unread {
    const ALL: [Unread; 3] = [Unread::None, Unread::TooLarge, Unread::Broken];

    /// The word in the page's address, `?file=none`.
    pub fn word(self) -> &'static str {
        match self {
            Unread::None => "none",
            Unread::TooLarge => "too_large",
            Unread::Broken => "broken",
        }
    }
}

#[server]
pub async fn load_roster(lang: String) -> Answer<Framed<RosterRoom>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let room = request::desk()?.roster.roster(&actor).await?;
    request::framed(&actor, &lang, room).await
}

#[server]
pub async fn apply_roster(lang: String, upload: Uuid) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.roster.apply_roster(&actor, upload).await;
    request::back_to_page(&lang, Section::Roster.path(), outcome, "roster_applied")
}

#[server]
pub async fn give_up_roster(lang: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.roster.give_up_roster(&actor).await;
    request::back_to_page(&lang, Section::Roster.path(), outcome, "roster_given_up")
}

#[component]
pub fn RosterPage() -> impl IntoView {
    fresh_sheet(Section::Roster, load_roster, body)
}

fn body(room: RosterRoom, _: &Frame) -> AnyView {
    let lang = use_lang();
    let now = match room.registered {
        0 => td_string!(lang, roster.room.none).to_owned(),
        count => td_string!(lang, roster.room.registered, count = thousands(count)),
    };
    let registered = room.registered;
    view! {
        <section class="reading">
            <p>{td_string!(lang, roster.room.lead)}</p>
            <p>
                <b>{now}</b>
            </p>
        </section>
        {room.upload.map(|upload| view! { <Waiting upload registered /> })}
        <NewFile />
        <h2>{td_string!(lang, roster.imports.title)}</h2>
        <Imports imports=room.imports />
    }
    .into_any()
}

/// A plain form: the file goes to an address of its own, which takes more than a form may have.
#[component]
fn NewFile() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let unread = move || {
        let word = query.with(|query| query.get("file"))?;
        let unread = Unread::ALL.into_iter().find(|unread| unread.word() == word)?;
        Some(match unread {
            Unread::None => td_string!(lang, roster.file.none),
            Unread::TooLarge => td_string!(lang, roster.file.too_large),
            Unread::Broken => td_string!(lang, roster.file.broken),
        })
    };
    let described = move || if unread().is_some() { "roster-file-hint roster-file-error" } else { "roster-file-hint" };
    view! {
        <section class="reading">
            <h2>{td_string!(lang, roster.file.title)}</h2>
            <form action=format!("/{}/desk{FILE}", code(lang)) method="post" enctype="multipart/form-data">
                <div class="field">
                    <label for="roster-file">{td_string!(lang, roster.file.label)}</label>
                    <p class="hint" id="roster-file-hint">{td_string!(lang, roster.file.help)}</p>
                    {move || unread().map(|words| view! { <p class="error" id="roster-file-error">{words}</p> })}
                    <input
                        id="roster-file"
                        name="file"
                        type="file"
                        accept=".csv,text/csv"
                        aria-required="true"
                        aria-invalid=move || unread().is_some().then_some("true")
                        aria-describedby=described
                    />
                </div>
                <p class="quiet">{td_string!(lang, roster.file.submit_help)}</p>
                <button class="button-secondary">{td_string!(lang, roster.file.submit)}</button>
            </form>
        </section>
    }
    .into_any()
}

/// The file that was read: what it would change, or what is to mend in it.
#[component]
fn Waiting(upload: Upload, registered: u64) -> impl IntoView {
    let lang = use_lang();
    let give_up = heard::<GiveUpRoster>();
    let Upload { id, file, reading } = upload;
    let read = match reading {
        Reading::Good(counts) => view! { <Good id counts registered /> }.into_any(),
        Reading::Bad { troubles, all } => view! { <Bad troubles all /> }.into_any(),
    };
    view! {
        <section>
            <h2>{td_string!(lang, roster.upload.title)}</h2>
            <Facts file />
            {read}
            <ActionForm action=give_up>
                <input type="hidden" name="lang" value=code(lang) />
                <button class="button-link">{td_string!(lang, roster.upload.give_up)}</button>
            </ActionForm>
            <p class="quiet">{td_string!(lang, roster.upload.kept)}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Facts(file: FileFacts) -> impl IntoView {
    let lang = use_lang();
    let read = format!("{} {}", words::moment(file.at, lang), file.who);
    view! {
        <dl class="summary">
            <div><dt>{td_string!(lang, roster.upload.name)}</dt><dd>{file.name}</dd></div>
            <div><dt>{td_string!(lang, roster.upload.encoding)}</dt><dd>{encoding(file.encoding, lang)}</dd></div>
            <div><dt>{td_string!(lang, roster.upload.digest)}</dt><dd class="verbatim">{file.digest}</dd></div>
            <div><dt>{td_string!(lang, roster.upload.read)}</dt><dd>{read}</dd></div>
        </dl>
    }
    .into_any()
}

#[component]
fn Good(id: Uuid, counts: Counts, registered: u64) -> impl IntoView {
    let lang = use_lang();
    let apply = heard::<ApplyRoster>();
    let line = move |name: &'static str, count: u64| {
        let people = td_string!(lang, roster.upload.people, count = thousands(count));
        view! { <tr><th scope="row">{name}</th><td class="number">{people}</td></tr> }
    };
    let heads = [td_string!(lang, roster.upload.title), td_string!(lang, roster.upload.rows)];
    view! {
        <p class="badge" data-tone="good">{td_string!(lang, roster.upload.good)}</p>
        {(counts.gone * 2 > registered)
            .then(|| view! { <p class="notice" data-tone="bad">{td_string!(lang, roster.upload.gone_warning)}</p> })}
        <Table caption=td_string!(lang, roster.upload.title) heads=heads quiet=true narrow=true>
            {line(td_string!(lang, roster.upload.rows), counts.rows)}
            {line(td_string!(lang, roster.upload.added), counts.added)}
            {line(td_string!(lang, roster.upload.changed), counts.changed)}
            {line(td_string!(lang, roster.upload.gone), counts.gone)}
        </Table>
        <ActionForm action=apply>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="upload" value=id.to_string() />
            <button class="button">{td_string!(lang, roster.upload.apply)}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Bad(troubles: Vec<Trouble>, all: u64) -> impl IntoView {
    let lang = use_lang();
    let shown = troubles.len();
    let heads = [
        td_string!(lang, roster.trouble.line),
        td_string!(lang, roster.trouble.column),
        td_string!(lang, roster.trouble.what),
    ];
    let line = move |trouble: Trouble| {
        view! {
            <tr>
                <th scope="row" class="number">{trouble.line}</th>
                <td>{trouble.column.map(|known| column(known, lang))}</td>
                <td>{what(trouble, lang)}</td>
            </tr>
        }
    };
    view! {
        <p class="notice" data-tone="bad">{td_string!(lang, roster.upload.bad, count = thousands(all))}</p>
        {(shown as u64 != all).then(|| view! { <p>{td_string!(lang, roster.upload.first, count = shown)}</p> })}
        <Table caption=td_string!(lang, roster.trouble.caption) heads=heads>{troubles.into_iter().map(line).collect_view()}</Table>
    }
    .into_any()
}

#[component]
fn Imports(imports: Vec<ImportLine>) -> impl IntoView {
    let lang = use_lang();
    if imports.is_empty() {
        return view! { <p>{td_string!(lang, roster.imports.none)}</p> }.into_any();
    }
    let heads = [
        td_string!(lang, roster.imports.when),
        td_string!(lang, roster.imports.who),
        td_string!(lang, roster.upload.name),
        td_string!(lang, roster.upload.encoding),
        td_string!(lang, roster.upload.rows),
        td_string!(lang, roster.upload.added),
        td_string!(lang, roster.upload.changed),
        td_string!(lang, roster.upload.gone),
        td_string!(lang, roster.upload.digest),
    ];
    let line = move |ImportLine { file, counts }: ImportLine| {
        let start: String = file.digest.chars().take(12).collect();
        view! {
            <tr>
                <th scope="row">{words::moment(file.at, lang)}</th>
                <td>{file.who}</td>
                <td>{file.name}</td>
                <td>{encoding(file.encoding, lang)}</td>
                {[counts.rows, counts.added, counts.changed, counts.gone]
                    .map(|count| view! { <td class="number">{thousands(count)}</td> })
                    .collect_view()}
                <td class="verbatim" title=file.digest>{start}</td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, roster.imports.title) heads=heads quiet=true>{imports.into_iter().map(line).collect_view()}</Table>
    }
    .into_any()
}

fn encoding(encoding: Encoding, lang: Locale) -> &'static str {
    match encoding {
        Encoding::Utf8 => td_string!(lang, roster.encoding.utf8),
        Encoding::Utf8Marked => td_string!(lang, roster.encoding.utf8_marked),
        Encoding::ShiftJis => td_string!(lang, roster.encoding.shift_jis),
    }
}

/// The column, as the page calls it.
pub fn column(column: Column, lang: Locale) -> &'static str {
    match column {
        Column::Number => td_string!(lang, roster.column.number),
        Column::Name => td_string!(lang, roster.column.name),
        Column::Kana => td_string!(lang, roster.column.kana),
        Column::Birth => td_string!(lang, roster.column.birth),
        Column::Registration => td_string!(lang, roster.column.registration),
    }
}

/// What to do about it.
fn what(trouble: Trouble, lang: Locale) -> String {
    match trouble.what {
        What::NoText => td_string!(lang, roster.trouble.no_text),
        What::Encoding => td_string!(lang, roster.trouble.encoding),
        What::NobodyInIt => td_string!(lang, roster.trouble.nobody),
        What::MissingColumn => td_string!(lang, roster.trouble.missing),
        What::ColumnTwice => td_string!(lang, roster.trouble.twice),
        What::TooFewCells => td_string!(lang, roster.trouble.too_few),
        What::SameNumber { first } => return td_string!(lang, roster.trouble.same_number, line = first),
        What::State => td_string!(lang, roster.trouble.state),
        What::Cell { problem: Problem::Empty } => td_string!(lang, roster.trouble.empty),
        What::Cell { problem: Problem::TooLong { most } } => {
            return td_string!(lang, roster.trouble.too_long, most = most);
        }
        What::Cell { .. } if trouble.column == Some(Column::Number) => td_string!(lang, roster.trouble.number_form),
        What::Cell { .. } if trouble.column == Some(Column::Birth) => td_string!(lang, roster.trouble.birth_form),
        What::Cell { problem: Problem::Form } => td_string!(lang, roster.trouble.form),
        What::Cell { problem: Problem::Character } => td_string!(lang, roster.trouble.character),
    }
    .to_owned()
}

/// 100,000
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_threes() {
        let read = [0, 999, 1_000, 100_000, 1_234_567].map(thousands);
        assert_eq!(read, ["0", "999", "1,000", "100,000", "1,234,567"]);
    }
}
