//! Repositories: which branch counts, and which rows are one.
use crate::support::{app::TestApp, bodies::Body, person::Person};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use skillet::entities::membership::Role;
use uuid::Uuid;

const REPOSITORIES: &str = "/workspaces/acme/repositories";

async fn ada(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

async fn list(person: &Person) -> Vec<Value> {
    person.get(REPOSITORIES).await.expect(200)["items"].as_array().unwrap().clone()
}

async fn names(person: &Person) -> Vec<String> {
    let page = person.get("/workspaces/acme/components?limit=200&sort=name").await.expect(200);
    page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn shop(component: &str) -> Body {
    Body::of("shop").defines(component, &[])
}

fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

#[actix_web::test]
async fn a_repository_is_shown_with_its_branches_projects_and_scans() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    ada.upload("acme", &shop("A").json()).await.expect(200);
    app.set_clock(noon() + Duration::days(1));
    ada.upload("acme", &shop("B").on_branch("").json()).await.expect(200);
    app.set_clock(noon() + Duration::days(31));
    let [one] = list(&ada).await.try_into().unwrap();
    assert_eq!((&one["displayName"], &one["branches"]), (&json!("acme/shop"), &json!([null, "main"])));
    assert_eq!((&one["projects"], &one["numOfScans"]), (&json!(["shop"]), &json!(2)));
    assert_eq!((&one["trackedBranch"], &one["noBranchCounts"]), (&Value::Null, &json!(true)));
    assert_eq!((&one["lastScanAt"], &one["staleSince"]), (&json!("2026-03-02T12:00:00Z"), &Value::Null));
    app.set_clock(noon() + Duration::days(32));
    assert_eq!(list(&ada).await[0]["staleSince"], "2026-03-02T12:00:00Z");
}

#[actix_web::test]
async fn only_the_tracked_branch_counts_and_scans_of_none_unless_that_is_turned_off() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (component, branch) in [("Main", "main"), ("None", ""), ("Next", "next")] {
        ada.upload("acme", &shop(component).on_branch(branch).json()).await.expect(200);
    }
    assert_eq!(names(&ada).await, ["Next"], "the newest of all branches");
    let path = format!("{REPOSITORIES}/{}", list(&ada).await[0]["id"].as_str().unwrap());
    let tracked = ada.patch(&path, json!({ "trackedBranch": "main" })).await.expect(200);
    assert_eq!(tracked["trackedBranch"], "main");
    assert_eq!(names(&ada).await, ["None"]);
    ada.patch(&path, json!({ "noBranchCounts": false })).await.expect(200);
    assert_eq!(names(&ada).await, ["Main"]);
    let revision = app.workspace("acme").await.data_revision;
    ada.patch(&path, json!({ "noBranchCounts": false })).await.expect(200);
    assert_eq!(app.workspace("acme").await.data_revision, revision, "nothing changed");
    ada.patch(&path, json!({ "trackedBranch": null })).await.expect(200);
    assert_eq!(names(&ada).await, ["Next"]);
    ada.patch(&path, json!({ "trackedBranch": " " })).await.refuses(422, "invalid");
    ada.patch(&format!("{REPOSITORIES}/{}", Uuid::now_v7()), json!({})).await.refuses(404, "not-found");
    let viewer = app.member("acme", "vera@example.com", Role::Viewer).await;
    viewer.patch(&path, json!({ "trackedBranch": "main" })).await.refuses(403, "not-allowed");
}

#[actix_web::test]
async fn repositories_with_one_first_commit_can_be_merged_and_separated() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.upload("acme", &shop("Old").json()).await.expect(200);
    let renamed = Body::of("store").defines("New", &[]);
    let commit = shop("Old").json()["repository"]["initialCommitHash"].clone();
    ada.upload("acme", &renamed.with("/repository/initialCommitHash", commit).json()).await.expect(200);
    assert_eq!(names(&ada).await, ["New", "Old"]);
    let kinds = async || {
        let issues = ada.get("/workspaces/acme/data-issues").await.expect(200);
        issues["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, ["sameRepository"]);
    let [old, new] = list(&ada).await.try_into().unwrap();
    assert_eq!((&old["lookAlikes"], &new["lookAlikes"]), (&json!([new["id"]]), &json!([old["id"]])));

    let at = |one: &Value| format!("{REPOSITORIES}/{}/merge", one["id"].as_str().unwrap());
    let editor = app.member("acme", "ed@example.com", Role::Editor).await;
    editor.post(&at(&old), json!({ "into": new["id"] })).await.refuses(403, "not-allowed");
    let merged = ada.post(&at(&old), json!({ "into": new["id"] })).await.expect(200);
    assert_eq!(merged["mergedInto"], new["id"]);
    assert_eq!(names(&ada).await, ["New"], "one history, and its newest scan counts");
    assert_eq!(kinds().await, ["disjointRoots"], "shop went, store came");
    for (one, into) in [(&new, &new), (&new, &old), (&new, &json!({ "id": Uuid::now_v7() }))] {
        ada.post(&at(one), json!({ "into": into["id"] })).await.refuses(422, "invalid");
    }
    let separated = ada.delete(&at(&old)).await.expect(200);
    assert_eq!(separated["mergedInto"], Value::Null);
    assert_eq!(names(&ada).await, ["New", "Old"]);
    ada.delete(&at(&old)).await.refuses(404, "not-found");
}

#[actix_web::test]
async fn a_project_that_two_repositories_define_is_an_issue() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.upload("acme", &Body::of("docs").defines("A", &[]).json()).await.expect(200);
    let other = Body::of("docs")
        .with("/repository/name", json!("handbook"))
        .with("/repository/url", json!("https://github.com/acme/handbook"));
    let other = other.with("/repository/initialCommitHash", json!("00ff")).defines("B", &[]);
    ada.upload("acme", &other.json()).await.expect(200);
    let issues = ada.get("/workspaces/acme/data-issues").await.expect(200);
    let [one] = &issues["items"].as_array().unwrap()[..] else { panic!("{issues}") };
    assert_eq!(
        (&one["kind"], &one["projectName"], &one["repository"]),
        (&json!("claimants"), &json!("docs"), &json!("acme/handbook"))
    );
    assert_eq!(one["details"], json!(["acme/handbook", "acme/docs"]));
}

