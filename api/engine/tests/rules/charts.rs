use crate::story::{MONDAY, Story, chart, count, layer, rows, tag};
use crate::workspace::{Says, external, local};
use engine::charts::{
    Bounds, Breakdown, BreakdownKind, ChartError, ChartQuery, Metric, On, Other, REST, Subject, SubjectKind, Value,
};
use engine::tags::Tag;
use engine::{Filter, Timeline};

/// Page and Home of app use ui's Button and Card; Card uses Button; Page uses react's Fragment.
fn shop() -> Timeline {
    let (button, fragment) = (local("ui", "Button").with("team", "a"), external("react", "Fragment"));
    let card = local("ui", "Card").renders(&button, 1);
    let page = local("app", "Page").renders(&button, 2).renders(&card, 1).renders(&fragment, 4);
    let mut home = local("app", "Home").renders(&button, 1).with("team", "b");
    home.html_elements = vec!["button".into(), "p".into()];
    let idle = local("idle", "Idle");
    Story::default().scan_of("all", 0, [button, card, page, home, fragment, idle], "2.1.0").timeline()
}

fn tags() -> Vec<Tag> {
    let ui = || vec![Filter::texts("projectDefined", "equals", &["ui"])];
    vec![tag("core", ui()), tag("base", vec![Filter::texts("name", "equals", &["button"])])]
}

fn ask(query: &ChartQuery) -> engine::charts::Chart {
    chart(&shop(), &tags(), query, MONDAY)
}

#[test]
fn projects_without_use_are_kept_and_distinct_counts_do_not_add_up() {
    let usages = ask(&ChartQuery::new(SubjectKind::Projects, Metric::Usages));
    assert_eq!(rows(&usages), [("app", count(4)), ("ui", count(1)), ("idle", count(0))]);
    let components = ask(&ChartQuery::new(SubjectKind::Projects, Metric::Components));
    assert_eq!(rows(&components)[..2], [("app", count(3)), ("ui", count(1))]);
    assert_eq!(components.total, count(3));
}

#[test]
fn a_component_of_two_tags_is_in_both_rows_and_once_in_the_total() {
    let answer = ask(&ChartQuery::new(SubjectKind::Tags, Metric::Usages));
    let expected = [("core", count(4)), ("base", count(3)), ("<external>", count(1)), ("<untagged>", count(0))];
    assert_eq!(rows(&answer), expected);
    assert_eq!(answer.total, count(5));
    let named = ChartQuery {
        filters: vec![Filter::texts("tag", "hasAny", &["base"])],
        ..ChartQuery::new(SubjectKind::Tags, Metric::Instances)
    };
    assert_eq!(rows(&ask(&named)), [("base", count(4))]);
}

#[test]
fn the_rest_is_counted_on_its_own() {
    let query = ChartQuery { limit: Some(1), ..ChartQuery::new(SubjectKind::Components, Metric::Projects) };
    let answer = ask(&query);
    assert_eq!(rows(&answer), [("Button", count(2)), (REST, count(1))]);
}

#[test]
fn custom_properties_of_either_end_sort_uses() {
    let by = |on| ChartQuery {
        subject: Subject { kind: SubjectKind::CustomProperty, property: Some("team".into()), on: Some(on) },
        ..ChartQuery::new(SubjectKind::CustomProperty, Metric::Usages)
    };
    assert_eq!(rows(&ask(&by(On::Child))), [("a", count(3)), ("(not set)", count(2))]);
    assert_eq!(rows(&ask(&by(On::Parent))), [("(not set)", count(4)), ("b", count(1))]);
}

#[test]
fn elements_and_versions_have_rows() {
    let html = ask(&ChartQuery::new(SubjectKind::Html, Metric::Components));
    assert_eq!(rows(&html), [("button", count(1)), ("p", count(1))]);
    let versions = ask(&ChartQuery::new(SubjectKind::Versions, Metric::Usages));
    assert_eq!(rows(&versions), [("ui@2.1.0", count(4))]);
}

#[test]
fn a_breakdown_has_cells_where_there_are_uses() {
    let breakdown = Some(Breakdown { kind: BreakdownKind::ProjectUsedIn, property: None, on: None });
    let query = ChartQuery { breakdown, ..ChartQuery::new(SubjectKind::Components, Metric::Usages) };
    let answer = ask(&query);
    let columns: Vec<_> = answer.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(columns, ["app", "ui"]);
    let cells: Vec<_> = answer.rows[0].cells.iter().map(|cell| (cell.column.as_str(), cell.value)).collect();
    assert_eq!((answer.rows[0].name.as_str(), cells), ("Button", vec![("app", count(2)), ("ui", count(1))]));
    assert!(answer.rows.iter().any(|row| row.name == "Idle" && row.cells.is_empty()));
}

