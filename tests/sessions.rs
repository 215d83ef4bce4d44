//! Where one is signed in: browsers and command lines, each for its time.
mod envelopes;
mod interchange;
mod keys;

use crate::support::{
    app::TestApp,
    person::{Person, token_in},
};
use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use skillet::entities::session;

async fn list(person: &Person) -> Vec<Value> {
    person.get("/users/me/sessions").await.expect(200)["items"].as_array().unwrap().clone()
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Milliseconds: as precise as the database keeps it.
fn same(a: DateTime<Utc>, b: DateTime<Utc>) -> bool {
    a.timestamp_millis() == b.timestamp_millis()
}

async fn sign_in_with(app: &TestApp, email: &str, agent: &str) -> Person {
    let person = app.anonymous();
    person.post("/auth/sign-in", json!({ "email": email })).await.expect(202);
    let token = token_in(&app.newest_mail(email).await.unwrap().text_body);
    let request = person.request(Method::POST, "/auth/sign-in/confirm").header("user-agent", agent);
    person.send(request.json(&json!({ "token": token }))).await.expect(200);
    person
}

#[actix_web::test]
async fn the_list_names_every_browser_and_command_line() {
    let app = TestApp::spawn().await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let safari =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1";
    let desk = sign_in_with(&app, "ada@example.com", firefox).await;
    let phone = sign_in_with(&app, "ada@example.com", safari).await;
    app.person("bob@example.com").await;
    let grant = desk.request(Method::POST, "/auth/cli-grant").header("user-agent", firefox);
    desk.send(grant.json(&json!({ "redirect": "http://127.0.0.1:8989/omlet-callback" }))).await.expect(200);

    let seen = |all: &[Value]| {
        let mut seen: Vec<_> = all
            .iter()
            .map(|one| {
                (
                    one["device"].as_str().unwrap().to_owned(),
                    one["kind"].as_str().unwrap().to_owned(),
                    one["isCurrent"] == true,
                )
            })
            .collect();
        seen.sort();
        seen
    };
    let one = |device: &str, kind: &str, current: bool| (device.to_owned(), kind.to_owned(), current);
    let cli = one("Command line, allowed in Firefox on Linux", "cli", false);
    assert_eq!(
        seen(&list(&desk).await),
        [cli.clone(), one("Firefox on Linux", "browser", true), one("Safari on iPhone", "browser", false)]
    );
    assert_eq!(
        seen(&list(&phone).await),
        [cli, one("Firefox on Linux", "browser", false), one("Safari on iPhone", "browser", true)]
    );
}

/// Breaks when the token's claims are believed without its row: try leaving out `guard::by_session`, or keeping what it
/// found.
#[actix_web::test]
async fn s18_a_session_that_was_ended_is_refused_from_the_next_call_on() {
    let app = TestApp::spawn().await;
    let (desk, phone) = (app.person("ada@example.com").await, app.person("ada@example.com").await);
    let cli = Person::with_cli_cookie(app.url(), &desk.cli_token().await);
    cli.get("/users/me").await.expect(200);
    for other in list(&desk).await.iter().filter(|one| one["isCurrent"] == false) {
        let path = format!("/users/me/sessions/{}", other["id"].as_str().unwrap());
        desk.delete(&path).await.expect(204);
        desk.delete(&path).await.refuses(404, "not-found");
    }
    phone.get("/users/me").await.refuses(401, "unauthorized");
    cli.get("/users/me").await.refuses(401, "unauthorized");
    assert_eq!(list(&desk).await.len(), 1);
}

#[actix_web::test]
async fn signing_out_everywhere_else_spares_this_browser_and_other_people() {
    let app = TestApp::spawn().await;
    let (desk, phone) = (app.person("ada@example.com").await, app.person("ada@example.com").await);
    let bob = app.person("bob@example.com").await;
    let cli = Person::with_bearer(app.url(), &phone.cli_token().await);

    desk.delete("/users/me/sessions").await.expect(204);
    desk.get("/users/me").await.expect(200);
    bob.get("/users/me").await.expect(200);
    phone.get("/users/me").await.refuses(401, "unauthorized");
    cli.get("/users/me").await.refuses(401, "unauthorized");
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    let app = TestApp::spawn().await;
    let (ada, copy) = (app.person("ada@example.com").await, app.anonymous());
    copy.set_cookie("skillet", &ada.cookie("skillet").unwrap());
    copy.get("/users/me").await.expect(200);

    ada.post("/auth/sign-out", json!({})).await.expect(204);
    assert_eq!(ada.cookie("skillet"), None);
    copy.get("/users/me").await.refuses(401, "unauthorized");
    ada.post("/auth/sign-out", json!({})).await.expect(204);
}

#[actix_web::test]
async fn a_browser_that_is_used_stays_signed_in() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let (ada, idle) = (app.person("ada@example.com").await, app.person("ada@example.com").await);
    assert!(same(time(&list(&ada).await[0]["expiresAt"]), start + Duration::days(30)));
    for days in [29, 58, 87] {
        app.set_clock(start + Duration::days(days));
        ada.get("/users/me").await.expect(200);
        let all = list(&ada).await;
        assert!(same(time(&all[0]["expiresAt"]), start + Duration::days(days + 30)), "{all:?}");
        assert!(same(time(&all[0]["lastUsedAt"]), start + Duration::days(days)));
        assert!(same(time(&all[0]["createdAt"]), start));
        assert_eq!(all.len(), if days < 30 { 2 } else { 1 }, "what is over is not listed");
    }
    idle.get("/users/me").await.refuses(401, "unauthorized");
}

