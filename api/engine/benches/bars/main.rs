//! The bars of the engine: 20,000 components in three repositories, 500,000 edges, 1 % changed every day of a year.
//! `cargo bench -p engine` prints the table of ratios; with a filter it measures single parts by criterion.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod bare;
mod plain;
mod year;

// The plain maps of the tests.
#[allow(dead_code)]
#[path = "../../tests/against_history/charts.rs"]
mod charts;
#[allow(dead_code)]
#[path = "../../tests/against_history/filters.rs"]
mod filters;
#[allow(dead_code)]
#[path = "../../tests/against_history/naive.rs"]
mod naive;
#[path = "../../tests/against_history/naive_links.rs"]
mod naive_links;
#[allow(dead_code)]
#[path = "../../tests/against_history/naive_queries.rs"]
mod naive_queries;
#[allow(dead_code)]
#[path = "../../tests/against_history/oracle.rs"]
mod oracle;
#[allow(dead_code)]
#[path = "../../tests/rules/source.rs"]
mod source;
#[allow(dead_code)]
#[path = "../../tests/against_history/world.rs"]
mod world;

use bare::Bare;
use criterion::{Criterion, criterion_group};
use engine::charts::{Bounds, Breakdown, BreakdownKind, ChartQuery, Frequency, Metric, OverTime, SubjectKind, Window};
use engine::components::{BrowseQuery, Order};
use engine::tags::TagLayer;
use engine::{Filter, RepositoryKey, Timeline};
use std::hint::black_box;
use std::time::{Duration, Instant};
use year::{DAY, PACKAGES, START, history};

fn filtered(kind: SubjectKind) -> ChartQuery {
    let package = |number: usize| format!("@acme/p{number}");
    let names: Vec<String> = (0..PACKAGES).filter(|number: &usize| !number.is_multiple_of(5)).map(package).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    ChartQuery {
        filters: vec![Filter::texts("projectDefined", "equals", &names)],
        breakdown: Some(Breakdown { kind: BreakdownKind::ProjectUsedIn, property: None, on: None }),
        limit: Some(20),
        ..ChartQuery::new(kind, Metric::Usages)
    }
}

/// Time this thread has spent on a processor; the clock on the wall where the system doesn't say.
fn spent(begin: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begin.elapsed(), Duration::from_nanos)
}

/// The middle of five; what is quick is done often, because the system tells time in large pieces.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let begin = Instant::now();
    black_box(run());
    let times_each = (200.0 / (begin.elapsed().as_secs_f64() * 1e3)).clamp(1.0, 1e4) as u32;
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let start = spent(begin);
            (0..times_each).for_each(|_| drop(black_box(run())));
            (spent(begin) - start) / times_each
        })
        .collect();
    times.sort_unstable();
    times[2]
}

fn over_time() -> ChartQuery {
    let over_time = OverTime { window: Some(Window::Months12), frequency: Frequency::Daily, ..OverTime::default() };
    ChartQuery { over_time: Some(over_time), ..ChartQuery::new(SubjectKind::Projects, Metric::Usages) }
}

fn line(what: &str, took: Duration, limit: &str, bar: f64, found: f64) {
    let verdict = if found <= bar { "met" } else { "missed" };
    println!("| {what} | {:.2} ms | {limit} | {found:.2} | {bar:.2} | {verdict} |", took.as_secs_f64() * 1e3);
}

