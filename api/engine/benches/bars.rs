//! The bars of the engine: 20,000 components in three repositories, 500,000 edges, 1 % changed every day of a year.
//! `cargo bench -p engine` prints the table of ratios; with a filter it measures single parts by criterion.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use criterion::{Criterion, criterion_group};
use engine::charts::{Breakdown, BreakdownKind, ChartQuery, Frequency, Metric, OverTime, SubjectKind, Window};
use engine::components::{BrowseQuery, Order};
use engine::tags::TagLayer;
use engine::{Change, Filter, Known, LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step, Timeline};
use scan::record::{Dates, EdgeSummary, Facts};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const COMPONENTS: usize = 20_000;
const EDGES: usize = 25;
const PACKAGES: usize = 30;
const DAY: i64 = 86_400_000;
const START: i64 = 1_740_000_000_000;

/// A small generator of the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

fn id(number: usize) -> String {
    format!("@acme/p{}:{:064x}:Component{number}", number % PACKAGES, number)
}

/// Components of a repository are the packages of its number modulo three; edges stay within it.
fn record(number: usize, edges: &[(usize, u32)], day: i64) -> Known {
    let metadata = BTreeMap::from([("team".to_owned(), scan::PropertyValue::Text(format!("team-{}", number % 12)))]);
    Known {
        facts: Arc::new(Facts {
            id: id(number),
            name: format!("Component{number}"),
            package_name: format!("@acme/p{}", number % PACKAGES),
            is_local: true,
            path: format!("src/folder{}/component-{number}.tsx", number % 40),
            export_ids: Vec::new(),
            props: Vec::new(),
            html_elements: vec!["div".to_owned()],
            metadata,
        }),
        edges: Arc::new(
            edges
                .iter()
                .map(|(to, instances)| EdgeSummary {
                    to: id(*to),
                    instances: *instances,
                    props: Vec::new(),
                    spreads: 0,
                })
                .collect(),
        ),
        dates: Dates { created_at: Some(START - DAY), updated_at: Some(START + day * DAY) },
    }
}

fn target(dice: &mut Dice, repository: usize) -> usize {
    // Some are used by nearly everybody, most by few.
    let limit = if dice.roll(4) == 0 { 60 } else { COMPONENTS / 3 };
    dice.roll(limit) * 3 + repository
}

fn history(days: i64) -> Vec<RepositoryHistory> {
    let mut dice = Dice(88_172_645_463_325_252);
    let mut edges: Vec<Vec<(usize, u32)>> = (0..COMPONENTS)
        .map(|number| (0..EDGES).map(|_| (target(&mut dice, number % 3), 1 + dice.roll(3) as u32)).collect())
        .collect();
    let packages = |repository: usize| -> Vec<LocalPackage> {
        (0..PACKAGES)
            .filter(|package| package % 3 == repository)
            .map(|package| LocalPackage { name: format!("@acme/p{package}"), version: Some("1.0.0".to_owned()) })
            .collect()
    };
    let mut histories: Vec<RepositoryHistory> = (0..3)
        .map(|repository| RepositoryHistory {
            repository: RepositoryKey(repository as u128),
            name: format!("repository{repository}"),
            steps: Vec::new(),
        })
        .collect();
    for day in 0..days {
        for (repository, history) in histories.iter_mut().enumerate() {
            let own = || (repository..COMPONENTS).step_by(3);
            let changed: Vec<usize> = match day {
                0 => own().collect(),
                _ => (0..COMPONENTS / 300).map(|_| dice.roll(COMPONENTS / 3) * 3 + repository).collect(),
            };
            let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
            for number in changed.into_iter().filter(|number| *number < COMPONENTS) {
                if day > 0 {
                    for _ in 0..2 {
                        let at = dice.roll(EDGES);
                        edges[number][at] = (target(&mut dice, repository), 1 + dice.roll(3) as u32);
                    }
                }
                changes.insert(number, Change::Put(record(number, &edges[number], day)));
            }
            let seq = day * 3 + repository as i64;
            history.steps.push(Step {
                at: Moment { at: START + day * DAY + repository as i64, seq },
                packages: packages(repository),
                changes: changes.into_values().collect(),
            });
        }
    }
    histories
}

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

/// The same count by a bare loop over columns: children that pass as a flat bitset, groups of parents as a column.
struct Bare {
    starts: Vec<u32>,
    parents: Vec<u32>,
    passes: Vec<bool>,
    group: Vec<u32>,
}

impl Bare {
    fn of(histories: &[RepositoryHistory]) -> Self {
        let mut newest: Vec<Vec<u32>> = vec![Vec::new(); COMPONENTS];
        let number = |id: &str| id.rsplit("Component").next().unwrap().parse::<u32>().unwrap();
        for change in histories.iter().flat_map(|history| &history.steps).flat_map(|step| &step.changes) {
            if let Change::Put(known) = change {
                let mut children: Vec<u32> = known.edges.iter().map(|edge| number(&edge.to)).collect();
                children.sort_unstable();
                children.dedup();
                newest[number(&known.facts.id) as usize] = children;
            }
        }
        let mut by_child: Vec<Vec<u32>> = vec![Vec::new(); COMPONENTS];
        for (parent, children) in (0..).zip(&newest) {
            for &child in children.iter().filter(|child| **child != parent) {
                by_child[child as usize].push(parent);
            }
        }
        let mut starts = vec![0];
        let mut parents = Vec::new();
        for list in by_child {
            parents.extend(list);
            starts.push(parents.len() as u32);
        }
        Self {
            starts,
            parents,
            passes: (0..COMPONENTS).map(|number| !(number % PACKAGES).is_multiple_of(5)).collect(),
            group: (0..COMPONENTS).map(|number| (number % PACKAGES) as u32).collect(),
        }
    }

    fn count(&self) -> Vec<u32> {
        let mut cells = vec![0; COMPONENTS * PACKAGES];
        for child in (0..COMPONENTS).filter(|child| self.passes[*child]) {
            for &parent in &self.parents[self.starts[child] as usize..self.starts[child + 1] as usize] {
                cells[child * PACKAGES + self.group[parent as usize] as usize] += 1;
            }
        }
        cells
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
    let rebuilt = median(|| {
        // What a point costs without going on from the one before.
        (0..365).step_by(73).map(|day| timeline.at(&layer, START + day * DAY).edges().len()).sum::<usize>()
    }) * 73;
    line("the same, to a state per point", series, "of it", 1.0 / 50.0, seconds(series) / seconds(rebuilt));

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
