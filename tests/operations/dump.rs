//! A backup of PostgreSQL is made by its own tools, with the commands of docs/SELF-HOSTING.md, and becomes a server again.
use super::{backup::scan, set_up, sign_in};
use crate::support::{person::Person, program::Program};
use std::{path::PathBuf, process::Command};
use tempfile::TempDir;

/// A tool of PostgreSQL: of the newest version that the system has, or else from the path.
fn tool(name: &str) -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = folders.map(|folder| folder.path()).max_by_key(version);
    newest.map(|folder| folder.join("bin").join(name)).filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}

fn run(name: &str, args: &[&str]) {
    let done = Command::new(tool(name)).args(args).output().unwrap_or_else(|e| panic!("{name}: {e}"));
    assert!(done.status.success(), "{name} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Breaks when something of an installation lies outside of its database, or cannot be put back in the order of a dump.
#[actix_web::test]
async fn a_dump_of_postgres_becomes_a_server_with_everything_and_everybody_in_it() {
    let program = Program::new().await;
    if !program.database_url.starts_with("postgres:") {
        return println!("skipped: with the embedded database there is nothing to dump");
    }
    let server = program.serve().await;
    let token = set_up(&program).await;
    let ada = sign_in(&program, "ada@example.com").await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/ui", 7).json()).await.expect(200);
    let folder = TempDir::new().unwrap();
    let dump = folder.path().join("skillet.dump");
    run("pg_dump", &["--format=custom", &format!("--file={}", dump.display()), &program.database_url]);
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/late", 7).json()).await.expect(200);
    let before = ada.get("/workspaces/acme/components?limit=200").await.expect(200);
    server.terminate();
    server.finish().await;

    let restored = Program::new().await;
    let to = format!("--dbname={}", restored.database_url);
    run("pg_restore", &["--exit-on-error", "--no-owner", &to, dump.to_str().unwrap()]);
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
