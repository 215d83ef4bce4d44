//! Names that filters and charts may speak of: what any scan ever had.
use super::ledger::Timeline;
use super::spans::PropertyTypes;
use std::collections::BTreeSet;

impl Timeline {
    /// The custom properties of all components, at any time.
    pub fn property_names(&self) -> BTreeSet<&str> {
        self.spans.properties.keys().map(String::as_str).collect()
    }

    /// Of which types the values of a custom property are, or were.
    pub fn property_types(&self, name: &str) -> Option<PropertyTypes> {
        self.spans.properties.get(name).copied()
    }

    /// The projects and the packages of external components, at any time.
    pub fn package_names(&self) -> BTreeSet<&str> {
        self.derived.projects.iter().map(String::as_str).collect()
    }
}
