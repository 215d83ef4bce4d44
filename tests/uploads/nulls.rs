//! U+0000 in strings, which the scanner sends and PostgreSQL's text does not take.
use super::{World, shop};
use serde_json::json;

/// As it is kept where a database has to hold it as text.
const SHOWN: &str = "a\u{fffd}b";
const SENT: &str = "a\0b";

#[actix_web::test]
async fn u0000_in_any_string_of_a_scan_does_no_harm() {
    let world = World::new().await;
    let body = shop()
        .with("/components/1/name", json!(SENT))
        .with("/components/1/metadata", json!({ SENT: SENT }))
        .with("/components/1/html_elements", json!([SENT]))
        .with("/components/1/export_ids", json!([format!("shop:{SENT}")]))
        .with("/components/1/source/source/path", json!(SENT))
        .with("/components/1/props/0/name", json!(SENT))
        .with("/components/1/props/0/default_value/value", json!(SENT))
        .with("/components/1/dependencies/0/references/0/usages/0/props/0/name", json!(SENT))
        .with("/components/1/dependencies/0/references/0/usages/0/props/0/value/value", json!(SENT))
        .with("/meta/cli_version", json!(SENT))
        .with("/meta/ci_vendor", json!(SENT))
        .with("/alias_map/root/version", json!(SENT))
        .with("/alias_map/root/path", json!(SENT))
        .with("/parser_errors", json!([{ "file": SENT, "reason": [SENT] }]))
        .with(
            "/setup_issues",
            json!([{ "packageName": SENT, "entry": { "name": SENT, "type": SENT, "patterns": [SENT] } }]),
        )
        .with("/invalid_dependencies", json!([{ "package_name": SENT, "path": SENT, "source_package_name": SENT }]))
        .with("/repository/branch", json!(SENT))
        .with("/repository/name", json!(SENT))
        .with("/repository/scope", json!(SENT))
        .with("/repository/initialCommitHash", json!(SENT))
        .with("/repository/url", json!(format!("https://git.example.com/acme/{SENT}.git")));
    let answer = world.send(None, body.bytes()).await.expect(200);
    let scan = &answer["data"];
    assert_eq!(scan["branch"], SHOWN);
    assert_eq!(scan["cliVersion"], SHOWN);
    assert_eq!(scan["repository"]["displayName"], format!("{SHOWN}/{SHOWN}"));

    for path in ["", "/analyses", "/components", "/data-issues"] {
        world.ada.get(&format!("/workspaces/acme{path}")).await.expect(200);
    }
    let found = world.ada.get("/workspaces/acme/components?sort=children&limit=1&search=shop").await.expect(200);
    assert_eq!(found["items"][0]["metadata"].as_object().unwrap().len(), 1);
    for subject in ["components", "projects"] {
        let chart = json!({ "subject": { "kind": subject } });
        world.ada.post("/workspaces/acme/charts/query", chart).await.expect(200);
    }
    assert_eq!(world.send(None, body.again().bytes()).await.expect(200)["data"]["id"], scan["id"]);
}

#[actix_web::test]
async fn u0000_in_the_name_of_a_package_makes_no_second_project() {
    let world = World::new().await;
    let body = shop().with("/components/1/package_name", json!(SENT)).with("/alias_map/root/name", json!(SENT));
    let answer = world.send(None, body.bytes()).await.expect(200);
    assert_eq!(answer["data"]["projects"][0]["name"], SHOWN);
    let view = world.ada.get("/workspaces/acme").await.expect(200);
    let projects: Vec<_> =
        view["workspace"]["projects"].as_array().unwrap().iter().map(|one| &one["packageName"]).collect();
    assert_eq!(projects, ["@acme/ui", SHOWN]);
}
