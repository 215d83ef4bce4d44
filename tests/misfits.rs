//! What does not fit a call is refused with the place of the field and what would be legal there.
use crate::support::{
    app::TestApp,
    operations::{Operation, operations},
    person::{Person, Reply},
};
use reqwest::Method;
use serde_json::{Value, json};

/// Calls whose bodies are not read as fields: scans have a reader of their own, and what the scanner tells of itself is
/// dropped unread.
const OTHERWISE_READ: &[&str] = &["upload_analysis", "init_workspace", "drop_cli_event", "sign_out"];

async fn ada(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

async fn send(person: &Person, operation: &Operation, query: &str, body: Option<Value>) -> Reply {
    let mut address = operation.address("acme", &uuid::Uuid::now_v7().to_string());
    if !query.is_empty() {
        address += if address.contains('?') { "&" } else { "?" };
        address += query;
    }
    let request = person.request(operation.method.clone(), &address);
    person.send(if let Some(body) = body { request.json(&body) } else { request }).await
}

/// What is said about a field.
fn said<'a>(problem: &'a Value, field: &str) -> &'a str {
    problem["fields"][field][0]["message"].as_str().unwrap_or_else(|| panic!("nothing about {field}: {problem}"))
}

#[actix_web::test]
async fn an_unknown_field_of_a_body_is_refused_by_name_whatever_the_call() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let read = |operation: &Operation| operation.takes_body && !OTHERWISE_READ.contains(&&*operation.id);
    let all: Vec<Operation> = operations().into_iter().filter(read).collect();
    assert!(all.len() > 20);
    for operation in all {
        let mut body = operation.body();
        body["colour"] = json!("red");
        let problem = send(&ada, &operation, "", Some(body)).await.refuses(422, "invalid");
        let said = said(&problem, "colour");
        assert!(said.contains("unknown field"), "{}: {said}", operation.id);
    }
}

#[actix_web::test]
async fn a_body_that_is_no_object_is_refused_as_a_whole() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for body in [json!("text"), json!(7), json!(null)] {
        let problem = ada.post("/workspaces/acme/charts/query", body).await.refuses(422, "invalid");
        assert!(said(&problem, "body").ends_with("expected an object"), "{problem}");
    }
    let request = ada.request(Method::POST, "/workspaces/acme/charts/query");
    let broken = request.header("content-type", "application/json").body("{\"subject\":");
    ada.send(broken).await.refuses(400, "bad-request");
    let request = ada.request(Method::POST, "/workspaces/acme/components/search");
    ada.send(request.header("content-type", "application/json").body("{} {}")).await.refuses(400, "bad-request");
}

#[actix_web::test]
async fn an_unknown_parameter_of_a_query_is_refused_by_name_whatever_the_call() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let document = serde_json::to_value(skillet::openapi::document()).unwrap();
    let mut asked = 0;
    for operation in operations() {
        let method = operation.method.as_str().to_lowercase();
        let parameters = &document["paths"][format!("/api{}", operation.path)][&method]["parameters"];
        let takes_query = |one: &Value| one["in"] == "query";
        if !parameters.as_array().is_some_and(|all| all.iter().any(takes_query)) {
            continue;
        }
        asked += 1;
        let body = operation.takes_body.then(|| operation.body());
        let problem = send(&ada, &operation, "serch=x", body).await.refuses(422, "invalid");
        assert!(said(&problem, "serch").contains("unknown field"), "{}: {problem}", operation.id);
    }
    assert!(asked > 10);
}

#[actix_web::test]
async fn a_parameter_that_is_no_number_or_is_missing_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for (address, field) in [
        ("/workspaces/acme/components?limit=many", "limit"),
        ("/workspaces/acme/components?limit=-1", "limit"),
        ("/workspaces/acme/analyses?deleted=perhaps", "deleted"),
        ("/workspaces/acme/analyses/compare?from=x&to=y", "from"),
        ("/workspaces/acme/analyses/compare", "from"),
    ] {
        let problem = ada.get(address).await.refuses(422, "invalid");
        said(&problem, field);
    }
}
