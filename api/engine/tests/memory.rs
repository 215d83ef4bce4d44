//! Memory grows with what a scan says, not with its square. Alone in its process, whose peak it watches.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use engine::{Change, Known, LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step, Timeline};
use std::fs;

const COMPONENTS: usize = 10_000;

/// The most memory the process has had, in MiB.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() >> 10
}

/// A component as icon generators write it: thousands of one name in one package.
fn icon(number: usize) -> Change {
    Change::Put(Known::of(&scan::Component {
        id: format!("icons:{number:064x}:SvgComponent"),
        name: "SvgComponent".into(),
        package_name: "icons".into(),
        is_local: true,
        path: format!("src/{number}.tsx"),
        ..scan::Component::default()
    }))
}

#[test]
fn thousands_of_one_name_take_no_more_than_thousands_of_many() {
    let packages = vec![LocalPackage { name: "icons".into(), version: None }];
    let step = |at, changes| Step { at: Moment { at, seq: at }, packages: packages.clone(), changes };
    let gone = (0..COMPONENTS).map(|number| Change::Gone(format!("icons:{number:064x}:SvgComponent")));
    let steps = vec![step(1, (0..COMPONENTS).map(icon).collect()), step(2, gone.skip(1).collect())];
    let history = RepositoryHistory { repository: RepositoryKey(1), name: "icons".into(), steps };

    assert_eq!(Timeline::build(vec![history]).num_of_components(), 1);

    assert!(peak() < 100, "{} MiB", peak());
}
