//! Scans and repositories in the database.
use super::{
    counts::{self, Past},
    ingest::Stored,
    model::Scan,
};
use crate::{
    auth::member::Scope,
    entities::{repository, scan as scans, scan_report, workspace},
    error::{ApiResult, Code},
    features::account,
    http::page::{self, Page, Place},
    store::lines::AT_ONCE,
};
use chrono::{DateTime, Utc};
use scan::ReadScan;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A page of the visible scans, or of the deleted ones, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    limit: u64,
    cursor: Option<&str>,
    deleted: bool,
) -> ApiResult<Page<Scan>> {
    let wanted = || if deleted { hidden(scope) } else { visible(scope) };
    let total = wanted().count(db).await?;
    let order = (scans::Column::CreatedAt, scans::Column::Seq);
    let place = |row: &scans::Model| Place(row.created_at, row.seq);
    let (rows, last) = page::newest_first(db, wanted(), order, (page::decode(cursor)?, limit), place).await?;
    let next_cursor = last.map(|place| page::encode(&place)).transpose()?;
    Ok(Page { items: present(db, scope, rows).await?, next_cursor, total })
}

/// One visible scan.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<Scan> {
    let row = visible(scope).filter(scans::Column::Id.eq(id)).one(db).await?.ok_or(Code::NotFound)?;
    Ok(present(db, scope, vec![row]).await?.pop().ok_or(Code::NotFound)?)
}

async fn present(db: &impl ConnectionTrait, scope: Scope, rows: Vec<scans::Model>) -> ApiResult<Vec<Scan>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.repository_id).collect();
    let own = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id()));
    let found = own.filter(repository::Column::Id.is_in(ids)).all(db).await?;
    let repositories: HashMap<Uuid, repository::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let packages = packages(db, scope, rows.iter().map(|row| &*row.report_hash)).await?;
    let seen: HashSet<Uuid> = repositories.keys().copied().collect();
    let past = Past::load(db, scope, Some(&seen)).await?;
    let people = account::queries::find_many(db, rows.iter().filter_map(|row| row.uploaded_by).collect()).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let uploader = row.uploaded_by.and_then(|id| people.get(&id).cloned());
        let packages = packages.get(&row.report_hash).cloned().unwrap_or_default();
        let differences = counts::of(db, scope, &past, &row).await?;
        if let Some(repository) = repositories.get(&row.repository_id).cloned() {
            all.push(Scan::of(repository, row, packages, differences, uploader));
        }
    }
    Ok(all)
}

/// Scans that were stored, in this order, whatever became of them since.
pub async fn find_stored(db: &impl ConnectionTrait, scope: Scope, ids: Vec<Uuid>) -> ApiResult<Vec<Stored>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let scan = scans::Entity::find_by_id((scope.id(), id)).one(db).await?.ok_or(Code::NotFound)?;
        let repository = repository::Entity::find_by_id((scope.id(), scan.repository_id)).one(db).await?;
        found.push(Stored { repository: repository.ok_or(Code::NotFound)?, scan, is_repeat: true });
    }
    Ok(found)
}

/// The packages that reports of these names hold.
pub async fn packages<'a>(
    db: &impl ConnectionTrait,
    scope: Scope,
    reports: impl IntoIterator<Item = &'a [u8]>,
) -> ApiResult<HashMap<Vec<u8>, Vec<scan::Package>>> {
    let names: Vec<&[u8]> = reports.into_iter().collect::<HashSet<_>>().into_iter().collect();
    let mut all = HashMap::new();
    for some in names.chunks(AT_ONCE) {
        let found: Vec<(Vec<u8>, scan_report::Packages)> = scan_report::Entity::find()
            .select_only()
            .columns([scan_report::Column::Hash, scan_report::Column::Packages])
            .filter(scan_report::Column::WorkspaceId.eq(scope.id()))
            .filter(scan_report::Column::Hash.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        all.extend(found.into_iter().map(|(name, packages)| (name, packages.0)));
    }
    Ok(all)
}

/// Hides scans; says how many were visible.
pub async fn delete(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Uuid],
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> ApiResult<u64> {
    let hidden = scans::Entity::update_many()
        .col_expr(scans::Column::DeletedAt, Expr::value(now))
        .col_expr(scans::Column::DeletedBy, Expr::value(by))
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::Id.is_in(ids.iter().copied()))
        .filter(scans::Column::DeletedAt.is_null())
        .exec(db)
        .await?;
    Ok(hidden.rows_affected)
}

/// Shows a scan again that was hidden after `since`; false if there is no such one.
pub async fn restore(db: &impl ConnectionTrait, scope: Scope, id: Uuid, since: DateTime<Utc>) -> ApiResult<bool> {
    let shown = scans::Entity::update_many()
        .col_expr(scans::Column::DeletedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(scans::Column::DeletedBy, Expr::value(None::<Uuid>))
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::Id.eq(id))
        .filter(scans::Column::DeletedAt.gt(since))
        .exec(db)
        .await?;
    Ok(shown.rows_affected == 1)
}

