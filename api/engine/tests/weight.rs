//! What a timeline says of its weight. Alone in its process, whose memory it watches.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use engine::{Change, Edge, Growing, Known, LocalPackage, Moment, RepositoryKey, Step};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

const COMPONENTS: usize = 20_000;
const EDGES: usize = 20;

/// The memory the process has now, in MiB.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

fn component(ids: &[Arc<str>], number: usize, day: usize) -> Change {
    let facts = scan::record::Facts {
        id: ids[number].to_string(),
        name: format!("Component{number}"),
        package_name: "ui".into(),
        is_local: true,
        path: format!("src/{number}.tsx"),
        export_ids: vec![ids[number].to_string()],
        props: Vec::new(),
        html_elements: vec!["div".into()],
        metadata: BTreeMap::new(),
    };
    let edge = |at: usize| Edge { to: ids[(number * 7 + at * at * 31 + day) % COMPONENTS].clone(), instances: 1 };
    Change::Put(Known { facts: Arc::new(facts), edges: (0..EDGES).map(edge).collect(), dates: Default::default() })
}

#[test]
fn a_timeline_weighs_about_what_it_takes() {
    let ids: Vec<Arc<str>> =
        (0..COMPONENTS).map(|number| format!("ui:{number:064x}:Component{number}").into()).collect();
    let before = resident();
    let mut growing = Growing::default();
    for day in 0..200 {
        // a few at a time, so that nothing else takes room meanwhile
        for part in 0..if day == 0 { 200 } else { 1 } {
            let changes = (part..COMPONENTS).step_by(200).map(|number| component(&ids, number, day)).collect();
            let at = Moment { at: day as i64, seq: part as i64 };
            let packages = vec![LocalPackage { name: "ui".into(), version: None }];
            growing.add(RepositoryKey(1), "ui", &Step { at, packages, changes }).unwrap();
        }
    }
    let timeline = growing.finish();

    let (taken, told) = (resident() - before, timeline.weight() as f64 / f64::from(1 << 20));
    assert!((0.7..1.4).contains(&(told / taken)), "{told:.0} MiB are told, {taken:.0} MiB are taken");
}
