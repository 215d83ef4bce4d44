//! A scan is written: compared with what is there while others go on, then put down in the caller's transaction.
use super::{diff, edges, lines::Lines, parts::Directories};
use crate::{
    auth::member::Scope,
    entities::{scan as scans, scan_chunk, scan_delta, scan_pack, scan_report},
};
use actix_web::web;
use anyhow::Context;
use chrono::{DateTime, Utc};
use scan::{
    ReadScan,
    record::Part,
    store::{Base, Chunk, Compared, Delta, Differences, OWN, Pack},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use std::path::PathBuf;
use uuid::Uuid;

/// Fewer changes than this are never worth a whole list of components.
const LEAST_FOR_KEYFRAME: usize = 50;
/// Of what is written some stays in memory.
const MEMORY: usize = 4 << 20;

/// A scan, ready to be put down.
pub struct Draft {
    /// What was read.
    pub scan: ReadScan,
    compared: Compared,
    /// What leads from the base to it, if there is one.
    delta: Delta,
    /// Builds on this one.
    base: Option<Leans>,
    keyframe: Option<(Uuid, i32)>,
    changes: Option<Vec<u8>>,
    manifest: Option<Vec<u8>>,
    /// The scan before it, and how many components differ.
    previous: Option<Uuid>,
    /// Whether it was told which of them moved; else they are to be counted again.
    is_counted: bool,
    differences: Differences,
    /// Edges that the scan before it, of whatever branch, had not.
    new_edges: usize,
    /// The newest number of its repository when it was compared.
    seen: Option<i64>,
    report: Vec<u8>,
}

/// A scan that a draft builds on, and the whole scan that this one leaned on when they were compared. A purge may give
/// it another one meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leans {
    on: Uuid,
    keyframe: Uuid,
}

/// What a draft says about its scan's row.
pub struct Place {
    /// Of [`scans::Model::base_id`].
    pub base: Option<Uuid>,
    /// The nearest whole scan, this one if `None`, and the changes since.
    pub keyframe: Option<(Uuid, i32)>,
    /// The scan before it.
    pub previous: Option<Uuid>,
    /// Whether what differs from that one need not be counted again.
    pub is_counted: bool,
    /// How many components differ from that one.
    pub differences: Differences,
    /// Edges that the scan before it, of whatever branch, had not.
    pub new_edges: usize,
    /// The name of its report.
    pub report: Vec<u8>,
}

impl Draft {
    /// Compares a scan with what its repository has, and those that are one with it; `at` is its place in time.
    pub async fn of(
        db: &impl ConnectionTrait,
        scope: Scope,
        scan: ReadScan,
        (repository, alike): (Option<Uuid>, &[Uuid]),
        at: DateTime<Utc>,
        spool_dir: PathBuf,
    ) -> anyhow::Result<Self> {
        let branch = scan.repository.branch.clone();
        let lines = match repository {
            Some(_) => Lines::load(db, scope, Some(alike)).await?,
            None => Lines::default(),
        };
        let own = lines.all().iter().filter(|line| Some(line.repository_id) == repository);
        let seen = own.map(|line| line.seq).max();
        let base = repository.and_then(|repository| lines.base_for(repository, branch.as_deref(), at));
        let known = match base {
            Some(base) => {
                let manifest = lines.manifest(db, scope, base.id).await?;
                let directories = Directories::of(db, scope, &manifest).await?;
                Some((manifest, directories))
            }
            None => None,
        };
        let since = base.map(|base| (base.keyframe_id, base.since_keyframe));
        let mut draft = web::block(move || compare(scan, known, since, seen, spool_dir)).await??;
        draft.base = base.map(|base| Leans { on: base.id, keyframe: base.keyframe_id });
        draft.previous = lines.previous(branch.as_deref(), at).map(|line| line.id);
        draft.differences = draft.differences_to(db, scope, &lines, draft.previous).await?;
        // whether who went and who came are the same is told when all of it is there
        draft.is_counted = draft.differences.added == 0 || draft.differences.removed == 0;
        let before = repository.and_then(|repository| lines.before(repository, at)).map(|line| line.id);
        draft.new_edges = draft.edges_since(db, scope, &lines, before).await?;
        Ok(draft)
    }

    async fn differences_to(
        &mut self,
        db: &impl ConnectionTrait,
        scope: Scope,
        lines: &Lines,
        previous: Option<Uuid>,
    ) -> anyhow::Result<Differences> {
        let Some(previous) = previous else {
            let local = self.compared.manifest.0.iter().filter(|(_, entry)| entry.is_local).count();
            return Ok(Differences { added: u32::try_from(local)?, ..Differences::default() });
        };
        let delta = self.delta_since(db, scope, lines, previous).await?;
        let mut packs = delta.packs();
        packs.remove(&OWN);
        let directories = Directories::load(db, scope, packs).await?;
        let own = self.own().directory();
        delta.differences(|part, at| match at.pack {
            OWN => own.name(part, at.index).context("a part of the scan that is being written"),
            _ => directories.name(part, at),
        })
    }

    async fn edges_since(
        &mut self,
        db: &impl ConnectionTrait,
        scope: Scope,
        lines: &Lines,
        before: Option<Uuid>,
    ) -> anyhow::Result<usize> {
        let Some(before) = before else { return Ok(usize::try_from(self.scan.counts.edges)?) };
        let delta = self.delta_since(db, scope, lines, before).await?;
        edges::new(db, scope, &delta, self.own()).await
    }

