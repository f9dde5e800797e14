//! The office's Zoom hosts. One that no counter has and no meeting waits for can be taken out.

use super::as_kept;
use crate::{
    desk::failure::Failure,
    store::{
        entity::{counter, zoom_host},
        meeting,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        plan::{HostSetting, OfficeChange},
        staff::Actor,
    },
    domain::{ids::HostId, meeting::user as as_user, time::Instant},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

pub async fn list<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Vec<HostSetting>, DbErr> {
    let rows = zoom_host::Entity::find()
        .filter(zoom_host::Column::OfficeId.eq(id))
        .order_by_asc(zoom_host::Column::Name)
        .all(db)
        .await?;
    let mut hosts = Vec::new();
    for row in rows {
        let counters = counters(db, row.id).await?;
        hosts.push(HostSetting { id: HostId(row.id), name: row.name, user: row.zoom_user, counters });
    }
    Ok(hosts)
}

/// Answers what is changed and how, for the log.
///
/// # Errors
/// `NotFound`; `Mend` (a name or a user that cannot be one, a user that another host is); `Conflict`: it is still needed.
pub async fn change(
    tx: &Writing,
    actor: &Actor,
    now: Instant,
    change: &OfficeChange,
) -> Result<(String, String), Failure> {
    match change {
        OfficeChange::AddHost { name, user } => {
            let (name, user) = kept(tx, None, name, user.as_deref()).await?;
            let note = note(&name, user.as_deref());
            let row = zoom_host::Model { id: Uuid::now_v7(), office_id: actor.office.0, name, zoom_user: user };
            zoom_host::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
            Ok(("zoom".to_owned(), note))
        }
        OfficeChange::Host { host, name, user } => {
            let row = own(tx, actor, *host).await?;
            let (name, user) = kept(tx, Some(row.id), name, user.as_deref()).await?;
            let note = note(&name, user.as_deref());
            let changed =
                zoom_host::ActiveModel { id: Set(row.id), name: Set(name), zoom_user: Set(user), ..Default::default() };
            zoom_host::Entity::update(changed).exec(&**tx).await?;
            Ok((format!("zoom {}", row.name), note))
        }
        OfficeChange::RemoveHost { host } => {
            let row = own(tx, actor, *host).await?;
            if counters(&**tx, row.id).await? > 0 || meeting::needs(&**tx, row.id, now).await? {
                return Err(DeskError::Conflict.into());
            }
            zoom_host::Entity::delete_by_id(row.id).exec(&**tx).await?;
            Ok((format!("zoom {}", row.name), "-".to_owned()))
        }
        _ => Err(DeskError::Unreadable.into()),
    }
}

async fn own(tx: &Writing, actor: &Actor, id: HostId) -> Result<zoom_host::Model, Failure> {
    let row = zoom_host::Entity::find_by_id(id.0).one(&**tx).await?;
    Ok(row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?)
}

/// The counters that have it, closed ones too.
async fn counters<C: ConnectionTrait>(db: &C, host: Uuid) -> Result<u64, DbErr> {
    counter::Entity::find().filter(counter::Column::HostId.eq(host)).count(db).await
}

fn note(name: &str, user: Option<&str>) -> String {
    format!("{name}, {}", user.unwrap_or("-"))
}

/// A host's name and user as they are kept. Two hosts with one user would meet in one meeting.
async fn kept(
    tx: &Writing,
    host: Option<Uuid>,
    name: &str,
    user: Option<&str>,
) -> Result<(String, Option<String>), Failure> {
    let name = as_kept(name).ok_or(DeskError::Mend)?;
    let Some(user) = user else { return Ok((name, None)) };
    let user = as_user(user).ok_or(DeskError::Mend)?;
    let other = zoom_host::Entity::find().filter(zoom_host::Column::ZoomUser.eq(user.as_str())).one(&**tx).await?;
    if other.is_some_and(|other| Some(other.id) != host) {
        return Err(DeskError::Mend.into());
    }
    Ok((name, Some(user)))
}
