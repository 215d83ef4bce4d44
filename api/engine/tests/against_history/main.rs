//! Every answer about the past and the present equals that of plain maps per point, over random histories.
#![allow(clippy::unwrap_used)]

mod charts;
mod filters;
mod naive;
mod naive_links;
mod naive_queries;
mod oracle;
mod pages;
mod random;
#[path = "../rules/source.rs"]
mod source;
mod workspaces;
mod world;

use engine::charts::{Bounds, Chart, ChartQuery};
use engine::components::State;
use engine::tags::{Tag, TagLayer};
use engine::{Filter, Growing, Timeline};
use filters::Scene;
use oracle::Past;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use world::{Counting, Event, Hits};

/// What random histories must contain for the comparison to mean something.
const HAPPENS: &[&str] = &[
    "back-dated scan",
    "deletion in the middle",
    "alternating branches",
    "merged repositories",
    "a package that left and returned",
    "two claimants of a package",
    "an id that another lineage took over",
    "two externals of one parent resolve to one",
    "a link by name",
    "a self-edge by linking",
    "an external went or was linked",
    "an earlier external shown under what it became",
    "moved, told by an export id",
    "moved, told by its content",
    "a tag that ends",
    "a component crossing a count filter",
    "a parent's custom property changing",
    "a date leaving \"within last\" without a scan",
    "a legal chart over time with a breakdown",
    "a rest row",
    "a rest column",
    "columns counted after the rows",
    "an illegal chart",
];

fn states_are_equal(state: &State<'_>, scene: &Scene<'_>) {
    let found: BTreeMap<String, String> = state
        .components()
        .into_iter()
        .map(|row| {
            let facts = row.facts;
            let told = format!(
                "{} {} {} {} {} {} {:?} {:?} {:?} {:?} {:?} {:?}",
                facts.id,
                facts.name,
                facts.path,
                row.project_name,
                row.is_internal,
                row.usages,
                (row.instances, row.children, row.projects),
                facts.metadata,
                row.tags,
                row.created_at,
                row.updated_at,
                row.last_usage_changed_at,
            );
            (row.key.to_owned(), told)
        })
        .collect();
    let slugs: Vec<&str> = scene.tags.iter().map(|tag| tag.slug.as_str()).chain(["<external>", "<untagged>"]).collect();
    let expected: BTreeMap<String, String> = scene
        .state
        .here
        .iter()
        .map(|(id, here)| {
            let facts = &here.facts;
            let parents = scene.parents(&[], id);
            let projects: BTreeSet<&String> =
                parents.iter().map(|(parent, _)| &scene.state.here[parent].facts.project).collect();
            let children = scene.state.edges.keys().filter(|(parent, _)| parent == id).count() as u32;
            let carried = scene.tags_of(id);
            let tags: Vec<&str> = slugs.iter().copied().filter(|slug| carried.contains(*slug)).collect();
            let told = format!(
                "{} {} {} {} {} {} {:?} {:?} {:?} {:?} {:?} {:?}",
                facts.id,
                facts.name,
                facts.path,
                facts.project,
                here.is_local,
                parents.len(),
                (parents.iter().map(|(_, n)| n).sum::<u64>(), children, projects.len() as u32),
                facts.metadata,
                tags,
                here.created,
                here.updated,
                here.usage_changed,
            );
            (facts.key(), told)
        })
        .collect();
    assert_eq!(found, expected);
    let edges: BTreeSet<(String, String, u64)> = state
        .edges()
        .into_iter()
        .map(|edge| (edge.parent.to_owned(), edge.child.to_owned(), edge.instances.into()))
        .collect();
    let key = |id: &oracle::Id| scene.state.here[id].facts.key();
    let expected = scene.state.edges.iter().map(|((p, c), n)| (key(p), key(c), *n)).collect();
    assert_eq!(edges, expected);
}

fn told(chart: Chart, over_time: bool) -> charts::Told {
    let rows = chart.rows.into_iter().map(|row| match over_time {
        false => {
            let cells = row.cells.into_iter().map(|cell| (cell.column, vec![cell.value])).collect();
            (row.key, vec![row.total], cells)
        }
        true => {
            let mut series = row.series.into_iter();
            let values = series.next().unwrap().values;
            assert_eq!(values.last(), Some(&row.total));
            (row.key, values, series.map(|one| (one.column.unwrap(), one.values)).collect())
        }
    });
    charts::Told {
        rows: rows.collect(),
        columns: chart.columns.into_iter().map(|column| column.key).collect(),
        totals: if over_time { chart.totals } else { vec![chart.total] },
        points: chart.points.iter().map(|point| (point.at, point.scan)).collect(),
    }
}

fn note_filters(past: &Past, tags: &[Tag], filters: &[Filter], hits: &mut Hits) {
    let mut before: BTreeMap<usize, (Vec<bool>, BTreeSet<String>, String)> = BTreeMap::new();
    for (at, state) in &past.states {
        let scene = Scene { past, state, now: *at, zone: chrono_tz::UTC, tags };
        let mut now = BTreeMap::new();
        for (id, here) in &state.here {
            let counted = filters.iter().filter(|f| f.field == "usages" || f.field == "instances");
            let counted = counted.map(|f| scene.passes(std::slice::from_ref(f), id)).collect();
            now.insert(here.lineage, (counted, scene.tags_of(id), format!("{:?}", here.facts.metadata)));
        }
        for (lineage, (counted, carried, metadata)) in &now {
            let Some((counted_before, carried_before, metadata_before)) = before.get(lineage) else { continue };
            let mut hit = |happened: bool, what| *hits.entry(what).or_default() += u64::from(happened);
            hit(counted != counted_before, "a component crossing a count filter");
            hit(carried_before.difference(carried).any(|tag| !tag.starts_with('<')), "a tag that ends");
            let is_parent = state.edges.keys().any(|(parent, _)| state.here[parent].lineage == *lineage);
            hit(is_parent && metadata != metadata_before, "a parent's custom property changing");
        }
        before = now;
        let within: Vec<&Filter> = filters.iter().filter(|f| f.operation == "withinLast").collect();
        for filter in within {
            let later = Scene { past, state, now: at + 20 * 24 * world::HOUR, zone: chrono_tz::UTC, tags };
            let leaves = |id: &oracle::Id| {
                let filter = std::slice::from_ref(filter);
                scene.passes(filter, id) && !later.passes(filter, id)
            };
            if state.here.keys().any(leaves) {
                *hits.entry("a date leaving \"within last\" without a scan").or_default() += 1;
            }
        }
    }
}

