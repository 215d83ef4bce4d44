//! Seventeen months of a real app and twelve of the design system it came to use: what was known of each month, from
//! two independent counts, and what became of components that moved or were rewritten.
use super::{CHARTS, import};
use crate::support::{
    app::TestApp,
    counter::{Counted, differences, state_of},
    person::Person,
    scans::{folder, read},
};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use skillet::auth::member::Scope;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const MONTHS: [&str; 20] = [
    "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10",
    "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08",
];

/// Components, dependencies, elements and components that imports were recognised as, in some of the months. Counted
/// by a script of its own over the bodies as they are: local components of both newest scans and what these render
/// from outside; an import goes to the only component of its package with its export's name, or by an export id;
/// pairs of parent and child once, without those to oneself; elements by their number in `usages`.
const COUNTED: [(&str, [u64; 4]); 9] = [
    ("2025-01", [367, 1071, 1258, 0]),
    ("2025-05", [373, 1115, 1314, 0]),
    ("2025-09", [578, 1442, 1684, 0]),
    ("2025-10", [583, 1467, 1711, 0]),
    ("2025-11", [645, 1958, 2600, 57]), // the app is rewritten with the design system
    ("2026-01", [645, 2007, 2668, 57]),
    ("2026-02", [727, 2235, 3125, 49]), // every file of the design system moves
    ("2026-05", [829, 2672, 3747, 47]),
    ("2026-08", [773, 2693, 3841, 55]),
];

fn body(folder: &Path, name: &str) -> Value {
    serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&read(folder, name)[..]))).unwrap()
}

async fn ada(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

/// What the server's timeline says of a time, as the independent count tells it.
async fn told(app: &TestApp, at: &str) -> BTreeMap<String, Counted> {
    let workspace = app.workspace("acme").await;
    let scope = Scope::for_upkeep(workspace.id);
    let newest = app.state.snapshots.newest(&app.state.db, scope, workspace.data_revision).await.unwrap();
    let at = at.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis();
    let state = newest.timeline.at(&newest.tags, at);
    let rule = |rule: String| match rule.as_str() {
        "Id" => "id",
        "ExportId" => "exportId",
        "Name" => "name",
        _ => "reExport",
    };
    let rows = state.components().into_iter().map(|row| {
        let counted = Counted {
            name: row.facts.name.clone(),
            package: row.facts.package_name.clone(),
            is_internal: row.is_internal,
            usages: row.usages as usize,
            instances: row.instances,
            children: row.children as usize,
            projects: row.projects as usize,
            linked_by: row.linked_by.map(|by| rule(format!("{by:?}"))),
        };
        (row.facts.id.clone(), counted)
    });
    rows.collect()
}

#[actix_web::test]
async fn every_month_of_29_real_scans_is_what_two_independent_counts_say() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let mut counting: [Option<Value>; 2] = [None, None];
    let mut expected: Vec<(String, BTreeMap<String, Counted>)> = Vec::new();
    for month in MONTHS {
        for (repository, day) in [("react-zen", 10), ("umami", 20)] {
            let name = format!("{repository}-{month}");
            if !folder.join(format!("{name}.json.gz")).exists() {
                continue;
            }
            let at = format!("{month}-{day}T08:00:00Z");
            let body = body(&folder, &name);
            import(&app, &body, &at).await;
            counting[usize::from(day == 20)] = Some(body);
            // the one that came last is the newest
            let order = if day == 20 { [0, 1] } else { [1, 0] };
            let bodies: Vec<Value> = order.iter().filter_map(|at| counting[*at].clone()).collect();
            let state = state_of(&bodies);
            assert_eq!(differences(&told(&app, &at).await, &state), [""; 0], "{at}, when it was the newest");
            expected.push((at, state));
        }
    }
    assert_eq!(expected.len(), 29);
    for (at, state) in &expected {
        // which rule linked is told of the newest state alone
        let bare = |state: &BTreeMap<String, Counted>| -> BTreeMap<String, Counted> {
            state.iter().map(|(id, one)| (id.clone(), Counted { linked_by: None, ..one.clone() })).collect()
        };
        assert_eq!(differences(&bare(&told(&app, at).await), &bare(state)), [""; 0], "{at}, looking back");
    }

    let time = json!({ "from": "2025-01-01", "to": "2026-09-01", "frequency": "monthly" });
    let totals = async |metric: &str| {
        let query = json!({ "subject": { "kind": "components" }, "metric": metric, "overTime": time });
        ada.post(CHARTS, query).await.expect(200)["totals"].clone()
    };
    let (usages, instances) = (totals("usages").await, totals("instances").await);
    for (month, [components, edges, elements, linked]) in COUNTED {
        let (_, state) = expected.iter().rev().find(|(at, _)| at.starts_with(month)).unwrap();
        let found = (state.len() as u64, state.values().filter(|one| one.linked_by.is_some()).count() as u64);
        assert_eq!(found, (components, linked), "{month}");
        let at = MONTHS.iter().position(|one| *one == month).unwrap();
        assert_eq!((&usages[at], &instances[at]), (&json!(edges), &json!(elements)), "{month}");
    }
}

