//! A scan that was read becomes a row: one short transaction, or nothing.
use super::{counts, queries, room};
use crate::{
    auth::{
        actor::Actor,
        caller::Via,
        member::{Member, Scope, Uploader},
    },
    entities::{
        repository,
        scan::{self as scans, UploadedVia},
    },
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    http::idempotency::Once,
    state::State,
    store::write::Draft,
};
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use scan::ReadScan;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};
use serde_json::json;
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

/// How often a scan is compared anew because another one of its repository came meanwhile.
const COMPARISONS: usize = 3;

/// Stores scans in the order given, all or none. With `only_first` a workspace that has scans refuses them. What a call
/// that may be sent again stored before is found again.
///
/// They are compared with what is there before anything is locked. Should the repository have got another scan
/// meanwhile, they are compared again; after some times what they build on need not be the newest.
pub async fn store(
    state: &State,
    once: Option<&Once>,
    scope: Scope,
    read: Vec<ReadScan>,
    origin: &Origin,
    only_first: bool,
) -> ApiResult<Vec<Stored>> {
    if let Some(made) = once.and_then(Once::made) {
        return queries::find_stored(&*state.db, scope, made).await;
    }
    let (mut waiting, mut tries) = (read, 0);
    loop {
        tries += 1;
        let reading = state.db.begin_read().await?;
        let drafts = compare(&reading, state, scope, waiting, origin).await?;
        reading.commit().await?;
        let txn = match once {
            Some(once) => once.begin().await?,
            None => state.begin().await?,
        };
        let is_last = tries >= COMPARISONS;
        match put_down(&txn, state.clock.now(), scope, drafts, origin, (only_first, is_last)).await? {
            Ok(stored) => {
                if stored.iter().any(|one| !one.is_repeat) {
                    match origin.via {
                        UploadedVia::Import => record_import(&txn, state, scope, &stored).await?,
                        _ => room::refuse_full(&txn, state, scope).await?,
                    }
                }
                if let Some(once) = once {
                    once.note(&txn, &stored.iter().map(|one| one.scan.id).collect::<Vec<_>>()).await?;
                }
                txn.commit().await?;
                let is_open = |one: &Stored| one.scan.compared_with == Some(one.scan.id);
                // it came before others, or some of its components may have moved
                if origin.scanned_at.is_some() || stored.iter().any(is_open) {
                    counts::refresh(state, scope).await;
                }
                return Ok(stored);
            }
            Err(again) => waiting = again,
        }
        txn.rollback().await?;
    }
}

/// Whoever runs the server brought them in, and no limit holds for them.
async fn record_import(txn: &DatabaseTransaction, state: &State, scope: Scope, stored: &[Stored]) -> ApiResult<()> {
    for Stored { scan, repository, .. } in stored.iter().filter(|one| !one.is_repeat) {
        let deed = Deed::new(Action::ScanImported, Subject::Scan).on(scan.id, &repository.display_name);
        let deed = deed.after(json!({ "branch": scan.branch, "createdAt": scan.created_at }));
        audit::record(txn, state.clock.now(), &Actor::command(), Some(scope), deed).await?;
    }
    Ok(())
}

/// Stores one scan after the other within a transaction that does more: nobody else writes meanwhile.
pub async fn write(
    txn: &DatabaseTransaction,
    state: &State,
    scope: Scope,
    read: ReadScan,
    origin: &Origin,
) -> ApiResult<()> {
    let drafts = compare(txn, state, scope, vec![read], origin).await?;
    put_down(txn, state.clock.now(), scope, drafts, origin, (false, true))
        .await?
        .map(|_| ())
        .map_err(|_| anyhow::anyhow!("a scan was compared with one that is not there").into())
}

async fn compare(
    txn: &DatabaseTransaction,
    state: &State,
    scope: Scope,
    read: Vec<ReadScan>,
    origin: &Origin,
) -> ApiResult<Vec<Draft>> {
    let mut drafts = Vec::with_capacity(read.len());
    for scan in read {
        let repository = queries::find_repository(txn, scope, &scan).await?;
        let alike = match &repository {
            Some(row) => queries::find_alike(txn, scope, row).await?,
            None => Vec::new(),
        };
        let of = (repository.map(|row| row.id), &*alike);
        let at = origin.scanned_at.unwrap_or(DateTime::<Utc>::MAX_UTC); // one of now is the newest, whatever the clock says
        drafts.push(Draft::of(txn, scope, scan, of, at, folder(state)).await?);
    }
    Ok(drafts)
}

