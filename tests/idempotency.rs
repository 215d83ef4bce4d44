//! Calls that are sent again: carried out once, answered alike.
use crate::support::{
    app::TestApp,
    bodies::Body,
    operations::{Operation, operations, scan},
    person::{Person, Reply},
    wire::talk,
};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};
use skillet::{
    auth::key_store::KeyStore,
    entities::{api_token, email_invite, idempotent_call, membership, scan as scans, session, workspace},
};
use std::{collections::BTreeSet, sync::mpsc};

/// POSTs that take no key, and why. Growing this list is a question for the review.
const WITHOUT_KEY: &[(&str, &str)] = &[
    ("request_sign_in", "nobody is known yet who could ask again; an address has three links at most"),
    ("confirm_sign_in", "a link works once"),
    ("sign_out", "makes nothing"),
    ("preview_invite", "makes nothing"),
    ("accept_invite", "an invite is accepted once; whoever is in is told so"),
    ("decline_invite", "the second time there is nothing to decline"),
    ("accept_received_invite", "an invite is accepted once"),
    ("decline_received_invite", "the second time there is nothing to decline"),
    ("resend_invite", "ten minutes lie between two mails to an address"),
    ("join_by_link", "whoever is in is told so"),
    ("reset_invite_link", "every link it makes takes the place of the one before"),
    ("ask_to_join", "nobody is known yet who could ask again; an address has one request"),
    ("ask_for_invite", "an address has one request"),
    ("deny_join_request", "the first answer counts"),
    ("remove_members", "who is gone is passed over"),
    ("leave_workspace", "who is gone is not found again"),
    ("offer_ownership", "there is one offer at a time"),
    ("accept_ownership", "an offer is accepted once"),
    ("undo_ownership", "a transfer is undone once"),
    ("request_email_change", "a person has one wish"),
    ("confirm_email_change", "a link works once"),
    ("set_mail_opt_out", "says what holds from then on"),
    ("opt_out_by_mail_program", "says what holds from then on"),
    ("delete_analyses", "who is gone is not found again"),
    ("restore_analysis", "what is there again is not found among the deleted"),
    ("merge_repository", "what is merged is merged"),
];

fn document() -> Value {
    serde_json::from_str(&skillet::openapi::text().unwrap()).unwrap()
}

/// The calls whose description has the header.
fn keyed() -> Vec<Operation> {
    let document = document();
    let has_header = |operation: &&Operation| {
        let path = format!("/paths/~1api{}/post/parameters", operation.path.replace('/', "~1"));
        let parameters = document.pointer(&path).and_then(Value::as_array).cloned().unwrap_or_default();
        parameters.iter().any(|one| one["name"] == "Idempotency-Key" && one["in"] == "header")
    };
    operations().iter().filter(|one| one.method == Method::POST).filter(has_header).cloned().collect()
}

