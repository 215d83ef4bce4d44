//! Raw HTML elements, and who renders them.
use super::row::{ComponentRow, State};
use std::collections::BTreeMap;

/// An element with the components that render it.
#[derive(Clone, Debug, PartialEq)]
pub struct HtmlElement<'a> {
    /// Its name.
    pub name: &'a str,
    /// Components that render it, as people read them.
    pub components: Vec<ComponentRow<'a>>,
}

impl<'a> State<'a> {
    /// Elements that internal components render, by name.
    pub fn html_elements(&self) -> Vec<HtmlElement<'a>> {
        let mut found: BTreeMap<&'a str, Vec<u32>> = BTreeMap::new();
        for slot in self.columns.point.slots() {
            for element in &self.version(slot).facts.html_elements {
                found.entry(element).or_default().push(slot);
            }
        }
        let elements = found.into_iter().map(|(name, slots)| HtmlElement { name, components: self.in_order(slots) });
        elements.collect()
    }

    /// Components as people read them.
    pub(crate) fn in_order(&self, mut slots: Vec<u32>) -> Vec<ComponentRow<'a>> {
        slots.sort_by_cached_key(|slot| {
            let version = self.version(*slot);
            (version.folded_name(), version.facts.name.as_str(), self.key(*slot))
        });
        slots.into_iter().map(|slot| self.row(slot, None)).collect()
    }
}
