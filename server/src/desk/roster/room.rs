//! The last imports, and the file that was read and waits.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::{Failure, retried},
        roster::{
            apply::{Difference, List, list},
            file,
        },
    },
    keys::hex,
    store::{
        audit,
        booking::{from_json, json},
        database::unavailable,
        entity::{roster_file, roster_import},
        roster, staff,
    },
};
use app::{
    desk::{
        Answer,
        roster::{Counts, Encoding, FileFacts, ImportLine, MOST_TROUBLES, Reading, RosterFile, RosterRoom, Upload},
        staff::Actor,
    },
    domain::{act::Act, time::date_jst},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, QuerySelect,
    RuntimeErr, sea_query::OnConflict,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// Work for a processor, beside those that answer.
pub async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DbErr> {
    tokio::task::spawn_blocking(work).await.map_err(|error| DbErr::Conn(RuntimeErr::Internal(error.to_string())))
}

pub async fn see(desks: &Desks, actor: &Actor) -> Result<RosterRoom, Failure> {
    let db = desks.db.read();
    let office = actor.office.0;
    let registered = roster::count(db, office).await?;
    let imports = roster::imports(db, office).await?;
    let waiting = waits(db, office).await?;
    let people = imports.iter().map(|row| row.staff_id).chain(waiting.iter().map(|row| row.staff_id)).collect();
    let names = staff::names(db, people).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let upload = waiting.map(|row| row.upload(&name)).transpose()?;
    let imports = imports.into_iter().map(|row| import(row, &name)).collect::<Result<_, DbErr>>()?;
    Ok(RosterRoom { registered, imports, upload })
}

/// The file that waits, without its people: they are many.
#[derive(FromQueryResult)]
struct Waits {
    id: Uuid,
    at: i64,
    staff_id: Uuid,
    file: String,
    encoding: String,
    digest: String,
    reading: String,
}

async fn waits<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Option<Waits>, DbErr> {
    use roster_file::Column;
    let columns =
        [Column::Id, Column::At, Column::StaffId, Column::File, Column::Encoding, Column::Digest, Column::Reading];
    roster_file::Entity::find_by_id(office).select_only().columns(columns).into_model().one(db).await
}

impl Waits {
    fn upload(self, name: &impl Fn(Uuid) -> String) -> Result<Upload, DbErr> {
        Ok(Upload {
            id: self.id,
            reading: from_json(&self.reading)?,
            file: facts(self.file, &self.encoding, self.digest, self.at, name(self.staff_id))?,
        })
    }
}

fn import(row: roster_import::Model, name: &impl Fn(Uuid) -> String) -> Result<ImportLine, DbErr> {
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    Ok(ImportLine {
        counts: Counts {
            rows: count(row.rows),
            added: count(row.added),
            changed: count(row.changed),
            gone: count(row.gone),
        },
        file: facts(row.file, &row.encoding, row.digest, row.at, name(row.staff_id))?,
    })
}

fn facts(name: String, encoding: &str, digest: String, at: i64, who: String) -> Result<FileFacts, DbErr> {
    let encoding = Encoding::of_word(encoding).ok_or_else(|| DbErr::Type("an encoding's word".to_owned()))?;
    Ok(FileFacts { name, encoding, digest, at: from_millis(at), who })
}

/// For the log: which file, and what it changes.
pub fn note(digest: &str, Counts { rows, added, changed, gone }: Counts) -> String {
    let start: String = digest.chars().take(12).collect();
    format!("{start} {rows} +{added} ~{changed} -{gone}")
}

pub async fn read(desks: &Desks, actor: &Actor, file: RosterFile) -> Answer<()> {
    let now = desks.clock.now();
    let (office, staff) = (actor.office.0, actor.staff.0);
    let before = roster::all(desks.db.read(), office).await.map_err(unavailable)?;
    let read = beside(move || waiting(&file, &before, date_jst(now))).await.flatten();
    let (row, note) = read.map_err(unavailable)?;
    let row = roster_file::Model { office_id: office, staff_id: staff, at: now.timestamp_millis(), ..row };
    retried(|| keep(desks, actor, &row, &note)).await
}

/// The file as it waits, and what the log says of it.
fn waiting(file: &RosterFile, before: &List, today: NaiveDate) -> Result<(roster_file::Model, String), DbErr> {
    let digest = hex(&Sha256::digest(&file.bytes));
    let read = file::read(&file.bytes, today);
    let (reading, people) = match read.people {
        Ok(people) => (Reading::Good(Difference::between(before, &list(&people)).counts), json(&people)?),
        Err(mut troubles) => {
            let all = troubles.len() as u64;
            troubles.truncate(MOST_TROUBLES);
            (Reading::Bad { troubles, all }, String::new())
        }
    };
    let note = match &reading {
        Reading::Good(counts) => note(&digest, *counts),
        Reading::Bad { all, .. } => format!("{} !{all}", &digest[..12]),
    };
    let row = roster_file::Model {
        office_id: Uuid::nil(),
        id: Uuid::now_v7(),
        at: 0,
        staff_id: Uuid::nil(),
        file: name_as_kept(&file.name),
        encoding: read.encoding.word().to_owned(),
        digest,
        reading: json(&reading)?,
        people,
    };
    Ok((row, note))
}

/// Without the folders that some browsers send with it.
fn name_as_kept(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

async fn keep(desks: &Desks, actor: &Actor, row: &roster_file::Model, note: &str) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let others = roster_file::Column::iter().filter(|column| !matches!(column, roster_file::Column::OfficeId));
    roster_file::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(roster_file::Column::OfficeId).update_columns(others).to_owned())
        .exec_without_returning(&*tx)
        .await?;
    audit::write(&tx, actor, desks.clock.now(), Act::RosterRead, "", note);
    tx.commit().await?;
    Ok(())
}

pub async fn give_up(desks: &Desks, actor: &Actor) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let forgotten = roster_file::Entity::delete_by_id(actor.office.0).exec(&*tx).await?;
    if forgotten.rows_affected > 0 {
        audit::write(&tx, actor, desks.clock.now(), Act::RosterGivenUp, "", "");
        tx.commit().await?;
    }
    Ok(())
}
