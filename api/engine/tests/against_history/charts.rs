//! Charts by counting whatever there is, cell by cell and point by point.
use crate::filters::{Scene, lower};
use crate::naive::Facts;
use crate::oracle::{Id, Oracle, Past};
use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use engine::charts::{
    Bounds, BreakdownKind as B, ChartQuery, Frequency, Metric, On, Other, REST, SubjectKind as S, Value,
};
use engine::tags::Tag;
use engine::{Scalar, Values};
use scan::PropertyValue;
use std::collections::{BTreeMap, BTreeSet};

/// A use: a parent (or, for raw elements, the component itself), a child, and the elements.
struct Use {
    parent: Id,
    child: Id,
    instances: u64,
    rows: BTreeSet<String>,
    columns: BTreeSet<String>,
    core: bool,
}

/// Key, values of the row, values by column.
type ToldRow = (String, Vec<Value>, BTreeMap<String, Vec<Value>>);

/// A chart, told by keys.
#[derive(Debug, PartialEq)]
pub struct Told {
    pub columns: Vec<String>,
    pub rows: Vec<ToldRow>,
    pub totals: Vec<Value>,
    pub points: Vec<(i64, bool)>,
}

pub fn is_legal(query: &ChartQuery) -> bool {
    let metric = query.metric;
    let kind = query.subject.kind;
    let metric_is = match kind {
        S::Components => !matches!(metric, Metric::Components | Metric::Adoption),
        S::Projects => metric != Metric::Projects,
        S::Tags => metric != Metric::Adoption,
        S::Html => matches!(metric, Metric::Components | Metric::Projects),
        S::CustomProperty | S::Versions => true,
    };
    let breakdown_is = query.breakdown.as_ref().is_none_or(|breakdown| match breakdown.kind {
        B::ProjectDefined => kind != S::Components,
        B::ProjectUsedIn => kind != S::Projects,
        _ => true,
    });
    metric_is && breakdown_is
}

fn label(facts: &Facts, property: &str) -> String {
    match facts.metadata.get(property) {
        None => "(not set)".into(),
        Some(PropertyValue::Text(text)) => text.clone(),
        Some(PropertyValue::Number(number)) => number.to_string(),
        Some(PropertyValue::Bool(value)) => value.to_string(),
    }
}

fn named_tags(query: &ChartQuery) -> Option<BTreeSet<String>> {
    let positive = || query.filters.iter().filter(|f| f.field == "tag" && f.operation != "hasNone");
    positive().next()?;
    let lists = positive().filter_map(|f| if let Values::List(list) = &f.values { Some(list) } else { None });
    Some(lists.flatten().filter_map(|v| if let Scalar::Text(text) = v { Some(text.clone()) } else { None }).collect())
}