    /// What leads from an earlier scan to this one.
    async fn delta_since(
        &self,
        db: &impl ConnectionTrait,
        scope: Scope,
        lines: &Lines,
        earlier: Uuid,
    ) -> anyhow::Result<Delta> {
        Ok(match self.base {
            Some(base) => diff::between(db, scope, lines, Some(earlier), base.on).await?.then(&self.delta),
            None => lines.manifest(db, scope, earlier).await?.delta_to(&self.compared.manifest),
        })
    }

    /// The parts that are to be written.
    fn own(&mut self) -> &mut Pack {
        match &mut self.compared.pack {
            Some(pack) => pack,
            None => self.scan.content.pack(),
        }
    }

    /// Whether nothing came meanwhile, and nothing went that it builds on.
    pub async fn is_current(&self, db: &impl ConnectionTrait, scope: Scope, repository: Uuid) -> anyhow::Result<bool> {
        let own = || scans::Entity::find().filter(scans::Column::WorkspaceId.eq(scope.id()));
        let newest: Option<Option<i64>> = own()
            .select_only()
            .column_as(scans::Column::Seq.max(), "newest")
            .filter(scans::Column::RepositoryId.eq(repository))
            .into_tuple()
            .one(db)
            .await?;
        Ok(newest.flatten() == self.seen && self.stands(db, scope).await?)
    }

    /// Whether what it builds on is there, down to the whole scan at the end: then it can be put down, whatever came
    /// meanwhile.
    pub async fn stands(&self, db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<bool> {
        let Some(base) = self.base else { return Ok(true) };
        let found = scans::Entity::find_by_id((scope.id(), base.on)).select_only().column(scans::Column::KeyframeId);
        let keyframe: Option<Uuid> = found.into_tuple().one(db).await?;
        Ok(keyframe == Some(base.keyframe))
    }

    /// What the scan's row says of it. Its report is written first.
    pub async fn write_report(&self, db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<Place> {
        let report = scan_report::ActiveModel {
            workspace_id: Set(scope.id()),
            hash: Set(self.report.clone()),
            packages: Set(scan_report::Packages(self.scan.packages.clone())),
            issues: Set(scan_report::Issues(self.scan.issues.clone())),
        };
        let key = [scan_report::Column::WorkspaceId, scan_report::Column::Hash];
        scan_report::Entity::insert(report)
            .on_conflict(OnConflict::columns(key).do_nothing_on(key).to_owned())
            .exec_without_returning(db)
            .await?;
        Ok(Place {
            base: self.base.map(|base| base.on),
            keyframe: self.keyframe,
            previous: self.previous,
            is_counted: self.is_counted,
            differences: self.differences,
            new_edges: self.new_edges,
            report: self.report.clone(),
        })
    }

    /// Writes all that is not in the scan's row, which is there.
    pub async fn write(mut self, db: &impl ConnectionTrait, scope: Scope, row: &scans::Model) -> anyhow::Result<()> {
        if self.changes.is_some() || self.manifest.is_some() {
            let delta = scan_delta::ActiveModel {
                workspace_id: Set(scope.id()),
                scan_id: Set(row.id),
                changes: Set(self.changes.take()),
                manifest: Set(self.manifest.take()),
            };
            scan_delta::Entity::insert(delta).exec_without_returning(db).await?;
        }
        let pack = self.own();
        if pack.directory().is_empty() {
            return Ok(());
        }
        let kept = scan_pack::ActiveModel {
            workspace_id: Set(scope.id()),
            number: Set(row.seq),
            directory: Set(pack.directory().encode()?),
        };
        scan_pack::Entity::insert(kept).exec_without_returning(db).await?;
        for part in Part::ALL {
            for number in 0..pack.directory().chunks(part) {
                let bytes = pack.chunk(part, number).context("reading back the spool of an upload")?;
                let chunk = scan_chunk::ActiveModel {
                    workspace_id: Set(scope.id()),
                    pack: Set(row.seq),
                    part: Set(part as i16),
                    number: Set(i32::try_from(number)?),
                    plain_bytes: Set(Chunk::plain_len(&bytes)?.try_into()?),
                    bytes: Set(bytes),
                };
                scan_chunk::Entity::insert(chunk).exec_without_returning(db).await?;
            }
        }
        Ok(())
    }
}

fn compare(
    mut scan: ReadScan,
    known: Option<(scan::store::Manifest, Directories)>,
    since: Option<(Uuid, i32)>,
    seen: Option<i64>,
    spool_dir: PathBuf,
) -> anyhow::Result<Draft> {
    let base = known.map(|(manifest, directories)| Base::new(manifest, directories.by_number())).unwrap_or_default();
    let compared = scan.content.compare(&base, MEMORY, &spool_dir)?;
    let delta = since.map(|_| base.manifest().delta_to(&compared.manifest)).unwrap_or_default();
    drop(base);
    let since = since.map(|(keyframe, since)| (keyframe, since as usize + delta.0.len()));
    let keyframe = since.filter(|(_, since)| *since < LEAST_FOR_KEYFRAME.max(compared.manifest.0.len() / 2));
    let changes = (!delta.0.is_empty()).then(|| delta.encode()).transpose()?;
    let manifest = keyframe.is_none().then(|| compared.manifest.encode()).transpose()?;
    let keyframe = keyframe.map(|(id, since)| anyhow::Ok((id, i32::try_from(since)?))).transpose()?;
    let report = serde_json::to_vec(&(&scan.packages, &scan.issues))?;
    Ok(Draft {
        report: scan::store::Hash::of(&report).0.to_vec(),
        scan,
        compared,
        delta,
        base: None,
        keyframe,
        changes,
        manifest,
        previous: None,
        is_counted: true,
        differences: Differences::default(),
        new_edges: 0,
        seen,
    })
}
