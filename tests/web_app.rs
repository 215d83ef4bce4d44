//! The web app as the server hands it out, and requests that no browser makes.
use crate::support::{
    app::TestApp,
    person::Reply,
    skip::skipped,
    wire::{Answer, talk},
};
use reqwest::{Client, Method};
use serde_json::Value;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// The built web app that the server carries, if it was built.
fn dist() -> Option<PathBuf> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    if !dist.join("index.html").is_file() {
        skipped("the web app as the server hands it out: `npm run build` in frontend/ makes it");
        return None;
    }
    Some(dist)
}

async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = Client::new().request(method, format!("{}{path}", app.url()));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = request.send().await.unwrap();
    Reply { status: answer.status(), headers: answer.headers().clone(), bytes: answer.bytes().await.unwrap().to_vec() }
}

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Reply {
    ask(app, Method::GET, path, headers).await
}

/// A script of the web app, by its address.
fn script(dist: &Path) -> String {
    let mut names: Vec<String> = fs::read_dir(dist.join("assets"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let packed = names
        .iter()
        .find(|name| name.ends_with(".js") && names.contains(&format!("{name}.br")))
        .expect("a packed script");
    format!("/assets/{packed}")
}

const PAGES: [&str; 6] = ["/", "/acme", "/acme/components?search=x", "/login", "/signin", "/a/b/c.d"];

#[actix_web::test]
async fn every_address_that_is_none_of_the_server_gets_the_page() {
    let app = TestApp::spawn().await;
    let Some(dist) = dist() else {
        let problem = get(&app, "/acme", &[]).await.refuses(404, "not-found");
        assert!(problem["detail"].as_str().unwrap().contains("make run"), "{problem}");
        return;
    };
    let page = fs::read(dist.join("index.html")).unwrap();
    for path in PAGES {
        let answer = get(&app, path, &[]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert!(answer.bytes == page, "{path}");
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'self'",
            "script-src 'self';",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-eval") && !policy.contains("http"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
    let html = String::from_utf8(page).unwrap();
    assert!(!html.contains("<script>"), "an inline script would not run");
}

#[actix_web::test]
async fn hashed_files_are_kept_forever_and_come_packed() {
    let Some(dist) = dist() else { return };
    let app = TestApp::spawn().await;
    let path = script(&dist);
    let plain = fs::read(dist.join(&path[1..])).unwrap();
    let unpacked = |coding: &str, bytes: &[u8]| match coding {
        "gzip" => {
            let mut out = Vec::new();
            flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
            out
        }
        "br" => {
            assert_eq!(bytes, fs::read(dist.join(format!("{}.br", &path[1..]))).unwrap());
            plain.clone()
        }
        _ => bytes.to_vec(),
    };
    for (accepted, coding) in [
        ("br, gzip", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("deflate", ""),
    ] {
        let answer = get(&app, &path, &[("accept-encoding", accepted)]).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, coding), "{accepted}");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(answer.header("vary").to_lowercase().contains("accept-encoding"));
        assert!(unpacked(coding, &answer.bytes) == plain, "{accepted}");
    }
    get(&app, "/assets/index-00000000.js", &[]).await.refuses(404, "not-found");
    get(&app, "/assets/../index.html", &[]).await;
}

#[actix_web::test]
async fn what_a_browser_has_already_is_not_sent_again() {
    let Some(dist) = dist() else { return };
    let app = TestApp::spawn().await;
    for path in ["/", &script(&dist)] {
        let first = get(&app, path, &[]).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 10, "{tag}");
        for list in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}")] {
            let again = get(&app, path, &[("if-none-match", &list)]).await;
            assert_eq!(
                (again.status.as_u16(), again.bytes.len(), again.header("etag")),
                (304, 0, tag.as_str()),
                "{path} {list}"
            );
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
        }
        assert_eq!(get(&app, path, &[("if-none-match", "\"other\"")]).await.status, 200);
    }
}

#[actix_web::test]
async fn head_answers_as_get_without_the_body() {
    let app = TestApp::spawn().await;
    let mut paths = vec!["/healthz".to_owned(), "/readyz".to_owned()];
    if let Some(dist) = dist() {
        paths.extend(["/acme".to_owned(), script(&dist)]);
    }
    for path in paths {
        let (full, head) = (get(&app, &path, &[]).await, ask(&app, Method::HEAD, &path, &[]).await);
        assert_eq!((head.status, head.bytes.len()), (full.status, 0), "{path}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), full.header(name), "{path} {name}");
        }
    }
}

