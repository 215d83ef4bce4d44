//! Who may call what: every operation of the OpenAPI document as a stranger, an outsider, each role, and each token.
mod tenants;

use crate::support::{
    app::TestApp,
    operations::{Operation, operations},
    person::{Person, Reply},
};
use skillet::entities::membership::Role;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The least somebody must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Least {
    /// Nobody in particular.
    Nobody,
    /// Signed in.
    Account,
    /// A member with this role.
    Member(Role),
}

/// One operation's rule.
struct Rule {
    operation: &'static str,
    least: Least,
    /// The command line may call it, for somebody who may.
    cli: bool,
    /// API tokens with one of these scopes may.
    scopes: &'static [&'static str],
}

const fn rule(operation: &'static str, least: Least, cli: bool, scopes: &'static [&'static str]) -> Rule {
    Rule { operation, least, cli, scopes }
}

const BOTH: &[&str] = &["read", "scans:write"];
const READ: &[&str] = &["read"];
const UPLOAD: &[&str] = &["scans:write"];
const VIEWER: Least = Least::Member(Role::Viewer);
const EDITOR: Least = Least::Member(Role::Editor);
const OWNER: Least = Least::Member(Role::Owner);

/// The rules, written a second time on purpose. What is open to everybody may shrink freely; growing it is a question.
const RULES: &[Rule] = &[
    rule("list_providers", Least::Nobody, true, BOTH),
    rule("request_sign_in", Least::Nobody, true, BOTH),
    rule("preview_sign_in", Least::Nobody, true, BOTH),
    rule("confirm_sign_in", Least::Nobody, true, BOTH),
    rule("sign_out", Least::Nobody, true, BOTH),
    rule("drop_cli_event", Least::Nobody, true, BOTH),
    rule("grant_cli", Least::Account, false, &[]),
    rule("get_me", Least::Account, true, BOTH),
    rule("update_me", Least::Account, false, &[]),
    rule("list_sessions", Least::Account, false, &[]),
    rule("end_session", Least::Account, false, &[]),
    rule("end_other_sessions", Least::Account, false, &[]),
    rule("list_workspaces", Least::Account, false, &[]),
    rule("create_workspace", Least::Account, false, &[]),
    rule("suggest_slug", Least::Account, false, &[]),
    rule("get_default_workspace", Least::Account, true, BOTH),
    rule("get_workspace", VIEWER, true, BOTH),
    rule("update_workspace", OWNER, false, &[]),
    rule("delete_workspace", OWNER, false, &[]),
    rule("request_email_change", Least::Account, false, &[]),
    rule("confirm_email_change", Least::Account, false, &[]),
    rule("cancel_email_change", Least::Account, false, &[]),
    rule("delete_me", Least::Account, false, &[]),
    rule("list_members", VIEWER, false, READ),
    rule("get_member", OWNER, false, &[]),
    rule("update_member", OWNER, false, &[]),
    rule("remove_member", OWNER, false, &[]),
    rule("remove_members", OWNER, false, &[]),
    rule("leave_workspace", VIEWER, false, &[]),
    rule("get_ownership_offer", VIEWER, false, &[]),
    rule("offer_ownership", OWNER, false, &[]),
    rule("cancel_ownership_offer", VIEWER, false, &[]),
    rule("accept_ownership", VIEWER, false, &[]),
    rule("undo_ownership", VIEWER, false, &[]),
    rule("list_invites", EDITOR, false, &[]),
    rule("create_invites", EDITOR, false, &[]),
    rule("resend_invite", EDITOR, false, &[]),
    rule("revoke_invite", EDITOR, false, &[]),
    rule("preview_invite", Least::Nobody, true, BOTH),
    rule("accept_invite", Least::Nobody, true, BOTH),
    rule("decline_invite", Least::Nobody, true, BOTH),
    rule("list_received_invites", Least::Account, false, &[]),
    rule("accept_received_invite", Least::Account, false, &[]),
    rule("decline_received_invite", Least::Account, false, &[]),
    rule("get_invite_link", EDITOR, false, &[]),
    rule("update_invite_link", OWNER, false, &[]),
    rule("reset_invite_link", EDITOR, false, &[]),
    rule("preview_invite_link", Least::Nobody, true, BOTH),
    rule("join_by_link", Least::Account, false, &[]),
    rule("ask_to_join", Least::Nobody, true, BOTH),
    rule("ask_for_invite", Least::Account, false, &[]),
    rule("list_join_requests", EDITOR, false, &[]),
    rule("answer_join_requests", EDITOR, false, &[]),
    rule("approve_join_request", EDITOR, false, &[]),
    rule("deny_join_request", EDITOR, false, &[]),
    rule("set_mail_opt_out", Least::Nobody, true, BOTH),
    rule("opt_out_by_mail_program", Least::Nobody, true, BOTH),
    rule("list_tokens", EDITOR, false, &[]),
    rule("create_token", EDITOR, false, &[]),
    rule("revoke_token", EDITOR, false, &[]),
    rule("list_audit_events", OWNER, false, &[]),
    rule("export_audit_events", OWNER, false, &[]),
    rule("upload_analysis", EDITOR, true, UPLOAD),
    rule("init_workspace", EDITOR, true, UPLOAD),
    rule("list_analyses", VIEWER, false, READ),
    rule("get_analysis", VIEWER, false, READ),
    rule("delete_analysis", EDITOR, false, &[]),
    rule("delete_analyses", EDITOR, false, &[]),
    rule("restore_analysis", EDITOR, false, &[]),
    rule("compare_analyses", VIEWER, false, READ),
    rule("list_projects", VIEWER, false, READ),
    rule("update_project", EDITOR, false, &[]),
    rule("list_repositories", VIEWER, false, READ),
    rule("get_repository", VIEWER, false, READ),
    rule("update_repository", EDITOR, false, &[]),
    rule("merge_repository", OWNER, false, &[]),
    rule("separate_repository", OWNER, false, &[]),
    rule("list_components", VIEWER, false, READ),
    rule("search_components", VIEWER, false, READ),
    rule("get_component", VIEWER, false, READ),
    rule("list_component_usages", VIEWER, false, READ),
    rule("list_component_props", VIEWER, false, READ),
    rule("list_component_dependencies", VIEWER, false, READ),
    rule("list_subcomponents", VIEWER, false, READ),
    rule("list_folders", VIEWER, false, READ),
    rule("list_custom_properties", VIEWER, false, READ),
    rule("list_unused_props", VIEWER, false, READ),
    rule("list_html_elements", VIEWER, false, READ),
    rule("query_chart", VIEWER, false, READ),
    rule("list_data_issues", VIEWER, false, READ),
];

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
