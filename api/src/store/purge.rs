//! Scans that were deleted long ago go for good, and with them the parts that no other scan has. What is left is
//! reconnected: whoever built on a purged scan builds on that one's base.
use super::{
    lines::{Line, Lines},
    needed::{self, Needed, Place},
};
use crate::{
    auth::member::Scope,
    db::Db,
    entities::{scan as scans, scan_chunk, scan_delta, scan_pack, scan_report, workspace},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use scan::{
    record::Part,
    store::{Chunk, Delta, Manifest},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Scans purged in one transaction: others write in between.
const AT_ONCE: usize = 20;

/// Purges the scans of a workspace that were deleted before `deleted_before`; says how many.
pub async fn purge(db: &Db, scope: Scope, deleted_before: DateTime<Utc>) -> anyhow::Result<usize> {
    let is_due = |line: &Line| line.deleted_at.is_some_and(|at| at <= deleted_before);
    // What all of them need takes long to read, so it is read once, and before anybody has to wait.
    let txn = db.begin_read().await?;
    let lines = Lines::load(&txn, scope, None).await?;
    let due: Vec<(Uuid, Uuid)> =
        lines.all().iter().filter(|line| is_due(line)).map(|line| (line.id, line.repository_id)).collect();
    let mut needed = Needed::default();
    if !due.is_empty() {
        needed.follow(&txn, scope, &lines).await?;
    }
    txn.commit().await?;

    let mut purged = 0;
    for some in due.chunks(AT_ONCE) {
        let txn = db.begin().await?;
        workspace::Entity::find_by_id(scope.id()).lock_exclusive().one(&txn).await?;
        let mut dropped = BTreeSet::new();
        for (id, repository) in some {
            // a scan builds on one of its own repository
            let lines = Lines::load(&txn, scope, Some(&[*repository])).await?;
            // it may have been restored meanwhile, or purged by somebody else
            if lines.get(*id).is_some_and(is_due) {
                dropped.extend(remove(&txn, scope, &lines, *id).await?);
                purged += 1;
            }
        }
        needed.follow(&txn, scope, &Lines::load(&txn, scope, None).await?).await?;
        sweep(&txn, scope, &needed, dropped).await?;
        drop_reports(&txn, scope).await?;
        txn.commit().await?;
    }
    Ok(purged)
}

/// Removes one scan; the others stay what they are. Answers the parts it had and its base had not.
async fn remove(db: &impl ConnectionTrait, scope: Scope, lines: &Lines, id: Uuid) -> anyhow::Result<BTreeSet<Place>> {
    let line = lines.get(id).with_context(|| format!("scan {id} is not there"))?;
    let children: Vec<&Line> = lines.all().iter().filter(|other| other.base_id == Some(id)).collect();
    let mut ids: Vec<Uuid> = children.iter().map(|child| child.id).collect();
    ids.push(id);
    let mut changes = lines.changes(db, scope, &ids).await?;
    let own = match line.base_id {
        Some(_) => changes.remove(&id).unwrap_or_default(),
        None => lines.manifest(db, scope, id).await?.to_delta(),
    };
    let mut heir: Option<(Uuid, Delta)> = None;
    for child in children {
        let theirs = changes.remove(&child.id).unwrap_or_default();
        let whole = match child.keyframe_id == id || line.base_id.is_none() {
            true => Some(lines.manifest(db, scope, child.id).await?),
            false => None,
        };
        let (base, delta) = match (line.base_id, &heir) {
            (Some(base), _) => (Some(base), own.then(&theirs)),
            // Of a scan that built on nothing the first who built on it takes the place.
            (None, None) => (None, Delta::default()),
            (None, Some((heir, to_heir))) => (Some(*heir), to_heir.clone().inverse().then(&theirs)),
        };
        reconnect(db, scope, child, base, &delta, whole.as_ref()).await?;
        if whole.is_some() {
            follow(db, scope, lines, id, child).await?;
        }
        if line.base_id.is_none() && heir.is_none() {
            heir = Some((child.id, theirs));
        }
    }
    pass_edges_on(db, scope, lines, line).await?;
    scans::Entity::delete_by_id((scope.id(), id)).exec(db).await?;
    Ok(needed::parts(&own).collect())
}

/// What came with a purged scan came with the next one of its repository, as far as that has it.
async fn pass_edges_on(db: &impl ConnectionTrait, scope: Scope, lines: &Lines, purged: &Line) -> anyhow::Result<()> {
    use sea_orm::sea_query::ExprTrait;
    let Some(next) = lines.after(purged) else { return Ok(()) };
    let new = || scans::Column::NumOfNewDependencies;
    let of_purged = scans::Entity::find_by_id((scope.id(), purged.id)).select_only().column(new());
    let of_purged: i32 = of_purged.into_tuple().one(db).await?.unwrap_or_default();
    let sum = new().into_expr().add(of_purged);
    let all = scans::Column::NumOfDependencies.into_expr();
    let passed_on = Expr::case(sum.clone().lt(all.clone()), sum).finally(all);
    scans::Entity::update_many()
        .col_expr(new(), passed_on.into())
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::Id.eq(next.id))
        .exec(db)
        .await?;
    Ok(())
}

async fn reconnect(
    db: &impl ConnectionTrait,
    scope: Scope,
    child: &Line,
    base: Option<Uuid>,
    delta: &Delta,
    whole: Option<&Manifest>,
) -> anyhow::Result<()> {
    let known = scan_delta::Entity::find_by_id((scope.id(), child.id)).one(db).await?;
    let manifest = match whole {
        Some(whole) => Some(whole.encode()?),
        None => known.and_then(|row| row.manifest),
    };
    let row = scan_delta::ActiveModel {
        workspace_id: Set(scope.id()),
        scan_id: Set(child.id),
        changes: Set((base.is_some() && !delta.0.is_empty()).then(|| delta.encode()).transpose()?),
        manifest: Set(manifest),
    };
    let key = [scan_delta::Column::WorkspaceId, scan_delta::Column::ScanId];
    let instead = [scan_delta::Column::Changes, scan_delta::Column::Manifest];
    scan_delta::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(instead).to_owned())
        .exec_without_returning(db)
        .await?;
    let mut update = scans::Entity::update_many().col_expr(scans::Column::BaseId, Expr::value(base));
    if whole.is_some() {
        update = update
            .col_expr(scans::Column::KeyframeId, Expr::value(child.id))
            .col_expr(scans::Column::SinceKeyframe, Expr::value(0));
    }
    let own = update.filter(scans::Column::WorkspaceId.eq(scope.id())).filter(scans::Column::Id.eq(child.id));
    own.exec(db).await?;
    Ok(())
}

