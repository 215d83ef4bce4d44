//! The catalogue with filters.
use super::{COMPONENTS, design_system_and_users, items, names, workspace_of};
use crate::support::{app::TestApp, bodies::Body, person::Person};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

const SEARCH: &str = "/workspaces/acme/components/search";

fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

async fn found(person: &Person, filters: Value) -> Vec<String> {
    let page = person.post(SEARCH, json!({ "filters": filters, "sort": "name", "limit": 200 })).await.expect(200);
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["total"], items.len());
    names(items).into_iter().map(str::to_owned).collect()
}

fn filter(field: &str, operation: &str, values: Value) -> Value {
    json!({ "field": field, "operation": operation, "values": values })
}

#[actix_web::test]
async fn a_search_without_filters_is_the_catalogue() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let list = ada.get(COMPONENTS).await.expect(200);
    assert_eq!(ada.post(SEARCH, json!({})).await.expect(200), list);
    let newest = ada.get("/workspaces/acme/analyses?limit=1").await.expect(200);
    assert_eq!((&list["asOf"], &list["revision"]), (&newest["items"][0]["createdAt"], &json!(3)));
    let searched = ada.post(SEARCH, json!({ "search": "butt", "sort": "-name" })).await.expect(200);
    assert_eq!(names(searched["items"].as_array().unwrap()), ["StyledButton", "Button"]);
}

#[actix_web::test]
async fn filters_of_every_kind_find_what_they_say() {
    let app = TestApp::spawn().await;
    let mut bodies = design_system_and_users();
    bodies[0] = bodies[0]
        .clone()
        .describes("Button", json!({ "owner": "core", "size": 3, "stable": true }))
        .describes("Card", json!({ "owner": "web", "size": 10 }));
    let ada = workspace_of(&app, &bodies).await;
    let all = items(&ada, "").await.len();
    let one = async |field: &str, operation: &str, values: Value| {
        found(&ada, json!([filter(field, operation, values)])).await
    };
    assert_eq!(one("name", "contains", json!(["BUTT"])).await, ["Button", "StyledButton"]);
    assert_eq!(one("name", "regex", json!(["^(nav|home)$"])).await, ["Home", "Nav"]);
    assert_eq!(one("path", "endsWith", json!(["nav.tsx"])).await, ["Nav"]);
    assert_eq!(
        one("projectDefined", "equals", json!(["web-admin", "docs"])).await,
        ["Admin", "Page", "Shelf", "Table"]
    );
    assert_eq!(one("usages", "greaterThanOrEqual", json!([3])).await, ["Button", "Card", "Icon"]);
    assert_eq!(one("instances", "equals", json!(9)).await, ["Button", "Card", "Fragment"]);
    assert_eq!(one("children", "greaterThan", json!([3])).await, ["Home", "Page"]);
    assert_eq!(one("customProperty.owner", "equals", json!(["core"])).await, ["Button"]);
    assert_eq!(one("customProperty.size", "greaterThan", json!([3])).await, ["Card"]);
    assert_eq!(one("customProperty.owner", "missing", json!([])).await.len(), all - 2);
    let folder = json!({ "selected": ["web:src/"], "deselected": ["web:src/Nav.tsx"] });
    assert_eq!(one("folder", "in", folder).await, ["Alone", "Home", "StyledButton"]);
    let external = one("internal", "equals", json!([false])).await;
    assert_eq!(external, ["default", "Fade", "Fragment", "Gone"]);
    assert_eq!(one("tag", "hasAny", json!(["<external>"])).await, external);
    assert_eq!(one("tag", "hasAny", json!(["<untagged>"])).await.len(), all - external.len());
    let both = json!([filter("usages", "lessThan", json!([3])), filter("name", "startsWith", json!(["n"]))]);
    assert_eq!(found(&ada, both).await, ["Nav"], "all must hold");
}

