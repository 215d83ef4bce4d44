//! Timelines of workspaces in memory: one that grew scan by scan says what one from the beginning says, whatever happens
//! to scans and repositories.
use crate::support::{app::TestApp, bodies::Body, person::Person, process::PATIENCE};
use chrono::{DateTime, Duration, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::{
    auth::member::Scope,
    entities::{scan as scans, scan::UploadedVia},
    features::scans::ingest::{self, Origin},
    metrics::Metrics,
    snapshots::{Newest, Snapshots},
};
use std::sync::Arc;

/// Bytes that a workspace has for what describes its components.
const GRANTED: u64 = 64 << 20;
const REPOSITORIES: &str = "/workspaces/acme/repositories";

async fn ada(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

async fn newest(app: &TestApp, snapshots: &Snapshots) -> Arc<Newest> {
    let workspace = app.workspace("acme").await;
    let found =
        snapshots.newest(&app.state.db, Scope::for_upkeep(workspace.id), workspace.data_revision).await.unwrap();
    assert_eq!(found.revision, workspace.data_revision);
    found
}

/// All that a timeline says of each point in time at which a scan came, hidden ones too, and of now.
async fn told(app: &TestApp, newest: &Newest) -> Vec<String> {
    let rows = scans::Entity::find().all(app.state.db.writer()).await.unwrap();
    let mut times: Vec<i64> = rows.iter().map(|row| row.created_at.timestamp_millis()).collect();
    times.sort_unstable();
    let mut all: Vec<String> = Vec::new();
    for at in times {
        let state = newest.timeline.at(&newest.tags, at);
        let mut components: Vec<String> = state.components().iter().map(|row| format!("{at} {row:?}")).collect();
        components.sort();
        let mut edges = state.edges();
        edges.sort();
        all.extend(components);
        all.push(format!("{at} {edges:?}"));
    }
    all.push(format!("{:?} {:?}", newest.timeline.projects(), newest.timeline.conflicts()));
    all.push(format!("{:?}", newest.state().export_issues()));
    all
}

/// The server's timeline, which is the same as one from the beginning. Tells how many scans were appended to get it.
async fn checked(app: &TestApp) -> Option<usize> {
    let grown = newest(app, &app.state.snapshots).await;
    let whole = newest(app, &Snapshots::new(Metrics::default(), GRANTED)).await;
    assert_eq!(whole.appended, None, "nobody asked before");
    let (grown_says, whole_says) = (told(app, &grown).await, told(app, &whole).await);
    assert!(whole_says.len() > 2);
    assert_eq!(grown_says, whole_says);
    assert!(grown.scans.iter().map(|scan| scan.id).eq(whole.scans.iter().map(|scan| scan.id)));
    grown.appended
}

async fn names(person: &Person) -> Vec<String> {
    let page = person.get("/workspaces/acme/components?limit=200&sort=name").await.expect(200);
    page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

/// A body for each step of a story of a design system, an app and a second home of its package.
fn story() -> Vec<Body> {
    let ui = || Body::of("@acme/ui").defines("Icon", &[]).defines("Button", &[("Icon", 1)]).exports("Button");
    let web = |elements| Body::of("web").defines("Home", &[("@acme/ui Button", elements), ("motion Fade", 1)]);
    let nameless = || Body::of("root").with("/repository/name", json!("attic"));
    vec![
        ui(),
        web(1),
        nameless().defines("App", &[("@acme/ui Button", 2)]),
        web(2).defines("Nav", &[("@acme/ui Card", 1)]),
        ui().defines("Card", &[("Button", 3)]), // now Card of `web` leads somewhere
        Body::of("mono").defines_in("@acme/ui", "Button", &[]), // its package moves
        web(2),
        ui(),
        nameless().defines("App", &[]).defines("Cellar", &[("App", 1)]),
        Body::of("mono").defines("Nothing", &[]), // and is gone from there
        web(3).defines("Nav", &[("Home", 1)]),
    ]
}

#[actix_web::test]
async fn a_timeline_that_grows_scan_by_scan_says_what_one_from_the_beginning_says() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (n, body) in story().iter().enumerate() {
        app.set_clock(noon() + Duration::days(n as i64));
        ada.upload("acme", &body.json()).await.expect(200);
        assert_eq!(checked(&app).await, Some(1), "step {n}");
    }
}

#[actix_web::test]
async fn hiding_restoring_and_dating_back_change_what_was_as_well_as_what_is() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let mut ids: Vec<Value> = Vec::new();
    for n in 0..4 {
        app.set_clock(noon() + Duration::days(n));
        let body = Body::of("shop").defines(&format!("Part{n}"), &[("motion Fade", 1)]);
        ids.push(ada.upload("acme", &body.json()).await.expect(200)["data"]["id"].clone());
    }
    checked(&app).await;
    let at = |n: usize| format!("/workspaces/acme/analyses/{}", ids[n].as_str().unwrap());

    ada.delete(&at(3)).await.expect(204);
    assert_eq!(checked(&app).await, None, "the newest is hidden");
    assert_eq!(names(&ada).await, ["Fade", "Part2"]);
    ada.delete(&at(1)).await.expect(204);
    assert_eq!(checked(&app).await, None, "one in the middle is hidden");
    ada.post(&format!("{}/restore", at(1)), json!({})).await.expect(200);
    assert_eq!(checked(&app).await, None, "and restored");
    ada.post(&format!("{}/restore", at(3)), json!({})).await.expect(200);
    assert_eq!(checked(&app).await, Some(1), "the newest comes as if it were new");
    assert_eq!(names(&ada).await, ["Fade", "Part3"]);

    let imported = Body::of("shop").defines("Forgotten", &[]);
    let read = ingest::from_bytes(&app.state, &imported.bytes()).unwrap();
    let origin = Origin {
        user: None,
        via: UploadedVia::Import,
        token_name: None,
        scanned_at: Some(noon() + Duration::hours(30)),
    };
    let scope = Scope::for_upkeep(app.workspace("acme").await.id);
    ingest::store(&app.state, None, scope, vec![read], &origin, false).await.unwrap();
    assert_eq!(checked(&app).await, None, "it lies between others");
    let then = newest(&app, &app.state.snapshots).await;
    let state = then.timeline.at(&then.tags, (noon() + Duration::hours(31)).timestamp_millis());
    let was: Vec<_> = state.components().iter().map(|row| row.facts.name.clone()).collect();
    assert_eq!(was, ["Forgotten"]);
    assert_eq!(names(&ada).await, ["Fade", "Part3"]);
}

#[actix_web::test]
async fn a_branch_that_counts_and_a_merge_hold_for_the_whole_past() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (n, (component, branch)) in
        [("Main", "main"), ("Next", "next"), ("None", ""), ("Main2", "main"), ("Next2", "next")].into_iter().enumerate()
    {
        app.set_clock(noon() + Duration::days(n as i64));
        ada.upload("acme", &Body::of("shop").defines(component, &[]).on_branch(branch).json()).await.expect(200);
    }
    checked(&app).await;
    let repositories = ada.get(REPOSITORIES).await.expect(200)["items"].clone();
    let path = format!("{REPOSITORIES}/{}", repositories[0]["id"].as_str().unwrap());
    let existed = async |day: i64| {
        let newest = newest(&app, &app.state.snapshots).await;
        let state = newest.timeline.at(&newest.tags, (noon() + Duration::days(day)).timestamp_millis());
        state.components().iter().map(|row| row.facts.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!((existed(1).await, existed(4).await), (vec!["Next".to_owned()], vec!["Next2".to_owned()]));

    ada.patch(&path, json!({ "trackedBranch": "main" })).await.expect(200);
    assert_eq!(checked(&app).await, None);
    assert_eq!((existed(1).await, existed(2).await), (vec!["Main".to_owned()], vec!["None".to_owned()]));
    assert_eq!(names(&ada).await, ["Main2"]);
    ada.patch(&path, json!({ "noBranchCounts": false })).await.expect(200);
    assert_eq!(checked(&app).await, None);
    assert_eq!(existed(2).await, ["Main"]);

    // a scan of another branch changes nothing, and costs nothing
    app.set_clock(noon() + Duration::days(6));
    ada.upload("acme", &Body::of("shop").defines("Next3", &[]).on_branch("next").json()).await.expect(200);
    assert_eq!(checked(&app).await, Some(0));
    assert_eq!(names(&ada).await, ["Main2"]);

    app.set_clock(noon() + Duration::days(7));
    let renamed = Body::of("shop").defines("Moved", &[]).with("/repository/name", json!("new-shop"));
    let into = ada.upload("acme", &renamed.json()).await.expect(200)["data"]["repository"]["id"].clone();
    assert_eq!(checked(&app).await, Some(1));
    assert_eq!(newest(&app, &app.state.snapshots).await.timeline.conflicts().len(), 1, "two claim the package");
    ada.post(&format!("{path}/merge"), json!({ "into": into })).await.expect(200);
    assert_eq!(checked(&app).await, None);
    assert!(newest(&app, &app.state.snapshots).await.timeline.conflicts().is_empty(), "they are one now");
    assert_eq!((existed(1).await, existed(4).await), (vec!["Next".to_owned()], vec!["Next2".to_owned()]));
    ada.delete(&format!("{path}/merge")).await.expect(200);
    assert_eq!(checked(&app).await, None);
    assert_eq!(newest(&app, &app.state.snapshots).await.timeline.conflicts().len(), 1);
}

#[actix_web::test]
async fn two_servers_on_one_database_say_the_same_after_every_scan() {
    let app = TestApp::spawn().await;
    let other = app.another(|_| ()).await;
    let ada = ada(&app).await;
    for (n, body) in story().iter().enumerate() {
        app.set_clock(noon() + Duration::days(n as i64));
        ada.upload("acme", &body.json()).await.expect(200);
        let (here, there) = (newest(&app, &app.state.snapshots).await, newest(&other, &other.state.snapshots).await);
        assert_eq!(told(&app, &here).await, told(&app, &there).await, "step {n}");
        if n > 0 {
            assert_eq!(there.appended, Some(1), "it grows where nothing is uploaded, too");
        }
    }
}

#[actix_web::test]
async fn a_server_that_nobody_asked_for_long_grows_by_all_scans_that_came() {
    let app = TestApp::spawn().await;
    let other = app.another(|_| ()).await;
    let ada = ada(&app).await;
    let bodies: Vec<Body> = (0..7).flat_map(|_| story()).collect();
    for (n, body) in bodies.iter().enumerate() {
        app.set_clock(noon() + Duration::days(n as i64));
        ada.upload("acme", &body.json()).await.expect(200);
        if n == 0 {
            newest(&other, &other.state.snapshots).await;
        }
    }
    let (here, there) = (newest(&app, &app.state.snapshots).await, newest(&other, &other.state.snapshots).await);
    assert_eq!((here.appended, there.appended), (Some(1), Some(bodies.len() - 1)));
    assert_eq!(told(&app, &here).await, told(&app, &there).await);
    assert_eq!(checked(&app).await, Some(1), "and so does one from the beginning");
}

#[actix_web::test]
async fn many_who_ask_at_once_get_one_timeline() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.upload("acme", &story()[0].json()).await.expect(200);
    let snapshots = Snapshots::new(Metrics::default(), GRANTED);
    let all = futures_util::future::join_all((0..8).map(|_| newest(&app, &snapshots))).await;
    assert!(all.iter().all(|one| Arc::ptr_eq(one, &all[0])));
    assert_eq!(snapshots.size().await.0, 1);
    ada.upload("acme", &story()[1].json()).await.expect(200);
    newest(&app, &snapshots).await;
    assert_eq!(snapshots.size().await.0, 1, "the one before is let go");
}

#[actix_web::test]
async fn of_branches_that_take_turns_for_long_every_scan_is_as_it_was_sent() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let names = |turn: usize| -> Vec<String> {
        let branch = ["Main", "Next"][turn % 2];
        let mut all: Vec<String> = (0..6).map(|n| format!("C{n}")).collect();
        all.extend([branch.to_owned(), format!("{branch}{}", turn / 4)]);
        all.sort();
        all
    };
    for turn in 0..32 {
        app.set_clock(noon() + Duration::hours(turn as i64));
        let all = names(turn).into_iter().fold(Body::of("shop"), |body, name| body.defines(&name, &[]));
        // on both sides of each turn, and not there where nothing changed
        let all = all.describes(&format!("C{}", turn % 6), json!({ "turn": turn / 4 }));
        ada.upload("acme", &all.on_branch(["main", "next"][turn % 2]).json()).await.expect(200);
    }
    let whole = newest(&app, &Snapshots::new(Metrics::default(), GRANTED)).await;
    for turn in 0..32 {
        let at = (noon() + Duration::hours(turn as i64)).timestamp_millis();
        let state = whole.timeline.at(&whole.tags, at);
        let rows = state.components();
        let mut found: Vec<String> = rows.iter().map(|row| row.facts.name.clone()).collect();
        found.sort();
        assert_eq!(found, names(turn), "turn {turn}");
        let described: Vec<(&str, String)> = rows
            .iter()
            .filter_map(|row| Some((row.facts.name.as_str(), format!("{:?}", row.facts.metadata.get("turn")?))))
            .collect();
        let value = format!("{:?}", scan::PropertyValue::Number((turn / 4) as f64));
        assert_eq!(described, [(format!("C{}", turn % 6).as_str(), value)], "turn {turn}");
    }
    checked(&app).await;
}

