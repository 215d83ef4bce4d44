//! Requests to join: asked with the same answer for all, told to few, answered once.
mod invited;
mod review;
mod silence;

use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::{Person, Reply},
};
use chrono::{Duration, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use skillet::{app as server, entities::membership::Role, jobs};

/// Asks, and waits until the server has taken it in.
async fn ask(app: &TestApp, person: &Person, code: &str, email: &str) -> Reply {
    let reply = person.post(&format!("/shares/{code}/join-requests"), json!({ "email": email })).await;
    app.take_requests().await;
    reply
}

async fn open(person: &Person) -> Vec<Value> {
    let list = person.get("/workspaces/acme/join-requests").await.expect(200);
    assert_eq!(list["total"], list["items"].as_array().unwrap().len());
    list["items"].as_array().unwrap().clone()
}

async fn told(app: &TestApp) -> Vec<String> {
    let all = app.mails().await;
    all.into_iter().filter(|mail| mail.template == "join-request").map(|mail| mail.recipient).collect()
}

fn path(request: &Value, answer: &str) -> String {
    format!("/workspaces/acme/join-requests/{}/{answer}", request["id"].as_str().unwrap())
}

/// Breaks when `ask_to_join` takes from no share.
#[actix_web::test]
async fn a_visitor_cannot_ask_without_end() {
    let app = TestApp::spawn_with(|config| config.quotas = default_quotas()).await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let visitor = app.anonymous();
    let mut taken = 0;
    let refused = loop {
        let reply = ask(&app, &visitor, &code, &format!("p{taken}@example.com")).await;
        match reply.status.as_u16() {
            202 => taken += 1,
            _ => break reply,
        }
    };
    refused.refuses(429, "rate-limited");
    assert_eq!(taken, 30);
}

fn default_quotas() -> Option<skillet::limits::Quotas> {
    let given = [("SKILLET_SECRET", "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga")];
    let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    skillet::config::Config::read(given.into()).unwrap().quotas
}

#[actix_web::test]
async fn a_member_who_asks_is_mailed_the_way_in_once_a_day() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    app.editor("bob@example.com").await;
    for (hours, mails) in [(0, 1), (1, 1), (23, 1), (24, 2)] {
        app.set_clock(start + Duration::hours(hours));
        ask(&app, &app.anonymous(), &code, "BOB@example.com").await.expect(202);
        let sent = app.mails().await.iter().filter(|mail| mail.template == "already-member").count();
        assert_eq!(sent, mails, "after {hours} hours");
    }
    assert_eq!(open(&ada).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn a_request_is_told_to_the_owners_and_the_sharer_the_first_at_once_and_then_hourly() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let sharer = app.editor("sharer@example.com").await;
    app.editor("other@example.com").await;
    app.member("acme", "viewer@example.com", Role::Viewer).await;
    let code = app.share(&sharer).await;
    let work = async || jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    ask(&app, &app.anonymous(), &code, "p0@example.com").await.expect(202);
    assert_eq!(told(&app).await, ["sharer@example.com", "ada@example.com"]);
    for n in 1..4 {
        ask(&app, &app.anonymous(), &code, &format!("p{n}@example.com")).await.expect(202);
    }
    app.set_clock(start + Duration::minutes(59));
    work().await;
    assert_eq!(told(&app).await.len(), 2);
    app.set_clock(start + Duration::minutes(65));
    work().await;
    work().await;
    assert_eq!(told(&app).await.len(), 4);
    let mail = app.newest_mail("ada@example.com").await.unwrap();
    assert_eq!(mail.subject, "3 people ask to join Acme");
    assert!(mail.text_body.contains("p3@example.com") && mail.text_body.contains("1 more wait"), "{}", mail.text_body);

    for (setting, people) in [("nobody", 0), ("owners", 1), ("members", 3)] {
        app.set_clock(app.clock.now() + Duration::hours(2));
        ada.patch("/workspaces/acme", json!({ "toldOfRequests": setting })).await.expect(200);
        let before = told(&app).await.len();
        ask(&app, &app.anonymous(), &code, &format!("{setting}@example.com")).await.expect(202);
        assert_eq!(told(&app).await.len() - before, people, "{setting}");
    }
}

/// Breaks when a note reaches a mail as it is. The corpus is what a stranger may type.
#[actix_web::test]
async fn s29_a_note_is_plain_text_without_links_in_the_mail() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let notes = [
        "<img src=x onerror=alert(1)>",
        "<a href=\"https://evil.test\">click</a>",
        "see https://evil.test/login",
        "call +1 555 010 4477 now",
        "[click](javascript:alert(1))",
        "{{7*7}} ${7*7}",
        "first line\nBcc: eve@evil.test",
    ];
    for (n, note) in notes.iter().enumerate() {
        app.set_clock(start + Duration::hours(2 * n as i64));
        let body = json!({ "email": format!("p{n}@example.com"), "note": note });
        app.anonymous().post(&format!("/shares/{code}/join-requests"), body).await.expect(202);
        app.take_requests().await;
        let mail = app.newest_mail("ada@example.com").await.unwrap();
        let words = mail.html_body.replace(app.url(), ""); // its port has any digits
        assert!(!words.contains("<img") && !words.contains("49"), "{note}");
        assert_eq!(mail.html_body.matches("<a ").count(), 1, "the button: {note}");
        let whole = format!("{}{}", mail.text_body, mail.html_body);
        assert!(!whole.contains("evil.test") && !whole.contains("0104477") && !whole.contains("010 4477"), "{note}");
        let is_ours = |line: &str| line.contains("Answer here:") || !note.lines().any(|one| line == one);
        assert!(mail.text_body.lines().all(is_ours), "no line of a note stands among ours: {}", mail.text_body);
        let listed = open(&ada).await.into_iter().find(|one| one["email"] == format!("p{n}@example.com")).unwrap();
        assert_eq!(listed["note"], *note, "in the app it is read as it was written");
    }
    let long = json!({ "email": "x@example.com", "note": "a".repeat(281) });
    app.anonymous().post(&format!("/shares/{code}/join-requests"), long).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn a_signed_in_visitor_asks_with_the_accounts_address() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let bob = app.person("bob@example.com").await;
    bob.patch("/users/me", json!({ "fullName": "Bob" })).await.expect(200);
    ask(&app, &bob, &code, "somebody-else@example.com").await.expect(202);
    let request = open(&ada).await.remove(0);
    assert_eq!((&request["email"], &request["user"]["fullName"]), (&json!("bob@example.com"), &json!("Bob")));
}

