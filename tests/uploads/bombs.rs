//! Small uploads that unpack to something enormous.
use super::World;
use crate::support::bodies::{gzip, gzip_bomb, zstd_bomb};
use futures_util::future::join_all;
use std::pin::pin;

/// A bomb: what it is, its coding, its bytes, the status that answers it.
pub type Bomb = (&'static str, &'static str, Vec<u8>, u16);

/// Each unpacks to more than `mebibytes`, or is nested out of all reason.
pub fn bombs(mebibytes: usize) -> Vec<Bomb> {
    let deep = "[".repeat(1 << 20);
    vec![
        ("zeros", "gzip", gzip_bomb("", 0, mebibytes), 400),
        ("spaces", "gzip", gzip_bomb("{", b' ', mebibytes), 413),
        ("a long string", "gzip", gzip_bomb("{\"exports\":\"", b'a', mebibytes), 413),
        ("a long key", "gzip", gzip_bomb("{\"", b'a', mebibytes), 422),
        ("a long number", "gzip", gzip_bomb("{\"exports\":", b'1', mebibytes), 413),
        ("a large component", "gzip", gzip_bomb("{\"components\":[{\"id\":\"", b'a', mebibytes), 413),
        ("a large part", "gzip", gzip_bomb("{\"meta\":{\"argv\":\"", b'a', mebibytes), 413),
        ("deep lists", "gzip", gzip_bomb(&format!("{{\"exports\":{deep}"), b'[', mebibytes), 413),
        ("a deep component", "gzip", gzip_bomb(&format!("{{\"components\":[{{\"x\":{deep}"), b'[', mebibytes), 413),
        ("many values", "gzip", gzip_bomb("{\"meta\":{\"argv\":[", b',', mebibytes), 413),
        ("nested gzip", "gzip", gzip(&gzip_bomb("{", b' ', mebibytes)), 400),
        ("nested gzip that says so", "gzip, gzip", gzip(&gzip_bomb("{", b' ', mebibytes)), 415),
        ("zstd of zeros", "zstd", zstd_bomb("", 0, mebibytes), 400),
        ("zstd of spaces", "zstd", zstd_bomb("{", b' ', mebibytes), 413),
        ("zstd of a long string", "zstd", zstd_bomb("{\"exports\":\"", b'a', mebibytes), 413),
        ("a zstd window of two gigabytes", "zstd", wide_window(), 400),
    ]
}

/// A frame that asks its reader for more memory than any honest one.
fn wide_window() -> Vec<u8> {
    let magic = [0x28, 0xb5, 0x2f, 0xfd];
    let no_checksum_no_size = [0x00];
    let two_to_the_31 = [(31 - 10) << 3];
    let last_raw_block_of_2 = [0x11, 0x00, 0x00, b'{', b'}'];
    [&magic[..], &no_checksum_no_size, &two_to_the_31, &last_raw_block_of_2].concat()
}

/// Fails when the plain bytes are not counted: let `Plain::read` in crate `scan` forget to subtract.
#[actix_web::test]
async fn s20_three_gigabytes_in_three_megabytes_are_refused() {
    let world = World::new().await;
    let bomb = gzip_bomb("{\"exports\":\"", b'a', 3 << 10);
    assert!(bomb.len() < 4 << 20, "{}", bomb.len());
    let problem = world.send(Some("gzip"), bomb).await.refuses(413, "request-too-long");
    assert!(problem["detail"].as_str().unwrap().contains("more than 1 GiB"), "{problem}");
    world.is_unchanged("a bomb").await;
}

/// Fails when scans are read on the event loop: call `read` in `receive.rs` without `web::block`.
#[actix_web::test]
async fn s20_many_bombs_at_once_do_not_keep_others_waiting() {
    let world = World::with(|config| config.upload.max_decoded = 64 << 20).await;
    let health = format!("{}/healthz", world.app.url());
    let all = bombs(80);
    let mut attack = pin!(join_all(all.iter().map(async |(what, coding, bytes, status)| {
        let reply = world.send(Some(coding), bytes.clone()).await;
        assert_eq!(reply.status.as_u16(), *status, "{what}: {}", String::from_utf8_lossy(&reply.bytes));
        assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
    })));
    let mut answered = 0;
    loop {
        tokio::select! {
            biased;
            _ = &mut attack => break,
            answer = reqwest::get(&health) => assert_eq!(answer.unwrap().status(), 200),
        }
        answered += 1;
    }
    assert!(answered > 0, "nobody else was served meanwhile");
    world.is_unchanged("many bombs").await;
}
