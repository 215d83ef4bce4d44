//! S16: a session's token is an envelope. Only one of our own making counts, and only as long as its row lives.
use crate::support::{app::TestApp, person::Person};
use chrono::Utc;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use skillet::{
    auth::keys::{Audience, Claims},
    entities::{api_token, session},
};
use std::fs;
use uuid::Uuid;

const OTHER_KEY: &[u8] = b"attackers own key, 32 bytes long";
const OTHER_KEY_AS_JWK: &str = "YXR0YWNrZXJzIG93biBrZXksIDMyIGJ5dGVzIGxvbmc";

/// What a token says if nobody meddled with it.
fn claims(session: Uuid) -> Value {
    let now = Utc::now().timestamp();
    json!({ "aud": "browser", "sid": session, "iat": now, "exp": now + 3600 })
}

/// With one claim set, or taken away.
fn with(mut claims: Value, name: &str, value: Option<Value>) -> Value {
    let map = claims.as_object_mut().unwrap();
    map.remove(name);
    map.extend(value.map(|value| (name.to_owned(), value)));
    claims
}

fn header(change: impl FnOnce(&mut Header)) -> Header {
    let mut header = Header { kid: Some("1".into()), ..Header::new(Algorithm::HS256) };
    change(&mut header);
    header
}

