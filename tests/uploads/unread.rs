//! Whose body is refused may go on sending, but not for long: the answer is given at once, and then nobody listens.
use super::{SCANS, World};
use crate::support::wire::{Answer, talk};
use std::time::{Duration, Instant};

/// Far beyond the time a server may linger.
const PATIENCE: Duration = Duration::from_secs(60);

/// Begins a body without an announced end, reads the answer, and goes on sending: true once nobody takes it any more.
async fn goes_on_sending(world: &World, line: &'static str, header: String, beforehand: usize) -> (Answer, bool) {
    talk(world.app.url(), move |wire| {
        wire.send(format!("POST {line} HTTP/1.1\r\nhost: localhost\r\n{header}transfer-encoding: chunked\r\n\r\n"));
        let chunk = [b' '; 1 << 16];
        for _ in 0..beforehand {
            wire.send_chunk(&chunk);
        }
        let (answer, start) = (wire.answer(), Instant::now());
        while start.elapsed() < PATIENCE {
            if !wire.send_chunk(&chunk) {
                return (answer, true);
            }
        }
        (answer, false)
    })
    .await
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n")
}

/// Breaks without `unread::hold`: what is let go unread is then read to its end, which never comes.
#[actix_web::test]
async fn s20_after_a_refusal_the_server_stops_reading() {
    let world = World::with(|config| config.upload.max_compressed = 1 << 20).await;
    let eve = world.app.person("eve@example.com").await;
    eve.create_workspace("Eve", "eve").await;
    let outsider = bearer(&eve.api_token("eve", &["scans:write"]).await);
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let (analyses, init) = ("/api/workspaces/acme/analyses", "/api/workspaces/acme/init");
    assert!(analyses.ends_with(SCANS));
    let cases = [
        ("a stranger", analyses, bearer("nonsense"), 0, 401),
        ("an outsider", analyses, outsider, 0, 404),
        ("too large", analyses, bearer(&token), 17, 413),
        ("of a wrong type", analyses, bearer(&token).replace("application/json", "text/plain"), 0, 415),
        ("set up already", init, bearer(&token), 0, 422),
        ("not even asked for", "/api/cli-tracking/events", String::new(), 0, 204),
        ("to no address", "/api/nowhere", bearer(&token), 0, 404),
    ];
    let ends = cases.map(|(what, line, header, beforehand, status)| {
        let world = &world;
        async move {
            let (answer, is_over) = goes_on_sending(world, line, header, beforehand).await;
            assert_eq!(answer.status, status, "{what}: {}", answer.body);
            assert!(status == 204 || answer.body.contains("\"title\""), "{what}: {}", answer.body);
            assert!(is_over, "{what}: the server goes on reading");
        }
    });
    futures_util::future::join_all(ends).await;
    world.has_no_files("refusals");
}

/// Breaks when every streamed body ends its connection.
#[actix_web::test]
async fn a_connection_lives_on_after_a_body_that_was_read() {
    let world = World::new().await;
    let header = bearer(&world.ada.api_token("acme", &["scans:write"]).await);
    let statuses = talk(world.app.url(), move |wire| {
        ["{}", "{\"components\":[],\"meta\":{},\"repository\":{\"name\":\"shop\"}}"].map(|body| {
            wire.send(format!(
                "POST /api/workspaces/acme/analyses HTTP/1.1\r\nhost: localhost\r\n{header}transfer-encoding: chunked\r\n\r\n"
            ));
            wire.send_chunk(body.as_bytes());
            wire.send("0\r\n\r\n");
            wire.answer().status
        })
    });
    assert_eq!(statuses.await, [422, 200]);
}