async fn send(person: &Person, path: &str, key: &str, body: &Value) -> Reply {
    person.send(person.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

fn is_replay(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == "true"
}

/// Address and body of a call, for something that is there to be acted on.
async fn ready(app: &TestApp, ada: &Person, operation: &Operation) -> (String, Value) {
    if !["approve_join_request", "answer_join_requests"].contains(&operation.id.as_str()) {
        return (operation.address("acme", ""), operation.body());
    }
    let code = app.share(ada).await;
    let body = json!({ "email": "asking@example.com" });
    app.anonymous().post(&format!("/shares/{code}/join-requests"), body).await.expect(202);
    app.take_requests().await;
    let id = ada.get("/workspaces/acme/join-requests").await.expect(200)["items"][0]["id"].clone();
    let body = json!({ "ids": [id], "answer": "approve" });
    match operation.id.as_str() {
        "answer_join_requests" => (operation.address("acme", ""), body),
        _ => (operation.address("acme", id.as_str().unwrap()), json!({})),
    }
}

/// How much was made, of everything that these calls make.
async fn made(app: &TestApp) -> u64 {
    let db = app.state.db.writer();
    workspace::Entity::find().count(db).await.unwrap()
        + api_token::Entity::find().count(db).await.unwrap()
        + session::Entity::find().count(db).await.unwrap()
        + scans::Entity::find().count(db).await.unwrap()
        + email_invite::Entity::find().count(db).await.unwrap()
}

#[test]
fn every_call_that_makes_something_takes_a_key() {
    let posts =
        operations().into_iter().filter(|one| one.method == Method::POST && !one.changes_nothing()).map(|one| one.id);
    let posts: BTreeSet<_> = posts.collect();
    let with: BTreeSet<_> = keyed().into_iter().map(|one| one.id).collect();
    let without: BTreeSet<_> = WITHOUT_KEY.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(with.union(&without).cloned().collect::<BTreeSet<_>>(), posts);
    assert!(with.is_disjoint(&without) && with.len() >= 5, "{with:?}");
}

/// Breaks when the key is written behind the deed or beside its transaction. New calls are asked without being named.
#[actix_web::test]
async fn ten_at_once_are_carried_out_once_and_answered_alike() {
    for operation in keyed() {
        let app = TestApp::spawn().await;
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        let (path, body) = ready(&app, &ada, &operation).await;
        let before = made(&app).await;
        let replies = join_all((0..10).map(|_| send(&ada, &path, "k-1", &body))).await;
        assert_eq!(made(&app).await, before + 1, "{}", operation.id);
        assert!(replies[0].status.is_success(), "{}: {:?}", operation.id, replies[0]);
        for reply in &replies {
            assert_eq!((reply.status, &reply.bytes), (replies[0].status, &replies[0].bytes), "{}", operation.id);
            assert_eq!(reply.header("content-type"), "application/json");
        }
        assert_eq!(replies.iter().filter(|reply| !is_replay(reply)).count(), 1, "{}", operation.id);
        let later = send(&ada, &path, "k-1", &body).await;
        assert_eq!((later.status, &later.bytes, is_replay(&later)), (replies[0].status, &replies[0].bytes, true));
        assert_eq!(made(&app).await, before + 1);
    }
}

#[actix_web::test]
async fn two_servers_carry_out_a_call_once() {
    let app = TestApp::spawn().await;
    let beside = app.another(|config| config.public_url = app.state.config.public_url.clone()).await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let there = beside.anonymous();
    there.set_cookie("skillet", &ada.cookie("skillet").unwrap());
    let body = json!({ "name": "ci", "scopes": ["read"] });
    for round in 1..=5 {
        let key = format!("round-{round}");
        let people = [&ada, &there, &ada, &there];
        let replies = join_all(people.iter().map(|one| send(one, "/workspaces/acme/tokens", &key, &body))).await;
        assert_eq!(api_token::Entity::find().count(app.state.db.writer()).await.unwrap(), round);
        let answers: BTreeSet<_> =
            replies.iter().filter(|reply| reply.status == 201).map(|reply| reply.bytes.clone()).collect();
        assert_eq!(answers.len(), 1);
        for reply in replies.into_iter().filter(|reply| reply.status != 201) {
            reply.refuses(409, "idempotency-key-in-progress");
        }
    }
}

#[actix_web::test]
async fn a_key_belongs_to_one_body_one_caller_and_one_address() {
    let app = TestApp::spawn().await;
    let (ada, bob) = (app.person("ada@example.com").await, app.person("bob@example.com").await);
    let new = |slug: &str| json!({ "name": "Acme", "slug": slug });
    send(&ada, "/workspaces", "k", &new("acme")).await.expect(201);
    send(&ada, "/workspaces", "k", &new("other")).await.refuses(422, "idempotency-key-reused");
    assert_eq!(send(&bob, "/workspaces", "k", &new("beta")).await.expect(201)["slug"], "beta");
    send(&ada, "/workspaces/acme/tokens", "k", &json!({ "name": "ci", "scopes": ["read"] })).await.expect(201);
    assert_eq!(send(&ada, "/workspaces", "k", &new("acme")).await.expect(201)["slug"], "acme");

    let (shop, docs) = (Body::of("shop").defines("A", &[]).json(), Body::of("docs").defines("B", &[]).json());
    send(&ada, "/workspaces/acme/analyses", "k", &shop).await.expect(200);
    send(&ada, "/workspaces/acme/analyses", "k", &docs).await.refuses(422, "idempotency-key-reused");
    let ci = Person::with_bearer(app.url(), &ada.api_token("acme", &["scans:write"]).await);
    assert!(!is_replay(&send(&ci, "/workspaces/acme/analyses", "k", &docs).await), "a token is a caller of its own");
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 2);
}

/// Breaks without `Turn`, or if it is lost with a client that leaves.
#[actix_web::test]
async fn while_a_call_is_being_worked_on_another_one_with_its_key_is_refused() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let token = ada.api_token("acme", &["scans:write"]).await;
    let ci = Person::with_bearer(app.url(), &token);
    let body = scan().to_string();
    for leaves in [true, false] {
        let (begun, has_begun) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let (url, token, text) = (app.url().to_owned(), token.clone(), body.clone());
        let first = actix_web::rt::spawn(async move {
            talk(&url, move |wire| {
                wire.send(format!(
                    "POST /api/workspaces/acme/analyses HTTP/1.1\r\nhost: localhost\r\nidempotency-key: k\r\n\
                     content-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{}",
                    text.len(),
                    &text[..5]
                ));
                begun.send(()).unwrap();
                may_go_on.recv().unwrap();
                (!leaves && wire.send(&text[5..])).then(|| wire.answer())
            })
            .await
        });
        actix_web::web::block(move || has_begun.recv()).await.unwrap().unwrap();
        while app.state.in_progress.lock().unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let second = send(&ci, "/workspaces/acme/analyses", "k", &scan()).await;
        second.refuses(409, "idempotency-key-in-progress");
        go_on.send(()).unwrap();
        let answer = first.await.unwrap();
        while !app.state.in_progress.lock().unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        match answer {
            None => assert_eq!(scans::Entity::find().count(app.state.db.writer()).await.unwrap(), 0),
            Some(first) => {
                let again = send(&ci, "/workspaces/acme/analyses", "k", &scan()).await;
                assert_eq!((first.status, first.body.as_bytes()), (200, &again.bytes[..]));
            }
        }
    }
}