#[actix_web::test]
async fn projects_of_use_narrow_what_is_counted() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let filters = json!([filter("projectUsedIn", "equals", json!(["web", "docs"]))]);
    let page = ada.post(SEARCH, json!({ "filters": filters })).await.expect(200);
    let button = &page["items"][0];
    let counts = ["name", "usages", "instances", "projects"].map(|field| button[field].clone());
    assert_eq!(counts, [json!("Button"), json!(4), json!(4), json!(2)], "Home 2, Nav 1, StyledButton 0, Page 1");
    assert!(page["items"].as_array().unwrap().iter().all(|one| one["usages"].as_u64() > Some(0)));
}

#[actix_web::test]
async fn dates_are_those_of_now_and_of_the_zone_that_is_asked_for() {
    let app = TestApp::spawn().await;
    app.set_clock(noon());
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let dated = |body: Body, created: &str| {
        let body = body.with("/components/0/created_at", json!(created));
        body.with("/components/0/updated_at", json!("2026-02-28T23:30:00.000Z"))
    };
    ada.upload("acme", &dated(Body::of("web").defines("Home", &[]), "2026-02-25T00:00:00.000Z").json())
        .await
        .expect(200);
    app.set_clock(noon() + Duration::days(1));
    ada.upload("acme", &dated(Body::of("docs").defines("Page", &[]), "2025-06-01T00:00:00.000Z").json())
        .await
        .expect(200);
    let created = json!([filter("createdAt", "withinLast", json!(["10d"]))]);
    assert_eq!(found(&ada, created.clone()).await, ["Home"]);
    let changed = json!([filter("lastUsageChangedAt", "between", json!(["2026-03-02", null]))]);
    assert_eq!(found(&ada, changed).await, ["Page"]);
    let march = json!([filter("updatedAt", "between", json!(["2026-03-01", null]))]);
    assert_eq!(found(&ada, march.clone()).await, Vec::<String>::new());
    let in_paris = json!({ "filters": march, "timeZone": "Europe/Paris" });
    assert_eq!(ada.post(SEARCH, in_paris).await.expect(200)["total"], 2, "it is March there");
    app.set_clock(noon() + Duration::days(7));
    assert_eq!(found(&ada, created).await, Vec::<String>::new(), "without any scan");

    let home = &ada.post(SEARCH, json!({ "search": "home" })).await.expect(200)["items"][0];
    let times = ["createdAt", "updatedAt", "lastUsageChangedAt"].map(|field| home[field].clone());
    let expected = ["2026-02-25T00:00:00Z", "2026-02-28T23:30:00Z", "2026-03-01T12:00:00Z"];
    assert_eq!(times, expected.map(|time| json!(time)));
    let page = ada.post(SEARCH, json!({ "sort": "-createdAt" })).await.expect(200);
    assert_eq!(names(page["items"].as_array().unwrap()), ["Home", "Page"]);
}

