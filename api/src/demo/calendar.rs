//! When the code bases were scanned: about once a week for a year, at working hours, the last time today.
use super::{
    body::Moment,
    code_base::{ALL, CodeBase},
    draw::draw,
};
use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc};

/// Weeks of the year.
const WEEKS: u32 = 52;
/// In that many weeks before today a branch was scanned, too.
const BRANCH: (&str, u32, &str) = ("shop", 3, "feat/one-page-checkout");

/// The length of the year.
pub fn year() -> Duration {
    Duration::weeks(WEEKS.into())
}

/// The end of the year: last midnight. Shortly after it the last scans would still lie ahead, so it is the one before.
pub fn end(now: DateTime<Utc>) -> DateTime<Utc> {
    (now - Duration::hours(1)).date_naive().and_time(NaiveTime::MIN).and_utc()
}

/// All scans of all code bases, the oldest first.
pub fn scans(now: DateTime<Utc>) -> Vec<(&'static CodeBase, Moment)> {
    let today = end(now);
    let mut all = Vec::new();
    for (place, base) in (0..).zip(&ALL) {
        for week in (0..=WEEKS).filter(|week| week % base.every == 0) {
            let at = if week == 0 { today + Duration::minutes(7 * place) } else { in_week(today, week, base) };
            let progress = f64::from(WEEKS - week) / f64::from(WEEKS);
            all.push((base, Moment { at, progress, branch: "main" }));
            let (repository, then, branch) = BRANCH;
            if (base.repository, week) == (repository, then) {
                // What is on the branch comes to the main one weeks later.
                all.push((base, Moment { at: at + Duration::hours(3), progress: progress + 0.04, branch }));
            }
        }
    }
    all.sort_by_key(|(_, moment)| moment.at);
    all
}

/// Some weekday's working hours, so many weeks before today.
fn in_week(today: DateTime<Utc>, week: u32, base: &CodeBase) -> DateTime<Utc> {
    let number = week.to_string();
    let chance = |what| draw(&[base.repository, &number, what]);
    let day = today - Duration::weeks(week.into()) - Duration::days((chance("day") * 3.0) as i64);
    let after_friday = i64::from(day.weekday().num_days_from_monday()) - 4;
    day - Duration::days(after_friday.max(0)) + Duration::minutes(8 * 60 + (chance("minute") * 540.0) as i64)
}
