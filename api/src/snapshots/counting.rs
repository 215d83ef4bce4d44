//! Which scans make up a workspace: visible ones of the tracked branch, of repositories and what was merged into them.
use crate::{
    auth::member::Scope,
    entities::{repository, scan_report},
    store::lines::{AT_ONCE, Line, Lines},
};
use anyhow::Context;
use engine::{Moment, RepositoryKey};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What some scans say beside their components, by name.
#[derive(Default)]
pub struct Reports {
    packages: HashMap<Vec<u8>, Vec<scan::Package>>,
    issues: HashMap<Vec<u8>, scan::Issues>,
}

impl Reports {
    /// The packages of some scans, and of few of them what the scanner could not make sense of: that may be long.
    pub async fn load(
        db: &impl ConnectionTrait,
        scope: Scope,
        packages_of: &[&Line],
        issues_of: &[&Line],
    ) -> anyhow::Result<Self> {
        let mut all = Self::default();
        for some in names(packages_of).chunks(AT_ONCE) {
            let rows: Vec<(Vec<u8>, scan_report::Packages)> =
                part(scope, some, scan_report::Column::Packages).into_tuple().all(db).await?;
            all.packages.extend(rows.into_iter().map(|(name, packages)| (name, packages.0)));
        }
        for some in names(issues_of).chunks(AT_ONCE) {
            let rows: Vec<(Vec<u8>, scan_report::Issues)> =
                part(scope, some, scan_report::Column::Issues).into_tuple().all(db).await?;
            all.issues.extend(rows.into_iter().map(|(name, issues)| (name, issues.0)));
        }
        Ok(all)
    }

    /// The packages of a scan.
    pub fn packages(&self, line: &Line) -> anyhow::Result<&[scan::Package]> {
        let found = self.packages.get(&line.report_hash);
        Ok(found.with_context(|| format!("scan {} has no report", line.id))?)
    }

    /// What the scanner could not make sense of.
    pub fn issues(&self, line: &Line) -> anyhow::Result<&scan::Issues> {
        self.issues.get(&line.report_hash).with_context(|| format!("scan {} has no report", line.id))
    }
}

/// Many scans share a report.
fn names<'a>(lines: &[&'a Line]) -> Vec<&'a [u8]> {
    let all: BTreeSet<&[u8]> = lines.iter().map(|line| &*line.report_hash).collect();
    all.into_iter().collect()
}

fn part(scope: Scope, names: &[&[u8]], column: scan_report::Column) -> Select<scan_report::Entity> {
    scan_report::Entity::find()
        .select_only()
        .columns([scan_report::Column::Hash, column])
        .filter(scan_report::Column::WorkspaceId.eq(scope.id()))
        .filter(scan_report::Column::Hash.is_in(names.iter().copied()))
}

/// A repository with the scans of it that count, oldest first; there is at least one.
pub struct Counting<'a> {
    /// The repository.
    pub repository: &'a repository::Model,
    /// Its scans, and those of what was merged into it.
    pub scans: Vec<&'a Line>,
}

impl Counting<'_> {
    /// As the engine knows the repository.
    pub fn key(&self) -> RepositoryKey {
        RepositoryKey(self.repository.id.as_u128())
    }
}

/// The repositories of a workspace.
pub async fn repositories(db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<Vec<repository::Model>> {
    Ok(repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id())).all(db).await?)
}

/// The scans that count, by repository.
pub fn counting<'a>(repositories: &'a [repository::Model], lines: &'a Lines) -> Vec<Counting<'a>> {
    let by_id: HashMap<_, _> = repositories.iter().map(|row| (row.id, row)).collect();
    let mut all: BTreeMap<uuid::Uuid, Counting<'a>> = BTreeMap::new();
    for line in lines.all().iter().filter(|line| line.deleted_at.is_none()) {
        let whole = by_id.get(&line.repository_id).and_then(|own| by_id.get(&own.whole()));
        let Some(whole) = whole.filter(|row| row.counts(line.branch.as_deref())) else { continue };
        let entry = all.entry(whole.id).or_insert_with(|| Counting { repository: whole, scans: Vec::new() });
        entry.scans.push(line);
    }
    all.into_values().collect()
}

/// A scan's place in time.
pub fn moment(line: &Line) -> Moment {
    Moment { at: line.created_at.timestamp_millis(), seq: line.seq }
}
