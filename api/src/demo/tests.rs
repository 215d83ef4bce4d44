//! The story that the demo tells, told before any server or database.
use super::{
    body::{History, Moment},
    calendar,
    code_base::ALL,
};
use chrono::{DateTime, Duration, Utc};
use scan::{Encoding, Limits, ReadScan};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("a time")
}

fn history(repository: &str) -> History {
    let base = ALL.iter().find(|base| base.repository == repository).expect("a code base");
    History::of(base, now()).expect("a sample that can be read")
}

fn body(repository: &str, progress: f64) -> Value {
    let text = history(repository).body(&Moment { at: now(), progress, branch: "main" });
    serde_json::from_str(&text).expect("JSON")
}

fn read(body: &Value) -> ReadScan {
    let bytes = serde_json::to_vec(body).expect("JSON");
    let read = scan::read_analysis(&*bytes, Encoding::Identity, &Limits::default(), Path::new("."));
    read.expect("a body that the reader takes")
}

fn components(body: &Value) -> &Vec<Value> {
    body["components"].as_array().expect("components")
}

/// Distinct components that render the one whose id ends so.
fn usages(body: &Value, end: &str) -> usize {
    let renders = |one: &&Value| {
        let dependencies = one["dependencies"].as_array().expect("dependencies");
        dependencies.iter().any(|to| to["to"]["id"].as_str().is_some_and(|id| id.ends_with(end)))
    };
    components(body).iter().filter(renders).count()
}

#[test]
fn the_reader_takes_every_code_base_at_any_time_of_the_year() {
    for base in &ALL {
        for progress in [0.0, 0.31, 0.5, 0.81, 1.0] {
            let body = body(base.repository, progress);
            let read = read(&body);
            assert!(read.counts.local_components > 10 && read.counts.instances > 20, "{}", base.repository);
            let ids: Vec<_> = components(&body).iter().map(|one| &one["id"]).collect();
            let distinct: BTreeSet<_> = ids.iter().map(|id| id.as_str().expect("an id")).collect();
            assert_eq!(ids.len(), distinct.len(), "{} at {progress}: an id twice", base.repository);
            for target in components(&body).iter().flat_map(|one| one["dependencies"].as_array().expect("a list")) {
                let id = target["to"]["id"].as_str().expect("an id");
                assert!(distinct.contains(id), "{} at {progress} renders {id}, which is not there", base.repository);
            }
        }
    }
}

#[test]
fn what_was_written_once_is_what_would_be_written_anew() {
    for base in &ALL {
        let used = history(base.repository);
        for week in (0..=52).step_by(4) {
            let progress = f64::from(week) / 52.0;
            let said = used.body(&Moment { at: now(), progress, branch: "main" });
            let anew = body(base.repository, progress);
            assert_eq!(serde_json::from_str::<Value>(&said).expect("JSON"), anew, "{} at {progress}", base.repository);
        }
    }
}

#[test]
fn at_the_end_of_the_year_everything_of_the_samples_is_there() {
    for base in &ALL {
        let body = body(base.repository, 1.0);
        let names: BTreeSet<_> = components(&body).iter().filter_map(|one| one["name"].as_str()).collect();
        for sample in &history(base.repository).sample.components {
            assert!(names.contains(&*sample.name), "{} lacks {}", base.repository, sample.name);
        }
    }
}

#[test]
fn the_design_systems_button_takes_the_place_of_the_own_ones_and_one_app_lags() {
    let of_own = |repository, own: &str| {
        let share = |progress| {
            let body = body(repository, progress);
            let (old, new) = (usages(&body, own) as f64, usages(&body, ":Button") as f64);
            old / (old + new)
        };
        (share(0.0), share(1.0))
    };
    let shop = of_own("shop", ":FancyButton");
    let admin = of_own("admin", ":LegacyButton");
    let site = of_own("site", ":Cta");
    for (before, after) in [shop, admin, site] {
        assert!(before > after, "{before} → {after}");
    }
    assert!(shop.1 < 0.25 && admin.1 > 0.5, "{shop:?} {admin:?}");
}

#[test]
fn packages_are_renamed_icons_move_and_old_components_go() {
    let (before, after) = (body("site", 0.5), body("site", 0.6));
    let package = |body: &Value| body["alias_map"]["root"]["name"].clone();
    assert_eq!((package(&before), package(&after)), ("@acme/website".into(), "@acme/site".into()));
    let imports = |body: &Value, from: &str| components(body).iter().any(|one| one["package_name"] == from);
    assert!(imports(&body("shop", 0.4), "@acme/icons") && !imports(&body("shop", 0.5), "@acme/icons"));
    assert!(imports(&body("admin", 1.0), "@acme/icons"), "the one that lags still has them");
    let has = |progress| components(&body("design-system", progress)).iter().any(|one| one["name"] == "Ribbon");
    assert!(has(0.7) && !has(0.9));
}

#[test]
fn scans_come_about_weekly_one_after_the_other_and_the_last_ones_today() {
    for hour in 0..24 {
        let now =
            DateTime::from_timestamp(1_790_000_000 / 86_400 * 86_400, 0).expect("midnight") + Duration::hours(hour);
        let scans = calendar::scans(now);
        assert!(scans.iter().all(|(_, moment)| moment.at <= now), "a scan of the future at {hour}");
        let newest: Vec<_> = scans.iter().rev().take(ALL.len()).collect();
        let repositories: BTreeSet<_> = newest.iter().map(|(base, _)| base.repository).collect();
        assert_eq!(repositories.len(), ALL.len(), "each was scanned last night");
        assert!(newest.iter().all(|(_, moment)| now - moment.at < Duration::days(1) + Duration::hours(1)));
        for base in &ALL {
            let of_main =
                scans.iter().filter(|(of, moment)| of.repository == base.repository && moment.branch == "main");
            let times: Vec<_> = of_main.map(|(_, moment)| (moment.at, moment.progress)).collect();
            assert!(times.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1), "{}", base.repository);
        }
    }
}

#[test]
fn the_same_day_has_the_same_scans_whatever_the_hour() {
    let at = |hours| calendar::scans(now() + Duration::hours(hours)).into_iter().map(|(_, moment)| moment.at);
    let same_day = now().date_naive() == (now() + Duration::hours(1)).date_naive();
    assert!(same_day && at(0).eq(at(1)));
    assert_eq!(read(&body("shop", 0.7)).hash, read(&body("shop", 0.7)).hash);
}
