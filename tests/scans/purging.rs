//! What is removed for good, beside who writes and beside what is damaged.
use super::{
    SCANS, ada, shop,
    store::{id, read, scope, stored},
    upload,
};
use crate::support::{app::TestApp, bodies::Body};
use chrono::{Duration, Utc};
use scan::record::Part;
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::{
    entities::{scan as rows, scan_delta},
    features::scans::{ingest, jobs::EraseScans},
    jobs::Job,
    store::{lines::Lines, needed::Needed, purge, write::Draft},
};
use uuid::Uuid;

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
