//! A component as bytes, in parts that change for different reasons: a line moved in a file rewrites only the detail,
//! a date nothing but itself. Each part has one form for one value (lists are sorted before), so equal parts have
//! equal hashes.
use crate::{
    decode::DecodeError,
    model::{Component, DeclaredProp, Edge, PropertyValue, Span, Usage},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

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

/// Positions and prop values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Where the component is defined.
    pub span: Option<Span>,
    /// The elements of each edge, in the order of the edges.
    pub usages: Vec<Vec<Usage>>,
}

/// Git dates, in Unix milliseconds. They vanish after a year and differ between clones, so no hash covers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Encoded [`Detail`].
    pub detail: Vec<u8>,
}

impl Record {
    /// Encodes a component.
    pub fn of(component: &Component) -> Result<Self, postcard::Error> {
        let c = component;
        let summaries: Vec<_> = c.edges.iter().map(summary).collect();
        let usages: Vec<_> = c.edges.iter().map(|edge| &edge.usages).collect();
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
            detail: postcard::to_stdvec(&(c.span, usages))?,
        })
    }

    /// The three parts' hashes: facts, edges, detail.
    pub fn hashes(&self) -> [[u8; 32]; 3] {
        [&self.facts, &self.edges, &self.detail].map(|part| part_hash(part))
    }

    /// What stands before the parts: dates and the parts' lengths.
    pub(crate) fn head(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(&(self.dates, self.facts.len(), self.edges.len(), self.detail.len()))
    }

    /// Reads head and parts.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (head, rest) = postcard::take_from_bytes(bytes).map_err(unreadable)?;
        let (dates, facts, edges, detail): (Dates, usize, usize, usize) = head;
        let cut = || DecodeError::Corrupt("the parts of a record have other lengths".into());
        let (facts, rest) = rest.split_at_checked(facts).ok_or_else(cut)?;
        let (edges, rest) = rest.split_at_checked(edges).ok_or_else(cut)?;
        if rest.len() != detail {
            return Err(cut());
        }
        Ok(Self { dates, facts: facts.to_vec(), edges: edges.to_vec(), detail: rest.to_vec() })
    }

    /// Puts the component together again.
    pub fn component(&self) -> Result<Component, DecodeError> {
        let facts = Facts::decode(&self.facts)?;
        let edges = EdgeSummary::decode(&self.edges)?;
        let detail = Detail::decode(&self.detail)?;
        if edges.len() != detail.usages.len() {
            return Err(DecodeError::Corrupt("the edges of a component have other positions".into()));
        }
        let edges = edges.into_iter().zip(detail.usages);
        Ok(Component {
            id: facts.id,
            name: facts.name,
            package_name: facts.package_name,
            is_local: facts.is_local,
            path: facts.path,
            export_ids: facts.export_ids,
            props: facts.props,
            html_elements: facts.html_elements,
            metadata: facts.metadata,
            span: detail.span,
            created_at: self.dates.created_at,
            updated_at: self.dates.updated_at,
            edges: edges.map(|(edge, usages)| Edge { to: edge.to, usages }).collect(),
        })
    }
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

impl Detail {
    /// Reads what [`Record::detail`] holds.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode(bytes)
    }
}

/// The name under which an encoded part can be stored and found again.
pub fn part_hash(part: &[u8]) -> [u8; 32] {
    blake3::hash(part).into()
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
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
