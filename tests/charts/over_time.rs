//! Charts over time, counted by hand on small scans of different days.
use super::{CHARTS, csv, import, parsed};
use crate::support::{app::TestApp, bodies::Body, person::Person};
use serde_json::{Value, json};

/// A design system and two apps. `web` begins with two uses of Button, then adds Card, and drops a Button; `docs` comes
/// in between. All on other days of January 2026.
async fn january(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let ui = Body::of("@acme/ui").defines("Button", &[]).exports("Button").defines("Card", &[]).exports("Card");
    let web = |home: &[(&str, u32)], team: &str| {
        let body = Body::of("web").defines("Home", home).defines("Cart", &[("@acme/ui Button", 1)]);
        body.describes("Home", json!({ "team": team })).describes("Cart", json!({ "team": "buy" }))
    };
    let docs = Body::of("docs").defines("Page", &[("@acme/ui Button", 4)]);
    let scans = [
        ("2026-01-05T10:00:00Z", ui),
        ("2026-01-05T23:30:00Z", web(&[("@acme/ui Button", 2)], "start")),
        ("2026-01-07T09:00:00Z", docs),
        ("2026-01-09T09:00:00Z", web(&[("@acme/ui Button", 2), ("@acme/ui Card", 3)], "buy")),
        ("2026-01-12T09:00:00Z", web(&[("@acme/ui Card", 5)], "buy")),
    ];
    // the order in which they come says nothing
    for at in [3, 0, 4, 1, 2] {
        import(app, &scans[at].1.json(), scans[at].0).await;
    }
    ada
}

fn week(zone: &str) -> Value {
    json!({ "from": "2026-01-05", "to": "2026-01-13", "frequency": "daily", "timeZone": zone })
}

async fn ask(person: &Person, query: Value) -> Value {
    person.post(CHARTS, query).await.expect(200)
}

/// The values of a row, in a column or as a whole.
fn series<'a>(chart: &'a Value, row: &str, column: Option<&str>) -> &'a Value {
    let rows = chart["rows"].as_array().unwrap();
    let row =
        rows.iter().find(|one| one["key"] == row || one["name"] == row).unwrap_or_else(|| panic!("{row}: {chart}"));
    let all = row["series"].as_array().unwrap();
    let wanted = column.map_or(Value::Null, |column| json!(column));
    &all.iter().find(|one| one["column"] == wanted).unwrap_or_else(|| panic!("{column:?}: {row}"))["values"]
}

#[actix_web::test]
async fn every_day_has_the_state_of_its_end_and_says_whether_a_scan_came() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    let chart = ask(&ada, json!({ "subject": { "kind": "projects" }, "overTime": week("UTC") })).await;
    assert_eq!(series(&chart, "web", None), &json!([2, 2, 2, 2, 3, 3, 3, 2]));
    assert_eq!(series(&chart, "docs", None), &json!([0, 0, 1, 1, 1, 1, 1, 1]));
    assert_eq!(series(&chart, "@acme/ui", None), &json!([0, 0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(chart["totals"], json!([2, 2, 3, 3, 4, 4, 4, 3]));
    assert_eq!(chart["total"], 3);
    let points = chart["points"].as_array().unwrap();
    let scans: Vec<_> = points.iter().map(|point| point["scan"].as_bool().unwrap()).collect();
    assert_eq!(scans, [true, false, true, false, true, false, false, true]);
    assert_eq!(points[0]["start"], "2026-01-05T00:00:00Z");
    assert_eq!(points[0]["at"], "2026-01-05T23:59:59.999Z");
    let totals: Vec<_> = chart["rows"].as_array().unwrap().iter().map(|row| (&row["key"], &row["total"])).collect();
    assert_eq!(totals[0], (&json!("web"), &json!(2)), "ranked by the last point");

    let instances = json!({ "subject": { "kind": "projects" }, "metric": "instances", "overTime": week("UTC") });
    assert_eq!(series(&ask(&ada, instances).await, "web", None), &json!([3, 3, 3, 3, 6, 6, 6, 6]));
}

#[actix_web::test]
async fn days_are_those_of_the_zone() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    // half past eleven in the evening is tomorrow in Berlin
    let chart = ask(&ada, json!({ "subject": { "kind": "projects" }, "overTime": week("Europe/Berlin") })).await;
    assert_eq!(series(&chart, "web", None), &json!([0, 2, 2, 2, 3, 3, 3, 2]));
    assert_eq!(chart["points"][1]["start"], "2026-01-05T23:00:00Z");
    let table = csv(&ada, json!({ "subject": { "kind": "projects" }, "overTime": week("Europe/Berlin") })).await;
    let table = parsed(std::str::from_utf8(&table.bytes).unwrap());
    assert_eq!(table[0][..3], ["project", "2026-01-05", "2026-01-06"]);
}

#[actix_web::test]
async fn weeks_begin_on_monday_and_distinct_counts_do_not_add_up() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    let time = json!({ "from": "2026-01-05", "to": "2026-01-19", "frequency": "weekly" });
    let query = json!({ "subject": { "kind": "projects" }, "metric": "components", "overTime": time });
    let chart = ask(&ada, query).await;
    assert_eq!(series(&chart, "web", None), &json!([2, 2]), "Button and Card, and both still");
    assert_eq!(series(&chart, "docs", None), &json!([1, 1]));
    assert_eq!(chart["totals"], json!([2, 2]), "Button is one component, whoever uses it");
}

