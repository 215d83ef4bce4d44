//! A backup of PostgreSQL is made by its own tools, with the commands of docs/SELF-HOSTING.md, and becomes a server again.
use super::{
    backup::{Load, scan, scans},
    set_up, sign_in,
};
use crate::support::{
    integrity::{all_is_whole, look},
    person::Person,
    program::Program,
};
use std::{fs, path::PathBuf, process::Command};
use tempfile::TempDir;

/// A tool of PostgreSQL: of the newest version that the system has, or else from the path.
fn tool(name: &str) -> PathBuf {
    let folders = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = folders.map(|folder| folder.path()).max_by_key(version);
    newest.map(|folder| folder.join("bin").join(name)).filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}

/// Runs a tool in the folder with `pg_service.conf`, which tells it where the database is and what opens it.
async fn run(folder: &TempDir, name: &str, args: &[&str]) {
    let mut command = Command::new(tool(name));
    command.args(args).current_dir(folder).env("PGSERVICEFILE", folder.path().join("pg_service.conf"));
    let name = name.to_owned();
    let done = actix_web::web::block(move || command.output().unwrap_or_else(|e| panic!("{name}: {e}"))).await.unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// As docs/SELF-HOSTING.md has it, for this database.
fn write_service(folder: &TempDir, url: &str) {
    let url = reqwest::Url::parse(url).unwrap();
    let (host, port) = (url.host_str().unwrap(), url.port().unwrap_or(5432));
    let (user, database) = (url.username(), url.path().trim_start_matches('/'));
    let service = format!("[skillet]\nhost={host}\nport={port}\ndbname={database}\nuser={user}\n");
    fs::write(folder.path().join("pg_service.conf"), service).unwrap();
}

/// Breaks when what is dumped is not of one moment, or something of a scan is dumped before what it needs.
#[actix_web::test]
async fn a_dump_made_while_scans_come_in_holds_all_that_was_acknowledged_and_no_scan_is_torn() {
    let program = Program::new().await;
    if !program.database_url.starts_with("postgres:") {
        return println!("with the embedded database there is nothing to dump");
    }
    let server = program.serve().await;
    let token = set_up(&program).await;
    let load = Load::on(&program, &token);
    let mut dumps = Vec::new();
    for number in 0..3 {
        load.reaches((number + 1) * 8).await;
        let (folder, before) = (TempDir::new().unwrap(), load.known());
        write_service(&folder, &program.database_url);
        run(&folder, "pg_dump", &["--format=custom", "--file=skillet.dump", "service=skillet"]).await;
        dumps.push((before, folder, load.known()));
    }
    load.ends().await;
    assert!(dumps.iter().any(|(before, _, after)| after.len() > before.len()), "no scan came in during any dump");
    server.terminate();
    server.finish().await;
    for (before, folder, _) in dumps {
        let restored = Program::new().await;
        let to = restored.database_url.rsplit('/').next().unwrap();
        let to = format!("--dbname=service=skillet dbname={to}");
        run(&folder, "pg_restore", &["--exit-on-error", "--no-owner", &to, "skillet.dump"]).await;
        let whole = look(&restored.database_url, async |db| all_is_whole(db).await).await;
        let _server = restored.serve().await;
        let found = scans(&Person::with_bearer(&restored.url(), &token)).await;
        assert_eq!(found.len(), whole);
        assert!(before.is_subset(&found), "{} of {} are there", before.intersection(&found).count(), before.len());
    }
}

/// Breaks when something of an installation lies outside of its database, or cannot be put back in the order of a dump.
#[actix_web::test]
async fn a_dump_of_postgres_becomes_a_server_with_everything_and_everybody_in_it() {
    let program = Program::new().await;
    if !program.database_url.starts_with("postgres:") {
        return println!("with the embedded database there is nothing to dump");
    }
    let server = program.serve().await;
    let token = set_up(&program).await;
    let ada = sign_in(&program, "ada@example.com").await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/ui", 7).json()).await.expect(200);
    let folder = TempDir::new().unwrap();
    write_service(&folder, &program.database_url);
    run(&folder, "pg_dump", &["--format=custom", "--file=skillet.dump", "service=skillet"]).await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/late", 7).json()).await.expect(200);
    let before = ada.get("/workspaces/acme/components?limit=200").await.expect(200);
    server.terminate();
    server.finish().await;

    let restored = Program::new().await;
    let to = format!("--dbname=service=skillet dbname={}", restored.database_url.rsplit('/').next().unwrap());
    run(&folder, "pg_restore", &["--exit-on-error", "--no-owner", &to, "skillet.dump"]).await;
    assert!(!restored.prints(&["migrate", "status"]).await.contains("missing"));
    assert_eq!(restored.prints(&["keys", "list"]).await, program.prints(&["keys", "list"]).await);
    let _server = restored.serve().await;
    let ci = Person::with_bearer(&restored.url(), &token);
    let scans = ci.get("/workspaces/acme/analyses").await.expect(200);
    assert_eq!(scans["total"], 1, "the one that came later is not in it");
    let found = ci.get("/workspaces/acme/components?limit=200").await.expect(200);
    let of_ui = |page: &serde_json::Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.filter(|one| one["packageName"] == "@acme/ui").cloned().collect::<Vec<_>>()
    };
    assert_eq!(of_ui(&found), of_ui(&before));
    assert!(!of_ui(&found).is_empty());
    ci.upload("acme", &scan("@acme/late", 7).json()).await.expect(200);
    let cookie = ada.cookie("skillet").unwrap();
    let again = Person::new(&restored.url());
    again.set_cookie("skillet", &cookie);
    again.get("/users/me").await.expect(200);
    let doctor = restored.run(&["doctor"]).await;
    assert_eq!(doctor.status, 0, "{}", doctor.stdout);
}
