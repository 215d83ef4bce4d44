//! A schema that is moved moves as a whole, whatever ends the process that moves it.
use super::{columns, empty, schema};
use crate::support::{
    dice::{Dice, rounds},
    process::Running,
    program::Program,
};
use migration::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;
use skillet::db::Db;
use std::time::Instant;

/// Breaks when each statement counts by itself, as they do on SQLite outside of a transaction: the next attempt stumbles
/// over what the first one has made.
#[actix_web::test]
async fn a_step_that_fails_takes_all_of_the_migration_with_it() {
    let (_folder, db) = empty().await;
    db.migrate().await.unwrap();
    let whole = schema(&db).await;
    Migrator::down(db.writer(), None).await.unwrap();
    // each is in the way of one step, which has done other things before; the last step of all comes after all others
    for obstacle in ["email_change", "former_slug", "project_alias"] {
        db.writer().execute_unprepared(&format!("CREATE TABLE {obstacle} (id INTEGER)")).await.unwrap();
        let before = columns(&db).await;
        let refused = db.migrate().await.expect_err(obstacle);
        assert!(format!("{refused:#}").contains(obstacle), "{refused:#}");
        assert_eq!(columns(&db).await, before, "{obstacle}");
        db.writer().execute_unprepared(&format!("DROP TABLE {obstacle}")).await.unwrap();
    }
    db.migrate().await.unwrap();
    assert_eq!(schema(&db).await, whole);
}

/// Breaks when taking steps back is more than one transaction: here the older of two fails.
#[actix_web::test]
async fn steps_that_are_taken_back_go_together_or_stay() {
    let (_folder, db) = empty().await;
    db.migrate().await.unwrap();
    let whole = schema(&db).await;
    db.writer().execute_unprepared("ALTER TABLE job RENAME TO elsewhere").await.unwrap();
    let all = u32::try_from(Migrator::migrations().len()).unwrap();
    assert!(db.migrate_back(all).await.is_err());
    db.writer().execute_unprepared("ALTER TABLE elsewhere RENAME TO job").await.unwrap();
    assert_eq!(schema(&db).await.len(), whole.len());
    db.migrate_back(all).await.unwrap();
    assert!(columns(&db).await.is_empty());
}

/// A server that is killed while it moves the schema, at any moment, starts again as if nothing had been.
#[actix_web::test]
async fn a_migration_that_is_killed_at_any_moment_has_happened_or_not() {
    let mut dice = Dice::of("migrations");
    let steps = Migrator::migrations().len();
    let undisturbed = Program::new().await;
    let start = Instant::now();
    undisturbed.prints(&["migrate", "up"]).await;
    let takes = start.elapsed();
    let (mut with_none, mut with_all) = (0, 0);
    for round in 0..rounds(20) {
        let program = Program::new().await;
        let mut migrating = Running::start("skillet", &mut program.command(&["migrate", "up"]));
        tokio::time::sleep(dice.part_of(takes, 10, 110)).await;
        migrating.kill();
        let db = Db::connect(&program.database_url).await.unwrap();
        // in this order: what a server was told to commit may come to be while we look
        let tables = columns(&db).await;
        let applied = if db.has_tables().await.unwrap() { db.steps().await.unwrap().len() } else { 0 };
        match (tables.is_empty(), applied) {
            (true, 0) => with_none += 1,
            (_, all) if all == steps => with_all += 1,
            (_, some) => panic!("round {round} left {some} of {steps} steps, and {tables:?}"),
        }
        drop(db);
        program.prints(&["migrate", "up"]).await;
        assert!(!program.prints(&["migrate", "status"]).await.contains("missing"), "round {round}");
    }
    println!("killed before the schema had moved: {with_none}, after: {with_all}");
}
