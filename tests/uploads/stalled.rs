//! Bodies that begin to come and then stop: what of them is in memory stays little.
use super::{SCANS, World, shop, until};
use crate::support::wire::{Wire, talk};
use std::sync::mpsc;

/// The head of an upload without an announced end.
fn head(token: &str) -> String {
    format!(
        "POST /api{SCANS} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ntransfer-encoding: chunked\r\n\r\n"
    )
}

/// Fails when an upload takes no place, however small it is, or does not give it back.
#[actix_web::test]
async fn s20_no_more_uploads_are_under_way_than_there_are_places() {
    let world = World::new().await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let places = world.app.state.places.clone();
    let all = places.available_permits();
    let (url, (go_on, may_go_on)) = (world.app.url().to_owned(), mpsc::channel::<()>());
    let slow = actix_web::rt::spawn(async move {
        talk(&url, move |wire: &mut Wire| {
            wire.send(head(&token));
            wire.send_chunk(b"{");
            may_go_on.recv().unwrap();
        })
        .await
    });
    until("the slow upload has a place", || places.available_permits() == all - 1).await;
    let others = places.clone().acquire_many_owned(u32::try_from(all).unwrap() - 1).await.unwrap();

    let refused = world.send(None, shop().bytes()).await;
    assert_eq!(refused.header("retry-after"), "30");
    let problem = refused.refuses(503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("Try again in 30 seconds"), "{problem}");
    world.is_unchanged("an upload that found no place").await;

    drop(others);
    world.send(None, shop().bytes()).await.expect(200);
    go_on.send(()).unwrap();
    slow.await.unwrap();
    until("all places are given back", || places.available_permits() == all).await;
}

/// Fails when what has come of a body waits for a whole megabyte before it is written, or for nothing.
#[cfg(target_os = "linux")]
#[actix_web::test]
async fn s20_hundreds_of_bodies_that_stop_before_a_megabyte_leave_the_server_small() {
    use super::attack::Site;
    let site = Site::new().await;
    let mut wires = Vec::new();
    for _ in 0..250 {
        let mut wire = Wire::to(&site.program.url());
        assert!(wire.send(head(&site.token)));
        (0..15).for_each(|_| assert!(wire.send_chunk(&[b' '; 1 << 16])));
        wires.push(wire);
    }
    let alive = reqwest::get(format!("{}/healthz", site.program.url())).await.unwrap();
    assert_eq!(alive.status(), 200);
    drop(wires);
    site.ends_small("250 bodies").await;
}
