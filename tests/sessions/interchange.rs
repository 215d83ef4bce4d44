//! S07: what opens one door opens no other.
use crate::support::{
    app::TestApp,
    person::{Person, Reply, code_in, token_in},
};
use reqwest::Method;
use serde_json::json;

/// Every secret this server hands out.
struct Secrets {
    /// Name, secret.
    all: Vec<(&'static str, String)>,
}

impl Secrets {
    async fn of(app: &TestApp) -> Self {
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        let bob = app.anonymous();
        bob.post("/auth/sign-in", json!({ "email": "bob@example.com" })).await.expect(202);
        let mail = app.newest_mail("bob@example.com").await.unwrap();
        let all = vec![
            ("link", token_in(&mail.text_body)),
            ("code", code_in(&mail.text_body)),
            ("sign-in cookie", bob.cookie("skillet-sign-in").unwrap()),
            ("browser session", ada.cookie("skillet").unwrap()),
            ("cli session", ada.cli_token().await),
            ("api token", ada.api_token("acme", &["read", "scans:write"]).await),
        ];
        Self { all }
    }

    fn get(&self, name: &str) -> &str {
        &self.all.iter().find(|(known, _)| *known == name).unwrap().1
    }
}

/// Every place a secret is taken, and whose place it is.
const PLACES: &[(&str, &[&str])] = &[
    ("browser cookie, own account", &["browser session"]),
    ("browser cookie, workspace", &["browser session"]),
    ("command line's cookie", &["cli session", "api token"]),
    ("command line's cookie, elsewhere", &[]),
    ("bearer, shared route", &["cli session", "api token"]),
    ("bearer, workspace", &["api token"]),
    ("bearer, own account", &[]),
    ("preview", &["link"]),
    // what is taken here is spent, so these come last
    ("sign-in cookie", &["sign-in cookie"]),
    ("code", &["code"]),
    ("confirm", &["link"]),
];

async fn offer(app: &TestApp, place: &str, secret: &str, secrets: &Secrets) -> Reply {
    let visitor = app.anonymous();
    let confirm = async |visitor: &Person, body| visitor.post("/auth/sign-in/confirm", body).await;
    match place {
        "browser cookie, own account" | "browser cookie, workspace" => {
            visitor.set_cookie("skillet", secret);
            visitor
                .get(if place.ends_with("account") { "/users/me/sessions" } else { "/workspaces/acme/analyses" })
                .await
        }
        "command line's cookie" => Person::with_cli_cookie(app.url(), secret).get("/users/me").await,
        "command line's cookie, elsewhere" => {
            Person::with_cli_cookie(app.url(), secret).get("/workspaces/acme/analyses").await
        }
        "bearer, shared route" => Person::with_bearer(app.url(), secret).get("/workspaces/acme").await,
        "bearer, workspace" => Person::with_bearer(app.url(), secret).get("/workspaces/acme/analyses").await,
        "bearer, own account" => Person::with_bearer(app.url(), secret).get("/users/me/sessions").await,
        "preview" => visitor.post("/auth/sign-in/preview", json!({ "token": secret })).await,
        "sign-in cookie" => {
            visitor.set_cookie("skillet-sign-in", secret);
            confirm(&visitor, json!({ "code": "no digits" })).await
        }
        "code" => {
            visitor.set_cookie("skillet-sign-in", secrets.get("sign-in cookie"));
            confirm(&visitor, json!({ "code": secret })).await
        }
        "confirm" => confirm(&visitor, json!({ "token": secret })).await,
        other => panic!("no such place: {other}"),
    }
}

/// The right secret in its place: a session, or the answer that only its holder gets.
fn is_taken(place: &str, reply: &Reply) -> bool {
    match place {
        "sign-in cookie" => String::from_utf8_lossy(&reply.bytes).contains("code-wrong"),
        _ => reply.status == 200,
    }
}

/// Breaks when two kinds share a purpose in `opaque::hash`, or an audience in `keys::Audience`.
#[actix_web::test]
async fn s07_every_secret_opens_its_own_door_only() {
    let app = TestApp::spawn().await;
    let secrets = Secrets::of(&app).await;
    let fresh = TestApp::spawn().await;
    let fresh_secrets = Secrets::of(&fresh).await;
    for (place, own) in PLACES {
        // the wrong ones first: none of them may spend what belongs there
        let (right, wrong): (Vec<_>, Vec<_>) = secrets.all.iter().partition(|(name, _)| own.contains(name));
        for (name, secret) in wrong {
            let before = app.rows().await;
            let reply = offer(&app, place, secret, &secrets).await;
            assert!(!is_taken(place, &reply), "{name} as {place}");
            assert!(reply.status.is_client_error(), "{name} as {place}: {}", reply.status);
            assert_eq!(reply.header("set-cookie"), "", "{name} as {place}");
            if *place != "code" {
                assert_eq!(app.rows().await, before, "{name} as {place}");
            }
        }
        for (name, secret) in right {
            // both are spent by the first of them: whoever asked may sign in by the one or the other
            let (app, secrets) = if *place == "confirm" { (&fresh, &fresh_secrets) } else { (&app, &secrets) };
            let secret = if *place == "confirm" { fresh_secrets.get(name) } else { secret };
            let reply = offer(app, place, secret, secrets).await;
            assert!(is_taken(place, &reply), "{name} as {place}: {}", reply.status);
        }
    }
}

#[actix_web::test]
async fn a_header_that_is_no_bearer_token_signs_nobody_in() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let token = ada.cli_token().await;
    for value in
        [token.clone(), format!("Basic {token}"), "Bearer".into(), "Bearer ".into(), format!("Bearer {token}.x")]
    {
        let request = ada.unmarked(Method::GET, "/users/me").header("authorization", &value);
        ada.send(request).await.refuses(401, "unauthorized");
    }
}
