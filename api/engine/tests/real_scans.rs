//! Figures of scans of public repositories, counted independently. The scans are large and stand beside
//! the project: in the folder `TEST_SCANS` names, else in `shared/scans` next to the checkout.
//! Without them the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use engine::{CatalogueQuery, LinkCounts, Moment, RepositoryKey, Snapshot, Source};
use flate2::read::GzDecoder;
use scan::{Component, Edge, Usage};
use serde::Deserialize;
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Body {
    components: Vec<RawComponent>,
    repository: RawRepository,
}

#[derive(Deserialize)]
struct RawRepository {
    name: String,
}

#[derive(Deserialize)]
struct RawComponent {
    id: String,
    name: String,
    package_name: String,
    export_ids: Vec<String>,
    source: RawSymbol,
    dependencies: Vec<RawDependency>,
}

#[derive(Deserialize)]
struct RawSymbol {
    source: RawModule,
}

#[derive(Deserialize)]
struct RawModule {
    path: String,
    mtype: String,
}

#[derive(Deserialize)]
struct RawDependency {
    to: RawTarget,
    references: Vec<RawReference>,
}

#[derive(Deserialize)]
struct RawTarget {
    id: String,
}

#[derive(Deserialize)]
struct RawReference {
    usages: Vec<serde::de::IgnoredAny>,
}

impl From<RawComponent> for Component {
    fn from(raw: RawComponent) -> Self {
        Self {
            id: raw.id,
            name: raw.name,
            package_name: raw.package_name,
            is_local: raw.source.source.mtype == "local",
            path: raw.source.source.path,
            export_ids: raw.export_ids,
            edges: raw.dependencies.into_iter().map(Edge::from).collect(),
            ..Self::default()
        }
    }
}

impl From<RawDependency> for Edge {
    fn from(raw: RawDependency) -> Self {
        let elements = raw.references.iter().map(|reference| reference.usages.len()).sum();
        let element = Usage { span: Default::default(), props: Vec::new() };
        Self { to: raw.to.id, usages: vec![element; elements] }
    }
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("TEST_SCANS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scans"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn source(folder: &Path, file: &str, seq: i64) -> Source {
    let file = File::open(folder.join(format!("{file}.json.gz"))).unwrap();
    let body: Body = serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(file))).unwrap();
    Source {
        repository: RepositoryKey(seq as u128),
        repository_name: body.repository.name,
        at: Moment { at: seq, seq },
        packages: Vec::new(),
        components: body.components.into_iter().map(Component::from).collect(),
    }
}

struct Expected {
    components: (u32, u32),
    edges: u32,
    instances: u64,
    linked: LinkCounts,
    most_used: (&'static str, u32, u64, u32),
}

fn assert_state(files: &[&str], expected: &Expected) {
    let Some(folder) = folder() else {
        skipped();
        return;
    };
    let sources = (1..).zip(files).map(|(seq, file)| source(&folder, file, seq)).collect();
    let snapshot = Snapshot::build(sources);
    let totals = snapshot.totals();
    assert_eq!((totals.local, totals.external), expected.components);
    assert_eq!((totals.edges, totals.instances), (expected.edges, expected.instances));
    assert_eq!(totals.linked, expected.linked);
    let query = CatalogueQuery { limit: 1, ..CatalogueQuery::default() };
    let most_used = snapshot.catalogue(&query).unwrap().rows[0];
    assert_eq!((most_used.name, most_used.usages, most_used.instances, most_used.projects), expected.most_used);
}

fn by_export_id(export_id: u32) -> LinkCounts {
    LinkCounts { export_id, ..LinkCounts::default() }
}

fn by_name(name: u32) -> LinkCounts {
    LinkCounts { name, ..LinkCounts::default() }
}

#[test]
fn an_app_links_to_its_design_system_by_name() {
    assert_state(
        &["react-zen", "umami"],
        &Expected {
            components: (653, 120),
            edges: 2_693,
            instances: 3_841,
            linked: by_name(55),
            most_used: ("Column", 159, 308, 3),
        },
    );
}

#[test]
fn an_app_links_to_its_configured_design_system_by_export_id() {
    assert_state(
        &["react-zen-cfg", "umami"],
        &Expected {
            components: (653, 120),
            edges: 2_693,
            instances: 3_841,
            linked: by_export_id(55),
            most_used: ("Column", 159, 308, 3),
        },
    );
}

#[test]
fn packages_of_a_monorepo_link_within_one_body() {
    assert_state(
        &["chakra-ui"],
        &Expected {
            components: (2_147, 268),
            edges: 5_315,
            instances: 6_841,
            linked: by_name(59),
            most_used: ("Stack", 379, 485, 6),
        },
    );
}

#[test]
fn a_configured_monorepo_has_nothing_left_to_link() {
    assert_state(
        &["chakra-ui-cfg"],
        &Expected {
            components: (2_500, 254),
            edges: 11_799,
            instances: 14_408,
            linked: LinkCounts::default(),
            most_used: ("Stack", 379, 485, 6),
        },
    );
}

#[test]
fn doubled_entries_of_the_largest_body_are_one_component() {
    assert_state(
        &["ui"],
        &Expected {
            components: (4_220, 2_316),
            edges: 25_124,
            instances: 55_821,
            linked: LinkCounts::default(),
            most_used: ("IconPlaceholder", 477, 2_977, 1),
        },
    );
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
