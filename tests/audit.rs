//! The record of who did what when.
pub mod membership;
pub mod scans;

use crate::support::{
    app::TestApp,
    bodies::Body,
    operations::{Operation, operations, scan},
    person::{Person, token_in},
    program::Program,
};
use reqwest::Method;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use skillet::{
    entities::{audit_event, membership::Role},
    features::audit::{Action, Subject},
};
use std::collections::BTreeSet;

/// What changes something and is not recorded, and why. Growing this list is a question for the review.
const UNRECORDED: &[(&str, &str)] = &[
    ("request_sign_in", "nobody is known yet; whoever uses the link is recorded"),
    ("preview_invite", "notes for the sender that the link was opened"),
    ("ask_to_join", "whoever asks may be nobody we know; the answer is recorded"),
    ("ask_for_invite", "the answer is recorded"),
    ("set_mail_opt_out", "a mail's reader, who may have no account"),
    ("opt_out_by_mail_program", "a mail's reader, who may have no account"),
    ("upload_analysis", "the list of scans says who brought which when"),
    ("init_workspace", "the list of scans says who brought which when"),
];

async fn events(app: &TestApp) -> Vec<audit_event::Model> {
    let all = audit_event::Entity::find().order_by_asc(audit_event::Column::Id);
    all.all(app.state.db.writer()).await.unwrap()
}

/// The address of an operation, for a thing that is there.
async fn address(app: &TestApp, person: &Person, operation: &Operation) -> String {
    let id_of = |list: Value, is_wanted: fn(&Value) -> bool| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|item| is_wanted(item)).expect("one")["id"].as_str().unwrap().to_owned()
    };
    let id = match operation.path.as_str() {
        "/workspaces/{workspace}/tokens/{id}" => {
            person.api_token("acme", &["read"]).await;
            id_of(person.get("/workspaces/acme/tokens").await.expect(200), |_| true)
        }
        "/users/me/sessions/{id}" => {
            app.person("ada@example.com").await;
            id_of(person.get("/users/me/sessions").await.expect(200), |one| one["isCurrent"] == false)
        }
        path if path.contains("{id}") => panic!("say here what has an id at {path}"),
        _ => String::new(),
    };
    operation.address("acme", &id)
}

/// Breaks when a handler changes something and forgets `audit::record`: a new operation is asked without being named.
#[actix_web::test]
async fn whatever_changes_something_is_recorded_and_no_secret_with_it() {
    let app = TestApp::spawn().await;
    app.person("ada@example.com").await.create_workspace("Acme", "acme").await;
    let writes = |operation: &Operation| operation.writes() && !operation.changes_nothing();
    let writing: Vec<Operation> = operations().into_iter().filter(writes).collect();
    let (mut recorded, mut secrets) = (0, BTreeSet::new());
    for operation in &writing {
        if UNRECORDED.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        let ada = app.person("ada@example.com").await; // some operations end the session
        app.give_place("acme", "ada@example.com", Role::Owner).await; // one of them the account
        secrets.extend(ada.cookie("skillet"));
        let (address, prepared) = match scans::prepare_any(&app, &ada, operation).await {
            Some(ready) => ready,
            None => (address(&app, &ada, operation).await, Value::Null),
        };
        let body = match operation.id.as_str() {
            _ if !prepared.is_null() => prepared,
            "confirm_sign_in" => {
                app.anonymous().post("/auth/sign-in", json!({ "email": "new@example.com" })).await.expect(202);
                let token = token_in(&app.newest_mail("new@example.com").await.unwrap().text_body);
                secrets.insert(token.clone());
                json!({ "token": token })
            }
            "delete_analyses" => {
                ada.upload("acme", &scan()).await.expect(200);
                json!({ "ids": [ada.get("/workspaces/acme/analyses").await.expect(200)["items"][0]["id"]] })
            }
            _ => operation.body(),
        };
        let before = events(&app).await.len();
        let reply = ada.send(ada.request(operation.method.clone(), &address).json(&body)).await;
        assert!(reply.status.is_success(), "{}: {reply:?}", operation.id);
        if let Ok(answer) = serde_json::from_slice::<Value>(&reply.bytes) {
            secrets.extend(answer["token"].as_str().map(ToOwned::to_owned));
            secrets.extend(answer["location"].as_str().and_then(|to| to.split("token=").nth(1)).map(ToOwned::to_owned));
        }
        assert!(events(&app).await.len() > before, "{} leaves no line in the record", operation.id);
        recorded += 1;
    }
    assert_eq!(recorded + UNRECORDED.len(), writing.len(), "what is excused is there");
    assert!(secrets.len() > 5);
    let all = format!("{:?}", events(&app).await);
    for secret in secrets {
        assert!(!all.contains(&secret), "a secret is in the record: {secret}");
    }
}