#[actix_web::test]
async fn what_was_refused_is_carried_out_when_it_is_sent_again() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let taken = json!({ "name": "Acme", "slug": "acme" });
    send(&ada, "/workspaces", "k", &taken).await.refuses(409, "workspace-slug-not-available");
    send(&ada, "/workspaces", "k", &json!({ "name": "" })).await.refuses(422, "invalid");
    assert_eq!(idempotent_call::Entity::find().count(app.state.db.writer()).await.unwrap(), 0);
    let right = send(&ada, "/workspaces", "k", &json!({ "name": "Beta", "slug": "beta" })).await;
    assert!(!is_replay(&right));
    right.expect(201);
}

#[actix_web::test]
async fn an_answer_that_holds_a_secret_lies_sealed_and_is_nobody_elses() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let new = json!({ "name": "ci", "scopes": ["read"] });
    let token = send(&ada, "/workspaces/acme/tokens", "k", &new).await.expect(201)["token"].clone();
    let token = token.as_str().unwrap();
    let row = idempotent_call::Entity::find().one(app.state.db.writer()).await.unwrap().unwrap();
    let stored = format!("{} {row:?}", String::from_utf8_lossy(row.answer.as_ref().unwrap()));
    for part in token.split('.') {
        assert!(!stored.contains(part), "it can be read in the database");
    }

    // who may not ask any more gets nothing, though the key is right
    let bob = app.member("acme", "bob@example.com", membership::Role::Editor).await;
    send(&bob, "/workspaces/acme/tokens", "k-bob", &new).await.expect(201);
    let me = bob.get("/users/me").await.expect(200)["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
    let place = membership::Entity::delete_by_id((app.workspace("acme").await.id, me));
    place.exec(app.state.db.writer()).await.unwrap();
    send(&bob, "/workspaces/acme/tokens", "k-bob", &new).await.refuses(404, "workspace-not-found");

    // an answer that was moved to another call stays closed, and so does one whose key is retired
    let mut moved = row.clone().into_active_model();
    moved.key = Set("moved".to_owned());
    moved.insert(app.state.db.writer()).await.unwrap();
    send(&ada, "/workspaces/acme/tokens", "moved", &new).await.refuses(422, "idempotency-key-reused");
    let store = KeyStore::of(&app.state.config, &app.state.db).unwrap();
    store.rotate(app.state.clock.now()).await.unwrap();
    app.state.keys.follow().await;
    assert_eq!(send(&ada, "/workspaces/acme/tokens", "k", &new).await.expect(201)["token"], token);
    let ada = app.person("ada@example.com").await;
    store.retire("1").await.unwrap();
    app.state.keys.follow().await;
    let problem = send(&ada, "/workspaces/acme/tokens", "k", &new).await.refuses(422, "idempotency-key-reused");
    assert!(problem["detail"].as_str().unwrap().contains("retired"), "{problem}");
}

