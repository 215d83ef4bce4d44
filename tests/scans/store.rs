//! What is stored of scans, and what can be put together again, whatever happened to others since.
use super::{SCANS, ada, noon, scans, shop, upload};
use crate::support::{app::TestApp, bodies::Body, person::Person};
use chrono::{Duration, Utc};
use scan::{Component, Encoding, Limits, record::Part};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use skillet::{
    auth::member::Scope,
    entities::{audit_event, scan as rows, scan_chunk, scan_delta, scan_pack, scan_report},
    features::scans::{
        ingest::{self, Origin},
        jobs::EraseScans,
        retention,
    },
    jobs::Job,
    store::{
        lines::Lines,
        needed::{self, Needed, Place},
        parts, purge,
        write::Draft,
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) fn id(scan: &Value) -> Uuid {
    scan["id"].as_str().unwrap().parse().unwrap()
}

fn sorted(mut components: Vec<Component>) -> Vec<Component> {
    components.sort_by(|a, b| a.id.cmp(&b.id));
    components
}

/// The components of a body, read without a database.
pub(super) fn read(body: &Value) -> Vec<Component> {
    let text = body.to_string();
    let read = scan::read_analysis(text.as_bytes(), Encoding::Identity, &Limits::default(), &std::env::temp_dir());
    sorted(read.unwrap().content.into_components().unwrap())
}

/// The components of a stored scan.
pub(super) async fn stored(app: &TestApp, scope: Scope, id: Uuid) -> Vec<Component> {
    let db = app.state.db.writer();
    let lines = Lines::load(db, scope, None).await.unwrap();
    let manifest = lines.manifest(db, scope, id).await.unwrap();
    sorted(parts::components(db, scope, &manifest.0).await.unwrap())
}

pub(super) async fn scope(app: &TestApp) -> Scope {
    Scope::for_upkeep(app.workspace("acme").await.id)
}

/// Rows of everything that is stored of scans.
async fn counted(app: &TestApp) -> [u64; 5] {
    let db = app.state.db.writer();
    [
        rows::Entity::find().count(db).await.unwrap(),
        scan_report::Entity::find().count(db).await.unwrap(),
        scan_delta::Entity::find().count(db).await.unwrap(),
        scan_pack::Entity::find().count(db).await.unwrap(),
        scan_chunk::Entity::find().count(db).await.unwrap(),
    ]
}

async fn import(app: &TestApp, body: &Value, at: chrono::DateTime<Utc>) -> Uuid {
    let read = ingest::from_bytes(&app.state, body.to_string().as_bytes()).unwrap();
    let via = rows::UploadedVia::Import;
    let origin = Origin { user: None, via, token_name: None, scanned_at: Some(at) };
    let stored = ingest::store(&app.state, None, scope(app).await, vec![read], &origin, false).await.unwrap();
    stored[0].scan.id
}

/// A code base in one of a few states: components come, go, change what they render, pass, and where they stand.
pub(super) fn state(seed: u64) -> Body {
    let mut body = Body::of("shop");
    for n in 0..6 {
        let drawn = (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(n * 1_442_695)) >> 33;
        if !drawn.is_multiple_of(4) {
            body = body.defines(&format!("C{n}"), &[("react Fragment", 1 + (drawn % 3) as u32)]);
            if drawn.is_multiple_of(5) {
                body = body.describes(&format!("C{n}"), json!({ "team": drawn % 7 }));
            }
        }
    }
    body
}

#[actix_web::test]
async fn an_unchanged_scan_is_one_row() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    app.set_clock(noon());
    upload(&ada, &shop()).await;
    let before = counted(&app).await;
    for day in 1..4 {
        app.set_clock(noon() + Duration::days(day));
        let answer = upload(&ada, &shop().again()).await;
        assert_eq!(answer["meta"]["repeated"], false);
    }
    let after = counted(&app).await;
    assert_eq!(after[0], before[0] + 3);
    assert_eq!(after[1..], before[1..]);
}

