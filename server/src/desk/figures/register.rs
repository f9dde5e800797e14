//! The register of disclosures: asked by one, decided by another, handed out and written down (Art. 7(2)).

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, figures::facts},
    keys::{digest, hex},
    store::{
        audit, disclosure as store,
        entity::{booking, disclosure::Model, disclosure_copy},
        office, staff,
        writing::Writing,
    },
};
use app::{
    desk::{
        Lang,
        error::DeskError,
        figures::{Entry, Form, HandedOut, Register, Taken},
        staff::Actor,
    },
    domain::{
        act::Act,
        disclosure::{LONGEST_WHY, NotPossible, Standing, Typed, check},
        ids::DisclosureId,
        role::Task,
        time::Instant,
    },
    staff::disclosures::file,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

impl From<NotPossible> for Failure {
    fn from(_: NotPossible) -> Self {
        DeskError::Conflict.into()
    }
}

pub async fn read(desks: &Desks, actor: &Actor) -> Result<Register, Failure> {
    let now = desks.clock.now();
    audit::saw(desks, actor, Act::DisclosuresSeen, "", "").await?;
    let db = desks.db.read();
    let rows = store::all(db, actor.office).await?;
    let copies = store::copies(db, rows.iter().map(|row| row.id)).await?;
    let people = rows.iter().flat_map(|row| [Some(row.asked_by), row.decided_by]).flatten();
    let people = people.chain(copies.iter().map(|copy| copy.staff_id)).collect();
    let names = staff::names(db, people).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let request = store::request(&row)?;
        let standing = store::standing(&row)?;
        let until = standing.hand_out(now).unwrap_or(now);
        let bookings =
            booking::Entity::find().filter(store::meant(actor.office, &request.scope, until)).count(db).await?;
        let may_decide = actor.may(Task::ApproveDisclosure).is_ok()
            && !request.is_forgotten()
            && standing.clone().approve(now, actor.staff).is_ok();
        let of = copies.iter().filter(|copy| copy.disclosure_id == row.id);
        entries.push(Entry {
            id: DisclosureId(row.id),
            number: row.number,
            request,
            asked_at: from_millis(row.asked_at),
            asked_by: name(row.asked_by),
            standing,
            decided_by: row.decided_by.map(name),
            bookings,
            taken: of
                .filter_map(|copy| {
                    let form = Form::of_word(&copy.form)?;
                    Some(Taken { at: from_millis(copy.at), who: name(copy.staff_id), form, hash: copy.hash.clone() })
                })
                .collect(),
            may_decide,
        });
    }
    Ok(Register { now, entries })
}

pub async fn ask(desks: &Desks, actor: &Actor, typed: &Typed) -> Result<DisclosureId, Failure> {
    let request = check(typed).map_err(|_| DeskError::Mend)?;
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // The office's row keeps two who ask apart: numbers have no gap.
    office::lock(&tx, actor.office.0).await?;
    let meant = booking::Entity::find().filter(store::meant(actor.office, &request.scope, now)).count(&*tx).await?;
    if meant == 0 {
        return Err(DeskError::Conflict.into());
    }
    let row = store::insert(&tx, actor.office, &request, now, actor.staff).await?;
    let items: Vec<_> = request.items.iter().map(|item| item.as_str()).collect();
    audit::write(&tx, actor, now, Act::DisclosureAsked, &row.number.to_string(), &items.join(" "));
    tx.commit().await?;
    Ok(DisclosureId(row.id))
}

pub async fn approve(desks: &Desks, actor: &Actor, id: DisclosureId) -> Result<(), Failure> {
    let now = desks.clock.now();
    decide(desks, actor, id, Act::DisclosureApproved, "", |standing| standing.approve(now, actor.staff)).await
}

pub async fn refuse(desks: &Desks, actor: &Actor, id: DisclosureId, why: &str) -> Result<(), Failure> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > LONGEST_WHY {
        return Err(DeskError::Mend.into());
    }
    let now = desks.clock.now();
    let refuse = |standing: Standing| standing.refuse(now, actor.staff, why.to_owned());
    decide(desks, actor, id, Act::DisclosureRefused, why, refuse).await
}

async fn decide(
    desks: &Desks,
    actor: &Actor,
    id: DisclosureId,
    act: Act,
    note: &str,
    step: impl FnOnce(Standing) -> Result<Standing, NotPossible>,
) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let row = of_office(store::lock(&tx, id.0).await?, actor)?;
    let decided = step(store::standing(&row)?)?;
    store::decide(&tx, &row, &decided);
    audit::write(&tx, actor, desks.clock.now(), act, &row.number.to_string(), note);
    tx.commit().await?;
    Ok(())
}

/// The copy's row and the line in the log are on the disk before the file leaves. An approval is never taken back, so that
/// all can be read before the writer is asked for.
pub async fn hand_out(
    desks: &Desks,
    actor: &Actor,
    id: DisclosureId,
    form: Form,
    lang: Lang,
) -> Result<HandedOut, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let row = of_office(store::find(db, id.0).await?, actor)?;
    let until = store::standing(&row)?.hand_out(now)?;
    let request = store::request(&row)?;
    let facts = facts::of(db, actor.office, &request, until).await?;
    let text = file::written(&request, row.number, until, &facts, form, lang);
    let hash = hex(&digest(&text));
    let tx = desks.begin().await?;
    write_copy(&tx, actor, &row, form, &hash, now);
    let note = format!("{} {}", form.as_str(), &hash[..12]);
    audit::write(&tx, actor, now, Act::DisclosureTaken, &row.number.to_string(), &note);
    tx.commit().await?;
    Ok(HandedOut { number: row.number, text })
}

fn write_copy(tx: &Writing, actor: &Actor, row: &Model, form: Form, hash: &str, at: Instant) {
    let copy = disclosure_copy::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(row.office_id),
        disclosure_id: Set(row.id),
        at: Set(at.timestamp_millis()),
        staff_id: Set(actor.staff.0),
        form: Set(form.as_str().to_owned()),
        hash: Set(hash.to_owned()),
    };
    tx.record(disclosure_copy::Entity::insert(copy).into_query());
}

fn of_office(row: Option<Model>, actor: &Actor) -> Result<Model, DeskError> {
    row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)
}
