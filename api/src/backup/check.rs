//! Whether a backup is whole, and whether what is in it can be read.
use super::{
    DATABASE, MANIFEST,
    manifest::{FileSum, Manifest},
};
use crate::{
    auth::{key_store, member::Scope},
    db::{Db, embedded::Depth},
    entities::{scan as scans, scan_pack},
    store::{lines::Lines, parts},
};
use anyhow::Context;
use scan::{record::Part, store::Ref};
use sea_orm::{EntityTrait, QuerySelect};
use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    path::Path,
};
use uuid::Uuid;

/// What was looked at, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Report {
    /// What is as it should be.
    pub passed: Vec<String>,
    /// What is not; nothing of it should be restored.
    pub findings: Vec<String>,
}

impl Report {
    fn note(&mut self, found: Vec<String>, passed: impl FnOnce() -> String) {
        match found.is_empty() {
            true => self.passed.push(passed()),
            false => self.findings.extend(found),
        }
    }
}

/// Looks through a backup, and changes nothing.
pub async fn check(folder: &Path) -> Report {
    let mut report = Report::default();
    let manifest = Manifest::read(folder);
    match &manifest {
        Ok(manifest) => {
            report.passed.push(format!("{MANIFEST}: made by version {} at {}", manifest.version, manifest.created_at));
            check_files(folder, manifest, &mut report);
        }
        Err(error) => report.findings.push(format!("{MANIFEST} {error:#}")),
    }
    match key_store::read_file(folder) {
        Ok(keys) => report.passed.push(format!(
            "{}: {} usable key(s), {} signs",
            key_store::FILE,
            keys.by_id.len(),
            keys.active
        )),
        Err(error) => report.findings.push(format!("{}: {error:#}", key_store::FILE)),
    }
    if let Err(error) = check_database(folder, manifest.ok(), &mut report).await {
        report.findings.push(format!("{DATABASE} cannot be read: {error:#}"));
    }
    report
}

fn check_files(folder: &Path, manifest: &Manifest, report: &mut Report) {
    for name in [DATABASE, key_store::FILE] {
        let wrong = match (manifest.files.get(name), FileSum::of(&folder.join(name))) {
            (None, _) => Some(format!("{MANIFEST} does not name {name}")),
            (_, Err(error)) => Some(format!("{name} cannot be read: {error}")),
            (Some(sum), Ok(found)) if *sum != found => Some(format!(
                "{name} is not the file that was backed up: it has {} bytes and SHA-256 {}, not {} bytes and {}",
                found.bytes, found.sha256, sum.bytes, sum.sha256
            )),
            _ => None,
        };
        report.note(wrong.into_iter().collect(), || format!("{name}: length and SHA-256 are those of {MANIFEST}"));
    }
}

async fn check_database(folder: &Path, manifest: Option<Manifest>, report: &mut Report) -> anyhow::Result<()> {
    let db = Db::open_copy(&folder.join(DATABASE)).await?;
    let damages = db.damages(Depth::Full).await?;
    report.note(damages.into_iter().map(|said| format!("{DATABASE} is damaged: {said}")).collect(), || {
        format!("{DATABASE}: its pages and indexes agree (integrity_check)")
    });
    let orphan = |((table, parent), rows): ((String, String), u64)| {
        format!("{rows} row(s) of `{table}` name a row of `{parent}` that is not there")
    };
    report.note(db.orphans().await?.into_iter().map(orphan).collect(), || {
        format!("{DATABASE}: every row that is named is there (foreign_key_check)")
    });
    let newer = db.refuse_newer_schema().await.err().map(|error| format!("{DATABASE}: {error:#}"));
    let steps = db.steps().await?;
    report.note(newer.into_iter().collect(), || {
        format!("{DATABASE}: this version knows all {} steps of its schema", steps.len())
    });
    if let Some(manifest) = manifest {
        let other = (manifest.migrations != steps)
            .then(|| format!("{DATABASE} has not the steps of the schema that {MANIFEST} names"));
        let counted = db.row_counts().await?;
        report.note(other.into_iter().chain(row_differences(&manifest.rows, &counted)).collect(), || {
            format!(
                "{DATABASE}: {} tables with {} rows, as in {MANIFEST}",
                counted.len(),
                counted.values().sum::<u64>()
            )
        });
    }
    let parts = check_packs(&db, report).await?;
    check_scans(&db, &parts, report).await
}

