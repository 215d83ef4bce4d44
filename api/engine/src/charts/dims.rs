//! What rows and columns are: numbers for values, and names for the numbers.
use super::NOT_SET;
use super::query::{Breakdown, BreakdownKind, ChartQuery, On, Subject, SubjectKind};
use crate::point::Point;
use crate::tags::{Carried, TagLayer};
use crate::text::fold;
use crate::timeline::{NONE, Timeline};
use scan::PropertyValue;
use std::collections::HashMap;

/// A way to sort uses into rows or columns.
#[derive(Debug)]
pub(crate) enum Dim {
    /// The child, by lineage as shown.
    Component,
    /// The project of one end, by package.
    Project(On),
    /// Tags of the child, by bit; only these, if some are named.
    Tag(Option<Vec<bool>>),
    /// A value of one end, by version.
    Property(On, Labels),
    /// Raw elements of the child, by version.
    Html(Vec<Vec<u32>>, Vec<String>),
    /// The version of the child's package, by span of the project.
    Version(Labels),
}

/// Numbered words, and the number of each thing.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    of: Vec<u32>,
    words: Vec<String>,
    known: HashMap<String, u32>,
}

impl Labels {
    fn push(&mut self, word: String) {
        let next = self.words.len() as u32;
        let number = *self.known.entry(word).or_insert_with_key(|word| {
            self.words.push(word.clone());
            next
        });
        self.of.push(number);
    }
}

/// What a row or column is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) project_name: Option<String>,
    pub(crate) color: Option<String>,
}

/// How a custom property's value is written.
pub(crate) fn label(value: Option<&PropertyValue>) -> String {
    match value {
        None => NOT_SET.to_owned(),
        Some(PropertyValue::Text(text)) => text.clone(),
        Some(PropertyValue::Number(number)) => number.to_string(),
        Some(PropertyValue::Bool(value)) => value.to_string(),
    }
}

impl Dim {
    pub(crate) fn of_subject(timeline: &Timeline, query: &ChartQuery, layer: &TagLayer) -> Self {
        let Subject { kind, property, on } = &query.subject;
        match kind {
            SubjectKind::Components => Self::Component,
            SubjectKind::Projects => Self::Project(On::Parent),
            SubjectKind::Tags => Self::Tag(named_tags(query, layer)),
            SubjectKind::CustomProperty => Self::property(timeline, property.as_deref(), on.unwrap_or_default()),
            SubjectKind::Html => {
                let mut labels = Labels::default();
                let mut elements = |version: &crate::timeline::Version| {
                    version.facts.html_elements.iter().for_each(|element| labels.push(element.clone()));
                    std::mem::take(&mut labels.of)
                };
                let of = timeline.spans.versions.iter().map(&mut elements).collect();
                Self::Html(of, labels.words)
            }
            SubjectKind::Versions => {
                let mut labels = Labels::default();
                for span in &timeline.spans.projects {
                    let name = &timeline.derived.projects[span.package as usize];
                    labels.push(format!("{name}@{}", span.version.as_deref().unwrap_or(NOT_SET)));
                }
                Self::Version(labels)
            }
        }
    }

    pub(crate) fn of_breakdown(timeline: &Timeline, query: &ChartQuery, layer: &TagLayer) -> Option<Self> {
        let Breakdown { kind, property, on } = query.breakdown.as_ref()?;
        Some(match kind {
            BreakdownKind::ProjectDefined => Self::Project(On::Child),
            BreakdownKind::ProjectUsedIn => Self::Project(On::Parent),
            BreakdownKind::Tag => Self::Tag(named_tags(query, layer)),
            BreakdownKind::CustomProperty => Self::property(timeline, property.as_deref(), on.unwrap_or_default()),
        })
    }

    fn property(timeline: &Timeline, name: Option<&str>, on: On) -> Self {
        let mut labels = Labels::default();
        let name = name.unwrap_or_default();
        timeline.spans.versions.iter().for_each(|version| labels.push(label(version.facts.metadata.get(name))));
        Self::Property(on, labels)
    }

    pub(crate) fn is_of_parent(&self) -> bool {
        matches!(self, Self::Project(On::Parent) | Self::Property(On::Parent, _))
    }

