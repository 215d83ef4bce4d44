//! A workspace as plain lists of what was sent and of what was said about it, and the state they make up.
use crate::support::counter::{Counted, owned_state_of};
use chrono::{DateTime, Utc};
use engine::components::ComponentRow;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A component and the team it says it is of.
pub type State = BTreeMap<String, (Counted, Option<String>)>;

/// A scan as it was sent.
#[derive(Clone)]
pub struct Sent {
    pub id: Uuid,
    pub repository: Uuid,
    pub branch: Option<String>,
    pub at: DateTime<Utc>,
    pub seq: i64,
    pub is_visible: bool,
    pub body: Value,
}

/// What was said about a repository.
#[derive(Clone, Default)]
pub struct Repository {
    pub tracked: Option<String>,
    pub leaves_out_none: bool,
    pub into: Option<Uuid>,
}

/// All of it.
#[derive(Default)]
pub struct Workspace {
    pub sent: Vec<Sent>,
    pub repositories: BTreeMap<Uuid, Repository>,
}

impl Workspace {
    fn whole(&self, repository: Uuid) -> Uuid {
        self.repositories[&repository].into.unwrap_or(repository)
    }

    fn counts(&self, scan: &Sent) -> bool {
        let rule = &self.repositories[&self.whole(scan.repository)];
        match (&rule.tracked, &scan.branch) {
            (None, _) => true,
            (Some(_), None) => !rule.leaves_out_none,
            (Some(tracked), Some(branch)) => tracked == branch,
        }
    }

    /// The scans that count up to a time, in order.
    fn counting(&self, until: DateTime<Utc>) -> Vec<&Sent> {
        let visible = self.sent.iter().filter(|scan| scan.is_visible && scan.at <= until);
        let mut all: Vec<&Sent> = visible.filter(|scan| self.counts(scan)).collect();
        all.sort_by_key(|scan| (scan.at, scan.seq));
        all
    }

    /// When scans came that count.
    pub fn times(&self) -> BTreeSet<DateTime<Utc>> {
        self.counting(DateTime::<Utc>::MAX_UTC).iter().map(|scan| scan.at).collect()
    }

    /// The state at a time, counted from whole bodies.
    pub fn state(&self, at: DateTime<Utc>, hits: &mut BTreeMap<&'static str, u64>) -> State {
        let mut histories: BTreeMap<Uuid, Vec<&Sent>> = BTreeMap::new();
        for scan in self.counting(at) {
            histories.entry(self.whole(scan.repository)).or_default().push(scan);
        }
        let mut histories: Vec<Vec<&Sent>> = histories.into_values().collect();
        histories.sort_by_key(|scans| scans.last().map(|newest| (newest.at, newest.seq)));
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        let mut appeared: BTreeMap<String, (DateTime<Utc>, i64)> = BTreeMap::new();
        for (body, scans) in histories.iter().enumerate() {
            for package in packages(scans[scans.len() - 1]) {
                let has_it = |scan: &&&Sent| packages(scan).contains(&package);
                let run: Vec<&Sent> = scans.iter().rev().take_while(has_it).copied().collect();
                let first = run[run.len() - 1];
                let mut hit = |happened: bool, what| {
                    if happened {
                        *hits.entry(what).or_default() += 1;
                    }
                };
                hit(
                    scans[..scans.len() - run.len()].iter().any(|scan| has_it(&scan)),
                    "a package that left and returned",
                );
                hit(appeared.contains_key(&package), "two claimants of a package");
                let place = (first.at, first.seq);
                if appeared.get(&package).is_none_or(|other| *other < place) {
                    appeared.insert(package.clone(), place);
                    owners.insert(package, body);
                }
            }
            let alternates = |three: &[&Sent]| three[0].branch == three[2].branch && three[0].branch != three[1].branch;
            if scans.windows(3).any(alternates) {
                *hits.entry("branches that alternate").or_default() += 1;
            }
        }
        let bodies: Vec<Value> = histories.iter().map(|scans| scans[scans.len() - 1].body.clone()).collect();
        let team = |counted: &Counted, id: &str| {
            let body = &bodies[*owners.get(&counted.package)?];
            let own = body["components"].as_array()?.iter().find(|one| one["id"] == *id)?;
            own["metadata"]["team"].as_str().map(str::to_owned)
        };
        let with_team = |(id, counted): (String, Counted)| {
            let team = team(&counted, &id);
            (id, (counted, team))
        };
        owned_state_of(&bodies, &owners).into_iter().map(with_team).collect()
    }
}

/// Packages that a scan defines something in.
fn packages(scan: &Sent) -> BTreeSet<String> {
    let all = scan.body["components"].as_array().into_iter().flatten();
    let local = all.filter(|one| one["source"]["source"]["mtype"] == "local");
    local.filter_map(|one| one["package_name"].as_str().map(str::to_owned)).collect()
}

/// The server's answer in the same terms.
pub fn told(rows: &[ComponentRow<'_>]) -> State {
    let one = |row: &ComponentRow<'_>| {
        let facts = row.facts;
        let linked_by = row.linked_by.map(|by| match format!("{by:?}").as_str() {
            "Id" => "id",
            "ExportId" => "exportId",
            "Name" => "name",
            _ => "reExport",
        });
        let team = facts.metadata.get("team").and_then(|value| match value {
            scan::PropertyValue::Text(text) => Some(text.clone()),
            _ => None,
        });
        let counted = Counted {
            name: facts.name.clone(),
            package: facts.package_name.clone(),
            is_internal: row.is_internal,
            usages: row.usages as usize,
            instances: row.instances,
            children: row.children as usize,
            projects: row.projects as usize,
            linked_by,
        };
        (facts.id.clone(), (counted, team))
    };
    rows.iter().map(one).collect()
}

/// A state without what is only told of the newest one.
pub fn without_rules(state: State) -> State {
    let bare = |(id, (counted, team))| (id, (Counted { linked_by: None, ..counted }, team));
    state.into_iter().map(bare).collect()
}

/// Whether what imports were recognised as by its name went, and they stand for themselves again.
pub fn has_broken_link(before: &State, after: &State) -> bool {
    let linked = before.iter().filter(|(_, (one, _))| one.linked_by == Some("name"));
    let stands_alone = |name: &str, package: &str| {
        after.values().any(|(one, _)| !one.is_internal && one.name == name && one.package == package)
    };
    linked.into_iter().any(|(_, (one, _))| stands_alone(&one.name, &one.package))
}
