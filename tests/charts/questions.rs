//! Everything that can be asked of the newest state, and what is said to what cannot.
use super::{CHARTS, csv, parsed, workspace};
use crate::support::{app::TestApp, bodies::Body, person::Person};
use serde_json::{Value, json};

async fn cells(person: &Person, query: Value) -> Vec<(String, Value, Vec<(String, Value)>)> {
    let chart = person.post(CHARTS, query).await.expect(200);
    let rows = chart["rows"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| {
        let cells = row["cells"].as_array().unwrap().iter();
        (
            text(&row["name"]),
            row["total"].clone(),
            cells.map(|cell| (text(&cell["column"]), cell["value"].clone())).collect(),
        )
    })
    .collect()
}

fn named(cells: &[(&str, u64)]) -> Vec<(String, Value)> {
    cells.iter().map(|(column, value)| ((*column).to_owned(), json!(value))).collect()
}

#[actix_web::test]
async fn a_breakdown_makes_columns_and_csv_has_them_all() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let query = json!({ "subject": { "kind": "components" }, "breakdown": { "kind": "projectUsedIn" }, "limit": 1 });
    let rows = cells(&ada, query.clone()).await;
    assert_eq!(rows[0], ("Button".to_owned(), json!(4), named(&[("@acme/ui", 1), ("docs", 2), ("web", 1)])));
    assert_eq!(rows[1], ("…".to_owned(), json!(3), named(&[("docs", 1), ("web", 2)])));

    let table = csv(&ada, query).await;
    let table = parsed(std::str::from_utf8(&table.bytes).unwrap());
    assert_eq!(table[0], ["component", "project", "usages", "'@acme/ui", "docs", "web"]);
    assert_eq!(table[1], ["Button", "'@acme/ui", "4", "1", "2", "1"]);
    assert_eq!(table[2], ["…", "", "3", "0", "1", "2"]);
}

#[actix_web::test]
async fn custom_properties_html_and_versions_are_subjects() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let ui = Body::of("@acme/ui").defines("Button", &[]).exports("Button").describes("Button", json!({ "tier": 1 }));
    let web = Body::of("web")
        .defines("Home", &[("@acme/ui Button", 3), ("react Fragment", 1)])
        .defines("Cart", &[("Home", 1)]);
    for body in [ui, web] {
        ada.upload("acme", &body.json()).await.expect(200);
    }
    let rows = async |query: Value| {
        let chart = ada.post(CHARTS, query).await.expect(200);
        let rows = chart["rows"].as_array().unwrap().clone();
        rows.into_iter().map(|row| (row["name"].clone(), row["total"].clone())).collect::<Vec<_>>()
    };
    let tiers = json!({ "subject": { "kind": "customProperty", "property": "tier", "on": "child" } });
    assert_eq!(rows(tiers).await, [(json!("(not set)"), json!(2)), (json!("1"), json!(1))]);
    let html = json!({ "subject": { "kind": "html" }, "metric": "components" });
    assert_eq!(rows(html).await, [(json!("div"), json!(3))]);
    let versions = json!({ "subject": { "kind": "versions" } });
    assert_eq!(rows(versions).await, [(json!("@acme/ui@1.2.3"), json!(1)), (json!("web@1.2.3"), json!(1))]);
    let adoption = json!({ "subject": { "kind": "projects" }, "metric": "adoption", "other": { "all": true } });
    let adoption = rows(adoption).await;
    assert!(adoption.contains(&(json!("@acme/ui"), Value::Null)), "nothing to divide by: {adoption:?}");
}

