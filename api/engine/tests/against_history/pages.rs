//! Every page of the newest state equals that of plain maps, over random workspaces of one scan a repository.
use crate::naive::{Coverage, Naive, Told};
use crate::source::{Source, timeline};
use crate::workspaces;
use engine::Timeline;
use engine::components::{BrowseQuery, ComponentRow, Order, OrderBy, State};
use engine::tags::TagLayer;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What random workspaces must contain for the comparison to mean something.
const RULES: &[&str] = &[
    "claimed by two repositories",
    "claims tie in time",
    "nameless package",
    "nameless packages with equal ids",
    "nameless names clash",
    "package without components",
    "external of several bodies",
    "external facts differ",
    "edge to an unknown id",
    "edge to another owner's component",
    "unused external",
    "linked by id",
    "linked by export id",
    "export id of several, one of the package",
    "export id of several, none",
    "linked by name",
    "linked by the name of an export id",
    "name of several",
    "default is no name",
    "linked by re-export",
    "re-export of several, one of the package",
    "re-export of several, none",
    "re-export of a local component's id",
    "export id known only from an older body",
    "target would link further",
    "component found by several rules",
    "two children resolve to one",
    "self edge",
    "self edge by linking",
    "edge without instances",
    "export issue",
];

fn told(row: &ComponentRow<'_>) -> Told {
    let facts = row.facts;
    (
        row.key.to_owned(),
        [&facts.id, &facts.name, row.project_name, &facts.path].map(str::to_owned),
        row.is_internal,
        [row.usages.into(), row.instances, row.children.into(), row.projects.into()],
        format!("{} {:?}", facts.package_name, facts.metadata),
        row.linked_by,
    )
}

fn orders() -> impl Iterator<Item = Order> {
    let columns = OrderBy::FIXED.into_iter().take(7);
    columns.flat_map(|by| [false, true].map(|descending| Order { by: by.clone(), descending }))
}

fn states_are_equal(timeline: &Timeline, state: &State<'_>, naive: &Naive) {
    let rows = state.components();
    let by_key: BTreeMap<String, Told> = rows.iter().map(|row| (row.key.to_owned(), told(row))).collect();
    assert_eq!(by_key.len(), rows.len(), "keys are unique");
    assert_eq!(by_key, naive.told());
    let edges = state.edges().into_iter();
    let edges: BTreeMap<(String, String), u64> =
        edges.map(|edge| ((edge.parent.to_owned(), edge.child.to_owned()), edge.instances.into())).collect();
    assert_eq!(edges, naive.edges_by_key());

    let projects: Vec<_> = timeline
        .projects()
        .iter()
        .map(|p| (p.name.to_owned(), p.package_name.to_owned(), p.repository, p.components as usize))
        .collect();
    assert_eq!(projects, naive.project_totals());
    let conflicts: Vec<_> = timeline
        .conflicts()
        .iter()
        .map(|c| (c.project.clone(), c.claims.iter().map(|claim| claim.repository).collect::<Vec<_>>()))
        .collect();
    assert_eq!(conflicts, naive.conflicts);
    let issues: Vec<_> = state
        .export_issues()
        .iter()
        .map(|i| (i.project.to_owned(), i.components.iter().map(|r| r.key.to_owned()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(issues, naive.export_issues());
}

fn pages_are_equal(state: &State<'_>, naive: &Naive, search: &str, limit: usize) {
    for order in orders() {
        let expected = naive.catalogue(search, &order);
        let mut keys = Vec::new();
        let mut after = None;
        loop {
            let query =
                BrowseQuery { search, order: order.clone(), after: after.as_ref(), limit, ..BrowseQuery::default() };
            let page = state.browse(&query).unwrap();
            assert_eq!(page.total, expected.len(), "{search:?}");
            assert!(page.rows.len() <= limit);
            keys.extend(page.rows.iter().map(|row| row.key.to_owned()));
            assert!(keys.len() <= expected.len(), "pages repeat themselves: {search:?} {order}");
            assert!(page.next.is_none() || !page.rows.is_empty(), "an empty page goes on: {search:?} {order}");
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(keys, expected, "{search:?} {order}");
    }
}

/// Pages go on in another state exactly behind the place where the page of the first one ended.
fn cursors_survive(before: &State<'_>, after: &State<'_>, naive: [&Naive; 2], limit: usize) {
    for order in orders() {
        let query = BrowseQuery { order: order.clone(), limit, ..BrowseQuery::default() };
        let page = before.browse(&query).unwrap();
        if let Some(next) = &page.next {
            let query = BrowseQuery { after: Some(next), limit: usize::MAX, ..query };
            let rest = after.browse(&query).unwrap().rows;
            let keys: Vec<_> = rest.iter().map(|row| row.key.to_owned()).collect();
            let end = page.rows.last().unwrap().key;
            assert_eq!(keys, naive[1].behind(naive[0], end, &order), "{order}");
        }
    }
}

fn compare(before: Vec<Source>, after: Vec<Source>, search: &str, limit: usize, coverage: &mut Coverage) {
    let [naive_before, naive_after] = [&before, &after].map(|sources| Naive::of(sources, coverage));
    let [before, after] = [before, after].map(|sources| timeline(&sources));
    let [tags_before, tags_after] = [&before, &after].map(untagged);
    let states = [before.newest(&tags_before, 0), after.newest(&tags_after, 0)];
    for ((timeline, state), naive) in [&before, &after].into_iter().zip(&states).zip([&naive_before, &naive_after]) {
        states_are_equal(timeline, state, naive);
        pages_are_equal(state, naive, search, limit);
    }
    cursors_survive(&states[0], &states[1], [&naive_before, &naive_after], limit);
}

fn untagged(timeline: &Timeline) -> TagLayer {
    TagLayer::new(timeline, &[], chrono_tz::UTC).unwrap()
}

#[test]
fn every_page_equals_that_of_plain_maps() {
    let coverage = RefCell::new(Coverage::default());
    let cases = Config::default().cases.max(1_000);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let input = (workspaces::workspace(), workspaces::workspace(), workspaces::search(), 1..9_usize);
    let result = runner.run(&input, |(before, after, search, limit)| {
        compare(before, after, &search, limit, &mut coverage.borrow_mut());
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let missed = coverage.borrow().missed(RULES);
    assert!(missed.is_empty(), "never seen in {cases} random workspaces: {missed:?}");
}

#[test]
fn the_order_of_sources_and_lists_means_nothing() {
    let mut runner = TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
    let result = runner.run(&workspaces::workspace(), |sources| {
        let mut turned = sources.clone();
        turned.reverse();
        for source in &mut turned {
            source.components.reverse();
            source.packages.reverse();
            for component in &mut source.components {
                component.edges.reverse();
                component.export_ids.reverse();
            }
        }
        let naive = Naive::of(&sources, &mut Coverage::default());
        let timeline = timeline(&turned);
        let tags = untagged(&timeline);
        states_are_equal(&timeline, &timeline.newest(&tags, 0), &naive);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
