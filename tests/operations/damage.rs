//! `restore --check` names whatever is wrong with a backup.
use super::{
    backup::{back_up, scan},
    set_up,
};
use crate::support::{person::Person, program::Program};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A sound backup with three scans, to be damaged.
struct Backup {
    folder: TempDir,
    at: PathBuf,
}

impl Backup {
    async fn sound() -> Self {
        let program = Program::embedded();
        let token = set_up(&program).await;
        let server = program.serve().await;
        let ci = Person::with_bearer(&program.url(), &token);
        for number in 0..3 {
            ci.upload("acme", &scan("@acme/ui", number + 5).json()).await.expect(200);
        }
        drop(server);
        let folder = TempDir::new().unwrap();
        let at = back_up(&program, folder.path()).await;
        Self { folder, at }
    }

    /// One that can be damaged for itself.
    fn copy(&self) -> Self {
        let folder = TempDir::new_in(self.folder.path()).unwrap();
        for entry in fs::read_dir(&self.at).unwrap() {
            let from = entry.unwrap();
            fs::copy(from.path(), folder.path().join(from.file_name())).unwrap();
        }
        let at = folder.path().to_owned();
        Self { folder, at }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.at.join(name)
    }

    fn edit_manifest(&self, edit: impl FnOnce(&mut Value)) {
        let path = self.file("manifest.json");
        let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut manifest);
        fs::write(path, manifest.to_string()).unwrap();
    }

    /// Makes the sums fit what is there now: damage from before the backup, which they cannot show.
    fn sum_up(&self) {
        self.edit_manifest(|manifest| {
            for name in ["skillet.sqlite3", "keys.json"] {
                let bytes = fs::read(self.file(name)).unwrap();
                let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                manifest["files"][name] = json!({ "bytes": bytes.len(), "sha256": sha256 });
            }
        });
    }

    /// Runs statements on its database, and makes the sums fit.
    async fn change(&self, statements: &[&str]) {
        let db = Database::connect(format!("sqlite:{}", self.file("skillet.sqlite3").display())).await.unwrap();
        for statement in ["PRAGMA foreign_keys = OFF"].iter().chain(statements) {
            db.execute_unprepared(statement).await.unwrap();
        }
        db.execute_unprepared("PRAGMA journal_mode = DELETE").await.unwrap();
        db.close().await.unwrap();
        self.sum_up();
    }

    /// What the check finds, the lines that begin with `FAIL`; that it fails if it finds anything is proved here.
    async fn findings(&self) -> String {
        let elsewhere = Program::embedded();
        let done = elsewhere.run(&["restore", self.at.to_str().unwrap(), "--check"]).await;
        let findings: Vec<_> = done.stdout.lines().filter(|line| line.starts_with("FAIL")).collect();
        assert_eq!(done.status, i32::from(!findings.is_empty()), "{}{}", done.stdout, done.stderr);
        if !findings.is_empty() {
            assert!(done.stderr.contains("not a sound backup"), "{}", done.stderr);
            let refused = elsewhere.run(&["restore", self.at.to_str().unwrap()]).await;
            assert!(refused.status == 1 && refused.stderr.contains("nothing was restored"), "{}", refused.stderr);
            assert_eq!(fs::read_dir(elsewhere.data_dir.path()).unwrap().count(), 0);
        }
        findings.join("\n")
    }

    #[track_caller]
    fn must_name(findings: &str, words: &[&str]) {
        for word in words {
            assert!(findings.contains(word), "{word} is not in:\n{findings}");
        }
    }
}

/// Breaks when the sums are not compared, or a part is passed over once another one is wrong.
#[actix_web::test]
async fn files_that_are_missing_or_changed_are_named() {
    let sound = Backup::sound().await;
    assert_eq!(sound.findings().await, "");
    for name in ["manifest.json", "skillet.sqlite3", "keys.json"] {
        let missing = sound.copy();
        fs::remove_file(missing.file(name)).unwrap();
        Backup::must_name(&missing.findings().await, &[name]);

        let cut = sound.copy();
        let bytes = fs::read(cut.file(name)).unwrap();
        fs::write(cut.file(name), &bytes[..bytes.len() / 2]).unwrap();
        Backup::must_name(&cut.findings().await, &[name]);
    }
    let changed = sound.copy();
    let mut bytes = fs::read(changed.file("keys.json")).unwrap();
    bytes.push(b'\n');
    fs::write(changed.file("keys.json"), bytes).unwrap();
    Backup::must_name(&changed.findings().await, &["keys.json is not the file that was backed up"]);

    let all = sound.copy();
    for name in ["manifest.json", "skillet.sqlite3", "keys.json"] {
        fs::write(all.file(name), "").unwrap();
    }
    Backup::must_name(&all.findings().await, &["manifest.json", "skillet.sqlite3", "keys.json"]);
    let nowhere = Program::embedded().run(&["restore", "/nowhere/at/all", "--check"]).await;
    assert!(nowhere.status == 1 && nowhere.stderr.contains("is no backup"), "{}", nowhere.stderr);
}

