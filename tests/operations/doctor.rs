//! `skillet doctor` says what is wrong, and what to do.
use super::set_up;
use crate::support::{process::Finished, program::Program};
use chrono::{Duration, Utc};
use sea_orm::{ConnectionTrait, Database, Statement};
use skillet::doctor::{Verdict, room};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

pub async fn examine(program: &Program, args: &[&str]) -> Finished {
    program.run(&[&["doctor"], args].concat()).await
}

/// The worst that is said of something.
pub fn line<'a>(asked: &'a Finished, of: &str) -> &'a str {
    let lines: Vec<_> = asked
        .stdout
        .lines()
        .filter(|line| line.get(6..).is_some_and(|rest| rest.starts_with(&format!("{of}: "))))
        .collect();
    let worst = ["FAIL", "warn", "ok"].iter().find_map(|verdict| lines.iter().find(|line| line.starts_with(verdict)));
    worst.unwrap_or_else(|| panic!("nothing of {of} in\n{}", asked.stdout))
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

async fn change(program: &Program, statement: &str) {
    let db = Database::connect(&program.database_url).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

/// The number of a table's first page.
async fn first_page_of(program: &Program, table: &str) -> usize {
    let db = Database::connect(&program.database_url).await.unwrap();
    let asked = format!("SELECT rootpage AS page FROM sqlite_schema WHERE name = '{table}'");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), asked)).await.unwrap().unwrap();
    db.close().await.unwrap();
    row.try_get::<i64>("", "page").unwrap().try_into().unwrap()
}

/// One that was used.
async fn installed(program: Program) -> Program {
    set_up(&program).await;
    set_mode(program.data_dir.path(), 0o700);
    program
}

#[actix_web::test]
async fn what_is_well_is_said_to_be_in_one_line_each() {
    let program = installed(Program::new().await).await;
    let (server, asked) = (program.serve().await, examine(&program, &[]).await);
    assert_eq!((asked.status, asked.stderr.as_str()), (0, ""), "{}", asked.stdout);
    for of in ["public URL", "disk", "uploads", "secrets", "database", "clock", "workspaces"] {
        assert!(line(&asked, of).starts_with("ok ") || of == "disk", "{}", asked.stdout);
    }
    assert!(
        line(&asked, "mail").starts_with("warn") && line(&asked, "backup").starts_with("warn  backup: none is known")
    );
    assert!(asked.stdout.lines().all(|line| ["ok    ", "warn  "].contains(&&line[..6])), "{}", asked.stdout);
    assert_eq!(asked.stdout.contains("quick_check"), program.database_url.starts_with("sqlite:"));
    assert_eq!(asked.stdout.contains("the database's"), program.database_url.starts_with("postgres:"));
    assert_eq!(line(&asked, "backup").contains("pg_dump"), program.database_url.starts_with("postgres:"));
    drop(server);
}

#[actix_web::test]
async fn a_workspace_that_nobody_owns_is_named() {
    let program = installed(Program::new().await).await;
    assert!(line(&examine(&program, &[]).await, "workspaces").starts_with("ok "));
    change(&program, "UPDATE membership SET role = 'editor'").await;
    let asked = examine(&program, &[]).await;
    let said = line(&asked, "workspaces");
    assert!(asked.status == 1 && said.starts_with("FAIL") && said.contains("nobody owns acme,"), "{}", asked.stdout);
}

/// Breaks when asking makes what it asks for.
#[actix_web::test]
async fn where_nothing_is_installed_it_says_so_and_installs_nothing() {
    let program = Program::embedded();
    let asked = examine(&program, &[]).await;
    assert_eq!(asked.status, 1);
    assert!(line(&asked, "database").contains("is not there. Start the server once"), "{}", asked.stdout);
    assert!(line(&asked, "uploads").starts_with("FAIL"));
    assert_eq!(fs::read_dir(program.data_dir.path()).unwrap().count(), 0);
    let nowhere = Program::embedded().with("SKILLET_DATA_DIR", "nowhere").with("SKILLET_DATABASE_URL", "");
    let asked = examine(&nowhere, &[]).await;
    assert!(
        asked.status == 1
            && line(&asked, "disk").starts_with("FAIL")
            && line(&asked, "disk").contains("SKILLET_DATA_DIR"),
        "{}",
        asked.stdout
    );
}

/// Breaks when it complains about rights and clocks where only the tables are not there yet.
#[actix_web::test]
async fn of_a_database_without_tables_it_says_just_that() {
    let program = Program::new().await;
    fs::write(program.data_dir.path().join("skillet.sqlite3"), "").unwrap();
    let asked = examine(&program, &[]).await;
    assert!(line(&asked, "database").contains("nothing of Skillet is in it yet"), "{}", asked.stdout);
    let about = |of: &str| asked.stdout.lines().filter(|line| line.contains(&format!(" {of}: "))).count();
    assert_eq!((asked.status, about("database"), about("clock")), (1, 1, 0), "{}", asked.stdout);
}

