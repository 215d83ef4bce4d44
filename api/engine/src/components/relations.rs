//! Who renders whom: next to a component, and through all levels.
use super::row::{ComponentRow, State};
use std::collections::BTreeMap;

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To those that render it.
    Parents,
    /// To those it renders.
    Children,
}

/// A component that another one reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation<'a> {
    /// The component.
    pub component: ComponentRow<'a>,
    /// Edges on the shortest way to it; 1 is next to it.
    pub level: u32,
    /// Elements on the edges from the level before.
    pub instances: u64,
}

impl<'a> State<'a> {
    /// The components next to one, those with the most elements first.
    pub fn neighbours(&self, key: &str, direction: Direction) -> Option<Vec<Relation<'a>>> {
        self.reached(key, direction, 1)
    }

    /// Everything within so many levels: by level, then those with the most elements first, then by name. Each
    /// component stands on its nearest level only; none is its own.
    pub fn reached(&self, key: &str, direction: Direction, levels: u32) -> Option<Vec<Relation<'a>>> {
        let start = self.find(key)?;
        let edges = match direction {
            Direction::Parents => &self.columns.parents,
            Direction::Children => &self.columns.children,
        };
        let mut level_of: BTreeMap<u32, u32> = BTreeMap::from([(start, 0)]);
        let (mut level, mut last, mut all) = (0, vec![start], Vec::new());
        while level < levels && !last.is_empty() {
            level += 1;
            let mut next: BTreeMap<u32, u64> = BTreeMap::new();
            for (other, instances) in last.iter().flat_map(|slot| edges.of(*slot)) {
                if *level_of.entry(other).or_insert(level) == level {
                    *next.entry(other).or_default() += u64::from(instances);
                }
            }
            last = next.keys().copied().collect();
            let mut relations: Vec<Relation<'a>> = next
                .into_iter()
                .map(|(slot, instances)| Relation { component: self.row(slot, None), level, instances })
                .collect();
            relations.sort_by(|one, other| {
                let name = |relation: &Relation<'a>| (relation.component.facts.name.as_str(), relation.component.key);
                other.instances.cmp(&one.instances).then_with(|| name(one).cmp(&name(other)))
            });
            all.append(&mut relations);
        }
        Some(all)
    }
}