#[actix_web::test]
async fn a_changed_component_is_stored_alone() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let base = || (0..50).fold(Body::of("shop"), |body, n| body.defines(&format!("C{n}"), &[]));
    upload(&ada, &base()).await;
    let before = scan_chunk::Entity::find().all(app.state.db.writer()).await.unwrap();
    upload(&ada, &base().describes("C7", json!({ "team": "x" }))).await;
    let after = scan_chunk::Entity::find().all(app.state.db.writer()).await.unwrap();
    let new: Vec<_> = after.iter().filter(|chunk| !before.contains(chunk)).collect();
    assert_eq!(new.len(), 1, "facts, and neither edges nor values nor places");
    assert!(new[0].bytes.len() < 400, "{}", new[0].bytes.len());
}

/// Uploads, imports of older scans, alternating branches, deletions, restorations, thinning and purges, in a random order: each scan that is left is what was sent, and nothing is kept that no scan has.
#[actix_web::test]
async fn whatever_happens_each_scan_stays_what_was_sent() {
    let mut all: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..4u64 {
        let app = TestApp::spawn().await;
        let ada = ada(&app).await;
        let scope = scope(&app).await;
        let mut sent: BTreeMap<Uuid, Value> = BTreeMap::new();
        let mut hidden: Vec<Uuid> = Vec::new();
        let mut happened: BTreeMap<&str, u32> = BTreeMap::new();
        let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
        let mut draw = |many: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % many
        };
        for step in 0..60 {
            app.set_clock(noon() + Duration::days(step));
            let branch = ["main", "next", ""][draw(3) as usize];
            let body = state(draw(9)).on_branch(branch).json();
            let some = |draw: u64| sent.keys().nth((draw % sent.len().max(1) as u64) as usize).copied();
            let what = match draw(11) {
                0..=3 => {
                    let answer = ada.upload("acme", &body).await.expect(200);
                    sent.entry(id(&answer["data"])).or_insert(body);
                    "uploaded"
                }
                4 | 5 => {
                    let at = noon() + Duration::days(step) - Duration::hours(1 + draw(900) as i64);
                    sent.entry(import(&app, &body, at).await).or_insert(body);
                    "imported"
                }
                6 | 7 => {
                    let Some(one) = some(draw(1000)).filter(|one| !hidden.contains(one)) else { continue };
                    ada.delete(&format!("{SCANS}/{one}")).await.expect(204);
                    hidden.push(one);
                    "deleted"
                }
                8 => {
                    let before = app.state.clock.now() - Duration::days(5);
                    if retention::thin(&app.state, scope, before).await.unwrap() == 0 {
                        continue;
                    }
                    let rows = rows::Entity::find().filter(rows::Column::DeletedAt.is_not_null());
                    hidden = rows.all(app.state.db.writer()).await.unwrap().iter().map(|row| row.id).collect();
                    "thinned"
                }
                9 => {
                    let Some(one) = hidden.pop() else { continue };
                    ada.post(&format!("{SCANS}/{one}/restore"), json!({})).await.expect(200);
                    "restored"
                }
                _ => {
                    let purged = purge::purge(&app.state.db, scope, app.state.clock.now() + Duration::days(1)).await;
                    assert_eq!(purged.unwrap(), hidden.len());
                    for one in hidden.drain(..) {
                        sent.remove(&one);
                    }
                    "purged"
                }
            };
            *happened.entry(what).or_default() += 1;
        }
        for (what, times) in happened {
            *all.entry(what).or_default() += times;
        }
        for (one, body) in &sent {
            assert_eq!(stored(&app, scope, *one).await, read(body), "seed {seed}, scan {one}");
        }
        assert_eq!(rows::Entity::find().count(app.state.db.writer()).await.unwrap(), sent.len() as u64);
        assert_eq!(needed::surplus(app.state.db.writer(), scope).await.unwrap(), Vec::<Place>::new());
        numbers_are_those_of_whole_scans(&ada, &sent).await;
    }
    for what in ["uploaded", "imported", "deleted", "restored", "thinned", "purged"] {
        assert!(all.get(what) > Some(&2), "{all:?}");
    }
}