#[actix_web::test]
async fn pages_of_a_search_hold_every_component_once_whatever_they_are_sorted_by() {
    let app = TestApp::spawn().await;
    let mut bodies = design_system_and_users();
    bodies[0] = bodies[0].clone().describes("Button", json!({ "size": 3 })).describes("Card", json!({ "size": 10 }));
    let ada = workspace_of(&app, &bodies).await;
    let filters = json!([filter("internal", "equals", json!(true))]);
    for sort in ["-customProperty.size", "customProperty.size", "-lastUsageChangedAt", "name"] {
        let (mut seen, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let query = json!({ "filters": filters, "sort": sort, "limit": 2, "cursor": cursor });
            let page = ada.post(SEARCH, query).await.expect(200);
            assert_eq!(page["total"], 13);
            seen.extend(page["items"].as_array().unwrap().clone());
            cursor = page["nextCursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        let whole = ada.post(SEARCH, json!({ "filters": filters, "sort": sort, "limit": 200 })).await.expect(200);
        assert_eq!(json!(seen), whole["items"], "{sort}");
        if sort == "-customProperty.size" {
            assert_eq!(names(&seen)[..2], ["Card", "Button"], "as numbers, and what has none comes last");
        }
    }
}

#[actix_web::test]
async fn a_filter_that_means_nothing_is_refused_with_its_place_and_what_is_legal() {
    let app = TestApp::spawn().await;
    let mut bodies = design_system_and_users();
    bodies[0] = bodies[0].clone().describes("Button", json!({ "owner": "core", "size": 3 }));
    let ada = workspace_of(&app, &bodies).await;
    let good = filter("name", "contains", json!(["a"]));
    for (bad, part, word) in [
        (filter("colour", "equals", json!(["red"])), "field", "projectUsedIn"),
        (filter("name", "hasAny", json!(["a"])), "operation", "doesNotContain"),
        (filter("name", "regex", json!(["("])), "values", "regular expression"),
        (filter("usages", "equals", json!(["many"])), "values", "number"),
        (filter("usages", "equals", json!([{ "a": 1 }])), "values", "list"),
        (filter("tag", "hasAny", json!(["nobody"])), "values", "<untagged>"),
        (filter("createdAt", "withinLast", json!(["soon"])), "values", "30d"),
        (filter("folder", "in", json!(["web:"])), "values", "selected"),
        (filter("folder", "in", json!({ "chosen": ["web:"] })), "values", "selected"),
        (filter("internal", "equals", json!(["yes"])), "values", "true or false"),
        (filter("projectDefined", "equals", json!(["nowhere"])), "values", "web-admin"),
        (filter("customProperty.colour", "exists", json!([])), "field", "there are owner, size"),
        (
            filter("customProperty.size", "equals", json!(["3"])),
            "values",
            "no value of \"size\" is a text; there are numbers",
        ),
        (filter("customProperty.owner", "equals", json!([true])), "values", "is a boolean; there are texts"),
        (json!({ "field": "name" }), "operation", "must be given"),
    ] {
        let problem = ada.post(SEARCH, json!({ "filters": [good, bad] })).await.refuses(422, "invalid");
        let field = format!("filters[1].{part}");
        let message = problem["fields"][&field][0]["message"].as_str().unwrap_or_else(|| panic!("{bad}: {problem}"));
        assert!(message.contains(word), "{bad}: {message}");
    }
    for (query, field) in [
        (json!({ "timeZone": "Mars/Olympus" }), "timeZone"),
        (json!({ "sort": "colour" }), "sort"),
        (json!({ "sort": "customProperty.colour" }), "sort"),
        (json!({ "filter": [] }), "filter"),
        (json!({ "limit": 201 }), "limit"),
        (json!({ "cursor": "abc" }), "cursor"),
        (json!({ "search": "x".repeat(501) }), "search"),
        (json!({ "filters": vec![good.clone(); 51] }), "filters"),
    ] {
        let problem = ada.post(SEARCH, query).await.refuses(422, "invalid");
        assert!(problem["fields"][field][0]["message"].is_string(), "{field}: {problem}");
    }
}

#[actix_web::test]
async fn what_would_take_the_server_too_long_is_refused_where_it_stands() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    for (values, said) in [
        (json!(vec!["\\w{9}"; 15_000]), "at most 1000 values"),
        (json!(vec!["\\w{2}"; 21]), "at most 20 regular expressions"),
        (json!(["(\\w{9}){9}"]), "too large"),
        (json!(["x".repeat(501)]), "500 bytes"),
    ] {
        let filters = json!([filter("internal", "equals", json!([true])), filter("name", "regex", values)]);
        let problem = ada.post(SEARCH, json!({ "filters": filters })).await.refuses(422, "invalid");
        let message = problem["fields"]["filters[1].values"][0]["message"].as_str().unwrap();
        assert!(message.contains(said), "{message}");
    }
}
