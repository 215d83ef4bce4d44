//! More than the limits: refused as soon as it shows, and clients that send without end or hardly at all are cut off.
use super::{SCANS, World, chunks, shop};
use crate::support::{
    app::TestApp,
    bodies::{Body, gzip, zstd},
    wire::talk,
};
use chrono::Duration;
use serde_json::{Value, json};

/// The head of an upload, up to the line that says how long it is.
fn head(token: &str) -> String {
    let credential = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("POST /api{SCANS} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{credential}")
}

/// Fails when the body is read first: leave out `refuse_announced` in `receive.rs`, and it waits for a body forever.
#[actix_web::test]
async fn s20_a_scan_that_announces_too_much_is_refused_before_it_is_sent() {
    let world = World::new().await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let length = (64 << 20) + 1;
    let answer = talk(world.app.url(), move |wire| {
        wire.send(format!("{}content-length: {length}\r\n\r\n", head(&token)));
        wire.answer()
    });
    let answer = answer.await;
    assert_eq!(answer.status, 413);
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["code"], "request-too-long");
    assert!(problem["detail"].as_str().unwrap().contains("64 MiB"), "{problem}");
}

/// Fails when the size is checked only at the end (move the check in `gather` behind its loop).
#[actix_web::test]
async fn s20_a_scan_without_end_is_cut_off_at_the_limit() {
    let world = World::with(|config| config.upload.max_compressed = 1 << 20).await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let answer = talk(world.app.url(), move |wire| {
        wire.send(format!("{}transfer-encoding: chunked\r\n\r\n", head(&token)));
        let chunk = [b' '; 1 << 16];
        for _ in 0..17 {
            wire.send_chunk(&chunk);
        }
        wire.answer()
    })
    .await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert!(answer.body.contains("1 MiB"), "{}", answer.body);
    world.is_unchanged("a body without end").await;
}

/// Fails when a body is extracted beside its proof instead of behind it (`Then`).
#[actix_web::test]
async fn s20_nobody_reads_the_body_of_a_stranger_or_an_outsider() {
    let world = World::new().await;
    let eve = world.app.person("eve@example.com").await;
    eve.create_workspace("Eve", "eve").await;
    let outsider = eve.api_token("eve", &["scans:write"]).await;
    let reader = world.ada.api_token("acme", &["read"]).await;
    for (token, status) in [("nonsense".to_owned(), 401), (outsider, 404), (reader, 403)] {
        for length in ["transfer-encoding: chunked", "content-length: 1000000"] {
            let head = head(&token);
            let answer = talk(world.app.url(), move |wire| {
                wire.send(format!("{head}{length}\r\n\r\n"));
                wire.answer() // though not a byte of the body has come
            });
            assert_eq!(answer.await.status, status, "{length}");
        }
    }
}

/// Fails without the time limit around `gather`.
#[actix_web::test]
async fn s20_a_body_that_does_not_come_is_not_waited_for() {
    let world = World::with(|config| config.upload.time = Duration::seconds(1)).await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let answer = talk(world.app.url(), move |wire| {
        wire.send(format!("{}transfer-encoding: chunked\r\n\r\n", head(&token)));
        wire.send_chunk(b"{\"components\":");
        wire.answer()
    })
    .await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("did not arrive within 1 seconds"), "{}", answer.body);
    world.is_unchanged("a slow body").await;
}

/// The scanner would print that the request timed out, and not why. Fails when the wait for a turn has no end.
#[actix_web::test]
async fn s20_whoever_waits_for_a_turn_hears_of_it_before_the_scanner_gives_up() {
    let world = World::with(|config| config.upload.time = Duration::seconds(1)).await;
    let uploads = &world.app.state.uploads;
    let turns = uploads.acquire_many(u32::try_from(uploads.available_permits()).unwrap()).await.unwrap();
    let refused = world.send(None, shop().bytes()).await;
    assert_eq!(refused.header("retry-after"), "30");
    let problem = refused.refuses(503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("busy with scans that came before"), "{problem}");
    world.is_unchanged("an upload that had no turn").await;
    drop(turns);
    world.send(None, shop().bytes()).await.expect(200);
    uploads.close(); // as a server that stops does
    let problem = world.send(None, shop().bytes()).await.refuses(503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("is being stopped"), "{problem}");
}

#[actix_web::test]
async fn a_client_that_leaves_in_the_middle_leaves_nothing() {
    let world = World::new().await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let me = world.app.anonymous().request(reqwest::Method::GET, "/users/me").bearer_auth(&token);
    world.ada.send(me).await.expect(200); // its use is noted
    let body = shop().bytes();
    for framing in ["transfer-encoding: chunked".to_owned(), format!("content-length: {}", body.len())] {
        let (head, body) = (head(&token), body.clone());
        talk(world.app.url(), move |wire| {
            wire.send(format!("{head}{framing}\r\n\r\n"));
            if framing.contains("chunked") {
                wire.send_chunk(&body)
            } else {
                wire.send(&body[..body.len() - 1])
            };
        })
        .await;
    }
    world.ada.get("/users/me").await.expect(200); // the one worker has gone on
    world.is_unchanged("clients that left").await;
}

/// A body of exactly so many bytes.
fn of_length(length: usize) -> Vec<u8> {
    let mut body = shop().bytes();
    body.resize(length, b' ');
    body
}

