//! A component as bytes, in parts that change for different reasons: a line moved in a file rewrites only the places,
//! another prop value only the values, a date nothing but itself. Each part has one form for one value (lists are
//! sorted before), so equal parts have equal hashes.
use crate::{
    decode::DecodeError,
    model::{Component, DeclaredProp, Edge, PassedProp, PropertyValue, Span, Usage},
    order,
    store::Hash,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The parts of a component, in the order of all lists of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// [`Facts`].
    Facts,
    /// A list of [`EdgeSummary`].
    Edges,
    /// [`Values`].
    Values,
    /// [`Places`].
    Places,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Facts, Self::Edges, Self::Values, Self::Places];

    /// Reads the bytes of a part, and says what is wrong with them.
    pub fn refuse_unreadable(self, bytes: &[u8]) -> Result<(), DecodeError> {
        match self {
            Self::Facts => Facts::decode(bytes).map(drop),
            Self::Edges => EdgeSummary::decode(bytes).map(drop),
            Self::Values => decode::<Values>(bytes).map(drop),
            Self::Places => Places::decode(bytes).map(drop),
        }
    }
}

/// What a component is: everything but edges, positions and dates. The fields are those of [`Component`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The scanner's id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The npm package that defines it.
    pub package_name: String,
    /// Defined in the scanned code.
    pub is_local: bool,
    /// File, or import subpath.
    pub path: String,
    /// Ids under which other code may import it.
    pub export_ids: Vec<String>,
    /// Declared props.
    pub props: Vec<DeclaredProp>,
    /// Raw HTML elements it renders.
    pub html_elements: Vec<String>,
    /// Custom properties.
    pub metadata: BTreeMap<String, PropertyValue>,
}

/// An edge in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeSummary {
    /// Id of the child.
    pub to: String,
    /// JSX elements.
    pub instances: u32,
    /// How many of them pass a prop of that name, sorted by name; spreads left out.
    pub props: Vec<(String, u32)>,
    /// How many of them have a spread attribute.
    pub spreads: u32,
}

/// An [`EdgeSummary`] that lies where it was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EdgeView<'a> {
    /// Id of the child.
    pub to: &'a str,
    /// JSX elements.
    pub instances: u32,
    /// How many of them pass a prop of that name.
    #[serde(borrow)]
    pub props: Vec<(&'a str, u32)>,
    /// How many of them have a spread attribute.
    pub spreads: u32,
}

/// The props of the elements: for each edge, in the order of the edges, those of each of its elements, sorted.
pub type Values = Vec<Vec<Vec<PassedProp>>>;

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// The component's definition.
    pub span: Option<Span>,
    /// The elements, in the order of [`Values`].
    pub usages: Vec<Vec<Span>>,
}

/// Git dates, in Unix milliseconds. They vanish after a year and differ between clones, so no hash covers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dates {
    /// First commit.
    pub created_at: Option<i64>,
    /// Latest commit.
    pub updated_at: Option<i64>,
}

/// A component as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Of the component, beside all hashes.
    pub dates: Dates,
    /// Encoded [`Facts`].
    pub facts: Vec<u8>,
    /// Encoded list of [`EdgeSummary`].
    pub edges: Vec<u8>,
    /// Encoded [`Values`].
    pub values: Vec<u8>,
    /// Encoded [`Places`].
    pub places: Vec<u8>,
}

impl Record {
    /// Encodes a component.
    pub fn of(component: &Component) -> Result<Self, postcard::Error> {
        let c = component;
        let summaries: Vec<_> = c.edges.iter().map(summary).collect();
        let sorted: Vec<_> = c.edges.iter().map(|edge| order::by_props(&edge.usages)).collect();
        let values: Vec<Vec<_>> =
            sorted.iter().map(|usages| usages.iter().map(|usage| &usage.props).collect()).collect();
        let places: Vec<Vec<_>> = sorted.iter().map(|usages| usages.iter().map(|usage| usage.span).collect()).collect();
        // Tuples and lists of references have the very encoding of the owned structs above.
        Ok(Self {
            dates: Dates { created_at: c.created_at, updated_at: c.updated_at },
            facts: postcard::to_stdvec(&(
                &c.id,
                &c.name,
                &c.package_name,
                c.is_local,
                &c.path,
                &c.export_ids,
                &c.props,
                &c.html_elements,
                &c.metadata,
            ))?,
            edges: postcard::to_stdvec(&summaries)?,
            values: postcard::to_stdvec(&values)?,
            places: postcard::to_stdvec(&(c.span, places))?,
        })
    }

