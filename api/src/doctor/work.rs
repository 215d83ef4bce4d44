//! The jobs: whether some were given up.
use super::Finding;
use crate::{clock::Clock, db::Db, jobs};

const OF: &str = "jobs";

/// Nothing to say about a database without our tables; `database` says it.
pub async fn examine(db: &Db, clock: &Clock) -> Option<Finding> {
    let health = jobs::health(db, clock.now()).await.ok()?;
    if health.complaints.is_empty() {
        return Some(Finding::ok(OF, format!("none was given up, {} wait", health.queued + health.failing)));
    }
    let said: Vec<String> = health.complaints.iter().map(|(kind, error)| format!("{kind} ({error})")).collect();
    Some(Finding::warn(
        OF,
        format!(
            "{} given up, {} fail and are tried again: {}. Mend the cause (the server's log has each attempt), then let what was given up be tried again: `skillet job retry`.",
            health.dead,
            health.failing,
            said.join("; ")
        ),
    ))
}
