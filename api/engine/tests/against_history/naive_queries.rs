//! The queries by sorting and counting whatever there is.
use crate::naive::{Facts, Naive, Who, reading};
use engine::RepositoryKey;
use engine::components::{Order, OrderBy};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Value, name, key: what a row is sorted by. Counts sort as numbers, the unused part is empty.
type Place = ((u64, (String, String)), (String, String), String);

fn by_place(sort: &Order) -> impl Fn(&Place, &Place) -> Ordering {
    move |a, b| {
        let by_value = if sort.descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
        by_value.then_with(|| a.1.cmp(&b.1)).then_with(|| a.2.cmp(&b.2))
    }
}

impl Naive {
    /// Usages, instances, children, projects.
    pub fn counts(&self, who: &Who) -> [u64; 4] {
        let incoming = || self.edges.iter().filter(|((_, child), _)| child == who);
        let projects: BTreeSet<&String> = incoming().map(|((parent, _), _)| &self.components[parent].project).collect();
        [
            incoming().count() as u64,
            incoming().map(|(_, instances)| instances).sum(),
            self.edges.keys().filter(|(parent, _)| parent == who).count() as u64,
            projects.len() as u64,
        ]
    }

    pub fn edges_by_key(&self) -> BTreeMap<(String, String), u64> {
        let key = |who: &Who| self.components[who].key();
        let edges = self.edges.iter();
        edges.map(|((parent, child), instances)| ((key(parent), key(child)), *instances)).collect()
    }

    pub fn project_totals(&self) -> Vec<(String, String, RepositoryKey, usize)> {
        let mut totals: Vec<_> = self
            .projects
            .iter()
            .map(|(name, (package, owner))| {
                let is_here = |who: &&Who| matches!(who, Who::Local(project, _) if project == name);
                let components = self.components.keys().filter(is_here).count();
                (name.clone(), package.clone(), *owner, components)
            })
            .collect();
        totals.sort_by_key(|total| reading(&total.0));
        totals
    }

    pub fn export_issues(&self) -> Vec<(String, Vec<String>)> {
        let mut issues: BTreeMap<(String, String), Vec<&Facts>> = BTreeMap::new();
        for (who, facts) in &self.components {
            if matches!(who, Who::External(..)) && self.projects.contains_key(&facts.project) {
                issues.entry(reading(&facts.project)).or_default().push(facts);
            }
        }
        issues
            .into_iter()
            .map(|((_, project), mut components)| {
                components.sort_by_key(|facts| (reading(&facts.name), facts.key()));
                (project, components.into_iter().map(Facts::key).collect())
            })
            .collect()
    }

    fn place(&self, who: &Who, sort: &Order) -> Place {
        let facts = &self.components[who];
        let [usages, instances, children, projects] = self.counts(who);
        let number = |value| (value, Default::default());
        let text = |value: &str| (0, reading(value));
        let value = match sort.by {
            OrderBy::Name => text(&facts.name),
            OrderBy::ProjectName => text(&facts.project),
            OrderBy::Path => text(&facts.path),
            OrderBy::Children => number(children),
            OrderBy::Usages => number(usages),
            OrderBy::Instances => number(instances),
            OrderBy::Projects => number(projects),
            _ => unreachable!("no scan here has dates"),
        };
        (value, reading(&facts.name), facts.key())
    }

    fn sorted(&self, found: impl Iterator<Item = Place>, sort: &Order) -> Vec<String> {
        let mut places: Vec<Place> = found.collect();
        places.sort_by(by_place(sort));
        places.into_iter().map(|(_, _, key)| key).collect()
    }

    /// Keys of what the search finds.
    pub fn catalogue(&self, search: &str, sort: &Order) -> Vec<String> {
        let is_found = |facts: &Facts| {
            search.split_whitespace().all(|term| {
                let term = reading(term).0;
                [&facts.name, &facts.path, &facts.project].iter().any(|text| reading(text).0.contains(&term))
            })
        };
        let found = self.components.iter().filter(|(_, facts)| is_found(facts));
        self.sorted(found.map(|(who, _)| self.place(who, sort)), sort)
    }

    /// Keys of what comes behind the place that `key` has in an earlier state.
    pub fn behind(&self, earlier: &Self, key: &str, sort: &Order) -> Vec<String> {
        let (end, _) = earlier.components.iter().find(|(_, facts)| facts.key() == key).unwrap();
        let end = earlier.place(end, sort);
        let places = self.components.keys().map(|who| self.place(who, sort));
        self.sorted(places.filter(|place| by_place(sort)(place, &end).is_gt()), sort)
    }
}