    /// Whether a use may be in several rows at once.
    pub(crate) fn is_multiple(&self) -> bool {
        matches!(self, Self::Tag(_) | Self::Html(..))
    }

    /// All numbers are below it.
    pub(crate) fn bound(&self, timeline: &Timeline, layer: &TagLayer) -> u32 {
        match self {
            Self::Component => timeline.spans.slots,
            Self::Project(_) => timeline.derived.projects.len() as u32,
            Self::Tag(_) => layer.slugs.len() as u32,
            Self::Property(_, labels) | Self::Version(labels) => labels.words.len() as u32,
            Self::Html(_, words) => words.len() as u32,
        }
    }

    /// The number of an existing lineage, where there is always exactly one.
    #[inline]
    pub(crate) fn only_value(&self, timeline: &Timeline, point: &Point, slot: u32) -> Option<u32> {
        let version = || point.version[slot as usize] as usize;
        match self {
            Self::Component => Some(timeline.derived.canon[slot as usize]),
            Self::Project(_) => Some(timeline.package_of(slot)),
            Self::Property(_, labels) => Some(labels.of[version()]),
            Self::Tag(_) | Self::Html(..) | Self::Version(_) => None,
        }
    }

    /// The numbers of an existing lineage; none if its uses are in no row.
    pub(crate) fn values(&self, timeline: &Timeline, point: &Point, carried: &Carried, slot: u32, to: &mut Vec<u32>) {
        let version = point.version[slot as usize] as usize;
        match self {
            Self::Component => to.push(timeline.derived.canon[slot as usize]),
            Self::Project(_) => to.push(timeline.spans.versions[version].package),
            Self::Tag(None) => to.extend(carried.of(slot)),
            Self::Tag(Some(named)) => to.extend(carried.of(slot).filter(|bit| named[*bit as usize])),
            Self::Property(_, labels) => to.push(labels.of[version]),
            Self::Html(elements, _) => to.extend(&elements[version]),
            Self::Version(labels) => {
                let version = &timeline.spans.versions[version];
                let span = point.project[version.package as usize];
                if version.is_local && span != NONE {
                    to.push(labels.of[span as usize]);
                }
            }
        }
    }

    pub(crate) fn title(&self, timeline: &Timeline, layer: &TagLayer, number: u32) -> Title {
        let plain = |text: &String| Title { key: text.clone(), name: text.clone(), project_name: None, color: None };
        match self {
            Self::Component => {
                let version = &timeline.spans.versions[timeline.newest_version(number) as usize];
                Title {
                    key: timeline.key(version.node).to_owned(),
                    name: version.facts.name.clone(),
                    project_name: Some(timeline.derived.projects[version.package as usize].clone()),
                    color: None,
                }
            }
            Self::Project(_) => plain(&timeline.derived.projects[number as usize]),
            Self::Tag(_) => {
                let (name, color) = layer.names[number as usize].clone();
                Title { key: layer.slugs[number as usize].clone(), name, project_name: None, color }
            }
            Self::Property(_, labels) | Self::Version(labels) => plain(&labels.words[number as usize]),
            Self::Html(_, words) => plain(&words[number as usize]),
        }
    }

    /// Where a row of equal value stands: tags in their own order, all else as people read.
    pub(crate) fn order(&self, title: &Title, number: u32) -> (bool, u32, String, String, String) {
        let rank = if matches!(self, Self::Tag(_)) { number } else { 0 };
        (title.key == NOT_SET, rank, fold(&title.name), title.name.clone(), title.key.clone())
    }
}

/// The tags that positive filters name.
fn named_tags(query: &ChartQuery, layer: &TagLayer) -> Option<Vec<bool>> {
    let mut named: Option<Vec<bool>> = None;
    for filter in query.filters.iter().filter(|filter| filter.field == "tag" && filter.operation != "hasNone") {
        let named = named.get_or_insert_with(|| vec![false; layer.slugs.len()]);
        let values = match &filter.values {
            crate::Values::List(list) => list.as_slice(),
            crate::Values::One(value) => std::slice::from_ref(value),
            crate::Values::Folders(_) => &[],
        };
        for value in values {
            if let crate::Scalar::Text(slug) = value
                && let Some(bit) = layer.bit(slug)
            {
                named[bit as usize] = true;
            }
        }
    }
    named
}
