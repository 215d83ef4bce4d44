//! What the embedded database alone has: a file, copies of it made while it is in use, and checks of its own.
use super::{BUSY_PATIENCE, Db};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DbErr, RuntimeErr, SqlxSqliteConnector, Statement,
    sqlx::{
        self, ConnectOptions, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
    },
};
use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    str::FromStr,
    time::{Duration, Instant},
};

/// Between two attempts to be the one who changes the file's mode.
const PAUSE: Duration = Duration::from_millis(20);

/// How thoroughly a database is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Its pages, not whether indexes agree with their tables.
    Quick,
    /// Everything.
    Full,
}

/// A file and what makes it this one: another one may get its name.
#[derive(Clone, Debug)]
pub struct Place {
    path: PathBuf,
    inode: (u64, u64),
}

impl Place {
    /// That of a file which is there; one in memory has none.
    pub fn of(path: PathBuf) -> Option<Self> {
        let inode = inode(&path).ok()?;
        Some(Self { path, inode })
    }

    /// Fails once the name leads to nothing or to another file: what is written now will not be found again.
    pub fn is_the_same(&self) -> Result<(), &'static str> {
        match inode(&self.path) {
            Ok(found) if found == self.inode => Ok(()),
            Ok(_) => Err("its name leads to another file than the one in use: start the server anew"),
            Err(_) => Err("its file is gone while it is in use: put it back"),
        }
    }
}

fn inode(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// The file an address names; `None` when it names a database server.
pub fn file(url: &str) -> Result<Option<PathBuf>, DbErr> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|e| DbErr::Custom(e.to_string()))?;
    Ok(Some(options.get_filename().to_owned()))
}

/// Makes the file if it is absent, and gives it the mode in which nobody who reads waits for one who writes. The file
/// keeps that mode, so connections need not ask for it.
///
/// SQLite answers "busy" at once, without waiting, to whoever asks for the mode while another one changes it.
pub(super) async fn prepare(url: &str) -> Result<SqliteConnection, DbErr> {
    let failed = |error: sqlx::Error| DbErr::Conn(RuntimeErr::SqlxError(error.into()));
    let options = SqliteConnectOptions::from_str(url).map_err(failed)?;
    let options = options.create_if_missing(true).busy_timeout(BUSY_PATIENCE).journal_mode(SqliteJournalMode::Wal);
    let start = Instant::now();
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && start.elapsed() < BUSY_PATIENCE => tokio::time::sleep(PAUSE).await,
            done => return done.map_err(failed),
        }
    }
}

/// Another connection is at it.
fn is_busy(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(5 | 6))
}

/// Of the number that SQLite gives, the lowest byte is the kind of failure.
fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?.parse::<u32>().ok()?;
    Some(code & 0xff)
}

/// SQLite finds that the file is no sound database.
pub fn is_damaged(error: &DbErr) -> bool {
    cause(error).is_some_and(|cause| matches!(code(cause), Some(11 | 26)))
}

/// Another connection held the write lock for longer than anybody waits for it.
pub(super) fn is_locked(error: &DbErr) -> bool {
    cause(error).is_some_and(is_busy)
}

fn cause(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

impl Db {
    /// Opens a copy that nobody uses, to look at it. Nothing is written, not even beside it.
    pub async fn open_copy(file: &Path) -> Result<Self, DbErr> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        let pool = pool.map_err(|e| DbErr::Custom(e.to_string()))?;
        let reader = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
        Ok(Self { writer: reader.clone(), reader, is_sqlite: true, file: None })
    }

    /// Copies the database as it is at this moment into a new file, while others go on reading and writing.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbErr> {
        let name = file.to_str().ok_or_else(|| DbErr::Custom(format!("{} is no UTF-8 path", file.display())))?;
        let copy = Statement::from_sql_and_values(DatabaseBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
        self.reader.execute_raw(copy).await.map(|_| ())
    }

    /// What SQLite finds wrong with its file.
    pub async fn damages(&self, depth: Depth) -> Result<Vec<String>, DbErr> {
        let pragma = if depth == Depth::Quick { "PRAGMA quick_check" } else { "PRAGMA integrity_check" };
        let rows = self.reader.query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, pragma)).await?;
        let said: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// Rows that name another row which is not there: how many, by their table and the one they miss.
    pub async fn orphans(&self) -> Result<BTreeMap<(String, String), u64>, DbErr> {
        let pragma = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA foreign_key_check");
        let mut counted = BTreeMap::new();
        for row in self.reader.query_all_raw(pragma).await? {
            *counted.entry((row.try_get_by_index(0)?, row.try_get_by_index(2)?)).or_default() += 1;
        }
        Ok(counted)
    }

    /// How many rows each table has.
    pub async fn row_counts(&self) -> Result<BTreeMap<String, u64>, DbErr> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let mut counts = BTreeMap::new();
        for row in self.reader.query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, tables)).await? {
            let table: String = row.try_get_by_index(0)?;
            let count = Statement::from_string(DatabaseBackend::Sqlite, format!("SELECT count(*) FROM \"{table}\""));
            let rows: i64 = self.reader.query_one_raw(count).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
            counts.insert(table, rows.unsigned_abs());
        }
        Ok(counts)
    }
}
