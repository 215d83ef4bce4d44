//! How often a client may call in a time, and how long it may take to say what it wants.
use crate::support::{
    app::TestApp,
    person::{Person, Reply, code_in, token_in},
    wire::talk,
};
use chrono::{Duration, Utc};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::{
    config::Config,
    entities::{
        mail::{self, State as Delivery},
        session,
    },
    limits::Quotas,
};

/// Counts as servers do by default, and believes the proxy next to it: a test has many clients.
fn counting(config: &mut Config) {
    let quota = |text: &str| text.parse().unwrap();
    config.quotas = Some(Quotas {
        sign_in: quota("30/10m"),
        sign_in_mails: quota("5/1h"),
        sign_in_confirm: quota("60/10m"),
        requests: quota("30/10m"),
        requests_of_address: quota("3/1d"),
        requests_to_workspace: quota("50/1h"),
        uploads: quota("3/1h"),
        api: quota("20/1m"),
    });
    config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

/// Asks for a sign-in as the client with this address, and answers the newest mail, which may be one that never leaves.
async fn ask(app: &TestApp, person: &Person, email: &str, client: &str) -> mail::Model {
    let request = person.request(Method::POST, "/auth/sign-in").header("x-forwarded-for", client);
    person.send(request.json(&json!({ "email": email }))).await.expect(202);
    app.mails().await.pop().unwrap()
}

async fn confirm(person: &Person, with: &str, secret: &str) -> Reply {
    person.post("/auth/sign-in/confirm", json!({ with: secret })).await
}

/// Breaks when `make_room` ends links of mails that have left, for one that will not leave.
#[actix_web::test]
async fn s11_whoever_asks_for_others_too_often_does_not_end_the_links_they_were_mailed() {
    let app = TestApp::spawn_with(counting).await;
    app.set_clock(Utc::now());
    let ada = app.anonymous();
    let mut mailed = Vec::new();
    for _ in 0..5 {
        mailed.push(ask(&app, &ada, "ada@example.com", "198.51.100.1").await);
    }
    assert!(mailed.iter().all(|mail| mail.state == Delivery::Queued));
    for client in 0..10 {
        let mail = ask(&app, &app.anonymous(), "ada@example.com", &format!("203.0.113.{client}")).await;
        assert_eq!(mail.state, Delivery::Withheld);
    }
    confirm(&app.anonymous(), "token", &token_in(&mailed[4].text_body)).await.expect(200);
}

/// Breaks when the secrets of a mail that is withheld are stored as those of any other: whoever asks from many addresses
/// would have as many codes to guess, each five times.
#[actix_web::test]
async fn s11_what_stands_in_a_mail_that_did_not_leave_opens_nothing() {
    let app = TestApp::spawn_with(counting).await;
    app.set_clock(Utc::now());
    for _ in 0..5 {
        ask(&app, &app.anonymous(), "ada@example.com", "198.51.100.1").await;
    }
    let eve = app.anonymous();
    let withheld = ask(&app, &eve, "ada@example.com", "203.0.113.1").await;
    assert_eq!(withheld.state, Delivery::Withheld);
    // as a wrong code is answered, or it would tell that no mail was sent
    let problem = confirm(&eve, "code", &code_in(&withheld.text_body)).await.refuses(422, "code-wrong");
    assert_eq!(problem["meta"]["triesLeft"], 4);
    confirm(&eve, "token", &token_in(&withheld.text_body)).await.refuses(404, "link-not-found");
    assert_eq!(session::Entity::find().all(&*app.state.db).await.unwrap(), []);
}

#[actix_web::test]
async fn a_client_that_asks_for_too_many_mails_is_told_when_to_come_back() {
    let app = TestApp::spawn_with(counting).await;
    let start = Utc::now();
    app.set_clock(start);
    let send = |client: &'static str| {
        let visitor = app.anonymous();
        async move {
            let request = visitor.request(Method::POST, "/auth/sign-in").header("x-forwarded-for", client);
            visitor.send(request.json(&json!({ "email": "ada@example.com" }))).await
        }
    };
    for left in (0..30).rev() {
        let reply = send("2001:db8::1").await;
        assert_eq!(reply.header("ratelimit-policy"), "\"sign-in\";q=30;w=600");
        assert!(reply.header("ratelimit").starts_with(&format!("\"sign-in\";r={left};")), "{reply:?}");
        reply.expect(202);
    }
    for neighbour in ["2001:db8::1", "2001:db8::2", "1.2.3.4, 2001:db8::3"] {
        let reply = send(neighbour).await;
        assert_eq!(reply.header("retry-after"), "20", "{neighbour}");
        let problem = reply.refuses(429, "rate-limited");
        assert_eq!(problem["meta"], json!({ "policy": "sign-in", "retryAfterSeconds": 20 }));
        assert!(problem["detail"].as_str().unwrap().contains("SKILLET_LIMIT_SIGN_IN"), "{problem}");
    }
    send("2001:db8:0:1::1").await.expect(202);
    app.set_clock(start + Duration::seconds(20));
    send("2001:db8::1").await.expect(202);
    send("2001:db8::1").await.refuses(429, "rate-limited");
}

