//! Room for scans: what those of a workspace take, what uploads under way take, and what the disk has left.
use crate::{
    auth::member::Scope,
    doctor,
    entities::{scan as scans, scan_chunk, scan_delta, scan_pack, scan_report},
    error::{ApiError, ApiResult, Code, RETRY_AFTER},
    state::State,
};
use scan::record::Part;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Func},
};
use serde_json::json;
use std::{io, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that an edge takes in memory, with where it is looked up; none of them are among what describes components.
const EDGE: u64 = 80;

/// Uploads that are under way now are likely to be done by then.
const COME_AGAIN: u64 = 30;

/// Refuses what needs more room in memory or in the database than the workspace has: asked in the transaction that wrote
/// it.
pub async fn refuse_full(db: &impl ConnectionTrait, state: &State, scope: Scope) -> ApiResult<()> {
    let most = state.config.upload.facts;
    if facts(db, scope).await? + EDGE * edges(db, scope).await? > most {
        let detail = format!(
            "What its scans say about components (names, files, props, custom properties, who renders whom) would be more \
             than {}, so nothing was stored. Custom properties that differ with every scan are the usual cause: leave \
             them out. Or delete old scans, which makes room 30 days later; or ask whoever runs the server to raise \
             SKILLET_WORKSPACE_MAX_MEMORY_MIB.",
            size(most)
        );
        return Err(Code::WorkspaceFull.because_of(detail, json!({ "limitBytes": most })));
    }
    let Some(most) = state.config.upload.stored else { return Ok(()) };
    if stored(db, scope).await? <= most {
        return Ok(());
    }
    let detail = format!(
        "Its scans would take more than the {} this server grants a workspace, so nothing was stored. Delete old scans, \
         which makes room 30 days later; or ask whoever runs the server to raise SKILLET_WORKSPACE_MAX_MIB, or to thin and \
         purge the scans (`skillet scan`).",
        size(most)
    );
    Err(Code::WorkspaceFull.because_of(detail, json!({ "limitBytes": most })))
}

fn size(bytes: u64) -> String {
    if bytes < 1 << 20 { format!("{bytes} bytes") } else { format!("{} MiB", bytes >> 20) }
}

/// Bytes of what describes the components in the scans of a workspace, deleted ones among them until they are purged.
async fn facts(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    let own = scan_chunk::Entity::find()
        .select_only()
        .column_as(scan_chunk::Column::PlainBytes.into_expr().sum().cast_as(Alias::new("bigint")), "bytes")
        .filter(scan_chunk::Column::WorkspaceId.eq(scope.id()))
        .filter(scan_chunk::Column::Part.eq(Part::Facts as i16));
    let bytes: Option<Option<i64>> = own.into_tuple().one(db).await?;
    Ok(bytes.flatten().unwrap_or_default().unsigned_abs())
}

/// Edges in the scans of a workspace, each as often as it came with one.
async fn edges(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    let new = scans::Column::NumOfNewDependencies.into_expr().sum().cast_as(Alias::new("bigint"));
    let own =
        scans::Entity::find().select_only().column_as(new, "edges").filter(scans::Column::WorkspaceId.eq(scope.id()));
    let edges: Option<Option<i64>> = own.into_tuple().one(db).await?;
    Ok(edges.flatten().unwrap_or_default().unsigned_abs())
}

/// Bytes that the scans of a workspace take, deleted ones among them until they are purged.
pub async fn stored(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    use scan_delta::Column::{Changes, Manifest};
    use scan_report::Column::{Issues, Packages};
    let text = |column: Expr| column.cast_as(Alias::new("text"));
    let all = [
        sum::<scan_chunk::Entity>(db, scope, scan_chunk::Column::WorkspaceId, scan_chunk::Column::Bytes.into_expr())
            .await?,
        sum::<scan_pack::Entity>(db, scope, scan_pack::Column::WorkspaceId, scan_pack::Column::Directory.into_expr())
            .await?,
        sum::<scan_delta::Entity>(db, scope, scan_delta::Column::WorkspaceId, Changes.into_expr()).await?,
        sum::<scan_delta::Entity>(db, scope, scan_delta::Column::WorkspaceId, Manifest.into_expr()).await?,
        sum::<scan_report::Entity>(db, scope, scan_report::Column::WorkspaceId, text(Packages.into_expr())).await?,
        sum::<scan_report::Entity>(db, scope, scan_report::Column::WorkspaceId, text(Issues.into_expr())).await?,
        sum::<scans::Entity>(db, scope, scans::Column::WorkspaceId, text(scans::Column::Meta.into_expr())).await?,
    ];
    Ok(all.iter().sum())
}

/// The lengths of a column of the workspace's rows, together.
async fn sum<E: EntityTrait>(
    db: &impl ConnectionTrait,
    scope: Scope,
    workspace: E::Column,
    what: Expr,
) -> ApiResult<u64> {
    let lengths = Expr::from(Func::sum(Func::cust(Alias::new("length")).arg(what)));
    let own = E::find().select_only().column_as(lengths, "bytes").filter(workspace.eq(scope.id()));
    let bytes: Option<Option<i64>> = own.into_tuple().one(db).await?;
    Ok(bytes.flatten().unwrap_or_default().unsigned_abs())
}

/// Refuses a body when the disk is about as full as it may get.
pub fn refuse_without_disk(state: &State) -> ApiResult<()> {
    match doctor::free(&state.config) {
        Ok(free) if free < state.config.upload.max_compressed => Err(Code::NoRoom.into()),
        _ => Ok(()),
    }
}

/// The disk was full after all.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// What one upload holds of the server: its place among those that are under way, and what it takes of the disk.
pub struct Held {
    _place: OwnedSemaphorePermit,
    pieces: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Takes a place, or refuses.
    pub fn take_place(state: &State) -> ApiResult<Self> {
        Ok(Self { _place: take(&state.places, "Try again in")?, pieces: None })
    }

    /// Takes one more piece of the disk, or refuses.
    pub fn take_piece(&mut self, state: &State) -> ApiResult<()> {
        let piece = take(&state.spools, "Ask whoever runs it to raise SKILLET_UPLOAD_SPOOL_MIB, or try again in")?;
        match &mut self.pieces {
            Some(held) => held.merge(piece),
            None => self.pieces = Some(piece),
        }
        Ok(())
    }
}

fn take(room: &Arc<Semaphore>, what_to_do: &str) -> ApiResult<OwnedSemaphorePermit> {
    room.clone()
        .try_acquire_owned()
        .map_err(|_| come_again(&format!("The server is taking in as many scans as it has room for. {what_to_do}")))
}

/// Asks to come again; the words are followed by the time.
pub fn come_again(why: &str) -> ApiError {
    Code::Unavailable.because_of(format!("{why} {COME_AGAIN} seconds."), json!({ RETRY_AFTER: COME_AGAIN }))
}
