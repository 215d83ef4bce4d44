//! Invites and the accounts of their addresses: those that are there, in any state, and those that are not.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::token_in,
};
use chrono::{Duration, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use skillet::{
    config::Signup,
    entities::{mail::State as Delivery, membership::Role, user},
};

/// What an account may be when somebody holds an invite to its address.
const ACCOUNTS: [&str; 5] = ["plain", "operator", "unverified", "removed", "made just now"];

/// Breaks when acceptance finds the account of the address and begins a session for it, in any state of the account.
#[actix_web::test]
async fn s06_an_invite_neither_signs_in_nor_changes_an_account_that_exists() {
    for is in ACCOUNTS {
        let app = TestApp::spawn().await;
        app.set_clock(app.clock.now());
        let ada = acme(&app).await;
        let bob = app.anonymous();
        if is == "unverified" {
            let host = app.person("host@example.com").await;
            host.create_workspace("Beta", "beta").await;
            let shown = json!({ "text": "bob@example.com", "delivery": "link" });
            let shown = host.post("/workspaces/beta/invites", shown).await.expect(200)["items"][0]["link"].clone();
            let token = secret_in(shown.as_str().unwrap(), "/invite#");
            bob.post("/invites/accept", json!({ "token": token, "fullName": "Bob" })).await.expect(200);
        } else {
            bob.sign_in(&app, "bob@example.com").await;
        }
        if is != "made just now" {
            bob.patch("/users/me", json!({ "fullName": "Bob", "profession": "designer" })).await.expect(200);
        }
        let me = bob.get("/users/me").await.expect(200);
        if is == "operator" {
            let operators = user::Entity::update_many().col_expr(user::Column::IsOperator, Expr::value(true));
            let own = operators.filter(user::Column::Email.eq("bob@example.com"));
            own.exec(app.state.db.writer()).await.unwrap();
        }
        if is == "removed" {
            app.give_place("acme", "bob@example.com", Role::Editor).await;
            ada.delete(&format!("/workspaces/acme/members/{}", me["id"].as_str().unwrap())).await.expect(200);
        }
        let before = app.rows_of(&["user", "session", "membership"]).await;
        let mailed = ada.invites(&app, "bob@example.com").await;
        let refused = async |token: &str| {
            let body = json!({ "token": token, "fullName": "Eve" });
            let reply = app.anonymous().post("/invites/accept", body).await;
            assert!(reply.headers.get("set-cookie").is_none(), "{is}");
            reply.refuses(401, "sign-in-first");
        };
        refused(&mailed).await;
        let list = ada.get("/workspaces/acme/invites").await.expect(200);
        let path = format!("/workspaces/acme/invites/{}/resend", list["items"][0]["id"].as_str().unwrap());
        let shown = ada.post(&path, json!({ "delivery": "link" })).await.expect(200);
        refused(&secret_in(shown["link"].as_str().unwrap(), "/invite#")).await;
        assert_eq!(app.rows_of(&["user", "session", "membership"]).await, before, "{is}");
    }
}

/// Whoever is invited and cannot find the mail gets in by asking for a sign-in link. Breaks when an invite does not let its
/// address have an account, an expired one does, or one that was revoked since the mail was asked for.
#[actix_web::test]
async fn on_a_closed_server_the_invited_sign_in_without_the_mail_of_the_invite() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    let closed = app.another(|config| config.signup = Signup::Invited).await;
    let bob = closed.anonymous();
    bob.sign_in(&closed, "bob@example.com").await;
    let waiting = bob.get("/users/me/invites").await.expect(200);
    assert_eq!(waiting["items"][0]["workspaceName"], "Acme", "{waiting}");
    bob.get("/workspaces/acme").await.refuses(404, "workspace-not-found");

    let revoked = ada.invite(json!({ "text": "dave@example.com" })).await["inviteId"].clone();
    let dave = closed.anonymous();
    dave.post("/auth/sign-in", json!({ "email": "dave@example.com" })).await.expect(202);
    let token = token_in(&closed.newest_mail("dave@example.com").await.unwrap().text_body);
    ada.delete(&format!("/workspaces/acme/invites/{}", revoked.as_str().unwrap())).await.expect(204);
    dave.post("/auth/sign-in/confirm", json!({ "token": token })).await.refuses(404, "link-not-found");

    ada.invites(&app, "carl@example.com").await;
    closed.set_clock(Utc::now() + Duration::days(15));
    let carl = closed.anonymous();
    carl.post("/auth/sign-in", json!({ "email": "carl@example.com" })).await.expect(202);
    let last = closed.mails().await.pop().unwrap();
    assert_eq!((last.recipient.as_str(), last.state), ("carl@example.com", Delivery::Withheld), "its time is over");
}