fn sign(header: Header, claims: &Value, key: &EncodingKey) -> String {
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

/// The status a browser with this cookie gets.
async fn status(app: &TestApp, token: &str) -> u16 {
    let visitor = app.anonymous();
    visitor.set_cookie("skillet", token);
    visitor.get("/users/me/sessions").await.status.as_u16()
}

async fn session_of(app: &TestApp, kind: session::Kind) -> Uuid {
    let found = session::Entity::find().filter(session::Column::Kind.eq(kind)).one(app.state.db.writer()).await;
    found.unwrap().unwrap().id
}

/// Our signing key, as the server keeps it.
fn own_key(app: &TestApp) -> EncodingKey {
    let file: Value = serde_json::from_slice(&fs::read(app.data_dir.path().join("keys.json")).unwrap()).unwrap();
    EncodingKey::from_base64_secret(file["keys"]["1"].as_str().unwrap()).unwrap()
}

/// Breaks when `verify` takes the algorithm or the key from the token, for example by `Validation::new(header.alg)`.
#[actix_web::test]
async fn s16_only_our_key_and_algorithm_sign_a_session() {
    let app = TestApp::spawn_embedded().await;
    app.person("ada@example.com").await;
    let claims = claims(session_of(&app, session::Kind::Browser).await);
    let (own, other) = (own_key(&app), EncodingKey::from_secret(OTHER_KEY));
    let good = sign(header(|_| ()), &claims, &own);
    assert_eq!(status(&app, &good).await, 200, "the forger's tools work");

    let parts: Vec<&str> = good.split('.').collect();
    let jwk = json!({ "kty": "oct", "alg": "HS256", "kid": "1", "k": OTHER_KEY_AS_JWK });
    let forged = [
        ("no algorithm, no signature", format!("eyJhbGciOiJub25lIiwia2lkIjoiMSJ9.{}.", parts[1])),
        ("no algorithm, a signature", format!("eyJhbGciOiJub25lIiwia2lkIjoiMSJ9.{}.{}", parts[1], parts[2])),
        ("none, written otherwise", format!("eyJhbGciOiJOb25lIiwia2lkIjoiMSJ9.{}.", parts[1])),
        ("an algorithm of another family", format!("eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.{}.{}", parts[1], parts[2])),
        ("an algorithm left out", format!("eyJraWQiOiIxIn0.{}.{}", parts[1], parts[2])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.{}", parts[2])),
        ("the signature of another token", {
            let second = sign(header(|_| ()), &with(claims.clone(), "iat", Some(json!(1))), &own);
            format!("{}.{}.{}", parts[0], parts[1], second.rsplit('.').next().unwrap())
        }),
        ("another key", sign(header(|_| ()), &claims, &other)),
        ("an empty key", sign(header(|_| ()), &claims, &EncodingKey::from_secret(b""))),
        ("a longer hash of our key", sign(header(|h| h.alg = Algorithm::HS384), &claims, &own)),
        ("the longest hash of our key", sign(header(|h| h.alg = Algorithm::HS512), &claims, &own)),
        ("no key id", sign(header(|h| h.kid = None), &claims, &own)),
        ("an unknown key id", sign(header(|h| h.kid = Some("2".into())), &claims, &own)),
        (
            "a path as key id",
            sign(header(|h| h.kid = Some("../../../dev/null".into())), &claims, &EncodingKey::from_secret(b"")),
        ),
        ("our file as key id", sign(header(|h| h.kid = Some("keys.json".into())), &claims, &own)),
        ("a query as key id", sign(header(|h| h.kid = Some("1' OR '1'='1".into())), &claims, &other)),
        ("an empty key id", sign(header(|h| h.kid = Some(String::new())), &claims, &own)),
        ("a key's address", sign(header(|h| h.jku = Some("https://evil.test/keys.json".into())), &claims, &other)),
        (
            "a certificate's address",
            sign(header(|h| h.x5u = Some("https://evil.test/key.pem".into())), &claims, &other),
        ),
        ("a key brought along", sign(header(|h| h.jwk = Some(serde_json::from_value(jwk).unwrap())), &claims, &other)),
    ];
    for (name, token) in forged {
        assert_eq!(status(&app, &token).await, 401, "{name}");
    }
}

/// Breaks when a claim of a wrong type counts as absent, or `exp` is not required.
#[actix_web::test]
async fn s16_a_claim_of_a_wrong_type_or_value_is_worth_nothing() {
    let app = TestApp::spawn_embedded().await;
    let ada = app.person("ada@example.com").await;
    ada.cli_token().await;
    let (browser, cli) = (session_of(&app, session::Kind::Browser).await, session_of(&app, session::Kind::Cli).await);
    let (claims, own, now) = (claims(browser), own_key(&app), Utc::now().timestamp());
    for (name, value) in [
        ("exp", None),
        ("exp", Some(json!(null))),
        ("exp", Some(json!((now + 3600).to_string()))),
        ("exp", Some(json!([now + 3600]))),
        ("exp", Some(json!((now + 3600) as f64 + 0.5))),
        ("exp", Some(json!(true))),
        ("exp", Some(json!(now - 1))),
        ("exp", Some(json!(0))),
        ("exp", Some(json!(-1))),
        ("exp", Some(json!(u64::MAX))),
        ("aud", None),
        ("aud", Some(json!("cli"))),
        ("aud", Some(json!("api"))),
        ("aud", Some(json!("Browser"))),
        ("aud", Some(json!("admin"))),
        ("aud", Some(json!(["browser"]))),
        ("sid", None),
        ("sid", Some(json!("1"))),
        ("sid", Some(json!(1))),
        ("sid", Some(json!(Uuid::now_v7()))),
        ("sid", Some(json!(cli))),
        ("iat", Some(json!("now"))),
    ] {
        let token = sign(header(|_| ()), &with(claims.clone(), name, value.clone()), &own);
        assert_eq!(status(&app, &token).await, 401, "{name}: {value:?}");
    }
    assert_eq!(status(&app, &sign(header(|_| ()), &claims, &own)).await, 200);
}

/// Breaks when `by_session` does not compare the row's kind with the audience, or `by_token` does not look into the
/// workspace the token names.
#[actix_web::test]
async fn s16_a_token_names_a_row_of_its_own_kind() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada.create_workspace("Beta", "beta").await;
    ada.cli_token().await;
    ada.api_token("acme", &["read"]).await;
    let row = api_token::Entity::find().one(&*app.state.db).await.unwrap().unwrap();
    let (browser, cli) = (session_of(&app, session::Kind::Browser).await, session_of(&app, session::Kind::Cli).await);
    let (acme, beta) = (row.workspace_id, app.workspace("beta").await.id);
    let made = |aud, sid, ws| {
        let now = app.state.clock.now().timestamp();
        app.state.keys.sign(&Claims { aud, sid, ws, iat: now, exp: now + 3600 }).unwrap()
    };
    let as_program = async |token: &str| Person::with_bearer(app.url(), token).get("/users/me").await.status.as_u16();

    assert_eq!(status(&app, &made(Audience::Browser, browser, None)).await, 200);
    assert_eq!(as_program(&made(Audience::Cli, cli, None)).await, 200);
    assert_eq!(as_program(&made(Audience::Api, row.id, Some(acme))).await, 200);

    for sid in [cli, row.id, row.created_by, acme] {
        assert_eq!(status(&app, &made(Audience::Browser, sid, None)).await, 401);
        assert_eq!(status(&app, &made(Audience::Browser, sid, Some(acme))).await, 401);
    }
    for sid in [browser, row.id, row.created_by] {
        assert_eq!(as_program(&made(Audience::Cli, sid, None)).await, 401);
    }
    for (sid, ws) in [
        (browser, Some(acme)),
        (cli, Some(acme)),
        (row.id, None),
        (row.id, Some(beta)),
        (row.id, Some(row.id)),
        (acme, Some(acme)),
    ] {
        assert_eq!(as_program(&made(Audience::Api, sid, ws)).await, 401);
    }
}

/// Breaks when a request is judged by the claims alone.
#[actix_web::test]
async fn s16_a_token_dies_with_its_row() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let programs = [ada.cli_token().await, ada.api_token("acme", &["read"]).await]
        .map(|token| Person::with_bearer(app.url(), &token));
    for program in &programs {
        program.get("/workspaces/acme").await.expect(200);
    }
    session::Entity::delete_many().exec(app.state.db.writer()).await.unwrap();
    api_token::Entity::delete_many().exec(app.state.db.writer()).await.unwrap();
    for program in programs.iter().chain([&ada]) {
        program.get("/workspaces/acme").await.refuses(401, "unauthorized");
    }
    let signed_out = ada.send(ada.request(Method::GET, "/users/me")).await;
    signed_out.refuses(401, "unauthorized");
}
