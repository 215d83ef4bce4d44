//! Custom properties: which there are, of which types, with which values.
use super::row::State;
use scan::PropertyValue;
use serde::Serialize;
use std::collections::BTreeMap;

/// A custom property of some components.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CustomProperty {
    /// Its name.
    pub name: String,
    /// Components that have it.
    pub components: u32,
    /// How many have it as a text, and how many of these texts are full ISO-8601 dates.
    pub texts: u32,
    /// See `texts`.
    pub dates: u32,
    /// How many have it as a number.
    pub numbers: u32,
    /// How many have it as a boolean.
    pub booleans: u32,
    /// Its values, the most frequent first.
    pub values: PropertyValues,
}

/// Values, as they are written, each with its components.
pub type PropertyValues = Vec<(String, u32)>;

impl State<'_> {
    /// All custom properties, by name, each with at most `limit` values.
    pub fn custom_properties(&self, limit: usize) -> Vec<CustomProperty> {
        let mut found: BTreeMap<&str, (CustomProperty, BTreeMap<String, u32>)> = BTreeMap::new();
        for slot in self.columns.point.slots() {
            for (name, value) in &self.version(slot).facts.metadata {
                let (property, values) = found.entry(name).or_default();
                property.components += 1;
                match value {
                    PropertyValue::Text(text) => {
                        property.texts += 1;
                        property.dates += u32::from(crate::filter::parse_date(text, chrono_tz::UTC).is_some());
                    }
                    PropertyValue::Number(_) => property.numbers += 1,
                    PropertyValue::Bool(_) => property.booleans += 1,
                }
                *values.entry(crate::charts::label(Some(value))).or_default() += 1;
            }
        }
        let all = found.into_iter().map(|(name, (property, values))| {
            let mut values: PropertyValues = values.into_iter().collect();
            values.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            values.truncate(limit);
            CustomProperty { name: name.to_owned(), values, ..property }
        });
        all.collect()
    }
}