/// Puts drafts down, all or none; hands the scans back if they have to be compared again.
async fn put_down(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    scope: Scope,
    drafts: Vec<Draft>,
    origin: &Origin,
    (only_first, is_last): (bool, bool),
) -> ApiResult<Result<Vec<Stored>, Vec<ReadScan>>> {
    let mut workspace = queries::lock_workspace(txn, scope).await?;
    if only_first && queries::has_visible(txn, scope).await? {
        return Err(Code::WorkspaceAlreadySetup.into());
    }
    let mut placed = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let repository = queries::find_or_insert_repository(txn, scope, &draft.scan, now).await?;
        let is_good = draft.is_current(txn, scope, repository.id).await? || is_last && draft.stands(txn, scope).await?;
        if !is_good {
            return Ok(Err(drafts.into_iter().map(|draft| draft.scan).collect()));
        }
        placed.push(repository);
    }
    let mut stored = Vec::with_capacity(drafts.len());
    for (draft, repository) in drafts.into_iter().zip(placed) {
        if let Some(first) = repeated(txn, scope, &repository, &draft.scan, origin, now).await? {
            stored.push(Stored { scan: first, repository, is_repeat: true });
            continue;
        }
        let just_after = workspace.last_scan_at.map(|last| last + Duration::milliseconds(1));
        let created_at = origin.scanned_at.unwrap_or_else(|| just_after.map_or(now, |after| after.max(now)));
        workspace.last_seq += 1;
        workspace.last_scan_at = workspace.last_scan_at.max(Some(created_at));
        // the one before it in the same upload was not there when they were compared
        let is_first = stored.iter().all(|one: &Stored| one.is_repeat || one.repository.whole() != repository.whole());
        let place = (created_at, workspace.last_seq, now);
        let row = insert(txn, scope, draft, &repository, origin, place, is_first).await?;
        stored.push(Stored { scan: row, repository, is_repeat: false });
    }
    if stored.iter().any(|one| !one.is_repeat) {
        queries::advance(txn, scope, &workspace).await?;
    }
    Ok(Ok(stored))
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
    draft: Draft,
    repository: &repository::Model,
    origin: &Origin,
    (created_at, seq, now): (DateTime<Utc>, i64, DateTime<Utc>),
    is_first: bool,
) -> ApiResult<scans::Model> {
    let count = |n: u64| i32::try_from(n).context("a count of the scan does not fit");
    let length = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let differing = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let place = draft.write_report(txn, scope).await?;
    let (id, scan) = (Uuid::now_v7(), &draft.scan);
    let (keyframe, since) = place.keyframe.unwrap_or((id, 0));
    let row = scans::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(id),
        repository_id: Set(repository.id),
        branch: Set(scan.repository.branch.clone()),
        created_at: Set(created_at),
        seq: Set(seq),
        received_at: Set(now),
        content_hash: Set(scan.hash.to_vec()),
        report_hash: Set(place.report),
        meta: Set(scans::Meta(scan.meta.clone())),
        base_id: Set(place.base),
        keyframe_id: Set(keyframe),
        since_keyframe: Set(since),
        num_of_components: Set(count(scan.counts.components)?),
        num_of_local_components: Set(count(scan.counts.local_components)?),
        num_of_dependencies: Set(count(scan.counts.edges)?),
        num_of_new_dependencies: Set(length(place.new_edges)),
        num_of_instances: Set(count(scan.counts.instances)?),
        num_of_parser_errors: Set(length(scan.issues.parser_errors.len())),
        num_of_setup_issues: Set(length(scan.issues.setup_issues.len())),
        num_of_invalid_dependencies: Set(length(scan.issues.invalid_dependencies.len())),
        compared_with: Set(if is_first && place.is_counted { place.previous } else { Some(id) }),
        num_of_added: Set(differing(place.differences.added)),
        num_of_removed: Set(differing(place.differences.removed)),
        num_of_changed: Set(differing(place.differences.changed)),
        uploaded_by: Set(origin.user),
        uploaded_via: Set(origin.via),
        token_name: Set(origin.token_name.clone()),
        deleted_at: Set(None),
        deleted_by: Set(None),
    };
    let row = row.insert(txn).await?;
    draft.write(txn, scope, &row).await?;
    Ok(row)
}
