//! The keys that sign sessions and API tokens.
use super::{cli::KeysCommand, print};
use crate::{
    auth::{actor::Actor, key_store::KeyStore, keys::FOLLOW_EVERY},
    clock::Clock,
    config::Config,
    db::Db,
    features::audit::{self, Action, Deed, Subject},
};
use chrono::{DateTime, Utc};

pub async fn keys(config: &Config, db: &Db, command: KeysCommand) -> anyhow::Result<()> {
    let (store, now) = (KeyStore::of(config, db)?, Clock::default().now());
    store.begin(now).await?;
    match command {
        KeysCommand::List => {
            let keys = store.read().await?;
            for (kid, key) in &keys.by_id {
                let role = if *kid == keys.active { "signs" } else { "verifies" };
                let made = key.created_at.map_or_else(|| "-".to_owned(), |at| at.to_rfc3339());
                print(&format!("{kid} {role} {made}"))?;
            }
            Ok(())
        }
        KeysCommand::Rotate => {
            let kid = store.rotate(now).await?;
            note(db, now, Action::KeyRotated, &kid).await?;
            tracing::info!("key {kid} signs from now on; servers that run take it over within {FOLLOW_EVERY:?}");
            print(&kid)
        }
        KeysCommand::Retire { kid } => {
            store.retire(&kid).await?;
            note(db, now, Action::KeyRetired, &kid).await?;
            tracing::info!("what key {kid} signed is over; servers that run know it within {FOLLOW_EVERY:?}");
            print(&kid)
        }
    }
}

/// Behind the deed, not with it: the keys may lie in a file.
async fn note(db: &Db, now: DateTime<Utc>, action: Action, kid: &str) -> anyhow::Result<()> {
    let deed = Deed::new(action, Subject::Key).on(kid, format!("key {kid}"));
    Ok(audit::record(db.writer(), now, &Actor::command(), None, deed).await?)
}
