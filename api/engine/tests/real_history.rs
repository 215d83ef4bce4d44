//! Histories of two public repositories, with figures counted independently. The scans stand beside the project:
//! in the folder `TEST_SCANS` names, else in `shared/scans` next to the checkout. Without them the tests say so
//! and pass.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use engine::charts::{ChartQuery, Frequency, Metric, OverTime, SubjectKind, Value};
use engine::tags::TagLayer;
use engine::{LinkedBy, LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step, Timeline};
use flate2::read::GzDecoder;
use scan::Component;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("TEST_SCANS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scans"), PathBuf::from);
    if !folder.is_dir() {
        skipped();
        return None;
    }
    Some(folder)
}

fn read(folder: &Path, name: &str) -> Vec<Component> {
    let file = File::open(folder.join(format!("{name}.json.gz"))).unwrap();
    let body: serde_json::Value = serde_json::from_reader(BufReader::new(GzDecoder::new(file))).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let component = |raw: &serde_json::Value| Component {
        id: text(&raw["id"]),
        name: text(&raw["name"]),
        package_name: text(&raw["package_name"]),
        is_local: raw["source"]["source"]["mtype"] == "local",
        path: text(&raw["source"]["source"]["path"]),
        export_ids: list(&raw["export_ids"]).iter().map(text).collect(),
        edges: list(&raw["dependencies"])
            .iter()
            .map(|raw| {
                let elements = list(&raw["references"]).iter().map(|reference| list(&reference["usages"]).len()).sum();
                let element = scan::Usage { span: Default::default(), props: Vec::new() };
                scan::Edge { to: text(&raw["to"]["id"]), usages: vec![element; elements] }
            })
            .collect(),
        ..Component::default()
    };
    list(&body["components"]).iter().map(component).collect()
}

fn at(month: &str) -> i64 {
    let day = format!("{month}-15T12:00:00Z");
    chrono::DateTime::parse_from_rfc3339(&day).unwrap().timestamp_millis()
}

fn packages(components: &[Component]) -> Vec<LocalPackage> {
    let local: BTreeSet<&str> = components.iter().filter(|c| c.is_local).map(|c| c.package_name.as_str()).collect();
    local.into_iter().map(|name| LocalPackage { name: name.into(), version: None }).collect()
}

fn history(folder: &Path, key: u128, name: &str, months: &[&str]) -> RepositoryHistory {
    let mut steps = Vec::new();
    let mut before = Vec::new();
    for (seq, month) in (1..).zip(months) {
        let after = read(folder, &format!("{name}-{month}"));
        steps.push(Step::between(&before, &after, Moment { at: at(month), seq }, packages(&after)));
        before = after;
    }
    RepositoryHistory { repository: RepositoryKey(key), name: name.into(), steps }
}

const ZEN: [&str; 12] = [
    "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06",
    "2026-07", "2026-08",
];
const UMAMI: [&str; 17] = [
    "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10",
    "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05",
];

/// Keys of the local components of a state, by where they lead now.
fn locals(timeline: &Timeline, tags: &TagLayer, month: &str) -> BTreeMap<String, String> {
    let state = timeline.at(tags, at(month));
    let rows = state.components().into_iter().filter(|row| row.is_internal);
    rows.map(|row| (row.facts.id.clone(), row.key.to_owned())).collect()
}

#[test]
fn a_move_of_113_components_by_export_id_keeps_their_lineages() {
    let Some(folder) = folder() else { return };
    let mut months = ZEN.to_vec();
    months.truncate(6);
    let zen = history(&folder, 1, "react-zen", &months);
    let (old, new) = (read(&folder, "react-zen-2026-01"), read(&folder, "react-zen-2026-02"));
    let ids = |all: &[Component]| all.iter().filter(|c| c.is_local).map(|c| c.id.clone()).collect::<BTreeSet<_>>();
    let (went, came) = (&ids(&old) - &ids(&new), &ids(&new) - &ids(&old));
    let timeline = Timeline::build(vec![zen]);
    let tags = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
    let before = locals(&timeline, &tags, "2026-01");
    let now = locals(&timeline, &tags, "2026-02");
    let newest = timeline.newest(&tags, at("2026-02"));
    // The key of an id that went leads to the component that took its place.
    let exports = |all: &[Component], id: &String| {
        all.iter().find(|c| c.id == *id).unwrap().export_ids.iter().cloned().collect::<BTreeSet<_>>()
    };
    let mut by_export_id = 0;
    for id in &went {
        let Some(key) = newest.component(&before[id]).map(|row| row.key) else { continue };
        let heir = now.iter().find(|(_, other)| *other == key).map(|(id, _)| id).unwrap();
        assert!(came.contains(heir));
        by_export_id += usize::from(!exports(&old, id).is_disjoint(&exports(&new, heir)));
    }
    assert_eq!(by_export_id, 113);
}

