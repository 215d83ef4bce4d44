//! What a scan changed, comparing two, deleting several, restoring.
use super::{SCANS, ada, noon, scans, shop, time, upload};
use crate::support::{app::TestApp, bodies::Body};
use chrono::Duration;
use serde_json::{Value, json};
use skillet::entities::membership::Role;
use uuid::Uuid;

fn numbers(scan: &Value) -> [u64; 3] {
    ["numOfAdded", "numOfRemoved", "numOfChanged"].map(|field| scan[field].as_u64().unwrap())
}

fn larger() -> Body {
    shop().defines("Card", &[("Button", 1)]).describes("Button", json!({ "team": "x" }))
}

#[actix_web::test]
async fn a_scan_tells_what_it_changed_since_the_one_before_of_its_branch() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    assert_eq!(numbers(&upload(&ada, &shop()).await["data"]), [2, 0, 0]);
    assert_eq!(numbers(&upload(&ada, &larger().on_branch("next")).await["data"]), [3, 0, 0], "the first of its branch");
    assert_eq!(numbers(&upload(&ada, &larger()).await["data"]), [1, 0, 1]);
    assert_eq!(numbers(&upload(&ada, &shop()).await["data"]), [0, 1, 1]);
}

#[actix_web::test]
async fn a_line_that_moved_is_no_change() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    upload(&ada, &shop()).await;
    let moved = shop().with("/components/0/span/start/line", json!(7)).with("/components/0/span/end/line", json!(8));
    assert_eq!(numbers(&upload(&ada, &moved).await["data"]), [0, 0, 0]);
}

#[actix_web::test]
async fn deleting_restoring_and_older_scans_change_what_the_next_one_is_compared_with() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    upload(&ada, &shop()).await;
    app.set_clock(noon() + Duration::days(2));
    let middle = upload(&ada, &larger()).await["data"]["id"].clone();
    app.set_clock(noon() + Duration::days(4));
    upload(&ada, &larger()).await;
    let newest = async || numbers(&scans(&ada).await[0]);
    assert_eq!(newest().await, [0, 0, 0]);
    ada.delete(&format!("{SCANS}/{}", middle.as_str().unwrap())).await.expect(204);
    assert_eq!(newest().await, [1, 0, 1]);
    let hidden = ada.get(&format!("{SCANS}?deleted=true")).await.expect(200);
    assert_eq!((&hidden["total"], &hidden["items"][0]["id"]), (&json!(1), &middle));
    assert!(hidden["items"][0]["deletedAt"].is_string());
    let restored = ada.post(&format!("{SCANS}/{}/restore", middle.as_str().unwrap()), json!({})).await.expect(200);
    assert_eq!((&restored["id"], &restored["deletedAt"]), (&middle, &Value::Null));
    assert_eq!(time(&restored), noon() + Duration::days(2), "it has its old place");
    assert_eq!(newest().await, [0, 0, 0]);
    ada.post(&format!("{SCANS}/{}/restore", middle.as_str().unwrap()), json!({})).await.refuses(404, "not-found");
    ada.delete(&format!("{SCANS}/{}", middle.as_str().unwrap())).await.expect(204);
    app.set_clock(noon() + Duration::days(35)); // whether or not it is erased yet
    ada.post(&format!("{SCANS}/{}/restore", middle.as_str().unwrap()), json!({})).await.refuses(404, "not-found");
}

#[actix_web::test]
async fn two_scans_are_compared_component_by_component() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let from = upload(&ada, &shop().defines("Old", &[])).await["data"]["id"].clone();
    upload(&ada, &Body::of("docs").defines("Docs", &[])).await;
    let page = shop().defines("Card", &[]).describes("Button", json!({ "team": "x" }));
    let page = page.with("/components/2/dependencies/0/references/0/usages/0/props/0/value/value", json!("xl"));
    let to = upload(&ada, &page).await["data"]["id"].clone();
    let path = |from: &Value, to: &Value, more: &str| {
        format!("{SCANS}/compare?from={}&to={}{more}", from.as_str().unwrap(), to.as_str().unwrap())
    };
    let found = ada.get(&path(&from, &to, "")).await.expect(200);
    let rows: Vec<_> =
        found["items"].as_array().unwrap().iter().map(|one| (&one["kind"], &one["name"], &one["parts"])).collect();
    let expected = json!([
        ["added", "Card", []],
        ["removed", "Old", []],
        ["changed", "Button", ["definition"]],
        ["changed", "Page", ["props"]],
    ]);
    assert_eq!(json!(rows), expected);
    assert_eq!(numbers(&found), [1, 1, 2]);
    let back = ada.get(&path(&to, &from, "")).await.expect(200);
    assert_eq!(numbers(&back), [1, 1, 2]);
    let first = ada.get(&path(&from, &to, "&limit=3")).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ada.get(&path(&from, &to, &format!("&limit=3&cursor={cursor}"))).await.expect(200);
    assert_eq!(second["items"], json!([found["items"][3]]));
    assert_eq!(second["nextCursor"], Value::Null);
    ada.get(&path(&from, &json!(Uuid::now_v7().to_string()), "")).await.refuses(404, "not-found");
}

