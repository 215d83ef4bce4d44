//! Uploads at whose every stage the server may die.
use super::{cargo::Cargo, nothing_is_left};
use crate::support::{
    dice::{Dice, rounds},
    integrity::{all_is_whole, look, scans_of_branch},
    person::Person,
    process::Running,
    program::Program,
    wire::Wire,
};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use skillet::entities::scan;
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// When it dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    /// While the body arrives: behind any byte.
    Arriving,
    /// Once the whole body was sent: while it is read.
    Reading,
    /// Around the time it is stored.
    Storing,
    /// As soon as others can see the scan. The client has no answer, or has not read it.
    Stored,
    /// Right behind the answer.
    Answered,
}

const MOMENTS: [Moment; 5] = [Moment::Arriving, Moment::Reading, Moment::Storing, Moment::Stored, Moment::Answered];

/// A body, the numbers it is answered with, and how long that took when nobody disturbed it.
struct Known {
    cargo: Cargo,
    numbers: Vec<Value>,
    takes: Duration,
    ci: Person,
    token: String,
}

/// The installation that is killed again and again.
struct Site {
    program: Program,
    temporary: TempDir,
    server: Running,
    /// Id by branch of everything that was acknowledged.
    acknowledged: BTreeMap<String, String>,
}

impl Site {
    async fn new() -> Self {
        let temporary = TempDir::new().unwrap();
        let program = Program::new().await.with("TMPDIR", temporary.path().to_str().unwrap());
        let program = program.with("SKILLET_RATE_LIMITS", "off");
        program.prints(&["migrate", "up"]).await;
        program.prints(&["user", "create", "--email", "ada@example.com"]).await;
        let server = program.serve().await;
        Self { program, temporary, server, acknowledged: BTreeMap::new() }
    }

    /// A workspace for a body, with one scan of it that came without trouble.
    async fn know(&mut self, cargo: Cargo) -> Known {
        let slug = cargo.name.as_str();
        let new = ["workspace", "create", "--name", slug, "--slug", slug, "--owner", "ada@example.com"];
        self.program.prints(&new).await;
        let token = ["token", "create", "--workspace", slug, "--name", "ci", "--scope", "scans:write,read"];
        let token = self.program.prints(&token).await;
        let ci = Person::with_bearer(&self.program.url(), &token);
        let mut known = Known { cargo, numbers: Vec::new(), takes: Duration::ZERO, ci, token };
        let start = Instant::now();
        let first = known.upload("undisturbed").await;
        (known.takes, known.numbers) = (start.elapsed(), numbers(&first));
        self.acknowledge("undisturbed", &known, &first);
        known
    }

    fn acknowledge(&mut self, branch: &str, known: &Known, answer: &Value) -> String {
        assert_eq!(numbers(answer), known.numbers, "{branch}");
        let id = answer["data"]["id"].as_str().unwrap().to_owned();
        self.acknowledged.insert(format!("{} {branch}", known.cargo.name), id.clone());
        id
    }

    /// Uploads until the moment has come, kills and starts anew. Answers the id, if the client has heard it.
    async fn die_at(&mut self, moment: Moment, known: &Known, branch: &str, dice: &mut Dice) -> Option<String> {
        let body = known.cargo.of_branch(branch);
        let mut wire = Wire::to(&self.program.url());
        wire.send(known.head(body.len()));
        let sent = if moment == Moment::Arriving { dice.below(body.len()) } else { body.len() };
        wire.send(&body[..sent]);
        let mut heard = None;
        match moment {
            Moment::Arriving => thread::sleep(dice.part_of(Duration::from_millis(20), 0, 100)),
            Moment::Reading => thread::sleep(dice.part_of(known.takes, 0, 70)),
            Moment::Storing => thread::sleep(dice.part_of(known.takes, 40, 110)),
            Moment::Stored => {
                look(&self.program.database_url, async |db| {
                    let own = scan::Entity::find().filter(scan::Column::Branch.eq(branch));
                    while own.clone().count(db).await.unwrap() == 0 {}
                })
                .await
            }
            Moment::Answered => {
                let answer = wire.answer();
                assert_eq!(answer.status, 200, "{}", answer.body);
                let answer = serde_json::from_str(&answer.body).unwrap();
                heard = Some(self.acknowledge(branch, known, &answer));
            }
        }
        self.program.restart(&mut self.server).await;
        heard
    }