#[actix_web::test]
async fn a_key_is_free_again_after_a_day() {
    let app = TestApp::spawn().await;
    let start = app.state.clock.now();
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let new = json!({ "name": "ci", "scopes": ["read"] });
    let first = send(&ada, "/workspaces/acme/tokens", "k", &new).await.expect(201);
    app.set_clock(start + Duration::hours(24) - Duration::milliseconds(1));
    assert_eq!(send(&ada, "/workspaces/acme/tokens", "k", &new).await.expect(201), first);
    app.set_clock(start + Duration::hours(24));
    assert_ne!(send(&ada, "/workspaces/acme/tokens", "k", &new).await.expect(201)["token"], first["token"]);
}

#[actix_web::test]
async fn what_is_no_key_is_refused() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let body = json!({ "name": "Acme", "slug": "acme" });
    for wrong in ["", "two words", &"k".repeat(256), "ключ"] {
        let problem = send(&ada, "/workspaces", wrong, &body).await.refuses(422, "invalid");
        assert!(problem["fields"]["Idempotency-Key"].is_array(), "{problem}");
    }
    let twice = ada.request(Method::POST, "/workspaces").header("idempotency-key", "a").header("idempotency-key", "b");
    ada.send(twice.json(&body)).await.refuses(422, "invalid");
    send(&ada, "/workspaces", &"k".repeat(255), &body).await.expect(201);
    send(&app.anonymous(), "/workspaces", "", &body).await.refuses(401, "unauthorized");
}

/// The server may end between the deed and the answer to an upload: what was made is noted with the deed.
#[actix_web::test]
async fn a_call_whose_answer_was_lost_is_answered_from_what_it_made() {
    /// Their answer is kept in the transaction of the deed.
    const KEPT: [&str; 5] =
        ["create_token", "grant_cli", "create_invites", "approve_join_request", "answer_join_requests"];
    for operation in keyed().into_iter().filter(|one| !KEPT.contains(&one.id.as_str())) {
        let app = TestApp::spawn().await;
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        let (path, body) = (operation.address("acme", ""), operation.body());
        let first = send(&ada, &path, "k", &body).await;
        let row = idempotent_call::Entity::find().one(app.state.db.writer()).await.unwrap().unwrap();
        let mut lost = row.into_active_model();
        (lost.status, lost.answer) = (Set(None), Set(None));
        lost.update(app.state.db.writer()).await.unwrap();
        let before = made(&app).await;
        let id = |reply: Reply| {
            let answer = reply.expect(first.status.as_u16());
            if answer["data"].is_null() { answer["id"].clone() } else { answer["data"]["id"].clone() }
        };
        let again = send(&ada, &path, "k", &body).await;
        let once_more = send(&ada, &path, "k", &body).await;
        assert!(is_replay(&once_more), "it is kept now");
        assert_eq!(made(&app).await, before, "{}", operation.id);
        let first_id = serde_json::from_slice::<Value>(&first.bytes).unwrap();
        let first_id = if first_id["data"].is_null() { first_id["id"].clone() } else { first_id["data"]["id"].clone() };
        assert_eq!((id(again), id(once_more)), (first_id.clone(), first_id), "{}", operation.id);
    }
}
