//! Random histories and random questions.
use crate::world::{Edit, Event};
use engine::charts::{
    Bounds, Breakdown, BreakdownKind, ChartQuery, Frequency, Metric, On, Other, OverTime, Subject, SubjectKind,
};
use engine::tags::{Tag, TagRule};
use engine::{Filter, FolderSelection, Scalar, Values};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..64_usize;
    prop_oneof![
        8 => (0..3_usize, 0..4_usize, 0..4_usize, prop::bool::weighted(0.6)).prop_map(|(p, path, name, local)| Edit::Add(p, path, name, local)),
        1 => n().prop_map(Edit::Remove),
        9 => (n(), n(), 0..3_usize).prop_map(|(from, to, elements)| Edit::Render(from, to, elements)),
        2 => (n(), 0..3_usize, 0..4_usize).prop_map(|(from, package, name)| Edit::RenderTwice(from, package, name)),
        1 => n().prop_map(Edit::Forget),
        3 => (n(), 0..3_usize, 0..4_usize).prop_map(|(of, package, name)| Edit::Export(of, package, name)),
        1 => n().prop_map(Edit::Unexport),
        3 => (n(), 0..2_usize, 0..7_usize).prop_map(|(of, name, what)| Edit::Property(of, name, what)),
        1 => (n(), 0..4_usize).prop_map(|(of, name)| Edit::Rename(of, name)),
        3 => (n(), 0..4_usize).prop_map(|(of, path)| Edit::Move(of, path)),
        2 => (n(), -900..200_i64).prop_map(|(of, hours)| Edit::Date(of, hours)),
        2 => (n(), 0..3_usize).prop_map(|(of, what)| Edit::Html(of, what)),
        1 => (0..3_usize).prop_map(Edit::DropPackage),
        1 => (0..3_usize, 0..3_usize).prop_map(|(package, version)| Edit::Version(package, version)),
    ]
}

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    let hours = prop_oneof![6 => 0..60_i64, 1 => -80..0_i64];
    let scan = (0..3_usize, hours, prop::bool::weighted(0.2), vec(edit(), 0..12));
    let event = prop_oneof![
        12 => scan.prop_map(|(repository, hours, branch, edits)| Event::Scan { repository, hours, branch, edits }),
        1 => (0..20_usize).prop_map(Event::Delete),
        1 => (0..3_usize).prop_map(Event::Track),
        1 => (0..3_usize, 0..3_usize).prop_map(|(from, into)| Event::Merge(from, into)),
    ];
    vec(event, 1..12)
}

fn texts(values: &[&str]) -> Values {
    Values::List(values.iter().map(|text| Scalar::Text((*text).into())).collect())
}

fn filter(tags: bool) -> BoxedStrategy<Filter> {
    let make = |field: &str, operation: &str, values: Values| Filter {
        field: field.into(),
        operation: operation.into(),
        values,
    };
    let words = select(
        &[
            "equals",
            "isNotEqual",
            "contains",
            "doesNotContain",
            "startsWith",
            "doesNotStartWith",
            "endsWith",
            "doesNotEndWith",
            "regex",
        ][..],
    );
    let numbers =
        || select(&["equals", "isNotEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"][..]);
    let text = (
        select(&["name", "path", "customProperty.p0", "parent.customProperty.p1"][..]),
        words,
        vec(select(&["CARD", "src/", "t", "team-2"][..]), 1..3),
    )
        .prop_map(move |(field, operation, values)| make(field, operation, texts(&values)));
    let project = (
        select(&["projectDefined", "projectUsedIn", "projectUsedIn"][..]),
        select(&["equals", "isNotEqual"][..]),
        select(vec![&["ui"][..], &["app"], &["ui", "root@r1"], &["root@r2"]]),
    )
        .prop_map(move |(field, operation, values)| make(field, operation, texts(values)));
    let count = (select(&["usages", "instances", "children", "customProperty.p0"][..]), numbers(), 0..3_u8)
        .prop_map(move |(field, operation, n)| make(field, operation, Values::List(vec![Scalar::Number(n.into())])));
    let date = (
        select(&["createdAt", "updatedAt", "lastUsageChangedAt", "lastUsageChangedAt", "customProperty.p1"][..]),
        select(&[("withinLast", "3d"), ("withinLast", "1w"), ("withinLast", "1m"), ("between", "2026-03-28")][..]),
        0..3_u8,
    )
        .prop_map(move |(field, (operation, value), ends)| {
            let value = Scalar::Text(value.into());
            let values = match (operation, ends) {
                ("between", 0) => vec![value, Scalar::Null(())],
                ("between", 1) => vec![Scalar::Null(()), value],
                ("between", _) => vec![value, Scalar::Text("2026-04-02".into())],
                _ => vec![value],
            };
            make(field, operation, Values::List(values))
        });
    let other = select(vec![
        make("internal", "equals", Values::List(vec![Scalar::Bool(true)])),
        make("customProperty.p0", "equals", Values::List(vec![Scalar::Bool(false)])),
        make("customProperty.p1", "exists", Values::default()),
        make("parent.customProperty.p0", "missing", Values::default()),
        make(
            "folder",
            "in",
            Values::Folders(FolderSelection {
                selected: vec!["ui:src/".into(), "app:".into()],
                deselected: vec!["app:src/b/".into()],
            }),
        ),
    ]);
    let tag = (
        select(&["hasAny", "hasAll", "hasNone"][..]),
        select(vec![&["core"][..], &["busy", "core"], &["<untagged>"], &["<external>", "busy"]]),
    )
        .prop_map(move |(operation, values)| make("tag", operation, texts(values)));
    let rest = prop_oneof![3 => text, 3 => project, 3 => count, 2 => date, 2 => other];
    if tags { prop_oneof![5 => rest, 1 => tag].boxed() } else { rest.boxed() }
}

