//! Bodies that are JSON but no analysis: the field is named, and nothing is stored.
use super::{World, shop};
use crate::support::bodies::Body;
use serde_json::{Value, json};

/// A body, and the field that a refusal has to name.
type Wrong = (Body, &'static str);

fn in_the_whole() -> Vec<Wrong> {
    vec![
        (shop().without("/components"), "components"),
        (shop().with("/components", Value::Null), "components"),
        (shop().with("/components", json!({})), "components"),
        (shop().with("/components", json!("all")), "components"),
        (shop().without("/meta"), "meta"),
        (shop().with("/meta", json!([])), "meta"),
        (shop().with("/meta/cli_version", json!(2)), "meta.cli_version"),
        (shop().with("/meta/num_of_modules", json!("many")), "meta.num_of_modules"),
        (shop().without("/repository"), "repository"),
        (shop().with("/repository", Value::Null), "repository"),
        (shop().with("/repository", json!("here")), "repository"),
        (shop().with("/repository/url", json!(["a"])), "repository.url"),
        (shop().with("/repository/url", json!("x".repeat(3000))), "repository.url"),
        (shop().with("/repository/branch", json!({})), "repository.branch"),
        (shop().with("/repository/branch", json!("x".repeat(3000))), "repository.branch"),
        (shop().with("/alias_map", json!([])), "alias_map"),
        (shop().with("/alias_map/packages", json!([])), "alias_map.packages"),
        (shop().with("/alias_map/root/name", json!("x".repeat(3000))), "alias_map.root.name"),
        (shop().with("/parser_errors", json!({})), "parser_errors"),
        (shop().with("/parser_errors", json!([{ "reason": "one" }])), "parser_errors[0].reason"),
        (shop().with("/setup_issues", json!("none")), "setup_issues"),
        (shop().with("/invalid_dependencies", json!([3])), "invalid_dependencies[0]"),
    ]
}

fn in_a_component() -> Vec<Wrong> {
    let page = |pointer: &str, value: Value| shop().with(&format!("/components/1{pointer}"), value);
    let without = |pointer: &str| shop().without(&format!("/components/1{pointer}"));
    vec![
        (shop().with("/components/1", json!(3)), "components[1]"),
        (shop().with("/components/1", Value::Null), "components[1]"),
        (shop().with("/components/1", json!(["id"])), "components[1]"),
        (without("/id"), "components[1].id"),
        (page("/id", Value::Null), "components[1].id"),
        (page("/id", json!(7)), "components[1].id"),
        (page("/id", json!("")), "components[1].id"),
        (page("/id", json!("x".repeat(3000))), "components[1].id"),
        (without("/name"), "components[1].name"),
        (page("/package_name", json!("")), "components[1].package_name"),
        (without("/source"), "components[1].source"),
        (page("/source/source", Value::Null), "components[1].source.source"),
        (page("/source/source/mtype", json!("remote")), "components[1].source.source.mtype"),
        (without("/source/source/path"), "components[1].source.source.path"),
        (page("/export_ids", json!("all")), "components[1].export_ids"),
        (page("/export_ids", json!([1])), "components[1].export_ids[0]"),
        (page("/span", json!({ "start": { "line": 1 } })), "components[1].span.start.column"),
        (page("/span/start/line", json!(-1)), "components[1].span.start.line"),
        (page("/created_at", json!("yesterday")), "components[1].created_at"),
        (page("/updated_at", json!(1_776_365_857)), "components[1].updated_at"),
        (page("/props/0/name", Value::Null), "components[1].props[0].name"),
        (page("/props/0/default_value/value", json!(1)), "components[1].props[0].default_value.value"),
        (page("/metadata", json!([])), "components[1].metadata"),
        (page("/metadata", json!({ "owner": ["a"] })), "components[1].metadata.owner"),
        (page("/metadata", json!({ "owner": {} })), "components[1].metadata.owner"),
        (page("/dependencies", json!({})), "components[1].dependencies"),
        (page("/dependencies/0/to", Value::Null), "components[1].dependencies[0].to"),
        (page("/dependencies/0/to/id", json!(7)), "components[1].dependencies[0].to.id"),
        (page("/dependencies/0/references", json!(1)), "components[1].dependencies[0].references"),
        (page("/dependencies/0/references/0/usages", json!({})), "components[1].dependencies[0].references[0].usages"),
        (
            page("/dependencies/0/references/0/usages/1/start", Value::Null),
            "components[1].dependencies[0].references[0].usages[1].start",
        ),
        (
            page("/dependencies/0/references/0/usages/1/props/0/value", json!("s")),
            "components[1].dependencies[0].references[0].usages[1].props[0].value",
        ),
    ]
}

#[actix_web::test]
async fn a_field_that_is_wrong_or_missing_is_named() {
    let world = World::new().await;
    for (body, field) in in_the_whole().into_iter().chain(in_a_component()) {
        let problem = world.send(None, body.bytes()).await.refuses(422, "invalid");
        let fields = problem["fields"].as_object().unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), [field], "{problem}");
        let complaint = &fields[field][0];
        assert!(complaint["code"].is_string() && complaint["message"].is_string(), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(field), "{problem}");
    }
    world.is_unchanged("wrong fields").await;
}

#[actix_web::test]
async fn a_body_that_is_no_object_is_refused() {
    let world = World::new().await;
    for body in ["null", "[]", "3", "\"analysis\"", "true"] {
        world.send(None, body).await.refuses(422, "invalid");
    }
    let twice = r#"{"components":[],"components":[],"meta":{},"repository":{}}"#;
    let problem = world.send(None, twice).await.refuses(422, "invalid");
    assert!(problem["detail"].as_str().unwrap().contains("is there twice"), "{problem}");
    world.is_unchanged("no objects").await;
}

#[actix_web::test]
async fn an_init_has_at_least_one_analysis_and_not_very_many() {
    let world = World::new().await;
    world.ada.create_workspace("Beta", "beta").await;
    let one = shop().json();
    let wrong = [
        (json!({}), "analyses"),
        (json!({ "analyses": null }), "analyses"),
        (json!({ "analyses": [] }), "analyses"),
        (json!({ "analyses": one }), "analyses"),
        (json!({ "analyses": [one, null] }), "analyses[1]"),
        (json!({ "analyses": [shop().without("/meta").json()] }), "analyses[0].meta"),
        (json!({ "analyses": vec![one.clone(); 17] }), "analyses"),
        (one.clone(), "analyses"),
    ];
    for (body, field) in wrong {
        let problem = world.send_to("/workspaces/beta/init", None, body.to_string()).await.refuses(422, "invalid");
        let fields = problem["fields"].as_object().unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), [field], "{problem}");
    }
    let beta = world.ada.get("/workspaces/beta").await.expect(200);
    assert_eq!(beta["workspace"]["numOfAnalyses"], 0);
}
