//! What may come in as a scan, what may not, and that a refusal leaves nothing behind.
#[cfg(target_os = "linux")]
mod attack;
mod bombs;
mod credentials;
mod forms;
#[cfg(target_os = "linux")]
mod heavy;
mod limits;
mod markup;
mod nulls;
mod room;
mod stalled;
#[cfg(target_os = "linux")]
mod turns;
mod unread;

use crate::support::{
    app::TestApp,
    bodies::{Body, gzip, zstd},
    person::{Person, Reply},
    process::PATIENCE,
};
use futures_util::stream;
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use skillet::{
    config::Config,
    entities::{scan_chunk, scan_delta, scan_pack, scan_report},
};
use std::{collections::BTreeSet, time::Duration};

const SCANS: &str = "/workspaces/acme/analyses";

/// A workspace with one scan in it, which no refused upload may change.
struct World {
    app: TestApp,
    ada: Person,
    rows: BTreeSet<String>,
}

impl World {
    async fn new() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::spawn_with(change).await;
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        ada.upload("acme", &Body::of("@acme/ui").defines("Button", &[]).json()).await.expect(200);
        Self { rows: stored(&app).await, app, ada }
    }

    /// Uploads bytes in a content coding.
    async fn send(&self, coding: Option<&str>, bytes: impl Into<reqwest::Body>) -> Reply {
        self.send_to(SCANS, coding, bytes).await
    }

    async fn send_to(&self, path: &str, coding: Option<&str>, bytes: impl Into<reqwest::Body>) -> Reply {
        let request = self.ada.request(Method::POST, path).header("content-type", "application/json").body(bytes);
        let request = match coding {
            Some(coding) => request.header("content-encoding", coding),
            None => request,
        };
        self.ada.send(request).await
    }

    /// Nothing was stored, no revision was raised, no file was left.
    async fn is_unchanged(&self, after: &str) {
        let rows = stored(&self.app).await;
        let new: Vec<_> = rows.symmetric_difference(&self.rows).collect();
        assert!(new.is_empty(), "after {after}: {new:?}");
        let db = self.app.state.db.writer();
        let kept = [
            scan_report::Entity::find().count(db).await.unwrap(),
            scan_delta::Entity::find().count(db).await.unwrap(),
            scan_pack::Entity::find().count(db).await.unwrap(),
            scan_chunk::Entity::find().count(db).await.unwrap(),
        ];
        assert_eq!(kept, [1, 1, 1, 4], "after {after}");
        self.has_no_files(after);
    }

    fn has_no_files(&self, after: &str) {
        let files: Vec<_> = std::fs::read_dir(self.app.data_dir.path().join("uploads")).unwrap().collect();
        assert!(files.is_empty(), "after {after}: {files:?}");
    }

    async fn names(&self) -> Vec<String> {
        let page = self.ada.get("/workspaces/acme/components?limit=200&sort=name").await.expect(200);
        page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// The rows of scans, and of what they change.
async fn stored(app: &TestApp) -> BTreeSet<String> {
    let kinds = ["workspace ", "repository ", "scan "];
    app.rows().await.into_iter().filter(|row| kinds.iter().any(|kind| row.starts_with(kind))).collect()
}

/// A scan of another repository than the one that is there.
fn shop() -> Body {
    Body::of("shop").defines("Page", &[("@acme/ui Button", 2)])
}

/// Waits for something that has to come true.
async fn until(what: &str, mut is_true: impl FnMut() -> bool) {
    let waits = async {
        while !is_true() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.unwrap_or_else(|_| panic!("never: {what}"));
}

fn chunks(bytes: &[u8], size: usize) -> reqwest::Body {
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> = bytes.chunks(size).map(|chunk| Ok(chunk.to_vec())).collect();
    reqwest::Body::wrap_stream(stream::iter(chunks))
}

#[actix_web::test]
async fn a_scan_may_be_plain_or_compressed_with_gzip_or_zstd() {
    let world = World::new().await;
    type Way = (&'static str, Option<&'static str>, fn(&[u8]) -> Vec<u8>);
    let ways: [Way; 6] = [
        ("Plain", None, <[u8]>::to_vec),
        ("Identity", Some("identity"), <[u8]>::to_vec),
        ("Gzip", Some("gzip"), gzip),
        ("Loud", Some("GZIP"), gzip),
        ("Old", Some("x-gzip"), gzip),
        ("Zstd", Some("zstd"), zstd),
    ];
    for (name, coding, pack) in ways {
        let body = shop().defines(name, &[("Page", 1)]);
        let answer = world.send(coding, pack(&body.bytes())).await.expect(200);
        assert_eq!(answer["data"]["numOfComponents"], 3, "{name}");
        assert_eq!(answer["meta"]["repeated"], false, "{name}");
        assert_eq!(world.names().await, BTreeSet::from(["Button", "Page", name]).into_iter().collect::<Vec<_>>());
        world.has_no_files(name);
    }
}

#[actix_web::test]
async fn a_compressed_scan_may_come_in_chunks_and_in_several_members() {
    let world = World::new().await;
    let body = shop().bytes();
    let (head, tail) = body.split_at(body.len() / 2);
    let first = world.send(Some("gzip"), chunks(&gzip(&body), 7)).await.expect(200);
    assert_eq!(first["meta"]["repeated"], false);
    for (coding, members) in [("gzip", [gzip(head), gzip(tail)]), ("zstd", [zstd(head), zstd(tail)])] {
        let again = world.send(Some(coding), chunks(&members.concat(), 100)).await.expect(200);
        assert_eq!(again["data"], first["data"], "{coding}");
    }
}

#[actix_web::test]
async fn other_content_codings_are_refused() {
    let world = World::new().await;
    let twice = gzip(&gzip(&shop().bytes()));
    for coding in ["br", "deflate", "compress", "gzip, gzip", "gzip,zstd", "identity, gzip", "*", "aws-chunked"] {
        for path in [SCANS, "/workspaces/acme/init"] {
            let problem = world.send_to(path, Some(coding), twice.clone()).await;
            if path == SCANS {
                let problem = problem.refuses(415, "unsupported-media-type");
                let detail = problem["detail"].as_str().unwrap();
                assert!(detail.contains(&format!("`{coding}`")) && detail.contains("gzip or zstd"), "{detail}");
            } else {
                problem.refuses(422, "workspace-already-setup");
            }
        }
    }
    world.is_unchanged("unknown codings").await;
}

#[actix_web::test]
async fn a_body_that_calls_itself_something_else_than_json_is_refused() {
    let world = World::new().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html"] {
        let request = world.ada.request(Method::POST, SCANS).header("content-type", kind).body(shop().bytes());
        world.ada.send(request).await.refuses(415, "unsupported-media-type");
    }
    world.is_unchanged("other types").await;
}

#[actix_web::test]
async fn what_is_cut_off_or_changed_on_its_way_is_refused() {
    let world = World::new().await;
    let plain = shop().bytes();
    let (gz, zst) = (gzip(&plain), zstd(&plain));
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        bytes
    };
    let followed = |bytes: &[u8], by: &[u8]| [bytes, by].concat();
    let without_sum = |bytes: &[u8]| bytes[..bytes.len() - 8].to_vec();
    let damaged: [(&str, Option<&str>, Vec<u8>); 16] = [
        ("half of it", None, half(&plain)),
        ("half of a gzip stream", Some("gzip"), half(&gz)),
        ("a gzip stream without its checksum", Some("gzip"), without_sum(&gz)),
        ("a changed gzip stream", Some("gzip"), flipped(&gz)),
        ("half of a zstd frame", Some("zstd"), half(&zst)),
        ("a changed zstd frame", Some("zstd"), flipped(&zst)),
        ("no gzip at all", Some("gzip"), plain.clone()),
        ("no zstd at all", Some("zstd"), plain.clone()),
        ("gzip that does not say so", None, gz.clone()),
        ("something behind the gzip stream", Some("gzip"), followed(&gz, b"more")),
        ("something behind the zstd frame", Some("zstd"), followed(&zst, b"more")),
        ("something behind the JSON", None, followed(&plain, b" {}")),
        ("no JSON", None, b"<html></html>".to_vec()),
        ("no UTF-8", None, b"{\"components\": [{\"id\": \"\xff\"}]}".to_vec()),
        ("nothing", None, Vec::new()),
        ("a gzip stream of nothing", Some("gzip"), gzip(b"")),
    ];
    for (what, coding, bytes) in damaged {
        let problem = world.send(coding, bytes).await.refuses(400, "bad-request");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("run the scan again"), "{what}: {detail}");
        world.is_unchanged(what).await;
    }
}