#[actix_web::test]
async fn approval_sends_an_invite_and_the_request_waits_again_when_that_expires() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let editor = app.editor("editor@example.com").await;
    let code = app.share(&ada).await;
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    let request = open(&ada).await.remove(0);
    editor.post(&path(&request, "approve"), json!({ "role": "owner" })).await.refuses(403, "not-allowed");
    editor.post(&path(&request, "approve"), json!({ "role": "viewer" })).await.expect(200);
    assert_eq!(open(&ada).await.len(), 0);
    let problem = ada.post(&path(&request, "deny"), json!({})).await.refuses(409, "request-answered");
    assert_eq!((&problem["meta"]["by"], &problem["meta"]["answer"]), (&json!("editor@example.com"), &json!("invited")));

    app.set_clock(start + Duration::days(13));
    ada.get("/users/me").await.expect(200);
    editor.get("/users/me").await.expect(200);
    app.set_clock(start + Duration::days(14));
    let again = open(&ada).await.remove(0);
    assert_eq!((&again["id"], &again["wasInvited"]), (&request["id"], &json!(true)));
    ada.post(&path(&again, "approve"), json!({})).await.expect(200);
    let token = secret_in(&app.newest_mail("bob@example.com").await.unwrap().text_body, "/invite#");
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    let list = ada.get("/workspaces/acme/members?joinedVia=request").await.expect(200);
    assert_eq!(list["items"][0]["role"], "editor");
}