#[actix_web::test]
async fn a_postgres_that_is_away_is_a_failure() {
    let program = Program::embedded().with("SKILLET_DATABASE_URL", "postgres://skillet:hunter2@127.0.0.1:1/skillet");
    let asked = examine(&program, &[]).await;
    assert!(asked.status == 1 && line(&asked, "database").contains("SKILLET_DATABASE_URL"), "{}", asked.stdout);
    assert!(!asked.stdout.contains("hunter2"));
}

#[actix_web::test]
async fn addresses_that_lead_nowhere_or_are_not_encrypted_are_warned_of() {
    let program = installed(Program::embedded()).await;
    let unknown = program.with("SKILLET_PUBLIC_URL", "https://skillet.invalid");
    let asked = examine(&unknown, &[]).await;
    assert!(
        asked.status == 0
            && line(&asked, "public URL").starts_with("warn")
            && line(&asked, "public URL").contains("skillet.invalid"),
        "{}",
        asked.stdout
    );
    let plain = unknown.with("SKILLET_PUBLIC_URL", "http://192.0.2.7:3001");
    assert!(line(&examine(&plain, &[]).await, "public URL").contains("not encrypted"));
    let encrypted = plain.with("SKILLET_PUBLIC_URL", "https://192.0.2.7");
    let asked = examine(&encrypted, &[]).await;
    assert!(line(&asked, "public URL").starts_with("warn  public URL: https://192.0.2.7 (192.0.2.7), asked from here"));
    let forgotten = encrypted.with("SKILLET_PUBLIC_URL", "http://localhost:3001").with("SKILLET_BIND", "0.0.0.0:3001");
    let asked = examine(&forgotten, &[]).await;
    assert!(
        line(&asked, "public URL").starts_with("warn") && line(&asked, "public URL").contains("SKILLET_PUBLIC_URL"),
        "{}",
        asked.stdout
    );
}

/// Breaks when settings that are legal, and never work, are passed over.
#[actix_web::test]
async fn settings_that_cannot_work_together_are_warned_of() {
    let program = installed(Program::embedded()).await.with("SKILLET_SIGNUP", "domains:example.com");
    let asked = examine(&program, &[]).await;
    assert!(line(&asked, "mail").contains("Nobody can sign up either"), "{}", asked.stdout);
    for (origin, is_warned_of) in
        [("http://127.0.0.1:5173", false), ("https://127.0.0.1", true), ("http://localhost", true)]
    {
        let program = program.beside().with("SKILLET_SPA_ORIGIN", origin);
        let asked = examine(&program, &[]).await;
        assert_eq!(
            asked.stdout.contains("warn  public URL: SKILLET_SPA_ORIGIN"),
            is_warned_of,
            "{origin}: {}",
            asked.stdout
        );
    }
}

/// Breaks when the rights of a file are not looked at.
#[actix_web::test]
async fn secrets_that_others_may_read_are_named_with_the_command_that_mends_it() {
    let program = installed(Program::embedded()).await;
    let keys = program.data_dir.path().join("keys.json");
    set_mode(&keys, 0o640);
    let asked = examine(&program, &[]).await;
    assert!(
        asked.status == 1
            && line(&asked, "secrets").starts_with("FAIL")
            && line(&asked, "secrets").contains("chmod 600"),
        "{}",
        asked.stdout
    );
    set_mode(&keys, 0o600);
    set_mode(program.data_dir.path(), 0o755);
    set_mode(&program.data_dir.path().join("skillet.sqlite3"), 0o644);
    let asked = examine(&program, &[]).await;
    assert!(asked.status == 0 && line(&asked, "secrets").contains("chmod 700"), "{}", asked.stdout);
    set_mode(program.data_dir.path(), 0o700);

    let file = program.data_dir.path().join("token");
    fs::write(&file, "Zr8Yq1T5uJw9LkPd3Fh7").unwrap();
    set_mode(&file, 0o644);
    let program = program.with("SKILLET_METRICS_TOKEN_FILE", file.to_str().unwrap());
    let asked = examine(&program, &[]).await;
    assert!(
        line(&asked, "secrets").starts_with("warn") && line(&asked, "secrets").contains(file.to_str().unwrap()),
        "{}",
        asked.stdout
    );
    set_mode(&file, 0o600);
    assert!(line(&examine(&program, &[]).await, "secrets").starts_with("ok "));

    let dotenv = program.data_dir.path().join(".env");
    fs::write(&dotenv, "SKILLET_SMTP_URL=\nSKILLET_LOG=info\n").unwrap();
    set_mode(&dotenv, 0o644);
    assert!(line(&examine(&program, &[]).await, "secrets").starts_with("ok "), "no secret stands in it");
    fs::write(&dotenv, "SKILLET_SECRET=mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga\n").unwrap();
    let asked = examine(&program, &[]).await;
    assert!(
        line(&asked, "secrets").starts_with("warn") && line(&asked, "secrets").contains(".env"),
        "{}",
        asked.stdout
    );
    assert!(!asked.stdout.contains("mXc0Zr8Yq1T5"));
}