#[actix_web::test]
async fn a_past_that_takes_too_much_memory_is_given_up_and_the_others_are_told() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    // what everybody renders comes and goes: no scan brings much
    let all: Vec<String> = (0..40).map(|n| format!("C{n}")).collect();
    let body = |kit: &[&str]| {
        let names = all.iter().map(String::as_str);
        let body = names.fold(Body::of("shop"), |body, name| body.defines(name, &[("Kit", 1), ("Icon", 1)]));
        kit.iter().fold(body, |body, name| body.defines(name, &[]))
    };
    for turn in 0..20 {
        app.set_clock(noon() + Duration::hours(turn));
        let kit: &[&str] = if turn % 2 == 0 { &["Kit", "Icon"] } else { &[] };
        ada.upload("acme", &body(kit).json()).await.expect(200);
    }
    let workspace = app.workspace("acme").await;
    let scope = Scope::for_upkeep(workspace.id);
    let small = Snapshots::new(Metrics::default(), 8 << 10);
    assert!(small.newest(&app.state.db, scope, workspace.data_revision).await.is_err());
    assert_eq!(small.size().await.0, 0);
    newest(&app, &Snapshots::new(Metrics::default(), GRANTED)).await;
}

#[actix_web::test]
async fn a_timeline_whose_asker_leaves_is_there_for_the_next_one() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    ada.upload("acme", &Body::of("shop").defines("Page", &[]).json()).await.expect(200);
    let workspace = app.workspace("acme").await;
    let snapshots = Snapshots::new(Metrics::default(), GRANTED);
    let scope = Scope::for_upkeep(workspace.id);
    let mut asked = Box::pin(snapshots.newest(&app.state.db, scope, workspace.data_revision));
    assert!(futures_util::poll!(&mut asked).is_pending());
    drop(asked);
    let waits = async {
        while snapshots.size().await.0 == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.expect("it was kept");
}
