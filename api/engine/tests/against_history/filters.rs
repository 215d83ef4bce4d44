//! Filters and tags by looking at everything, one component at a time.
use crate::oracle::{Here, Id, Oracle, Past};
use chrono::{DateTime, Days, Months, NaiveDate, TimeZone};
use chrono_tz::Tz;
use engine::tags::Tag;
use engine::{Filter, Scalar, Values};
use scan::PropertyValue;
use std::collections::BTreeSet;

/// A state at a time, with tags.
pub struct Scene<'a> {
    pub past: &'a Past,
    pub state: &'a Oracle,
    pub now: i64,
    pub zone: Tz,
    pub tags: &'a [Tag],
}

pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn texts(filter: &Filter) -> Vec<String> {
    let Values::List(list) = &filter.values else { return Vec::new() };
    list.iter().filter_map(|value| if let Scalar::Text(text) = value { Some(text.clone()) } else { None }).collect()
}

fn text_holds(operation: &str, text: Option<&str>, values: &[String]) -> Option<bool> {
    let any = |test: &dyn Fn(&str, &str) -> bool| {
        text.is_some_and(|text| values.iter().any(|v| test(&lower(text), &lower(v))))
    };
    Some(match operation {
        "equals" => any(&|text, value| text == value),
        "isNotEqual" => !any(&|text, value| text == value),
        // No random pattern is more than a word.
        "contains" | "regex" => any(&|text, value| text.contains(value)),
        "doesNotContain" => !any(&|text, value| text.contains(value)),
        "startsWith" => any(&|text, value| text.starts_with(value)),
        "doesNotStartWith" => !any(&|text, value| text.starts_with(value)),
        "endsWith" => any(&|text, value| text.ends_with(value)),
        "doesNotEndWith" => !any(&|text, value| text.ends_with(value)),
        _ => return None,
    })
}

fn number_holds(operation: &str, number: Option<f64>, value: f64) -> bool {
    match (operation, number) {
        ("isNotEqual", number) => number != Some(value),
        (_, None) => false,
        ("equals", Some(number)) => number == value,
        ("lessThan", Some(number)) => number < value,
        ("lessThanOrEqual", Some(number)) => number <= value,
        ("greaterThan", Some(number)) => number > value,
        ("greaterThanOrEqual", Some(number)) => number >= value,
        _ => unreachable!("{operation}"),
    }
}

