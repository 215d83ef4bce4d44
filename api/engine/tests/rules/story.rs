//! Small histories for tests to speak about.
use engine::charts::{Chart, ChartQuery, Value};
use engine::components::{BrowseQuery, ComponentRow};
use engine::tags::{Tag, TagLayer, TagRule};
use engine::{Filter, LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step, Timeline};
use scan::Component;
use std::collections::BTreeSet;

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
/// 2026-03-02, a Monday, at noon in UTC.
pub const MONDAY: i64 = 1_772_452_800_000;

/// Scans as they come: repository, days after that Monday, components.
#[derive(Default)]
pub struct Story(Vec<(String, Step, Vec<Component>)>);

impl Story {
    pub fn scan<const N: usize>(self, repository: &str, day: i64, components: [Component; N]) -> Self {
        self.scan_of(repository, day, components, "1.0.0")
    }

    pub fn scan_of<const N: usize>(
        mut self,
        repository: &str,
        day: i64,
        components: [Component; N],
        version: &str,
    ) -> Self {
        let last = self.0.iter().rev().find(|(name, ..)| name == repository);
        let before = last.map_or(&[][..], |(_, _, components)| components);
        let local: BTreeSet<&str> = components.iter().filter(|c| c.is_local).map(|c| c.package_name.as_str()).collect();
        let packages = local.into_iter().map(|name| LocalPackage { name: name.into(), version: Some(version.into()) });
        let at = Moment { at: MONDAY + day * DAY, seq: self.0.len() as i64 };
        let step = Step::between(before, &components, at, packages.collect());
        self.0.push((repository.to_owned(), step, components.to_vec()));
        self
    }

    pub fn timeline(&self) -> Timeline {
        let names: BTreeSet<&String> = self.0.iter().map(|(name, ..)| name).collect();
        let histories = (1..).zip(names).map(|(key, name)| RepositoryHistory {
            repository: RepositoryKey(key),
            name: name.clone(),
            steps: self.0.iter().filter(|(other, ..)| other == name).map(|(_, step, _)| step.clone()).collect(),
        });
        Timeline::build(histories.collect())
    }
}

pub fn layer(timeline: &Timeline, tags: &[Tag]) -> TagLayer {
    TagLayer::new(timeline, tags, chrono_tz::UTC).unwrap()
}

pub fn tag(slug: &str, filters: Vec<Filter>) -> Tag {
    let rule = Some(TagRule { search: String::new(), filters });
    Tag { slug: slug.into(), name: slug.into(), rule, ..Tag::default() }
}

/// Names of what filters find in the newest state, sorted.
pub fn found(timeline: &Timeline, tags: &[Tag], filters: &[Filter], now: i64) -> Vec<String> {
    let layer = layer(timeline, tags);
    let query = BrowseQuery { filters, limit: 100, order: "name".parse().unwrap(), ..BrowseQuery::default() };
    let page = timeline.newest(&layer, now).browse(&query).unwrap();
    page.rows.iter().map(|row| row.facts.name.clone()).collect()
}

pub fn chart(timeline: &Timeline, tags: &[Tag], query: &ChartQuery, now: i64) -> Chart {
    timeline.chart(query, &layer(timeline, tags), now).unwrap()
}

/// Names and values of the rows.
pub fn rows(chart: &Chart) -> Vec<(&str, Value)> {
    chart.rows.iter().map(|row| (row.name.as_str(), row.total)).collect()
}

/// The values of a row over time.
pub fn series(chart: &Chart, name: &str) -> Vec<Value> {
    let row = chart.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no row {name}: {chart:?}"));
    row.series[0].values.clone()
}

pub fn count(value: u64) -> Value {
    Value::Count(value)
}

pub fn row<'a>(rows: &'a [ComponentRow<'a>], name: &str) -> &'a ComponentRow<'a> {
    rows.iter().find(|row| row.facts.name == name).unwrap_or_else(|| panic!("no {name}"))
}
