//! HEAD is answered wherever GET is, with the same head and nothing behind it.
use crate::support::{app::TestApp, wire::talk};

/// The head and the body of an answer, as they come over the wire.
async fn ask(app: &TestApp, method: &str, path: &str, token: &str) -> (Vec<String>, String) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    let said = talk(app.url(), move |wire| {
        wire.send(request);
        wire.rest()
    })
    .await;
    let (head, body) = said.split_once("\r\n\r\n").expect("a head");
    let ours = |line: &&str| !line.starts_with("date:") && !line.starts_with("x-request-id:");
    let mut lines: Vec<String> = head.to_lowercase().lines().filter(ours).map(ToOwned::to_owned).collect();
    lines.sort();
    (lines, body.to_owned())
}

/// Breaks when only GET finds a way through the API.
#[actix_web::test]
async fn head_says_of_every_read_what_get_says_of_it() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let token = ada.api_token("acme", &["read"]).await;
    for path in [
        "/api/users/me",
        "/api/auth/providers",
        "/api/openapi.json",
        "/api/workspaces/acme",
        "/api/workspaces/acme/analyses?limit=7",
        "/api/workspaces/nobodys",
        "/api/auth/sign-in",
    ] {
        let (get, head) = (ask(&app, "GET", path, &token).await, ask(&app, "HEAD", path, &token).await);
        assert_eq!(head.0, get.0, "{path}");
        let length = format!("content-length: {}", get.1.len());
        assert!(!get.1.is_empty() && head.0.contains(&length), "{path}: {head:?}");
        assert_eq!(head.1, "", "{path}");
    }
}