#[actix_web::test]
async fn the_record_says_who_did_what_to_what_from_where() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.patch("/users/me", json!({ "fullName": "Ada" })).await.expect(200);
    ada.create_workspace("Acme", "acme").await;
    let rename = ada.request(Method::PATCH, "/workspaces/acme").header("user-agent", "Firefox/140");
    ada.send(rename.json(&json!({ "name": "Acme Design" }))).await.expect(200);
    ada.patch("/workspaces/acme", json!({ "name": "Acme Design" })).await.expect(200); // changes nothing
    ada.patch("/users/me", json!({ "fullName": "Countess" })).await.expect(200);

    let page = ada.get("/workspaces/acme/audit").await.expect(200);
    let items = page["items"].as_array().unwrap();
    let actions: Vec<_> = items.iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["workspace.renamed", "member.added", "workspace.created"]);
    assert_eq!(page["total"], 3);
    let renamed = &items[0];
    assert_eq!(renamed["actor"]["fullName"], "Ada", "as she was called then");
    assert_eq!(renamed["actor"]["email"], "ada@example.com");
    assert_eq!((&renamed["via"], &renamed["ip"]), (&json!("session"), &json!("127.0.0.1")));
    assert_eq!(renamed["userAgent"], "Firefox/140");
    assert_eq!(renamed["subject"]["kind"], "workspace");
    assert_eq!(renamed["subject"]["label"], "Acme Design");
    assert_eq!(
        (&renamed["before"], &renamed["after"]),
        (&json!({ "name": "Acme" }), &json!({ "name": "Acme Design" }))
    );
    assert_eq!(items[1]["after"], json!({ "role": "owner", "joinedVia": "creator" }));
}

/// Breaks when the record is written beside the transaction.
#[actix_web::test]
async fn what_is_refused_is_not_recorded() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let before = events(&app).await.len();
    ada.post("/workspaces", json!({ "name": "Acme", "slug": "acme" }))
        .await
        .refuses(409, "workspace-slug-not-available");
    ada.post("/workspaces/acme/tokens", json!({ "name": "ci", "scopes": [] })).await.refuses(422, "invalid");
    ada.delete(&format!("/workspaces/acme/tokens/{}", uuid::Uuid::now_v7())).await.refuses(404, "not-found");
    ada.delete(&format!("/workspaces/acme/analyses/{}", uuid::Uuid::now_v7())).await.refuses(404, "not-found");
    ada.delete(&format!("/users/me/sessions/{}", uuid::Uuid::now_v7())).await.refuses(404, "not-found");
    assert_eq!(events(&app).await.len(), before);
}

