//! Subcomponents: `Root.Part` of the same project belongs to the family of `Root`.
use super::row::{ComponentRow, State};
use crate::hash::NumberSet;

impl<'a> State<'a> {
    /// The parts of a component, as people read them.
    pub fn subcomponents(&self, key: &str) -> Option<Vec<ComponentRow<'a>>> {
        let root = self.find(key)?;
        let parts = self.family(root).into_iter().filter(|slot| *slot != root).collect();
        Some(self.in_order(parts))
    }

    /// Distinct components outside the family that use any of it.
    pub fn family_usages(&self, key: &str) -> Option<u32> {
        let family: NumberSet<u32> = self.family(self.find(key)?).into_iter().collect();
        let parents = family.iter().flat_map(|slot| self.columns.parents.neighbours(*slot));
        let outside: NumberSet<u32> = parents.copied().filter(|parent| !family.contains(parent)).collect();
        Some(outside.len() as u32)
    }

    /// A component and its parts.
    fn family(&self, root: u32) -> Vec<u32> {
        let (name, package) = (&self.version(root).facts.name, self.version(root).package);
        let is_part = |slot: &u32| {
            let version = self.version(*slot);
            let rest = version.facts.name.strip_prefix(name.as_str());
            *slot == root || (version.package == package && rest.is_some_and(|rest| rest.starts_with('.')))
        };
        self.columns.point.slots().filter(is_part).collect()
    }
}
