//! Who may call what: every operation of the OpenAPI document as a stranger, an outsider, each role, and each token.
mod rules;
mod tenants;

use self::rules::{Least, RULES, Rule};
use crate::support::{
    app::TestApp,
    operations::{Operation, operations},
    person::{Person, Reply},
};
use skillet::entities::membership::Role;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The only routes the command line's session opens, besides those that are open to everybody.
const CLI_ROUTES: usize = 5;

fn rule_of(operation: &Operation) -> &'static Rule {
    let found = RULES.iter().find(|rule| rule.operation == operation.id);
    found.unwrap_or_else(|| panic!("say in RULES who may call the new operation {}", operation.id))
}

async fn call(person: &Person, operation: &Operation, workspace: &str) -> Reply {
    let request = person.request(operation.method.clone(), &operation.address(workspace, &Uuid::now_v7().to_string()));
    let body = if operation.takes_body { Some(operation.body()) } else { None };
    person
        .send(match &body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
}

/// Let in: what comes then is about the thing itself, such as an id that names nothing.
#[track_caller]
fn assert_let_in(reply: &Reply, who: &str, operation: &Operation) {
    let text = String::from_utf8_lossy(&reply.bytes);
    let is_shut = matches!(reply.status.as_u16(), 401 | 403)
        || text.contains("workspace-not-found")
        || reply.status.is_server_error();
    assert!(!is_shut, "{who} at {}: {} {text}", operation.id, reply.status);
}

#[test]
fn the_rules_speak_of_operations_that_exist() {
    let known: BTreeSet<_> = operations().iter().map(|operation| operation.id.clone()).collect();
    let ruled: BTreeSet<_> = RULES.iter().map(|rule| rule.operation.to_owned()).collect();
    assert_eq!(known, ruled);
    let for_cli = RULES.iter().filter(|rule| rule.cli && rule.least != Least::Nobody);
    assert_eq!(for_cli.count(), CLI_ROUTES);
}

/// Breaks when a handler does not ask who calls.
#[actix_web::test]
async fn s08_a_stranger_is_asked_to_sign_in() {
    let app = TestApp::spawn().await;
    app.person("owner@example.com").await.create_workspace("Acme", "acme").await;
    let before = app.rows().await;
    for operation in operations() {
        let visitor = app.anonymous();
        if rule_of(&operation).least != Least::Nobody {
            call(&visitor, &operation, "acme").await.refuses(401, "unauthorized");
            visitor.set_cookie("skillet", "eyJ.not.ours");
            call(&visitor, &operation, "acme").await.refuses(401, "unauthorized");
            call(&Person::with_bearer(app.url(), "eyJ.not.ours"), &operation, "acme")
                .await
                .refuses(401, "unauthorized");
        }
    }
    assert_eq!(app.rows().await, before);
}

/// Breaks when a workspace is found by its slug alone, or a foreign one is answered other than one that is not there.
#[actix_web::test]
async fn s08_to_an_outsider_a_workspace_does_not_exist() {
    let app = TestApp::spawn().await;
    app.set_clock(app.clock.now()); // once in a while the use of a session is noted
    app.person("owner@example.com").await.create_workspace("Acme", "acme").await;
    let outsider = app.person("outsider@example.com").await;
    outsider.create_workspace("Beta", "beta").await;
    let cli = Person::with_cli_cookie(app.url(), &outsider.cli_token().await);
    let token = Person::with_bearer(app.url(), &outsider.api_token("beta", &["read", "scans:write"]).await);
    token.get("/workspaces/beta").await.expect(200); // its first use is noted
    let before = app.rows().await;
    for operation in operations().iter().filter(|operation| operation.is_in_workspace()) {
        let rule = rule_of(operation);
        let mut foreign = call(&outsider, operation, "acme").await.refuses(404, "workspace-not-found");
        let mut missing = call(&outsider, operation, "nowhere").await.refuses(404, "workspace-not-found");
        for problem in [&mut foreign, &mut missing] {
            problem["requestId"] = serde_json::Value::Null;
        }
        assert_eq!(foreign, missing, "{}", operation.id);
        call(&token, operation, "acme").await.refuses(404, "workspace-not-found");
        match rule.cli {
            true => call(&cli, operation, "acme").await.refuses(404, "workspace-not-found"),
            false => call(&cli, operation, "acme").await.refuses(401, "unauthorized"),
        };
    }
    assert_eq!(app.rows().await, before);
}

/// Breaks when a handler asks for a smaller role than it should: try `Member<Viewer>` in `delete_analysis`.
#[actix_web::test]
async fn s08_each_role_may_do_what_the_rules_say() {
    for role in [Role::Viewer, Role::Editor, Role::Owner] {
        let app = TestApp::spawn().await;
        app.person("founder@example.com").await.create_workspace("Acme", "acme").await;
        app.member("acme", "member@example.com", role).await;
        for operation in operations() {
            let person = app.person("member@example.com").await; // some operations end the session
            app.give_place("acme", "member@example.com", role).await; // one of them the membership
            let before = app.rows().await;
            let reply = call(&person, &operation, "acme").await;
            match rule_of(&operation).least {
                // no role in a workspace makes an operator
                Least::Operator => drop(reply.refuses(403, "not-allowed")),
                Least::Member(least) if role < least => {
                    reply.refuses(403, "not-allowed");
                    assert_eq!(app.rows().await, before, "{}", operation.id);
                }
                _ => assert_let_in(&reply, &format!("{role:?}"), &operation),
            }
        }
    }
}

/// Breaks when a route of the account or the settings welcomes machines: try `Anyone` in `list_sessions`.
#[actix_web::test]
async fn s08_the_command_line_may_call_its_five_routes_as_the_person_it_belongs_to() {
    for role in [Role::Viewer, Role::Owner] {
        let app = TestApp::spawn().await;
        app.person("founder@example.com").await.create_workspace("Acme", "acme").await;
        let token = app.member("acme", "member@example.com", role).await.cli_token().await;
        for operation in operations() {
            let rule = rule_of(&operation);
            let cookie = (true, Person::with_cli_cookie(app.url(), &token));
            let bearer = (false, Person::with_bearer(app.url(), &token));
            for (is_cookie, program) in [cookie, bearer] {
                let before = app.rows().await;
                let reply = call(&program, &operation, "acme").await;
                match rule.least {
                    Least::Nobody => continue,
                    // its cookie is not looked at elsewhere; as a Bearer token it is known, and signing in would not help
                    _ if !rule.cli && is_cookie => reply.refuses(401, "unauthorized"),
                    _ if !rule.cli => reply.refuses(403, "not-allowed"),
                    Least::Member(least) if role < least => reply.refuses(403, "not-allowed"),
                    _ => {
                        assert_let_in(&reply, "the command line", &operation);
                        continue;
                    }
                };
                assert_eq!(app.rows().await, before, "{}", operation.id);
            }
        }
    }
}

/// Breaks when `Member` judges a token by a role: try `role >= R::ROLE` for `Via::Token`.
#[actix_web::test]
async fn s08_a_token_may_do_what_its_scopes_say() {
    let app = TestApp::spawn().await;
    let owner = app.person("owner@example.com").await;
    owner.create_workspace("Acme", "acme").await;
    for scopes in [&["read"][..], &["scans:write"], &["read", "scans:write"]] {
        let token = owner.api_token("acme", scopes).await;
        let program = Person::with_bearer(app.url(), &token);
        program.get("/workspaces/acme").await.expect(200); // its first use is noted
        for operation in operations() {
            let rule = rule_of(&operation);
            let before = app.rows().await;
            let reply = call(&program, &operation, "acme").await;
            if rule.least == Least::Nobody {
                continue;
            }
            if rule.scopes.iter().any(|scope| scopes.contains(scope)) {
                assert_let_in(&reply, &format!("a token for {scopes:?}"), &operation);
            } else {
                reply.refuses(403, "not-allowed");
                assert_eq!(app.rows().await, before, "{}", operation.id);
            }
        }
    }
}

/// Breaks when the command line's cookie is looked at on every route.
#[actix_web::test]
async fn s08_in_the_command_lines_cookie_a_token_opens_no_more_than_a_session() {
    let app = TestApp::spawn().await;
    let owner = app.person("owner@example.com").await;
    owner.create_workspace("Acme", "acme").await;
    let token = owner.api_token("acme", &["read", "scans:write"]).await;
    let program = Person::with_cli_cookie(app.url(), &token);
    for operation in operations() {
        let rule = rule_of(&operation);
        let reply = call(&program, &operation, "acme").await;
        match rule.cli || rule.least == Least::Nobody {
            true => assert_let_in(&reply, "a token in the cookie", &operation),
            false => drop(reply.refuses(401, "unauthorized")),
        }
    }
}

/// Breaks when a body is read before the caller is known.
#[actix_web::test]
async fn nobodys_body_is_judged_before_we_know_who_they_are() {
    let app = TestApp::spawn().await;
    app.person("owner@example.com").await.create_workspace("Acme", "acme").await;
    let viewer = app.member("acme", "viewer@example.com", Role::Viewer).await;
    for operation in
        operations().iter().filter(|operation| operation.takes_body && rule_of(operation).least != Least::Nobody)
    {
        let broken = |person: &Person| {
            let id = Uuid::now_v7().to_string();
            let request = person.request(operation.method.clone(), &operation.address("acme", &id));
            request.header("content-type", "application/json").body("{ not json")
        };
        let visitor = app.anonymous();
        visitor.send(broken(&visitor)).await.refuses(401, "unauthorized");
        if matches!(rule_of(operation).least, Least::Member(least) if least > Role::Viewer) {
            viewer.send(broken(&viewer)).await.refuses(403, "not-allowed");
        }
    }
}