/// Is there any visible scan?
pub async fn has_visible(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<bool> {
    Ok(visible(scope).limit(1).one(db).await?.is_some())
}

/// The workspace, held until the end of the transaction: uploads of one workspace queue here.
pub async fn lock_workspace(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<workspace::Model> {
    let locked = workspace::Entity::find_by_id(scope.id()).lock_exclusive().one(db).await?;
    Ok(locked.ok_or(Code::WorkspaceNotFound)?)
}

/// The revision of the workspace's data.
pub async fn data_revision(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<i64> {
    let row = workspace::Entity::find_by_id(scope.id()).one(db).await?;
    Ok(row.ok_or(Code::WorkspaceNotFound)?.data_revision)
}

/// Notes the last place in the order of scans, and that the data changed.
pub async fn advance(db: &impl ConnectionTrait, scope: Scope, to: &workspace::Model) -> ApiResult<()> {
    workspace::Entity::update_many()
        .col_expr(workspace::Column::LastScanAt, Expr::value(to.last_scan_at))
        .col_expr(workspace::Column::LastSeq, Expr::value(to.last_seq))
        .col_expr(workspace::Column::DataRevision, Expr::col(workspace::Column::DataRevision).add(1))
        .filter(workspace::Column::Id.eq(scope.id()))
        .exec(db)
        .await?;
    Ok(())
}

/// The visible scan a new one of this repository and branch is compared with: the newest, or the one of that very time.
pub async fn newest_of_branch(
    db: &impl ConnectionTrait,
    scope: Scope,
    repository: Uuid,
    branch: Option<&str>,
    at: Option<DateTime<Utc>>,
) -> ApiResult<Option<scans::Model>> {
    let same_branch = match branch {
        Some(branch) => scans::Column::Branch.eq(branch),
        None => scans::Column::Branch.is_null(),
    };
    let mut query = visible(scope).filter(scans::Column::RepositoryId.eq(repository)).filter(same_branch);
    if let Some(at) = at {
        query = query.filter(scans::Column::CreatedAt.eq(at));
    }
    let newest = query.order_by_desc(scans::Column::CreatedAt).order_by_desc(scans::Column::Seq);
    Ok(newest.limit(1).one(db).await?)
}

/// The repository a scan belongs to, if it is known.
pub async fn find_repository(
    db: &impl ConnectionTrait,
    scope: Scope,
    scan: &ReadScan,
) -> ApiResult<Option<repository::Model>> {
    let identity = scan::identity_key(&scan.repository, &scan.root_package);
    let own = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id()));
    Ok(own.filter(repository::Column::Identity.eq(identity)).one(db).await?)
}

/// The repositories that are one with this one, itself among them.
pub async fn find_alike(db: &impl ConnectionTrait, scope: Scope, row: &repository::Model) -> ApiResult<Vec<Uuid>> {
    let whole = row.whole();
    let parts = Condition::any().add(repository::Column::Id.eq(whole)).add(repository::Column::MergedInto.eq(whole));
    let own = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id())).filter(parts);
    Ok(own.all(db).await?.into_iter().map(|row| row.id).collect())
}

/// The repository a scan belongs to; a new one is noted, and of a known one what was not known of it. The workspace is
/// locked, so nobody else notes it meanwhile.
pub async fn find_or_insert_repository(
    db: &impl ConnectionTrait,
    scope: Scope,
    scan: &ReadScan,
    now: DateTime<Utc>,
) -> ApiResult<repository::Model> {
    if let Some(known) = find_repository(db, scope, scan).await? {
        return learn(db, known, scan).await;
    }
    let identity = scan::identity_key(&scan.repository, &scan.root_package);
    let from = scan.repository.clone();
    let row = repository::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(Uuid::now_v7()),
        identity: Set(identity),
        display_name: Set(scan::display_name(&scan.repository, &scan.root_package)),
        host: Set(from.host),
        scope: Set(from.scope),
        name: Set(from.name),
        url: Set(from.url),
        initial_commit_hash: Set(from.initial_commit_hash),
        created_at: Set(now),
        tracked_branch: Set(None),
        no_branch_counts: Set(true),
        merged_into: Set(None),
    };
    Ok(row.insert(db).await?)
}

/// A shallow clone does not know the first commit, and other checkouts may have no address.
async fn learn(db: &impl ConnectionTrait, row: repository::Model, scan: &ReadScan) -> ApiResult<repository::Model> {
    let (known, said) = (row.clone(), scan.repository.clone());
    let mut change = repository::ActiveModel::from(row.clone());
    for (to, known, said) in [
        (&mut change.host, known.host, said.host),
        (&mut change.scope, known.scope, said.scope),
        (&mut change.name, known.name, said.name),
        (&mut change.url, known.url, said.url),
        (&mut change.initial_commit_hash, known.initial_commit_hash, said.initial_commit_hash),
    ] {
        if known.is_none() && said.is_some() {
            *to = Set(said);
        }
    }
    Ok(if change.is_changed() { change.update(db).await? } else { row })
}

fn hidden(scope: Scope) -> sea_orm::Select<scans::Entity> {
    scans::Entity::find()
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_not_null())
}

fn visible(scope: Scope) -> sea_orm::Select<scans::Entity> {
    scans::Entity::find().filter(scans::Column::WorkspaceId.eq(scope.id())).filter(scans::Column::DeletedAt.is_null())
}
