//! Props of a component: what is declared, what is passed, and what nobody passes.
use super::{detail::at, workspace_of};
use crate::support::{
    app::TestApp,
    bodies::{Body, local_id},
};
use serde_json::{Value, json};

fn prop(name: &str, value: Value) -> Value {
    json!({ "name": name, "value": value })
}

fn text(text: &str) -> Value {
    json!({ "type": "String", "value": text })
}

/// `Box` with ten elements, each of which says something else about `size`.
fn box_of_all_kinds() -> Body {
    let body = Body::of("web").defines("Box", &[]).defines("Home", &[("Box", 8)]).defines("Nav", &[("Box", 2)]);
    let usages = "dependencies/0/references/0/usages";
    let of_home = [
        json!([prop("size", text("s"))]),
        json!([prop("size", json!({ "type": "Number", "value": 3 }))]),
        json!([prop("size", json!({ "type": "Bool", "value": true }))]),
        json!([prop("size", json!({ "type": "Null" }))]),
        json!([prop("size", json!({ "type": "Regex", "value": "a+", "flags": "g" }))]),
        json!([prop("size", json!({ "type": "Identifier", "value": "undefined" }))]),
        json!([prop("", json!({ "type": "Spread" }))]),
        json!([]),
    ];
    let body = of_home
        .into_iter()
        .enumerate()
        .fold(body, |body, (n, props)| body.with(&format!("/components/1/{usages}/{n}/props"), props));
    body.with(&format!("/components/2/{usages}/0/props"), json!([prop("size", json!({ "type": "Function" }))]))
        .with(&format!("/components/2/{usages}/1/props"), json!([prop("id", text("x")), prop("size", text("s"))]))
}

fn value(kind: &str, text: &str) -> Value {
    json!({ "kind": kind, "text": text })
}

/// The values of a prop, without regard to order among equals.
fn values(prop: &Value) -> Vec<(Value, u64)> {
    let values = prop["values"].as_array().unwrap().iter();
    let mut all: Vec<_> = values.map(|one| (one["value"].clone(), one["count"].as_u64().unwrap())).collect();
    assert!(all.windows(2).all(|two| two[0].1 >= two[1].1), "the most frequent first");
    all.sort_by_key(|(value, count)| (u64::MAX - count, value.to_string()));
    all
}

