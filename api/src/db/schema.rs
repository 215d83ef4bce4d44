//! Moving the schema: by one process at a time, and all of it or nothing.
use super::{Db, embedded};
use anyhow::bail;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use std::time::{Duration, Instant};

/// How long a process waits for another one that moves the schema of the embedded database.
const PATIENCE: Duration = Duration::from_secs(600);
/// Of the locks that programs on one PostgreSQL agree upon by number, the one for moving our schema.
const LOCK: i64 = 0x534b_494c_4c45_5401;

impl Db {
    /// The steps of the schema that were applied, in their order.
    pub async fn steps(&self) -> Result<Vec<String>, DbErr> {
        steps(&self.reader).await
    }

    /// The steps of this version that are yet to be applied.
    pub async fn missing_steps(&self) -> Result<Vec<String>, DbErr> {
        let applied = self.steps().await?;
        Ok(known().filter(|step| !applied.contains(step)).collect())
    }

    /// Applies what is missing, all of it in one transaction: whoever is cut off leaves the schema as it was. Refuses a
    /// schema that is newer than this program.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        let txn = self.begin_alone().await?;
        Migrator::install(&txn).await?;
        refuse_newer(&steps(&txn).await?)?;
        Migrator::up(&txn, None).await?;
        Ok(txn.commit().await?)
    }

    /// Takes steps back, all of them or none.
    pub async fn migrate_back(&self, steps: u32) -> anyhow::Result<()> {
        let txn = self.begin_alone().await?;
        Migrator::down(&txn, Some(steps)).await?;
        Ok(txn.commit().await?)
    }

    /// Fails if the database was written by a newer version.
    pub async fn refuse_newer_schema(&self) -> anyhow::Result<()> {
        refuse_newer(&self.steps().await?)
    }

    /// Fails unless the schema is that of this program. Administration moves none: a server of the older version may be
    /// at work on it, and nobody has made a backup.
    pub async fn refuse_other_schema(&self) -> anyhow::Result<()> {
        self.refuse_newer_schema().await?;
        let missing = self.missing_steps().await?;
        if !missing.is_empty() {
            bail!(
                "the database was written by an older version of Skillet, and nothing was changed: it lacks {}. Make a \
                 backup, then start the server of this version, or run `skillet migrate up`.",
                missing.join(", ")
            );
        }
        Ok(())
    }

    /// Begins a transaction that nobody else moves the schema beside; whoever is at it is waited for.
    async fn begin_alone(&self) -> Result<DatabaseTransaction, DbErr> {
        if !self.is_sqlite {
            let txn = self.begin().await?;
            let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
            txn.execute_raw(Statement::from_string(txn.get_database_backend(), lock)).await?;
            return Ok(txn);
        }
        let start = Instant::now();
        loop {
            match self.begin().await {
                Err(error) if embedded::is_locked(&error) && start.elapsed() < PATIENCE => {
                    tracing::warn!("waiting for another process that writes to the database: {error}");
                }
                begun => return begun,
            }
        }
    }
}

async fn steps(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let applied = Migrator::get_migration_models(db).await?;
    Ok(applied.into_iter().map(|row| row.version).collect())
}

fn known() -> impl Iterator<Item = String> {
    Migrator::migrations().into_iter().map(|step| step.name().to_owned())
}

fn refuse_newer(applied: &[String]) -> anyhow::Result<()> {
    let unknown = applied.iter().find(|step| !known().any(|known| known == **step));
    unknown.map_or(Ok(()), |unknown| {
        bail!(
            "the database was written by a newer version of Skillet (it has the step `{unknown}`, which this version {} \
             does not know). Install the newer version again, or restore a backup made before the upgrade.",
            env!("CARGO_PKG_VERSION")
        )
    })
}
