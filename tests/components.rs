//! The catalogue: its numbers, its orders, its pages.
mod detail;
mod overview;
mod props;
mod search;

use crate::support::{
    app::TestApp,
    bodies::{Body, import_id, local_id},
    counter::{Counted, state_of},
    person::Person,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const COMPONENTS: &str = "/workspaces/acme/components";

/// Ada's workspace with these scans, oldest first.
async fn workspace_of(app: &TestApp, bodies: &[Body]) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    for body in bodies {
        ada.upload("acme", &body.json()).await.expect(200);
    }
    ada
}

async fn items(person: &Person, query: &str) -> Vec<Value> {
    person.get(&format!("{COMPONENTS}?limit=200&{query}")).await.expect(200)["items"].as_array().unwrap().clone()
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// What the catalogue says of a component, in the counter's terms.
fn counted(component: &Value) -> (String, Counted) {
    let text = |field: &str| component[field].as_str().unwrap().to_owned();
    let number = |field: &str| component[field].as_u64().unwrap();
    let counted = Counted {
        name: text("name"),
        package: text("packageName"),
        is_internal: component["isInternal"].as_bool().unwrap(),
        usages: number("usages") as usize,
        instances: number("instances"),
        children: number("children") as usize,
        projects: number("projects") as usize,
        linked_by: ["id", "exportId", "name", "reExport"].into_iter().find(|rule| component["linkedBy"] == *rule),
    };
    (text("id"), counted)
}

/// A design system and its users. Every rule of linking applies to something: `Button` by export id, `Card` by name,
/// `Icon` by its very id, `Motion` through somebody's re-export; `Gone`, `default` and `Twice` by none.
fn design_system_and_users() -> Vec<Body> {
    let ui = Body::of("@acme/ui")
        .defines("Button", &[("Icon", 1)])
        .exports("Button")
        .defines("Icon", &[])
        .defines("Card", &[("Button", 2), ("Icon", 3)])
        .defines("default", &[])
        .defines("Themed", &[("@acme/ui Themed", 4)])
        .exports("Themed");
    let web = Body::of("web")
        .defines("Home", &[("@acme/ui Button", 2), ("@acme/ui Card", 1), ("@acme/ui default", 1), ("Nav", 1)])
        .defines("Nav", &[("@acme/ui Button", 1), ("@acme/ui Gone", 1), ("motion Fade", 2)])
        .defines("StyledButton", &[("@acme/ui Button", 0)])
        .defines("Alone", &[])
        .defines_in("web-admin", "Admin", &[("@acme/ui Button", 3), ("web Nav", 1), ("web-admin Table", 1)])
        .defines_in("web-admin", "Table", &[("@acme/ui Card", 7)]);
    let docs = Body::of("docs")
        .defines("Page", &[("@acme/ui Button", 1), ("@acme/kit Fade", 1), ("web Home", 1), ("react Fragment", 9)])
        .defines("Shelf", &[("@acme/ui Card", 1)]);
    // the very id instead of an import, as a scan with `exports` pointing at the sources has it
    let by_id = json!({ "to": { "id": local_id("@acme/ui", "Icon") }, "references": [{ "usages": [
        { "props": [], "start": { "line": 900, "column": 1 }, "end": { "line": 900, "column": 2 } },
    ] }] });
    let icon = ui.json()["components"][1].clone();
    let mut seen_icon = if icon["name"] == "Icon" { icon } else { ui.json()["components"][0].clone() };
    seen_icon["id"] = json!(local_id("@acme/ui", "Icon"));
    seen_icon["source"]["source"]["mtype"] = json!("package");
    seen_icon["dependencies"] = json!([]);
    let docs = with_dependency(docs.add(seen_icon), &local_id("docs", "Shelf"), by_id);
    // somebody exports motion's Fade again as @acme/kit's
    let web = with_exports(web, &import_id("motion", "Fade"), &import_id("@acme/kit", "Fade"));
    vec![ui, web, docs]
}

fn with_dependency(body: Body, component: &str, dependency: Value) -> Body {
    let at = position(&body, component);
    let mut all = body.json()["components"][at]["dependencies"].as_array().unwrap().clone();
    all.push(dependency);
    body.with(&format!("/components/{at}/dependencies"), json!(all))
}

fn with_exports(body: Body, component: &str, id: &str) -> Body {
    let at = position(&body, component);
    body.with(&format!("/components/{at}/export_ids"), json!([id]))
}

fn position(body: &Body, component: &str) -> usize {
    body.json()["components"].as_array().unwrap().iter().position(|one| one["id"] == component).unwrap()
}

#[actix_web::test]
async fn every_number_of_several_repositories_equals_an_independent_count() {
    let app = TestApp::spawn().await;
    let bodies = design_system_and_users();
    let ada = workspace_of(&app, &bodies).await;
    let expected = state_of(&bodies.iter().map(Body::json).collect::<Vec<_>>());
    for rule in ["id", "exportId", "name", "reExport"] {
        assert!(expected.values().any(|one| one.linked_by == Some(rule)), "nothing is linked by {rule}");
    }
    assert!(expected.values().any(|one| !one.is_internal), "nothing stays external");
    let shown: BTreeMap<String, Counted> = items(&ada, "").await.iter().map(counted).collect();
    assert_eq!(shown, expected);

    // and a few by hand, so that both cannot be wrong together
    let button = &expected[&local_id("@acme/ui", "Button")];
    assert_eq!((button.usages, button.instances, button.children, button.projects), (6, 9, 1, 4));
    assert_eq!(expected[&local_id("@acme/ui", "Card")].linked_by, Some("name"));
    assert_eq!(expected[&local_id("@acme/ui", "Themed")].usages, 0, "it renders itself by its public name");
    assert!(!expected[&import_id("motion", "Fade")].is_internal);
    assert_eq!(expected[&import_id("motion", "Fade")].usages, 2);
}

#[actix_web::test]
async fn a_package_of_two_repositories_belongs_to_the_one_where_it_appeared_last() {
    let app = TestApp::spawn().await;
    let old_place =
        Body::of("site").defines("Home", &[]).defines_in("widgets", "Clock", &[]).defines_in("widgets", "Old", &[]);
    let new_place = Body::of("widgets").defines("Clock", &[]).defines("New", &[("Clock", 1)]);
    let ada = workspace_of(&app, &[old_place.clone(), new_place]).await;
    assert_eq!(names(&items(&ada, "sort=name").await), ["Clock", "Home", "New"]);
    let daily = old_place.defines_in("widgets", "Older", &[]);
    ada.upload("acme", &daily.json()).await.expect(200);
    assert_eq!(
        names(&items(&ada, "sort=name").await),
        ["Clock", "Home", "New"],
        "a new scan of the old place takes nothing back"
    );
}

#[actix_web::test]
async fn the_newest_scan_of_each_repository_counts() {
    let app = TestApp::spawn().await;
    let web = Body::of("web").defines("Home", &[]).defines("Nav", &[]);
    let docs = Body::of("docs").defines("Page", &[]);
    let ada = workspace_of(&app, &[web, docs, Body::of("web").defines("Home", &[])]).await;
    assert_eq!(names(&items(&ada, "sort=name").await), ["Home", "Page"]);
}

#[actix_web::test]
async fn every_column_sorts_both_ways() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let all = items(&ada, "").await;
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let tie = |one: &Value| (text(one, "name").to_lowercase(), text(one, "name"), text(one, "key"));
    let value = |one: &Value, column: &str| match &one[column] {
        Value::String(text) => (0, text.to_lowercase(), text.clone()),
        number => (number.as_u64().unwrap(), String::new(), String::new()),
    };
    for column in ["name", "projectName", "path", "children", "usages", "instances", "projects"] {
        let mut expected = all.clone();
        expected.sort_by_cached_key(|one| (value(one, column), tie(one)));
        assert_eq!(items(&ada, &format!("sort={column}")).await, expected, "{column}");
        expected.sort_by(|a, b| value(b, column).cmp(&value(a, column)).then_with(|| tie(a).cmp(&tie(b))));
        assert_eq!(items(&ada, &format!("sort=-{column}")).await, expected, "-{column}");
    }
    assert_eq!(all, items(&ada, "sort=-usages").await, "the most used first unless told otherwise");
}

