//! Charts of the current state: a subject, a metric, rows ranked by value.
use crate::snapshot::Snapshot;
use std::cmp::Reverse;
use std::fmt;

/// Key and name of the row that stands for all rows beyond the limit.
pub const REST: &str = "…";

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Components, as children.
    Components,
    /// Projects, of the parents.
    Projects,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Distinct pairs of parent and child.
    #[default]
    Usages,
    /// JSX elements.
    Instances,
    /// Distinct children.
    Components,
    /// Distinct projects of parents.
    Projects,
}

impl Subject {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Projects => "projects",
        }
    }

    /// What can be counted per row: all but the rows themselves.
    pub fn metrics(self) -> [Metric; 3] {
        match self {
            Self::Components => [Metric::Usages, Metric::Instances, Metric::Projects],
            Self::Projects => [Metric::Usages, Metric::Instances, Metric::Components],
        }
    }
}

impl Metric {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usages => "usages",
            Self::Instances => "instances",
            Self::Components => "components",
            Self::Projects => "projects",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A question to the current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartQuery {
    /// What the rows are.
    pub subject: Subject,
    /// What is counted.
    pub metric: Metric,
    /// Rows before the rest is put together.
    pub limit: usize,
}

impl ChartQuery {
    /// Rows a chart has unless told otherwise.
    pub const DEFAULT_LIMIT: usize = 50;
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart<'a> {
    /// Ranked by value, then by name; behind them the rest, if there is one.
    pub rows: Vec<ChartRow<'a>>,
    /// The count over everything. A distinct count of its own, not the sum of the rows.
    pub total: u64,
}

/// A row of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartRow<'a> {
    /// A component's key or a project's name; [`REST`] for the rest.
    pub key: &'a str,
    /// Display name of the component or project; [`REST`] for the rest.
    pub name: &'a str,
    /// A component's project, which tells it from others of its name.
    pub project_name: Option<&'a str>,
    /// The count. That of the rest is a distinct count of its own, too.
    pub total: u64,
}

/// A metric that says nothing about a subject.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject} can't be charted by {metric}; use {}", .legal.map(Metric::as_str).join(", "))]
pub struct IllegalChart {
    /// The subject asked for.
    pub subject: Subject,
    /// The metric asked for.
    pub metric: Metric,
    /// The metrics the subject has.
    pub legal: [Metric; 3],
}

impl Snapshot {
    /// A chart of the current state. Projects and components without any usage are kept.
    pub fn chart(&self, query: &ChartQuery) -> Result<Chart<'_>, IllegalChart> {
        let values = self.values(query)?;
        let total = self.distinct(query, &values);
        let mut ranked: Vec<(u64, u32)> = values;
        let by_rank = |&(value, row): &(u64, u32)| (Reverse(value), row);
        let rest = if ranked.len() > query.limit {
            ranked.select_nth_unstable_by_key(query.limit, by_rank);
            ranked.split_off(query.limit)
        } else {
            Vec::new()
        };
        ranked.sort_unstable_by_key(by_rank);
        let mut rows: Vec<ChartRow<'_>> =
            ranked.into_iter().map(|(value, row)| self.chart_row(query.subject, row, value)).collect();
        if !rest.is_empty() {
            rows.push(ChartRow { key: REST, name: REST, project_name: None, total: self.distinct(query, &rest) });
        }
        Ok(Chart { rows, total })
    }

    /// The value of every row: components by number, or projects by the number of their package.
    fn values(&self, query: &ChartQuery) -> Result<Vec<(u64, u32)>, IllegalChart> {
        let components = 0..self.len();
        let values: Vec<(u64, u32)> = match (query.subject, query.metric) {
            (Subject::Components, Metric::Usages) => {
                components.map(|component| (u64::from(self.parents.degree(component)), component)).collect()
            }
            (Subject::Components, Metric::Instances) => self.instances.iter().copied().zip(components).collect(),
            (Subject::Components, Metric::Projects) => {
                self.projects.iter().copied().map(u64::from).zip(components).collect()
            }
            (Subject::Projects, Metric::Usages) => self.by_project(|parent| u64::from(self.children.degree(parent))),
            (Subject::Projects, Metric::Instances) => {
                self.by_project(|parent| self.children.of(parent).map(|(_, instances)| u64::from(instances)).sum())
            }
            (Subject::Projects, Metric::Components) => self.distinct_children_by_project(),
            (Subject::Components, Metric::Components) | (Subject::Projects, Metric::Projects) => {
                return Err(IllegalChart {
                    subject: query.subject,
                    metric: query.metric,
                    legal: query.subject.metrics(),
                });
            }
        };
        Ok(values)
    }

    /// The count over several rows together.
    fn distinct(&self, query: &ChartQuery, rows: &[(u64, u32)]) -> u64 {
        match query.metric {
            Metric::Usages | Metric::Instances => rows.iter().map(|(value, _)| value).sum(),
            Metric::Projects => {
                let mut seen = vec![false; self.packages.len()];
                for &(_, child) in rows {
                    for &parent in self.parents.neighbours(child) {
                        seen[self.package[parent as usize] as usize] = true;
                    }
                }
                count(&seen)
            }
            Metric::Components => {
                let mut is_row = vec![false; self.packages.len()];
                for &(_, package) in rows {
                    is_row[package as usize] = true;
                }
                let mut seen = vec![false; self.name.len()];
                for parent in (0..self.len()).filter(|&p| is_row[self.package[p as usize] as usize]) {
                    for &child in self.children.neighbours(parent) {
                        seen[child as usize] = true;
                    }
                }
                count(&seen)
            }
        }
    }

    fn by_project(&self, value: impl Fn(u32) -> u64) -> Vec<(u64, u32)> {
        let mut sums = vec![0; self.packages.len()];
        for parent in 0..self.len() {
            sums[self.package[parent as usize] as usize] += value(parent);
        }
        self.of_projects(sums)
    }

    fn distinct_children_by_project(&self) -> Vec<(u64, u32)> {
        let mut distinct = vec![0; self.packages.len()];
        let mut last_seen_for = vec![u32::MAX; self.packages.len()];
        for child in 0..self.len() {
            for &parent in self.parents.neighbours(child) {
                let package = self.package[parent as usize] as usize;
                distinct[package] += u64::from(last_seen_for[package] != child);
                last_seen_for[package] = child;
            }
        }
        self.of_projects(distinct)
    }

    fn of_projects(&self, values: Vec<u64>) -> Vec<(u64, u32)> {
        values.into_iter().zip(0..).filter(|&(_, package)| self.packages[package as usize].owner.is_some()).collect()
    }

    fn chart_row(&self, subject: Subject, row: u32, total: u64) -> ChartRow<'_> {
        match subject {
            Subject::Components => ChartRow {
                key: self.keys.get(row),
                name: self.name_of(row),
                project_name: Some(self.project_names.word(self.package[row as usize])),
                total,
            },
            Subject::Projects => ChartRow {
                key: self.project_names.word(row),
                name: self.project_names.word(row),
                project_name: None,
                total,
            },
        }
    }
}

fn count(seen: &[bool]) -> u64 {
    seen.iter().filter(|&&is_seen| is_seen).count() as u64
}