#[actix_web::test]
async fn keys_that_nobody_knows_do_not_matter() {
    let world = World::new().await;
    let body = shop()
        .with("/more", json!({ "deep": [[1, 2], { "a": null }] }))
        .with("/components/0/more", json!([1]))
        .with("/repository/more", json!("x"))
        .with("/meta/more", Value::Null);
    let answer = world.send(None, body.bytes()).await.expect(200);
    assert_eq!(answer["data"]["numOfComponents"], 2);
}

#[actix_web::test]
async fn lists_that_are_null_or_missing_are_empty() {
    let world = World::new().await;
    let lists = ["exports", "parser_errors", "setup_issues", "invalid_dependencies", "alias_map"];
    let of_components = ["export_ids", "props", "html_elements", "dependencies", "metadata"];
    let (mut null, mut missing) = (shop(), shop());
    for list in lists
        .map(|list| format!("/{list}"))
        .into_iter()
        .chain(of_components.map(|list| format!("/components/0/{list}")))
    {
        null = null.with(&list, Value::Null);
        missing = missing.with(&list, Value::Null).without(&list);
    }
    let first = world.send(None, null.bytes()).await.expect(200);
    assert_eq!((&first["data"]["numOfComponents"], &first["data"]["numOfParserErrors"]), (&json!(2), &json!(0)));
    let second = world.send(None, missing.bytes()).await.expect(200);
    assert_eq!(second["data"], first["data"]);
}

#[actix_web::test]
async fn components_that_share_an_id_are_one() {
    let world = World::new().await;
    let ours = shop();
    let [import, page] = [0, 1].map(|n| ours.json()["components"][n].clone());
    let mut twin = import.clone();
    twin["source"]["symbol"] = json!("Button#9");
    twin["metadata"] = json!({ "seen": "twice" });
    let answer = world.send(None, ours.add(twin).add(page).bytes()).await.expect(200);
    let numbers = ["numOfComponents", "numOfLocalComponents", "numOfDependencies", "numOfInstances"];
    assert_eq!(numbers.map(|number| answer["data"][number].clone()), [2, 1, 1, 2].map(Value::from));
    assert_eq!(world.names().await, ["Button", "Page"]);
    let page = world.ada.get("/workspaces/acme/components?search=Button").await.expect(200);
    assert_eq!((&page["items"][0]["usages"], &page["items"][0]["instances"]), (&json!(1), &json!(2)));
}