#[actix_web::test]
async fn a_search_finds_every_term_in_name_path_or_project_whatever_its_case() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let found = async |search: &str| {
        let page = ada.get(&format!("{COMPONENTS}?sort=name&search={search}")).await.expect(200);
        let found = page["items"].as_array().unwrap().clone();
        assert_eq!(page["total"], found.len(), "{search}");
        names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("BUTT").await, ["Button", "StyledButton"]);
    assert_eq!(found("butt%20WEB").await, ["StyledButton"]);
    assert_eq!(found("web-admin").await, ["Admin", "Table"]);
    assert_eq!(found("src/na").await, ["Nav"]);
    assert_eq!(found("button%20nothing").await, Vec::<String>::new());
    assert_eq!(found("%20").await.len(), items(&ada, "").await.len());
    let long = "x".repeat(501);
    ada.get(&format!("{COMPONENTS}?search={long}")).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn pages_are_stable_though_a_scan_comes_between_them() {
    let app = TestApp::spawn().await;
    let many = (0..30).fold(Body::of("web"), |body, n| body.defines(&format!("C{n:02}"), &[]));
    let ada = workspace_of(&app, std::slice::from_ref(&many)).await;
    let first = ada.get(&format!("{COMPONENTS}?sort=name&limit=10")).await.expect(200);
    assert_eq!((names(first["items"].as_array().unwrap())[9], &first["total"]), ("C09", &json!(30)));

    // in front of the cursor one comes, behind it one comes and one goes, and so does the one it stands on
    let changed = (0..30)
        .filter(|n| ![9, 15].contains(n))
        .fold(Body::of("web"), |body, n| body.defines(&format!("C{n:02}"), &[]));
    ada.upload("acme", &changed.defines("Aaa", &[]).defines("C10b", &[]).json()).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ada.get(&format!("{COMPONENTS}?sort=name&limit=10&cursor={cursor}")).await.expect(200);
    let expected = ["C10", "C10b", "C11", "C12", "C13", "C14", "C16", "C17", "C18", "C19"];
    assert_eq!(names(second["items"].as_array().unwrap()), expected);
    assert_eq!(second["total"], 30);
    assert_eq!(second["revision"], first["revision"].as_i64().unwrap() + 1);
}