#[actix_web::test]
async fn a_manifest_that_says_something_else_is_named() {
    let sound = Backup::sound().await;
    let newer = sound.copy();
    newer.edit_manifest(|manifest| manifest["format"] = json!(2));
    Backup::must_name(&newer.findings().await, &["manifest.json has the format 2", "the version that made it"]);
    let fewer = sound.copy();
    fewer.edit_manifest(|manifest| manifest["rows"]["scan"] = json!(4));
    Backup::must_name(&fewer.findings().await, &["`scan` has 3 rows, and manifest.json says 4 rows"]);
    let table = sound.copy();
    table.edit_manifest(|manifest| manifest["rows"]["invoice"] = json!(1));
    Backup::must_name(&table.findings().await, &["`invoice` has no table"]);
    let unnamed = sound.copy();
    unnamed.edit_manifest(|manifest| drop(manifest["files"].as_object_mut().unwrap().remove("keys.json")));
    Backup::must_name(&unnamed.findings().await, &["manifest.json does not name keys.json"]);
}

/// Breaks when only the sums are looked at: these were damaged before they were taken.
#[actix_web::test]
async fn damage_from_before_the_backup_is_named() {
    let sound = Backup::sound().await;
    let pages = sound.copy();
    let mut bytes = fs::read(pages.file("skillet.sqlite3")).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(pages.file("skillet.sqlite3"), bytes).unwrap();
    pages.sum_up();
    Backup::must_name(&pages.findings().await, &["skillet.sqlite3"]);

    let orphans = sound.copy();
    orphans.change(&["DELETE FROM repository"]).await;
    Backup::must_name(&orphans.findings().await, &["3 row(s) of `scan` name a row of `repository` that is not there"]);

    let newer = sound.copy();
    newer.change(&["INSERT INTO seaql_migrations VALUES ('m20991231_000001_flying_cars', 0)"]).await;
    Backup::must_name(&newer.findings().await, &["m20991231_000001_flying_cars", "newer version"]);

    let older = sound.copy();
    older.change(&["DELETE FROM seaql_migrations WHERE version LIKE '%scans'"]).await;
    Backup::must_name(&older.findings().await, &["has not the steps of the schema that manifest.json names"]);
}

/// Breaks when contents are counted by their rows instead of being read.
#[actix_web::test]
async fn scans_that_cannot_be_read_are_named_one_by_one() {
    let sound = Backup::sound().await;
    let one = "(SELECT id FROM scan ORDER BY seq LIMIT 1 OFFSET 2)";
    let chunk = format!("pack = (SELECT seq FROM scan WHERE id = {one}) AND part = 0");
    for (change, words) in [
        (format!("DELETE FROM scan_delta WHERE scan_id = {one}"), "has 7 components, 7 of them local"),
        (format!("UPDATE scan_delta SET changes = x'' WHERE scan_id = {one}"), "cannot be read"),
        (
            format!("UPDATE scan_delta SET changes = x'07' || substr(changes, 2) WHERE scan_id = {one}"),
            "written by a newer server",
        ),
        (format!("DELETE FROM scan_chunk WHERE {chunk}"), "is not there"),
        (
            format!("UPDATE scan_chunk SET bytes = CAST(substr(bytes, 1, length(bytes) - 9) AS BLOB) WHERE {chunk}"),
            "cannot be read",
        ),
        (
            format!("UPDATE scan SET num_of_components = 99 WHERE id = {one}"),
            "has 8 components, 8 of them local, and its row says 99 and 8",
        ),
        (format!("UPDATE scan SET num_of_local_components = 0 WHERE id = {one}"), "and its row says 8 and 0"),
    ] {
        let damaged = sound.copy();
        damaged.change(&[&change]).await;
        let findings = damaged.findings().await;
        let named: Vec<_> = findings.lines().filter(|line| line.contains("scan 0")).collect();
        assert!(
            named.len() == 1 && named[0].contains(words) && named[0].contains("of workspace 0"),
            "{change}:\n{findings}"
        );
    }
}

/// Breaks when parts are read and not compared with their names: these can be read.
#[actix_web::test]
async fn parts_that_were_exchanged_are_named() {
    let sound = Backup::sound().await;
    let damaged = sound.copy();
    let other = "SELECT bytes FROM scan_chunk WHERE part = 0 AND pack = 2";
    damaged.change(&[&format!("UPDATE scan_chunk SET bytes = ({other}) WHERE part = 0 AND pack = 3")]).await;
    Backup::must_name(&damaged.findings().await, &["pack 3 of workspace", "is not what was written"]);
}

#[actix_web::test]
async fn keys_that_cannot_sign_are_named() {
    let sound = Backup::sound().await;
    for keys in ["{}", "{\"active\":\"2\",\"keys\":{}}", "{\"active\":\"1\",\"keys\":{\"1\":\"AAAA\"}}"] {
        let damaged = sound.copy();
        fs::write(damaged.file("keys.json"), keys).unwrap();
        damaged.sum_up();
        Backup::must_name(&damaged.findings().await, &["FAIL  keys.json"]);
    }
}
