//! The commands of the command line.

use crate::{
    clock::Clock,
    clockwork,
    config::{Command, Place, Serve, StaffCommand},
    demo,
    desk::{Desks, staff::account, waiting},
    http,
    keys::LinkKey,
    live::Live,
    mail::{Mailer, Sender, transport::Patience},
    mailbox::{
        imap::{self, Imap},
        watch::Watch,
    },
    meetings::Meetings,
    post::Post,
    store::database::Database,
    worker,
    zoom::{self, Zoom},
};
use anyhow::Context;
use app::desk::Desk;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

#[tokio::main]
pub async fn command(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(settings) => serve(*settings).await,
        Command::Migrate { place } => open(&place).await.map(drop),
        Command::Demo { place, days } => demo::add(&open(&place).await?, &Clock::System, days).await,
        Command::Staff { command: StaffCommand::Add { place, office, login, name, role } } => {
            account::add(&open(&place).await?, &office, &login, &name, role, std::io::stdin().lock()).await
        }
        Command::Staff { command: StaffCommand::Reset { place, login } } => {
            account::reset(&open(&place).await?, &login, std::io::stdin().lock()).await
        }
    }
}

/// How long the end waits for mail servers that have a letter in hand, and for Zoom.
const ERRANDS_FINISH_WITHIN: Duration = Duration::from_secs(20);

/// Opens the database and brings it up to date.
async fn open(place: &Place) -> anyhow::Result<Database> {
    std::fs::create_dir_all(&place.data).with_context(|| format!("cannot make the folder {}", place.data.display()))?;
    let url = place.database_url();
    let db = Database::open(&url).await.context("cannot open the database")?;
    Migrator::up(db.write(), None).await.context("cannot migrate the database")?;
    Ok(db)
}

async fn serve(settings: Serve) -> anyhow::Result<()> {
    let db = open(&settings.place).await?;
    let key = match &settings.link_key {
        Some(hex) => LinkKey::from_hex(hex)?,
        None => LinkKey::kept_in(&settings.place.data)?,
    };
    let live = Live::start(db.clone(), Clock::System).await?;
    let zoom =
        settings.zoom.settings()?.map(|account| Zoom::new(&account, zoom::PATIENCE, Clock::System)).transpose()?;
    let zoom = zoom.map(Arc::new);
    let desks = Desks {
        db,
        clock: Clock::System,
        key,
        mail_domain: settings.mail_domain().into(),
        mail_waiting: Arc::new(Notify::new()),
        live,
        alarm: Arc::default(),
        demo_sign_in: settings.is_for_this_machine(),
        looks: Arc::default(),
        zoom: zoom.clone(),
    };
    let letters = settings.mail_settings()?;
    let host = settings.public_host();
    let mailer = Mailer::new(&letters, &settings.place.data, &host, Patience::default())?
        .signed_by(settings.signer()?)
        .answered_at(settings.mailbox.imap_address.clone());
    let mailer = Arc::new(mailer);
    let sender = Sender { from: letters.from, base_url: settings.base_url().into() };
    tokio::spawn(clockwork::run(desks.clone()));
    tokio::spawn(clockwork::forget_daily(desks.clone()));
    tokio::spawn(clockwork::remind(desks.clone()));
    tokio::spawn(waiting::run(desks.clone()));
    let ends: [Arc<Notify>; 3] = Default::default();
    let post = tokio::spawn(Post { desks: desks.clone(), mailer, sender }.run(ends[0].clone()));
    let meetings = match zoom {
        Some(zoom) => {
            let meetings = Meetings { desks: desks.clone(), zoom, site_days: settings.zoom.site_days };
            tokio::spawn(worker::run(meetings, ends[1].clone()))
        }
        None => tokio::spawn(async {}),
    };
    let mailbox = match settings.mailbox.settings()? {
        Some(mailbox) => {
            let watch = Watch::new(desks.clone(), Imap::new(&mailbox, imap::Patience::default())?);
            tokio::spawn(watch.run(ends[2].clone()))
        }
        None => tokio::spawn(async {}),
    };
    welcome(&settings, &desks).await?;
    let office = Arc::new(desks.clone());
    let desk = Desk {
        seeker: office.clone(),
        entrance: office.clone(),
        accounts: office.clone(),
        staff: office.clone(),
        plan: office.clone(),
        day: office.clone(),
        terms: office.clone(),
        phone: office.clone(),
        standing: office.clone(),
        roster: office.clone(),
        records: office.clone(),
        deeds: office.clone(),
        figures: office.clone(),
        absence: office.clone(),
        seating: office.clone(),
        attendees: office.clone(),
        letters: office.clone(),
        waiting: office.clone(),
        tray: office,
    };
    http::serve(settings, desks, desk).await?;
    for end in &ends {
        end.notify_one();
    }
    if tokio::time::timeout(ERRANDS_FINISH_WITHIN, async { tokio::join!(post, meetings, mailbox) }).await.is_err() {
        tracing::warn!("errands were underway at the end; they are taken up again when their claims have run out");
    }
    Ok(())
}

/// Says where to look, and how to sign in to the demonstration where that works.
async fn welcome(settings: &Serve, desks: &Desks) -> anyhow::Result<()> {
    let base = settings.base_url();
    println!("Seekers  {base}/ja  {base}/en");
    println!("Staff    {base}/ja/desk");
    if desks.demo_sign_in && demo::is_there(&desks.db).await? {
        for (login, what) in demo::SIGN_INS {
            println!("         demo sign-in: {login} / {} ({what})", demo::PASSWORD);
        }
    }
    if desks.demo_sign_in && settings.mail == "drop" {
        println!("Letters  {base}/dev/mail");
    }
    Ok(())
}
