//! Repositories in the database.
use super::model::{Repository, RepositoryPatch};
use crate::{
    auth::member::Scope,
    entities::{repository, scan_report},
    error::{ApiResult, Code},
    store::lines::{Line, Lines},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A repository of which scans came again and again is stale when none came for so long.
const STALE_AFTER: Duration = Duration::days(30);

/// All of them, by name.
pub async fn list(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<Vec<Repository>> {
    let rows = repository::Entity::find()
        .filter(repository::Column::WorkspaceId.eq(scope.id()))
        .order_by_asc(repository::Column::DisplayName)
        .order_by_asc(repository::Column::Id)
        .all(db)
        .await?;
    let lines = Lines::load(db, scope, None).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let look_alikes = look_alikes(&rows, row);
        all.push(present(db, scope, &lines, row.clone(), look_alikes, now).await?);
    }
    Ok(all)
}

/// One of them.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid, now: DateTime<Utc>) -> ApiResult<Repository> {
    let all = list(db, scope, now).await?;
    Ok(all.into_iter().find(|one| one.id == id).ok_or(Code::NotFound)?)
}

/// The row of one.
pub async fn find_row(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<repository::Model> {
    Ok(repository::Entity::find_by_id((scope.id(), id)).one(db).await?.ok_or(Code::NotFound)?)
}

/// Changes what counts of a repository.
pub async fn update(
    db: &impl ConnectionTrait,
    row: repository::Model,
    patch: RepositoryPatch,
) -> ApiResult<repository::Model> {
    let mut change = repository::ActiveModel::from(row.clone());
    if let Some(branch) = patch.tracked_branch {
        change.tracked_branch = Set(branch.map(|branch| branch.trim().to_owned()));
    }
    if let Some(counts) = patch.no_branch_counts {
        change.no_branch_counts = Set(counts);
    }
    Ok(if change.is_changed() { change.update(db).await? } else { row })
}

/// Makes a repository part of another one, or of none.
pub async fn set_merged(db: &impl ConnectionTrait, scope: Scope, id: Uuid, into: Option<Uuid>) -> ApiResult<()> {
    repository::Entity::update_many()
        .col_expr(repository::Column::MergedInto, Expr::value(into))
        .filter(repository::Column::WorkspaceId.eq(scope.id()))
        .filter(repository::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Whether others are part of it.
pub async fn has_parts(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<bool> {
    let own = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id()));
    Ok(own.filter(repository::Column::MergedInto.eq(id)).one(db).await?.is_some())
}

fn look_alikes(rows: &[repository::Model], row: &repository::Model) -> Vec<Uuid> {
    let Some(commit) = &row.initial_commit_hash else { return Vec::new() };
    let whole = |row: &repository::Model| row.merged_into.unwrap_or(row.id);
    let is_alike =
        |other: &&repository::Model| other.initial_commit_hash.as_ref() == Some(commit) && whole(other) != whole(row);
    rows.iter().filter(is_alike).map(|other| other.id).collect()
}

async fn present(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    row: repository::Model,
    look_alikes: Vec<Uuid>,
    now: DateTime<Utc>,
) -> ApiResult<Repository> {
    let visible: Vec<&Line> =
        lines.all().iter().filter(|line| line.repository_id == row.id && line.deleted_at.is_none()).collect();
    let counting = visible.iter().rev().find(|line| row.counts(line.branch.as_deref()));
    let report = match counting {
        Some(line) => scan_report::Entity::find_by_id((scope.id(), line.report_hash.clone())).one(db).await?,
        None => None,
    };
    let last_scan_at = visible.last().map(|line| line.created_at);
    let is_stale = visible.len() > 1 && last_scan_at.is_some_and(|at| now - at > STALE_AFTER);
    Ok(Repository {
        branches: visible.iter().map(|line| line.branch.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
        projects: report.map(|report| report.packages.0).into_iter().flatten().map(|one| one.name).collect(),
        num_of_scans: visible.len() as u64,
        last_scan_at,
        stale_since: last_scan_at.filter(|_| is_stale),
        id: row.id,
        display_name: row.display_name,
        host: row.host,
        scope: row.scope,
        name: row.name,
        url: row.url,
        initial_commit_hash: row.initial_commit_hash,
        tracked_branch: row.tracked_branch,
        no_branch_counts: row.no_branch_counts,
        merged_into: row.merged_into,
        look_alikes,
    })
}