    /// Whatever happened to the upload: what is there is whole, and sent again it is there once.
    async fn is_sound(&mut self, moment: Moment, known: &Known, branch: &str, heard: Option<String>) -> bool {
        nothing_is_left(&self.program, self.temporary.path());
        let url = self.program.database_url.clone();
        let before = look(&url, async |db| scans_of_branch(db, branch).await).await;
        let survived = before.len() == 1;
        assert!(survived || !matches!(moment, Moment::Stored | Moment::Answered), "{branch} is lost");
        let again = known.upload(branch).await;
        let id = self.acknowledge(branch, known, &again);
        if survived {
            assert_eq!((before[0].id.to_string(), &again["meta"]["repeated"]), (id.clone(), &Value::Bool(true)));
        }
        assert!(heard.is_none_or(|heard| heard == id), "{branch} has another id now");
        let after = look(&url, async |db| scans_of_branch(db, branch).await).await;
        assert_eq!(after.len(), 1, "{branch} is there more than once");
        let shown = known.ci.get(&format!("/workspaces/{}/analyses/{id}", known.cargo.name)).await.expect(200);
        assert_eq!(shown, again["data"]);
        survived
    }
}

impl Known {
    /// The head of an upload by hand.
    fn head(&self, length: usize) -> String {
        let (name, token, coding) = (&self.cargo.name, &self.token, self.cargo.coding());
        format!(
            "POST /api/workspaces/{name}/analyses HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-encoding: {coding}\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n"
        )
    }

    async fn upload(&self, branch: &str) -> Value {
        let request = self.ci.request(Method::POST, &format!("/workspaces/{}/analyses", self.cargo.name));
        let request =
            request.header("content-type", "application/json").header("content-encoding", self.cargo.coding());
        self.ci.send(request.body(self.cargo.of_branch(branch))).await.expect(200)
    }
}

fn numbers(answer: &Value) -> Vec<Value> {
    let all = ["numOfComponents", "numOfLocalComponents", "numOfDependencies", "numOfInstances", "projects"];
    all.map(|number| answer["data"][number].clone()).into()
}

/// Breaks when the scan and its content are stored one after the other, or answered before they are: commit between
/// the two inserts of `ingest.rs`. And when an upload is held back in a file that has a name.
#[actix_web::test]
async fn a_server_that_is_killed_at_any_moment_of_an_upload_loses_nothing_and_leaves_nothing() {
    let mut dice = Dice::of("uploads");
    let mut site = Site::new().await;
    let mut all = Vec::new();
    let rounds = rounds(30);
    for cargo in Cargo::all(rounds > 100) {
        all.push(site.know(cargo).await);
    }
    let mut survivors: BTreeMap<Moment, [usize; 2]> = BTreeMap::new();
    for round in 0..rounds {
        let (moment, branch) = (MOMENTS[round % MOMENTS.len()], format!("round-{round}"));
        let known = &all[dice.below(all.len())];
        let heard = site.die_at(moment, known, &branch, &mut dice).await;
        let survived = site.is_sound(moment, known, &branch, heard).await;
        survivors.entry(moment).or_default()[usize::from(survived)] += 1;
    }
    println!("killed while …: [nothing was stored, the scan was]: {survivors:?}");
    for known in &all {
        let page = known.ci.get(&format!("/workspaces/{}/components?limit=1", known.cargo.name)).await.expect(200);
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{}", known.cargo.name);
    }
    let scans = look(&site.program.database_url, async |db| all_is_whole(db).await).await;
    assert_eq!(scans, site.acknowledged.len(), "scans nobody was told of");
    assert_eq!(site.acknowledged.values().collect::<BTreeSet<_>>().len(), scans);
    if site.program.database_url.starts_with("sqlite:") {
        let folder = TempDir::new().unwrap();
        let backup = site.program.prints(&["backup", "--to", folder.path().to_str().unwrap()]).await;
        site.program.prints(&["restore", &backup, "--check"]).await;
    }
}
