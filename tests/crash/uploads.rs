//! Uploads at whose every stage the server may die.
use super::{
    cargo::Cargo,
    site::{Flight, Moment, Site, Workspace},
};
use crate::support::{
    bodies::gzip,
    dice::{Dice, rounds},
    integrity::{all_is_whole, look},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use skillet::entities::{scan_delta, scan_pack};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use tempfile::TempDir;

const MOMENTS: [Moment; 6] =
    [Moment::Storing, Moment::Arriving, Moment::Stored, Moment::Storing, Moment::Reading, Moment::Answered];
/// So many uploads are under way at once, at most.
const AT_ONCE: usize = 3;

impl Site {
    /// A workspace for a code base, with two scans of it that came without trouble.
    async fn know(&mut self, cargo: &Cargo) -> Workspace {
        let mut workspace = self.workspace(&cargo.name).await;
        for round in 0..2 {
            let flight = fly(&workspace, cargo, round, &format!("undisturbed-{round}-{}", cargo.name), None);
            let start = Instant::now();
            let answer = flight.send().await.expect(200);
            let takes = start.elapsed();
            self.acknowledge(&flight, &answer);
            workspace.takes = takes;
        }
        workspace
    }

    fn acknowledge(&mut self, flight: &Flight<'_>, answer: &Value) -> String {
        let counts = flight.load.counts;
        let sent = [counts.components, counts.local_components, counts.edges, counts.instances];
        let all = ["numOfComponents", "numOfLocalComponents", "numOfDependencies", "numOfInstances"];
        assert_eq!(all.map(|number| answer["data"][number].as_u64().unwrap()), sent, "{}", flight.load.branch);
        let id = answer["data"]["id"].as_str().unwrap().to_owned();
        self.acknowledged.insert(flight.load.branch.clone(), id.clone());
        id
    }

    /// Whatever happened to the upload: what is there is whole, and sent again it is there once. Answers whether it was
    /// there.
    async fn is_sound(&mut self, moment: Moment, flight: &Flight<'_>) -> bool {
        let branch = &flight.load.branch;
        let survivor = self.survived(moment, branch).await;
        let again = flight.send().await.expect(200);
        let id = self.acknowledge(flight, &again);
        if let Some(survivor) = &survivor {
            assert_eq!(*survivor, id, "{branch} has another id now");
        }
        match flight.key {
            Some(_) => replays(flight, &again).await,
            None => assert_eq!(again["meta"]["repeated"], survivor.is_some(), "{branch}"),
        }
        assert_eq!(self.survived(Moment::Answered, branch).await.as_ref(), Some(&id), "{branch}");
        let shown = flight.to.ci.get(&format!("/workspaces/{}/analyses/{id}", flight.to.slug)).await.expect(200);
        assert_eq!(shown, again["data"]);
        survivor.is_some()
    }
}

/// The key has outlived the server: it answers what it answered, and to nothing else.
async fn replays(flight: &Flight<'_>, first: &Value) {
    let reply = flight.send().await;
    assert_eq!(reply.header("idempotent-replayed"), "true");
    assert_eq!(reply.expect(200), *first);
    let blank = if flight.load.coding == "gzip" { gzip(b"\n") } else { b"\n".to_vec() };
    let other = [&flight.load.bytes[..], &blank].concat();
    flight.send_bytes(&other).await.refuses(422, "idempotency-key-reused");
}

fn fly<'a>(to: &'a Workspace, cargo: &Cargo, round: usize, branch: &str, key: Option<String>) -> Flight<'a> {
    Flight { to, call: "analyses", load: cargo.of_round(round, branch), key }
}

/// Breaks when a scan and its content are stored one after the other, or answered before they are: end the transaction
/// behind `row.insert` in `ingest.rs`, and begin another one. And when an upload is held back in a file that has a name.
#[actix_web::test]
async fn a_server_that_is_killed_at_any_moment_of_an_upload_loses_nothing_and_leaves_nothing() {
    let mut dice = Dice::of("uploads");
    let mut site = Site::new().await;
    let rounds = rounds(30);
    let mut all = Vec::new();
    for cargo in Cargo::all(rounds > 100) {
        all.push((site.know(&cargo).await, cargo));
    }
    let mut survivors: BTreeMap<Moment, [usize; 2]> = BTreeMap::new();
    let mut round = 0;
    // on a busy machine it takes a while until the aim is good
    while round < rounds || (survivors[&Moment::Storing].contains(&0) && round < 5 * rounds) {
        let moment = MOMENTS[round % MOMENTS.len()];
        let flights: Vec<_> = (0..1 + dice.below(AT_ONCE))
            .map(|number| {
                let (workspace, cargo) = &all[dice.below(all.len())];
                let branch = format!("round-{round}-{number}");
                let key = (dice.below(3) == 0).then(|| branch.clone());
                fly(workspace, cargo, 2 + round * AT_ONCE + number, &branch, key)
            })
            .collect();
        let heard = site.die_at(moment, &flights, &mut dice).await;
        let heard = heard.map(|answer| site.acknowledge(&flights[0], &answer));
        for (number, flight) in flights.iter().enumerate() {
            let moment = if number == 0 { moment } else { Moment::Arriving };
            let survived = site.is_sound(moment, flight).await;
            assert!(survived || !matches!(moment, Moment::Stored | Moment::Answered), "{} is lost", flight.load.branch);
            if number == 0 {
                survivors.entry(moment).or_default()[usize::from(survived)] += 1;
            }
        }
        assert!(heard.is_none_or(|heard| site.acknowledged[&flights[0].load.branch] == heard), "round {round}");
        round += 1;
    }
    println!("killed while …: [nothing was stored, the scan was]: {survivors:?}");
    let storing = survivors[&Moment::Storing];
    assert!(storing[0] > 0 && storing[1] > 0, "none was killed before, or none behind the commit: {survivors:?}");
    site.has_kept_everything(&all).await;
}

impl Site {
    async fn has_kept_everything(&self, all: &[(Workspace, Cargo)]) {
        for (workspace, _) in all {
            let page =
                workspace.ci.get(&format!("/workspaces/{}/components?limit=1", workspace.slug)).await.expect(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{}", workspace.slug);
        }
        let url = &self.program.database_url;
        let scans = look(url, async |db| all_is_whole(db).await).await;
        assert_eq!(scans, self.acknowledged.len(), "scans nobody was told of");
        assert_eq!(self.acknowledged.values().collect::<BTreeSet<_>>().len(), scans);
        let [packs, deltas, keyframes] = look(url, async |db| {
            let deltas = || scan_delta::Entity::find();
            [
                scan_pack::Entity::find().count(db).await.unwrap(),
                deltas().filter(scan_delta::Column::Changes.is_not_null()).count(db).await.unwrap(),
                deltas().filter(scan_delta::Column::Manifest.is_not_null()).count(db).await.unwrap(),
            ]
        })
        .await;
        println!("{scans} scans: {packs} brought content, {deltas} changes, {keyframes} the whole list");
        assert_eq!(packs, scans as u64, "a scan that brought nothing new");
        assert!(deltas > 0 && keyframes > all.len() as u64, "{deltas} deltas, {keyframes} whole lists");
        if url.starts_with("sqlite:") {
            let folder = TempDir::new().unwrap();
            let backup = self.program.prints(&["backup", "--to", folder.path().to_str().unwrap()]).await;
            self.program.prints(&["restore", &backup, "--check"]).await;
        }
    }
}