#[actix_web::test]
async fn several_scans_are_deleted_at_once_by_editors() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let viewer = app.member("acme", "vera@example.com", Role::Viewer).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(upload(&ada, &shop().defines(&format!("Extra{n}"), &[])).await["data"]["id"].clone());
    }
    let wanted = json!({ "ids": [ids[0], ids[2], ids[2], Uuid::now_v7()] });
    viewer.post(&format!("{SCANS}/delete"), wanted.clone()).await.refuses(403, "not-allowed");
    let revision = app.workspace("acme").await.data_revision;
    assert_eq!(ada.post(&format!("{SCANS}/delete"), wanted.clone()).await.expect(200), json!({ "deleted": 2 }));
    assert_eq!(app.workspace("acme").await.data_revision, revision + 1);
    assert_eq!(ada.post(&format!("{SCANS}/delete"), wanted).await.expect(200), json!({ "deleted": 0 }));
    assert_eq!(app.workspace("acme").await.data_revision, revision + 1, "nothing changed");
    let left: Vec<Value> = scans(&ada).await.iter().map(|scan| scan["id"].clone()).collect();
    assert_eq!(left, [ids[3].clone(), ids[1].clone()]);
    ada.post(&format!("{SCANS}/delete"), json!({ "ids": [] })).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn a_component_that_moved_is_changed_and_neither_new_nor_gone() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let id = |name: &str, folder: u8| format!("shop:{}:{name}", format!("{folder:02x}").repeat(32));
    let component = |name: &str, folder: u8, exports: &[&str]| {
        json!({ "id": id(name, folder), "name": name, "package_name": "shop", "export_ids": exports,
            "source": { "symbol": "X#0", "source": { "hash": "1", "path": format!("src/{folder}/{name}.tsx"),
                "package_name": "shop", "mtype": "local" } },
            "props": [], "html_elements": ["div"], "dependencies": [] })
    };
    let public = format!("shop:{}:Button", "ff".repeat(32));
    let body = |components: Vec<Value>| components.into_iter().fold(Body::of("shop"), Body::add);
    // one is told by its export id, one by its content; two of a name that look alike are not told apart
    let before = body(vec![
        component("Button", 1, &[&public]),
        component("Card", 1, &[]),
        component("Twin", 1, &[]),
        component("Twin", 2, &[]),
        component("Old", 1, &[]),
    ]);
    let after = body(vec![
        component("Button", 3, &[&public]),
        component("Card", 3, &[]),
        component("Twin", 3, &[]),
        component("New", 3, &[]),
    ]);
    let from = upload(&ada, &before).await["data"]["id"].clone();
    let answer = upload(&ada, &after).await;
    assert_eq!(numbers(&answer["data"]), [2, 3, 2], "New and a Twin; Old and both Twins; Button and Card");
    assert_eq!(numbers(&scans(&ada).await[0]), [2, 3, 2]);
    let to = answer["data"]["id"].as_str().unwrap();
    let path = format!("{SCANS}/compare?from={}&to={to}", from.as_str().unwrap());
    let found = ada.get(&path).await.expect(200);
    assert_eq!(numbers(&found), [2, 3, 2]);
    let changed = found["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "changed");
    assert_eq!(
        changed.map(|one| one["id"].clone()).collect::<Vec<_>>(),
        [json!(id("Button", 3)), json!(id("Card", 3))]
    );
}

#[actix_web::test]
async fn scans_of_merged_repositories_are_compared_with_each_other() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let old = upload(&ada, &shop()).await["data"]["repository"]["id"].clone();
    let renamed = larger().with("/repository/name", json!("new-shop"));
    let new = upload(&ada, &renamed).await["data"]["repository"]["id"].clone();
    let newest = async || numbers(&scans(&ada).await[0]);
    assert_eq!(newest().await, [3, 0, 0]);
    let merge = format!("/workspaces/acme/repositories/{}/merge", old.as_str().unwrap());
    ada.post(&merge, json!({ "into": new })).await.expect(200);
    assert_eq!(newest().await, [1, 0, 1]);
    upload(&ada, &renamed.clone().defines("More", &[])).await;
    assert_eq!(newest().await, [1, 0, 0]);
    ada.delete(&merge).await.expect(200);
    assert_eq!(numbers(&scans(&ada).await[1]), [3, 0, 0]);
}
