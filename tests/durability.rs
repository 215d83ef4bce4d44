//! What was answered is on the disk.
use crate::support::app::TestApp;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

async fn synchronous(db: &DatabaseConnection) -> i32 {
    let asked = Statement::from_string(db.get_database_backend(), "PRAGMA synchronous");
    db.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Breaks with `NORMAL`: a power cut could take back an upload, a revocation or a mail that was confirmed. No test can cut
/// the power, so this one asks SQLite what it was told.
#[actix_web::test]
async fn whoever_writes_waits_until_the_disk_has_it() {
    let app = TestApp::spawn_embedded().await;
    assert_eq!(synchronous(app.state.db.writer()).await, 2, "FULL");
}
