//! The installation that is killed again and again, and what it is sent.
use super::{cargo::Load, nothing_is_left};
use crate::support::{
    dice::Dice,
    integrity::{look, scans_of_branch},
    person::{Person, Reply},
    process::{PATIENCE, Running},
    program::Program,
    wire::Wire,
};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use skillet::entities::scan;
use std::{collections::BTreeMap, thread, time::Duration};
use tempfile::TempDir;

/// When it dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// While the body arrives: behind any byte.
    Arriving,
    /// Once the whole body was sent: while it is read.
    Reading,
    /// Around the time it is stored: [`Site::aim`] finds it.
    Storing,
    /// As soon as others can see the scan. The client has no answer, or has not read it.
    Stored,
    /// Right behind the answer.
    Answered,
}

/// A workspace that takes scans in, and how long that takes when nobody disturbs it.
pub struct Workspace {
    pub slug: String,
    pub ci: Person,
    token: String,
    pub takes: Duration,
}

/// An upload that is under way when the server dies.
pub struct Flight<'a> {
    pub to: &'a Workspace,
    pub call: &'static str,
    pub load: Load,
    /// Its `Idempotency-Key`, if it has one.
    pub key: Option<String>,
}

pub struct Site {
    pub program: Program,
    temporary: TempDir,
    server: Running,
    /// The share of an undisturbed upload's time at which it dies while it stores: less after each scan that was stored,
    /// more after each one that was not. So it finds the moment of the commit, also where the undisturbed one was slow.
    aim: f64,
    /// Id by branch of everything that was acknowledged.
    pub acknowledged: BTreeMap<String, String>,
}

impl Site {
    pub async fn new() -> Self {
        let temporary = TempDir::new().unwrap();
        let program = Program::new().await.with("TMPDIR", temporary.path().to_str().unwrap());
        let program = program.with("SKILLET_RATE_LIMITS", "off");
        program.prints(&["migrate", "up"]).await;
        program.prints(&["user", "create", "--email", "ada@example.com"]).await;
        let server = program.serve().await;
        Self { program, temporary, server, aim: 0.7, acknowledged: BTreeMap::new() }
    }

    pub async fn workspace(&self, slug: &str) -> Workspace {
        let new = ["workspace", "create", "--name", slug, "--slug", slug, "--owner", "ada@example.com"];
        self.program.prints(&new).await;
        let token = ["token", "create", "--workspace", slug, "--name", "ci", "--scope", "scans:write,read"];
        let token = self.program.prints(&token).await;
        let ci = Person::with_bearer(&self.program.url(), &token);
        Workspace { slug: slug.to_owned(), ci, token, takes: Duration::ZERO }
    }

    /// Sends everything, waits until the moment has come for the first of it, kills and starts anew. Answers what the
    /// client has heard.
    pub async fn die_at(&mut self, moment: Moment, flights: &[Flight<'_>], dice: &mut Dice) -> Option<Value> {
        let mut wires: Vec<Wire> = flights.iter().map(|_| Wire::to(&self.program.url())).collect();
        for (flight, wire) in flights.iter().zip(&mut wires) {
            let bytes = &flight.load.bytes;
            let sent = if moment == Moment::Arriving { dice.below(bytes.len()) } else { bytes.len() };
            wire.send(flight.head());
            wire.send(&bytes[..sent]);
        }
        let (first, mut heard) = (&flights[0], None);
        match moment {
            Moment::Arriving => thread::sleep(dice.part_of(Duration::from_millis(20), 0, 100)),
            Moment::Reading => thread::sleep(dice.part_of(first.to.takes.mul_f64(self.aim), 0, 60)),
            Moment::Storing => thread::sleep(first.to.takes.mul_f64(self.aim)),
            Moment::Stored => {
                let own = scan::Entity::find().filter(scan::Column::Branch.eq(&first.load.branch));
                let seen = look(&self.program.database_url, async |db| {
                    let waits = async { while own.clone().count(db).await.unwrap() == 0 {} };
                    tokio::time::timeout(PATIENCE, waits).await
                });
                seen.await.expect("the scan is stored at last");
            }
            Moment::Answered => {
                let answer = wires[0].answer();
                assert_eq!(answer.status, 200, "{}", answer.body);
                heard = Some(serde_json::from_str(&answer.body).unwrap());
            }
        }
        self.program.restart(&mut self.server).await;
        nothing_is_left(&self.program, self.temporary.path());
        heard
    }

    /// Whether a scan was stored when the server died; if it is there, it is whole.
    pub async fn survived(&mut self, moment: Moment, branch: &str) -> Option<String> {
        let found = look(&self.program.database_url, async |db| scans_of_branch(db, branch).await).await;
        assert!(found.len() < 2, "{branch} is there more than once");
        let survived = found.first().map(|scan| scan.id.to_string());
        if moment == Moment::Storing {
            self.aim *= if survived.is_some() { 0.6 } else { 1.5 };
        }
        survived
    }
}

impl Flight<'_> {
    /// The head of the upload by hand.
    fn head(&self) -> String {
        let (slug, call, token, coding) = (&self.to.slug, self.call, &self.to.token, self.load.coding);
        let key = self.key.as_ref().map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        format!(
            "POST /api/workspaces/{slug}/{call} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-encoding: {coding}\r\nauthorization: Bearer {token}\r\n{key}content-length: {}\r\n\r\n",
            self.load.bytes.len()
        )
    }

    /// Sends it undisturbed.
    pub async fn send(&self) -> Reply {
        self.send_bytes(&self.load.bytes).await
    }

    /// Sends other bytes by the same name.
    pub async fn send_bytes(&self, bytes: &[u8]) -> Reply {
        let request = self.to.ci.request(Method::POST, &format!("/workspaces/{}/{}", self.to.slug, self.call));
        let request = request.header("content-type", "application/json").header("content-encoding", self.load.coding);
        let request = match &self.key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        self.to.ci.send(request.body(bytes.to_vec())).await
    }
}
