//! The description of the API: fresh, complete, and served with nothing from elsewhere.
use crate::support::app::TestApp;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// Calls that change something and take no body. Growing this list is a question for the review.
const WITHOUT_BODY: &[&str] = &[
    "post /api/auth/sign-out",
    "post /api/invite-links/{slug}/{code}/join",
    "post /api/mail-opt-outs/{token}",
    "post /api/users/me/invites/{id}/accept",
    "post /api/users/me/invites/{id}/decline",
    "post /api/workspaces/{workspace}/invite-link/reset",
    "post /api/workspaces/{workspace}/leave",
    "post /api/workspaces/{workspace}/transfer/accept",
    "post /api/workspaces/{workspace}/transfer/undo",
];

fn document() -> Value {
    serde_json::from_str(&skillet::openapi::text().unwrap()).unwrap()
}

/// Method and path, and what is said about them.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let found = methods.iter().filter(|method| item.get(**method).is_some());
        found.map(|method| (format!("{method} {path}"), item[*method].clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn the_committed_document_is_what_the_routes_make() {
    let committed = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json")).unwrap();
    let is_fresh = committed == skillet::openapi::text().unwrap();
    assert!(is_fresh, "openapi/openapi.json is stale: run `make openapi` and commit what it writes");
}

#[test]
fn every_operation_has_an_id_of_its_own_words_and_who_may_call_it() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (operation, said) in operations(&document) {
        let id = said["operationId"].as_str().unwrap_or_else(|| panic!("{operation} has no operationId"));
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        assert!(
            said["summary"].as_str().is_some_and(|words| words.ends_with(['.', ':']) || !words.is_empty()),
            "{operation} has no summary"
        );
        assert_eq!(said["tags"].as_array().map(Vec::len), Some(1), "{operation} has no tag");
        assert!(said["security"].is_array(), "{operation} does not say who may call it");
    }
    assert!(ids.len() > 20, "{ids:?}");
}

#[test]
fn every_call_that_changes_something_says_what_it_takes() {
    let document = document();
    let changing = |operation: &str| ["post ", "put ", "patch "].iter().any(|method| operation.starts_with(method));
    let mut without = Vec::new();
    for (operation, said) in operations(&document).into_iter().filter(|(operation, _)| changing(operation)) {
        match said.pointer("/requestBody/content") {
            Some(content) => {
                let schema = content.pointer("/application~1json/schema");
                assert!(schema.is_some(), "{operation} takes no JSON: {content}");
            }
            None => without.push(operation),
        }
    }
    without.retain(|operation| operation != "post /api/cli-tracking/events"); // what comes is not read
    assert_eq!(without, WITHOUT_BODY);
}

#[test]
fn every_operation_may_be_refused_with_a_problem() {
    let document = document();
    for (operation, said) in operations(&document) {
        let schema = said.pointer("/responses/4XX/content/application~1problem+json/schema/$ref");
        assert_eq!(schema, Some(&Value::from("#/components/schemas/Problem")), "{operation}");
        let successes = said["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2'));
        for (status, answer) in successes {
            let has_content = answer["content"].as_object().is_some_and(|content| !content.is_empty());
            assert_eq!(has_content, status != "204", "{operation} {status}");
        }
    }
    let codes = document.pointer("/components/schemas/Code/enum").unwrap().as_array().unwrap();
    let all: Vec<Value> = skillet::error::Code::ALL.iter().map(|code| code.wire().into()).collect();
    assert_eq!(codes, &all, "programs switch on the codes");
}

/// The same neutral answer for everybody, without a word in it.

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                object.values().for_each(|one| references(one, found));
            }
            Value::Array(list) => list.iter().for_each(|one| references(one, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[actix_web::test]
async fn the_document_and_its_readable_form_are_served_from_here_alone() {
    let app = TestApp::spawn().await;
    let anybody = app.anonymous();
    let served = anybody.get("/openapi.json").await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.bytes, skillet::openapi::text().unwrap().into_bytes());

    let page = anybody.get("/docs/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let html = String::from_utf8(page.bytes).unwrap();
    let mut assets = 0;
    for part in html.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css")) {
        assert!(!part.contains("//"), "{part} is from elsewhere");
        let asset = anybody.get(&format!("/docs/{}", part.trim_start_matches("./"))).await;
        assert_eq!(asset.status, 200, "{part}");
        assets += 1;
    }
    assert!(assets >= 3, "{html}");
    assert!(!html.contains("https://") && !html.contains("http://"), "{html}");
    let start = anybody.get("/docs/swagger-initializer.js").await;
    assert!(String::from_utf8(start.bytes).unwrap().contains("/api/openapi.json"));
}
