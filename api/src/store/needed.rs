//! Which parts some scan has.
use super::lines::{AT_ONCE, Line, Lines};
use crate::{auth::member::Scope, entities::scan_pack};
use anyhow::Context;
use scan::{
    record::Part,
    store::{Delta, Ref},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap, hash_map::Entry};
use uuid::Uuid;

/// A part of a component, wherever it is written.
pub type Place = (Part, Ref);

/// Parts that scans have.
#[derive(Default)]
pub struct Needed {
    /// How many scans brought each part.
    times: HashMap<Place, u32>,
    /// The scans whose parts are among them, each with what it built on then, and the parts that this had not.
    counted: HashMap<Uuid, (Option<Uuid>, Vec<Place>)>,
}

impl Needed {
    /// Counts what scans have and their bases had not: of all there are, and of no others. Of those that were counted
    /// before only they are read again that have another base now: nothing else about a scan ever changes.
    pub async fn follow(&mut self, db: &impl ConnectionTrait, scope: Scope, lines: &Lines) -> anyhow::Result<()> {
        let is_as_counted = |id: Uuid, base: Option<Uuid>| lines.get(id).is_some_and(|line| line.base_id == base);
        let stale = self.counted.iter().filter(|(id, (base, _))| !is_as_counted(**id, *base)).map(|(id, _)| *id);
        for id in stale.collect::<Vec<_>>() {
            self.forget(id);
        }
        let new: Vec<&Line> = lines.all().iter().filter(|line| !self.counted.contains_key(&line.id)).collect();
        for some in new.chunks(AT_ONCE) {
            let built: Vec<Uuid> = some.iter().filter(|line| line.base_id.is_some()).map(|line| line.id).collect();
            let changes = lines.changes(db, scope, &built).await?;
            for line in some {
                let own: Vec<Place> = match line.base_id {
                    Some(_) => changes.get(&line.id).into_iter().flat_map(parts).collect(),
                    None => parts(&lines.manifest(db, scope, line.id).await?.to_delta()).collect(),
                };
                for place in &own {
                    *self.times.entry(*place).or_default() += 1;
                }
                self.counted.insert(line.id, (line.base_id, own));
            }
        }
        Ok(())
    }

    fn forget(&mut self, scan: Uuid) {
        for place in self.counted.remove(&scan).into_iter().flat_map(|(_, own)| own) {
            if let Entry::Occupied(mut times) = self.times.entry(place) {
                *times.get_mut() -= 1;
                if *times.get() == 0 {
                    times.remove();
                }
            }
        }
    }

    /// Whether some scan has it.
    pub fn has(&self, place: &Place) -> bool {
        self.times.contains_key(place)
    }

    /// The packs that they are in.
    pub fn packs(&self) -> BTreeSet<u32> {
        self.times.keys().map(|(_, at)| at.pack).collect()
    }
}

/// The parts that are there after some changes and were not before.
pub fn parts(delta: &Delta) -> impl Iterator<Item = Place> {
    let entries = delta.0.iter().filter_map(|(_, change)| change.after);
    entries.flat_map(|entry| Part::ALL.map(|part| (part, entry.at(part))))
}

/// Parts that are there and no scan has, for who looks after the store: there should be none.
pub async fn surplus(db: &impl ConnectionTrait, scope: Scope) -> anyhow::Result<Vec<Place>> {
    let lines = Lines::load(db, scope, None).await?;
    let mut needed = Needed::default();
    needed.follow(db, scope, &lines).await?;
    let numbers: Vec<i64> = scan_pack::Entity::find()
        .select_only()
        .column(scan_pack::Column::Number)
        .filter(scan_pack::Column::WorkspaceId.eq(scope.id()))
        .into_tuple()
        .all(db)
        .await?;
    let mut surplus = Vec::new();
    for pack in numbers {
        let pack = u32::try_from(pack)?;
        let there = super::parts::verify(db, scope, pack).await.with_context(|| format!("pack {pack}"))?;
        let places = there.into_iter().map(|(part, index)| (part, Ref { pack, index }));
        surplus.extend(places.filter(|place| !needed.has(place)));
    }
    Ok(surplus)
}