/// Uses at a point, and rows that are kept with nothing.
fn uses(scene: &Scene<'_>, query: &ChartQuery) -> (Vec<Use>, BTreeSet<String>) {
    let here = &scene.state.here;
    let passing: Vec<&Id> = here.keys().filter(|id| scene.passes(&query.filters, id)).collect();
    let lineage_key = |id: &Id| scene.past.newest[&scene.past.shown[&here[id].lineage]].key();
    let named = named_tags(query);
    let tags = |id: &Id| -> BTreeSet<String> {
        let all = scene.tags_of(id).into_iter();
        all.filter(|tag| named.as_ref().is_none_or(|named| named.contains(tag))).collect()
    };
    let property = |parent: &Id, child: &Id, name: &Option<String>, on: Option<On>| {
        let id = if on == Some(On::Parent) { parent } else { child };
        label(&here[id].facts, name.as_deref().unwrap())
    };
    let mut uses = Vec::new();
    for child in &passing {
        let pairs: Vec<(Id, u64)> = match query.subject.kind {
            S::Html => vec![((*child).clone(), 0)],
            _ => scene.parents(&query.filters, child),
        };
        for (parent, instances) in pairs {
            let (above, below) = (&here[&parent], &here[*child]);
            let mut core = false;
            if query.metric == Metric::Adoption {
                let child_tags = scene.tags_of(child);
                core = child_tags.contains("core");
                let is_other = match &query.other {
                    None | Some(Other::Internal { .. }) => below.is_local,
                    Some(Other::All { .. }) => true,
                    Some(Other::Tag { tag }) => child_tags.contains(tag),
                };
                let parent_is_core = scene.tags_of(&parent).contains("core");
                if !(core || is_other) || (parent_is_core && !query.include_core_parents) {
                    continue;
                }
            }
            let subject = &query.subject;
            let rows: BTreeSet<String> = match subject.kind {
                S::Components => [lineage_key(child)].into(),
                S::Projects => [above.facts.project.clone()].into(),
                S::Tags => tags(child),
                S::CustomProperty => [property(&parent, child, &subject.property, subject.on)].into(),
                S::Html => below.facts.entry.html_elements.iter().cloned().collect(),
                S::Versions => match scene.state.projects.get(&below.facts.project).filter(|_| below.is_local) {
                    Some(version) => {
                        let version = version.as_deref().unwrap_or("(not set)");
                        [format!("{}@{version}", below.facts.project)].into()
                    }
                    None => continue,
                },
            };
            if rows.is_empty() {
                continue;
            }
            let columns: BTreeSet<String> = match &query.breakdown {
                None => BTreeSet::new(),
                Some(breakdown) => match breakdown.kind {
                    B::ProjectDefined => [below.facts.project.clone()].into(),
                    B::ProjectUsedIn => [above.facts.project.clone()].into(),
                    B::Tag => tags(child),
                    B::CustomProperty => [property(&parent, child, &breakdown.property, breakdown.on)].into(),
                },
            };
            uses.push(Use { parent, child: (*child).clone(), instances, rows, columns, core });
        }
    }
    let kept = match query.subject.kind {
        S::Components => passing.iter().map(|id| lineage_key(id)).collect(),
        S::Projects => scene.state.projects.keys().cloned().collect(),
        S::Tags => {
            let all = scene.tags.iter().map(|tag| tag.slug.clone()).chain(["<external>".into(), "<untagged>".into()]);
            all.filter(|tag| named.as_ref().is_none_or(|named| named.contains(tag))).collect()
        }
        _ => uses.iter().flat_map(|one| one.rows.clone()).collect(),
    };
    (uses, kept)
}

fn measure(scene: &Scene<'_>, metric: Metric, uses: &[&Use]) -> Value {
    let count = match metric {
        Metric::Usages => uses.len() as u64,
        Metric::Instances => uses.iter().map(|one| one.instances).sum(),
        Metric::Components => uses.iter().map(|one| &one.child).collect::<BTreeSet<_>>().len() as u64,
        Metric::Projects => {
            uses.iter().map(|one| &scene.state.here[&one.parent].facts.project).collect::<BTreeSet<_>>().len() as u64
        }
        Metric::Adoption => {
            let core = uses.iter().filter(|one| one.core).count();
            return match uses.len() {
                0 => Value::Nothing,
                all => Value::Percent(core as f64 * 100.0 / all as f64),
            };
        }
    };
    Value::Count(count)
}

/// Where units begin and end, by looking at every quarter of an hour.
fn units(first: i64, now: i64, frequency: Frequency, zone: Tz) -> Vec<(i64, i64)> {
    let unit = |at: i64| {
        let day = DateTime::from_timestamp_millis(at).unwrap().with_timezone(&zone).date_naive();
        match frequency {
            Frequency::Daily => (day.year(), day.ordinal()),
            Frequency::Weekly => (day.iso_week().year(), day.iso_week().week()),
            Frequency::Monthly => (day.year(), day.month()),
        }
    };
    let quarter = 900_000;
    let mut start = first - first.rem_euclid(quarter);
    while unit(start - quarter) == unit(first) {
        start -= quarter;
    }
    let mut units = Vec::new();
    while start <= now {
        let mut end = start;
        while unit(end) == unit(start) {
            end += quarter;
        }
        units.push((start, end.min(now + 1)));
        start = end;
    }
    units
}