#[test]
fn two_repositories_over_time_have_the_figures_counted_by_hand() {
    let Some(folder) = folder() else { return };
    let histories = vec![history(&folder, 1, "react-zen", &ZEN), history(&folder, 2, "umami", &UMAMI)];
    let timeline = Timeline::build(histories);
    let tags = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
    for (month, name) in [("2025-01", "umami-2025-01"), ("2025-08", "umami-2025-08")] {
        // Before the second repository came there is nothing to link to.
        let body = read(&folder, name);
        let state = timeline.at(&tags, at(month));
        let edges: usize = body.iter().flat_map(|c| c.edges.iter().filter(move |edge| edge.to != c.id)).count();
        assert_eq!(state.edges().len(), edges, "{month}");
    }
    let over_time = OverTime {
        from: Some("2025-01-01".into()),
        to: Some("2026-09-01".into()),
        frequency: Frequency::Monthly,
        ..OverTime::default()
    };
    let query = ChartQuery { over_time: Some(over_time), ..ChartQuery::new(SubjectKind::Components, Metric::Usages) };
    let chart = timeline.chart(&query, &tags, at("2026-09")).unwrap();
    assert_eq!(chart.points.len(), 20);
    assert!(chart.points.iter().all(|point| point.scan));
    for (point, total) in chart.points.iter().zip(&chart.totals) {
        let edges = timeline.at(&tags, point.at).edges().len() as u64;
        assert_eq!(*total, Value::Count(edges));
    }
    let column = chart.rows.iter().find(|row| row.name == "Column").unwrap();
    assert_eq!(column.project_name.as_deref(), Some("@umami/react-zen"));
    // Its line goes back to the time when umami's use of it wasn't linked yet, and no row stands for that alone.
    assert_eq!(chart.rows.iter().filter(|row| row.name == "Column").count(), 1);
}

/// What is known of the state that newest scans make up: components (internal, external), edges, elements, and the
/// component with most parents, with its parents, elements and projects.
type Figures = ((usize, usize), usize, u32, (&'static str, u32, u64, u32));

#[test]
fn the_newest_state_has_the_figures_of_one_scan_each() {
    let Some(folder) = folder() else { return };
    let zen: Figures = ((653, 120), 2_693, 3_841, ("Column", 159, 308, 3));
    let known: [(&[&str], Figures, Option<LinkedBy>); 5] = [
        (&["react-zen", "umami"], zen, Some(LinkedBy::Name)),
        (&["react-zen-cfg", "umami"], zen, Some(LinkedBy::ExportId)),
        (&["chakra-ui"], ((2_147, 268), 5_315, 6_841, ("Stack", 379, 485, 6)), Some(LinkedBy::Name)),
        // Configured, it has nothing left to link.
        (&["chakra-ui-cfg"], ((2_500, 254), 11_799, 14_408, ("Stack", 379, 485, 6)), None),
        // Many of its entries are doubled.
        (&["ui"], ((4_220, 2_316), 25_124, 55_821, ("IconPlaceholder", 477, 2_977, 1)), None),
    ];
    for (names, figures, linked_by) in known {
        let single = |(key, name): (i64, &&str)| {
            let body = read(&folder, name);
            let step = Step::between(&[], &body, Moment { at: key, seq: key }, packages(&body));
            RepositoryHistory { repository: RepositoryKey(key as u128), name: (*name).into(), steps: vec![step] }
        };
        let timeline = Timeline::build((1..).zip(names).map(single).collect());
        let tags = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
        let state = timeline.newest(&tags, 10);
        let (rows, edges) = (state.components(), state.edges());
        let local = rows.iter().filter(|row| row.is_internal).count();
        let elements = edges.iter().map(|edge| edge.instances).sum();
        let top = rows.iter().max_by_key(|row| row.usages).unwrap();
        let (name, usages, instances, projects) = figures.3;
        assert_eq!((local, rows.len() - local), figures.0, "{names:?}");
        assert_eq!((edges.len(), elements), (figures.1, figures.2), "{names:?}");
        assert_eq!(
            (top.facts.name.as_str(), top.usages, top.instances, top.projects),
            (name, usages, instances, projects)
        );
        let rules: BTreeSet<LinkedBy> = rows.iter().filter_map(|row| row.linked_by).collect();
        assert_eq!(rules, linked_by.into_iter().collect(), "{names:?}");
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