/// Whoever leant on the purged scan by way of this child leans on the child, which is whole now.
async fn follow(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    purged: Uuid,
    child: &Line,
) -> anyhow::Result<()> {
    for line in lines.all().iter().filter(|line| line.keyframe_id == purged && line.id != child.id) {
        if builds_on(lines, line.id, child.id)? {
            let since = (line.since_keyframe - child.since_keyframe).max(0);
            scans::Entity::update_many()
                .col_expr(scans::Column::KeyframeId, Expr::value(child.id))
                .col_expr(scans::Column::SinceKeyframe, Expr::value(since))
                .filter(scans::Column::WorkspaceId.eq(scope.id()))
                .filter(scans::Column::Id.eq(line.id))
                .exec(db)
                .await?;
        }
    }
    Ok(())
}

fn builds_on(lines: &Lines, scan: Uuid, other: Uuid) -> anyhow::Result<bool> {
    for line in lines.to_root(scan) {
        if line?.id == other {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes the bytes of parts that no scan has any more out of their chunks, and whole packs away.
async fn sweep(
    db: &impl ConnectionTrait,
    scope: Scope,
    needed: &Needed,
    dropped: BTreeSet<Place>,
) -> anyhow::Result<()> {
    let alive = needed.packs();
    let mut by_pack: BTreeMap<u32, BTreeMap<Part, BTreeSet<u32>>> = BTreeMap::new();
    for (part, at) in dropped.into_iter().filter(|place| !needed.has(place)) {
        by_pack.entry(at.pack).or_default().entry(part).or_default().insert(at.index);
    }
    let packs: Vec<u32> = by_pack.keys().copied().collect();
    let directories = super::parts::Directories::load(db, scope, packs).await?;
    for (pack, parts) in by_pack {
        if !alive.contains(&pack) {
            scan_pack::Entity::delete_by_id((scope.id(), i64::from(pack))).exec(db).await?;
            continue;
        }
        let directory = directories.by_number().get(&pack).with_context(|| format!("pack {pack} is not there"))?;
        for (part, gone) in parts {
            let chunks: BTreeSet<usize> =
                gone.iter().filter_map(|index| directory.find(part, *index)).map(|(number, _)| number).collect();
            for number in chunks {
                let key = (scope.id(), i64::from(pack), part as i16, i32::try_from(number)?);
                let row = scan_chunk::Entity::find_by_id(key).one(db).await?;
                let row = row.with_context(|| format!("{part:?} of pack {pack} are not there"))?;
                let first = directory.range(part, number).start;
                let chunk = Chunk::decode(&row.bytes)?;
                if let Some(bytes) = chunk.without(|at| !gone.contains(&(first + at as u32)))? {
                    let plain_bytes = Set(Chunk::plain_len(&bytes)?.try_into()?);
                    let smaller = scan_chunk::ActiveModel { bytes: Set(bytes), plain_bytes, ..row.into() };
                    scan_chunk::Entity::update(smaller).exec(db).await?;
                }
            }
        }
    }
    Ok(())
}

async fn drop_reports(db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<()> {
    let named = Query::select()
        .column(scans::Column::ReportHash)
        .from(scans::Entity)
        .and_where(scans::Column::WorkspaceId.eq(scope.id()))
        .to_owned();
    scan_report::Entity::delete_many()
        .filter(scan_report::Column::WorkspaceId.eq(scope.id()))
        .filter(scan_report::Column::Hash.not_in_subquery(named))
        .exec(db)
        .await?;
    Ok(())
}