#[actix_web::test]
async fn pages_hold_every_component_once() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    for sort in ["-usages", "projectName", "-path", "children"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ada.get(&format!("{COMPONENTS}?sort={sort}&limit=3{cursor}")).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, items(&ada, &format!("sort={sort}")).await, "{sort}");
    }
}

#[actix_web::test]
async fn what_the_catalogue_cannot_do_is_refused_with_what_it_can() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let first = ada.get(&format!("{COMPONENTS}?sort=name&limit=1")).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    let scans = ada.get("/workspaces/acme/analyses?limit=1").await.expect(200);
    let of_scans = scans["nextCursor"].as_str().unwrap();
    for (query, field, word) in [
        (format!("sort=-name&limit=1&cursor={cursor}"), "cursor", "sort=name"),
        (format!("limit=1&cursor={cursor}"), "cursor", "sort=name"),
        (format!("sort=name&cursor={of_scans}"), "cursor", "nextCursor"),
        ("cursor=%00".to_owned(), "cursor", "nextCursor"),
        ("sort=colour".to_owned(), "sort", "projectName"),
        ("sort=--name".to_owned(), "sort", "projectName"),
        ("limit=0".to_owned(), "limit", "between 1 and 200"),
        ("limit=201".to_owned(), "limit", "between 1 and 200"),
    ] {
        let problem = ada.get(&format!("{COMPONENTS}?{query}")).await.refuses(422, "invalid");
        let message = problem["fields"][field][0]["message"].as_str().unwrap_or_else(|| panic!("{query}: {problem}"));
        assert!(message.contains(word), "{query}: {message}");
    }
}

#[actix_web::test]
async fn custom_properties_keep_their_types() {
    let app = TestApp::spawn().await;
    let metadata = json!({
        "owner": "team-2",
        "digits": "007",
        "elements": 2,
        "share": 0.25,
        "below": -3,
        "large": 12345678901234_u64,
        "critical": true,
        "draft": false,
        "reviewed": "2026-01-02T03:04:05.678Z",
        "a.b c": "",
    });
    let mut sent = metadata.clone();
    sent["nothing"] = Value::Null;
    let ada = workspace_of(&app, &[Body::of("web").defines("Home", &[]).describes("Home", sent)]).await;
    assert_eq!(items(&ada, "").await[0]["metadata"], metadata);
}

#[actix_web::test]
async fn a_component_is_shown_with_all_that_is_known_of_it() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let button = &items(&ada, "search=button").await[0];
    let expected = json!({
        "key": button["key"],
        "id": local_id("@acme/ui", "Button"),
        "name": "Button",
        "packageName": "@acme/ui",
        "projectName": "@acme/ui",
        "projectAlias": null,
        "path": "src/Button.tsx",
        "isInternal": true,
        "tags": [],
        "usages": 6,
        "instances": 9,
        "children": 1,
        "projects": 4,
        "createdAt": null,
        "updatedAt": null,
        "lastUsageChangedAt": button["lastUsageChangedAt"],
        "metadata": {},
        "linkedBy": "exportId",
    });
    assert_eq!(button, &expected);
    let newest = ada.get("/workspaces/acme/analyses?limit=1").await.expect(200);
    assert_eq!(button["lastUsageChangedAt"], newest["items"][0]["createdAt"], "Page of docs came to use it");
    let key = button["key"].as_str().unwrap();
    assert!(key.len() == 22 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{key}");
}

#[actix_web::test]
async fn packages_without_a_name_are_told_apart_by_their_repositories() {
    let app = TestApp::spawn().await;
    let nameless = |repository: &str| {
        Body::of("root")
            .with("/repository/name", json!(repository))
            .with("/repository/url", json!(format!("https://github.com/acme/{repository}.git")))
            .defines("App", &[])
    };
    let ada = workspace_of(&app, &[nameless("one"), nameless("two")]).await;
    let all = items(&ada, "sort=projectName").await;
    let projects: Vec<_> = all.iter().map(|one| &one["projectName"]).collect();
    assert_eq!(projects, ["root@acme/one", "root@acme/two"]);
    assert!(all.iter().all(|one| one["packageName"] == "root"));
    assert_ne!(all[0]["key"], all[1]["key"]);
}
