//! Linking: an external component of some body is really another component of the state. One step, no chains.
use super::entries::{Entry, Role};
use super::names::{NONE, Names};
use super::resolver::each_once;
use crate::hash::{NumberSet, Numbered};
use crate::linking::LinkedBy;
use std::collections::BTreeMap;

/// Who goes by which id and word, and who would like to know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exports {
    /// Local components that list an id, each with how many bodies say so: two may, while a project changes hands.
    by_local: Numbered<u32, BTreeMap<u32, u32>>,
    /// External components that do.
    by_external: Numbered<u32, BTreeMap<u32, u32>>,
    /// Local components by package and word: how many, and the sum of their numbers, which is that of the only one.
    by_word: Numbered<u64, (u32, u32)>,
    /// Ids that may be found by package and word.
    watchers: Numbered<u64, Vec<u32>>,
}

/// What may resolve differently now.
#[derive(Debug, Default)]
pub(crate) struct Dirty {
    /// Ids, some of them several times.
    pub(crate) ids: Vec<u32>,
    /// Packages and words by which others go now. Thousands may go by one, and thousands may watch it.
    words: NumberSet<u64>,
}

fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

impl Exports {
    /// Takes note of an id whose package became known.
    pub(crate) fn watch(&mut self, names: &Names, node: u32) {
        let known = &names.nodes[node as usize];
        if known.wanted != NONE {
            self.watchers.entry(pair(known.package, known.wanted)).or_default().push(node);
        }
    }

    /// Lists what `entry` of `node` exports, or takes it off the list.
    pub(crate) fn list(&mut self, node: u32, entry: &Entry, role: Role, comes: bool, dirty: &mut Dirty) {
        match role {
            Role::Stranger => {}
            Role::Local => {
                for &export in &entry.exports {
                    change(self.by_local.entry(export).or_default(), node, comes);
                    dirty.ids.push(export);
                }
                for &word in &entry.words {
                    let key = pair(entry.package, word);
                    let (count, sum) = self.by_word.entry(key).or_default();
                    (*count, *sum) = match comes {
                        true => (*count + 1, sum.wrapping_add(node)),
                        false => (*count - 1, sum.wrapping_sub(node)),
                    };
                    dirty.words.insert(key);
                }
            }
            Role::External => {
                for &export in entry.exports.iter().filter(|&&export| export != node) {
                    change(self.by_external.entry(export).or_default(), node, comes);
                    dirty.ids.push(export);
                }
            }
        }
    }

    /// The ids that may resolve differently now, each once.
    pub(crate) fn stirred(&self, dirty: Dirty) -> Vec<u32> {
        let watchers = dirty.words.iter().filter_map(|word| self.watchers.get(word)).flatten();
        let mut ids = dirty.ids;
        ids.extend(watchers);
        each_once(&mut ids);
        ids
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let watchers = self.watchers.values().map(|nodes| 32 + nodes.capacity() * 4);
        let lists = self.by_local.values().chain(self.by_external.values()).map(|nodes| 144 + nodes.len() * 16);
        watchers.chain(lists).sum::<usize>() + self.by_word.capacity() * 18
    }

    /// Where an external component of this id leads. A local one leads nowhere else: ask before.
    pub(crate) fn resolve(&self, names: &Names, node: u32) -> Option<(u32, LinkedBy)> {
        let known = &names.nodes[node as usize];
        let pick = |found: &mut dyn Iterator<Item = u32>| the_one(names, known.package, found);
        let by_export = || pick(&mut self.by_local.get(&node)?.keys().copied());
        let by_word = || match *self.by_word.get(&pair(known.package, known.wanted))? {
            (1, only) if known.wanted != NONE => Some(only),
            _ => None,
        };
        let by_re_export = || pick(&mut self.by_external.get(&node)?.keys().copied());
        by_export()
            .map(|target| (target, LinkedBy::ExportId))
            .or_else(|| by_word().map(|target| (target, LinkedBy::Name)))
            .or_else(|| by_re_export().map(|target| (target, LinkedBy::ReExport)))
    }
}

fn change(list: &mut BTreeMap<u32, u32>, node: u32, comes: bool) {
    let bodies = list.entry(node).or_default();
    *bodies = if comes { *bodies + 1 } else { bodies.saturating_sub(1) };
    if *bodies == 0 {
        list.remove(&node);
    }
}

/// The only candidate, else the only one of the own package.
fn the_one(names: &Names, package: u32, candidates: &mut dyn Iterator<Item = u32>) -> Option<u32> {
    let all: Vec<u32> = candidates.collect();
    if let [only] = all.as_slice() {
        return Some(*only);
    }
    let mut own = all.into_iter().filter(|&node| names.nodes[node as usize].package == package);
    let first = own.next()?;
    own.next().is_none().then_some(first)
}