#[actix_web::test]
async fn what_cannot_be_answered_is_refused_with_the_field_and_what_can() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let with = |part: Value| {
        let mut query = json!({ "subject": { "kind": "projects" } });
        query.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        query
    };
    let filter = |field: &str, operation: &str, values: Value| {
        with(json!({ "filters": [{ "field": "internal", "operation": "equals", "values": true },
            { "field": field, "operation": operation, "values": values }] }))
    };
    for (query, field, said) in [
        (with(json!({ "metric": "projects" })), "metric", "usages, instances, components, adoption"),
        (
            with(json!({ "breakdown": { "kind": "projectUsedIn" } })),
            "breakdown.kind",
            "projectDefined, tag, customProperty",
        ),
        (with(json!({ "breakdown": { "kind": "customProperty" } })), "breakdown.property", "must name"),
        (with(json!({ "subject": { "kind": "customProperty" } })), "subject.property", "must name"),
        (with(json!({ "other": { "all": true } })), "other", "adoption"),
        (with(json!({ "metric": "adoption", "other": { "tag": "nope" } })), "other", "<external>"),
        (with(json!({ "metric": "adoption", "other": {} })), "other", "one of tag, internal and all"),
        (filter("colour", "equals", json!(["red"])), "filters[1].field", "projectUsedIn"),
        (filter("name", "is", json!(["red"])), "filters[1].operation", "startsWith"),
        (filter("name", "regex", json!(["("])), "filters[1].values", "regular expression"),
        (filter("name", "regex", json!(vec!["\\w"; 21])), "filters[1].values", "at most 20 regular expressions"),
        (filter("usages", "lessThan", json!(["many"])), "filters[1].values", "number"),
        (filter("tag", "hasAny", json!(["nope"])), "filters[1].values", "<untagged>"),
    ] {
        let problem = ada.post(CHARTS, query.clone()).await.refuses(422, "invalid");
        let message = problem["fields"][field][0]["message"].as_str().unwrap_or_else(|| panic!("{query}: {problem}"));
        assert!(message.contains(said), "{message}");
    }
}

#[actix_web::test]
async fn what_is_no_question_is_refused_with_the_place_and_what_would_be_one() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let with = |part: Value| {
        let mut query = json!({ "subject": { "kind": "projects" } });
        query.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        query
    };
    let filter = |field: &str, values: Value| {
        with(json!({ "filters": [{ "field": field, "operation": "equals", "values": values }] }))
    };
    let property = |part: Value| with(json!({ "subject": part }));
    for (query, field, legal) in [
        (json!({}), "subject", "must be given"),
        (json!({ "subject": "projects" }), "subject", "an object"),
        (json!({ "subject": {} }), "subject.kind", "must be given"),
        (json!({ "subject": { "kind": "colours" } }), "subject.kind", "`components`"),
        (with(json!({ "colour": "red" })), "colour", "`overTime`"),
        (with(json!({ "subject": { "kind": "projects", "name": "x" } })), "subject.name", "`property`"),
        (with(json!({ "metric": "x" })), "metric", "`adoption`"),
        (with(json!({ "breakdown": { "kind": "x" } })), "breakdown.kind", "`projectUsedIn`"),
        (with(json!({ "overTime": { "frequency": "hourly" } })), "overTime.frequency", "`weekly`"),
        (with(json!({ "overTime": { "frequency": "daily", "window": "9d" } })), "overTime.window", "`12m`"),
        (with(json!({ "overTime": { "window": "7d" } })), "overTime.frequency", "must be given"),
        (with(json!({ "limit": 0 })), "limit", "between 1 and 500"),
        (with(json!({ "limit": 501 })), "limit", "between 1 and 500"),
        (with(json!({ "limit": 70_000 })), "limit", "between 1 and 500"),
        (with(json!({ "limit": "all" })), "limit", "a whole number"),
        (with(json!({ "filters": {} })), "filters", "a list"),
        (with(json!({ "filters": [{ "field": "name" }] })), "filters[0].operation", "must be given"),
        (filter("name", json!([{ "a": 1 }])), "filters[0].values", "list of texts, numbers, booleans"),
        (filter("projectDefined", json!(["nowhere"])), "filters[0].values", "@acme/ui"),
        (filter("projectUsedIn", json!(["web", "nowhere"])), "filters[0].values", "docs"),
        (filter("customProperty.nope", json!(["x"])), "filters[0].field", "there is no custom property \"nope\""),
        (filter("parent.customProperty.nope", json!(["x"])), "filters[0].field", "there is none"),
        (property(json!({ "kind": "customProperty", "property": "nope" })), "subject.property", "there is none"),
        (property(json!({ "kind": "projects", "property": "x" })), "subject.property", "customProperty"),
        (property(json!({ "kind": "projects", "on": "parent" })), "subject.on", "customProperty"),
        (with(json!({ "breakdown": { "kind": "tag", "property": "x" } })), "breakdown.property", "customProperty"),
        (with(json!({ "includeCoreParents": true })), "includeCoreParents", "adoption"),
    ] {
        let problem = ada.post(CHARTS, query.clone()).await.refuses(422, "invalid");
        let message = problem["fields"][field][0]["message"].as_str().unwrap_or_else(|| panic!("{query}: {problem}"));
        assert!(message.contains(legal), "{query}: {message}");
    }
}
