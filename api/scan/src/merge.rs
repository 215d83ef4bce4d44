//! Components that share an id within a body.
use crate::{
    model::{Component, Edge},
    order,
};

impl Component {
    /// Unites two records of one id. The order of merging doesn't matter: lists are united, an edge to one child has
    /// the usages of both, dates widen, and where there can be one value only, the record of a local component gives
    /// it, else the one whose name, package and path come first.
    pub fn merge(&mut self, mut other: Self) {
        let precedence = |c: &Self| (!c.is_local, c.name.clone(), c.package_name.clone(), c.path.clone());
        if precedence(&other) < precedence(self) {
            std::mem::swap(self, &mut other);
        }
        self.export_ids.append(&mut other.export_ids);
        self.export_ids.sort_unstable();
        self.export_ids.dedup();
        self.html_elements.append(&mut other.html_elements);
        self.html_elements.sort_unstable();
        self.html_elements.dedup();
        self.props.append(&mut other.props);
        self.props = order::declared(std::mem::take(&mut self.props));
        for (key, value) in other.metadata {
            let value = match self.metadata.remove(&key) {
                Some(ours) => order::smaller(ours, value),
                None => value,
            };
            self.metadata.insert(key, value);
        }
        self.span = [self.span, other.span].into_iter().flatten().min();
        self.created_at = [self.created_at, other.created_at].into_iter().flatten().min();
        self.updated_at = self.updated_at.max(other.updated_at);
        self.edges.append(&mut other.edges);
        self.edges = order::edges(std::mem::take(&mut self.edges), &self.id);
    }

    /// The lengths of all its lists: with them grows what it takes of memory, beside its texts.
    pub(crate) fn values(&self) -> usize {
        let passed = |edge: &Edge| edge.usages.iter().map(|usage| 1 + usage.props.len()).sum::<usize>();
        let rendered = self.edges.iter().map(|edge| 1 + passed(edge)).sum::<usize>();
        rendered + self.export_ids.len() + self.html_elements.len() + self.props.len() + self.metadata.len()
    }
}