fn compare(
    events: &[Event],
    mut tags: Vec<Tag>,
    queries: &[(ChartQuery, Bounds)],
    hand: (usize, usize),
    hits: &mut Hits,
) {
    let scans: Vec<Counting> = world::counting(events, hits);
    let past = oracle::past(&scans, hits);
    let histories = world::histories(&scans);
    let timeline = Timeline::build(histories.clone());

    // Added and excluded by hand, by any key ever seen.
    let ids: Vec<_> = past.lineage_of.iter().collect();
    if !ids.is_empty() {
        let key = |at: usize| filters::key_of(&past, ids[at % ids.len()].0, 0);
        tags[2].added = vec![key(hand.0)];
        tags[1].excluded = vec![key(hand.1)];
    }
    let zone = chrono_tz::UTC;
    let now = scans.last().map_or(world::START, |scan| scan.at.at) + 30 * world::HOUR;
    let layer = TagLayer::new(&timeline, &tags, zone).unwrap();
    for (at, state) in &past.states {
        // Scans of one millisecond are seen together.
        if past.states.iter().filter(|(other, _)| other == at).count() == 1 {
            let scene = Scene { past: &past, state, now: *at, zone, tags: &tags };
            states_are_equal(&timeline.at(&layer, *at), &scene);
        }
    }
    let nothing = oracle::Oracle::default();
    let newest = past.states.last().map_or(&nothing, |(_, state)| state);
    let scene = Scene { past: &past, state: newest, now, zone, tags: &tags };
    states_are_equal(&timeline.newest(&layer, now), &scene);

    // The same, one half scan by scan and the other one at once.
    let mut grown = Timeline::build(Vec::new());
    let mut steps: Vec<_> =
        histories.iter().flat_map(|history| history.steps.iter().map(move |step| (step.at, history, step))).collect();
    steps.sort_by_key(|(at, ..)| *at);
    let (one_by_one, together) = steps.split_at(steps.len() / 2);
    for (_, history, step) in one_by_one {
        grown.append(history.repository, &history.name, step).unwrap();
    }
    let mut growing = Growing::from(grown);
    for (_, history, step) in together {
        growing.add(history.repository, &history.name, step).unwrap();
    }
    let grown = growing.finish();
    let grown_layer = TagLayer::new(&grown, &tags, zone).unwrap();
    states_are_equal(&grown.newest(&grown_layer, now), &scene);

    for (query, bounds) in queries {
        note_filters(&past, &tags, &query.filters, hits);
        let over_time = query.over_time.is_some();
        // A query's zone is that of the tags' dates, too.
        let zone = if over_time { chrono_tz::Europe::Berlin } else { zone };
        let (layer, grown_layer) = (TagLayer::new(&timeline, &tags, zone), TagLayer::new(&grown, &tags, zone));
        let answer = timeline.chart_within(query, &layer.unwrap(), now, *bounds);
        if !charts::is_legal(query) {
            *hits.entry("an illegal chart").or_default() += 1;
            assert!(answer.is_err(), "{query:?}");
            continue;
        }
        let answer = told(answer.unwrap(), over_time);
        *hits.entry("a legal chart over time with a breakdown").or_default() +=
            u64::from(over_time && query.breakdown.is_some());
        *hits.entry("a rest row").or_default() += u64::from(answer.rows.iter().any(|row| row.0 == "…"));
        *hits.entry("a rest column").or_default() += u64::from(answer.columns.iter().any(|column| column == "…"));
        *hits.entry("columns counted after the rows").or_default() +=
            u64::from(bounds.cells == 0 && !answer.columns.is_empty() && !over_time);
        let expected = charts::chart(&past, &tags, query, now, *bounds);
        if expected.points.is_empty() && over_time {
            assert!(answer.rows.is_empty());
            continue;
        }
        assert_eq!(answer, expected, "{query:#?} {bounds:?}");
        let again = grown.chart_within(query, &grown_layer.unwrap(), now, *bounds).unwrap();
        assert_eq!(told(again, over_time), expected, "appended scan by scan");
    }
}

#[test]
fn every_answer_equals_that_of_plain_maps_per_point() {
    let cases = std::env::var("SKILLET_HISTORIES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    let hits = RefCell::new(Hits::default());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let seed = std::env::var("SKILLET_HISTORIES_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1_u64);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let queries = proptest::collection::vec((random::query(), random::bounds()), 1..4);
    let input = (random::events(), random::tags(), queries, (0..50_usize, 0..50_usize));
    let result = runner.run(&input, |(events, tags, queries, hand)| {
        compare(&events, tags, &queries, hand, &mut hits.borrow_mut());
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let hits = hits.borrow();
    eprintln!("{cases} random histories: {hits:?}"); // shown by --nocapture
    let missed: Vec<_> = HAPPENS.iter().filter(|what| hits.get(**what).is_none_or(|count| *count == 0)).collect();
    assert!(missed.is_empty(), "never seen in {cases} random histories: {missed:?} of {hits:?}");
}
