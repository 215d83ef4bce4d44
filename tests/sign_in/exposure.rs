//! Secrets of signing in: what never sees them, what never uses them up, and where they never lead.
use super::{ask, confirm, preview};
use crate::support::{
    app::TestApp,
    operations::operations,
    person::{Person, token_in},
};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

/// Breaks when the link is written as `/signin?token=…` or `/signin/…`.
#[actix_web::test]
async fn s01_no_address_we_are_asked_for_holds_the_token() {
    let app = TestApp::spawn().await;
    let ada = app.anonymous();
    ask(&app, &ada, "ada@example.com").await;
    let mail = app.newest_mail("ada@example.com").await.unwrap();
    let token = token_in(&mail.text_body);
    let links: Vec<_> = mail
        .text_body
        .split_whitespace()
        .chain(mail.html_body.split('"'))
        .filter(|word| word.starts_with("http"))
        .collect();
    let with_token: Vec<_> = links.iter().filter(|link| link.contains(&token)).collect();
    assert_eq!(with_token.len(), 2, "one in the text, one in the HTML: {links:?}");
    for link in with_token {
        let link = Url::parse(link).unwrap();
        assert_eq!(link.fragment(), Some(token.as_str()));
        assert!(!link[..url::Position::AfterQuery].contains(&token));
    }

    // the page that takes it from there tells no other site, and no answer sends a browser to an address with it
    let page = reqwest::get(format!("{}/signin", app.url())).await.unwrap();
    assert_eq!(page.headers()["referrer-policy"], "no-referrer");
    for reply in [preview(&ada, &token).await, confirm(&ada, "token", &token).await] {
        assert_eq!(reply.header("location"), "");
        assert!(!String::from_utf8(reply.bytes).unwrap().contains(&token));
        assert!(reply.headers.values().all(|value| !value.to_str().unwrap().contains(&token)));
    }
}

/// Opens an address like a program that looks where a link leads.
async fn visit(visitor: &Person, method: &Method, path: &str, token: &str) {
    for address in [path.to_owned(), format!("{path}?token={token}"), format!("{path}?{token}")] {
        let reply = visitor.send(visitor.unmarked(method.clone(), &address)).await;
        assert!(reply.status.as_u16() < 500, "{method} {address}: {}", reply.status);
    }
}

/// Breaks when any GET, HEAD or OPTIONS writes: try `use_up` in a `#[get]` of `confirm_sign_in`.
#[actix_web::test]
async fn s14_looking_at_a_link_never_uses_it() {
    let app = TestApp::spawn().await;
    let owner = app.person("owner@example.com").await;
    owner.create_workspace("Acme", "acme").await;
    let ada = app.anonymous();
    let (token, code) = ask(&app, &ada, "ada@example.com").await;
    app.set_clock(app.state.clock.now());
    let before = app.rows().await;

    let id = Uuid::now_v7().to_string();
    let mut paths: Vec<_> = operations().iter().map(|operation| operation.address("acme", &id)).collect();
    paths.extend(
        ["/../signin", "/../signin/", "/..", "/../healthz", "/../readyz", "/docs/", "/openapi.json"]
            .map(ToOwned::to_owned),
    );
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            for visitor in [&app.anonymous(), &ada, &owner] {
                visit(visitor, &method, &path, &token).await;
            }
        }
    }
    assert_eq!(app.rows().await, before);
    assert_eq!(preview(&app.anonymous(), &token).await.expect(200)["email"], "ada@example.com");
    confirm(&ada, "code", &code).await.expect(200);
}

