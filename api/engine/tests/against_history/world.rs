//! What happens to a workspace, and which scans count in the end.
use crate::source::{PackagePresence, Source};
use engine::{LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step};
use scan::{Component, Edge, PropertyValue, Usage};
use std::collections::{BTreeMap, BTreeSet};

pub const PACKAGES: &[&str] = &["ui", "app", "root"];
pub const NAMES: &[&str] = &["Card", "Button", "default", "Card.Part"];
pub const PATHS: &[(&str, &str)] = &[("", "0e"), ("src/a", "1f"), ("src/b/c", "2a"), ("lib/d", "3b")];
pub const HOUR: i64 = 3_600_000;
/// Somewhat before a clock is put forward.
pub const START: i64 = 1_774_500_000_000;

/// A change to what a repository holds.
#[derive(Clone, Debug)]
pub enum Edit {
    Add(usize, usize, usize, bool),
    Remove(usize),
    Render(usize, usize, usize),
    /// A component renders one of another package that it imports from two places.
    RenderTwice(usize, usize, usize),
    Forget(usize),
    Export(usize, usize, usize),
    Unexport(usize),
    Property(usize, usize, usize),
    Rename(usize, usize),
    Move(usize, usize),
    Date(usize, i64),
    Html(usize, usize),
    DropPackage(usize),
    Version(usize, usize),
}

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A scan of a repository after some hours; negative hours are an import of an older one.
    Scan { repository: usize, hours: i64, branch: bool, edits: Vec<Edit> },
    /// A scan is hidden.
    Delete(usize),
    /// Only scans of one branch count.
    Track(usize),
    /// A repository turned out to be another one.
    Merge(usize, usize),
}

/// A scan that counts.
#[derive(Clone, Debug)]
pub struct Counting {
    pub repository: RepositoryKey,
    pub at: Moment,
    pub packages: Vec<LocalPackage>,
    pub components: Vec<Component>,
}

/// A scan as it came.
struct Came {
    repository: usize,
    branch: bool,
    visible: bool,
    scan: Counting,
}

pub fn id(package: &str, hash: &str, name: &str) -> String {
    format!("{package}:{}:{name}", hash.repeat(32))
}

pub fn value(of: usize) -> PropertyValue {
    match of % 7 {
        0 => PropertyValue::Text("team-2".into()),
        1 => PropertyValue::Text("Team A".into()),
        2 => PropertyValue::Number(2.0),
        3 => PropertyValue::Number(7.5),
        4 => PropertyValue::Bool(true),
        5 => PropertyValue::Bool(false),
        _ => PropertyValue::Text("2026-03-28".into()),
    }
}

fn apply(all: &mut Vec<Component>, edit: &Edit) {
    let at = |index: usize, all: &Vec<Component>| if all.is_empty() { None } else { Some(index % all.len()) };
    match *edit {
        Edit::Add(package, path, name, is_local) => {
            let (package, path, name) = (PACKAGES[package % 3], PATHS[path % 4], NAMES[name % 4]);
            let id = id(package, path.1, name);
            if all.iter().all(|other| other.id != id) {
                all.push(Component {
                    id,
                    name: name.into(),
                    package_name: package.into(),
                    is_local,
                    path: path.0.into(),
                    ..Component::default()
                });
            }
        }
        Edit::Remove(index) => drop(at(index, all).map(|index| all.remove(index))),
        Edit::Render(from, to, elements) => {
            if let (Some(from), Some(to)) = (at(from, all), at(to, all))
                && all[from].is_local
            {
                let to = all[to].id.clone();
                let usages = vec![Usage { span: Default::default(), props: Vec::new() }; elements % 3];
                let edges = &mut all[from].edges;
                edges.retain(|edge| edge.to != to);
                edges.push(Edge { to, usages });
            }
        }
        Edit::RenderTwice(from, package, name) => {
            let Some(from) = at(from, all).filter(|from| all[*from].is_local) else { return };
            for (place, (_, hash)) in PATHS.iter().enumerate().take(2) {
                apply(all, &Edit::Add(package, place, name, false));
                let to = id(PACKAGES[package % 3], hash, NAMES[name % 4]);
                all[from].edges.retain(|edge| edge.to != to);
                all[from].edges.push(Edge { to, usages: vec![Usage { span: Default::default(), props: Vec::new() }] });
            }
        }
        Edit::Forget(from) => drop(at(from, all).and_then(|from| all[from].edges.pop())),
        Edit::Export(of, package, name) => {
            if let Some(of) = at(of, all) {
                let id = id(PACKAGES[package % 3], "0e", NAMES[name % 4]);
                if !all[of].export_ids.contains(&id) {
                    all[of].export_ids.push(id);
                }
            }
        }
        Edit::Unexport(of) => drop(at(of, all).and_then(|of| all[of].export_ids.pop())),
        Edit::Property(of, name, what) => {
            if let Some(of) = at(of, all) {
                all[of].metadata.insert(format!("p{}", name % 2), value(what));
            }
        }
        Edit::Rename(of, name) => drop(at(of, all).map(|of| all[of].name = NAMES[name % 4].into())),
        Edit::Move(of, path) => {
            if let Some(of) = at(of, all) {
                let path = PATHS[path % 4];
                let name = all[of].id.rsplit(':').next().unwrap().to_owned();
                let (old, new) = (all[of].id.clone(), id(&all[of].package_name, path.1, &name));
                if all.iter().all(|other| other.id != new) {
                    all[of].id = new.clone();
                    all[of].path = path.0.into();
                    for edge in all.iter_mut().flat_map(|c| &mut c.edges).filter(|edge| edge.to == old) {
                        edge.to = new.clone();
                    }
                }
            }
        }
        Edit::Date(of, hours) => {
            if let Some(of) = at(of, all).filter(|of| all[*of].is_local) {
                all[of].created_at = (hours % 3 != 0).then_some(START + hours * HOUR);
                all[of].updated_at = (hours % 5 != 0).then_some(START + (hours + 9) * HOUR);
            }
        }
        Edit::Html(of, what) => {
            if let Some(of) = at(of, all) {
                all[of].html_elements = ["a", "button"][..what % 3].iter().map(ToString::to_string).collect();
            }
        }
        Edit::DropPackage(package) => all.retain(|c| c.package_name != PACKAGES[package % 3]),
        Edit::Version(..) => {}
    }
}