/// Each visible scan's numbers against its predecessor's whole body.
async fn numbers_are_those_of_whole_scans(ada: &Person, sent: &BTreeMap<Uuid, Value>) {
    let listed = scans(ada).await;
    for (at, scan) in listed.iter().enumerate() {
        let before = listed[at + 1..].iter().find(|other| other["branch"] == scan["branch"]);
        let local = |body: &Value| -> BTreeMap<String, Component> {
            read(body).into_iter().filter(|one| one.is_local).map(|one| (one.id.clone(), one)).collect()
        };
        let (old, new) = (before.map(|one| local(&sent[&id(one)])).unwrap_or_default(), local(&sent[&id(scan)]));
        let bare = |one: &Component| {
            let usages = |edge: &scan::Edge| edge.usages.iter().map(|usage| usage.props.clone()).collect::<Vec<_>>();
            let edges: Vec<_> = one.edges.iter().map(|edge| (edge.to.clone(), usages(edge))).collect();
            format!("{edges:?} {:?} {}", one.metadata, one.name)
        };
        let added = new.keys().filter(|one| !old.contains_key(*one)).count();
        let removed = old.keys().filter(|one| !new.contains_key(*one)).count();
        let changed = new.iter().filter(|(key, one)| old.get(*key).is_some_and(|old| bare(old) != bare(one))).count();
        let shown = ["numOfAdded", "numOfRemoved", "numOfChanged"].map(|field| scan[field].as_u64().unwrap() as usize);
        assert_eq!(shown, [added, removed, changed], "{scan}");
    }
}

#[actix_web::test]
async fn thinning_leaves_the_last_scan_of_each_week_and_purging_follows_after_thirty_days() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let scope = scope(&app).await;
    let mut sent = BTreeMap::new();
    for day in 0..28 {
        app.set_clock(noon() + Duration::days(day));
        let body = shop().describes("Button", json!({ "day": day }));
        sent.insert(id(&upload(&ada, &body).await["data"]), body.json());
    }
    app.set_clock(noon() + Duration::days(400));
    let thinned = retention::thin(&app.state, scope, noon() + Duration::days(21)).await.unwrap();
    // 2026-03-01 is a Sunday: the weeks end on days 0, 7, 14; day 20 is the last one before the limit
    assert_eq!(thinned, 21 - 4);
    let ada = app.person("ada@example.com").await; // the session of then is long over
    let left: Vec<Uuid> = scans(&ada).await.iter().map(id).collect();
    assert_eq!(left.len(), 28 - 17);
    app.set_clock(noon() + Duration::days(429));
    assert_eq!(retention::purge_deleted(&app.state, scope).await.unwrap(), 0);
    app.set_clock(noon() + Duration::days(430));
    assert_eq!(retention::purge_deleted(&app.state, scope).await.unwrap(), 17);
    let recorded = audit_event::Entity::find().all(app.state.db.writer()).await.unwrap();
    let scans = |action: &str| {
        let of = recorded.iter().filter(|row| row.action == action);
        of.map(|row| row.before.as_ref().unwrap()["scans"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((scans("scan.thinned"), scans("scan.purged")), (vec![json!(17)], vec![json!(17)]));
    for one in left {
        assert_eq!(stored(&app, scope, one).await, read(&sent[&one]));
    }
    assert_eq!(needed::surplus(app.state.db.writer(), scope).await.unwrap(), Vec::<Place>::new());
}

/// Fails when parts of scans that somebody else purged meanwhile are still counted: what they shared with one's own would
/// stay for ever.
#[actix_web::test]
async fn a_part_is_needed_no_longer_when_its_last_scan_is_gone_whoever_removed_it() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let (scope, db) = (scope(&app).await, app.state.db.writer());
    let first = id(&upload(&ada, &shop()).await["data"]);
    upload(&ada, &shop().describes("Button", json!({ "team": "x" }))).await;
    let lines = Lines::load(db, scope, None).await.unwrap();
    let manifest = lines.manifest(db, scope, first).await.unwrap();
    let facts = || manifest.0.iter().map(|(_, entry)| (Part::Facts, entry.at(Part::Facts)));
    let mut needed = Needed::default();
    needed.follow(db, scope, &lines).await.unwrap();
    assert!(facts().all(|place| needed.has(&place)));
    ada.delete(&format!("{SCANS}/{first}")).await.expect(204);
    purge::purge(&app.state.db, scope, app.state.clock.now() + Duration::days(1)).await.unwrap();
    needed.follow(db, scope, &Lines::load(db, scope, None).await.unwrap()).await.unwrap();
    assert_eq!(facts().filter(|place| !needed.has(place)).count(), 1, "the former facts of Button");
}

#[actix_web::test]
async fn a_scan_builds_on_its_branch_even_when_many_come_at_once() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let bodies: Vec<Body> = (0..8).map(|n| shop().defines(&format!("Extra{n}"), &[("Button", 1)])).collect();
    let answers = futures_util::future::join_all(bodies.iter().map(|body| upload(&ada, body))).await;
    let scope = scope(&app).await;
    for (answer, body) in answers.iter().zip(&bodies) {
        assert_eq!(stored(&app, scope, id(&answer["data"])).await, read(&body.json()));
    }
}