#[actix_web::test]
async fn one_repository_can_be_looked_at_alone() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.upload("acme", &shop("Page").json()).await.expect(200);
    ada.upload("acme", &Body::of("docs").defines("Intro", &[]).json()).await.expect(200);
    for one in list(&ada).await {
        let alone = ada.get(&format!("{REPOSITORIES}/{}", one["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(alone, one);
    }
    ada.get(&format!("{REPOSITORIES}/{}", Uuid::now_v7())).await.refuses(404, "not-found");
}

#[actix_web::test]
async fn what_a_first_scan_did_not_know_of_its_repository_is_learned_from_later_ones() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let shallow = shop("Page").without("/repository/initialCommitHash");
    ada.upload("acme", &shallow.json()).await.expect(200);
    let known = |one: &Value| one["initialCommitHash"].clone();
    assert_eq!(known(&list(&ada).await[0]), Value::Null);
    ada.upload("acme", &shop("Other").json()).await.expect(200);
    let learned = known(&list(&ada).await[0]);
    assert!(learned.is_string(), "{learned:?}");
    ada.upload("acme", &shallow.defines("Third", &[]).json()).await.expect(200);
    let all = list(&ada).await;
    assert_eq!((all.len(), known(&all[0])), (1, learned), "and stays known");
}

#[actix_web::test]
async fn a_whole_has_the_projects_of_its_parts_and_the_issue_names_whom_to_merge() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let commit = json!("1".repeat(40));
    let named = |name: &str, package: &str| {
        let body = Body::of(package).defines("Page", &[]).with("/repository/name", json!(name));
        body.with("/repository/url", json!(format!("https://github.com/acme/{name}")))
    };
    let mut ids = Vec::new();
    for (name, package, commit) in [("a", "one", Some(&commit)), ("b", "two", Some(&commit)), ("x", "three", None)] {
        let body = named(name, package);
        let body =
            commit.into_iter().fold(body, |body, commit| body.with("/repository/initialCommitHash", commit.clone()));
        let answer = ada.upload("acme", &body.json()).await.expect(200);
        ids.push(answer["data"]["repository"]["id"].as_str().unwrap().to_owned());
    }
    let issue = async || {
        let all = ada.get("/workspaces/acme/data-issues").await.expect(200)["items"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["kind"] == "sameRepository")
    };
    let of = |one: &Value| {
        let mut all: Vec<String> = serde_json::from_value(one["repositories"].clone()).unwrap();
        all.sort();
        all
    };
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(of(&issue().await.unwrap()), sorted(vec![ids[0].clone(), ids[1].clone()]));

    // b becomes part of x: now a and x are perhaps one, here as well as in the list
    let merge = |of: &str| format!("{REPOSITORIES}/{of}/merge");
    ada.post(&merge(&ids[1]), json!({ "into": ids[2] })).await.expect(200);
    assert_eq!(of(&issue().await.unwrap()), sorted(vec![ids[0].clone(), ids[2].clone()]));
    let all = list(&ada).await;
    let one = |id: &str| all.iter().find(|one| one["id"] == *id).unwrap();
    assert_eq!(one(&ids[0])["lookAlikes"], json!([ids[1]]));
    assert_eq!(one(&ids[2])["projects"], json!(["three"]), "its own scan came last");
    ada.upload("acme", &named("b", "two").defines("More", &[]).json()).await.expect(200);
    assert_eq!(list(&ada).await.iter().find(|one| one["id"] == *ids[2]).unwrap()["projects"], json!(["two"]));

    ada.post(&merge(&ids[0]), json!({ "into": ids[2] })).await.expect(200);
    assert!(issue().await.is_none(), "all of them are one");
}
