//! A scan that was read becomes a row: one short transaction, or nothing.
use super::queries;
use crate::{
    auth::{
        caller::Via,
        member::{Member, Scope, Uploader},
    },
    entities::{
        repository,
        scan::{self as scans, UploadedVia},
        scan_content,
    },
    error::{ApiResult, Code},
    http::idempotency::Once,
    state::State,
};
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use scan::ReadScan;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

pub use super::receive::{folder, from_bytes, from_file, refusal};

/// The same scan within this time is a retry, not news.
const REPEAT_WITHIN: Duration = Duration::minutes(10);

/// Who brings a scan in, and how.
pub struct Origin {
    /// The person; of a token: its maker.
    pub user: Option<Uuid>,
    /// How.
    pub via: UploadedVia,
    /// The API token's name.
    pub token_name: Option<String>,
    /// An older scan that keeps its own time; without it the scan is of now.
    pub scanned_at: Option<DateTime<Utc>>,
}

impl Origin {
    /// An upload of now.
    pub fn of(member: &Member<Uploader>) -> Self {
        let (via, token_name) = match &member.via {
            Via::Browser(_) => (UploadedVia::Browser, None),
            Via::Cli(_) => (UploadedVia::Cli, None),
            Via::Token { name, .. } => (UploadedVia::Token, Some(name.clone())),
        };
        Self { user: Some(member.user.id), via, token_name, scanned_at: None }
    }
}

/// A scan in the database.
pub struct Stored {
    /// The row.
    pub scan: scans::Model,
    /// What was scanned.
    pub repository: repository::Model,
    /// It was there already.
    pub is_repeat: bool,
}

/// Stores scans in the order given, all or none. With `only_first` a workspace that has scans refuses them.
pub async fn store(
    state: &State,
    scope: Scope,
    read: Vec<ReadScan>,
    origin: &Origin,
    only_first: bool,
) -> ApiResult<Vec<Stored>> {
    let txn = state.begin().await?;
    let stored = insert_all(state, &txn, scope, read, origin, only_first).await?;
    txn.commit().await?;
    Ok(stored)
}

/// As `store`, for a call that may be sent again: what it stored before is found again.
pub async fn store_once(
    state: &State,
    once: &Once,
    scope: Scope,
    read: Vec<ReadScan>,
    origin: &Origin,
    only_first: bool,
) -> ApiResult<Vec<Stored>> {
    if let Some(made) = once.made() {
        return queries::find_stored(&*state.db, scope, made).await;
    }
    let txn = once.begin().await?;
    let stored = insert_all(state, &txn, scope, read, origin, only_first).await?;
    once.note(&txn, &stored.iter().map(|one| one.scan.id).collect::<Vec<_>>()).await?;
    txn.commit().await?;
    Ok(stored)
}

async fn insert_all(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    read: Vec<ReadScan>,
    origin: &Origin,
    only_first: bool,
) -> ApiResult<Vec<Stored>> {
    let now = state.clock.now();
    let mut workspace = queries::lock_workspace(txn, scope).await?;
    if only_first && queries::has_visible(txn, scope).await? {
        return Err(Code::WorkspaceAlreadySetup.into());
    }
    let mut stored = Vec::with_capacity(read.len());
    for scan in read {
        let repository = queries::find_or_insert_repository(txn, scope, &scan, now).await?;
        if let Some(first) = repeated(txn, scope, &repository, &scan, origin, now).await? {
            stored.push(Stored { scan: first, repository, is_repeat: true });
            continue;
        }
        let just_after = workspace.last_scan_at.map(|last| last + Duration::milliseconds(1));
        let created_at = origin.scanned_at.unwrap_or_else(|| just_after.map_or(now, |after| after.max(now)));
        workspace.last_seq += 1;
        workspace.last_scan_at = workspace.last_scan_at.max(Some(created_at));
        let row = insert(txn, scope, scan, &repository, origin, (created_at, workspace.last_seq, now)).await?;
        stored.push(Stored { scan: row, repository, is_repeat: false });
    }
    if stored.iter().any(|one| !one.is_repeat) {
        queries::advance(txn, scope, &workspace).await?;
    }
    Ok(stored)
}

/// The scan this one repeats: equal to the newest of its repository and branch, and that one is fresh.
/// An older scan that is imported again is recognised by its time instead.
async fn repeated(
    txn: &DatabaseTransaction,
    scope: Scope,
    repository: &repository::Model,
    scan: &ReadScan,
    origin: &Origin,
    now: DateTime<Utc>,
) -> ApiResult<Option<scans::Model>> {
    let newest =
        queries::newest_of_branch(txn, scope, repository.id, scan.repository.branch.as_deref(), origin.scanned_at)
            .await?;
    let is_fresh = |row: &scans::Model| origin.scanned_at.is_some() || now - row.received_at < REPEAT_WITHIN;
    Ok(newest.filter(|row| row.content_hash == scan.hash && is_fresh(row)))
}

async fn insert(
    txn: &DatabaseTransaction,
    scope: Scope,
    scan: ReadScan,
    repository: &repository::Model,
    origin: &Origin,
    (created_at, seq, now): (DateTime<Utc>, i64, DateTime<Utc>),
) -> ApiResult<scans::Model> {
    let count = |n: u64| i32::try_from(n).context("a count of the scan does not fit");
    let length = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let content = scan.content.into_vec().context("reading back the spool of an upload")?;
    let row = scans::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(Uuid::now_v7()),
        repository_id: Set(repository.id),
        branch: Set(scan.repository.branch),
        created_at: Set(created_at),
        seq: Set(seq),
        received_at: Set(now),
        content_hash: Set(scan.hash.to_vec()),
        projects: Set(scans::Projects(scan.packages)),
        meta: Set(scans::Meta(scan.meta)),
        num_of_components: Set(count(scan.counts.components)?),
        num_of_local_components: Set(count(scan.counts.local_components)?),
        num_of_dependencies: Set(count(scan.counts.edges)?),
        num_of_instances: Set(count(scan.counts.instances)?),
        num_of_parser_errors: Set(length(scan.issues.parser_errors.len())),
        num_of_setup_issues: Set(length(scan.issues.setup_issues.len())),
        num_of_invalid_dependencies: Set(length(scan.issues.invalid_dependencies.len())),
        uploaded_by: Set(origin.user),
        uploaded_via: Set(origin.via),
        token_name: Set(origin.token_name.clone()),
        deleted_at: Set(None),
        deleted_by: Set(None),
    };
    let row = row.insert(txn).await?;
    let kept = scan_content::ActiveModel {
        workspace_id: Set(scope.id()),
        scan_id: Set(row.id),
        content: Set(content),
        issues: Set(scan_content::Issues(scan.issues)),
    };
    scan_content::Entity::insert(kept).exec_without_returning(txn).await?;
    Ok(row)
}
