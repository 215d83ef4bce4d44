//! Random histories through the real calls on the real store: whatever happens to scans and repositories, the state at
//! any time is what an independent count makes of the bodies that were sent.
mod plain;
mod world;

use crate::support::{app::TestApp, counter::differences, dice::rounds};
use plain::Workspace;
use std::collections::BTreeMap;
use world::World;

/// Things that happen in a history.
const STEPS: usize = 45;

/// What the histories must contain for the comparison to mean something.
const HAPPENS: &[&str] = &[
    "an upload",
    "an older scan imported",
    "a scan hidden in the middle",
    "the newest scan hidden",
    "a scan restored",
    "a branch tracked",
    "scans of no branch left out",
    "branches that alternate",
    "repositories merged",
    "repositories separated",
    "a scan purged that others built on",
    "scans thinned out",
    "a package that left and returned",
    "two claimants of a package",
    "a link by name that broke",
];

#[actix_web::test]
async fn the_state_at_any_time_is_that_of_the_bodies_that_were_sent() {
    let first: u64 = std::env::var("TEST_SEED").map_or(1, |text| text.parse().expect("TEST_SEED is a number"));
    let mut hits: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in first..first + rounds(3) as u64 {
        let app = TestApp::spawn().await;
        let mut world = World::new(&app, seed).await;
        for step in 0..STEPS {
            let what = world.step(step as i64).await;
            *hits.entry(what).or_default() += 1;
            is_equal(&app, &world.workspace, &format!("TEST_SEED={seed}, step {step}: {what}"), &mut hits).await;
        }
    }
    let missed: Vec<_> = HAPPENS.iter().filter(|what| !hits.contains_key(**what)).collect();
    assert!(missed.is_empty(), "never seen: {missed:?} of {hits:?}");
}

/// Compares the server's states at the times of all scans that count with the plain ones.
async fn is_equal(app: &TestApp, workspace: &Workspace, when: &str, hits: &mut BTreeMap<&'static str, u64>) {
    let row = app.workspace("acme").await;
    let scope = skillet::auth::member::Scope::for_upkeep(row.id);
    let newest = app.state.snapshots.newest(&app.state.db, scope, row.data_revision).await.unwrap();
    let mut before: Option<plain::State> = None;
    let times = workspace.times();
    let last = times.last().copied();
    for at in times {
        let expected = workspace.state(at, hits);
        let state = newest.timeline.at(&newest.tags, at.timestamp_millis());
        let told = plain::told(&state.components());
        // which rule linked is told of the newest state alone
        let (found, wanted) = match Some(at) == last {
            true => (told, expected.clone()),
            false => (plain::without_rules(told), plain::without_rules(expected.clone())),
        };
        assert_eq!(differences(&found, &wanted), [""; 0], "{when}, at {at}");
        if before.is_some_and(|before| plain::has_broken_link(&before, &expected)) {
            *hits.entry("a link by name that broke").or_default() += 1;
        }
        before = Some(expected);
    }
}