#[actix_web::test]
async fn the_record_is_read_in_pages_by_action_and_by_person() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada.create_workspace("Beta", "beta").await;
    let bob = app.member("acme", "bob@example.com", Role::Owner).await;
    for _ in 0..5 {
        ada.api_token("acme", &["read"]).await;
        bob.api_token("acme", &["read"]).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/workspaces/acme/audit?limit=5{cursor}")).await.expect(200);
        assert_eq!(page["total"], 12);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let ids: BTreeSet<_> = seen.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!((seen.len(), ids.len()), (12, 12), "every one once");
    let times: Vec<_> = seen.iter().map(|item| item["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");

    let made = ada.get("/workspaces/acme/audit?action=token.created").await.expect(200);
    assert_eq!(made["total"], 10);
    let me = bob.get("/users/me").await.expect(200)["id"].as_str().unwrap().to_owned();
    let mine = ada.get(&format!("/workspaces/acme/audit?actor={me}&action=token.created")).await.expect(200);
    assert_eq!(mine["total"], 5);
    assert!(mine["items"].as_array().unwrap().iter().all(|item| item["actor"]["email"] == "bob@example.com"));
    for wrong in ["action=token.eaten", "actor=bob", "limit=0", "cursor=x"] {
        ada.get(&format!("/workspaces/acme/audit?{wrong}")).await.refuses(422, "invalid");
    }
}

/// Breaks when a cell is written as it is.
#[actix_web::test]
async fn s23_the_record_leaves_as_a_table_without_formulas_or_as_lines_of_json() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("=1+1", "acme").await;
    for n in 0..3 {
        let new = json!({ "name": format!("@ci, \"{n}\""), "scopes": ["read"] });
        ada.post("/workspaces/acme/tokens", new).await.expect(201);
    }
    let table = ada.get("/workspaces/acme/audit/export").await;
    assert_eq!((table.status.as_u16(), table.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"acme-audit.csv\"");
    let text = String::from_utf8(table.bytes).unwrap();
    assert_eq!(text.matches("\r\n").count(), 6, "{text}");
    assert!(text.starts_with("at,action,actorId,"), "{text}");
    assert!(text.contains(",'=1+1,") && text.contains("\"'@ci, \"\"0\"\"\""), "{text}");

    let lines = ada.get("/workspaces/acme/audit/export?format=jsonl&action=token.created").await;
    assert_eq!(lines.header("content-type"), "application/jsonl; charset=utf-8");
    let lines: Vec<Value> = lines.bytes.split(|b| *b == b'\n').filter_map(|l| serde_json::from_slice(l).ok()).collect();
    let names: Vec<_> = lines.iter().map(|line| line["subject"]["label"].as_str().unwrap()).collect();
    assert_eq!(names, ["@ci, \"2\"", "@ci, \"1\"", "@ci, \"0\""]);
    ada.get("/workspaces/acme/audit/export?format=pdf").await.refuses(422, "invalid");
}

#[actix_web::test]
async fn what_the_servers_own_commands_do_is_recorded_as_theirs() {
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com"]).await;
    program.prints(&["user", "sign-in-link", "--email", "ada@example.com"]).await;
    program.prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"]).await;
    program.prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "read"]).await;
    let scan = Body::of("shop").defines("Page", &[]).bytes();
    std::fs::write(program.data_dir.path().join("scan.json"), scan).unwrap();
    for day in [1, 1, 2, 3] {
        let at = format!("2026-01-0{day}T00:00:00Z");
        program.prints(&["scan", "import", "--workspace", "acme", "--scanned-at", &at, "scan.json"]).await;
    }
    let thin = ["scan", "thin", "--workspace", "acme", "--older-than", "30d"];
    assert_eq!((program.prints(&thin).await, program.prints(&thin).await), ("1".to_owned(), "0".to_owned()));
    let purge = ["scan", "purge", "--workspace", "acme"];
    assert_eq!(program.prints(&purge).await, "0", "it was deleted just now");
    program.prints(&["keys", "rotate"]).await;
    program.prints(&["keys", "retire", "1"]).await;
    let db = sea_orm::Database::connect(&program.database_url).await.unwrap();
    let rows = audit_event::Entity::find().order_by_asc(audit_event::Column::At).all(&db).await.unwrap();
    db.close().await.unwrap();
    let actions: BTreeSet<_> = rows.iter().map(|row| row.action.as_str()).collect();
    let expected = [
        "account.created",
        "account.sign-in-link-created",
        "key.retired",
        "key.rotated",
        "member.added",
        "scan.imported",
        "scan.thinned",
        "token.created",
        "workspace.created",
    ];
    assert_eq!(rows.iter().filter(|row| row.action == "scan.imported").count(), 3, "the second is the first again");
    assert_eq!(actions.into_iter().collect::<Vec<_>>(), expected);
    assert!(rows.iter().all(|row| row.via == audit_event::Via::Command && row.actor_id.is_none() && row.ip.is_none()));
}

#[test]
fn names_in_the_record_are_dotted_and_each_stands_for_one_thing() {
    let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
    assert_eq!(names.len(), Action::ALL.len());
    assert!(
        names.iter().all(|name| name.split_once('.').is_some_and(|(kind, what)| !kind.is_empty() && !what.is_empty()))
    );
    assert_eq!(Subject::ALL.iter().map(|one| one.name()).collect::<BTreeSet<_>>().len(), Subject::ALL.len());
}