fn row_differences(said: &BTreeMap<String, u64>, found: &BTreeMap<String, u64>) -> Vec<String> {
    let tables: HashSet<&String> = said.keys().chain(found.keys()).collect();
    let rows = |counts: &BTreeMap<String, u64>, table: &String| counts.get(table).copied();
    let words = |count: Option<u64>| count.map_or_else(|| "no table".to_owned(), |rows| format!("{rows} rows"));
    let differing = tables.into_iter().filter(|table| rows(said, table) != rows(found, table));
    differing
        .map(|table| {
            format!("`{table}` has {}, and {MANIFEST} says {}", words(rows(found, table)), words(rows(said, table)))
        })
        .collect()
}

async fn check_scans(db: &Db, parts: &Packs, report: &mut Report) -> anyhow::Result<()> {
    let all: Vec<(Uuid, Uuid, i32, i32)> = scans::Entity::find()
        .select_only()
        .columns([
            scans::Column::WorkspaceId,
            scans::Column::Id,
            scans::Column::NumOfComponents,
            scans::Column::NumOfLocalComponents,
        ])
        .into_tuple()
        .all(&**db)
        .await
        .context("the scans")?;
    let (scans, mut wrong) = (all.len(), Vec::new());
    let mut known: HashMap<Uuid, Lines> = HashMap::new();
    for (workspace, id, components, local) in all {
        let scope = Scope::for_upkeep(workspace);
        let lines = match known.entry(workspace) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(Lines::load(&**db, scope, None).await?),
        };
        let counted = match count(db, scope, lines, parts, id).await {
            Err(error) => Err(format!("cannot be read: {error:#}")),
            Ok(counted) if counted == (components.unsigned_abs() as usize, local.unsigned_abs() as usize) => Ok(()),
            Ok((found, own)) => {
                Err(format!("has {found} components, {own} of them local, and its row says {components} and {local}"))
            }
        };
        wrong.extend(counted.err().map(|what| format!("scan {id} of workspace {workspace} {what}")));
    }
    report.note(wrong, || {
        format!("{DATABASE}: {scans} scans can be put together, each with as many components as its row says")
    });
    Ok(())
}

/// The parts that are there, by workspace and pack.
type Packs = HashMap<(Uuid, u32), HashSet<(Part, u32)>>;

/// Whether the parts of components are what was written: each is named by its content. Of equal parts there is one, so
/// each is read once, however many scans have it.
async fn check_packs(db: &Db, report: &mut Report) -> anyhow::Result<Packs> {
    let keys: Vec<(Uuid, i64)> = scan_pack::Entity::find()
        .select_only()
        .columns([scan_pack::Column::WorkspaceId, scan_pack::Column::Number])
        .into_tuple()
        .all(&**db)
        .await?;
    let (packs, mut wrong, mut there) = (keys.len(), Vec::new(), Packs::new());
    for (workspace, number) in keys {
        let pack = u32::try_from(number)?;
        match parts::verify(&**db, Scope::for_upkeep(workspace), pack).await {
            Ok(parts) => drop(there.insert((workspace, pack), parts)),
            Err(error) => wrong.push(format!("pack {number} of workspace {workspace}: {error:#}")),
        }
    }
    report.note(wrong, || format!("{DATABASE}: the parts in {packs} packs are what was written"));
    Ok(there)
}

/// Components, and how many of them are local. All their parts have to be there.
async fn count(db: &Db, scope: Scope, lines: &Lines, packs: &Packs, id: Uuid) -> anyhow::Result<(usize, usize)> {
    let manifest = lines.manifest(&**db, scope, id).await?;
    for (_, entry) in &manifest.0 {
        for part in Part::ALL {
            let Ref { pack, index } = entry.at(part);
            let is_there = packs.get(&(scope.id(), pack)).is_some_and(|parts| parts.contains(&(part, index)));
            anyhow::ensure!(is_there, "{part:?} {index} of pack {pack} is not there, or not what was written");
        }
    }
    Ok((manifest.0.len(), manifest.0.iter().filter(|(_, entry)| entry.is_local).count()))
}
