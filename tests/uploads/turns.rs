//! Few scans are read and stored at a time, whatever becomes of the clients that sent them.
use super::{SCANS, World, shop, until};
use crate::support::{
    bodies::gzip_bomb,
    wire::{Wire, talk},
};
use reqwest::Method;
use sea_orm::{EntityTrait, QuerySelect};
use skillet::{entities::workspace, state::PIECE};
use std::{
    collections::BTreeSet,
    sync::{Arc, Barrier},
};

impl World {
    /// The files of uploads that this process has open: they have no names any more, but numbers.
    fn files(&self) -> BTreeSet<String> {
        let folder = self.app.data_dir.path().join("uploads");
        let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        let files = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
        files.filter(|path| path.starts_with(&folder)).map(|path| path.display().to_string()).collect()
    }

    /// Turns that nobody has.
    fn free(&self) -> usize {
        self.app.state.uploads.available_permits()
    }
}

/// Fails when the turn, or what an upload takes of the disk, belongs to the request instead of the work: in
/// `receive.rs`, let the closure return what was read alone.
#[actix_web::test]
async fn s20_who_leaves_while_a_scan_is_read_does_not_make_room_for_another_one() {
    const CLIENTS: usize = 8;
    let world = World::new().await;
    let token = world.ada.api_token("acme", &["scans:write"]).await;
    let (state, all) = (&world.app.state, world.app.state.spools.available_permits());
    let mut body = gzip_bomb("{\"exports\":\"", b'a', 1000);
    let pieces = body.len() / PIECE as usize;
    body.truncate(pieces * PIECE as usize);
    let body = Arc::new(body);
    let turns = state.uploads.clone().acquire_many_owned(2).await.unwrap();
    let leave = Arc::new(Barrier::new(CLIENTS + 1));
    let clients = (0..CLIENTS).map(|_| {
        let (url, body, token, leave) = (world.app.url().to_owned(), body.clone(), token.clone(), leave.clone());
        actix_web::rt::spawn(async move {
            talk(&url, move |wire: &mut Wire| {
                wire.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"); // of whose answer nothing is read: so the end is a reset
                wire.send(format!("POST /api{SCANS} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n"));
                wire.send(format!("content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len()));
                wire.send(&*body);
                leave.wait();
            })
            .await;
        })
    });
    let clients: Vec<_> = clients.collect();
    let held = || all - state.spools.available_permits();
    until("all bodies have come", || held() == CLIENTS * pieces).await;
    drop(turns);
    assert_eq!(world.free(), 0, "two are read");
    let left = Arc::clone(&leave);
    actix_web::web::block(move || left.wait()).await.unwrap();
    futures_util::future::join_all(clients).await;

    let mut has_noticed = false;
    until("the work ends", || {
        let before = world.files();
        let (free, held) = (world.free(), held());
        let after = world.files();
        let throughout = before.intersection(&after).count();
        assert!(throughout == 0 || free < 2, "{throughout} are read, and nobody has a turn");
        assert!(throughout * pieces <= held, "{throughout} files, but only {held} pieces of the disk are held");
        has_noticed |= throughout > 0 && held == throughout * pieces;
        after.is_empty()
    })
    .await;
    assert!(has_noticed, "the server never noticed that they left while two were read");
    until("everything is given back", || world.free() == 2 && held() == 0).await;
    world.is_unchanged("clients that left").await;
}

/// Fails when a turn ends with the reading: let `receive.rs` drop it before it answers.
#[actix_web::test]
async fn s20_a_turn_lasts_until_the_scan_is_stored() {
    let world = World::new().await;
    let state = &world.app.state;
    let turns = state.uploads.clone().acquire_many_owned(2).await.unwrap();
    let uploads: Vec<_> = ["one", "two", "three"]
        .map(|branch| {
            let mut body = shop().on_branch(branch).bytes();
            body.resize(3 * PIECE as usize, b' ');
            let request = world.ada.request(Method::POST, SCANS).header("content-type", "application/json").body(body);
            actix_web::rt::spawn(request.send())
        })
        .into();
    until("all bodies have come", || world.files().len() == 3).await;
    let nobody_else_writes = state.begin().await.unwrap();
    let acme = world.app.workspace("acme").await.id;
    workspace::Entity::find_by_id(acme).lock_exclusive().one(&nobody_else_writes).await.unwrap();
    drop(turns);
    until("two are read", || world.files().len() <= 1).await;
    assert_eq!((world.files().len(), world.free()), (1, 0), "two wait to be stored, one waits for its turn");
    nobody_else_writes.rollback().await.unwrap();
    for answer in futures_util::future::join_all(uploads).await {
        assert_eq!(answer.unwrap().unwrap().status(), 200);
    }
    until("the turns are given back", || world.free() == 2).await;
}
