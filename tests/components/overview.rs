//! All components together: folders, custom properties, raw HTML elements.
use super::{design_system_and_users, names, workspace_of};
use crate::support::{app::TestApp, bodies::Body};
use serde_json::{Value, json};

#[actix_web::test]
async fn folders_are_a_tree_with_the_components_below_each() {
    let app = TestApp::spawn().await;
    let mut bodies = design_system_and_users();
    let nested = Body::of("deep")
        .defines("A", &[])
        .defines("B", &[])
        .defines("C", &[])
        .with("/components/0/source/source/path", json!("src/forms/inputs/A.tsx"))
        .with("/components/1/source/source/path", json!("src/forms/B.tsx"))
        .with("/components/2/source/source/path", json!("C.tsx"));
    bodies.push(nested);
    let ada = workspace_of(&app, &bodies).await;
    let folder = |name: &str, key: &str, components: u32, folders: Value| json!({ "name": name, "key": key, "components": components, "folders": folders });
    let flat = |project: &str, components: u32| {
        let src = folder("src", &format!("{project}:src/"), components, json!([]));
        folder(project, &format!("{project}:"), components, json!([src]))
    };
    let inputs = folder("inputs", "deep:src/forms/inputs/", 1, json!([]));
    let forms = folder("forms", "deep:src/forms/", 2, json!([inputs]));
    let deep = folder("deep", "deep:", 3, json!([folder("src", "deep:src/", 2, json!([forms]))]));
    let expected = json!([flat("@acme/ui", 5), deep, flat("docs", 2), flat("web", 4), flat("web-admin", 2)]);
    assert_eq!(ada.get("/workspaces/acme/folders").await.expect(200)["items"], expected);
}

#[actix_web::test]
async fn custom_properties_are_told_with_their_types_and_values() {
    let app = TestApp::spawn().await;
    let web = Body::of("web")
        .defines("A", &[])
        .defines("B", &[])
        .defines("C", &[])
        .describes("A", json!({ "owner": "core", "since": "2026-01-02T03:04:05.678Z", "size": 2 }))
        .describes("B", json!({ "owner": "team-2", "since": "soon", "size": true }))
        .describes("C", json!({ "owner": "core" }));
    let ada = workspace_of(&app, &[web]).await;
    let found = ada.get("/workspaces/acme/custom-properties").await.expect(200);
    let [owner, since, size] = ["owner", "since", "size"].map(|name| {
        let items = found["items"].as_array().unwrap();
        items.iter().find(|one| one["name"] == name).unwrap().clone()
    });
    assert_eq!(found["items"].as_array().unwrap().len(), 3);
    let values = json!([{ "value": "core", "components": 2 }, { "value": "team-2", "components": 1 }]);
    let types =
        |one: &Value| ["components", "texts", "dates", "numbers", "booleans"].map(|of| one[of].as_u64().unwrap());
    assert_eq!((types(&owner), &owner["values"]), ([3, 3, 0, 0, 0], &values));
    assert_eq!(types(&since), [2, 2, 1, 0, 0]);
    assert_eq!(types(&size), [2, 0, 0, 1, 1]);
}

#[actix_web::test]
async fn raw_html_elements_are_told_with_who_renders_them() {
    let app = TestApp::spawn().await;
    let web = Body::of("web")
        .defines("A", &[])
        .defines("B", &[])
        .defines("C", &[])
        .with("/components/0/html_elements", json!(["div", "button"]))
        .with("/components/2/html_elements", json!([]));
    let ada = workspace_of(&app, &[web]).await;
    let at = |query: &str| format!("/workspaces/acme/html-elements?{query}");
    let all = ada.get(&at("")).await.expect(200);
    let told = |page: &Value| -> Vec<(String, u64, Vec<String>)> {
        let items = page["items"].as_array().unwrap().iter();
        let names = |one: &Value| names(one["renderedBy"].as_array().unwrap()).into_iter().map(str::to_owned).collect();
        items
            .map(|one| (one["name"].as_str().unwrap().to_owned(), one["components"].as_u64().unwrap(), names(one)))
            .collect()
    };
    let (a, b) = ("A".to_owned(), "B".to_owned());
    let div = |shown: &[&String]| ("div".to_owned(), 2, shown.iter().map(|name| (*name).clone()).collect::<Vec<_>>());
    assert_eq!(told(&all), [("button".to_owned(), 1, vec![a.clone()]), div(&[&a, &b])]);
    let first = ada.get(&at("element=div&limit=1")).await.expect(200);
    assert_eq!(told(&first), [div(&[&a])]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ada.get(&at(&format!("element=div&limit=1&cursor={cursor}"))).await.expect(200);
    assert_eq!((told(&second), &second["nextCursor"]), (vec![div(&[&b])], &Value::Null));
    assert_eq!(ada.get(&at("element=marquee")).await.expect(200)["items"], json!([]));
    for query in [format!("cursor={cursor}"), "element=div&cursor=abc".into(), "limit=0".into()] {
        ada.get(&at(&query)).await.refuses(422, "invalid");
    }
}