pub fn chart(past: &Past, tags: &[Tag], query: &ChartQuery, now: i64, bounds: Bounds) -> Told {
    let zone = query.over_time.as_ref().map_or(Tz::UTC, |_| chrono_tz::Europe::Berlin);
    let newest = past.states.len();
    let before = |end: i64| past.states.iter().filter(|(at, _)| *at < end).count();
    // How many scans, the time, and whether a scan is new.
    let points: Vec<(usize, i64, i64, bool)> = match &query.over_time {
        None => vec![(newest, now, now, false)],
        Some(_) if newest == 0 => Vec::new(),
        Some(time) => units(past.states[0].0, now, time.frequency, zone)
            .into_iter()
            .map(|(start, end)| (before(end), end - 1, start, before(end) > before(start)))
            .filter(|(count, ..)| *count > 0)
            .collect(),
    };
    let nothing = Oracle::default();
    let scenes: Vec<Scene<'_>> = points
        .iter()
        .map(|(count, now, ..)| {
            let state = count.checked_sub(1).map_or(&nothing, |at| &past.states[at].1);
            Scene { past, state, now: *now, zone, tags }
        })
        .collect();
    let all: Vec<(Vec<Use>, BTreeSet<String>)> = scenes.iter().map(|scene| uses(scene, query)).collect();
    let values = |test: &dyn Fn(&Use) -> bool| -> Vec<Value> {
        let each = scenes.iter().zip(&all);
        each.map(|(scene, (uses, _))| {
            measure(scene, query.metric, &uses.iter().filter(|one| test(one)).collect::<Vec<_>>())
        })
        .collect()
    };
    let rank = |value: Option<&Value>| match value {
        None | Some(Value::Nothing) => -1.0,
        Some(Value::Count(count)) => *count as f64,
        Some(Value::Percent(percent)) => *percent,
    };
    let slugs: Vec<String> =
        tags.iter().map(|t| t.slug.clone()).chain(["<external>".into(), "<untagged>".into()]).collect();
    let reading = |key: &String, is_tag: bool, is_component: bool| {
        let name = match is_component {
            true => past.newest.values().find(|facts| facts.key() == *key).unwrap().name.clone(),
            false => key.clone(),
        };
        let place = if is_tag { slugs.iter().position(|slug| slug == key).unwrap() } else { 0 };
        (key == "(not set)", place, lower(&name), name, key.clone())
    };
    let (is_tag, is_component) = (query.subject.kind == S::Tags, query.subject.kind == S::Components);
    let keys: BTreeSet<String> = all.iter().flat_map(|(_, kept)| kept.clone()).collect();
    let mut rows: Vec<(String, Vec<Value>)> =
        keys.into_iter().map(|key| (key.clone(), values(&|one| one.rows.contains(&key)))).collect();
    rows.sort_by(|one, other| {
        let by_value = rank(other.1.last()).total_cmp(&rank(one.1.last()));
        by_value.then_with(|| reading(&one.0, is_tag, is_component).cmp(&reading(&other.0, is_tag, is_component)))
    });
    let limit = query.limit.unwrap();
    let mut groups: Vec<(String, BTreeSet<String>)> =
        rows.iter().take(limit).map(|(key, _)| (key.clone(), [key.clone()].into())).collect();
    if rows.len() > limit {
        groups.push((REST.to_owned(), rows[limit..].iter().map(|(key, _)| key.clone()).collect()));
    }
    let mut columns: Vec<String> = all
        .iter()
        .flat_map(|(uses, _)| uses.iter().flat_map(|one| one.columns.clone()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let by_tag = query.breakdown.as_ref().is_some_and(|breakdown| breakdown.kind == B::Tag);
    columns.sort_by_key(|key| reading(key, by_tag, false));
    let mut across: Vec<(String, BTreeSet<String>)> =
        columns.iter().map(|key| (key.clone(), [key.clone()].into())).collect();
    let most = match &query.over_time {
        Some(_) => bounds.columns.min(bounds.series / rows.len().min(limit).max(1)).max(1),
        None => bounds.columns,
    };
    if columns.len() > most {
        let value = |key: &String| rank(values(&|one| one.columns.contains(key)).last());
        let mut ranked: Vec<(f64, String)> = columns.into_iter().map(|key| (value(&key), key)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
        let rest: BTreeSet<String> = ranked.split_off(most).into_iter().map(|(_, key)| key).collect();
        across.retain(|(key, _)| !rest.contains(key));
        across.push((REST.to_owned(), rest));
    }
    let told = groups.into_iter().map(|(key, group)| {
        let is_in = |one: &Use| !one.rows.is_disjoint(&group);
        let mut cells = BTreeMap::new();
        for (column, keys) in &across {
            let is_cell = |one: &Use| is_in(one) && !one.columns.is_disjoint(keys);
            if all.iter().any(|(uses, _)| uses.iter().any(is_cell)) {
                cells.insert(column.clone(), values(&is_cell));
            }
        }
        (key, values(&is_in), cells)
    });
    Told {
        rows: told.collect(),
        columns: across.iter().map(|(key, _)| key.clone()).collect(),
        totals: values(&|_| true),
        points: if query.over_time.is_some() {
            points.iter().map(|(_, at, _, scan)| (*at, *scan)).collect()
        } else {
            Vec::new()
        },
    }
}