#[actix_web::test]
async fn uploads_that_cannot_be_held_back_are_a_failure() {
    let program = installed(Program::new().await).await;
    let folder = program.data_dir.path().join("uploads");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "").unwrap();
    let asked = examine(&program, &[]).await;
    assert!(asked.status == 1 && line(&asked, "uploads").starts_with("FAIL"), "{}", asked.stdout);
}

#[actix_web::test]
async fn rows_from_the_future_betray_a_wrong_clock() {
    let program = installed(Program::new().await).await;
    for (ahead, verdict) in [(Duration::hours(2), "FAIL"), (Duration::seconds(30), "warn"), (Duration::zero(), "ok ")] {
        let at = (Utc::now() + ahead).format("%F %T%.3f+00:00");
        change(&program, &format!("UPDATE \"user\" SET created_at = '{at}'")).await;
        let asked = examine(&program, &[]).await;
        assert!(line(&asked, "clock").starts_with(verdict), "{ahead}: {}", asked.stdout);
        assert_eq!(asked.status, i32::from(verdict == "FAIL"));
    }
}

#[actix_web::test]
async fn a_schema_of_another_version_is_named() {
    let program = installed(Program::new().await).await;
    program.prints(&["migrate", "down", "--yes"]).await;
    let asked = examine(&program, &[]).await;
    assert!(
        asked.stdout.contains(
            "warn  database: 1 step(s) of the schema are missing: start the server, or run `skillet migrate up`"
        ),
        "{}",
        asked.stdout
    );
    program.prints(&["migrate", "up"]).await;
    change(&program, "INSERT INTO seaql_migrations VALUES ('m20991231_000001_flying_cars', 0)").await;
    let asked = examine(&program, &[]).await;
    assert!(asked.status == 1 && line(&asked, "database").contains("newer version"), "{}", asked.stdout);
}

#[actix_web::test]
async fn a_damaged_database_is_a_failure() {
    let program = installed(Program::embedded()).await;
    change(&program, "PRAGMA journal_mode = DELETE").await;
    let file = program.data_dir.path().join("skillet.sqlite3");
    let page = first_page_of(&program, "scan").await;
    let mut bytes = fs::read(&file).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(&file, bytes).unwrap();
    let asked = examine(&program, &[]).await;
    let is_advised = |asked: &Finished| {
        let mut failures = asked.stdout.lines().filter(|line| line.starts_with("FAIL  database: "));
        asked.status == 1 && failures.any(|line| line.contains("restore the last backup"))
    };
    assert!(is_advised(&asked), "{}", asked.stdout);

    // so damaged that it cannot even be opened: its head, then the table of its tables
    for damage in [0..100, 100..4096] {
        let mut bytes = fs::read(&file).unwrap();
        bytes[damage.clone()].fill(0xa5);
        let program = Program::embedded();
        fs::create_dir(program.data_dir.path().join("uploads")).unwrap();
        fs::write(program.data_dir.path().join("skillet.sqlite3"), bytes).unwrap();
        let asked = examine(&program, &[]).await;
        assert!(is_advised(&asked), "{damage:?}: {}", asked.stdout);
        assert!(!asked.stdout.contains("that it runs"), "{}", asked.stdout);
    }
}

#[actix_web::test]
async fn the_age_of_the_last_backup_is_minded() {
    let program = installed(Program::embedded()).await;
    let note = |ago: Duration| {
        fs::write(program.data_dir.path().join("last-backup"), (Utc::now() - ago).to_rfc3339()).unwrap()
    };
    note(Duration::hours(49));
    let asked = examine(&program, &[]).await;
    assert!(
        asked.status == 0 && line(&asked, "backup").starts_with("warn  backup: the last one is 49 hours old"),
        "{}",
        asked.stdout
    );
    note(Duration::hours(47));
    assert!(line(&examine(&program, &[]).await, "backup").starts_with("ok "));
    fs::write(program.data_dir.path().join("last-backup"), "yesterday").unwrap();
    assert!(line(&examine(&program, &[]).await, "backup").contains("none is known"));
    let folder = program.data_dir.path().join("backups");
    program.prints(&["backup", "--to", folder.to_str().unwrap()]).await;
    assert!(line(&examine(&program, &[]).await, "backup").starts_with("ok "));
}

#[test]
fn room_on_the_disk_is_judged_by_bytes_and_by_share() {
    let (mib, gib) = (1u64 << 20, 1u64 << 30);
    for (free, total, verdict) in [
        (50 * gib, 100 * gib, Verdict::Ok),
        (10 * gib, 100 * gib, Verdict::Ok),
        (10 * gib - 1, 100 * gib, Verdict::Warn),
        (2 * gib, 4 * gib, Verdict::Ok),
        (2 * gib - 1, 4 * gib, Verdict::Warn),
        (64 * mib, 4 * gib, Verdict::Warn),
        (64 * mib - 1, 4 * gib, Verdict::Fail),
        (0, 0, Verdict::Fail),
    ] {
        assert_eq!(room(free, total, 64 * mib).verdict, verdict, "{free} of {total}");
    }
}
