//! Which offices an account works for: its own; for a bureau's administrator all of the bureau (労働局); for the system's
//! all there are.

use crate::{
    desk::{Desks, failure::Failure, staff::account},
    store::{
        audit,
        entity::{office, session, staff},
        office as store,
    },
};
use app::{
    desk::{
        Lang,
        error::DeskError,
        staff::{Actor, OfficeChoice},
    },
    domain::{act::Act, ids::OfficeId, role::Role},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

/// The office that a session works for: the one it has chosen, while that is still within reach.
pub async fn at_work<C: ConnectionTrait>(db: &C, staff: &staff::Model, chosen: Uuid) -> Result<office::Model, DbErr> {
    let home = store::by_id(db, staff.office_id).await?;
    if chosen == home.id {
        return Ok(home);
    }
    let other = office::Entity::find_by_id(chosen).one(db).await?;
    let role = account::role(staff)?;
    Ok(other.filter(|other| reaches(role, &home, other)).unwrap_or(home))
}

fn reaches(role: Role, home: &office::Model, other: &office::Model) -> bool {
    match role {
        Role::System => true,
        Role::Bureau => home.id == other.id || home.bureau_id.is_some() && home.bureau_id == other.bureau_id,
        Role::Counter | Role::Manager | Role::Administrator => home.id == other.id,
    }
}

/// The offices within reach, in the order of the door.
pub async fn offices(desks: &Desks, actor: &Actor, lang: Lang) -> Result<Vec<OfficeChoice>, Failure> {
    let db = desks.db.read();
    let home = home(db, actor).await?;
    let within: Vec<_> =
        store::all(db).await?.into_iter().filter(|office| reaches(actor.role, &home, office)).collect();
    let ids: Vec<Uuid> = within.iter().map(|office| office.id).collect();
    let texts = store::texts(db, &ids, lang).await?;
    within
        .into_iter()
        .map(|office| {
            let (text, _) = store::chosen(&texts, office.id, lang)?;
            let id = OfficeId(office.id);
            Ok(OfficeChoice { id, name: text.name.clone(), current: id == actor.office })
        })
        .collect()
}

/// From now on the session works for that office.
///
/// # Errors
/// `NotFound`: it is not within reach, or not there.
pub async fn work_for(desks: &Desks, actor: &Actor, office: OfficeId) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let home = home(&*tx, actor).await?;
    let other = office::Entity::find_by_id(office.0).one(&*tx).await?;
    let other = other.filter(|other| reaches(actor.role, &home, other)).ok_or(DeskError::NotFound)?;
    session::Entity::update_many()
        .col_expr(session::Column::OfficeId, Expr::value(other.id))
        .filter(session::Column::Digest.eq(actor.digest.as_str()))
        .exec(&*tx)
        .await?;
    audit::write_for(&tx, OfficeId(other.id), actor.staff, desks.clock.now(), Act::OfficeChosen, &other.slug, "");
    tx.commit().await?;
    Ok(())
}

async fn home<C: ConnectionTrait>(db: &C, actor: &Actor) -> Result<office::Model, Failure> {
    let account = staff::Entity::find_by_id(actor.staff.0).one(db).await?.ok_or(DeskError::NotFound)?;
    Ok(store::by_id(db, account.office_id).await?)
}