    /// The parts.
    pub fn parts(&self) -> [&[u8]; 4] {
        [&self.facts, &self.edges, &self.values, &self.places]
    }

    /// The parts' hashes.
    pub fn hashes(&self) -> [Hash; 4] {
        self.parts().map(Hash::of)
    }

    /// Puts the component together again.
    pub fn component(&self) -> Result<Component, DecodeError> {
        Component::of_parts(self.dates, self.parts())
    }
}

impl Component {
    /// A component as it was stored, from its parts.
    pub fn of_parts(dates: Dates, [facts, edges, values, places]: [&[u8]; 4]) -> Result<Self, DecodeError> {
        let facts = Facts::decode(facts)?;
        let edges = EdgeSummary::decode(edges)?;
        let values: Values = decode(values)?;
        let places: Places = decode(places)?;
        if edges.len() != values.len() || edges.len() != places.usages.len() {
            return Err(DecodeError::Corrupt("the edges of a component have other elements".into()));
        }
        let mut whole = Vec::with_capacity(edges.len());
        for ((edge, values), places) in edges.into_iter().zip(values).zip(places.usages) {
            whole.push(Edge { to: edge.to, usages: usages(values, places)? });
        }
        Ok(Self {
            id: facts.id,
            name: facts.name,
            package_name: facts.package_name,
            is_local: facts.is_local,
            path: facts.path,
            export_ids: facts.export_ids,
            props: facts.props,
            html_elements: facts.html_elements,
            metadata: facts.metadata,
            span: places.span,
            created_at: dates.created_at,
            updated_at: dates.updated_at,
            edges: whole,
        })
    }
}

/// The elements of an edge, in their order in the file.
fn usages(values: Vec<Vec<PassedProp>>, places: Vec<Span>) -> Result<Vec<Usage>, DecodeError> {
    if values.len() != places.len() {
        return Err(DecodeError::Corrupt("the elements of a component have other places".into()));
    }
    let both = values.into_iter().zip(places);
    Ok(order::usages(both.map(|(props, span)| Usage { span, props }).collect()))
}

impl Facts {
    /// Reads what [`Record::facts`] holds.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode(bytes)
    }
}

impl EdgeSummary {
    /// Reads what [`Record::edges`] holds.
    pub fn decode(bytes: &[u8]) -> Result<Vec<Self>, DecodeError> {
        decode(bytes)
    }
}

impl<'a> EdgeView<'a> {
    /// Reads what [`Record::edges`] holds.
    pub fn decode(bytes: &'a [u8]) -> Result<Vec<Self>, DecodeError> {
        decode(bytes)
    }
}

impl Places {
    /// Reads what [`Record::places`] holds.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode(bytes)
    }
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes).map_err(unreadable)? {
        (value, []) => Ok(value),
        _ => Err(DecodeError::Corrupt("a part of a component is longer than its content".into())),
    }
}

fn unreadable(error: postcard::Error) -> DecodeError {
    DecodeError::Corrupt(format!("a component is unreadable ({error})"))
}

type Summary<'a> = (&'a str, u32, Vec<(&'a str, u32)>, u32);

fn summary(edge: &Edge) -> Summary<'_> {
    let mut spreads = 0;
    let mut names: Vec<&str> = Vec::new();
    for usage in &edge.usages {
        // Sorted by name: what repeats within an element stands together.
        let mut last = None;
        for prop in &usage.props {
            let name = prop.name.as_str();
            if last.replace(name) == Some(name) {
                continue;
            }
            match name {
                "" => spreads += 1,
                name => names.push(name),
            }
        }
    }
    names.sort_unstable();
    let props = names.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect();
    (&edge.to, edge.usages.len() as u32, props, spreads)
}
