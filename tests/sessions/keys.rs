//! S17: the keys that sign sessions, and the secret that seals them.
use crate::support::{
    app::{TestApp, config, environment},
    person::Person,
};
use serde_json::{Value, json};
use skillet::{auth::keys::KeyRing, clock::Clock, config::Config, db::Db};
use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, path::Path};
use tempfile::TempDir;

/// Starts a ring on a data folder, as a server with SQLite does.
async fn open(folder: &TempDir) -> Result<KeyRing, String> {
    let config = config("http://localhost:3001", folder);
    let db = Db::connect(&format!("sqlite:{}", folder.path().join("skillet.sqlite3").display())).await.unwrap();
    KeyRing::open(&config, &db, &Clock::default()).await.map_err(|e| format!("{e:#}"))
}

fn key_file(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("keys.json")).unwrap()).unwrap()
}

fn write_key_file(folder: &Path, file: &Value) {
    fs::write(folder.join("keys.json"), file.to_string()).unwrap();
}

/// The sessions of a person who signed in at another server of the same house.
fn same_browser(at: &TestApp, person: &Person) -> Person {
    let browser = at.anonymous();
    browser.set_cookie("skillet", &person.cookie("skillet").unwrap());
    browser
}

/// Breaks when `check_secret` is not called, or one of its rules is dropped.
#[test]
fn s17_postgres_starts_only_with_a_secret_worth_the_name() {
    let url = ("SKILLET_DATABASE_URL", "postgres://skillet@localhost/skillet");
    let wrong =
        |secret: &str| Config::read(environment(&[url, ("SKILLET_SECRET", secret)])).err().map(|e| e.to_string());
    for secret in [
        "",
        "   ",
        "short",
        "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6G",
        "change-me-change-me-change-me-change-me",
        "ThisIsMySuperSecretValue0123456789",
        "example-0123456789-abcdefghijklmnop",
        "PASSWORDpassword0123456789abcdefgh",
        "skillet-production-key-0123456789ab",
        "00000000000000000000000000000000",
        "abcabcabcabcabcabcabcabcabcabcabcabc",
    ] {
        let words = wrong(secret).unwrap_or_else(|| panic!("{secret:?} was taken"));
        assert!(words.contains("SKILLET_SECRET") && words.contains("openssl rand -base64 32"), "{words}");
    }
    assert!(wrong("mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga").is_none());
    assert!(Config::read(environment(&[url])).is_err(), "without one");
    assert!(Config::read(environment(&[])).is_ok(), "SQLite needs none");
}

/// Breaks when the file is taken as it is, with the end of its line, or its length is not looked at.
#[test]
fn s17_a_secret_may_stand_in_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("secret");
    let url = ("SKILLET_DATABASE_URL", "postgres://skillet@localhost/skillet");
    let read = || Config::read(environment(&[url, ("SKILLET_SECRET_FILE", path.to_str().unwrap())]));
    assert!(read().is_err_and(|e| e.to_string().contains("SKILLET_SECRET_FILE")), "there is no such file");
    fs::write(&path, "short\n").unwrap();
    assert!(read().is_err_and(|e| e.to_string().contains("too short")));
    fs::write(&path, "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga\n").unwrap();
    assert!(read().is_ok());
}

/// Breaks when the file is written with `fs::write`.
#[actix_web::test]
async fn s17_the_key_file_is_made_for_its_owner_alone() {
    let folder = TempDir::new().unwrap();
    open(&folder).await.unwrap();
    let path = folder.path().join("keys.json");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let names: BTreeSet<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.contains("draft")), "{names:?}");

    let before = fs::read(&path).unwrap();
    open(&folder).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), before, "the second start changes nothing");
    let (other, key) = (TempDir::new().unwrap(), key_file(folder.path())["keys"]["1"].clone());
    open(&other).await.unwrap();
    assert_ne!(key_file(other.path())["keys"]["1"], key, "every house has its own");
    assert_eq!(key.as_str().unwrap().len(), 44, "32 bytes");
}