#[actix_web::test]
async fn a_breakdown_has_a_series_of_its_own_and_follows_a_property_that_changes() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    let breakdown = json!({ "kind": "customProperty", "property": "team", "on": "parent" });
    let query = json!({ "subject": { "kind": "components" }, "breakdown": breakdown, "overTime": week("UTC") });
    let chart = ask(&ada, query.clone()).await;
    assert_eq!(series(&chart, "Button", None), &json!([2, 2, 3, 3, 3, 3, 3, 2]));
    assert_eq!(series(&chart, "Button", Some("start")), &json!([1, 1, 1, 1, 0, 0, 0, 0]));
    assert_eq!(series(&chart, "Button", Some("buy")), &json!([1, 1, 1, 1, 2, 2, 2, 1]));
    assert_eq!(series(&chart, "Button", Some("(not set)")), &json!([0, 0, 1, 1, 1, 1, 1, 1]));
    assert_eq!(series(&chart, "Card", None), &json!([0, 0, 0, 0, 1, 1, 1, 1]));

    let table = csv(&ada, query).await;
    let table = parsed(std::str::from_utf8(&table.bytes).unwrap());
    assert_eq!(table[0][..4], ["component", "project", "team", "2026-01-05"]);
    let buy = table.iter().find(|line| line[0] == "Button" && line[2] == "buy").unwrap();
    assert_eq!(buy[1], "'@acme/ui", "no cell begins like a formula");
    assert_eq!(buy[3..], ["1", "1", "1", "1", "2", "2", "2", "1"]);
}

#[actix_web::test]
async fn a_filter_narrows_the_parents_at_every_point() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    let filters = json!([{ "field": "projectUsedIn", "operation": "equals", "values": ["web"] }]);
    let query = json!({ "subject": { "kind": "components" }, "filters": filters, "overTime": week("UTC") });
    let chart = ask(&ada, query).await;
    assert_eq!(series(&chart, "Button", None), &json!([2, 2, 2, 2, 2, 2, 2, 1]));
    assert_eq!(chart["totals"], json!([2, 2, 2, 2, 3, 3, 3, 2]));
}

#[actix_web::test]
async fn a_time_that_means_nothing_is_refused_with_its_field() {
    let app = TestApp::spawn().await;
    let ada = january(&app).await;
    for (time, field) in [
        (json!({ "window": "7d", "frequency": "daily", "timeZone": "Mars/Olympus" }), "overTime.timeZone"),
        (json!({ "from": "yesterday", "frequency": "daily" }), "overTime.from"),
        (json!({ "from": "2026-01-05", "to": "soon", "frequency": "daily" }), "overTime.to"),
        (json!({ "from": "2026-01-05", "to": "2026-01-01", "frequency": "daily" }), "overTime.to"),
        (json!({ "window": "7d", "from": "2026-01-05", "frequency": "daily" }), "overTime.window"),
        (json!({ "frequency": "daily" }), "overTime.window"),
    ] {
        let query = json!({ "subject": { "kind": "projects" }, "overTime": time });
        let problem = ada.post(CHARTS, query).await.refuses(422, "invalid");
        assert!(problem["fields"][field][0]["message"].as_str().is_some(), "{problem}");
    }
}

#[actix_web::test]
async fn a_chart_of_more_than_1500_points_is_refused() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    import(&app, &Body::of("web").defines("Home", &[]).json(), "2020-01-01T12:00:00Z").await;
    let over = |to: &str, frequency: &str| {
        let time = json!({ "from": "2020-01-01", "to": to, "frequency": frequency });
        json!({ "subject": { "kind": "projects" }, "overTime": time })
    };
    let most = ask(&ada, over("2024-02-09", "daily")).await;
    assert_eq!(most["points"].as_array().unwrap().len(), 1500);
    let problem = ada.post(CHARTS, over("2024-02-10", "daily")).await.refuses(422, "invalid");
    let message = problem["fields"]["overTime.frequency"][0]["message"].as_str().unwrap();
    assert!(message.contains("1500"), "{message}");
    ask(&ada, over("2024-02-10", "weekly")).await;
}
