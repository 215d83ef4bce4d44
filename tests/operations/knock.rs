//! `doctor` asks the public address as browsers and the scanner do.
use crate::support::{app::TestApp, catcher::Catcher};
use skillet::doctor::knock;
use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

/// Something that gives each caller the next of these answers.
fn proxy(answers: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (caller, answer) in listener.incoming().zip(answers) {
            let mut caller = caller.unwrap();
            let _asked = caller.read(&mut [0; 4096]).unwrap();
            caller.write_all(answer.as_bytes()).unwrap();
        }
    });
    url
}

async fn ask(url: &str) -> Result<(), String> {
    let url = url.parse().unwrap();
    actix_web::web::block(move || knock(&url)).await.unwrap().map_err(|reason| format!("{reason:#}"))
}

#[actix_web::test]
async fn a_server_that_answers_at_its_address_is_found() {
    let app = TestApp::spawn().await;
    assert_eq!(ask(app.url()).await, Ok(()));
}

/// Breaks when the answer is taken for ours whoever gives it, or only a GET is tried: the scanner sends POSTs.
#[actix_web::test]
async fn whatever_is_in_between_and_does_not_lead_there_is_named() {
    const FINE: &str = "HTTP/1.1 200 OK\r\nX-Request-Id: 1\r\n\r\n{}";
    for (answers, words) in [
        (
            &["HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\nx-request-id: It works!"][..],
            "something else than Skillet",
        ),
        (&["HTTP/1.1 502 Bad Gateway\r\n\r\n"], "answered with 502"),
        (&["HTTP/1.1 301 Moved\r\nLocation: https://example.com/healthz\r\n\r\n"], "to https://example.com/healthz"),
        (
            &[FINE, "HTTP/1.1 308 Moved\r\nlocation: https://example.com/\r\n\r\n"],
            "POST /api/cli-tracking/events is redirected",
        ),
        (&[FINE, "HTTP/1.1 405 No\r\nx-request-id: 2\r\n\r\n"], "POST /api/cli-tracking/events is answered with 405"),
        (&["SSH-2.0-OpenSSH_9.2\r\n"], "speaks no HTTP"),
        (&[""], "speaks no HTTP"),
    ] {
        let said = ask(&proxy(answers)).await.expect_err(words);
        assert!(said.contains(words), "{answers:?}: {said}");
    }
    let said = ask("http://127.0.0.1:1").await.expect_err("nobody is there");
    assert!(said.contains("nobody listens at 127.0.0.1:1"), "{said}");
}

#[actix_web::test]
async fn a_certificate_that_browsers_do_not_trust_is_named() {
    let server = Catcher::start(&["--tls", "implicit"]).await;
    let said = ask(&format!("https://localhost:{}", server.port)).await.expect_err("of its own making");
    assert!(said.contains("certificate"), "{said}");
}