#[actix_web::test]
async fn calls_that_do_not_exist_are_problems_and_no_pages() {
    let app = TestApp::spawn().await;
    for path in ["/api", "/api/", "/api/unknown", "/api/users/me/x.css", "/api/workspaces/acme/unknown"] {
        let answer = get(&app, path, &[]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        answer.refuses(404, "not-found");
    }
    let origin = app.url().to_owned();
    ask(&app, Method::POST, "/api/healthz", &[("origin", &origin)]).await.refuses(404, "not-found");
    for path in ["/acme", "/"] {
        let answer = ask(&app, Method::POST, path, &[("origin", &origin)]).await;
        answer.refuses(405, "method-not-allowed");
    }
}

/// Breaks when a middleware compares the address as it is written: the router reads `%61pi` as `api`.
#[actix_web::test]
async fn no_cache_keeps_an_answer_of_the_api_however_its_address_is_written() {
    let app = TestApp::spawn().await;
    for path in ["/api/auth/providers", "/%61pi/auth/providers", "/a%70i/auth/providers"] {
        let answer = get(&app, path, &[]).await;
        assert_eq!(answer.header("cache-control"), "private, no-cache", "{path}");
        assert!(!answer.header("etag").is_empty(), "{path}");
        answer.expect(200);
    }
    get(&app, "/%61pi/unknown", &[]).await.refuses(404, "not-found");
}

#[actix_web::test]
async fn every_answer_has_a_request_id_which_may_be_the_callers() {
    let app = TestApp::spawn().await;
    let given = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5";
    for name in ["x-request-id", "omlet-request-id"] {
        let answer = get(&app, "/api/unknown", &[(name, given)]).await;
        assert_eq!(answer.header("x-request-id"), given);
        assert_eq!(answer.expect(404)["requestId"], given);
    }
    let own = get(&app, "/api/unknown", &[("x-request-id", "<script>")]).await;
    assert_eq!(own.header("x-request-id").len(), 36);
}

/// Sends a request as it stands here.
async fn raw(app: &TestApp, request: &'static str) -> Answer {
    talk(app.url(), move |wire| {
        wire.send(request);
        wire.answer()
    })
    .await
}

/// Fails without the check in `http/hardening.rs` wherever the HTTP library lets such requests pass.
#[actix_web::test]
async fn s21_requests_that_two_servers_would_read_differently_are_refused() {
    let app = TestApp::spawn().await;
    for request in [
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcde",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: +4\r\n\r\nabcd",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 4, 4\r\n\r\nabcd",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
    ] {
        let answer = raw(&app, request).await;
        assert_eq!(answer.status, 400, "{request:?}: {answer:?}");
    }
}

/// A request hidden in the body of another one is never answered.
/// Breaks without the check in `http/hardening.rs` wherever the HTTP library lets such a request pass.
#[actix_web::test]
async fn s21_what_follows_a_refused_request_is_not_taken_for_one() {
    let app = TestApp::spawn().await;
    let rest = talk(app.url(), |wire| {
        let hidden = "GET /api/auth/providers HTTP/1.1\r\nhost: x\r\n\r\n";
        let head = "POST /api/auth/sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\n";
        wire.send(format!("{head}{hidden}"));
        wire.rest()
    });
    assert!(!rest.await.contains("mailConfigured"));
}

#[actix_web::test]
async fn another_host_is_answered_only_when_no_hosts_are_named() {
    let open = TestApp::spawn().await;
    assert_eq!(raw(&open, "GET /healthz HTTP/1.1\r\nhost: evil.example\r\n\r\n").await.status, 200);

    let app =
        TestApp::spawn_with(|config| config.allowed_hosts = vec!["skillet.example.com".into(), "[::1]".into()]).await;
    for request in [
        "GET /api/auth/providers HTTP/1.1\r\nhost: skillet.example.com\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: SKILLET.example.com:8443\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: [::1]:3001\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: [::1]\r\n\r\n",
        "GET http://skillet.example.com/api/auth/providers HTTP/1.1\r\nhost: skillet.example.com\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: 10.0.0.7:3001\r\n\r\n",
    ] {
        assert_eq!(raw(&app, request).await.status, 200, "{request:?}");
    }
    for request in [
        "GET /api/auth/providers HTTP/1.1\r\nhost: evil.example\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: skillet.example.com.evil.example\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: evil.example:skillet.example.com\r\n\r\n",
        "GET /api/auth/providers HTTP/1.1\r\nhost: \r\n\r\n",
        "GET /acme HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: skillet.example.com\r\n\r\n",
        "GET http://evil.example/api/auth/providers HTTP/1.1\r\nhost: skillet.example.com\r\n\r\n",
    ] {
        let answer = raw(&app, request).await;
        assert_eq!(answer.status, 421, "{request:?}: {answer:?}");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["code"], "misdirected-request", "{request:?}");
    }
    let two = raw(&app, "GET /acme HTTP/1.1\r\nhost: skillet.example.com\r\nhost: evil.example\r\n\r\n").await;
    assert!([400, 421].contains(&two.status), "two hosts: {two:?}");
}

#[actix_web::test]
async fn an_address_of_the_api_says_which_methods_it_takes() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for (method, path, taken) in [
        (Method::GET, "/auth/sign-in", "POST"),
        (Method::PUT, "/users/me", "DELETE, GET, HEAD, PATCH"),
        (Method::TRACE, "/workspaces/acme/analyses", "GET, HEAD, POST"),
        (Method::POST, "/workspaces/acme/tokens/1", "DELETE"),
        (Method::PUT, "/workspaces/default", "GET, HEAD"), // not what the address of a workspace would take
    ] {
        let refusal = ada.send(ada.request(method.clone(), path)).await;
        assert_eq!(refusal.header("allow"), taken, "{method} {path}");
        refusal.refuses(405, "method-not-allowed");
    }
    ada.send(ada.request(Method::PUT, "/nothing/here")).await.refuses(404, "not-found");
    let refusal = ask(&app, Method::POST, "/acme", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(refusal.header("allow"), "GET, HEAD");
    refusal.refuses(405, "method-not-allowed");
}
