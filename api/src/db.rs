//! The connection to SQLite or PostgreSQL: with `auth::key_store`, the only place that knows which one it is.
pub mod embedded;
mod schema;

use anyhow::Context;
use chrono::{DateTime, Utc};
use migration::SchemaManager;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{Expr, Query},
    sqlx::{Connection, PgConnection, sqlite::SqliteSynchronous},
};
use std::{ops::Deref, time::Duration};

/// Connections to a database server.
const CONNECTIONS: u32 = 10;
/// How long one connection waits for another one to let go of the embedded database.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);
/// A database server that is silent for so long is not there.
const KNOCK_PATIENCE: Duration = Duration::from_secs(5);

/// Reads go to a pool; with SQLite writes queue for the one connection that may write.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    is_sqlite: bool,
    /// The file in use, where it is one of ours.
    file: Option<embedded::Place>,
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
        Self::open(url, 0).await
    }

    /// The same for a server: its connections are opened beforehand, by whoever asks for this. A connection ends with the
    /// thread that opened it, and of the threads that answer requests the idle ones are the first to end when we stop.
    pub async fn connect_to_serve(url: &str) -> Result<Self, DbErr> {
        Self::open(url, CONNECTIONS).await
    }

    async fn open(url: &str, kept: u32) -> Result<Self, DbErr> {
        let is_sqlite = url.starts_with("sqlite:");
        // held until the pools are there: whoever closes a file last tidies it up, and keeps others out meanwhile
        let _file = if is_sqlite { Some(embedded::prepare(url).await?) } else { None };
        let mut writing = options(url, if is_sqlite { 1 } else { CONNECTIONS }, SqliteSynchronous::Full);
        if !is_sqlite {
            writing.min_connections(kept);
        }
        let writer = Database::connect(writing).await?;
        let reader = if is_sqlite {
            Database::connect(options(url, 4, SqliteSynchronous::Normal)).await?
        } else {
            writer.clone()
        };
        Ok(Self { reader, writer, is_sqlite, file: embedded::file(url)?.and_then(embedded::Place::of) })
    }

    /// Knocks at a `postgres://…` once: says soon and in its words why not, where a pool goes on trying for long. Nobody
    /// needs to knock at a file.
    pub async fn knock(url: &str) -> anyhow::Result<()> {
        if url.starts_with("sqlite:") {
            return Ok(());
        }
        let knocked = async { PgConnection::connect(url).await?.close().await };
        let answer = tokio::time::timeout(KNOCK_PATIENCE, knocked).await;
        let answer = answer.with_context(|| format!("no answer within {KNOCK_PATIENCE:?}"));
        answer.and_then(|answered| Ok(answered?)).with_context(|| format!("PostgreSQL at {}", server(url)))
    }

    /// Tables of ours are in it, or were.
    pub async fn has_tables(&self) -> Result<bool, DbErr> {
        SchemaManager::new(&self.writer).has_table("seaql_migrations").await
    }

    /// The file in use still has its name; the reason if not.
    pub fn is_in_place(&self) -> Result<(), &'static str> {
        self.file.as_ref().map_or(Ok(()), embedded::Place::is_the_same)
    }

    /// A write that changes nothing: a standby, or a disk that only reads, refuses it.
    pub async fn probe(&self) -> Result<(), DbErr> {
        use sea_orm::sea_query::ExprTrait;
        let mut nothing = Query::delete();
        nothing.from_table("seaql_migrations").and_where(Expr::col("version").eq(""));
        let txn = self.begin().await?;
        txn.execute(&nothing).await?;
        txn.commit().await
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

    /// Connections by pool and state, for who watches the server.
    pub fn connections(&self) -> Vec<(&'static str, &'static str, u32)> {
        let of = |connection: &DatabaseConnection| match self.is_sqlite {
            true => {
                (connection.get_sqlite_connection_pool().size(), connection.get_sqlite_connection_pool().num_idle())
            }
            false => {
                (connection.get_postgres_connection_pool().size(), connection.get_postgres_connection_pool().num_idle())
            }
        };
        let pools = [("reader", &self.reader), ("writer", &self.writer)];
        let own = pools.into_iter().take(if self.is_sqlite { 2 } else { 1 });
        own.flat_map(|(pool, connection)| {
            let (open, idle) = of(connection);
            let idle = u32::try_from(idle).unwrap_or(open).min(open);
            [(pool, "idle", idle), (pool, "busy", open - idle)]
        })
        .collect()
    }

    /// The time by the database's clock, which is another machine's with PostgreSQL.
    pub async fn time(&self) -> Result<Option<DateTime<Utc>>, DbErr> {
        let now = Query::select().expr_as(Expr::current_timestamp(), "now").take();
        self.reader.query_one(&now).await?.map(|row| row.try_get("", "now")).transpose()
    }

    /// For single writing statements.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }
}

/// Whom an address names, without the secrets in it.
fn server(url: &str) -> String {
    let url = url::Url::parse(url).ok();
    let host = url.as_ref().and_then(|url| url.host_str()).filter(|host| !host.is_empty()).unwrap_or("its socket");
    match url.as_ref().and_then(url::Url::port) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whoever writes waits until the disk has it: what was answered is there after a power cut, too.
fn options(url: &str, connections: u32, synchronous: SqliteSynchronous) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        // A connection to a server may be dead however short it rested: the server hung up, or the thread that opened it has
        // ended, as threads do when we stop. A file needs no asking.
        .test_before_acquire(!url.starts_with("sqlite:"))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(BUSY_PATIENCE)
                .pragma("cache_size", "-16000")
        });
    options
}
