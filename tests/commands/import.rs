//! Scans from files.
use super::{fails, set_up};
use crate::support::{
    bodies::{Body, gzip, zstd},
    person::Person,
    program::Program,
};
use serde_json::{Value, json};
use std::fs;
use uuid::Uuid;

/// Writes a body to a file of the data folder and names it.
fn file(program: &Program, name: &str, bytes: &[u8]) -> String {
    fs::write(program.data_dir.path().join(name), bytes).unwrap();
    name.to_owned()
}

fn shop() -> Body {
    Body::of("shop").defines("Button", &[]).defines("Page", &[("Button", 2)])
}

async fn import(program: &Program, at: Option<&str>, files: &[&str]) -> Vec<String> {
    let mut args = vec!["scan", "import", "--workspace", "acme"];
    args.extend(at.iter().flat_map(|at| ["--scanned-at", *at]));
    args.extend(files);
    let ids = program.prints(&args).await;
    let ids: Vec<String> = ids.lines().map(str::to_owned).collect();
    assert!(ids.iter().all(|id| id.parse::<Uuid>().is_ok()), "not just ids: {ids:?}");
    ids
}

/// The scans as the running server lists them, newest first.
async fn listed(program: &Program) -> Vec<Value> {
    let token =
        program.prints(&["token", "create", "--workspace", "acme", "--name", "reader", "--scope", "read"]).await;
    let reader = Person::with_bearer(&program.url(), &token);
    reader.get("/workspaces/acme/analyses").await.expect(200)["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn scans_come_in_from_plain_and_compressed_files_in_their_order() {
    let program = Program::new().await;
    set_up(&program).await;
    let running = program.serve().await;
    let bodies = ["A", "B", "C"].map(|name| shop().defines(name, &[]).bytes());
    let files = [
        file(&program, "a.json", &bodies[0]),
        file(&program, "b.json.gz", &gzip(&bodies[1])),
        file(&program, "c.json.zst", &zstd(&bodies[2])),
    ];
    let ids = import(&program, None, &files.each_ref().map(String::as_str)).await;
    let listed = listed(&program).await;
    let expected: Vec<_> = ids.iter().rev().collect();
    assert_eq!(listed.iter().map(|scan| scan["id"].as_str().unwrap()).collect::<Vec<_>>(), expected);
    assert!(listed.iter().all(|scan| scan["uploadedVia"] == "import" && scan["uploadedBy"] == Value::Null));
    running.terminate();
}

#[actix_web::test]
async fn older_scans_take_their_place_in_time() {
    let program = Program::new().await;
    set_up(&program).await;
    for (name, at) in [("A", "2026-02-01T00:00:00Z"), ("B", "2026-01-01T01:00:00+01:00"), ("C", "2025-12-01T00:00:00Z")]
    {
        let name_of_file = file(&program, "scan.json", &shop().defines(name, &[]).bytes());
        assert_eq!(import(&program, Some(at), &[&name_of_file]).await.len(), 1);
    }
    let running = program.serve().await;
    let times: Vec<_> = listed(&program).await.iter().map(|scan| scan["createdAt"].clone()).collect();
    assert_eq!(times, ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2025-12-01T00:00:00Z"]);
    let token = program
        .prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "read,scans:write"])
        .await;
    let ci = Person::with_bearer(&program.url(), &token);
    let names = ci.get("/workspaces/acme/components?sort=name").await.expect(200);
    assert_eq!(names["items"][0]["name"], "A", "the newest in time counts, not the one that came last");
    let workspace = ci.get("/workspaces/acme").await.expect(200);
    assert_eq!(workspace["workspace"]["lastScanAt"], "2026-02-01T00:00:00Z");
    let uploaded = ci.upload("acme", &shop().defines("D", &[]).json()).await.expect(200);
    assert!(uploaded["data"]["createdAt"].as_str().unwrap() > "2026-02-01", "a scan of now is of now");
    running.terminate();
}

#[actix_web::test]
async fn a_scan_that_is_imported_again_is_the_first_one() {
    let program = Program::new().await;
    set_up(&program).await;
    let (first, second) = (shop(), shop().defines("Card", &[]));
    let files = [file(&program, "a.json", &first.bytes()), file(&program, "b.json", &second.bytes())];
    let a = import(&program, Some("2026-01-01T00:00:00Z"), &[&files[0]]).await;
    let b = import(&program, Some("2026-02-01T00:00:00Z"), &[&files[1]]).await;
    assert_eq!(import(&program, Some("2026-01-01T00:00:00Z"), &[&files[0]]).await, a);
    assert_eq!(import(&program, Some("2026-02-01T00:00:00Z"), &[&files[1]]).await, b);
    assert_ne!(
        import(&program, Some("2026-03-01T00:00:00Z"), &[&files[0]]).await,
        a,
        "at another time it is another one"
    );
    let running = program.serve().await;
    assert_eq!(listed(&program).await.len(), 3);
    running.terminate();
}

#[actix_web::test]
async fn an_import_is_all_or_nothing_and_names_the_file() {
    let program = Program::new().await;
    set_up(&program).await;
    let good = file(&program, "good.json", &shop().bytes());
    let broken = file(&program, "broken.json.gz", &gzip(&shop().bytes())[..100]);
    let wrong = file(&program, "wrong.json", &shop().with("/components/0/id", json!(1)).bytes());
    let with = |files: &[&'static str]| [&["scan", "import", "--workspace", "acme"], files].concat();
    assert_eq!((good, broken, wrong), ("good.json".into(), "broken.json.gz".into(), "wrong.json".into()));
    fails(&program, &with(&["good.json", "broken.json.gz"]), &["broken.json.gz", "gzip stream ends too early"]).await;
    fails(&program, &with(&["good.json", "wrong.json"]), &["wrong.json", "components[0].id"]).await;
    fails(&program, &with(&["missing.json"]), &["missing.json", "there is no file"]).await;
    fails(&program, &with(&["--scanned-at", "2999-01-01T00:00:00Z", "good.json"]), &["lies in the future"]).await;
    fails(&program, &with(&["--scanned-at", "yesterday", "good.json"]), &["yesterday", "must be a time such as"]).await;
    fails(&program, &with(&["--scanned-at", "0001-01-15T00:00:00Z", "good.json"]), &["before the year 2000"]).await;
    fails(&program, &["scan", "import", "--workspace", "beta", "good.json"], &["there is no workspace `beta`"]).await;
    let running = program.serve().await;
    assert_eq!(listed(&program).await, Vec::<Value>::new());
    running.terminate();
}

/// Timelines are in milliseconds, and in the order of uploads within one; what scans changed has to be told in that order.
#[actix_web::test]
async fn of_two_scans_of_one_millisecond_the_one_that_was_imported_last_is_the_later_one() {
    let program = Program::new().await;
    set_up(&program).await;
    let [larger, smaller] = [("larger.json", shop().defines("A", &[])), ("smaller.json", shop())]
        .map(|(name, body)| file(&program, name, &body.bytes()));
    let first = import(&program, Some("2026-02-01T00:00:00.000900Z"), &[&larger]).await;
    let second = import(&program, Some("2026-02-01T00:00:00.000100Z"), &[&smaller]).await;
    let running = program.serve().await;
    let listed = listed(&program).await;
    assert_eq!(listed.iter().map(|scan| scan["id"].as_str().unwrap()).collect::<Vec<_>>(), [&second[0], &first[0]]);
    assert!(listed.iter().all(|scan| scan["createdAt"] == "2026-02-01T00:00:00Z"));
    assert_eq!(listed[0]["numOfRemoved"], 1);
    running.terminate();
}
