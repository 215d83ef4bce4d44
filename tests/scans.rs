//! Scans: which count as new, how they are listed, and what deleting one undoes.
mod beside;
mod changes;
mod history;
mod purging;
mod real;
mod repositories;
mod store;
mod thinning;

use crate::support::{app::TestApp, bodies::Body, person::Person};
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SCANS: &str = "/workspaces/acme/analyses";

/// Ada with an empty workspace.
async fn ada(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

async fn upload(person: &Person, body: &Body) -> Value {
    person.upload("acme", &body.json()).await.expect(200)
}

async fn scans(person: &Person) -> Vec<Value> {
    person.get(&format!("{SCANS}?limit=200")).await.expect(200)["items"].as_array().unwrap().clone()
}

fn time(scan: &Value) -> DateTime<Utc> {
    scan["createdAt"].as_str().unwrap().parse().unwrap()
}

fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn shop() -> Body {
    Body::of("shop").defines("Button", &[]).defines("Page", &[("Button", 2), ("@acme/ui Stack", 1)])
}

#[actix_web::test]
async fn the_same_scan_within_ten_minutes_answers_the_first_result() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    let first = upload(&ada, &shop()).await;
    assert_eq!(first["meta"], json!({ "dataIssueCount": 0, "repeated": false }));

    app.set_clock(noon() + Duration::minutes(10) - Duration::milliseconds(1));
    let rows = app.rows().await;
    let second = upload(&ada, &shop().again()).await;
    assert_eq!(second["meta"]["repeated"], true);
    assert_eq!(second["data"], first["data"]);
    assert_eq!(scans(&ada).await.len(), 1);
    let of_data =
        |rows: BTreeSet<String>| rows.into_iter().filter(|row| !row.starts_with("session") && !row.starts_with("user"));
    assert!(of_data(app.rows().await).eq(of_data(rows)));
}

#[actix_web::test]
async fn the_same_scan_after_ten_minutes_is_a_new_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    let first = upload(&ada, &shop()).await;
    app.set_clock(noon() + Duration::minutes(10));
    let second = upload(&ada, &shop().again()).await;
    assert_eq!(second["meta"]["repeated"], false);
    assert_ne!(second["data"]["id"], first["data"]["id"]);
    assert_eq!(scans(&ada).await.len(), 2);
}

#[actix_web::test]
async fn the_same_scan_of_another_branch_is_a_new_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for branch in ["main", "next", ""] {
        let body = shop().on_branch(branch);
        assert_eq!(upload(&ada, &body).await["meta"]["repeated"], false, "{branch:?}");
        assert_eq!(upload(&ada, &body.again()).await["meta"]["repeated"], true, "{branch:?}");
    }
    assert_eq!(scans(&ada).await.len(), 3);
}

#[actix_web::test]
async fn the_same_scan_after_a_different_one_is_a_new_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let other = shop().defines("Card", &[("Button", 1)]);
    for body in [shop(), other, shop()] {
        assert_eq!(upload(&ada, &body).await["meta"]["repeated"], false);
    }
    assert_eq!(scans(&ada).await.len(), 3);
}

#[actix_web::test]
async fn a_scan_of_another_repository_in_between_makes_no_difference() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    upload(&ada, &shop()).await;
    upload(&ada, &Body::of("docs").defines("Docs", &[])).await;
    assert_eq!(upload(&ada, &shop().again()).await["meta"]["repeated"], true);
}

