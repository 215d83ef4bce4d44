//! Requests are answered: by mail or with a link that is shown, and what else waited for the address goes with the answer.
use super::{ask, open, path, told};
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::Person,
};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use skillet::{entities::membership::Role, mail::outbox};

async fn audited(ada: &Person, action: &str) -> u64 {
    ada.get(&format!("/workspaces/acme/audit?action={action}")).await.expect(200)["total"].as_u64().unwrap()
}

#[actix_web::test]
async fn without_a_mail_server_an_approval_shows_the_link_that_lets_in() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    let request = open(&ada).await.remove(0);
    let by_mail = |role: &str| json!({ "delivery": "link", "role": role });
    ada.post(&path(&request, "approve"), by_mail("owner")).await.refuses(422, "invalid");
    let done = ada.post(&path(&request, "approve"), by_mail("viewer")).await.expect(200);
    assert_eq!((&done["id"], &done["done"]), (&request["id"], &json!(true)));
    let token = secret_in(done["link"].as_str().unwrap(), "/invite#");
    assert!(app.newest_mail("bob@example.com").await.is_none());
    let bob = app.anonymous();
    let arrival = bob.post("/invites/accept", json!({ "token": token })).await.expect(200);
    assert_eq!((&arrival["mustVerify"], &arrival["workspace"]["role"]), (&json!(true), &json!("viewer")));
    let list = ada.get("/workspaces/acme/members?joinedVia=request").await.expect(200);
    assert_eq!(list["total"], 1);

    // several, and one that goes to another address than was invited
    let token = ada.invites(&app, "carol.old@example.com").await;
    let carol = app.person("carol@example.com").await;
    carol.post("/invites/readdress", json!({ "token": token })).await.expect(202);
    app.take_requests().await;
    ask(&app, &app.anonymous(), &code, "dave@example.com").await.expect(202);
    let ids: Vec<_> = open(&ada).await.iter().map(|one| one["id"].clone()).collect();
    let body = json!({ "ids": ids, "answer": "approve", "delivery": "link" });
    let done = ada.post("/workspaces/acme/join-requests/batch", body).await.expect(200);
    let items = done["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|one| one["link"].as_str().is_some_and(|link| link.contains("/invite#"))), "{done}");
    let token = secret_in(items[0]["link"].as_str().unwrap(), "/invite#");
    carol.post("/invites/accept", json!({ "token": token })).await.expect(200);
}

/// Breaks when a file counts as a mail server that took the mail.
#[actix_web::test]
async fn an_invite_that_was_written_to_a_file_is_not_said_to_be_mailed() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    outbox::send_due(&app.state).await.unwrap();
    let listed = ada.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
    assert_eq!(listed["delivery"], json!({ "state": "filed", "reason": null }));
}

/// Breaks when `recipients` knows owners and sharers only.
#[actix_web::test]
async fn whoever_sent_an_invite_is_told_that_somebody_else_asks_for_it() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let carl = app.editor("carl@example.com").await;
    app.editor("other@example.com").await;
    for (n, (setting, people)) in
        [("ownersAndSharer", 2), ("owners", 2), ("nobody", 1), ("members", 3)].into_iter().enumerate()
    {
        app.set_clock(start + Duration::hours(2 * n as i64));
        ada.patch("/workspaces/acme", json!({ "toldOfRequests": setting })).await.expect(200);
        let token = carl.invites(&app, &format!("old{n}@example.com")).await;
        let holder = app.person(&format!("new{n}@example.com")).await;
        let before = told(&app).await.len();
        holder.post("/invites/readdress", json!({ "token": token })).await.expect(202);
        app.take_requests().await;
        let now = told(&app).await.split_off(before);
        assert_eq!((now.len(), now.contains(&"carl@example.com".to_owned())), (people, true), "{setting}: {now:?}");
    }
}

/// Breaks when an invite leaves the request open, or a denial the invite.
#[actix_web::test]
async fn an_invite_answers_the_request_of_its_address_and_a_denial_ends_the_invite() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    for email in ["bob@example.com", "eve@example.com", "mallory@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    let requests = open(&ada).await;
    let token = ada.invites(&app, "bob@example.com").await;
    assert_eq!(open(&ada).await.len(), 2);
    ada.post(&path(&requests[0], "deny"), json!({})).await.refuses(409, "request-answered");
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    let list = ada.get("/workspaces/acme/members?joinedVia=request").await.expect(200);
    assert_eq!(list["items"][0]["user"]["email"], "bob@example.com");
    assert_eq!(audited(&ada, "join-request.answered").await, 1);
}

