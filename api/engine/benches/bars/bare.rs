//! What a chart is compared with.
use crate::year::{COMPONENTS, PACKAGES};
use engine::{Change, RepositoryHistory};

/// The same count by a bare loop over columns: children that pass as a flat bitset, groups of parents as a column.
pub struct Bare {
    starts: Vec<u32>,
    pub parents: Vec<u32>,
    passes: Vec<bool>,
    group: Vec<u32>,
}

impl Bare {
    pub fn of(histories: &[RepositoryHistory]) -> Self {
        let mut newest: Vec<Vec<u32>> = vec![Vec::new(); COMPONENTS];
        let number = |id: &str| id.rsplit("Component").next().unwrap().parse::<u32>().unwrap();
        for change in histories.iter().flat_map(|history| &history.steps).flat_map(|step| &step.changes) {
            if let Change::Put(known) = change {
                let mut children: Vec<u32> = known.edges.iter().map(|edge| number(&edge.to)).collect();
                children.sort_unstable();
                children.dedup();
                newest[number(&known.facts.id) as usize] = children;
            }
        }
        let mut by_child: Vec<Vec<u32>> = vec![Vec::new(); COMPONENTS];
        for (parent, children) in (0..).zip(&newest) {
            for &child in children.iter().filter(|child| **child != parent) {
                by_child[child as usize].push(parent);
            }
        }
        let mut starts = vec![0];
        let mut parents = Vec::new();
        for list in by_child {
            parents.extend(list);
            starts.push(parents.len() as u32);
        }
        Self {
            starts,
            parents,
            passes: (0..COMPONENTS).map(|number| !(number % PACKAGES).is_multiple_of(5)).collect(),
            group: (0..COMPONENTS).map(|number| (number % PACKAGES) as u32).collect(),
        }
    }

    pub fn count(&self) -> Vec<u32> {
        let mut cells = vec![0; COMPONENTS * PACKAGES];
        for child in (0..COMPONENTS).filter(|child| self.passes[*child]) {
            for &parent in &self.parents[self.starts[child] as usize..self.starts[child + 1] as usize] {
                cells[child * PACKAGES + self.group[parent as usize] as usize] += 1;
            }
        }
        cells
    }
}