#[actix_web::test]
async fn a_scan_whose_first_result_was_deleted_is_a_new_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let first = upload(&ada, &shop()).await;
    ada.delete(&format!("{SCANS}/{}", first["data"]["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(upload(&ada, &shop().again()).await["meta"]["repeated"], false);
    assert_eq!(scans(&ada).await.len(), 1);
}

#[actix_web::test]
async fn different_scans_at_once_are_all_stored_one_after_the_other() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    let bodies: Vec<Body> = (0..8).map(|n| shop().defines(&format!("Extra{n}"), &[("Button", 1)])).collect();
    let answers = join_all(bodies.iter().map(|body| upload(&ada, body))).await;
    assert!(answers.iter().all(|answer| answer["meta"]["repeated"] == false), "{answers:?}");
    let listed = scans(&ada).await;
    let times: BTreeSet<DateTime<Utc>> = listed.iter().map(time).collect();
    assert_eq!((listed.len(), times.len()), (8, 8));
    assert_eq!(times.first(), Some(&noon()));
    assert_eq!(times.last(), Some(&(noon() + Duration::milliseconds(7))));
    assert_eq!(app.workspace("acme").await.last_seq, 8);
    assert_eq!(app.workspace("acme").await.data_revision, 8);
}

#[actix_web::test]
async fn the_same_scan_many_times_at_once_is_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let bodies = vec![shop(); 8];
    let answers = join_all(bodies.iter().map(|body| upload(&ada, body))).await;
    let ids: BTreeSet<&str> = answers.iter().map(|answer| answer["data"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer["meta"]["repeated"] == false).count(), 1);
    assert_eq!(scans(&ada).await.len(), 1);
}

#[actix_web::test]
async fn a_new_scan_is_the_newest_even_when_the_clock_goes_backwards() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (minutes, name) in [(0, "A"), (-90, "B"), (-60, "C")] {
        app.set_clock(noon() + Duration::minutes(minutes));
        upload(&ada, &shop().defines(name, &[])).await;
    }
    let times: Vec<_> = scans(&ada).await.iter().map(time).collect();
    assert_eq!(times, [2, 1, 0].map(|later| noon() + Duration::milliseconds(later)));
    let names = ada.get("/workspaces/acme/components?sort=name").await.expect(200);
    let is_there = |name: &str| names["items"].as_array().unwrap().iter().any(|one| one["name"] == name);
    assert_eq!([is_there("A"), is_there("B"), is_there("C")], [false, false, true], "the scan that came last counts");
}

#[actix_web::test]
async fn init_stores_all_its_scans_or_none() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let (one, two) = (shop(), Body::of("docs").defines("Docs", &[("shop Button", 1)]));
    let before = app.rows().await;
    let broken = two.clone().with("/components/0/id", Value::Null);
    let problem = ada.post("/workspaces/acme/init", json!({ "analyses": [one.json(), broken.json()] })).await;
    let problem = problem.refuses(422, "invalid");
    assert!(problem["fields"].get("analyses[1].components[0].id").is_some(), "{problem}");
    assert_eq!(app.rows().await, before);

    let workspace =
        ada.post("/workspaces/acme/init", json!({ "analyses": [one.json(), two.json()] })).await.expect(200);
    assert_eq!(workspace["slug"], "acme");
    assert_eq!(workspace["numOfAnalyses"], 2);
    let projects: Vec<_> = workspace["projects"].as_array().unwrap().iter().map(|one| &one["packageName"]).collect();
    assert_eq!(projects, ["docs", "shop"]);
    assert_eq!(app.workspace("acme").await.data_revision, 1, "one change");
}

#[actix_web::test]
async fn init_is_refused_once_there_is_a_scan() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    upload(&ada, &shop()).await;
    let other = Body::of("docs").defines("Docs", &[]);
    let before = app.rows().await;
    let problem = ada.post("/workspaces/acme/init", json!({ "analyses": [other.json()] })).await;
    problem.refuses(422, "workspace-already-setup");
    assert_eq!(app.rows().await, before);
}

#[actix_web::test]
async fn of_two_inits_at_once_one_is_refused() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let bodies: Vec<Value> = ["one", "two", "three", "four"]
        .map(|name| json!({ "analyses": [Body::of(name).defines("A", &[]).json()] }))
        .into();
    let answers = join_all(bodies.iter().map(|body| ada.post("/workspaces/acme/init", body.clone()))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422]);
    assert_eq!(scans(&ada).await.len(), 1);
}
