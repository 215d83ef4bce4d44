//! The list of scans, and deleting one.
use super::{SCANS, ada, noon, scans, shop, time, upload};
use crate::support::{app::TestApp, bodies::Body, person::Person};
use chrono::Duration;
use serde_json::{Value, json};
use skillet::entities::membership::Role;
use uuid::Uuid;

async fn delete(person: &Person, scan: &Value) {
    person.delete(&format!("{SCANS}/{}", scan["id"].as_str().unwrap())).await.expect(204);
}

#[actix_web::test]
async fn pages_lead_through_all_scans_newest_first() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for n in 0..25 {
        app.set_clock(noon() + Duration::hours(n % 5)); // often backwards: then they follow each other by milliseconds
        upload(&ada, &shop().defines(&format!("Extra{n}"), &[])).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for expected in [7, 7, 7, 4] {
        let page = ada.get(&format!("{SCANS}?limit=7{cursor}")).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        assert_eq!((items.len(), &page["total"]), (expected, &json!(25)));
        seen.extend(items);
        cursor = page["nextCursor"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
    }
    assert_eq!(cursor, "", "nothing behind the last page");
    assert!(seen.windows(2).all(|two| time(&two[0]) > time(&two[1])));
    assert_eq!(seen, scans(&ada).await);
}

#[actix_web::test]
async fn a_page_goes_on_where_the_last_one_ended_though_scans_came_and_went() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for n in 0..6 {
        upload(&ada, &shop().defines(&format!("Extra{n}"), &[])).await;
    }
    let all = scans(&ada).await;
    let first = ada.get(&format!("{SCANS}?limit=3")).await.expect(200);
    delete(&ada, &all[2]).await; // the very one the cursor stands on
    upload(&ada, &shop().defines("Newest", &[])).await;
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ada.get(&format!("{SCANS}?limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!(second["items"].as_array().unwrap()[..], all[3..]);
}

#[actix_web::test]
async fn a_page_is_between_1_and_200_scans_long_and_its_cursor_is_one_of_ours() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (query, field) in
        [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=abc", "cursor"), ("cursor=W10", "cursor")]
    {
        let problem = ada.get(&format!("{SCANS}?{query}")).await.refuses(422, "invalid");
        assert!(problem["fields"][field][0]["message"].is_string(), "{query}: {problem}");
    }
    for query in ["limit=many", "limit=-1"] {
        ada.get(&format!("{SCANS}?{query}")).await.refuses(422, "invalid");
    }
    ada.get(&format!("{SCANS}?limit=200")).await.expect(200);
}

#[actix_web::test]
async fn a_scan_is_shown_with_all_that_is_known_of_it() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    let body = shop()
        .with("/meta/ci_vendor", json!("GitHub Actions"))
        .with(
            "/parser_errors",
            json!([{ "name": "TSParseError", "reason": ["Unexpected"], "file": "/ci/shop/src/a.tsx" }]),
        )
        .with("/invalid_dependencies", json!([{ "package_name": "@/x", "path": "", "source_package_name": "shop" }]));
    let uploaded = upload(&ada, &body).await;
    let id = uploaded["data"]["id"].as_str().unwrap();
    let shown = ada.get(&format!("{SCANS}/{id}")).await.expect(200);
    assert_eq!(shown, uploaded["data"]);
    let me = ada.get("/users/me").await.expect(200);
    let expected = json!({
        "id": id,
        "createdAt": "2026-03-01T12:00:00Z",
        "repository": {
            "id": shown["repository"]["id"],
            "host": "github.com",
            "scope": "acme",
            "name": "shop",
            "url": "https://github.com/acme/shop.git",
            "displayName": "acme/shop",
        },
        "branch": "main",
        "projects": [{ "name": "shop", "version": "1.2.3", "components": 2 }],
        "numOfComponents": 3,
        "numOfLocalComponents": 2,
        "numOfDependencies": 2,
        "numOfInstances": 3,
        "numOfAdded": 2,
        "numOfRemoved": 0,
        "numOfChanged": 0,
        "deletedAt": null,
        "uploadedBy": { "id": me["id"], "fullName": null, "email": "ada@example.com" },
        "uploadedVia": "browser",
        "tokenName": null,
        "cliVersion": "2.0.0",
        "ciVendor": "GitHub Actions",
        "numOfParserErrors": 1,
        "numOfSetupIssues": 0,
        "numOfInvalidDependencies": 1,
    });
    assert_eq!(shown, expected);
    assert_eq!(scans(&ada).await, [expected]);
}

#[actix_web::test]
async fn deleting_a_scan_undoes_it_everywhere() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    upload(&ada, &Body::of("docs").defines("Docs", &[])).await;
    upload(&ada, &shop()).await;
    let everything = async || {
        let path = "/workspaces/acme";
        let chart = json!({ "subject": { "kind": "projects" }, "metric": "usages" });
        let mut workspace = ada.get(path).await.expect(200);
        let components = ada.get(&format!("{path}/components?sort=name")).await.expect(200);
        let rows = ada.post(&format!("{path}/charts/query"), chart).await.expect(200)["rows"].clone();
        let last = workspace["workspace"]["lastScanAt"].take();
        (workspace, components["items"].clone(), components["total"].clone(), rows, last, scans(&ada).await)
    };
    let before = everything().await;

    let larger = shop().defines("Card", &[("Button", 5)]).defines_in("shop-admin", "Admin", &[("shop Button", 1)]);
    let newest = upload(&ada, &larger).await;
    let between = everything().await;
    assert_ne!((&between.1, &between.2, &between.3), (&before.1, &before.2, &before.3));

    delete(&ada, &newest["data"]).await;
    assert_eq!(everything().await, before, "the scan before it counts again");
}

