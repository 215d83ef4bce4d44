//! How scans build on each other: the lines that lead from each to a scan that is there as a whole.
use crate::{
    auth::member::Scope,
    entities::{scan as scans, scan_delta},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use scan::store::{Delta, Manifest};
use sea_orm::{ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows asked for by id in one query.
pub const AT_ONCE: usize = 500;

/// A scan and the one it builds on.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "scans::Entity")]
pub struct Line {
    /// The scan.
    pub id: Uuid,
    /// Of which repository.
    pub repository_id: Uuid,
    /// Of which branch.
    pub branch: Option<String>,
    /// Its place in time.
    pub created_at: DateTime<Utc>,
    /// Its running number, and that of its pack.
    pub seq: i64,
    /// The name of what it says beside its components.
    pub report_hash: Vec<u8>,
    /// Set while it is as if it had never come.
    pub deleted_at: Option<DateTime<Utc>>,
    /// The scan it builds on; none for one that is there as a whole and was so from the beginning.
    pub base_id: Option<Uuid>,
    /// The nearest scan on its line that is there as a whole.
    pub keyframe_id: Uuid,
    /// Components that changed since then.
    pub since_keyframe: i32,
}

/// The scans of some repositories, hidden ones too, oldest first.
#[derive(Debug, Default)]
pub struct Lines {
    all: Vec<Line>,
    at: HashMap<Uuid, usize>,
}

/// Of scans that are in order already.
impl FromIterator<Line> for Lines {
    fn from_iter<I: IntoIterator<Item = Line>>(lines: I) -> Self {
        let all: Vec<Line> = lines.into_iter().collect();
        let at = all.iter().enumerate().map(|(at, line)| (line.id, at)).collect();
        Self { all, at }
    }
}

impl Lines {
    /// Those of some repositories, or of the whole workspace.
    pub async fn load(db: &impl ConnectionTrait, scope: Scope, repositories: Option<&[Uuid]>) -> anyhow::Result<Self> {
        let mut query = scans::Entity::find().filter(scans::Column::WorkspaceId.eq(scope.id()));
        if let Some(repositories) = repositories {
            query = query.filter(scans::Column::RepositoryId.is_in(repositories.iter().copied()));
        }
        let oldest_first = query.order_by_asc(scans::Column::CreatedAt).order_by_asc(scans::Column::Seq);
        let all: Vec<Line> = oldest_first.into_partial_model().all(db).await?;
        Ok(all.into_iter().collect())
    }

    /// All of them.
    pub fn all(&self) -> &[Line] {
        &self.all
    }

    /// One of them.
    pub fn get(&self, id: Uuid) -> Option<&Line> {
        self.at.get(&id).map(|at| &self.all[*at])
    }

    /// What a scan of this repository, branch and time is to build on: the nearest earlier one of the branch, else of
    /// the repository, else the nearest later one. Any would do; this one has most in common.
    pub fn base_for(&self, repository: Uuid, branch: Option<&str>, at: DateTime<Utc>) -> Option<&Line> {
        let own = || self.all.iter().filter(move |line| line.repository_id == repository);
        let earlier = || own().rev().filter(|line| line.created_at <= at);
        earlier().find(|line| line.branch.as_deref() == branch).or_else(|| earlier().next()).or_else(|| own().next())
    }

    /// The last scan of a repository that came before a time, whatever its branch, and hidden or not.
    pub fn before(&self, repository: Uuid, at: DateTime<Utc>) -> Option<&Line> {
        self.all.iter().rev().find(|line| line.repository_id == repository && line.created_at <= at)
    }

    /// The next scan of the same repository, whatever its branch, and hidden or not.
    pub fn after(&self, line: &Line) -> Option<&Line> {
        let own = self.at.get(&line.id)?;
        self.all[own + 1..].iter().find(|later| later.repository_id == line.repository_id)
    }

    /// The visible scan that one of this branch and time follows, whatever its repository.
    pub fn previous(&self, branch: Option<&str>, at: DateTime<Utc>) -> Option<&Line> {
        let earlier = self.all.iter().rev().filter(|line| line.created_at <= at);
        earlier.filter(|line| line.deleted_at.is_none()).find(|line| line.branch.as_deref() == branch)
    }

    /// From a scan, which is included, step by step to the one its line begins with.
    pub fn to_root(&self, id: Uuid) -> impl Iterator<Item = anyhow::Result<&Line>> {
        let mut next = Some(id);
        let mut left = self.all.len();
        std::iter::from_fn(move || {
            let id = next.take()?;
            let Some(line) = self.get(id) else {
                return Some(Err(anyhow::anyhow!("scan {id}, which others build on, is not there")));
            };
            if left == 0 {
                return Some(Err(anyhow::anyhow!("scan {id} builds on itself")));
            }
            left -= 1;
            next = line.base_id;
            Some(Ok(line))
        })
    }

    /// A whole scan.
    pub async fn manifest(&self, db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> anyhow::Result<Manifest> {
        let keyframe = self.get(id).with_context(|| format!("scan {id} is not there"))?.keyframe_id;
        let mut deltas = Vec::new();
        let mut way = self.to_root(id);
        loop {
            let next = way.next().with_context(|| format!("scan {id} does not build on scan {keyframe}"))??;
            if next.id == keyframe {
                break;
            }
            deltas.push(next.id);
        }
        deltas.reverse();
        let whole = scan_delta::Entity::find_by_id((scope.id(), keyframe)).select_only();
        let whole: Option<Option<Vec<u8>>> = whole.column(scan_delta::Column::Manifest).into_tuple().one(db).await?;
        let whole = whole.flatten().with_context(|| format!("scan {keyframe} has no list of its components"))?;
        let mut all = Delta::default();
        let mut found = self.changes(db, scope, &deltas).await?;
        for id in deltas {
            if let Some(delta) = found.remove(&id) {
                all = all.then(&delta);
            }
        }
        Ok(Manifest::decode(&whole)?.in_pack(self.number(keyframe)?).apply(&all))
    }

    /// What differs between scans and their bases. One that differs in nothing has none.
    pub async fn changes(
        &self,
        db: &impl ConnectionTrait,
        scope: Scope,
        scans: &[Uuid],
    ) -> anyhow::Result<HashMap<Uuid, Delta>> {
        let mut found = HashMap::new();
        for some in scans.chunks(AT_ONCE) {
            let rows: Vec<(Uuid, Vec<u8>)> = scan_delta::Entity::find()
                .select_only()
                .columns([scan_delta::Column::ScanId, scan_delta::Column::Changes])
                .filter(scan_delta::Column::WorkspaceId.eq(scope.id()))
                .filter(scan_delta::Column::ScanId.is_in(some.iter().copied()))
                .filter(scan_delta::Column::Changes.is_not_null())
                .into_tuple()
                .all(db)
                .await?;
            for (id, bytes) in rows {
                let delta = Delta::decode(&bytes).with_context(|| format!("the changes of scan {id}"))?;
                found.insert(id, delta.in_pack(self.number(id)?));
            }
        }
        Ok(found)
    }

    /// The number of a scan's pack.
    fn number(&self, id: Uuid) -> anyhow::Result<u32> {
        let line = self.get(id).with_context(|| format!("scan {id} is not there"))?;
        Ok(u32::try_from(line.seq)?)
    }
}