#[actix_web::test]
async fn a_scan_that_was_compared_before_a_purge_is_compared_again_when_what_it_leant_on_went() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let scope = scope(&app).await;
    let base = || (0..80).fold(Body::of("shop"), |body, n| body.defines(&format!("C{n}"), &[]));
    let keyframe = id(&upload(&ada, &base()).await["data"]);
    let newest = id(&upload(&ada, &base().describes("C1", json!({ "team": "x" }))).await["data"]);
    ada.delete(&format!("{SCANS}/{keyframe}")).await.expect(204);

    let last = base().describes("C2", json!({ "team": "y" }));
    let read_again = ingest::from_bytes(&app.state, &last.bytes()).unwrap();
    let db = app.state.db.writer();
    let row = rows::Entity::find_by_id((scope.id(), newest)).one(db).await.unwrap().unwrap();
    let (folder, of) = (std::env::temp_dir(), (Some(row.repository_id), &[row.repository_id][..]));
    let draft = Draft::of(db, scope, read_again, of, chrono::DateTime::<Utc>::MAX_UTC, folder);
    let draft = draft.await.unwrap();
    assert!(draft.is_current(db, scope, row.repository_id).await.unwrap());
    purge::purge(&app.state.db, scope, app.state.clock.now() + Duration::days(1)).await.unwrap();
    assert!(!draft.is_current(db, scope, row.repository_id).await.unwrap());
    assert!(!draft.stands(db, scope).await.unwrap());

    let answer = upload(&ada, &last).await;
    assert_eq!(stored(&app, scope, id(&answer["data"])).await, read(&last.json()));
}

#[actix_web::test]
async fn a_damaged_workspace_does_not_keep_others_from_being_erased() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let mut doomed = Vec::new();
    for slug in ["acme", "globex", "initech"] {
        if slug != "acme" {
            ada.create_workspace(slug, slug).await;
        }
        let answer = ada.upload(slug, &shop().json()).await.expect(200);
        ada.upload(slug, &shop().describes("Button", json!({ "team": "x" })).json()).await.expect(200);
        let scan = id(&answer["data"]);
        ada.delete(&format!("/workspaces/{slug}/analyses/{scan}")).await.expect(204);
        doomed.push((app.workspace(slug).await.id, scan));
    }
    doomed.sort();
    // the one that comes first has lost what its scan consists of
    let lost = scan_delta::Entity::delete_by_id(doomed[0]).exec(app.state.db.writer()).await.unwrap();
    assert_eq!(lost.rows_affected, 1);
    app.set_clock(Utc::now() + Duration::days(31));
    assert!(EraseScans {}.run(&app.state).await.is_err(), "somebody should look after it");
    let left = rows::Entity::find().all(app.state.db.writer()).await.unwrap();
    let is_left =
        |(workspace, scan): &(Uuid, Uuid)| left.iter().any(|row| row.workspace_id == *workspace && row.id == *scan);
    assert_eq!(doomed.iter().map(is_left).collect::<Vec<_>>(), [true, false, false]);
}
