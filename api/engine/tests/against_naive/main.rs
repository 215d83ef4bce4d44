//! Every answer equals that of a slow and obvious second implementation, over random workspaces.
#![allow(clippy::unwrap_used)]

mod naive;
mod naive_links;
mod naive_queries;
mod random;

use engine::{CatalogueQuery, ChartQuery, LinkCounts, LinkedBy, Metric, Row, Snapshot, Sort, SortBy, Source, Subject};
use naive::{Coverage, Naive};
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
    "doubled local entry",
    "doubled external entry",
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

/// A row without borrowed parts, as both sides tell it.
pub type Told = (String, [String; 4], bool, [u64; 4], String, Option<LinkedBy>);

fn told(row: &Row<'_>) -> Told {
    (
        row.key.to_owned(),
        [row.id, row.name, row.project_name, row.path].map(str::to_owned),
        row.is_internal,
        [row.usages.into(), row.instances, row.children.into(), row.projects.into()],
        format!("{} {:?}", row.package_name, row.metadata),
        row.linked_by,
    )
}

fn sorts() -> impl Iterator<Item = Sort> {
    let both = |by| [false, true].map(|descending| Sort { by, descending });
    SortBy::ALL.into_iter().flat_map(both)
}

fn states_are_equal(snapshot: &Snapshot, naive: &Naive) {
    let query = CatalogueQuery { limit: usize::MAX, ..CatalogueQuery::default() };
    let rows = snapshot.catalogue(&query).unwrap().rows;
    let by_key: BTreeMap<String, Told> = rows.iter().map(|r| (r.key.to_owned(), told(r))).collect();
    assert_eq!(by_key.len(), rows.len(), "keys are unique");
    assert_eq!(by_key, naive.told());
    let edges: BTreeMap<(String, String), u64> = snapshot
        .edges()
        .map(|edge| ((edge.parent.key.to_owned(), edge.child.key.to_owned()), edge.instances.into()))
        .collect();
    assert_eq!(edges, naive.edges_by_key());

    let totals = snapshot.totals();
    assert_eq!((totals.local as usize, totals.external as usize), naive.sizes());
    assert_eq!(totals.edges as usize, edges.len());
    assert_eq!(totals.instances, edges.values().sum::<u64>());
    let projects: Vec<_> = totals
        .projects
        .iter()
        .map(|p| (p.name.clone(), p.package_name.clone(), p.repository, p.components as usize))
        .collect();
    assert_eq!(projects, naive.project_totals());
    let rules = naive.rules();
    assert_eq!(totals.linked, LinkCounts { id: rules[0], export_id: rules[1], name: rules[2], re_export: rules[3] });
    let conflicts: Vec<_> = snapshot
        .conflicts()
        .iter()
        .map(|c| (c.project.clone(), c.claims.iter().map(|claim| claim.repository).collect::<Vec<_>>()))
        .collect();
    assert_eq!(conflicts, naive.conflicts);
    let issues: Vec<_> = snapshot
        .export_issues()
        .iter()
        .map(|i| (i.project.to_owned(), i.components.iter().map(|r| r.key.to_owned()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(issues, naive.export_issues());
}

fn pages_are_equal(snapshot: &Snapshot, naive: &Naive, search: &str, limit: usize) {
    for sort in sorts() {
        let expected = naive.catalogue(search, sort);
        let mut keys = Vec::new();
        let mut after = None;
        loop {
            let query = CatalogueQuery { search, sort, after: after.as_ref(), limit };
            let page = snapshot.catalogue(&query).unwrap();
            assert_eq!(page.total, expected.len(), "{search:?}");
            assert!(page.rows.len() <= limit);
            keys.extend(page.rows.iter().map(|row| row.key.to_owned()));
            assert!(keys.len() <= expected.len(), "pages repeat themselves: {search:?} {sort}");
            assert!(page.next.is_none() || !page.rows.is_empty(), "an empty page goes on: {search:?} {sort}");
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(keys, expected, "{search:?} {sort}");
    }
}

/// Pages go on in another state exactly behind the place where the page of the first one ended.
fn cursors_survive(before: &Snapshot, after: &Snapshot, naive: [&Naive; 2], limit: usize) {
    for sort in sorts() {
        let query = CatalogueQuery { sort, limit, ..CatalogueQuery::default() };
        let page = before.catalogue(&query).unwrap();
        if let Some(next) = &page.next {
            let query = CatalogueQuery { after: Some(next), limit: usize::MAX, ..query };
            let rest = after.catalogue(&query).unwrap().rows;
            let keys: Vec<_> = rest.iter().map(|row| row.key.to_owned()).collect();
            let end = page.rows.last().unwrap().key;
            assert_eq!(keys, naive[1].behind(naive[0], end, sort), "{sort}");
        }
    }
}

fn charts_are_equal(snapshot: &Snapshot, naive: &Naive, limit: usize) {
    for subject in [Subject::Components, Subject::Projects] {
        for metric in [Metric::Usages, Metric::Instances, Metric::Components, Metric::Projects] {
            let query = ChartQuery { subject, metric, limit };
            let answer = snapshot.chart(&query).ok().map(|chart| {
                let rows = chart.rows.iter().map(|row| (row.key.to_owned(), row.total)).collect();
                (rows, chart.total)
            });
            assert_eq!(answer, naive.chart(&query), "{subject} by {metric}");
        }
    }
}

fn compare(before: Vec<Source>, after: Vec<Source>, search: &str, limit: usize, coverage: &mut Coverage) {
    let [naive_before, naive_after] = [&before, &after].map(|sources| Naive::of(sources, coverage));
    let [before, after] = [before, after].map(Snapshot::build);
    for (snapshot, naive) in [(&before, &naive_before), (&after, &naive_after)] {
        states_are_equal(snapshot, naive);
        pages_are_equal(snapshot, naive, search, limit);
        charts_are_equal(snapshot, naive, limit);
    }
    cursors_survive(&before, &after, [&naive_before, &naive_after], limit);
}

#[test]
fn every_answer_equals_the_obvious_one() {
    let coverage = RefCell::new(Coverage::default());
    let cases = Config::default().cases.max(1_000);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let input = (random::workspace(), random::workspace(), random::search(), 1..9_usize);
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
    let result = runner.run(&random::workspace(), |sources| {
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
        states_are_equal(&Snapshot::build(turned), &naive);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