fn table() {
    let histories = history(366);
    let now = START + 365 * DAY + 1_000;
    let mut short = histories.clone();
    let last = short[2].steps.pop().unwrap();
    let build = median(|| Timeline::build(histories.clone()));
    let copy = median(|| histories.clone());
    let one_less = Timeline::build(short);
    let append = median(|| {
        let mut timeline = one_less.clone();
        timeline.append(RepositoryKey(2), "repository2", &last).unwrap();
        timeline
    });
    let timeline = Timeline::build(histories.clone());
    let layer = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
    let bare = Bare::of(&histories);
    let edges = bare.parents.len();

    println!("| what | took | limit | found | bar | |\n|---|---|---|---|---|---|");
    let seconds = |time: Duration| time.as_secs_f64();
    let build = build.saturating_sub(copy);
    line("timeline of a year, from records in memory", build, "s", 1.0, seconds(build));
    line("after one more scan", append, "ms", 200.0, seconds(append) * 1e3);

    let loops = median(|| bare.count());
    for (what, kind) in [("components", SubjectKind::Components), ("projects", SubjectKind::Projects)] {
        let query = match kind {
            SubjectKind::Projects => ChartQuery {
                breakdown: Some(Breakdown { kind: BreakdownKind::ProjectDefined, property: None, on: None }),
                ..filtered(kind)
            },
            _ => filtered(kind),
        };
        let took = median(|| timeline.chart(&query, &layer, now).unwrap());
        let what = format!("current chart of {what}, filter + breakdown + top 20, {edges} edges");
        line(&what, took, "× bare loop", 3.0, seconds(took) / seconds(loops));
    }
    println!("| the bare loop | {:.2} ms | | | | |", seconds(loops) * 1e3);

    let current = ChartQuery::new(SubjectKind::Projects, Metric::Usages);
    let current = median(|| timeline.chart(&current, &layer, now).unwrap());
    let series = median(|| timeline.chart(&over_time(), &layer, now).unwrap());
    line("12 months daily, usages by project", series, "× current chart", 20.0, seconds(series) / seconds(current));
    against_plain_maps();

    let state = timeline.newest(&layer, now);
    let filters = [Filter::number("usages", "greaterThan", 3.0), Filter::texts("name", "contains", &["9"])];
    for (search, order) in [("component", "-usages"), ("src 7", "name"), ("folder3", "-updatedAt")] {
        let order: Order = order.parse().unwrap();
        let query =
            BrowseQuery { search, filters: &filters, order: order.clone(), limit: 50, ..BrowseQuery::default() };
        let page = median(|| state.browse(&query).unwrap());
        line(&format!("catalogue page, search + filter + {order}"), page, "ms", 3.0, seconds(page) * 1e3);
    }
    println!("timeline weighs about {} MiB", timeline.weight() >> 20);
}

/// The plain maps look at everything for each point, so they get a small history.
fn against_plain_maps() {
    let days = 60;
    let scans = plain::scans(days);
    let now = world::START + days * DAY;
    let query = ChartQuery { limit: Some(50), ..over_time() };
    let histories = world::histories(&scans);
    let engine = median(|| {
        let timeline = Timeline::build(histories.clone());
        let layer = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
        timeline.chart(&query, &layer, now).unwrap()
    });
    let plain = median(|| {
        let past = oracle::past(&scans, &mut world::Hits::default());
        charts::chart(&past, &[], &query, now, Bounds::default())
    });
    let found = engine.as_secs_f64() / plain.as_secs_f64();
    line("60 scans of 200 components: states and chart", engine, "of plain maps per point", 1.0 / 50.0, found);
}

fn parts(criterion: &mut Criterion) {
    let timeline = Timeline::build(history(366));
    let layer = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
    let now = START + 365 * DAY + 1_000;
    let query = filtered(SubjectKind::Components);
    criterion.bench_function("current chart", |bench| bench.iter(|| timeline.chart(&query, &layer, now).unwrap()));
    let query = over_time();
    criterion.bench_function("12 months daily", |bench| bench.iter(|| timeline.chart(&query, &layer, now).unwrap()));
    let state = timeline.newest(&layer, now);
    let query = BrowseQuery { search: "component", limit: 50, ..BrowseQuery::default() };
    criterion.bench_function("catalogue page", |bench| bench.iter(|| state.browse(&query).unwrap()));
}

criterion_group! {
    name = group;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = parts
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test` only wants to know that it builds
    }
    if std::env::var_os("SKILLET_PARTS").is_some() {
        return group();
    }
    table();
}
