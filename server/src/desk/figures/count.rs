//! Counting a period. A look at counts is a look at nobody; a file that is taken away is written down.

use crate::{
    desk::{Desks, failure::Failure},
    store::{audit, figures as store},
};
use app::{
    desk::{
        error::DeskError,
        figures::{Figures, FiguresAsk, FiguresView, Release},
        staff::Actor,
    },
    domain::{act::Act, period::Period, time::date_jst},
};

pub async fn figures(desks: &Desks, actor: &Actor, ask: FiguresAsk) -> Result<FiguresView, Failure> {
    let now = desks.clock.now();
    let today = date_jst(now);
    let period = ask.period.unwrap_or_else(|| Period::month_of(today));
    let db = desks.db.read();
    let mut rows = store::rows(db, actor.office.0, period).await?;
    rows.retain(|row| ask.kind.is_none_or(|kind| row.kind == kind));
    let open = store::open(db, actor.office.0, period, ask.kind, now).await?;
    Ok(FiguresView { today, figures: Figures::count(&rows, period, ask.kind, open) })
}

pub async fn export(desks: &Desks, actor: &Actor, ask: FiguresAsk) -> Result<FiguresView, Failure> {
    let view = figures(desks, actor, ask).await?;
    taken(desks, actor, "internal", view.figures.period).await?;
    Ok(view)
}

pub async fn release(desks: &Desks, actor: &Actor, month: Period) -> Result<Release, Failure> {
    let today = date_jst(desks.clock.now());
    if !Release::may_be_of(month, today) {
        return Err(DeskError::Mend.into());
    }
    let rows = store::rows(desks.db.read(), actor.office.0, month).await?;
    let release = Release::of(&rows, month, today).map_err(|_| DeskError::Mend)?;
    taken(desks, actor, "published", month).await?;
    Ok(release)
}

/// On the disk before the file leaves.
async fn taken(desks: &Desks, actor: &Actor, which: &str, period: Period) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let note = format!("{which} {}/{}", period.from(), period.until());
    audit::write(&tx, actor, desks.clock.now(), Act::FiguresTaken, "", &note);
    tx.commit().await?;
    Ok(())
}
