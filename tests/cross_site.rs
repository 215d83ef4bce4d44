//! S19: a call that changes something comes from our own pages, or from a program that says who it is.
use crate::support::{
    app::TestApp,
    operations::{Operation, operations},
    person::{Person, Reply},
};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::entities::{api_token, scan, session};

/// Called without any credential: what the scanner tells about its use, and what a mail program does for its owner with
/// the secret of a mail.
const OPEN: &[&str] = &["drop_cli_event", "opt_out_by_mail_program"];

fn writing() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| operation.writes() && !OPEN.contains(&operation.id.as_str()))
}

/// An owner with one of everything that can be changed.
async fn owner(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada.cli_token().await;
    ada.api_token("acme", &["read"]).await;
    ada
}

/// The address of an operation on something that is there.
async fn address(app: &TestApp, operation: &Operation) -> String {
    let db = app.state.db.writer();
    let id = match operation.id.as_str() {
        "revoke_token" => api_token::Entity::find().one(db).await.unwrap().unwrap().id,
        "end_session" => session::Entity::find().one(db).await.unwrap().unwrap().id,
        _ => scan::Entity::find().one(db).await.unwrap().map_or_else(uuid::Uuid::now_v7, |scan| scan.id),
    };
    operation.address("acme", &id.to_string())
}

/// Sends an operation with these headers instead of the ones our pages send.
async fn send(app: &TestApp, person: &Person, operation: &Operation, headers: &[(&str, &str)]) -> Reply {
    let mut request = person.unmarked(operation.method.clone(), &address(app, operation).await);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if operation.takes_body && !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    person.send(request.body(operation.body().to_string())).await
}

/// Breaks when a route is registered around `same_origin::require`, or that no longer looks at one of the two headers.
#[actix_web::test]
async fn s19_a_browser_changes_nothing_from_another_site() {
    let app = TestApp::spawn().await;
    app.set_clock(app.clock.now()); // once in a while the use of a session is noted
    let ada = owner(&app).await;
    ada.upload("acme", &json!({ "components": [], "meta": {}, "repository": { "name": "first" } })).await.expect(200);
    let own = app.url();
    let (host, port) = own.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let before = app.rows().await;
    let foreign = [
        "https://evil.test".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("https://{host}:{port}"),
        format!("http://{host}:1"),
        format!("http://{host}"),
        format!("http://evil.{host}:{port}"),
        format!("{own}.evil.test"),
        format!("{own}@evil.test"),
        format!("{own}/"),
        format!("{own}, https://evil.test"),
    ];
    for operation in writing() {
        send(&app, &ada, &operation, &[]).await.refuses(403, "cross-site");
        for origin in &foreign {
            send(&app, &ada, &operation, &[("origin", origin)]).await.refuses(403, "cross-site");
        }
        for site in ["cross-site", "same-site", "none", "", "same-origin, cross-site"] {
            for headers in [vec![("sec-fetch-site", site)], vec![("sec-fetch-site", site), ("origin", own)]] {
                send(&app, &ada, &operation, &headers).await.refuses(403, "cross-site");
            }
        }
        // a cookie a sibling site may plant is not a credential
        ada.set_cookie("omlet-auth-token", "planted");
        send(&app, &ada, &operation, &[]).await.refuses(403, "cross-site");
        ada.set_cookie("omlet-auth-token", "");
    }
    assert_eq!(app.rows().await, before);
}

/// Breaks when `comes_from_us` knows only one of the two marks, or an operation answers without doing anything.
#[actix_web::test]
async fn s19_every_refused_call_would_have_worked_from_our_own_pages() {
    for headers in [vec!["sec-fetch-site"], vec!["origin"], vec!["sec-fetch-site", "origin"]] {
        for operation in writing() {
            // each on its own: some of them end the session or take away what the next one needs
            let needs_secret =
                ["preview_sign_in", "confirm_sign_in", "preview_invite", "ask_for_invite", "ask_to_join"];
            if needs_secret.contains(&operation.id.as_str()) || operation.id == "set_mail_opt_out" {
                continue; // without a link there is nothing to do
            }
            let app = TestApp::spawn().await;
            let ada = owner(&app).await;
            let prepared = crate::audit::scans::prepare_any(&app, &ada, &operation).await;
            let before = app.rows().await;
            let value = |name: &str| if name == "origin" { app.url().to_owned() } else { "same-origin".to_owned() };
            let values: Vec<_> = headers.iter().map(|name| (*name, value(name))).collect();
            let sent: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let reply = match prepared {
                Some((address, body)) => {
                    let request = ada.unmarked(operation.method.clone(), &address).json(&body);
                    ada.send(sent.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
                }
                None => send(&app, &ada, &operation, &sent).await,
            };
            assert!(reply.status.is_success(), "{} {headers:?}: {reply:?}", operation.id);
            if !operation.changes_nothing() {
                assert_ne!(app.rows().await, before, "{} does something", operation.id);
            }
        }
    }
}

/// Breaks when `Valid`, or the reader of scans, does not look at the content type.
#[actix_web::test]
async fn s19_a_form_is_no_body_of_ours() {
    let app = TestApp::spawn().await;
    let ada = owner(&app).await;
    let before = app.rows().await;
    for operation in writing().filter(|operation| operation.takes_body) {
        for kind in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/json",
        ] {
            let headers = [("origin", app.url()), ("content-type", kind)];
            send(&app, &ada, &operation, &headers).await.refuses(415, "unsupported-media-type");
        }
    }
    assert_eq!(app.rows().await, before);
}

