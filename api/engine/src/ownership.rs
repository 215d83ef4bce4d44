//! Which repository owns which project.
use crate::ids::{NAMELESS, nameless_names};
use crate::source::{Moment, RepositoryKey, Source};
use crate::text::Dictionary;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// A project that several repositories claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The project.
    pub project: String,
    /// Who claims it: the owner first, then the others, the latest comer first.
    pub claims: Vec<Claim>,
}

/// A repository whose counting scan has a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The repository.
    pub repository: RepositoryKey,
    /// Its display name.
    pub repository_name: String,
    /// Since when the package has been in it without a break.
    pub appeared: Moment,
}

/// Identity of a package. The nameless one of a repository has nothing to do with that of another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Identity<'a> {
    Named(&'a str),
    Nameless(u32),
}

impl<'a> Identity<'a> {
    fn of(source: u32, package: &'a str) -> Self {
        if package == NAMELESS { Self::Nameless(source) } else { Self::Named(package) }
    }
}

/// All packages the sources mention, numbered in the reading order of their project names.
pub(crate) struct Packages<'a> {
    numbers: HashMap<Identity<'a>, u32>,
    /// Unique names, by number.
    pub(crate) project_names: Dictionary,
    /// The scanner's names, by number.
    pub(crate) package_names: Vec<&'a str>,
    /// The source that owns it, by number; none for a package nobody has as a local one.
    pub(crate) owners: Vec<Option<u32>>,
    /// Projects with several claimants, in the order of the packages.
    pub(crate) conflicts: Vec<Conflict>,
}

impl<'a> Packages<'a> {
    pub(crate) fn of(sources: &'a [Source]) -> Self {
        let claims = claims(sources);
        let mentioned: HashSet<Identity<'a>> = (0..)
            .zip(sources)
            .flat_map(|(number, source)| source.components.iter().map(move |c| (number, c)))
            .map(|(number, component)| Identity::of(number, &component.package_name))
            .chain(claims.keys().copied())
            .collect();
        let holders = mentioned.iter().filter_map(|identity| match *identity {
            Identity::Named(_) => None,
            Identity::Nameless(source) => Some(source),
        });
        let is_taken = |name: &str| mentioned.contains(&Identity::Named(name));
        let nameless = nameless_names(sources, holders, is_taken);

        let identities: Vec<Identity<'a>> = mentioned.iter().copied().collect();
        let (project_names, ranks) = Dictionary::of(identities.iter().map(|id| match *id {
            Identity::Named(name) => name,
            Identity::Nameless(source) => nameless[&source].as_str(),
        }));
        let mut packages = Self {
            numbers: identities.iter().copied().zip(ranks.iter().copied()).collect(),
            project_names,
            package_names: vec![NAMELESS; ranks.len()],
            owners: vec![None; ranks.len()],
            conflicts: Vec::new(),
        };
        for (identity, rank) in identities.into_iter().zip(ranks) {
            if let Identity::Named(name) = identity {
                packages.package_names[rank as usize] = name;
            }
        }
        packages.settle(sources, claims);
        packages
    }

    /// The package appeared last wins; the later running number breaks a tie.
    fn settle(&mut self, sources: &[Source], claims: HashMap<Identity<'a>, Claims>) {
        let mut contested = Vec::new();
        for (identity, mut claimants) in claims {
            let package = self.numbers[&identity];
            claimants.sort_by_key(|&(appeared, source)| Reverse((appeared, sources[source as usize].repository)));
            self.owners[package as usize] = claimants.first().map(|&(_, source)| source);
            if claimants.len() > 1 {
                contested.push((package, claimants));
            }
        }
        contested.sort_by_key(|&(package, _)| package);
        self.conflicts = contested
            .into_iter()
            .map(|(package, claimants)| Conflict {
                project: self.project_names.word(package).to_owned(),
                claims: claimants
                    .into_iter()
                    .map(|(appeared, source)| {
                        let source = &sources[source as usize];
                        Claim {
                            repository: source.repository,
                            repository_name: source.repository_name.clone(),
                            appeared,
                        }
                    })
                    .collect(),
            })
            .collect();
    }

    /// The number of a package that `source` mentions.
    pub(crate) fn number(&self, source: u32, package: &'a str) -> u32 {
        self.numbers[&Identity::of(source, package)]
    }
}

/// Since when which source has the package.
type Claims = Vec<(Moment, u32)>;

fn claims(sources: &[Source]) -> HashMap<Identity<'_>, Claims> {
    let mut claims: HashMap<Identity<'_>, Claims> = HashMap::new();
    for (number, source) in (0..).zip(sources) {
        let mut own: HashMap<&str, Moment> = HashMap::new();
        for package in &source.packages {
            own.entry(&package.name).or_insert(package.appeared);
        }
        for component in source.components.iter().filter(|component| component.is_local) {
            own.entry(&component.package_name).or_insert(source.at);
        }
        for (package, appeared) in own {
            let claimants = claims.entry(Identity::of(number, package)).or_default();
            claimants.push((appeared, number));
        }
    }
    claims
}
