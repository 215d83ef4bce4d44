//! Random histories of a team beside a small model of it: after every step the server and the model agree.
mod at_once;
mod calls;
mod checks;
mod killed;
mod model;
mod record;
mod steps;
mod team;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use steps::{Step, step};
use team::Team;

const STEPS: usize = 30;
const PEOPLE: usize = 5;

fn email(who: usize) -> String {
    format!("p{who}@example.com")
}

/// Runs histories, and shortens the one that fails; a soak sets more with MODEL_CASES.
fn histories(run: impl AsyncFn(&[Step])) {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seed = number("MODEL_SEED").unwrap_or(20_261_126);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let cases = u32::try_from(number("MODEL_CASES").unwrap_or(4)).expect("not so many");
    let config = Config { cases, max_shrink_iters: 64, failure_persistence: None, ..Config::default() };
    let history = proptest::collection::vec(step(), STEPS);
    let outcome = TestRunner::new_with_rng(config, rng).run(&history, |history| {
        actix_web::rt::System::new().block_on(run(&history));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("MODEL_SEED={seed}: {failure}"));
}

/// Breaks when any rule of joining, leaving, roles, requests, expiry or handing over differs from the model: each `may` in
/// `team.rs` is one. Or when a step leaves no line in the record, or a mail is lost or doubled.
#[test]
fn s28_a_random_history_of_a_team_leaves_what_the_model_says() {
    histories(async |history: &[Step]| {
        let mut team = Team::new().await;
        for step in history {
            team.take(step).await;
            team.check(step).await;
        }
        team.check_mails().await;
    });
}

/// Breaks when two calls that belong under the workspace's lock are judged side by side.
#[test]
fn s28_of_random_calls_at_once_none_is_lost_doubled_or_unrecorded() {
    histories(async |history: &[Step]| {
        let team = Team::new().await;
        for steps in history.chunks(8) {
            team.take_at_once(steps).await;
            team.check_at_once(steps).await;
        }
    });
}
