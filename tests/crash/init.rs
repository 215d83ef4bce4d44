//! Workspaces that are being set up with several scans when the server dies: all of them are there, or none.
use super::{
    cargo::{Cargo, Load},
    site::{Flight, Moment, Site, Workspace},
};
use crate::support::{
    bodies::gzip,
    dice::{Dice, rounds},
    integrity::{all_is_whole, look},
};
use serde_json::json;
use std::time::Instant;

const MOMENTS: [Moment; 4] = [Moment::Storing, Moment::Stored, Moment::Storing, Moment::Reading];

/// Both code bases in one body, each on a branch of its own.
fn both(to: &Workspace, round: usize, key: Option<String>) -> (Flight<'_>, [String; 2]) {
    let branches = ["small", "large"].map(|name| format!("{}-{name}", to.slug));
    let cargos = Cargo::made_up();
    let bodies = [0, 1].map(|at| cargos[at].body(round, &branches[at]));
    let load = Load {
        branch: branches[1].clone(),
        bytes: gzip(json!({ "analyses": bodies }).to_string().as_bytes()),
        coding: "gzip",
        counts: scan::Counts::default(),
    };
    (Flight { to, call: "init", load, key }, branches)
}

/// Breaks when each scan of an `init` has its own transaction. And when its key is not in that transaction: then whoever
/// asks again is told that the workspace was set up, and not by whom.
#[actix_web::test]
async fn a_server_that_is_killed_while_a_workspace_is_set_up_has_all_of_its_scans_or_none() {
    let mut dice = Dice::of("init");
    let mut site = Site::new().await;
    let undisturbed = site.workspace("undisturbed").await;
    let start = Instant::now();
    both(&undisturbed, 0, None).0.send().await.expect(200);
    let takes = start.elapsed();
    let rounds = rounds(12);
    let (mut stored, mut round) = ([0, 0], 0);
    // on a busy machine it takes a while until the aim is good
    while round < rounds || (stored.contains(&0) && round < 5 * rounds) {
        let (moment, slug) = (MOMENTS[round % MOMENTS.len()], format!("set-up-{round}"));
        let mut workspace = site.workspace(&slug).await;
        workspace.takes = takes;
        let key = (round % 3 == 0).then(|| slug.clone());
        let (flight, branches) = both(&workspace, 1 + round, key);
        site.die_at(moment, std::slice::from_ref(&flight), &mut dice).await;
        let large = site.survived(moment, &branches[1]).await;
        let small = site.survived(Moment::Answered, &branches[0]).await;
        assert_eq!(large.is_some(), small.is_some(), "{slug} is half set up");
        assert!(large.is_some() || moment != Moment::Stored, "{slug} is lost");
        stored[usize::from(large.is_some())] += 1;
        match large {
            Some(_) if flight.key.is_none() => {
                flight.send().await.refuses(422, "workspace-already-setup");
            }
            _ => {
                let answer = flight.send().await.expect(200);
                assert_eq!(answer["slug"], slug, "{answer}");
            }
        }
        let listed = workspace.ci.get(&format!("/workspaces/{slug}/analyses")).await.expect(200);
        assert_eq!(listed["total"], 2, "{slug}");
        for (branch, before) in branches.iter().zip([small, large]) {
            let after = site.survived(Moment::Answered, branch).await;
            assert!(after.is_some() && before.is_none_or(|before| Some(before) == after), "{branch}");
        }
        round += 1;
    }
    println!("killed while set up: [nothing was stored, everything was]: {stored:?}");
    assert!(stored[0] > 0 && stored[1] > 0, "none was killed before, or none behind the commit: {stored:?}");
    let scans = look(&site.program.database_url, async |db| all_is_whole(db).await).await;
    assert_eq!(scans, 2 * (round + 1));
}