/// The tags `core`, `busy` and `hand`; keys to add and exclude are chosen later.
pub fn tags() -> impl Strategy<Value = Vec<Tag>> {
    let rule = || {
        let search = select(&["", "", "CARD", "src/ ui"][..]);
        (search, vec(filter(false), 0..2)).prop_map(|(search, filters)| TagRule { search: search.into(), filters })
    };
    let core = vec(
        select(vec![Filter::texts("projectDefined", "equals", &["ui"]), Filter::number("usages", "greaterThan", 0.0)]),
        1..2,
    );
    (core, rule()).prop_map(|(core, busy)| {
        let tag = |slug: &str, rule| Tag { slug: slug.into(), name: slug.into(), rule, ..Tag::default() };
        vec![
            tag("core", Some(TagRule { search: String::new(), filters: core })),
            tag("busy", Some(busy)),
            tag("hand", None),
        ]
    })
}

/// Small ones, so that there are rests, and columns are counted both before and after the rows.
pub fn bounds() -> impl Strategy<Value = Bounds> {
    let cells = select(vec![0, Bounds::default().cells]);
    (1..6_usize, 1..20_usize, cells).prop_map(|(columns, series, cells)| Bounds { columns, series, cells })
}

pub fn query() -> impl Strategy<Value = ChartQuery> {
    use BreakdownKind as B;
    use SubjectKind as S;
    let on = || option::of(select(vec![On::Parent, On::Child]));
    let subject = (select(vec![S::Components, S::Projects, S::Tags, S::CustomProperty, S::Html, S::Versions]), on());
    let breakdown = (select(vec![B::ProjectDefined, B::ProjectUsedIn, B::Tag, B::CustomProperty]), on());
    let metric =
        select(vec![Metric::Usages, Metric::Instances, Metric::Components, Metric::Projects, Metric::Adoption]);
    let other = option::of(select(vec![
        Other::Internal { internal: true },
        Other::All { all: true },
        Other::Tag { tag: "busy".into() },
    ]));
    let frequency = select(vec![Frequency::Daily, Frequency::Weekly, Frequency::Monthly]);
    (
        subject,
        metric,
        option::of(breakdown),
        vec(filter(true), 0..3),
        1..8_usize,
        option::of(frequency),
        other,
        any::<bool>(),
    )
        .prop_map(|((kind, on), metric, breakdown, filters, limit, frequency, other, include)| ChartQuery {
            subject: Subject { kind, property: Some("p0".into()), on },
            metric,
            other: other.filter(|_| metric == Metric::Adoption),
            include_core_parents: include,
            breakdown: breakdown.map(|(kind, on)| Breakdown { kind, property: Some("p1".into()), on }),
            filters,
            limit: Some(limit),
            over_time: frequency.map(|frequency| OverTime {
                from: Some("2026-01-01".into()),
                frequency,
                time_zone: Some("Europe/Berlin".into()),
                ..OverTime::default()
            }),
        })
}
