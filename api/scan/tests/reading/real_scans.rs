//! Bodies that the scanner really sent, where they are at hand: a folder named by `TEST_SCANS`, or one beside the project.
use crate::support::kept;
use scan::{Counts, Encoding, Limits, ReadScan, identity_key};
use std::{env, fs, path::PathBuf};

fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/scans");
    let folder = env::var_os("TEST_SCANS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let found = folder.is_dir();
    if !found {
        skipped();
    }
    found.then_some(folder)
}

fn read(name: &str) -> Option<ReadScan> {
    let body = fs::File::open(folder()?.join(format!("{name}.json.gz"))).unwrap();
    Some(scan::read_analysis(body, Encoding::Gzip, &Limits::default(), &env::temp_dir()).unwrap())
}

#[test]
fn counts_are_those_counted_independently() {
    for (name, [components, local_components, edges, instances]) in [
        ("bulletproof-react-vite", [148, 96, 207, 235]),
        ("react-zen-2025-09", [207, 127, 327, 370]),
        ("react-zen", [245, 201, 472, 714]),
        ("react-zen-cfg", [245, 201, 472, 714]),
        ("umami-2025-01", [367, 285, 1_071, 1_258]),
        ("umami-2025-11", [503, 364, 1_620, 2_218]),
        ("umami", [606, 452, 2_221, 3_127]),
        ("chakra-ui", [2_474, 2_147, 5_315, 6_841]),
        ("chakra-ui-cfg", [2_754, 2_500, 11_799, 14_408]),
        ("ui", [6_536, 4_220, 25_124, 55_821]),
    ] {
        let Some(scan) = read(name) else { return };
        assert_eq!(scan.counts, Counts { components, local_components, edges, instances }, "{name}");
        let in_packages: u64 = scan.packages.iter().map(|package| u64::from(package.components)).sum();
        assert_eq!(in_packages, local_components, "{name}");
    }
}

#[test]
fn what_is_kept_is_a_small_part_of_the_body_and_whole() {
    let Some(scan) = read("ui") else { return };
    assert!(scan.content.len() < 2 << 20, "{}", scan.content.len());
    let components = kept(scan);
    assert_eq!(components.len(), 6_536, "two of the 6,538 are external ids that come twice");
    let usages = components.iter().flat_map(|c| &c.edges).flat_map(|edge| &edge.usages);
    assert_eq!(usages.map(|usage| usage.props.len()).sum::<usize>(), 100_172);
}

#[test]
fn the_scans_of_one_repository_have_one_key() {
    let keys = ["umami", "umami-2025-01", "umami-2026-03"].map(|name| {
        let scan = read(name)?;
        assert_eq!(scan.root_package, "umami");
        Some(identity_key(&scan.repository, &scan.root_package))
    });
    for key in keys.into_iter().flatten() {
        assert_eq!(key, "repo:github.com/umami-software/umami");
    }
}

#[test]
fn no_issue_tells_where_the_scanner_ran() {
    for name in ["bulletproof-react-vite", "chakra-ui", "ui", "umami"] {
        let Some(scan) = read(name) else { return };
        let issues = format!("{:?}", scan.issues);
        assert!(!issues.contains("/home/"), "{name}");
        for error in scan.issues.parser_errors {
            assert!(!error.file.starts_with('/') && !error.file.contains("ci/"), "{name}: {}", error.file);
        }
    }
}

/// Where `scripts/test.sh` reads what was skipped: cargo swallows what a test prints that passes.
fn skipped() {
    let what = "tests with scans of public repositories: set TEST_SCANS to the folder that holds them";
    println!("skipped: {what}");
    if let Some(path) = std::env::var_os("TEST_SKIPPED") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        std::io::Write::write_fmt(&mut file, format_args!("{what}\n")).unwrap();
    }
}