#[test]
fn the_largest_columns_are_shown_and_the_rest_is_one_with_a_count_of_its_own() {
    let icon = local("ui", "Icon");
    let page = |name: &str, app: &str| local(app, name).renders(&icon, 1);
    let pages = [page("A", "one"), page("B", "one"), page("C", "two"), page("D", "three")];
    let [a, b, c, d] = pages;
    let timeline = Story::default().scan("all", 0, [icon.clone(), a, b, c, d]).timeline();
    let breakdown = Some(Breakdown { kind: BreakdownKind::ProjectUsedIn, property: None, on: None });
    let query = ChartQuery { breakdown, ..ChartQuery::new(SubjectKind::CustomProperty, Metric::Components) };
    let query = ChartQuery { subject: Subject { property: Some("team".into()), ..query.subject }, ..query };
    for cells in [0, 100] {
        let bounds = Bounds { columns: 1, cells, ..Bounds::default() };
        let answer = timeline.chart_within(&query, &layer(&timeline, &[]), MONDAY, bounds).unwrap();
        let columns: Vec<_> = answer.columns.iter().map(|column| column.key.as_str()).collect();
        // By value all are equal, so the first name is shown. Both others use the same component.
        assert_eq!(columns, ["one", REST]);
        let cells: Vec<_> = answer.rows[0].cells.iter().map(|cell| cell.value).collect();
        assert_eq!((cells, answer.total), (vec![count(1), count(1)], count(1)));
    }
}

#[test]
fn elements_are_broken_down_by_the_project_that_renders_them() {
    for kind in [BreakdownKind::ProjectUsedIn, BreakdownKind::ProjectDefined] {
        let breakdown = Some(Breakdown { kind, property: None, on: None });
        let answer = ask(&ChartQuery { breakdown, ..ChartQuery::new(SubjectKind::Html, Metric::Components) });
        let columns: Vec<_> = answer.columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!((columns, answer.total), (vec!["app"], count(1)));
    }
}

#[test]
fn adoption_is_core_among_core_and_other_without_what_core_uses_itself() {
    let adoption = ChartQuery::new(SubjectKind::Projects, Metric::Adoption);
    // app: three core uses; nothing internal but core is used. The Fragment is external.
    assert_eq!(rows(&ask(&adoption))[0], ("app", Value::Percent(100.0)));
    assert_eq!(rows(&ask(&adoption))[1..], [("idle", Value::Nothing), ("ui", Value::Nothing)]);
    let all = ChartQuery { other: Some(Other::All { all: true }), ..adoption.clone() };
    assert_eq!(rows(&ask(&all))[0], ("app", Value::Percent(75.0)));
    let with_core = ChartQuery { include_core_parents: true, ..adoption };
    assert!(rows(&ask(&with_core)).contains(&("ui", Value::Percent(100.0))));
}

#[test]
fn what_makes_no_sense_names_what_does() {
    let timeline = shop();
    let layer = layer(&timeline, &tags());
    let refuse = |query: &ChartQuery| timeline.chart(query, &layer, MONDAY).unwrap_err();
    let metric = refuse(&ChartQuery::new(SubjectKind::Html, Metric::Usages));
    assert_eq!(metric.to_string(), "html can't be counted by usages; use components, projects");
    let breakdown = Some(Breakdown { kind: BreakdownKind::ProjectDefined, property: None, on: None });
    let breakdown = refuse(&ChartQuery { breakdown, ..ChartQuery::new(SubjectKind::Components, Metric::Usages) });
    assert!(breakdown.to_string().ends_with("use projectUsedIn, tag, customProperty"), "{breakdown}");
    let nameless = refuse(&ChartQuery::new(SubjectKind::CustomProperty, Metric::Usages));
    assert_eq!(nameless, ChartError::PropertyMissing("subject"));
    let limit = ChartQuery { limit: Some(501), ..ChartQuery::new(SubjectKind::Tags, Metric::Usages) };
    assert_eq!(refuse(&limit), ChartError::Limit { max: 500 });
    let other =
        ChartQuery { other: Some(Other::All { all: true }), ..ChartQuery::new(SubjectKind::Tags, Metric::Usages) };
    assert!(matches!(refuse(&other), ChartError::Other(_)));
}

#[test]
fn a_question_reads_as_the_interface_writes_it() {
    let text = r#"{"subject":{"kind":"customProperty","property":"team","on":"parent"},"metric":"adoption","other":{"tag":"base"},
        "breakdown":{"kind":"projectDefined"},"filters":[{"field":"usages","operation":"greaterThan","values":[3]},
        {"field":"folder","operation":"in","values":{"selected":["ui:"],"deselected":[]}}],
        "overTime":{"window":"12m","frequency":"weekly","timeZone":"Europe/Berlin"}}"#;
    let query: ChartQuery = serde_json::from_str(text).unwrap();
    assert_eq!(query.other, Some(Other::Tag { tag: "base".into() }));
    let answer = serde_json::to_value(ask(&ChartQuery { over_time: None, ..query })).unwrap();
    assert_eq!(answer["total"], serde_json::Value::Null);
    let answer = serde_json::to_value(ask(&ChartQuery::new(SubjectKind::Projects, Metric::Usages))).unwrap();
    assert_eq!(answer["rows"][0], serde_json::json!({"key": "app", "name": "app", "total": 4}));
}