/// Breaks when the cool-down is counted from the wrong side, or does not grow.
#[actix_web::test]
async fn a_denied_address_may_ask_again_after_a_day_a_week_a_month_and_a_blocked_one_never() {
    let app = TestApp::spawn().await;
    let mut now = Utc::now();
    app.set_clock(now);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    for (hours, denials) in [(24, 1), (24 * 7, 2), (24 * 30, 3), (24 * 30, 4)] {
        let ada = app.person("ada@example.com").await;
        let request = open(&ada).await.remove(0);
        assert_eq!(request["denials"], denials - 1);
        ada.post(&path(&request, "deny"), json!({})).await.expect(204);
        for (at, listed) in [(Duration::hours(hours) - Duration::seconds(1), 0), (Duration::hours(hours), 1)] {
            app.set_clock(now + at);
            ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
            let ada = app.person("ada@example.com").await;
            assert_eq!(open(&ada).await.len(), listed, "{hours} hours");
        }
        now += Duration::hours(hours);
    }
    let ada = app.person("ada@example.com").await;
    ada.post(&path(&open(&ada).await[0], "deny"), json!({ "block": true })).await.expect(204);
    app.set_clock(now + Duration::days(300));
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    let ada = app.person("ada@example.com").await;
    assert_eq!(open(&ada).await.len(), 0);
    assert!(!app.mails().await.iter().any(|mail| mail.recipient == "bob@example.com"), "denied silently");
}

/// Breaks when the request is not judged under the lock.
#[actix_web::test]
async fn s28_of_64_answers_at_once_the_first_counts() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let code = app.share(&ada).await;
    ask(&app, &app.anonymous(), &code, "carol@example.com").await.expect(202);
    let request = open(&ada).await.remove(0);
    let calls = (0..64).map(|n| {
        let person = if n % 2 == 0 { &ada } else { &bob };
        let answer = if n % 3 == 0 { "approve" } else { "deny" };
        let address = path(&request, answer);
        async move { person.post(&address, json!({})).await }
    });
    let replies = join_all(calls).await;
    assert_eq!(replies.iter().filter(|reply| reply.status.is_success()).count(), 1);
    for reply in replies.into_iter().filter(|reply| !reply.status.is_success()) {
        reply.refuses(409, "request-answered");
    }
    // and of many who ask for one address at once there is one request
    let visitor = app.anonymous();
    join_all((0..64).map(|_| ask(&app, &visitor, &code, "dave@example.com"))).await;
    assert_eq!(open(&ada).await.len(), 1);
}

#[actix_web::test]
async fn many_are_answered_at_once_and_one_that_was_answered_keeps_nobody() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    for n in 0..4 {
        ask(&app, &app.anonymous(), &code, &format!("p{n}@example.com")).await.expect(202);
    }
    let requests = open(&ada).await;
    ada.post(&path(&requests[1], "deny"), json!({})).await.expect(204);
    let ids: Vec<_> = requests.iter().map(|one| one["id"].clone()).chain([json!(uuid::Uuid::now_v7())]).collect();
    let body = json!({ "ids": ids, "answer": "approve", "role": "viewer" });
    let done = ada.post("/workspaces/acme/join-requests/batch", body).await.expect(200);
    let got: Vec<_> =
        done["items"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap_or("done")).collect();
    assert_eq!(got, ["done", "request-answered", "done", "done", "not-found"]);
    let many: Vec<_> = (0..101).map(|_| uuid::Uuid::now_v7()).collect();
    ada.post("/workspaces/acme/join-requests/batch", json!({ "ids": many, "answer": "deny" }))
        .await
        .refuses(422, "invalid");
    assert_eq!(ada.get("/workspaces/acme/invites").await.expect(200)["total"], 3);
}

#[actix_web::test]
async fn whoever_holds_anothers_invite_asks_for_it_and_gets_one_of_their_own() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let token = ada.invites(&app, "bob.old@example.com").await;
    let bob = app.person("bob@example.com").await;
    bob.post("/invites/accept", json!({ "token": token })).await.refuses(409, "invite-for-another");
    let asked = json!({ "token": token, "note": "I use this address now" });
    app.anonymous().post("/invites/readdress", asked.clone()).await.refuses(401, "unauthorized");
    bob.post("/invites/readdress", asked).await.expect(202);
    app.take_requests().await;
    app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200); // it stays for now
    let request = open(&ada).await.remove(0);
    assert_eq!((&request["email"], &request["insteadOf"]), (&json!("bob@example.com"), &json!("bob.old@example.com")));
    ada.post(&path(&request, "approve"), json!({})).await.expect(200);
    app.anonymous().post("/invites/preview", json!({ "token": token })).await.refuses(410, "invite-over");
    let invites = bob.get("/users/me/invites").await.expect(200);
    let id = invites["items"][0]["id"].as_str().unwrap().to_owned();
    bob.post(&format!("/users/me/invites/{id}/accept"), json!({})).await.expect(200);
    assert_eq!(open(&ada).await.len(), 0);
}
