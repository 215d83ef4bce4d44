//! Moves the schema by hand.
use super::{cli::Direction, print};
use crate::db::Db;
use anyhow::bail;
use migration::{Migrator, MigratorTrait};

pub async fn migrate(db: &Db, direction: Direction) -> anyhow::Result<()> {
    Migrator::install(db.writer()).await?;
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
            Ok(Migrator::down(db.writer(), Some(steps)).await?)
        }
        Direction::Status => {
            db.refuse_newer_schema().await?;
            let applied = Migrator::get_migration_models(db.writer()).await?;
            for step in Migrator::migrations() {
                let is_applied = applied.iter().any(|row| row.version == step.name());
                print(&format!("{} {}", if is_applied { "applied" } else { "missing" }, step.name()))?;
            }
            Ok(())
        }
    }
}
