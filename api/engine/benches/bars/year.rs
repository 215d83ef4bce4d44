//! A year of three repositories.
use engine::{Change, Edge, Known, LocalPackage, Moment, RepositoryHistory, RepositoryKey, Step};
use scan::record::{Dates, Facts};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const COMPONENTS: usize = 20_000;
const EDGES: usize = 25;
pub const PACKAGES: usize = 30;
pub const DAY: i64 = 86_400_000;
pub const START: i64 = 1_740_000_000_000;

/// A small generator of the same numbers every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

fn id(number: usize) -> String {
    format!("@acme/p{}:{:064x}:Component{number}", number % PACKAGES, number)
}

/// What a component is. Components of a repository are the packages of its number modulo three.
fn facts(number: usize) -> Arc<Facts> {
    let metadata = BTreeMap::from([("team".to_owned(), scan::PropertyValue::Text(format!("team-{}", number % 12)))]);
    Arc::new(Facts {
        id: id(number),
        name: format!("Component{number}"),
        package_name: format!("@acme/p{}", number % PACKAGES),
        is_local: true,
        path: format!("src/folder{}/component-{number}.tsx", number % 40),
        export_ids: Vec::new(),
        props: Vec::new(),
        html_elements: vec!["div".to_owned()],
        metadata,
    })
}

/// A record of it with edges, which stay within its repository. The same facts are shared by all its records, and the
/// same ids by all edges, as they are when they come out of the store.
fn record(facts: &Arc<Facts>, ids: &[Arc<str>], edges: &[(usize, u32)], day: i64) -> Known {
    let edge = |(to, instances): &(usize, u32)| Edge { to: ids[*to].clone(), instances: *instances };
    Known {
        facts: facts.clone(),
        edges: edges.iter().map(edge).collect(),
        dates: Dates { created_at: Some(START - DAY), updated_at: Some(START + day * DAY) },
    }
}

fn target(dice: &mut Dice, repository: usize) -> usize {
    // Some are used by nearly everybody, most by few.
    let limit = if dice.roll(4) == 0 { 60 } else { COMPONENTS / 3 };
    dice.roll(limit) * 3 + repository
}

pub fn history(days: i64) -> Vec<RepositoryHistory> {
    let mut dice = Dice(88_172_645_463_325_252);
    let mut edges: Vec<Vec<(usize, u32)>> = (0..COMPONENTS)
        .map(|number| (0..EDGES).map(|_| (target(&mut dice, number % 3), 1 + dice.roll(3) as u32)).collect())
        .collect();
    let facts: Vec<Arc<Facts>> = (0..COMPONENTS).map(facts).collect();
    let ids: Vec<Arc<str>> = facts.iter().map(|facts| facts.id.as_str().into()).collect();
    let packages = |repository: usize| -> Vec<LocalPackage> {
        (0..PACKAGES)
            .filter(|package| package % 3 == repository)
            .map(|package| LocalPackage { name: format!("@acme/p{package}"), version: Some("1.0.0".to_owned()) })
            .collect()
    };
    let mut histories: Vec<RepositoryHistory> = (0..3)
        .map(|repository| RepositoryHistory {
            repository: RepositoryKey(repository as u128),
            name: format!("repository{repository}"),
            steps: Vec::new(),
        })
        .collect();
    for day in 0..days {
        for (repository, history) in histories.iter_mut().enumerate() {
            let own = || (repository..COMPONENTS).step_by(3);
            let changed: Vec<usize> = match day {
                0 => own().collect(),
                _ => (0..COMPONENTS / 300).map(|_| dice.roll(COMPONENTS / 3) * 3 + repository).collect(),
            };
            let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
            for number in changed.into_iter().filter(|number| *number < COMPONENTS) {
                if day > 0 {
                    for _ in 0..2 {
                        let at = dice.roll(EDGES);
                        edges[number][at] = (target(&mut dice, repository), 1 + dice.roll(3) as u32);
                    }
                }
                changes.insert(number, Change::Put(record(&facts[number], &ids, &edges[number], day)));
            }
            let seq = day * 3 + repository as i64;
            history.steps.push(Step {
                at: Moment { at: START + day * DAY + repository as i64, seq },
                packages: packages(repository),
                changes: changes.into_values().collect(),
            });
        }
    }
    histories
}
