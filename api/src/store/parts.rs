//! Parts of components, read from their packs: of each chunk only once, and only chunks that are needed.
use super::lines::AT_ONCE;
use crate::{
    auth::member::Scope,
    entities::{scan_chunk, scan_pack},
};
use anyhow::Context;
use scan::{
    Component,
    record::Part,
    store::{Chunk, Directory, Entry, Hash, Key, Manifest, Ref},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Packs whose chunks are read in one query: bounds what is in memory at once.
const PACKS_AT_ONCE: usize = 64;

/// What is in packs, by their numbers.
#[derive(Debug, Default)]
pub struct Directories(HashMap<u32, Directory>);

impl Directories {
    /// Those of the packs with these numbers.
    pub async fn load(
        db: &impl ConnectionTrait,
        scope: Scope,
        packs: impl IntoIterator<Item = u32>,
    ) -> anyhow::Result<Self> {
        let packs: BTreeSet<u32> = packs.into_iter().collect();
        let packs: Vec<u32> = packs.into_iter().collect();
        let mut all = HashMap::with_capacity(packs.len());
        for some in packs.chunks(AT_ONCE) {
            let rows = scan_pack::Entity::find()
                .filter(scan_pack::Column::WorkspaceId.eq(scope.id()))
                .filter(scan_pack::Column::Number.is_in(some.iter().copied().map(i64::from)))
                .all(db)
                .await?;
            for row in rows {
                let directory = Directory::decode(&row.directory).with_context(|| format!("pack {}", row.number))?;
                all.insert(u32::try_from(row.number)?, directory);
            }
        }
        Ok(Self(all))
    }

    /// Those of all packs that a manifest names.
    pub async fn of(db: &impl ConnectionTrait, scope: Scope, manifest: &Manifest) -> anyhow::Result<Self> {
        let packs: BTreeSet<u32> = manifest.0.iter().flat_map(|(_, entry)| entry.refs).map(|at| at.pack).collect();
        Self::load(db, scope, packs).await
    }

    /// By number.
    pub fn by_number(&self) -> &HashMap<u32, Directory> {
        &self.0
    }

    /// The name of a part.
    pub fn name(&self, part: Part, at: Ref) -> anyhow::Result<Hash> {
        let found = self.0.get(&at.pack).and_then(|directory| directory.name(part, at.index));
        found.with_context(|| format!("{part:?} {} of pack {} is not there", at.index, at.pack))
    }
}

/// Reads parts of one kind; `take` gets each with the bytes.
pub async fn read(
    db: &impl ConnectionTrait,
    scope: Scope,
    part: Part,
    wanted: impl IntoIterator<Item = Ref>,
    mut take: impl FnMut(Ref, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut by_pack: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for at in wanted {
        by_pack.entry(at.pack).or_default().insert(at.index);
    }
    let mut missing: usize = by_pack.values().map(BTreeSet::len).sum();
    let packs: Vec<u32> = by_pack.keys().copied().collect();
    for some in packs.chunks(PACKS_AT_ONCE) {
        let directories = Directories::load(db, scope, some.iter().copied()).await?;
        let (mut singles, mut wholes) = (Vec::new(), Vec::new());
        for pack in some {
            let directory = directories.0.get(pack).with_context(|| format!("pack {pack} is not there"))?;
            let mut chunks = BTreeSet::new();
            for index in &by_pack[pack] {
                let found = directory.find(part, *index);
                chunks.insert(found.with_context(|| format!("{part:?} {index} of pack {pack} is not there"))?.0);
            }
            // Of the large packs only what is needed is read.
            match directory.chunks(part) <= 2 * chunks.len() {
                true => wholes.push(i64::from(*pack)),
                false => singles.extend(chunks.into_iter().map(|number| (*pack, number))),
            }
        }
        let of_part = || {
            scan_chunk::Entity::find()
                .filter(scan_chunk::Column::WorkspaceId.eq(scope.id()))
                .filter(scan_chunk::Column::Part.eq(part as i16))
        };
        let mut chunks = match wholes.is_empty() {
            true => Vec::new(),
            false => {
                let rows = of_part().filter(scan_chunk::Column::Pack.is_in(wholes));
                rows.order_by_asc(scan_chunk::Column::Pack).order_by_asc(scan_chunk::Column::Number).all(db).await?
            }
        };
        for (pack, number) in singles {
            let row = of_part().filter(scan_chunk::Column::Pack.eq(i64::from(pack)));
            chunks.extend(row.filter(scan_chunk::Column::Number.eq(i32::try_from(number)?)).limit(1).one(db).await?);
        }
        for row in chunks {
            let pack = u32::try_from(row.pack)?;
            let range = directories.0[&pack].range(part, usize::try_from(row.number)?);
            let mut indexes = by_pack[&pack].range(range.clone()).peekable();
            if indexes.peek().is_none() {
                continue;
            }
            let chunk = Chunk::decode(&row.bytes).with_context(|| format!("{part:?} of pack {pack}"))?;
            for index in indexes {
                let bytes = chunk.get((index - range.start) as usize).filter(|bytes| !bytes.is_empty());
                let bytes = bytes.with_context(|| format!("{part:?} {index} of pack {pack} is gone"))?;
                take(Ref { pack, index: *index }, bytes)?;
                missing -= 1;
            }
        }
    }
    anyhow::ensure!(missing == 0, "{missing} of the {part:?} that scans name are not there");
    Ok(())
}

/// Whole components, in the order of the entries.
pub async fn components(
    db: &impl ConnectionTrait,
    scope: Scope,
    entries: &[(Key, Entry)],
) -> anyhow::Result<Vec<Component>> {
    let mut found: [HashMap<Ref, Vec<u8>>; 4] = Default::default();
    for part in Part::ALL {
        let all = &mut found[part as usize];
        read(db, scope, part, entries.iter().map(|(_, entry)| entry.at(part)), |at, bytes| {
            all.insert(at, bytes.to_vec());
            Ok(())
        })
        .await?;
    }
    let part = |entry: &Entry, part: Part| found[part as usize].get(&entry.at(part)).map(Vec::as_slice);
    let one = |(_, entry): &(Key, Entry)| {
        // `read` has found all of them, or failed
        let parts = Part::ALL.map(|kind| part(entry, kind).unwrap_or_default());
        Ok(Component::of_parts(entry.dates, parts)?)
    };
    entries.iter().map(one).collect()
}

/// The parts of a pack that are still there. Each of them is what its name in the directory says, and readable.
pub async fn verify(db: &impl ConnectionTrait, scope: Scope, pack: u32) -> anyhow::Result<HashSet<(Part, u32)>> {
    let directories = Directories::load(db, scope, [pack]).await?;
    let directory = directories.0.get(&pack).context("it has no directory")?;
    let mut there = HashSet::new();
    for part in Part::ALL {
        for number in 0..directory.chunks(part) {
            let key = (scope.id(), i64::from(pack), part as i16, i32::try_from(number)?);
            let row = scan_chunk::Entity::find_by_id(key).one(db).await?;
            let row = row.with_context(|| format!("{part:?} are not there"))?;
            let range = directory.range(part, number);
            let names = &directory.names(part)[range.start as usize..range.end as usize];
            let chunk = Chunk::decode(&row.bytes).with_context(|| format!("{part:?}"))?;
            anyhow::ensure!(chunk.agrees(names), "is not what was written");
            for (index, bytes) in range.zip((0..chunk.len()).filter_map(|at| chunk.get(at))) {
                if !bytes.is_empty() {
                    part.refuse_unreadable(bytes).with_context(|| format!("{part:?} {index}"))?;
                    there.insert((part, index));
                }
            }
        }
    }
    Ok(there)
}