impl Scene<'_> {
    fn midnight(&self, day: &str) -> i64 {
        let day: NaiveDate = day.parse().unwrap();
        self.zone.from_local_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).unwrap().timestamp_millis()
    }

    fn date_holds(&self, filter: &Filter, date: Option<i64>) -> bool {
        let Values::List(values) = &filter.values else { return false };
        let text = |at: usize| if let Some(Scalar::Text(text)) = values.get(at) { Some(text.as_str()) } else { None };
        let Some(date) = date else { return false };
        if filter.operation == "between" {
            let next = |day: &str| (day.parse::<NaiveDate>().unwrap() + Days::new(1)).to_string();
            return text(0).is_none_or(|day| date >= self.midnight(day))
                && text(1).is_none_or(|day| date < self.midnight(&next(day)));
        }
        let local = DateTime::from_timestamp_millis(self.now).unwrap().with_timezone(&self.zone).naive_local();
        let earliest = match text(0).unwrap() {
            "3d" => local - Days::new(3),
            "1w" => local - Days::new(7),
            _ => local.checked_sub_months(Months::new(1)).unwrap(),
        };
        let mut earliest_local = earliest;
        let earliest = loop {
            match self.zone.from_local_datetime(&earliest_local).earliest() {
                Some(instant) => break instant.timestamp_millis(),
                None => earliest_local += chrono::TimeDelta::minutes(15),
            }
        };
        earliest <= date && date <= self.now
    }

    fn property_holds(&self, filter: &Filter, value: Option<&PropertyValue>, is_internal: bool) -> bool {
        match filter.operation.as_str() {
            "exists" => return value.is_some(),
            "missing" => return value.is_none(),
            "between" | "withinLast" => {
                let date = value.and_then(|value| match value {
                    PropertyValue::Text(text) if text.parse::<NaiveDate>().is_ok() => Some(self.midnight(text)),
                    _ => None,
                });
                return self.date_holds(filter, date);
            }
            _ => {}
        }
        let Values::List(values) = &filter.values else { return false };
        match &values[0] {
            Scalar::Number(wanted) => {
                let number = if let Some(PropertyValue::Number(number)) = value { Some(*number) } else { None };
                number_holds(&filter.operation, number, *wanted)
            }
            Scalar::Bool(wanted) => match value {
                Some(PropertyValue::Bool(value)) => is_internal && value == wanted,
                Some(_) => false,
                None => is_internal && !wanted,
            },
            _ => {
                let text = if let Some(PropertyValue::Text(text)) = value { Some(text.as_str()) } else { None };
                text_holds(&filter.operation, text, &texts(filter)).unwrap()
            }
        }
    }

    /// Whether a parent counts.
    pub fn counts_parent(&self, filters: &[Filter], parent: &Id) -> bool {
        let here = &self.state.here[parent];
        let used_in = || filters.iter().filter(|filter| filter.field == "projectUsedIn");
        let positive: Vec<String> = used_in().filter(|f| f.operation == "equals").flat_map(texts).collect();
        let negative: Vec<String> = used_in().filter(|f| f.operation == "isNotEqual").flat_map(texts).collect();
        (positive.is_empty() || positive.contains(&here.facts.project))
            && !negative.contains(&here.facts.project)
            && filters.iter().all(|filter| match filter.field.strip_prefix("parent.customProperty.") {
                Some(name) => self.property_holds(filter, here.facts.metadata.get(name), here.is_local),
                None => true,
            })
    }

    /// Parents that count, with elements.
    pub fn parents(&self, filters: &[Filter], child: &Id) -> Vec<(Id, u64)> {
        let edges = self
            .state
            .edges
            .iter()
            .filter(|((parent, other), _)| other == child && self.counts_parent(filters, parent));
        edges.map(|((parent, _), instances)| (parent.clone(), *instances)).collect()
    }

    /// Slugs of the tags of a component.
    pub fn tags_of(&self, id: &Id) -> BTreeSet<String> {
        let here = &self.state.here[id];
        let shown = self.past.shown[&here.lineage];
        let named = |keys: &[String]| {
            let leads = |(other, lineage): (&Id, &usize)| {
                self.past.shown[lineage] == shown && keys.contains(&key_of(self.past, other, *lineage))
            };
            self.past.lineage_of.iter().any(leads)
        };
        let carries = |tag: &&Tag| {
            let texts = [&here.facts.name, &here.facts.path, &here.facts.project].map(|text| lower(text));
            let mentions = |term: &str| texts.iter().any(|text| text.contains(&lower(term)));
            let is_found = |search: &str| search.split_whitespace().all(mentions);
            let by_rule =
                || tag.rule.as_ref().is_some_and(|rule| is_found(&rule.search) && self.passes(&rule.filters, id));
            !named(&tag.excluded) && (named(&tag.added) || by_rule())
        };
        let mut tags: BTreeSet<String> = self.tags.iter().filter(carries).map(|tag| tag.slug.clone()).collect();
        if !here.is_local {
            tags.insert("<external>".into());
        } else if tags.is_empty() {
            tags.insert("<untagged>".into());
        }
        tags
    }

    /// Whether a component passes.
    pub fn passes(&self, filters: &[Filter], id: &Id) -> bool {
        let here: &Here = &self.state.here[id];
        let parents = self.parents(filters, id);
        let narrows =
            |f: &Filter| f.field.starts_with("parent.") || (f.field == "projectUsedIn" && f.operation == "equals");
        if filters.iter().any(narrows) && parents.is_empty() {
            return false;
        }
        filters.iter().all(|filter| {
            let operation = filter.operation.as_str();
            let values = texts(filter);
            let count = |count: u64| {
                let Values::List(list) = &filter.values else { return false };
                let Some(Scalar::Number(value)) = list.first() else { return false };
                number_holds(operation, Some(count as f64), *value)
            };
            match filter.field.as_str() {
                "name" => text_holds(operation, Some(&here.facts.name), &values).unwrap(),
                "path" => text_holds(operation, Some(&here.facts.path), &values).unwrap(),
                "projectDefined" => values.contains(&here.facts.project) == (operation == "equals"),
                "projectUsedIn" if operation == "equals" => {
                    parents.iter().any(|(parent, _)| values.contains(&self.state.here[parent].facts.project))
                }
                "projectUsedIn" => true,
                "usages" => count(parents.len() as u64),
                "instances" => count(parents.iter().map(|(_, instances)| instances).sum()),
                "children" => count(self.state.edges.keys().filter(|(parent, _)| parent == id).count() as u64),
                "createdAt" => self.date_holds(filter, here.created),
                "updatedAt" => self.date_holds(filter, here.updated),
                "lastUsageChangedAt" => self.date_holds(filter, here.usage_changed),
                "internal" => here.is_local,
                "tag" => {
                    let tags = self.tags_of(id);
                    match operation {
                        "hasAny" => values.iter().any(|tag| tags.contains(tag)),
                        "hasAll" => values.iter().all(|tag| tags.contains(tag)),
                        _ => !values.iter().any(|tag| tags.contains(tag)),
                    }
                }
                "folder" => {
                    let place = format!("{}:{}", here.facts.project, here.facts.path);
                    let is_in = |folder: &str| place.starts_with(folder);
                    (is_in("ui:src/") || is_in("app:")) && !is_in("app:src/b/")
                }
                field if field.starts_with("parent.") => true,
                field => {
                    let name = field.strip_prefix("customProperty.").unwrap();
                    self.property_holds(filter, here.facts.metadata.get(name), here.is_local)
                }
            }
        })
    }
}

/// The key of an id ever seen.
pub fn key_of(past: &Past, id: &Id, _lineage: usize) -> String {
    let seen = past.states.iter().rev().find_map(|(_, state)| state.here.get(id));
    seen.unwrap().facts.key()
}