#[actix_web::test]
async fn a_scan_is_deleted_once_and_by_editors() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let viewer = app.member("acme", "vera@example.com", Role::Viewer).await;
    let editor = app.member("acme", "ed@example.com", Role::Editor).await;
    let scan = upload(&ada, &shop()).await["data"].clone();
    let path = format!("{SCANS}/{}", scan["id"].as_str().unwrap());

    viewer.delete(&path).await.refuses(403, "not-allowed");
    assert_eq!(scans(&viewer).await.len(), 1);
    editor.delete(&path).await.expect(204);
    let revision = app.workspace("acme").await.data_revision;
    editor.delete(&path).await.refuses(404, "not-found");
    ada.get(&path).await.refuses(404, "not-found");
    for none in [Uuid::nil().to_string(), "nonsense".to_owned()] {
        editor.delete(&format!("{SCANS}/{none}")).await.refuses(404, "not-found");
    }
    assert_eq!(app.workspace("acme").await.data_revision, revision);
}

#[actix_web::test]
async fn a_scan_of_another_workspace_is_none() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.create_workspace("Beta", "beta").await;
    let scan = upload(&ada, &shop()).await["data"].clone();
    let path = format!("/workspaces/beta/analyses/{}", scan["id"].as_str().unwrap());
    ada.get(&path).await.refuses(404, "not-found");
    ada.delete(&path).await.refuses(404, "not-found");
    assert_eq!(scans(&ada).await.len(), 1);
}

#[actix_web::test]
async fn init_is_possible_again_when_the_last_scan_is_deleted() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for body in [shop(), shop().defines("Card", &[])] {
        upload(&ada, &body).await;
    }
    for scan in scans(&ada).await {
        delete(&ada, &scan).await;
    }
    let empty = ada.get("/workspaces/acme").await.expect(200);
    assert_eq!((&empty["workspace"]["projects"], &empty["workspace"]["numOfComponents"]), (&json!([]), &json!(0)));
    assert_eq!(empty["workspace"]["lastScanAt"], Value::Null);
    assert_eq!(ada.get("/workspaces/acme/components").await.expect(200)["total"], 0);
    ada.post("/workspaces/acme/init", json!({ "analyses": [shop().json()] })).await.expect(200);
    assert_eq!(scans(&ada).await.len(), 1);
}