#[actix_web::test]
async fn a_browser_that_is_not_used_is_signed_out_after_thirty_days() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    for (idle, is_in) in [
        (Duration::days(30) - Duration::seconds(1), true),
        (Duration::days(30), false),
        (Duration::days(30) + Duration::seconds(1), false),
    ] {
        app.set_clock(start);
        let ada = app.person("ada@example.com").await;
        app.set_clock(start + idle);
        assert_eq!(ada.get("/users/me").await.status == 200, is_in, "{idle}");
    }
}

#[actix_web::test]
async fn a_command_line_is_signed_in_for_a_year_however_much_it_is_used() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    let cli = Person::with_cli_cookie(app.url(), &ada.cli_token().await);
    for days in [100, 200, 300, 364] {
        app.set_clock(start + Duration::days(days));
        cli.get("/users/me").await.expect(200);
    }
    app.set_clock(start + Duration::days(365) - Duration::seconds(1));
    cli.get("/users/me").await.expect(200);
    app.set_clock(start + Duration::days(365));
    cli.get("/users/me").await.refuses(401, "unauthorized");
    let row = session::Entity::find().filter(session::Column::Kind.eq(session::Kind::Cli)).one(&*app.state.db).await;
    assert!(same(row.unwrap().unwrap().expires_at, start + Duration::days(365)));
}

/// Breaks when a cookie loses one of its attributes.
#[actix_web::test]
async fn s19_cookies_are_bound_to_this_site_and_hidden_from_scripts() {
    let https = TestApp::spawn_with(|config| config.public_url = "https://skillet.example.com".parse().unwrap()).await;
    let http = TestApp::spawn().await;
    for (app, names, secure) in
        [(&https, ["__Host-skillet-sign-in", "__Host-skillet"], true), (&http, ["skillet-sign-in", "skillet"], false)]
    {
        let ada = app.anonymous();
        let asked = ada.post("/auth/sign-in", json!({ "email": "ada@example.com" })).await;
        let token = token_in(&app.newest_mail("ada@example.com").await.unwrap().text_body);
        let done = ada.post("/auth/sign-in/confirm", json!({ "token": token })).await;
        for (reply, name) in [(asked, names[0]), (done, names[1])] {
            let line = reply.header("set-cookie");
            assert!(line.starts_with(&format!("{name}=")), "{line}");
            let attributes: Vec<_> = line.split("; ").skip(1).collect();
            for needed in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(attributes.contains(&needed), "{line}");
            }
            assert_eq!(attributes.contains(&"Secure"), secure, "{line}");
            assert!(!line.contains("Domain"), "{line}");
        }
        ada.get("/users/me").await.expect(200);
        let gone = ada.post("/auth/sign-out", json!({})).await;
        assert!(gone.header("set-cookie").starts_with(&format!("{}=; ", names[1])), "{}", gone.header("set-cookie"));
        assert!(gone.header("set-cookie").contains("Max-Age=0"));
    }
}

/// Breaks when `sign_out` takes every failure for a session that is over: the cookie would be gone, the session not.
#[actix_web::test]
async fn a_session_that_could_not_be_ended_is_not_said_to_have_ended() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let rename = async |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        app.state.db.writer().execute_unprepared(&sql).await.unwrap();
    };
    rename("session", "session_away").await;
    let refused = ada.post("/auth/sign-out", json!({})).await;
    rename("session_away", "session").await;
    assert_eq!(refused.header("set-cookie"), "");
    refused.refuses(500, "internal");
    ada.get("/users/me").await.expect(200);
    ada.post("/auth/sign-out", json!({})).await.expect(204);
    ada.get("/users/me").await.refuses(401, "unauthorized");
}
