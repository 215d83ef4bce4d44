//! Linking: an external component of some body is really another component of the state. One step, no chains.
use super::entries::{Entry, Role};
use super::names::{NONE, Names};
use crate::hash::Numbered;
use crate::linking::LinkedBy;

/// Who goes by which id and word, and who would like to know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exports {
    /// Local components that list an id.
    by_local: Numbered<u32, Vec<u32>>,
    /// External components that list an id, each with how many bodies say so.
    by_external: Numbered<u32, Vec<(u32, u32)>>,
    /// Local components by package and word.
    by_word: Numbered<u64, Vec<u32>>,
    /// Ids that may be found by package and word.
    watchers: Numbered<u64, Vec<u32>>,
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

    /// Lists what `entry` of `node` exports, or takes it off the list. Ids that may resolve differently
    /// now are added to `dirty`.
    pub(crate) fn list(&mut self, node: u32, entry: &Entry, role: Role, comes: bool, dirty: &mut Vec<u32>) {
        match role {
            Role::Stranger => {}
            Role::Local => {
                for &export in &entry.exports {
                    change(self.by_local.entry(export).or_default(), node, comes);
                    dirty.push(export);
                }
                for &word in &entry.words {
                    let key = pair(entry.package, word);
                    change(self.by_word.entry(key).or_default(), node, comes);
                    dirty.extend(self.watchers.get(&key).into_iter().flatten());
                }
            }
            Role::External => {
                for &export in entry.exports.iter().filter(|&&export| export != node) {
                    let list = self.by_external.entry(export).or_default();
                    match (list.iter().position(|(other, _)| *other == node), comes) {
                        (Some(at), true) => list[at].1 += 1,
                        (None, true) => list.push((node, 1)),
                        (Some(at), false) if list[at].1 == 1 => drop(list.swap_remove(at)),
                        (Some(at), false) => list[at].1 -= 1,
                        (None, false) => {}
                    }
                    dirty.push(export);
                }
            }
        }
    }

    /// Where an external component of this id leads. A local one leads nowhere else: ask before.
    pub(crate) fn resolve(&self, names: &Names, node: u32) -> Option<(u32, LinkedBy)> {
        let known = &names.nodes[node as usize];
        let pick = |found: &mut dyn Iterator<Item = u32>| the_one(names, known.package, found);
        let by_export = || pick(&mut self.by_local.get(&node)?.iter().copied());
        let by_word = || match self.by_word.get(&pair(known.package, known.wanted))?.as_slice() {
            [only] if known.wanted != NONE => Some(*only),
            _ => None,
        };
        let by_re_export = || pick(&mut self.by_external.get(&node)?.iter().map(|(other, _)| *other));
        by_export()
            .map(|target| (target, LinkedBy::ExportId))
            .or_else(|| by_word().map(|target| (target, LinkedBy::Name)))
            .or_else(|| by_re_export().map(|target| (target, LinkedBy::ReExport)))
    }
}

fn change(list: &mut Vec<u32>, node: u32, comes: bool) {
    if comes {
        list.push(node);
    } else if let Some(at) = list.iter().position(|other| *other == node) {
        list.swap_remove(at);
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
