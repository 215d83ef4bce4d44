//! Which parts some scan has.
use super::lines::{Line, Lines};
use crate::{auth::member::Scope, entities::scan_pack};
use scan::{
    record::Part,
    store::{Delta, Ref},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A part of a component, wherever it is written.
pub type Place = (Part, Ref);

/// Parts that scans have.
#[derive(Default)]
pub struct Needed {
    parts: BTreeSet<Place>,
    /// The scans whose parts are among them, each with what it built on then.
    counted: HashMap<Uuid, Option<Uuid>>,
}

impl Needed {
    /// Adds what scans have and their bases had not. Of those that were added before only they are read again that have
    /// another base now: nothing else about a scan ever changes.
    pub async fn add<'a>(
        &mut self,
        db: &impl ConnectionTrait,
        scope: Scope,
        lines: &'a Lines,
        some: impl Iterator<Item = &'a Line>,
    ) -> anyhow::Result<()> {
        let mut built = Vec::new();
        for line in some {
            if self.counted.insert(line.id, line.base_id) == Some(line.base_id) {
                continue;
            }
            match line.base_id {
                Some(_) => built.push(line.id),
                None => self.parts.extend(parts(&lines.manifest(db, scope, line.id).await?.to_delta())),
            }
        }
        let changes = lines.changes(db, scope, &built).await?;
        self.parts.extend(changes.values().flat_map(parts));
        Ok(())
    }

    /// Whether some scan has it.
    pub fn has(&self, place: &Place) -> bool {
        self.parts.contains(place)
    }

    /// The packs that they are in.
    pub fn packs(&self) -> BTreeSet<u32> {
        self.parts.iter().map(|(_, at)| at.pack).collect()
    }
}

/// The parts that are there after some changes and were not before.
pub fn parts(delta: &Delta) -> impl Iterator<Item = Place> {
    let entries = delta.0.iter().filter_map(|(_, change)| change.after);
    entries.flat_map(|entry| Part::ALL.map(|part| (part, entry.at(part))))
}

/// Packs and their parts that no scan has, for who looks after the store: there should be none with bytes.
pub async fn surplus(db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<Vec<u32>> {
    let lines = Lines::load(db, scope, None).await?;
    let mut needed = Needed::default();
    needed.add(db, scope, &lines, lines.all().iter()).await?;
    let alive = needed.packs();
    let numbers: Vec<i64> = scan_pack::Entity::find()
        .select_only()
        .column(scan_pack::Column::Number)
        .filter(scan_pack::Column::WorkspaceId.eq(scope.id()))
        .into_tuple()
        .all(db)
        .await?;
    let numbers: Vec<u32> = numbers.into_iter().map(u32::try_from).collect::<Result<_, _>>()?;
    Ok(numbers.into_iter().filter(|number| !alive.contains(number)).collect())
}