#[actix_web::test]
async fn a_scan_may_be_as_large_as_the_limits_and_not_a_byte_larger() {
    let world =
        World::with(|config| (config.upload.max_compressed, config.upload.max_decoded) = (1 << 20, 1 << 20)).await;
    for (what, coding, bytes) in [
        ("plain", None, of_length((1 << 20) + 1)),
        ("gzip", Some("gzip"), gzip(&of_length((1 << 20) + 1))),
        ("zstd", Some("zstd"), zstd(&of_length((1 << 20) + 1))),
    ] {
        let problem = world.send(coding, bytes).await.refuses(413, "request-too-long");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("1 MiB") && detail.contains(".omletrc"), "{what}: {detail}");
        world.is_unchanged(what).await;
    }
    let first = world.send(None, of_length(1 << 20)).await.expect(200);
    let again = world.send(Some("gzip"), chunks(&gzip(&of_length(1 << 20)), 999)).await.expect(200);
    assert_eq!(again["data"], first["data"]);
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| json!([inner]))
}

/// Fails with another depth in `Limits`, or if one way through the body does not count levels (`skip`, `Outline`).
#[actix_web::test]
async fn s20_lists_and_objects_are_nested_64_levels_deep_at_most() {
    let world = World::new().await;
    let places: [(&str, usize); 5] = [
        ("/exports", 1),
        ("/more", 1),
        ("/meta/more", 2),
        ("/components/1/more", 3),
        ("/components/1/props/0/more", 5),
    ];
    for (place, around) in places {
        let problem = world.send(None, shop().with(place, nested(65 - around)).bytes()).await;
        let problem = problem.refuses(413, "request-too-long");
        assert!(problem["detail"].as_str().unwrap().contains("64 levels"), "{place}: {problem}");
        world.is_unchanged(place).await;
    }
    let deepest = places.iter().fold(shop(), |body, (place, around)| body.with(place, nested(64 - around)));
    world.send(None, deepest.bytes()).await.expect(200);
}

fn wide(keys: usize) -> Value {
    (0..keys).map(|n| (format!("k{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into()
}

/// Fails without the limit in question: each row names what it exceeds.
#[actix_web::test]
async fn s20_no_part_of_a_scan_may_be_out_of_all_proportion() {
    let world = World::new().await;
    let keys = (0..1001).fold(shop(), |body, n| body.with(&format!("/k{n}"), json!(n)));
    let packages = (0..=10_000).fold(shop(), |body, n| {
        body.add(json!({
            "id": format!("p{n}:x:A"),
            "name": "A",
            "package_name": format!("p{n}"),
            "source": { "source": { "path": "a", "mtype": "local" } },
        }))
    });
    let excessive: [(&str, Body); 7] = [
        ("top-level keys", keys),
        ("values", shop().with("/meta", wide(100_002))),
        ("values", shop().with("/components/1/metadata", wide(100_002))),
        ("values", shop().with("/components/1/html_elements", json!(vec!["a"; 100_002]))),
        ("one component has", shop().with("/components/1/name", json!("x".repeat(8 << 20)))),
        ("the parts other than", shop().with("/meta/argv", json!("x".repeat(16 << 20)))),
        ("local packages", packages),
    ];
    for (what, body) in excessive {
        let problem = world.send(Some("gzip"), gzip(&body.bytes())).await.refuses(413, "request-too-long");
        assert!(problem["detail"].as_str().unwrap().contains(what), "{what}: {problem}");
        world.is_unchanged(what).await;
    }
}

/// Ten thousand components that render the same two hundred: what is kept of them is next to nothing, in memory it would be
/// two million edges. Fails when only bytes and components are counted: leave out the edges in `Tally::add` of crate `scan`.
#[actix_web::test]
async fn s20_edges_are_counted_however_alike_they_are() {
    let world = World::new().await;
    let renders: Vec<String> = (0..200).map(|child| format!(r#"{{"to":{{"id":"t{child}"}}}}"#)).collect();
    let renders = renders.join(",");
    let component = |n: usize| {
        let source = r#""source":{"source":{"path":"a","mtype":"local"}}"#;
        format!(r#"{{"id":"c{n}","name":"C","package_name":"p",{source},"dependencies":[{renders}]}}"#)
    };
    let components: Vec<String> = (0..=10_000).map(component).collect();
    let body = format!(r#"{{"components":[{}],"meta":{{}},"repository":{{}}}}"#, components.join(","));
    let body = gzip(body.as_bytes());
    assert!(body.len() < 1 << 20, "{}", body.len());
    let problem = world.send(Some("gzip"), body).await.refuses(413, "request-too-long");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("one that it renders are more than 2000000"), "{detail}");
    world.is_unchanged("too many edges").await;
}

/// Fails when other calls inflate, too: switch on one of actix-web's `compress-*` features.
#[actix_web::test]
async fn s20_only_scans_may_be_compressed() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let body = json!({ "name": "Acme", "slug": "acme" }).to_string();
    for (coding, bytes) in
        [("gzip", gzip(body.as_bytes())), ("zstd", zstd(body.as_bytes())), ("br", body.clone().into())]
    {
        let request = ada.request(reqwest::Method::POST, "/workspaces").header("content-type", "application/json");
        let reply = ada.send(request.header("content-encoding", coding).body(bytes)).await;
        reply.refuses(415, "unsupported-media-type");
    }
    let large = json!({ "name": "x".repeat(300 << 10), "slug": "acme" });
    ada.post("/workspaces", large).await.refuses(413, "request-too-long");
    assert_eq!(ada.get("/workspaces").await.expect(200)["items"], json!([]));
}
