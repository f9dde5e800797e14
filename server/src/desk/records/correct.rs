//! A correction on all bookings of a person. What it was before stands in the log, with the reason.

use crate::{
    desk::{Desks, failure::Failure, records::person, staff::letter},
    store::{
        audit, booking,
        entity::booking::{Column, Model},
        history::{self, What, Who},
        live_event::Change,
        office, outbox,
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        correction::{self, Checked, Correction, Item},
        ids::BookingId,
        time::Instant,
    },
};

/// What is typed otherwise than the latest booking has it.
struct Mended(Vec<(Item, String)>);

impl Mended {
    fn of(checked: &Checked, shown: &Model) -> Mended {
        let given = [
            (Item::Name, Some(checked.name.to_string()), &shown.name),
            (Item::Kana, checked.kana.as_ref().map(ToString::to_string), &shown.kana),
            (Item::Phone, Some(checked.phone.to_string()), &shown.phone),
            (Item::Mail, checked.mail.as_ref().map(ToString::to_string), &shown.mail),
        ];
        let changed =
            given.into_iter().filter_map(|(item, given, shown)| Some((item, given.filter(|it| it != shown)?)));
        Mended(changed.collect())
    }

    /// Puts it into the booking, and says what it was before: only what has changed.
    fn put(&self, row: &mut Model) -> Vec<(Item, String, String)> {
        let mut changed = Vec::new();
        for (item, given) in &self.0 {
            let kept = match item {
                Item::Name => &mut row.name,
                Item::Kana => &mut row.kana,
                Item::Phone => &mut row.phone,
                Item::Mail => &mut row.mail,
                Item::Reason => continue,
            };
            if kept != given {
                let before = std::mem::replace(kept, given.clone());
                changed.push((*item, before, given.clone()));
            }
        }
        changed
    }
}

pub async fn all(desks: &Desks, actor: &Actor, id: BookingId, typed: &Correction) -> Result<u32, Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // The job and the holds take the same row: nobody is forgotten while they are being mended.
    office::lock(&tx, actor.office.0).await?;
    let rows = person::of(&*tx, actor, id).await?;
    let checked = correction::check(typed).map_err(|_| DeskError::Mend)?;
    // Nobody is known any more: there is nothing to mend.
    let shown = person::known(&rows).ok_or(DeskError::Ended)?;
    let mended = Mended::of(&checked, shown);
    let (mut corrected, mut told) = (0, Vec::new());
    for row in rows.iter().filter(|row| person::known(std::slice::from_ref(row)).is_some()) {
        let Some(mut row) = booking::lock(&tx, row.id).await? else { continue };
        let changed = mended.put(&mut row);
        if !changed.is_empty() {
            told.extend(keep(desks, &tx, actor, &mut row, &changed, &checked.reason, now).await?);
            corrected += 1;
        }
    }
    desks.commit(tx, actor.office, &told).await?;
    Ok(corrected)
}

async fn keep(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    row: &mut Model,
    changed: &[(Item, String, String)],
    reason: &str,
    now: Instant,
) -> Result<[Change; 2], Failure> {
    let state = booking::state(row)?;
    let seat = booking::change(row, state.takes_seat());
    let card = Change::Card { booking: BookingId(row.id) };
    booking::update(tx, row, &[Column::Name, Column::Kana, Column::Phone]).await?;
    let fields: Vec<&str> = changed.iter().map(|(item, ..)| item.id()).collect();
    let lines: Vec<String> =
        changed.iter().map(|(item, before, after)| format!("{}: {before} → {after}", item.id())).collect();
    history::write(tx, row, now, Who::Staff(actor.staff), What::Corrected, &fields.join(" "));
    let note = format!("{reason} / {}", lines.join("; "));
    audit::write(tx, actor, now, Act::PersonCorrected, &row.reference, &note);
    if fields.contains(&Item::Mail.id()) {
        if state.clone().pass(now, booking::deadline(row)).is_live() {
            letter::send_anew(desks, tx, row, state, true, now).await?;
        } else {
            letter::void_links(row, &state);
            outbox::supersede(tx, row.id, now).await?;
            booking::update(tx, row, &[Column::Mail, Column::Generation, Column::Sequence]).await?;
        }
    }
    Ok([seat, card])
}