/// Breaks when the command line's cookie counts although a browser sent it.
#[actix_web::test]
async fn s19_the_command_lines_cookie_is_nothing_in_a_browser() {
    let app = TestApp::spawn().await;
    let ada = owner(&app).await;
    let cli = Person::with_cli_cookie(app.url(), &ada.cli_token().await);
    let before = app.rows().await;
    for operation in writing() {
        for headers in [("origin", "https://evil.test"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "none")] {
            send(&app, &cli, &operation, &[headers]).await.refuses(403, "cross-site");
        }
    }
    for path in ["/users/me", "/workspaces/default", "/workspaces/acme"] {
        for (name, value) in [("origin", app.url()), ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "none")] {
            cli.send(cli.unmarked(Method::GET, path).header(name, value)).await.refuses(401, "unauthorized");
        }
    }
    for path in ["/workspaces/acme/analyses", "/workspaces/acme/init"] {
        for (name, value) in [("origin", app.url()), ("sec-fetch-site", "same-origin")] {
            let request = cli.unmarked(Method::POST, path).header(name, value).json(&json!({}));
            cli.send(request).await.refuses(401, "unauthorized");
        }
    }
    assert_eq!(app.rows().await, before);
    cli.upload("acme", &json!({ "components": [], "meta": {}, "repository": {} })).await.expect(200);
}

/// Breaks when `has_own_credential` leaves out `Authorization`, or `credential` looks at a cookie beside a token that is
/// none.
#[actix_web::test]
async fn s19_a_bearer_token_needs_no_mark_of_ours() {
    let app = TestApp::spawn().await;
    let ada = owner(&app).await;
    let body = |name: &str| json!({ "components": [], "meta": {}, "repository": { "name": name } });
    for token in [ada.cli_token().await, ada.api_token("acme", &["scans:write"]).await] {
        let program = Person::with_bearer(app.url(), &token);
        program.upload("acme", &body("plain")).await.expect(200);
        let request =
            program.unmarked(Method::POST, "/workspaces/acme/analyses").header("origin", "https://ci.example.com");
        program.send(request.json(&body("elsewhere"))).await.expect(200);
    }
    // but one that is none does not open the door to the cookie beside it
    let request = ada.unmarked(Method::POST, "/workspaces").bearer_auth("no.such.token");
    ada.send(request.json(&json!({ "name": "Evil", "slug": "evil" }))).await.refuses(401, "unauthorized");
}

/// Breaks when `same-site` is let in without comparing the origin, or CORS answers any origin.
#[actix_web::test]
async fn s19_a_separately_hosted_web_app_is_let_in_by_its_origin() {
    let spa = "http://app.skillet.test";
    let app = TestApp::spawn_with(|config| config.spa_origin = Some(spa.into())).await;
    let ada = owner(&app).await;
    let rename = operations().into_iter().find(|operation| operation.id == "update_workspace").unwrap();
    for headers in [vec![("origin", spa)], vec![("origin", spa), ("sec-fetch-site", "same-site")]] {
        let reply = send(&app, &ada, &rename, &headers).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("access-control-allow-origin"), spa);
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
    }
    for headers in [
        vec![("origin", "http://evil.skillet.test"), ("sec-fetch-site", "same-site")],
        vec![("origin", spa), ("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "http://evil.skillet.test")],
    ] {
        let reply = send(&app, &ada, &rename, &headers).await;
        assert_eq!(reply.status.as_u16() / 100, 4, "{headers:?}");
        assert_ne!(reply.header("access-control-allow-origin"), "http://evil.skillet.test");
        assert_eq!(ada.get("/workspaces/acme").await.expect(200)["workspace"]["name"], "Renamed");
    }
    // large enough to be compressed: that must not make a cache forget that the answer is for one origin
    let request = ada.unmarked(Method::GET, "/openapi.json").header("origin", spa).header("accept-encoding", "gzip");
    let large = ada.send(request).await;
    assert_eq!(large.header("content-encoding"), "gzip");
    let vary = large.headers.get_all("vary").iter().map(|line| line.to_str().unwrap().to_lowercase());
    let vary = vary.collect::<Vec<_>>().join(", ");
    assert!(vary.contains("origin") && vary.contains("accept-encoding"), "{vary}");

    let closed = TestApp::spawn().await;
    let bob = owner(&closed).await;
    let request = bob
        .unmarked(Method::OPTIONS, "/workspaces/acme")
        .header("origin", "https://evil.test")
        .header("access-control-request-method", "PATCH");
    let preflight = bob.send(request).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "", "without it no other origin is told anything");
}