/// What happened, counted.
pub type Hits = BTreeMap<&'static str, u64>;

/// The scans that count, in order.
pub fn counting(events: &[Event], hits: &mut Hits) -> Vec<Counting> {
    let mut working: Vec<Vec<Component>> = vec![Vec::new(); 3];
    let mut versions = [[0; 3]; 3];
    let mut came: Vec<Came> = Vec::new();
    let mut merged: Vec<usize> = (0..3).collect();
    let mut tracked = [false; 3];
    let mut now = START;
    for (seq, event) in (1..).zip(events) {
        match event {
            Event::Scan { repository, hours, branch, edits } => {
                for step in edits {
                    apply(&mut working[*repository], step);
                    if let Edit::Version(package, version) = step {
                        versions[*repository][package % 3] = version % 3;
                    }
                }
                let at = if *hours < 0 { now + hours * HOUR } else { now + hours * HOUR + seq };
                if at < now {
                    *hits.entry("back-dated scan").or_default() += 1;
                }
                now = now.max(at);
                let components = working[*repository].clone();
                let local: BTreeSet<&str> =
                    components.iter().filter(|c| c.is_local).map(|c| c.package_name.as_str()).collect();
                let packages = local.into_iter().map(|name| {
                    let version = versions[*repository][PACKAGES.iter().position(|p| *p == name).unwrap()];
                    LocalPackage { name: name.into(), version: (version > 0).then(|| format!("{version}.0.0")) }
                });
                came.push(Came {
                    repository: *repository,
                    branch: *branch,
                    visible: true,
                    scan: Counting {
                        repository: RepositoryKey(0),
                        at: Moment { at, seq },
                        packages: packages.collect(),
                        components,
                    },
                });
            }
            Event::Delete(index) if !came.is_empty() => {
                let index = index % came.len();
                if came[index].visible && index + 1 < came.len() {
                    *hits.entry("deletion in the middle").or_default() += 1;
                }
                came[index].visible = false;
            }
            Event::Delete(_) => {}
            Event::Track(repository) => tracked[*repository] = true,
            Event::Merge(from, into) => {
                let into = merged[*into];
                if *from != into && merged[*from] == *from {
                    *hits.entry("merged repositories").or_default() += 1;
                    merged.iter_mut().filter(|other| **other == *from).for_each(|other| *other = into);
                }
            }
        }
    }
    let mut counting: Vec<Counting> = Vec::new();
    for other in came {
        let repository = merged[other.repository];
        let is_other_branch = tracked[repository] && other.branch;
        if is_other_branch {
            *hits.entry("alternating branches").or_default() += 1;
        }
        if other.visible && !is_other_branch {
            counting.push(Counting { repository: RepositoryKey(repository as u128 + 1), ..other.scan });
        }
    }
    counting.sort_by_key(|scan| scan.at);
    counting
}

/// The counting scans as histories of repositories.
pub fn histories(scans: &[Counting]) -> Vec<RepositoryHistory> {
    let mut histories: BTreeMap<RepositoryKey, (RepositoryHistory, Vec<Component>)> = BTreeMap::new();
    for scan in scans {
        let (history, last) = histories.entry(scan.repository).or_insert_with(|| {
            let name = format!("r{}", scan.repository.0);
            (RepositoryHistory { repository: scan.repository, name, steps: Vec::new() }, Vec::new())
        });
        history.steps.push(Step::between(last, &scan.components, scan.at, scan.packages.clone()));
        last.clone_from(&scan.components);
    }
    histories.into_values().map(|(history, _)| history).collect()
}

/// The counting scan of each repository after the first so many scans, with its packages' presence.
pub fn sources(scans: &[Counting], hits: &mut Hits) -> Vec<Source> {
    let mut newest: BTreeMap<RepositoryKey, &Counting> = BTreeMap::new();
    for scan in scans {
        newest.insert(scan.repository, scan);
    }
    let mut sources = Vec::new();
    for (repository, scan) in newest {
        let own: Vec<&Counting> = scans.iter().filter(|other| other.repository == repository).collect();
        let presence = |package: &LocalPackage| {
            let holds = |scan: &&&Counting| scan.packages.iter().any(|other| other.name == package.name);
            let run: Vec<&Counting> = own.iter().rev().take_while(holds).copied().collect();
            let before = own.len() - run.len();
            if own[..before].iter().any(|scan| holds(&scan)) {
                *hits.entry("a package that left and returned").or_default() += 1;
            }
            PackagePresence { name: package.name.clone(), appeared: run.last().unwrap().at }
        };
        sources.push(Source {
            repository,
            repository_name: format!("r{}", repository.0),
            at: scan.at,
            packages: scan.packages.iter().map(presence).collect::<Vec<_>>(),
            components: scan.components.clone(),
        });
    }
    sources
}
