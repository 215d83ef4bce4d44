//! Backups are made while the server works, and become a server again.
use super::{set_up, sign_in};
use crate::support::{bodies::Body, integrity::look, person::Person, process::PATIENCE, program::Program};
use migration::MigratorTrait;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;

/// A scan of a repository that grows with every number.
pub fn scan(package: &str, number: usize) -> Body {
    let names: Vec<String> = (0..=number % 40).map(|one| format!("Part{number}x{one}")).collect();
    names.iter().fold(Body::of(package), |body, name| body.defines(name, &[]))
}

/// Makes a backup; the folder it is in.
pub async fn back_up(program: &Program, to: &Path) -> PathBuf {
    program.prints(&["backup", "--to", to.to_str().unwrap()]).await.into()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Ids of all scans of the workspace.
pub async fn scans(person: &Person) -> BTreeSet<String> {
    let (mut found, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = person.get(&format!("/workspaces/acme/analyses?limit=200{cursor}")).await.expect(200);
        found.extend(page["items"].as_array().unwrap().iter().map(|scan| scan["id"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

/// Four who upload without end, and what was acknowledged to them.
pub struct Load {
    acknowledged: Arc<Mutex<BTreeSet<String>>>,
    is_over: Arc<AtomicBool>,
    uploaders: Vec<actix_web::rt::task::JoinHandle<usize>>,
}

impl Load {
    pub fn on(program: &Program, token: &str) -> Self {
        let (acknowledged, is_over) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(AtomicBool::new(false)));
        let uploaders = (0..4)
            .map(|number| {
                let person = Person::with_bearer(&program.url(), token);
                let (acknowledged, is_over) = (acknowledged.clone(), is_over.clone());
                actix_web::rt::spawn(async move {
                    let mut count = 0;
                    while !is_over.load(Ordering::Relaxed) {
                        let body = scan(&format!("@acme/part-{number}"), count);
                        let stored = person.upload("acme", &body.json()).await.expect(200);
                        acknowledged.lock().unwrap().insert(stored["data"]["id"].as_str().unwrap().to_owned());
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        Self { acknowledged, is_over, uploaders }
    }

    /// The ids of the scans that are known to be stored.
    pub fn known(&self) -> BTreeSet<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Waits until there are so many.
    pub async fn reaches(&self, number: usize) {
        let comes = async {
            while self.known().len() < number {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, comes).await.expect("scans come in");
    }

    pub async fn ends(self) {
        self.is_over.store(true, Ordering::Relaxed);
        for uploader in self.uploaders {
            assert!(uploader.await.unwrap() > 1);
        }
    }
}

/// Breaks when the database's file is copied instead of asked for a copy, or the keys are left out.
#[actix_web::test]
async fn a_backup_made_while_scans_come_in_is_sound_and_becomes_a_server_with_all_that_was_acknowledged() {
    let program = Program::embedded();
    let server = program.serve().await;
    let token = set_up(&program).await;
    let load = Load::on(&program, &token);
    let folder = TempDir::new().unwrap();
    let mut backups = Vec::new();
    for number in 0..4 {
        load.reaches((number + 1) * 8).await;
        let before = load.known();
        let backup = back_up(&program, &folder.path().join(number.to_string())).await;
        backups.push((before, backup, load.known()));
    }
    load.ends().await;
    assert!(backups.iter().any(|(before, _, after)| after.len() > before.len()), "no scan came in during any backup");
    server.terminate();
    server.finish().await;

    for (before, backup, _) in backups {
        let restored = Program::embedded();
        let path = backup.to_str().unwrap();
        let checked = restored.run(&["restore", path, "--check"]).await;
        assert_eq!((checked.status, checked.stderr.as_str()), (0, ""), "{}", checked.stdout);
        assert!(checked.stdout.lines().all(|line| line.starts_with("ok ")), "{}", checked.stdout);
        assert!(names(restored.data_dir.path()).is_empty(), "looking changes nothing");
        restored.prints(&["restore", path]).await;
        let _server = restored.serve().await;
        let found = scans(&Person::with_bearer(&restored.url(), &token)).await;
        assert!(before.is_subset(&found), "{} of {} are there", before.intersection(&found).count(), before.len());
        Person::with_bearer(&restored.url(), &token).upload("acme", &scan("@acme/new", 3).json()).await.expect(200);
        sign_in(&restored, "ada@example.com").await;
    }
}

#[actix_web::test]
async fn a_backup_says_what_it_holds_and_only_its_owner_may_read_it() {
    let program = Program::embedded();
    let token = set_up(&program).await;
    let folder = TempDir::new().unwrap();
    let server = program.serve().await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/ui", 3).json()).await.expect(200);
    let backup = back_up(&program, &folder.path().join("a")).await;
    drop(server);

    assert_eq!(names(&backup), ["keys.json", "manifest.json", "skillet.sqlite3"].map(ToOwned::to_owned).into());
    assert_eq!(names(backup.parent().unwrap()).len(), 1, "no draft is left");
    for name in names(&backup) {
        assert_eq!(mode(&backup.join(&name)), 0o600, "{name}");
    }
    assert_eq!((mode(&backup), mode(backup.parent().unwrap())), (0o700, 0o700));
    let manifest: Value = serde_json::from_slice(&fs::read(backup.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["rows"]["scan"], 1);
    assert_eq!(manifest["rows"]["workspace"], 1);
    let steps = migration::Migrator::migrations().len();
    assert_eq!(manifest["migrations"].as_array().unwrap().len(), steps);
    let sum = &manifest["files"]["skillet.sqlite3"];
    assert_eq!(sum["bytes"], fs::metadata(backup.join("skillet.sqlite3")).unwrap().len());
    assert_eq!(sum["sha256"].as_str().unwrap().len(), 64);

    let noted = fs::read_to_string(program.data_dir.path().join("last-backup")).unwrap();
    let (noted, made) =
        (noted.trim().parse::<chrono::DateTime<chrono::Utc>>().unwrap(), manifest["createdAt"].as_str().unwrap());
    assert_eq!(noted.timestamp(), made.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp());
}

/// Breaks when a backup counts because it was made: the doctor and the alert would be content with one that nobody can use.
#[actix_web::test]
async fn only_a_backup_that_is_sound_counts() {
    let program = Program::embedded();
    let token = set_up(&program).await;
    let server = program.serve().await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/ui", 3).json()).await.expect(200);
    drop(server);
    look(&program.database_url, async |db| {
        db.execute_unprepared("UPDATE scan SET num_of_components = num_of_components + 1").await.unwrap()
    })
    .await;
    let folder = TempDir::new().unwrap();
    let made = program.run(&["backup", "--to", folder.path().to_str().unwrap()]).await;
    assert_eq!((made.status, made.stdout.as_str()), (1, ""), "{}", made.stderr);
    for words in ["is not sound, and does not count", "components", "skillet doctor"] {
        assert!(made.stderr.contains(words), "{}", made.stderr);
    }
    assert!(!program.data_dir.path().join("last-backup").exists());
    assert_eq!(names(folder.path()).len(), 1, "it stays, for whoever has nothing better");
}

/// Breaks when a backup that was cut off stays for good, with the keys in it, or one at work is taken away.
#[actix_web::test]
async fn what_a_backup_that_was_cut_off_has_left_is_deleted_by_the_next() {
    let program = Program::embedded();
    set_up(&program).await;
    let folder = TempDir::new().unwrap();
    let left = |name: &str, folder_is_old: bool, file_is_old: bool| {
        let path = folder.path().join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("keys.json"), "half of it").unwrap();
        for (path, is_old) in [(path.join("keys.json"), file_is_old), (path.clone(), folder_is_old)] {
            let hours = std::time::Duration::from_secs(if is_old { 7200 } else { 0 });
            let age = fs::FileTimes::new().set_modified(std::time::SystemTime::now() - hours);
            fs::File::open(&path).unwrap().set_times(age).unwrap();
        }
        path
    };
    let dead = left(".skillet-2026-11-26T03-17-00Z.unfinished", true, true);
    let kept = [
        left(".skillet-2026-11-26T03-17-01Z.unfinished", true, false),
        left(".skillet-2026-11-26T03-17-02Z.unfinished", false, true),
        left("skillet-2026-11-26T03-17-03Z", true, true),
        left(".something.unfinished", true, true),
    ];
    back_up(&program, folder.path()).await;
    assert!(!dead.exists() && kept.iter().all(|path| path.join("keys.json").exists()));
}

/// Breaks when a backup of nothing makes an empty database, and everybody believes there is one.
#[actix_web::test]
async fn where_there_is_nothing_to_back_up_the_command_says_so() {
    let (program, folder) = (Program::embedded(), TempDir::new().unwrap());
    let refused = program.run(&["backup", "--to", folder.path().to_str().unwrap()]).await;
    assert!(refused.status == 1 && refused.stderr.contains("SKILLET_DATA_DIR"), "{}", refused.stderr);
    assert!(names(program.data_dir.path()).is_empty() && names(folder.path()).is_empty());
}

#[actix_web::test]
async fn with_postgres_the_command_names_the_tool_and_what_else_to_keep() {
    let program = Program::embedded().with("SKILLET_DATABASE_URL", "postgres://skillet:hunter2@127.0.0.1:1/skillet");
    let refused = program.run(&["backup", "--to", "backups"]).await;
    assert_eq!(refused.status, 1);
    for words in ["pg_dump", "SKILLET_SECRET", "docs/SELF-HOSTING.md"] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert!(!refused.stderr.contains("hunter2"));

    let embedded = Program::embedded();
    set_up(&embedded).await;
    let folder = TempDir::new().unwrap();
    let backup = back_up(&embedded, folder.path()).await;
    let refused = program.run(&["restore", backup.to_str().unwrap()]).await;
    assert!(refused.status == 1 && refused.stderr.contains("pg_restore"), "{}", refused.stderr);
}

/// Breaks when anything that is there is written over, or a log is left for the restored database to swallow.
#[actix_web::test]
async fn a_restore_overwrites_nothing() {
    let program = Program::embedded();
    set_up(&program).await;
    let folder = TempDir::new().unwrap();
    let backup = back_up(&program, folder.path()).await;
    let near = Program::embedded().run(&["restore", folder.path().to_str().unwrap(), "--check"]).await;
    assert_eq!(near.status, 1);
    assert!(near.stderr.contains(&format!("the newest one in it is {}", backup.display())), "{}", near.stderr);
    let unmounted = folder.path().join("disk/backups");
    let refused = program.run(&["backup", "--to", unmounted.to_str().unwrap()]).await;
    assert!(refused.status == 1 && refused.stderr.contains("mount it, first"), "{}", refused.stderr);
    for name in ["skillet.sqlite3", "skillet.sqlite3-wal", "skillet.sqlite3-shm", "keys.json"] {
        let occupied = Program::embedded();
        fs::write(occupied.data_dir.path().join(name), "something").unwrap();
        let refused = occupied.run(&["restore", backup.to_str().unwrap()]).await;
        assert_eq!(refused.status, 1, "{name}");
        for words in [name, "SKILLET_DATA_DIR", "stop the server"] {
            assert!(refused.stderr.contains(words), "{name}: {}", refused.stderr);
        }
        assert_eq!(names(occupied.data_dir.path()), [name.to_owned()].into());
        assert_eq!(fs::read_to_string(occupied.data_dir.path().join(name)).unwrap(), "something");
    }
    let deep = Program::embedded();
    let data_dir = deep.data_dir.path().join("a/data");
    let deep = deep.with("SKILLET_DATA_DIR", data_dir.to_str().unwrap()).with("SKILLET_DATABASE_URL", "");
    deep.prints(&["restore", backup.to_str().unwrap()]).await;
    assert_eq!(
        names(&data_dir),
        ["keys.json", "last-backup", "skillet.sqlite3", "uploads"].map(ToOwned::to_owned).into()
    );
    assert_eq!(mode(&data_dir.join("keys.json")), 0o600);
    assert_eq!(mode(&data_dir), 0o700);
}
