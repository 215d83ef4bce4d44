//! The program itself under bombs: what it takes of memory at most, and that others are served meanwhile.
use super::{
    SCANS,
    bombs::{Bomb, bombs},
    heavy,
};
use crate::support::{
    process::Running,
    program::{Program, peak_memory},
};
use futures_util::future::join_all;
use reqwest::Client;
use std::{cell::Cell, collections::BTreeMap, fs, pin::pin};

/// No attack takes more.
const MOST_MIB: u64 = 200;

/// An installation, and what an uploader needs to know of it.
pub struct Site {
    pub program: Program,
    pub token: String,
    server: Running,
}

impl Site {
    pub async fn new() -> Self {
        // as the image and the unit set it
        let program = Program::embedded().with("SKILLET_RATE_LIMITS", "off").with("MALLOC_ARENA_MAX", "2");
        program.prints(&["migrate", "up"]).await;
        program.prints(&["user", "create", "--email", "ada@example.com"]).await;
        program
            .prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"])
            .await;
        let new_token = ["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read"];
        let token = program.prints(&new_token).await;
        let server = program.serve().await;
        Self { program, token, server }
    }

    /// Sends all bodies at once; each gets its answer, and others are served from the first to the last of them.
    ///
    /// A server that lets others wait while it reads answers them when a bomb is through, or all of them are. So what
    /// counts is what was asked and answered while not one bomb came to its end: several times, again and again.
    async fn stands(&self, attack: &[Bomb], words: &[&str]) {
        let client = Client::new();
        let pending = Cell::new(attack.len());
        let mut attacked =
            pin!(join_all(attack.iter().enumerate().map(async |(at, (what, coding, bytes, status))| {
                let request = client.post(format!("{}/api{SCANS}", self.program.url())).bearer_auth(&self.token);
                let request = request.header("content-type", "application/json").header("content-encoding", *coding);
                let reply = request.body(bytes.clone()).send().await.unwrap();
                pending.set(pending.get() - 1);
                let (found, body) = (reply.status().as_u16(), reply.text().await.unwrap());
                assert_eq!(found, *status, "{what}: {body}");
                assert!(words.get(at).is_none_or(|words| body.contains(words)), "{what}: {body}");
            })));
        let mut served: BTreeMap<usize, usize> = BTreeMap::new();
        loop {
            let before = pending.get();
            tokio::select! {
                biased;
                _ = &mut attacked => break,
                () = self.serves_others(&client) => {}
            }
            if pending.get() == before {
                *served.entry(before).or_default() += 1;
            }
        }
        println!("others served while so many of {} bombs were pending: {served:?}", attack.len());
        let stages = served.values().filter(|times| **times >= 3).count();
        assert!(stages >= attack.len() / 5, "others were kept waiting: {served:?}");
    }

    async fn serves_others(&self, client: &Client) {
        let health = client.get(format!("{}/healthz", self.program.url()));
        let components = client.get(format!("{}/api/workspaces/acme/components", self.program.url()));
        let both = tokio::join!(health.send(), components.bearer_auth(&self.token).send());
        for answer in [both.0, both.1] {
            assert_eq!(answer.unwrap().status(), 200);
        }
    }

    /// It has never taken much memory, has left no file, and stops when asked to.
    pub async fn ends_small(self, after: &str) {
        let peak = peak_memory(&self.server);
        println!("peak after {after}: {peak} MiB");
        assert!(peak < MOST_MIB, "after {after}: {peak} MiB");
        let left: Vec<_> = fs::read_dir(self.program.data_dir.path().join("uploads")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        self.server.terminate();
        assert_eq!(self.server.finish().await.status, 0);
    }
}

/// Fails when what is kept of components is not bounded, or not held two at a time: count ids instead of records in
/// `analysis.rs`, or `SKILLET_UPLOAD_CONCURRENCY=20`.
#[actix_web::test]
async fn s20_twenty_bodies_of_three_gigabytes_at_once_leave_the_server_below_200_mib_and_others_served() {
    let site = Site::new().await;
    let heavy = heavy::all();
    let twice = || heavy.iter().chain(&heavy);
    let attack: Vec<Bomb> = twice().map(|(what, bytes, _)| (*what, "gzip", bytes.clone(), 413)).collect();
    let words: Vec<&str> = twice().map(|(_, _, words)| *words).collect();
    assert_eq!(attack.len(), 20);
    site.stands(&attack, &words).await;
    site.ends_small("twenty heavy bodies").await;
}

/// Fails when bodies are gathered in memory, or read all at once: `read_to_end` before parsing takes it beyond a
/// gigabyte.
#[actix_web::test]
async fn s20_twenty_bombs_of_all_kinds_at_once_leave_the_server_below_200_mib_and_others_served() {
    let site = Site::new().await;
    let attack: Vec<Bomb> = bombs(3 << 10).into_iter().chain(bombs(3 << 10)).take(20).collect();
    site.stands(&attack, &[]).await;
    site.ends_small("twenty bombs of all kinds").await;
}
