use crate::workspace::{Says, build, external, local, repository, since};
use engine::{Chart, ChartQuery, Metric, REST, Snapshot, Subject};

fn chart(snapshot: &Snapshot, subject: Subject, metric: Metric, limit: usize) -> Chart<'_> {
    let query = ChartQuery { subject, metric, limit };
    snapshot.chart(&query).unwrap()
}

fn rows(chart: &Chart<'_>) -> Vec<(String, u64)> {
    let rows = chart.rows.iter();
    rows.map(|row| (row.name.to_owned(), row.total)).collect()
}

fn is(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

/// Two apps use `Button`, one of them `Card` too; nobody uses `Unused`, and `empty` has nothing.
fn workspace() -> Snapshot {
    let (button, card) = (external("ui", "Button"), external("ui", "Card"));
    let shop = local("shop", "Cart").renders(&button, 5).renders(&card, 1);
    let list = local("shop", "List").renders(&button, 1);
    let docs = local("docs", "Page").renders(&button, 1);
    let ui = [local("ui", "Button"), local("ui", "Card"), local("ui", "Unused")];
    build([
        repository("ui", 1, ui),
        repository("shop", 2, [shop, list, button.clone(), card]),
        repository("docs", 3, [docs, button]),
        since(repository("empty", 4, []), "empty", 4, 4),
    ])
}

#[test]
fn components_by_usages_keep_those_without_and_rank_by_value_then_name() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Components, Metric::Usages, 50);
    let unused = [("Cart", 0), ("List", 0), ("Page", 0), ("Unused", 0)];
    assert_eq!(rows(&chart), is(&[&[("Button", 3), ("Card", 1)][..], &unused].concat()));
    assert_eq!(chart.total, 4);
    assert_eq!(chart.rows[0].project_name, Some("ui"));
    assert_eq!(chart.rows[0].key.len(), 22);
}

#[test]
fn components_by_instances_count_elements() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Components, Metric::Instances, 2);
    assert_eq!(rows(&chart), is(&[("Button", 7), ("Card", 1), (REST, 0)]));
    assert_eq!(chart.total, 8);
}

#[test]
fn components_by_projects_count_the_projects_of_their_parents() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Components, Metric::Projects, 2);
    assert_eq!(rows(&chart), is(&[("Button", 2), ("Card", 1), (REST, 0)]));
    // `shop` uses both: it is one project all the same.
    assert_eq!(chart.total, 2);
}

#[test]
fn projects_are_those_of_the_parents_and_are_kept_without_usage() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Projects, Metric::Usages, 50);
    assert_eq!(rows(&chart), is(&[("shop", 3), ("docs", 1), ("empty", 0), ("ui", 0)]));
    assert_eq!((chart.total, chart.rows[0].key), (4, "shop"));
}

#[test]
fn projects_by_instances_count_the_elements_they_write() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Projects, Metric::Instances, 50);
    assert_eq!(rows(&chart), is(&[("shop", 7), ("docs", 1), ("empty", 0), ("ui", 0)]));
    assert_eq!(chart.total, 8);
}

#[test]
fn projects_by_components_count_distinct_children_and_the_total_counts_them_once() {
    let snapshot = workspace();
    let chart = chart(&snapshot, Subject::Projects, Metric::Components, 50);
    assert_eq!(rows(&chart), is(&[("shop", 2), ("docs", 1), ("empty", 0), ("ui", 0)]));
    assert_eq!(chart.total, 2);
}

#[test]
fn packages_that_are_no_projects_are_no_rows() {
    let react = external("react", "Fragment");
    let snapshot = build([repository("app", 1, [local("app", "Page").renders(&react, 1), react])]);
    assert_eq!(rows(&chart(&snapshot, Subject::Projects, Metric::Usages, 50)), is(&[("app", 1)]));
}

#[test]
fn the_rest_has_a_distinct_count_of_its_own() {
    let snapshot = workspace();
    let by_components = chart(&snapshot, Subject::Projects, Metric::Components, 0);
    assert_eq!(rows(&by_components), is(&[(REST, 2)]));
    let by_projects = chart(&snapshot, Subject::Components, Metric::Projects, 0);
    assert_eq!(rows(&by_projects), is(&[(REST, 2)]));
    let by_usages = chart(&snapshot, Subject::Components, Metric::Usages, 1);
    assert_eq!(rows(&by_usages), is(&[("Button", 3), (REST, 1)]));
}

#[test]
fn a_chart_that_fits_has_no_rest() {
    let snapshot = workspace();
    assert_eq!(chart(&snapshot, Subject::Projects, Metric::Usages, 4).rows.len(), 4);
}

#[test]
fn a_subject_is_not_counted_by_itself() {
    let snapshot = workspace();
    for (subject, metric, advice) in [
        (Subject::Components, Metric::Components, "usages, instances, projects"),
        (Subject::Projects, Metric::Projects, "usages, instances, components"),
    ] {
        let query = ChartQuery { subject, metric, limit: ChartQuery::DEFAULT_LIMIT };
        let refusal = snapshot.chart(&query).unwrap_err();
        assert_eq!(refusal.to_string(), format!("{subject} can't be charted by {metric}; use {advice}"));
        assert_eq!(refusal.legal, subject.metrics());
    }
}
