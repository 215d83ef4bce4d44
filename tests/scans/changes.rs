//! What a scan changed, comparing two, deleting several, restoring.
use super::{
    SCANS, ada, noon, scans, shop,
    store::{id, scope},
    time, upload,
};
use crate::support::{app::TestApp, bodies::Body, process::PATIENCE};
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::{
    entities::{membership::Role, scan as rows},
    features::scans::{
        counts,
        ingest::{self, Origin},
        queries,
    },
};
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

/// What is noted of a scan, put beside what is before it; fails when a list has to count again.
async fn is_noted(app: &TestApp, scan: &Value, previous: Option<&Value>) {
    let key = (app.workspace("acme").await.id, id(scan));
    let row = rows::Entity::find_by_id(key).one(app.state.db.writer()).await.unwrap().unwrap();
    assert_eq!(row.compared_with, previous.map(id), "{scan}");
    let noted = [row.num_of_added, row.num_of_removed, row.num_of_changed].map(|number| u64::try_from(number).unwrap());
    assert_eq!(noted, numbers(scan), "{scan}");
}

/// The numbers of a scan whose components may have moved are counted after it was stored: here the server stops before.
#[actix_web::test]
async fn numbers_that_nobody_came_to_count_are_counted_whatever_was_deleted_since() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let first = upload(&ada, &shop()).await["data"].clone();
    let other = Body::of("shop").defines("Card", &[]).defines("Sheet", &[]).defines("Tile", &[]);
    let read = ingest::from_bytes(&app.state, &other.bytes()).unwrap();
    let origin = Origin { user: None, via: rows::UploadedVia::Import, token_name: None, scanned_at: None };
    let scope = scope(&app).await;
    let txn = app.state.begin().await.unwrap();
    ingest::write(&txn, &app.state, scope, read, &origin).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(numbers(&scans(&ada).await[0]), [3, 2, 0]);
    // as if another process had deleted it, and stopped as well
    let all = [id(&first)];
    queries::delete(app.state.db.writer(), scope, &all, None, app.state.clock.now()).await.unwrap();
    assert_eq!(numbers(&scans(&ada).await[0]), [3, 0, 0]);
    counts::refresh(&app.state, scope).await;
    is_noted(&app, &scans(&ada).await[0], None).await;
}

#[actix_web::test]
async fn numbers_are_noted_though_whoever_caused_it_leaves() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let first = upload(&ada, &shop()).await["data"].clone();
    upload(&ada, &larger()).await;
    let scope = scope(&app).await;
    queries::delete(app.state.db.writer(), scope, &[id(&first)], None, app.state.clock.now()).await.unwrap();
    let mut going = Box::pin(counts::refresh(&app.state, scope));
    assert!(futures_util::poll!(&mut going).is_pending());
    drop(going);
    let newest = scans(&ada).await[0].clone();
    let key = (scope.id(), id(&newest));
    let is_noted = async || {
        let row = rows::Entity::find_by_id(key).one(app.state.db.writer()).await.unwrap().unwrap();
        row.compared_with.is_none()
    };
    let waits = async {
        while !is_noted().await {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.expect("the numbers were noted");
}

#[actix_web::test]
async fn what_a_scan_of_a_merged_repository_or_the_second_of_an_upload_changed_is_noted_when_it_comes() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let two = json!({ "analyses": [shop().json(), larger().json()] });
    ada.post("/workspaces/acme/init", two).await.expect(200);
    let listed = scans(&ada).await;
    is_noted(&app, &listed[1], None).await;
    is_noted(&app, &listed[0], Some(&listed[1])).await;

    let renamed = larger().with("/repository/name", json!("new-shop"));
    let into = upload(&ada, &renamed).await["data"]["repository"]["id"].clone();
    let merge = format!("/workspaces/acme/repositories/{}/merge", listed[0]["repository"]["id"].as_str().unwrap());
    ada.post(&merge, json!({ "into": into })).await.expect(200);
    upload(&ada, &shop().describes("Page", json!({ "team": "y" }))).await;
    let listed = scans(&ada).await;
    assert_eq!(numbers(&listed[0]), [0, 1, 2]);
    is_noted(&app, &listed[0], Some(&listed[1])).await;
}
