//! Repositories by their counting scan, for states that don't depend on what was before.
use engine::{LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step, Timeline};
use scan::Component;
use std::collections::BTreeSet;

/// A package that is local in the counting scan of a repository.
#[derive(Clone, Debug)]
pub struct PackagePresence {
    pub name: String,
    /// The first scan of its present unbroken run; not after the counting scan.
    pub appeared: Moment,
}

/// One repository with its counting scan.
#[derive(Clone, Debug)]
pub struct Source {
    pub repository: RepositoryKey,
    pub repository_name: String,
    pub at: Moment,
    /// Its local packages. One that only `components` mention appeared with this scan.
    pub packages: Vec<PackagePresence>,
    pub components: Vec<Component>,
}

/// The timeline of these. In earlier scans there was nothing but the packages that had appeared.
pub fn timeline(sources: &[Source]) -> Timeline {
    Timeline::build(sources.iter().map(history).collect())
}

fn history(source: &Source) -> RepositoryHistory {
    let mut moments: BTreeSet<Moment> = source.packages.iter().map(|package| package.appeared).collect();
    moments.insert(source.at);
    let steps = moments.into_iter().map(|at| {
        let here = source.packages.iter().filter(|package| package.appeared <= at);
        let packages = here.map(|package| LocalPackage { name: package.name.clone(), version: None }).collect();
        let components = if at == source.at { source.components.as_slice() } else { &[] };
        Step::between(&[], components, at, packages)
    });
    RepositoryHistory { repository: source.repository, name: source.repository_name.clone(), steps: steps.collect() }
}