#[actix_web::test]
async fn sessions_count_apart_and_invented_ones_as_the_client_they_come_from() {
    let app = TestApp::spawn_with(counting).await;
    app.set_clock(Utc::now());
    let (ada, bob) = (app.person("ada@example.com").await, app.person("bob@example.com").await);
    for _ in 0..20 {
        ada.get("/workspaces").await.expect(200);
    }
    ada.get("/workspaces").await.refuses(429, "rate-limited");
    ada.get("/users/me").await.expect(200); // the scanner would take a refusal for a dead token
    bob.get("/workspaces").await.expect(200);

    let stranger = |token: String| Person::with_bearer(app.url(), &token);
    for number in 0..20 {
        stranger(format!("a.b.{number}")).get("/workspaces").await.refuses(401, "unauthorized");
    }
    stranger("a.b.c".to_owned()).get("/workspaces").await.refuses(429, "rate-limited");
    app.anonymous().get("/auth/providers").await.refuses(429, "rate-limited");
    // as the router reads an address, and not as it is written
    let written_otherwise = reqwest::get(format!("{}/%61pi/auth/providers", app.url())).await.unwrap();
    assert_eq!(written_otherwise.status(), 429);
}

/// Breaks when calls are counted by session or token alone: anybody may make as many of them as they like.
#[actix_web::test]
async fn more_sessions_or_tokens_are_no_more_calls() {
    let app = TestApp::spawn_with(counting).await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let (one, other) = (ada.cli_token().await, ada.cli_token().await);
    let (ci, nightly) = (ada.api_token("acme", &["read"]).await, ada.api_token("acme", &["read"]).await);
    app.set_clock(start + Duration::minutes(1));
    let calls = |token: &str| Person::with_bearer(app.url(), token);
    for (first, second) in [(&one, &other), (&ci, &nightly)] {
        for left in (10..20).rev() {
            let reply = calls(first).get("/workspaces/acme").await;
            assert!(reply.header("ratelimit").starts_with(&format!("\"api\";r={left};")), "{reply:?}");
            reply.expect(200);
        }
        for _ in 0..10 {
            calls(second).get("/workspaces/acme").await.expect(200);
        }
        for token in [first, second] {
            let problem = calls(token).get("/workspaces/acme").await.refuses(429, "rate-limited");
            assert_eq!(problem["meta"]["policy"], "api");
        }
    }
    ada.get("/workspaces").await.refuses(429, "rate-limited"); // the browser, too: it is the same person
    app.person("bob@example.com").await.get("/workspaces").await.expect(200);
}

/// Breaks when a call counts as a person's before it is proven to be theirs: who got hold of a token that was revoked
/// could keep them from working.
#[actix_web::test]
async fn a_token_that_was_revoked_uses_up_nothing_of_the_share_of_others() {
    let app = TestApp::spawn_with(counting).await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let (dead, alive) = (ada.api_token("acme", &["read"]).await, ada.api_token("acme", &["read"]).await);
    let id = ada.get("/workspaces/acme/tokens").await.expect(200)["items"][1]["id"].as_str().unwrap().to_owned();
    ada.delete(&format!("/workspaces/acme/tokens/{id}")).await.expect(204);
    for _ in 0..20 {
        Person::with_bearer(app.url(), &dead).get("/workspaces/acme").await.refuses(401, "unauthorized");
    }
    Person::with_bearer(app.url(), &dead).get("/workspaces/acme").await.refuses(429, "rate-limited");
    Person::with_bearer(app.url(), &alive).get("/workspaces/acme").await.expect(200);
}

/// Breaks without the counting in `issue` and `sessions::begin`, or when those that are over count.
#[actix_web::test]
async fn there_is_an_end_to_tokens_and_command_lines() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    for _ in 0..200 {
        ada.api_token("acme", &["read"]).await;
    }
    let new = || json!({ "name": "one more", "scopes": ["read"], "expiresInDays": 30 });
    ada.post("/workspaces/acme/tokens", new()).await.refuses(409, "too-many-tokens");
    ada.create_workspace("Other", "other").await;
    ada.post("/workspaces/other/tokens", new()).await.expect(201);
    for _ in 0..50 {
        ada.cli_token().await;
    }
    let grant = || json!({ "redirect": format!("{}/login/cli-success", app.url()) });
    ada.post("/auth/cli-grant", grant()).await.refuses(409, "too-many-command-lines");
    let bob = app.person("bob@example.com").await;
    bob.post("/auth/cli-grant", grant()).await.expect(200);
    app.set_clock(start + Duration::days(29));
    ada.get("/workspaces").await.expect(200); // the browser's session rolls on
    app.set_clock(start + Duration::days(30));
    ada.post("/workspaces/acme/tokens", new()).await.expect(201);
}

#[actix_web::test]
async fn a_stranger_uses_up_nothing_of_a_workspaces_uploads() {
    let app = TestApp::spawn_with(counting).await;
    app.set_clock(Utc::now());
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let eve = app.person("eve@example.com").await;
    let body = json!({ "components": [], "meta": {}, "repository": {} });
    for _ in 0..5 {
        eve.upload("acme", &body).await.refuses(404, "workspace-not-found");
        app.anonymous().upload("acme", &body).await.refuses(401, "unauthorized");
    }
    for _ in 0..3 {
        ada.upload("acme", &body).await.expect(200);
    }
    let problem = ada.upload("acme", &body).await.refuses(429, "rate-limited");
    assert_eq!(problem["meta"]["policy"], "uploads");
}

/// Breaks without the time limit in `valid::json`: a stranger could hold as many connections as there may be.
#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::spawn_with(|config| config.body_time = std::time::Duration::from_secs(1)).await;
    let answer = talk(app.url(), |wire| {
        wire.send("POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n");
        wire.send("content-type: application/json\r\ncontent-length: 100\r\n\r\n{\"email\":");
        wire.answer()
    })
    .await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("did not arrive within 1 seconds"), "{}", answer.body);
}
