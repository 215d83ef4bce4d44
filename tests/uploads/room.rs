//! Room: of a workspace in the database, of uploads under way on the disk, and of the disk itself.
use super::{SCANS, World, shop, until};
use crate::support::{
    bodies::Body,
    wire::{Wire, talk},
};
use chrono::Duration;
use serde_json::{Map, json};
use skillet::{auth::member::Scope, store::purge};
use std::sync::mpsc;

/// A scan that takes more than a megabyte in the database, however it is compressed: nothing repeats itself in it.
fn large() -> Body {
    let mut state = 1u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    (0..40).fold(Body::of("shop"), |body, n| {
        let name = format!("Page{n}");
        let words = (0..16).map(|n| (format!("words {n}"), (0..250).map(|_| noise()).collect::<String>().into()));
        body.defines(&name, &[]).describes(&name, words.collect::<Map<_, _>>().into())
    })
}

/// Fails when nobody looks at what a scan takes, or only at the next one.
#[actix_web::test]
async fn s20_a_workspace_takes_no_more_of_the_database_than_it_is_granted() {
    let world = World::with(|config| config.upload.stored = Some(1 << 20)).await;
    let problem = world.send(None, large().bytes()).await.refuses(413, "workspace-full");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("1 MiB") && detail.contains("SKILLET_WORKSPACE_MAX_MIB"), "{detail}");
    assert_eq!(problem["meta"]["limitBytes"], 1 << 20);
    world.is_unchanged("a scan too many").await;
    world.send(None, shop().bytes()).await.expect(200);
    let other = world.app.person("bob@example.com").await;
    other.create_workspace("Bob", "bob").await;
    other.upload("bob", &shop().json()).await.expect(200);
}

/// Custom properties that differ with every scan: compressed they are next to nothing, and each version stays in memory.
/// Fails when only compressed bytes are counted, or those of one scan.
#[actix_web::test]
async fn s20_a_workspace_takes_no_more_of_the_memory_than_it_is_granted() {
    let world = World::with(|config| config.upload.facts = 1 << 20).await;
    let noisy = |scan: usize| {
        let words = (0..100).map(|n| (format!("words {n}"), format!("{scan}{}", "x".repeat(4000)).into()));
        Body::of("shop").defines("Page", &[]).describes("Page", words.collect::<Map<_, _>>().into())
    };
    for scan in 0..2 {
        world.send(None, noisy(scan).bytes()).await.expect(200);
    }
    let problem = world.send(None, noisy(2).bytes()).await.refuses(413, "workspace-full");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("1 MiB") && detail.contains("SKILLET_WORKSPACE_MAX_MEMORY_MIB"), "{detail}");
    assert_eq!(problem["meta"]["limitBytes"], 1 << 20);
    world.send(None, noisy(1).bytes()).await.expect(200); // it is there already
}

/// A hundred components that all render the same eighty: in the database that is one list.
fn crowded(elements: u32) -> Body {
    let parts: Vec<String> = (0..80).map(|n| format!("Part{n}")).collect();
    let renders: Vec<(&str, u32)> = parts.iter().map(|part| (&**part, elements)).collect();
    (0..100).fold(Body::of("shop"), |body, n| body.defines(&format!("Page{n}"), &renders))
}

/// Fails when only what is stored is counted, what a scan has and not what came with it, or when branches that take turns
/// are compared with themselves alone.
#[actix_web::test]
async fn s20_edges_take_room_in_memory_however_alike_they_are_and_give_it_back_when_their_scan_is_purged() {
    let most = 1536 << 10; // room for two times 8,000 edges
    let world = World::with(|config| config.upload.facts = most).await;
    let described = |elements: u32| crowded(elements).describes("Page0", json!({ "team": "x" }));
    let first = world.send(None, crowded(1).bytes()).await.expect(200)["data"]["id"].clone();
    world.send(None, crowded(2).on_branch("next").bytes()).await.expect(200);
    let problem = world.send(None, described(1).bytes()).await.refuses(413, "workspace-full");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("who renders whom") && detail.contains("SKILLET_WORKSPACE_MAX_MEMORY_MIB"), "{detail}");
    assert_eq!(problem["meta"]["limitBytes"], most);
    world.send(None, described(2).on_branch("next").bytes()).await.expect(200); // they are there already

    world.ada.delete(&format!("{SCANS}/{}", first.as_str().unwrap())).await.expect(204);
    let scope = Scope::for_upkeep(world.app.workspace("acme").await.id);
    let soon = world.app.state.clock.now() + Duration::days(1);
    assert_eq!(purge::purge(&world.app.state.db, scope, soon).await.unwrap(), 1);
    world.send(None, described(1).bytes()).await.expect(200);
    world.send(None, crowded(2).on_branch("next").bytes()).await.refuses(413, "workspace-full");
}

/// Fails when the limit counts for other workspaces together, or a limit of none is one of nothing.
#[actix_web::test]
async fn without_a_limit_a_workspace_takes_what_comes() {
    let world = World::with(|config| config.upload.stored = None).await;
    world.send(None, large().bytes()).await.expect(200);
}

/// Fails when uploads under way are not counted together, or one that ended still counts.
#[actix_web::test]
async fn s20_uploads_under_way_take_no_more_of_the_disk_together_than_they_may() {
    let world = World::with(|config| config.upload.spooled = 2 << 20).await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let (url, (go_on, may_go_on)) = (world.app.url().to_owned(), mpsc::channel::<()>());
    let slow = actix_web::rt::spawn(async move {
        talk(&url, move |wire: &mut Wire| {
            wire.send(format!("POST /api{SCANS} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n"));
            wire.send("transfer-encoding: chunked\r\n\r\n");
            for _ in 0..32 {
                wire.send_chunk(&[b' '; 1 << 16]);
            }
            may_go_on.recv().unwrap();
        })
        .await
    });
    let left = || world.app.state.spools.available_permits();
    until("the slow upload takes what there is", || left() == 0).await;

    let mut whole = shop().bytes();
    whole.resize(3 << 19, b' ');
    let refused = world.send(None, whole.clone()).await;
    assert_eq!(refused.header("retry-after"), "30");
    let problem = refused.refuses(503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("SKILLET_UPLOAD_SPOOL_MIB"), "{problem}");
    world.is_unchanged("an upload that found no room").await;
    world.send(None, Body::of("small").defines("Page", &[]).bytes()).await.expect(200); // it needs none

    go_on.send(()).unwrap();
    slow.await.unwrap();
    until("what an upload took is given back", || left() == 32).await;
    world.send(None, whole).await.expect(200);
}

/// Fails when the disk is not looked at before a body is taken in.
#[actix_web::test]
async fn a_disk_with_too_little_room_takes_no_scan_in() {
    let world = World::with(|config| config.upload.max_compressed = 1 << 20).await;
    let full = world.app.another(|config| config.upload.max_compressed = 1 << 60).await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let answer = talk(full.url(), move |wire| {
        wire.send(format!("POST /api{SCANS} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n"));
        wire.send("transfer-encoding: chunked\r\n\r\n");
        wire.answer() // though not a byte of the body has come
    })
    .await;
    assert_eq!(answer.status, 507, "{}", answer.body);
    assert!(answer.body.contains("\"no-room\"") && answer.body.contains("nothing was stored"), "{}", answer.body);
    world.has_no_files("a full disk");
}
