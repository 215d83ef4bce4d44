//! Edges in compressed sparse rows: the neighbours of a component are a slice.

/// Neighbours of every component, by component.
#[derive(Clone, Debug)]
pub(crate) struct Adjacency {
    /// Where the neighbours of a component begin; one more entry than components.
    starts: Vec<u32>,
    neighbours: Vec<u32>,
    instances: Vec<u32>,
}

impl Default for Adjacency {
    fn default() -> Self {
        Self { starts: vec![0], neighbours: Vec::new(), instances: Vec::new() }
    }
}

impl Adjacency {
    /// From edges in any order, each (row, neighbour, instances).
    pub(crate) fn from_edges(rows: u32, edges: impl Iterator<Item = (u32, u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; rows as usize + 1];
        for (row, ..) in edges.clone() {
            starts[row as usize + 1] += 1;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let mut next = starts.clone();
        let count = starts.last().map_or(0, |end| *end as usize);
        let mut adjacency = Self { starts, neighbours: vec![0; count], instances: vec![0; count] };
        for (row, neighbour, instances) in edges {
            let at = next[row as usize] as usize;
            next[row as usize] += 1;
            adjacency.neighbours[at] = neighbour;
            adjacency.instances[at] = instances;
        }
        adjacency
    }

    /// The same edges seen from their other ends.
    pub(crate) fn transposed(&self) -> Self {
        let mut starts = vec![0; self.starts.len()];
        for &neighbour in &self.neighbours {
            starts[neighbour as usize + 1] += 1;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let mut next = starts.clone();
        let mut turned =
            Self { starts, neighbours: vec![0; self.neighbours.len()], instances: vec![0; self.neighbours.len()] };
        for row in 0..self.len() {
            for (neighbour, instances) in self.of(row) {
                let at = next[neighbour as usize] as usize;
                next[neighbour as usize] += 1;
                turned.neighbours[at] = row;
                turned.instances[at] = instances;
            }
        }
        turned
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        4 * (self.starts.len() + self.neighbours.len() + self.instances.len())
    }

    /// Components.
    pub(crate) fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// Its neighbours.
    pub(crate) fn neighbours(&self, component: u32) -> &[u32] {
        &self.neighbours[self.range(component)]
    }

    /// Its neighbours, each with the instances of the edge.
    pub(crate) fn of(&self, component: u32) -> impl Iterator<Item = (u32, u32)> {
        let range = self.range(component);
        let instances = self.instances[range.clone()].iter().copied();
        self.neighbours[range].iter().copied().zip(instances)
    }

    fn range(&self, component: u32) -> std::ops::Range<usize> {
        let component = component as usize;
        self.starts[component] as usize..self.starts[component + 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_the_same_from_both_ends() {
        let edges = [(2, 0, 7), (0, 1, 5), (0, 2, 0)];
        let children = Adjacency::from_edges(3, edges.into_iter());
        let parents = children.transposed();
        let of = |rows: &Adjacency, row| rows.of(row).collect::<Vec<_>>();
        assert_eq!((children.len(), parents.len()), (3, 3));
        assert_eq!(of(&children, 0), [(1, 5), (2, 0)]);
        assert_eq!(of(&children, 1), []);
        assert_eq!(of(&parents, 0), [(2, 7)]);
        assert_eq!(of(&parents, 1), [(0, 5)]);
        assert_eq!(parents.neighbours(2), [0]);
    }
}
