//! `/readyz` tells the truth: each part is broken, and it is named with the reason.
use super::eventually;
use crate::support::{app::TestApp, integrity::look, program::Program, skip::skipped};
use chrono::Duration;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use skillet::mail::outbox;
use std::{fs, process::Command};

async fn ask(url: &str) -> (u16, Value) {
    let answer = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// It is ready within moments, and says nothing else.
async fn is_ready(url: &str) {
    eventually("it is ready", async || ask(url).await.0 == 200).await;
    assert_eq!(ask(url).await, (200, json!({ "status": "ready" })));
}

/// Within moments it is not ready, because of this one part, in these words.
async fn is_broken(url: &str, part: &str, words: &str) {
    eventually(part, async || ask(url).await.1.to_string().contains(words)).await;
    let (status, said) = ask(url).await;
    let broken = said["broken"].as_array().cloned().unwrap_or_default();
    assert_eq!((status, &said["status"], broken.len()), (503, &json!("not-ready"), 1), "{said}");
    assert_eq!(broken[0]["part"], part, "{said}");
    assert!(broken[0]["reason"].as_str().unwrap().contains(words), "{said}");
}

#[actix_web::test]
async fn a_schema_that_is_not_ours_is_named_with_its_step() {
    let program = Program::new().await;
    let _server = program.serve().await;
    is_ready(&program.url()).await;
    program.prints(&["migrate", "down", "--yes"]).await;
    is_broken(&program.url(), "schema", "m20").await;
    program.prints(&["migrate", "up"]).await;
    is_ready(&program.url()).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_teleport', 0)";
    look(&program.database_url, async |db| db.execute_unprepared(newer).await.unwrap()).await;
    is_broken(&program.url(), "schema", "m29990101_000001_teleport").await;
}

/// Breaks when only open connections are asked: they go on with a file that nobody will find again.
#[actix_web::test]
async fn a_database_file_that_is_not_the_one_in_use_is_named() {
    let program = Program::embedded();
    let _server = program.serve().await;
    let file = program.data_dir.path().join("skillet.sqlite3");
    let aside = program.data_dir.path().join("aside");
    fs::rename(&file, &aside).unwrap();
    is_broken(&program.url(), "database", "is gone").await;
    fs::copy(&aside, &file).unwrap();
    is_broken(&program.url(), "database", "another file").await;
    fs::rename(&aside, &file).unwrap();
    is_ready(&program.url()).await;
}

/// Breaks when a transaction is begun and nothing written in it: a standby takes that, too.
#[actix_web::test]
async fn a_database_that_takes_no_writes_is_named() {
    let program = Program::new().await;
    let server = program.serve().await;
    is_ready(&program.url()).await;
    let Some((server_url, name)) =
        program.database_url.rsplit_once('/').filter(|_| program.database_url.starts_with("postgres"))
    else {
        // the embedded one: another program holds the write lock and does not let go
        let holder = Database::connect(&program.database_url).await.unwrap();
        holder.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        is_broken(&program.url(), "database", "seconds").await;
        holder.execute_unprepared("ROLLBACK").await.unwrap();
        eventually("it is ready again", async || ask(&program.url()).await.0 == 200).await;
        return;
    };
    let admin = Database::connect(format!("{server_url}/postgres")).await.unwrap();
    let read_only = format!("ALTER DATABASE {name} SET default_transaction_read_only = on");
    admin.execute_unprepared(&read_only).await.unwrap();
    let hang_up = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    admin.execute_unprepared(&hang_up).await.unwrap();
    // until the connections that were cut have been replaced it cannot even be read
    eventually("it says so", async || ask(&program.url()).await.1.to_string().contains("cannot be written to")).await;
    is_broken(&program.url(), "database", "cannot be written to").await;
    admin.close().await.unwrap();
    drop(server);
}

#[actix_web::test]
async fn uploads_that_cannot_be_held_back_are_named() {
    let program = Program::new().await;
    let _server = program.serve().await;
    let uploads = program.data_dir.path().join("uploads");
    fs::remove_dir(&uploads).unwrap();
    is_broken(&program.url(), "dataDir", "cannot be written to").await;
    fs::create_dir(&uploads).unwrap();
    is_ready(&program.url()).await;
}

/// Breaks when a file of no bytes counts as room.
#[actix_web::test]
async fn a_disk_that_is_full_is_named() {
    let program = Program::new().await;
    let uploads = program.data_dir.path();
    let mount = |args: &[&str]| Command::new("mount").args(args).arg(uploads).status().is_ok_and(|done| done.success());
    if !mount(&["-t", "tmpfs", "-o", "size=96m", "tmpfs"]) {
        skipped("a full disk: only root may mount the small one that its test fills");
        return;
    }
    let mounted = Mounted(uploads.to_owned());
    let server = program.serve().await;
    is_ready(&program.url()).await;
    fs::write(uploads.join("filling"), vec![1; 60 << 20]).unwrap();
    is_broken(&program.url(), "disk", "free").await;
    fs::remove_file(uploads.join("filling")).unwrap();
    is_ready(&program.url()).await;
    server.terminate();
    assert_eq!(server.finish().await.status, 0);
    drop(mounted);
}

/// A small disk; it goes with the test.
struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("--lazy").arg(&self.0).status();
        assert!(done.is_ok_and(|done| done.success()) || std::thread::panicking());
    }
}

/// Breaks when a mail server that refuses counts as our own standstill, or a standstill as nothing.
#[actix_web::test]
async fn mails_that_nobody_tries_to_send_are_named() {
    let app = TestApp::spawn_with(|config| config.mail.smtp_url = Some("smtp://127.0.0.1:1?tls=none".into())).await;
    let start = app.state.clock.now();
    app.set_clock(start);
    app.anonymous().post("/auth/sign-in", json!({ "email": "ada@example.com" })).await.expect(202);
    app.set_clock(start + Duration::minutes(10));
    is_ready(app.url()).await;
    app.set_clock(start + Duration::minutes(11));
    is_broken(app.url(), "outbox", "mail").await;
    assert_eq!(outbox::send_due(&app.state).await.unwrap(), 0, "there is no mail server");
    app.set_clock(start + Duration::minutes(12));
    is_ready(app.url()).await;
}

/// Breaks when every call looks for itself: each takes the write lock, and strangers may call.
#[actix_web::test]
async fn one_look_is_good_for_a_second_however_many_ask() {
    let app = TestApp::spawn().await;
    let start = app.state.clock.now();
    app.set_clock(start);
    assert_eq!(ask(app.url()).await.0, 200);
    fs::remove_dir(app.data_dir.path().join("uploads")).unwrap();
    app.set_clock(start + Duration::milliseconds(999));
    assert_eq!(ask(app.url()).await.0, 200, "nobody looks so soon");
    app.set_clock(start + Duration::seconds(1));
    is_broken(app.url(), "dataDir", "cannot be written to").await;
    app.state.stopping.store(true, std::sync::atomic::Ordering::Relaxed);
    let (status, said) = ask(app.url()).await;
    assert_eq!((status, &said["broken"][0]["part"]), (503, &json!("server")), "that it stops is said at once");
}
