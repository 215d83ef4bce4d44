//! How old the last backup is.
use super::Finding;
use crate::{backup, config::Config};
use chrono::{DateTime, Duration, Utc};
use secrecy::ExposeSecret;

const OF: &str = "backup";
/// Older than this is too much work to do again.
const OLD: Duration = Duration::hours(48);

pub fn age(config: &Config, now: DateTime<Utc>) -> Finding {
    let advice = match config.database_url.expose_secret().starts_with("sqlite:") {
        true => "Run `skillet backup --to FOLDER` every night, and copy the folder to another machine.".to_owned(),
        false => format!(
            "Run pg_dump every night, keep SKILLET_SECRET, and afterwards note the time: date -u +%FT%TZ > {}",
            config.data_dir.join("last-backup").display()
        ),
    };
    match backup::last(&config.data_dir).map(|at| (at, now - at)) {
        None => Finding::warn(OF, format!("none is known. {advice}")),
        Some((at, age)) if age > OLD => {
            Finding::warn(OF, format!("the last one is {} hours old ({at}). {advice}", age.num_hours()))
        }
        Some((at, _)) => Finding::ok(OF, format!("the last one is from {at}")),
    }
}
