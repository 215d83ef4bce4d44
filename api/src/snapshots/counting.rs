//! Which scans make up a workspace: visible ones of the tracked branch, of repositories and what was merged into them.
use crate::{
    auth::member::Scope,
    entities::{repository, scan_report},
    store::lines::{Line, Lines},
};
use anyhow::Context;
use engine::{Moment, RepositoryKey};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// What the scans of a workspace say beside their components, by name.
pub struct Reports(HashMap<Vec<u8>, scan_report::Model>);

impl Reports {
    /// All of a workspace.
    pub async fn load(db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<Self> {
        let own = scan_report::Entity::find().filter(scan_report::Column::WorkspaceId.eq(scope.id()));
        Ok(Self(own.all(db).await?.into_iter().map(|row| (row.hash.clone(), row)).collect()))
    }

    /// That of a scan.
    pub fn of(&self, line: &Line) -> anyhow::Result<&scan_report::Model> {
        self.0.get(&line.report_hash).with_context(|| format!("scan {} has no report", line.id))
    }
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
        let whole = by_id.get(&line.repository_id).and_then(|own| by_id.get(&own.merged_into.unwrap_or(own.id)));
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
