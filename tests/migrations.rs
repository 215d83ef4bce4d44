//! The schema: steps that can be taken up and down, and that are the same on both databases.
mod interrupted;

use crate::support::app::new_database;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use skillet::db::Db;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

/// A database without a schema. It is gone with the folder, or with the server it is on.
async fn empty() -> (TempDir, Db) {
    let folder = TempDir::with_prefix("skillet-data-").unwrap();
    let url = new_database(&folder).await;
    let db = Db::connect(&url).await.unwrap();
    (folder, db)
}

/// Everything there is, in the database's own words: tables, columns with their types, indexes, foreign keys.
async fn schema(db: &Db) -> BTreeSet<String> {
    let questions: &[&str] = match db.is_sqlite() {
        true => &[
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        ],
        false => &[
            "SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default) AS line \
             FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT 'index ' || indexdef AS line FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line \
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        ],
    };
    let mut lines = BTreeSet::new();
    for question in questions {
        lines.extend(ask(db.writer(), question).await);
    }
    lines
}

async fn ask(database: &DatabaseConnection, question: &str) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), question);
    let rows = database.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}

/// The columns of every table but the one that remembers the steps.
async fn columns(db: &Db) -> BTreeMap<String, Vec<String>> {
    let question = match db.is_sqlite() {
        true => {
            "SELECT m.name || ' ' || c.name AS line FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        false => {
            "SELECT table_name || ' ' || column_name AS line FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in ask(db.writer(), question).await {
        let (table, column) = line.split_once(' ').unwrap();
        if table != "seaql_migrations" && !table.starts_with("sqlite_") {
            tables.entry(table.to_owned()).or_default().push(column.to_owned());
        }
    }
    tables.values_mut().for_each(|columns| columns.sort());
    tables
}

#[actix_web::test]
async fn up_down_up_leads_to_the_same_schema() {
    let (_folder, db) = empty().await;
    db.migrate().await.unwrap();
    let first = schema(&db).await;
    assert!(first.len() > 15, "{first:#?}");
    Migrator::down(db.writer(), None).await.unwrap();
    assert_eq!(columns(&db).await, BTreeMap::new(), "down leaves nothing behind");
    db.migrate().await.unwrap();
    assert_eq!(schema(&db).await, first);
}

#[actix_web::test]
async fn every_single_step_can_be_taken_back_and_again() {
    let (_folder, db) = empty().await;
    for step in Migrator::migrations() {
        let before = columns(&db).await;
        Migrator::up(db.writer(), Some(1)).await.unwrap();
        let after = schema(&db).await;
        assert_ne!(columns(&db).await, before, "{} changes nothing", step.name());
        Migrator::down(db.writer(), Some(1)).await.unwrap();
        assert_eq!(columns(&db).await, before, "{} leaves something behind", step.name());
        Migrator::up(db.writer(), Some(1)).await.unwrap();
        assert_eq!(schema(&db).await, after, "{}", step.name());
    }
    assert!(Migrator::get_pending_migrations(db.writer()).await.unwrap().is_empty());
}

/// The other database is SQLite here, so on PostgreSQL this compares the two.
#[actix_web::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let (folder, db) = empty().await;
    db.migrate().await.unwrap();
    let other = Db::connect(&format!("sqlite:{}", folder.path().join("other.sqlite3").display())).await.unwrap();
    other.migrate().await.unwrap();
    assert_eq!(columns(&db).await, columns(&other).await);
}

/// Tables of workspace data begin every key with the workspace, so that they can be distributed by it.
#[actix_web::test]
async fn keys_of_workspace_data_begin_with_the_workspace() {
    let (_folder, db) = empty().await;
    db.migrate().await.unwrap();
    let tables = columns(&db).await;
    let of_workspaces: Vec<&String> = tables
        .iter()
        .filter(|(_, columns)| columns.iter().any(|column| column == "workspace_id"))
        .map(|(table, _)| table)
        .collect();
    assert!(of_workspaces.len() >= 5, "{of_workspaces:?}");
    for table in of_workspaces {
        let question = match db.is_sqlite() {
            true => format!("SELECT name AS line FROM pragma_table_info('{table}') WHERE pk = 1"),
            false => format!(
                "SELECT a.attname::text AS line FROM pg_index i \
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
                 WHERE i.indrelid = '{table}'::regclass AND (i.indisprimary OR i.indisunique)"
            ),
        };
        for column in ask(db.writer(), &question).await {
            assert_eq!(column, "workspace_id", "{table}");
        }
    }
}

#[actix_web::test]
async fn many_servers_that_start_at_once_migrate_once() {
    let folder = TempDir::with_prefix("skillet-data-").unwrap();
    let url = new_database(&folder).await;
    let starts = (0..8).map(async |_| Db::connect(&url).await.unwrap().migrate().await);
    for start in futures_util::future::join_all(starts).await {
        start.unwrap();
    }
    let db = Db::connect(&url).await.unwrap();
    assert_eq!(Migrator::get_applied_migrations(db.writer()).await.unwrap().len(), Migrator::migrations().len());
}

/// Breaks when each connection asks for the file's mode and takes "busy" for an answer.
#[actix_web::test]
async fn many_that_open_a_new_file_at_once_all_get_in() {
    for round in 0..5 {
        let folder = TempDir::with_prefix("skillet-data-").unwrap();
        let url = format!("sqlite:{}", folder.path().join("skillet.sqlite3").display());
        let opened = futures_util::future::join_all((0..16).map(|_| Db::connect(&url))).await;
        for db in opened {
            let db = db.unwrap_or_else(|e| panic!("round {round}: {e}"));
            assert_eq!(ask(db.writer(), "SELECT journal_mode AS line FROM pragma_journal_mode").await, ["wal"]);
        }
    }
}

/// Breaks when "busy" is taken for an answer: SQLite gives it at once, however long it may wait, while another one writes.
#[actix_web::test]
async fn a_new_file_that_somebody_is_writing_to_is_waited_for() {
    let folder = TempDir::with_prefix("skillet-data-").unwrap();
    let url = format!("sqlite:{}", folder.path().join("skillet.sqlite3").display());
    let first = Database::connect(format!("{url}?mode=rwc")).await.unwrap();
    first.execute_unprepared("CREATE TABLE other (id INTEGER)").await.unwrap();
    let now =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let txn = first.begin_with_options(now).await.unwrap();
    txn.execute_unprepared("INSERT INTO other VALUES (1)").await.unwrap();
    let end = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        txn.commit().await.unwrap();
    };
    let (opened, ()) = futures_util::join!(Db::connect(&url), end);
    opened.unwrap();
}
