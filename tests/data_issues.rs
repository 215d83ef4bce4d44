//! What keeps the numbers from being exact, and what is said about it.
use crate::support::{app::TestApp, bodies::Body, person::Person};
use serde_json::{Value, json};

const ISSUES: &str = "/workspaces/acme/data-issues";

async fn workspace_of(app: &TestApp, bodies: &[Body]) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    for body in bodies {
        ada.upload("acme", &body.json()).await.expect(200);
    }
    ada
}

fn kinds(issues: &Value) -> Vec<(&str, Option<&str>, &str)> {
    let items = issues["items"].as_array().unwrap();
    assert!(items.iter().all(|one| one["summary"].as_str().is_some_and(|summary| summary.ends_with('.'))), "{issues}");
    items
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["projectName"].as_str(), one["repository"].as_str().unwrap()))
        .collect()
}

fn invalid(package: &str, path: &str, in_package: &str) -> Value {
    json!({ "package_name": package, "path": path, "source_package_name": in_package })
}

fn setup(package: &str, kind: &str, name: &str, why: &str) -> Value {
    let entry = json!({ "name": name, "patterns": ["dist/index.js", "lib/index.js"], "type": kind, "sourcePath": "/ci/shop/package.json" });
    json!({ "packageName": package, "entry": entry, "type": why, "level": "ERROR" })
}

#[actix_web::test]
async fn a_workspace_without_issues_says_so() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &[Body::of("shop").defines("Page", &[("react Fragment", 1)])]).await;
    assert_eq!(ada.get(ISSUES).await.expect(200), json!({ "count": 0, "items": [] }));
}

#[actix_web::test]
async fn imports_that_lead_nowhere_are_alias_issues_by_project() {
    let app = TestApp::spawn().await;
    let unresolved = json!([
        invalid("@/lib", "format", "shop"),
        invalid("~", "", "shop"),
        invalid("@/lib", "format", "shop"),
        invalid("@/x", "", "shop-admin"),
        invalid("@/assets", "logo.svg", "shop-pictures"),
    ]);
    let ada =
        workspace_of(&app, &[Body::of("shop").defines("Page", &[]).with("/invalid_dependencies", unresolved)]).await;
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(kinds(&issues), [("alias", Some("shop"), "acme/shop"), ("alias", Some("shop-admin"), "acme/shop")]);
    assert_eq!(issues["items"][0]["details"], json!(["@/lib/format", "~"]));
    assert_eq!(issues["count"], 2, "pictures are no components");
}

#[actix_web::test]
async fn components_that_their_package_does_not_have_are_export_issues() {
    let app = TestApp::spawn().await;
    let ui = Body::of("@acme/ui").with("/repository/name", json!("design-system")).defines("Button", &[]);
    let shop = Body::of("shop").defines("Page", &[("@acme/ui Button", 1), ("@acme/ui Gone", 1), ("react Fragment", 1)]);
    let ada = workspace_of(&app, &[ui, shop]).await;
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(kinds(&issues), [("export", Some("@acme/ui"), "acme/design-system")]);
    assert_eq!(issues["items"][0]["details"], json!(["Gone from @acme/ui"]));
    assert_eq!(issues["count"], 1);
}

#[actix_web::test]
async fn files_the_scanner_could_not_parse_are_listed_by_repository() {
    let app = TestApp::spawn().await;
    let errors = json!([
        { "name": "TSParseError", "reason": ["Expected a semicolon at line 5:11", "and more"], "file": "/home/ci/shop/src/Page.tsx" },
        { "name": "TSParseError", "reason": [], "file": "/home/ci/shop/src/lib/b.ts" },
    ]);
    let ada = workspace_of(&app, &[Body::of("shop").defines("Page", &[]).with("/parser_errors", errors)]).await;
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(kinds(&issues), [("parserError", None, "acme/shop")]);
    let details = issues["items"][0]["details"].to_string();
    assert!(details.contains("src/Page.tsx: Expected a semicolon at line 5:11; and more"), "{details}");
    assert!(!details.contains("/home/ci"), "the layout of the scanning machine is nobody's business: {details}");
    assert_eq!(issues["count"], 1);
}

#[actix_web::test]
async fn aliases_and_exports_that_point_nowhere_are_setup_issues() {
    let app = TestApp::spawn().await;
    let wrong = json!([
        setup("shop", "export", ".", "TARGET_NOT_EXIST"),
        setup("shop", "alias", "@/*", "TARGET_NOT_INCLUDED"),
        setup("shop-admin", "export", "./x", "TARGET_NOT_EXIST"),
    ]);
    let ada = workspace_of(&app, &[Body::of("shop").defines("Page", &[]).with("/setup_issues", wrong)]).await;
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(kinds(&issues), [("setup", Some("shop"), "acme/shop"), ("setup", Some("shop-admin"), "acme/shop")]);
    let details = json!([
        "alias \"@/*\" points to files that are not scanned: dist/index.js, lib/index.js",
        "export \".\" points to files that do not exist: dist/index.js, lib/index.js",
    ]);
    assert_eq!(issues["items"][0]["details"], details);
    assert_eq!(issues["count"], 2);
}

/// Breaks when a design system whose build lies beside its source silently has each component twice.
#[actix_web::test]
async fn built_files_that_were_scanned_are_an_issue_of_their_project() {
    let app = TestApp::spawn().await;
    let mut body = Body::of("@acme/ui").defines("Card", &[]).defines("Chip", &[]).json();
    let mut twin = body["components"][0].clone();
    assert_eq!(twin["name"], "Card");
    let built = "dist/Card/Card.js";
    twin["source"]["source"]["path"] = json!(built);
    twin["id"] = json!(format!("@acme/ui:{}:Card", "d".repeat(64)));
    twin["export_ids"] = json!([]);
    body["components"].as_array_mut().unwrap().push(twin);
    let ada = workspace_of(&app, &[]).await;
    ada.upload("acme", &body).await.expect(200);
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(kinds(&issues), [("builtFiles", Some("@acme/ui"), "acme/ui")], "{issues}");
    assert_eq!(issues["items"][0]["details"], json!(["Card: dist/Card/Card.js"]));
    assert_eq!(
        issues["items"][0]["summary"],
        "1 component of @acme/ui counted twice: in the source, and in the built files of dist."
    );
}

#[actix_web::test]
async fn the_count_is_told_with_the_upload_and_with_the_workspace() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &[Body::of("@acme/ui").defines("Button", &[])]).await;
    let shop = Body::of("shop")
        .defines("Page", &[("@acme/ui Gone", 1)])
        .with("/invalid_dependencies", json!([invalid("~", "", "shop"), invalid("@", "", "shop")]))
        .with(
            "/setup_issues",
            json!([
                setup("shop", "alias", "~/*", "TARGET_NOT_EXIST"),
                setup("@acme/ui", "export", ".", "TARGET_NOT_EXIST")
            ]),
        );
    let uploaded = ada.upload("acme", &shop.json()).await.expect(200);
    let issues = ada.get(ISSUES).await.expect(200);
    assert_eq!(issues["items"].as_array().unwrap().len(), 4, "aliases, exports and two set-ups: {issues}");
    for told in [
        &uploaded["meta"]["dataIssueCount"],
        &ada.get("/workspaces/acme").await.expect(200)["workspace"]["dataIssueCount"],
        &issues["count"],
    ] {
        assert_eq!(*told, 4, "what the page lists");
    }

    ada.upload("acme", &Body::of("shop").defines("Page", &[]).json()).await.expect(200);
    assert_eq!(ada.get(ISSUES).await.expect(200), json!({ "count": 0, "items": [] }), "the newest scan counts");
}