#[actix_web::test]
async fn every_value_of_a_prop_is_counted_with_its_kind() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &[box_of_all_kinds()]).await;
    let props = ada.get(&format!("{}/props", at(&local_id("web", "Box")))).await.expect(200);
    assert_eq!((&props["instances"], &props["spreads"]), (&json!(10), &json!(1)));
    let [id, size] = props["items"].as_array().unwrap().clone().try_into().unwrap();
    assert_eq!((&id["name"], &id["isDeclared"], &id["defaultValue"]), (&json!("id"), &json!(false), &Value::Null));
    assert_eq!((&id["passed"], &id["perhaps"], &id["instances"]), (&json!(1), &json!(1), &json!(10)));
    let expected =
        [(value("notSet", "[not set]"), 8), (value("bySpread", "[by spread]"), 1), (value("string", "\"x\""), 1)];
    assert_eq!(values(&id), expected);

    assert_eq!((&size["isDeclared"], &size["defaultValue"]), (&json!(true), &value("string", "\"m\"")));
    assert_eq!((&size["passed"], &size["perhaps"], &size["numOfValues"]), (&json!(8), &json!(1), &json!(9)));
    let all = values(&size);
    assert_eq!(all[0], (value("string", "\"s\""), 2));
    let once: Vec<_> = all[1..].iter().map(|(value, count)| (value["kind"].as_str().unwrap(), *count)).collect();
    let kinds = ["boolean", "bySpread", "dynamic", "identifier", "notSet", "null", "number", "regex"];
    assert_eq!(once, kinds.map(|kind| (kind, 1)));
    let texts: Vec<_> = all[1..].iter().map(|(value, _)| value["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["true", "[by spread]", "Function", "undefined", "[not set]", "null", "3", "/a+/g"]);
}

#[actix_web::test]
async fn elements_are_found_by_what_they_say_about_a_prop() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &[box_of_all_kinds()]).await;
    let of = at(&local_id("web", "Box"));
    let usages = async |query: &str| {
        let page = ada.get(&format!("{of}/usages?{query}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        assert_eq!(page["total"], items.len());
        let told: Vec<(String, u64)> = items
            .iter()
            .map(|one| (one["component"]["name"].as_str().unwrap().to_owned(), one["instances"].as_u64().unwrap()))
            .collect();
        assert_eq!(page["instances"], told.iter().map(|(_, elements)| elements).sum::<u64>());
        told
    };
    let both = |home, nav| vec![("Home".to_owned(), home), ("Nav".to_owned(), nav)];
    assert_eq!(usages("").await, both(8, 2));
    assert_eq!(usages("prop=size").await, both(6, 2));
    assert_eq!(usages("prop=size&value=%22s%22").await, both(1, 1));
    assert_eq!(usages("prop=size&kind=string&value=%22s%22").await, both(1, 1));
    assert_eq!(usages("prop=size&kind=notSet").await, [("Home".to_owned(), 1)]);
    assert_eq!(usages("prop=size&kind=bySpread").await, [("Home".to_owned(), 1)]);
    assert_eq!(usages("prop=id").await, [("Nav".to_owned(), 1)]);
    assert_eq!(usages("prop=size&kind=number&value=4").await, []);
    assert_eq!(usages("prop=nothing").await, []);

    let narrowed = ada.get(&format!("{of}/props?prop=id&value=%22x%22")).await.expect(200);
    assert_eq!((&narrowed["instances"], &narrowed["spreads"]), (&json!(1), &json!(0)));
    assert_eq!(narrowed["items"][1]["values"], json!([{ "value": value("string", "\"s\""), "count": 1 }]));
    for (query, field, word) in
        [("kind=string", "prop", "name"), ("value=3", "prop", "name"), ("prop=size&kind=odd", "kind", "bySpread")]
    {
        for rest in ["usages", "props"] {
            let problem = ada.get(&format!("{of}/{rest}?{query}")).await.refuses(422, "invalid");
            assert!(problem["fields"][field][0]["message"].as_str().unwrap().contains(word), "{problem}");
        }
    }
}

#[actix_web::test]
async fn declared_props_that_nobody_passes_are_unused_unless_a_spread_may_pass_them() {
    let app = TestApp::spawn().await;
    let declared = json!([{ "name": "color", "span": null }, { "name": "size", "span": null }]);
    let ui = Body::of("@acme/ui")
        .defines("Button", &[])
        .exports("Button")
        .defines("Spread", &[])
        .exports("Spread")
        .with("/components/0/props", declared.clone())
        .with("/components/1/props", declared);
    let web = Body::of("web").defines("Home", &[("@acme/ui Button", 2), ("@acme/ui Spread", 3)]);
    let home = web.json()["components"].as_array().unwrap().iter().position(|one| one["name"] == "Home").unwrap();
    let spread = json!([prop("", json!({ "type": "Spread" }))]);
    let web = web.with(&format!("/components/{home}/dependencies/1/references/0/usages/2/props"), spread);
    let ada = workspace_of(&app, &[ui, web]).await;
    let unused = ada.get("/workspaces/acme/unused-props").await.expect(200);
    let told = |page: &Value| -> Vec<(String, Value)> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|one| (one["component"]["name"].as_str().unwrap().to_owned(), one["props"].clone())).collect()
    };
    let button = ("Button".to_owned(), json!(["color"]));
    let home = ("Home".to_owned(), json!(["size"]));
    assert_eq!(told(&unused), [button.clone(), home.clone()], "nobody renders Home");
    assert_eq!((&unused["total"], &unused["nextCursor"]), (&json!(2), &Value::Null));
    let of_project = ada.get("/workspaces/acme/unused-props?project=@acme/ui").await.expect(200);
    assert_eq!(told(&of_project), std::slice::from_ref(&button));
    let first = ada.get("/workspaces/acme/unused-props?limit=1").await.expect(200);
    assert_eq!((told(&first), &first["total"]), (vec![button], &json!(2)));
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ada.get(&format!("/workspaces/acme/unused-props?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((told(&second), &second["nextCursor"]), (vec![home], &Value::Null));
}
