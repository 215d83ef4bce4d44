//! Moves the schema by hand.
use super::{cli::Direction, print};
use crate::db::Db;
use anyhow::bail;
use migration::{Migrator, MigratorTrait};

pub async fn migrate(db: &Db, direction: Direction) -> anyhow::Result<()> {
    match direction {
        Direction::Up => db.migrate().await,
        Direction::Down { steps, yes } => {
            db.refuse_newer_schema().await?;
            if !yes {
                bail!(
                    "`migrate down` deletes what the newest {steps} step(s) of the schema hold, for good: make a backup, \
                     then say --yes"
                );
            }
            db.migrate_back(steps).await
        }
        Direction::Status => {
            db.refuse_newer_schema().await?;
            let missing = db.missing_steps().await?;
            for step in Migrator::migrations() {
                let is_missing = missing.iter().any(|name| name == step.name());
                print(&format!("{} {}", if is_missing { "missing" } else { "applied" }, step.name()))?;
            }
            Ok(())
        }
    }
}
