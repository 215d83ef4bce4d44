//! The mail somebody gets who wants to sign in, and where its link leads.
use super::ask;
use crate::support::{
    app::TestApp,
    person::{code_in, token_in},
};
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::{entities::user, features::sign_in::links, mail::outbox};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};
use url::Url;

#[actix_web::test]
async fn the_mail_says_what_it_is_for_in_text_and_html() {
    let app = TestApp::spawn_with(|config| config.public_url = "https://skillet.example.com".parse().unwrap()).await;
    ask(&app, &app.anonymous(), "ada@example.com").await;
    let mail = app.newest_mail("ada@example.com").await.unwrap();
    let (token, code) = (token_in(&mail.text_body), code_in(&mail.text_body));
    assert!(mail.html_body.contains(&code) && mail.html_body.contains(&token));
    let plain = |text: &str| text.replace(&token, "TOKEN").replace(&code, "CODE");

    insta::assert_snapshot!(mail.subject, @"Sign in to Skillet at https://skillet.example.com");
    insta::assert_snapshot!("sign_in_mail_text", plain(&mail.text_body));
    insta::assert_snapshot!("sign_in_mail_html", plain(&mail.html_body));
}

/// Breaks when a template marks the address as `safe`, or is no `.html` to askama.
#[actix_web::test]
async fn s12_what_a_person_types_is_text_in_the_mail() {
    let app = TestApp::spawn().await;
    let email = "a&'<b>@example.com";
    app.anonymous().post("/auth/sign-in", json!({ "email": email })).await;
    for mail in app.mails().await {
        assert!(!mail.html_body.contains("<b>"), "{}", mail.html_body);
    }
    let email = "o'neil&co@example.com";
    ask(&app, &app.anonymous(), email).await;
    let mail = app.newest_mail(email).await.unwrap();
    assert!(mail.text_body.contains(email), "{}", mail.text_body);
    assert!(!mail.html_body.contains("neil&co") && mail.html_body.contains("neil&#38;co"), "{}", mail.html_body);
}

/// The operations that send mail to strangers; those of members are asked in `tests/mails.rs`.
const SENDERS: &[(&str, &str)] = &[("request_sign_in", "/api/auth/sign-in")];

/// Sends a request as it is written, and answers the status line.
async fn raw(app: &TestApp, head: String, body: String) -> String {
    let address = app.url().strip_prefix("http://").unwrap().to_owned();
    let length = body.len();
    let request =
        format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    answer.await.unwrap().lines().next().unwrap_or_default().to_owned()
}

/// Breaks when a link is built from the request (`connection_info`, `Host`) instead of `config.public_url`.
#[actix_web::test]
async fn s10_links_lead_to_the_public_address_whatever_the_request_says() {
    let app = TestApp::spawn().await;
    let own = app.url().to_owned();
    let host = own.strip_prefix("http://").unwrap();
    let (mut sent, mut asked) = (0, 0);
    for (operation, path) in SENDERS {
        for (line, headers) in [
            (path.to_string(), "Host: evil.test".to_owned()),
            (path.to_string(), "Host: evil.test:80".to_owned()),
            (path.to_string(), format!("Host: {host}\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: https")),
            (path.to_string(), format!("Host: {host}\r\nForwarded: host=evil.test;proto=https\r\nX-Host: evil.test")),
            (path.to_string(), format!("Host: {host}\r\nHost: evil.test")),
            (path.to_string(), format!("Host: evil.test\r\nHost: {host}")),
            (
                path.to_string(),
                format!("Host: {host}\r\nX-Original-URL: http://evil.test/\r\nX-Forwarded-Server: evil.test"),
            ),
            (format!("http://evil.test{path}"), format!("Host: {host}")),
            (format!("http://evil.test{path}"), "Host: evil.test".to_owned()),
        ] {
            asked += 1;
            let head = format!("POST {line} HTTP/1.1\r\n{headers}\r\nOrigin: {own}\r\n");
            let status = raw(&app, head, json!({ "email": format!("person{asked}@example.com") }).to_string()).await;
            let is_sent = status.starts_with("HTTP/1.1 202");
            assert!(is_sent || status.starts_with("HTTP/1.1 4"), "{operation} {headers}: {status}");
            sent += usize::from(is_sent);
        }
    }
    assert!(sent >= 6, "most of them are proper requests: {sent}");

    let mails = app.mails().await;
    assert_eq!(mails.len(), sent);
    for mail in &mails {
        let whole = format!("{} {} {}", mail.subject, mail.text_body, mail.html_body);
        assert!(!whole.contains("evil"), "{whole}");
        assert!(
            mail.text_body.contains(&format!("{own}/signin#")) && mail.html_body.contains(&format!("{own}/signin#"))
        );
    }
    assert_eq!(outbox::send_due(&app.state).await.unwrap(), sent);
    let files: Vec<_> = fs::read_dir(app.data_dir.path().join("mail")).unwrap().collect();
    assert_eq!(files.len(), sent);
    for file in files {
        let written = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!written.contains("evil"), "{written}");
    }
}

/// Breaks when the host is compared by its end or its beginning, or a request without one is let through.
#[actix_web::test]
async fn s10_a_server_that_knows_its_hosts_refuses_others() {
    let app =
        TestApp::spawn_with(|config| config.allowed_hosts = vec!["127.0.0.1".into(), "skillet.test".into()]).await;
    let body = || json!({ "email": "ada@example.com" }).to_string();
    for (host, status) in
        [("evil.test", "421"), ("skillet.test.evil.test", "421"), ("", "421"), ("Skillet.TEST:8443", "202")]
    {
        let head = format!("POST /api/auth/sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n", app.url());
        let line = raw(&app, head, body()).await;
        assert!(line.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {line}");
    }
    assert_eq!(app.mails().await.len(), 1);
}

#[actix_web::test]
async fn printed_links_lead_to_the_public_address_too() {
    let app = TestApp::spawn_with(|config| config.public_url = "https://skillet.example.com".parse().unwrap()).await;
    let first = links::first_account(&app.state).await.unwrap().unwrap();
    app.person("ada@example.com").await;
    let account = user::Entity::find().one(&*app.state.db).await.unwrap().unwrap();
    let other = links::for_account(&app.state, &account).await.unwrap();
    for link in [first, other] {
        let link = Url::parse(&link).unwrap();
        assert_eq!(
            (link.origin().ascii_serialization().as_str(), link.path(), link.query()),
            ("https://skillet.example.com", "/signin", None)
        );
    }
}