/// Breaks when approving ends an invite its answerer may not revoke, or leaves no line of it.
#[actix_web::test]
async fn an_invite_goes_to_another_address_only_by_whom_it_is_from_or_an_owner() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let carl = app.editor("carl@example.com").await;
    for (who, is_over) in [(&carl, false), (&ada, true)] {
        let name = if is_over { "b" } else { "a" };
        let token = ada.invites(&app, &format!("{name}.old@example.com")).await;
        let holder = app.person(&format!("{name}@example.com")).await;
        holder.post("/invites/readdress", json!({ "token": token })).await.expect(202);
        app.take_requests().await;
        let before = audited(&ada, "invite.revoked").await;
        who.post(&path(&open(&ada).await[0], "approve"), json!({})).await.expect(200);
        let old = app.anonymous().post("/invites/preview", json!({ "token": token })).await;
        assert_eq!(old.status, if is_over { 410 } else { 200 });
        assert_eq!(audited(&ada, "invite.revoked").await - before, u64::from(is_over));
    }
}

/// Breaks when what was begun for one who cannot be mailed stays: the line in the record, or the answer.
#[actix_web::test]
async fn of_several_one_who_wants_no_mails_stays_as_they_were_and_the_others_are_answered_once() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    ada.invites(&app, "silent@example.com").await;
    let opt_out = secret_in(&app.newest_mail("silent@example.com").await.unwrap().text_body, "/unsubscribe#");
    app.anonymous().post("/mail-opt-outs", json!({ "token": opt_out, "optedOut": true })).await.expect(204);
    let invite = ada.get("/workspaces/acme/invites").await.expect(200)["items"][0]["id"].clone();
    ada.delete(&format!("/workspaces/acme/invites/{}", invite.as_str().unwrap())).await.expect(204);
    for email in ["bob@example.com", "silent@example.com", "carol@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    let ids: Vec<_> = open(&ada).await.iter().map(|one| one["id"].clone()).collect();
    let body = json!({ "ids": ids, "answer": "approve" });
    let send = async || {
        let call = ada.request(reqwest::Method::POST, "/workspaces/acme/join-requests/batch");
        ada.send(call.header("idempotency-key", "k").json(&body)).await
    };
    let first = send().await;
    assert_eq!(send().await.bytes, first.bytes, "sent again it gets the first answer");
    let done: Vec<_> = first.expect(200)["items"].as_array().unwrap().iter().map(|one| one["done"].clone()).collect();
    assert_eq!(done, [true, false, true]);
    assert_eq!(audited(&ada, "join-request.answered").await, 2);
    let waiting: Vec<_> = open(&ada).await.iter().map(|one| one["email"].clone()).collect();
    assert_eq!(waiting, ["silent@example.com"]);
}

#[actix_web::test]
async fn where_only_owners_invite_only_they_see_and_answer_requests() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let carl = app.editor("carl@example.com").await;
    let boss = app.member("acme", "boss@example.com", Role::Owner).await;
    let code = app.share(&ada).await;
    for email in ["bob@example.com", "eve@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    let requests = open(&carl).await;
    ada.patch("/workspaces/acme", json!({ "whoInvites": "owners" })).await.expect(200);
    for list in ["join-requests", "invites", "invite-link"] {
        carl.get(&format!("/workspaces/acme/{list}")).await.refuses(403, "not-allowed");
    }
    for answer in ["approve", "deny"] {
        carl.post(&path(&requests[0], answer), json!({})).await.refuses(403, "not-allowed");
    }
    let ids: Vec<Value> = requests.iter().map(|one| one["id"].clone()).collect();
    let body = json!({ "ids": ids, "answer": "deny" });
    carl.post("/workspaces/acme/join-requests/batch", body).await.refuses(403, "not-allowed");
    boss.post(&path(&requests[0], "approve"), json!({})).await.expect(200);
    ada.post(&path(&requests[1], "deny"), json!({})).await.expect(204);
}