/// Breaks when `checked` or the length check goes, and the server signs with what it finds.
#[actix_web::test]
async fn s17_a_damaged_key_file_is_refused_in_words_that_help() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys.json");
    let good = "a4h9/MJvT3GTB1N2VkwFa0+qXoBz2HnZ5bWm1sRc8Yc=";
    for (name, text) in [
        ("empty", String::new()),
        ("broken off", "{\"active\":\"1\",\"keys\":{\"1\":\"a4h9".into()),
        ("of another form", "[]".into()),
        ("without keys", json!({ "active": "1", "keys": {} }).to_string()),
        ("without its active key", json!({ "active": "2", "keys": { "1": good } }).to_string()),
        ("no base64", json!({ "active": "1", "keys": { "1": "!" } }).to_string()),
        ("short", json!({ "active": "1", "keys": { "1": "c2hvcnQ=" } }).to_string()),
        ("long", json!({ "active": "1", "keys": { "1": "A".repeat(64) } }).to_string()),
        (
            "zeros",
            json!({ "active": "1", "keys": { "1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" } }).to_string(),
        ),
        (
            "one letter",
            json!({ "active": "1", "keys": { "1": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=" } }).to_string(),
        ),
        (
            "an old key of zeros",
            json!({ "active": "1", "keys": { "1": good, "0": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" } })
                .to_string(),
        ),
    ] {
        fs::write(&path, &text).unwrap();
        let words = open(&folder).await.err().unwrap_or_else(|| panic!("{name} was taken"));
        assert!(words.contains("keys.json") && words.contains("backup"), "{name}: {words}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}: it is left as it is");
    }
}

/// Breaks when the key is made anew at each start.
#[actix_web::test]
async fn s17_a_restart_keeps_everybody_signed_in() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let again = app.another(|_| ()).await;
    same_browser(&again, &ada).get("/users/me").await.expect(200);
    let bob = again.person("bob@example.com").await;
    same_browser(&app, &bob).get("/users/me").await.expect(200);
}

/// Breaks when `verify` knows the active key only.
#[actix_web::test]
async fn s17_after_a_rotation_old_sessions_stay_readable() {
    let app = TestApp::spawn_embedded().await;
    let ada = app.person("ada@example.com").await;
    let mut file = key_file(app.data_dir.path());
    file["keys"]["2"] = json!("a4h9/MJvT3GTB1N2VkwFa0+qXoBz2HnZ5bWm1sRc8Yc=");
    file["active"] = json!("2");
    write_key_file(app.data_dir.path(), &file);

    let rotated = app.another(|_| ()).await;
    same_browser(&rotated, &ada).get("/users/me").await.expect(200);
    let bob = rotated.person("bob@example.com").await;
    same_browser(&app, &bob).get("/users/me").await.expect(200); // a running server follows

    file["keys"].as_object_mut().unwrap().remove("1");
    write_key_file(app.data_dir.path(), &file);
    let retired = app.another(|_| ()).await;
    same_browser(&retired, &bob).get("/users/me").await.expect(200);
    same_browser(&retired, &ada).get("/users/me").await.refuses(401, "unauthorized");
}

/// Breaks when the key file is written in the place of one that was made meanwhile, instead of linked where none is.
#[actix_web::test]
async fn s17_starts_at_the_same_time_agree_on_one_key() {
    let folder = TempDir::new().unwrap();
    let rings: Vec<KeyRing> =
        futures_util::future::join_all((0..8).map(|_| open(&folder))).await.into_iter().map(Result::unwrap).collect();
    let claims = skillet::auth::keys::Claims {
        aud: skillet::auth::keys::Audience::Browser,
        sid: uuid::Uuid::now_v7(),
        ws: None,
        iat: 0,
        exp: 10,
    };
    let token = rings[0].sign(&claims).unwrap();
    assert!(rings.iter().all(|ring| ring.verify(&token, 5).is_some()));
}

/// Breaks when each server of one database makes a key of its own, or a wrong secret is taken for a new house.
#[actix_web::test]
async fn s17_servers_of_one_postgres_share_the_ring_and_its_secret() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return; // with SQLite there is one server; `make test` runs this on PostgreSQL too
    }
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let elsewhere = TempDir::new().unwrap();
    let second = app.another(|config| config.data_dir = elsewhere.path().to_owned()).await;
    same_browser(&second, &ada).get("/users/me").await.expect(200);
    assert!(!app.data_dir.path().join("keys.json").exists() && !elsewhere.path().join("keys.json").exists());

    let mut wrong = config("http://localhost:3001", &elsewhere);
    wrong.secret = Some("Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6GamXc0".into());
    let refused = KeyRing::open(&wrong, &app.state.db, &Clock::default()).await.err().unwrap().to_string();
    assert!(refused.contains("SKILLET_SECRET is not the one"), "{refused}");
}
