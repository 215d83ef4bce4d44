//! The connection to SQLite or PostgreSQL: with `auth::keys`, the only place that knows which one it is.
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait, sqlx::sqlite::SqliteJournalMode, sqlx::sqlite::SqliteSynchronous,
};
use std::{ops::Deref, time::Duration};

/// Reads go to a pool; with SQLite writes queue for the one connection that may write.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    is_sqlite: bool,
}

impl Deref for Db {
    type Target = DatabaseConnection;
    fn deref(&self) -> &DatabaseConnection {
        &self.reader
    }
}

impl Db {
    /// Connects to `sqlite:…` (made if absent) or `postgres://…`.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        let is_sqlite = url.starts_with("sqlite:");
        let writer = Database::connect(options(url, if is_sqlite { 1 } else { 10 })).await?;
        let reader = if is_sqlite { Database::connect(options(url, 4)).await? } else { writer.clone() };
        Ok(Self { reader, writer, is_sqlite })
    }

    /// Embedded, in one file of ours.
    pub fn is_sqlite(&self) -> bool {
        self.is_sqlite
    }

    /// Begins a write; with SQLite it holds the write lock from its first statement on.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = self.is_sqlite.then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        self.writer.begin_with_options(options).await
    }

    /// Begins a read that sees one state of the database from its first statement to its last.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, DbErr> {
        let isolation = (!self.is_sqlite).then_some(IsolationLevel::RepeatableRead);
        let options = TransactionOptions { isolation_level: isolation, ..Default::default() };
        self.reader.begin_with_options(options).await
    }

    /// For single writing statements, and migrations.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Applies what is missing; refuses a schema that is newer than this program.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        self.refuse_newer_schema().await?;
        Migrator::up(&self.writer, None).await?;
        Ok(())
    }

    /// Fails if the database was written by a newer version.
    pub async fn refuse_newer_schema(&self) -> anyhow::Result<()> {
        Migrator::install(&self.writer).await?;
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let applied = Migrator::get_migration_models(&self.writer).await?;
        if let Some(unknown) = applied.iter().find(|row| !known.contains(&row.version)) {
            anyhow::bail!(
                "the database was written by a newer version of Skillet (it has the step `{}`, which this version {} \
                 does not know). Install the newer version again, or restore a backup made before the upgrade.",
                unknown.version,
                env!("CARGO_PKG_VERSION")
            );
        }
        Ok(())
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-16000")
        });
    options
}
