//! Repositories in the database.
use super::model::{Repository, RepositoryPatch};
use crate::{
    auth::member::Scope,
    entities::repository,
    error::{ApiResult, Code},
    features::scans,
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
    let rows = rows(db, scope).await?;
    let lines = Lines::load(db, scope, None).await?;
    present(db, scope, &rows, &lines, rows.iter().collect(), now).await
}

/// One of them.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid, now: DateTime<Utc>) -> ApiResult<Repository> {
    let rows = rows(db, scope).await?;
    let row = rows.iter().find(|row| row.id == id).ok_or(Code::NotFound)?;
    let own: Vec<Uuid> = rows.iter().filter(|other| other.whole() == id || other.id == id).map(|one| one.id).collect();
    let lines = Lines::load(db, scope, Some(&own)).await?;
    Ok(present(db, scope, &rows, &lines, vec![row], now).await?.pop().ok_or(Code::NotFound)?)
}

async fn rows(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Vec<repository::Model>> {
    let own = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id()));
    let by_name = own.order_by_asc(repository::Column::DisplayName).order_by_asc(repository::Column::Id);
    Ok(by_name.all(db).await?)
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

/// Some of the rows as people see them.
async fn present(
    db: &impl ConnectionTrait,
    scope: Scope,
    rows: &[repository::Model],
    lines: &Lines,
    some: Vec<&repository::Model>,
    now: DateTime<Utc>,
) -> ApiResult<Vec<Repository>> {
    let newest: Vec<Option<&Line>> = some.iter().map(|row| newest_counting(rows, lines, row)).collect();
    let packages = scans::queries::packages(db, scope, newest.iter().flatten().map(|line| &*line.report_hash)).await?;
    let one = |(row, newest): (&repository::Model, Option<&Line>)| {
        let projects = newest.and_then(|line| packages.get(&line.report_hash)).into_iter().flatten();
        shown(rows, lines, row, projects.map(|one| one.name.clone()).collect(), now)
    };
    Ok(some.into_iter().zip(newest).map(one).collect())
}

/// The newest scan that counts: of a repository that others are part of, theirs are its own; and what counts of a part
/// is what is said about the whole.
fn newest_counting<'a>(rows: &[repository::Model], lines: &'a Lines, row: &repository::Model) -> Option<&'a Line> {
    let rule = rows.iter().find(|other| other.id == row.whole()).unwrap_or(row);
    let is_own = |line: &&Line| {
        let of = rows.iter().find(|other| other.id == line.repository_id);
        line.repository_id == row.id || of.is_some_and(|of| of.whole() == row.id)
    };
    let visible = lines.all().iter().rev().filter(|line| line.deleted_at.is_none());
    visible.filter(is_own).find(|line| rule.counts(line.branch.as_deref()))
}

fn shown(
    rows: &[repository::Model],
    lines: &Lines,
    row: &repository::Model,
    projects: Vec<String>,
    now: DateTime<Utc>,
) -> Repository {
    let visible: Vec<&Line> =
        lines.all().iter().filter(|line| line.repository_id == row.id && line.deleted_at.is_none()).collect();
    let last_scan_at = visible.last().map(|line| line.created_at);
    let is_stale = visible.len() > 1 && last_scan_at.is_some_and(|at| now - at > STALE_AFTER);
    let row = row.clone();
    Repository {
        branches: visible.iter().map(|line| line.branch.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
        projects,
        num_of_scans: visible.len() as u64,
        last_scan_at,
        stale_since: last_scan_at.filter(|_| is_stale),
        look_alikes: rows.iter().filter(|other| row.is_alike(other)).map(|other| other.id).collect(),
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
    }
}