#[actix_web::test]
async fn the_series_of_a_component_that_moved_goes_on() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let mut ids = BTreeSet::new();
    for month in ["2025-12", "2026-01", "2026-02", "2026-03"] {
        let zen = body(&folder, &format!("react-zen-{month}"));
        let is_button = |one: &&Value| one["name"] == "Button" && one["package_name"] == "@umami/react-zen";
        let button = zen["components"].as_array().unwrap().iter().find(is_button).unwrap();
        ids.insert(button["id"].as_str().unwrap().to_owned());
        import(&app, &zen, &format!("{month}-10T08:00:00Z")).await;
        import(&app, &body(&folder, &format!("umami-{month}")), &format!("{month}-20T08:00:00Z")).await;
    }
    assert_eq!(ids.len(), 2, "its file moved once");
    let filters = json!([{ "field": "name", "operation": "equals", "values": ["Button"] },
        { "field": "projectDefined", "operation": "equals", "values": ["@umami/react-zen"] }]);
    for (metric, counted) in [("usages", [81, 81, 90, 90]), ("instances", [111, 111, 131, 131])] {
        let time = json!({ "from": "2025-12-01", "to": "2026-04-01", "frequency": "monthly" });
        let query =
            json!({ "subject": { "kind": "components" }, "metric": metric, "filters": filters, "overTime": time });
        let chart = ada.post(CHARTS, query).await.expect(200);
        assert_eq!(chart["rows"].as_array().unwrap().len(), 1, "one line, and no second one from the move on");
        assert_eq!(chart["rows"][0]["series"][0]["values"], json!(counted), "{metric}");
    }
}

/// Of 293 components of the app before its rewrite 76 keep their id; 37 moved, 33 of them told by an export id and 4 by
/// their content. The other 180 went, and of 364 afterwards 251 are new.
#[actix_web::test]
async fn a_rewrite_keeps_adds_and_removes_as_many_lineages_as_were_counted() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let keys = async || {
        let (mut all, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let path = format!("/workspaces/acme/components?limit=200{cursor}");
            let page = ada.get(&path).await.expect(200);
            let internal = page["items"].as_array().unwrap().iter().filter(|one| one["isInternal"] == true);
            all.extend(internal.map(|one| one["key"].as_str().unwrap().to_owned()));
            let Some(next) = page["nextCursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    };
    import(&app, &body(&folder, "umami-2025-10"), "2025-10-20T08:00:00Z").await;
    let before = keys().await;
    import(&app, &body(&folder, "umami-2025-11"), "2025-11-20T08:00:00Z").await;
    let after = keys().await;
    assert_eq!((before.len(), after.len()), (293, 364));
    let (mut kept, mut moved, mut removed) = (BTreeSet::new(), 0, 0);
    for key in &before {
        let reply = ada.get(&format!("/workspaces/acme/components/{key}")).await;
        if reply.status == 404 {
            removed += 1;
            continue;
        }
        let now = reply.expect(200)["key"].as_str().unwrap().to_owned();
        assert!(after.contains(&now));
        moved += usize::from(now != *key);
        kept.insert(now);
    }
    let added = after.difference(&kept).count();
    assert_eq!((kept.len() - moved, moved, added, removed), (76, 37, 251, 180));
}