/// Breaks when `own_path` takes what merely begins with a slash.
#[actix_web::test]
async fn s15_signing_in_returns_to_our_own_pages_only() {
    let app = TestApp::spawn().await;
    let own = Url::parse(app.url()).unwrap();
    let returned = async |next: &str| {
        let ada = app.anonymous();
        ada.post("/auth/sign-in", json!({ "email": "ada@example.com", "next": next })).await.expect(202);
        let mail = app.newest_mail("ada@example.com").await.unwrap();
        confirm(&ada, "token", &token_in(&mail.text_body)).await.expect(200)["next"].clone()
    };
    let cli = "/login?redirect=http%3A%2F%2F127.0.0.1%3A8989%2Fomlet-callback&cli=true";
    for next in
        ["/", "/acme/components?sort=-usages", cli, "/%2f%2fevil.test", "/acme@evil.test", "/redirect?to=//evil.test"]
    {
        assert_eq!(returned(next).await, next);
    }
    for next in [
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "\t//evil.test",
        " //evil.test",
        "/..//evil.test",
        "/./\\evil.test",
        "https://evil.test",
        "https:evil.test",
        "http:/evil.test",
        "@evil.test",
        "evil.test",
        ".evil.test",
        ":80/evil",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/\u{0}/evil.test",
        "",
    ] {
        let got = returned(next).await;
        assert_eq!(got, Value::Null, "{next:?}");
    }
    // whatever is kept leads to us, in the eyes of a browser
    for next in [
        "/a/..//evil.test",
        "/a/../\\evil.test",
        "/%5cevil.test",
        "/%09/evil.test",
        "/。/evil.test",
        "/?//evil.test",
        "/#//evil.test",
    ] {
        if let Some(kept) = returned(next).await.as_str() {
            assert_eq!(own.join(kept).unwrap().origin(), own.origin(), "{next:?} became {kept:?}");
        }
    }
    let long = json!({ "email": "ada@example.com", "next": format!("/{}", "a".repeat(2000)) });
    app.anonymous().post("/auth/sign-in", long).await.refuses(422, "invalid");
}

/// Breaks when `redirect::parse` compares a host instead of the whole address.
#[actix_web::test]
async fn s15_the_command_line_gets_its_token_on_this_computer_only() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let own = app.url();
    let before = app.rows().await;
    for redirect in [
        "http://evil.test/omlet-callback",
        "//evil.test/omlet-callback",
        "http://127.0.0.1:8989@evil.test/omlet-callback",
        "http://127.0.0.1.evil.test:8989/omlet-callback",
        "http://evil.test#http://127.0.0.1:8989/omlet-callback",
        "http://127.0.0.1:8989/omlet-callback?next=http://evil.test",
        "http://127.0.0.1:8989/omlet-callback/../steal",
        "http://127.0.0.1:8989/%6fmlet-callback",
        "http://127.0.0.1:8989/other",
        "http://127.0.0.1/omlet-callback",
        "http://localhost:8989/omlet-callback",
        "http://[::1]:8989/omlet-callback",
        "http://0.0.0.0:8989/omlet-callback",
        "https://127.0.0.1:8989/omlet-callback",
        "javascript:fetch('http://127.0.0.1:8989/omlet-callback')",
        "\thttp://127.0.0.1:8989/omlet-callback",
        "http://127.0.0.1:8989/omlet-callback\n",
        "/login/cli-success",
        "",
        &format!("{own}.evil.test/login/cli-success"),
        &format!("{own}/login/cli-success?x"),
        &format!("{own}//login/cli-success"),
    ] {
        ada.post("/auth/cli-grant", json!({ "redirect": redirect })).await.refuses(422, "redirect-not-allowed");
    }
    assert_eq!(app.rows().await, before, "no session was begun");

    let grant =
        ada.post("/auth/cli-grant", json!({ "redirect": "http://127.0.0.1:41234/omlet-callback" })).await.expect(200);
    assert!(grant["location"].as_str().unwrap().starts_with("http://127.0.0.1:41234/omlet-callback?token="), "{grant}");
    assert_eq!(grant["token"], Value::Null);
    let grant =
        ada.post("/auth/cli-grant", json!({ "redirect": format!("{own}/login/cli-success") })).await.expect(200);
    assert_eq!(grant["location"], Value::Null, "our own page never has it in its address");
}
