//! Hears of other nodes' commits by LISTEN.

use crate::live::Live;
use app::domain::ids::OfficeId;
use sea_orm::sqlx::postgres::PgListener;
use std::time::Duration;

/// Listens for the life of the process. A broken connection may have lost notifications: afterwards every office is read
/// on from its last number.
pub async fn listen(live: Live) -> anyhow::Result<()> {
    let mut listener = PgListener::connect(live.0.db.url()).await?;
    listener.listen("madoguchi_live").await?;
    tokio::spawn(async move {
        loop {
            match listener.try_recv().await {
                Ok(Some(heard)) => {
                    if let Ok(office) = heard.payload().parse::<OfficeId>() {
                        live.ring(office);
                    }
                }
                Ok(None) => live.ring_all().await,
                Err(error) => {
                    tracing::warn!(%error, "listening to the database broke off");
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    live.ring_all().await;
                }
            }
        }
    });
    Ok(())
}
