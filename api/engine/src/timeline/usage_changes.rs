//! With which scans the parents of a component became others.
use super::lists::Lists;
use super::names::NONE;
use super::spans::Spans;
use crate::hash::{NumberSet, Numbered};

/// What is known of it up to some scan.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsageChanges {
    /// Lineages, as shown, by scan.
    by_scan: Lists,
    /// How many lineages that exist are shown as one.
    existing: Numbered<u32, i64>,
    /// How many edges are shown as one, by child and parent.
    edges: Numbered<u64, i64>,
}

impl UsageChanges {
    /// Lineages, as shown, whose parents changed with a scan; each once.
    pub(crate) fn with(&self, scan: u32) -> &[u32] {
        self.by_scan.get(scan)
    }

    /// Goes on to the newest scan. Who is shown under whom must be as it was before.
    pub(crate) fn go_on(&mut self, spans: &Spans, canon: &[u32], is_merged: &[bool]) {
        let from = self.by_scan.len();
        let mut components = &spans.components[spans.components.partition_point(|span| span.from < from)..];
        let mut edges = &spans.edges[spans.edges.partition_point(|span| span.from < from)..];
        // of each lineage, the last scan for which it was told
        let mut told = vec![NONE; spans.slots as usize];
        for scan in from..spans.scans.len() as u32 {
            let mut changed = Vec::new();
            let mut tell = |slot: u32| {
                if std::mem::replace(&mut told[slot as usize], scan) != scan {
                    changed.push(slot);
                }
            };
            let (begun, later) = components.split_at(components.partition_point(|span| span.from == scan));
            components = later;
            let ended = || spans.component_ends.get(scan).iter().map(|span| spans.components[*span as usize].slot);
            let were_there: NumberSet<u32> = ended().collect();
            let came = begun.iter().map(|span| span.slot).filter(|slot| !were_there.contains(slot));
            let merged = |slot: &u32| is_merged[*slot as usize];
            came.filter(|slot| !merged(slot)).for_each(&mut tell);
            let shown = |slot: u32| canon[slot as usize];
            let come = begun.iter().map(|span| span.slot).filter(merged).map(|slot| (shown(slot), 1));
            let go = ended().filter(merged).map(|slot| (shown(slot), -1));
            shift(&mut self.existing, come.chain(go), |slot, before, after| {
                if before == 0 && after > 0 {
                    tell(slot);
                }
            });

            let (begun, later) = edges.split_at(edges.partition_point(|span| span.from == scan));
            edges = later;
            let mut shifts = Vec::new();
            let ended = spans.edge_ends.get(scan).iter().map(|span| (&spans.edges[*span as usize], -1));
            for (span, change) in begun.iter().map(|span| (span, 1)).chain(ended) {
                let stays = if change == 1 { span.went_on } else { span.goes_on };
                if merged(&span.parent) || merged(&span.child) {
                    shifts.push((u64::from(shown(span.child)) << 32 | u64::from(shown(span.parent)), change));
                } else if !stays {
                    tell(span.child);
                }
            }
            shift(&mut self.edges, shifts.into_iter(), |edge, before, after| {
                if (before > 0) != (after > 0) {
                    tell((edge >> 32) as u32);
                }
            });
            self.by_scan.begin();
            self.by_scan.extend(changed);
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.by_scan.weight() + self.existing.capacity() * 16 + self.edges.capacity() * 18
    }
}

/// Counts what comes and goes with one scan, and tells of each what was before and what is after all of it.
fn shift<K: Copy + Ord + std::hash::Hash>(
    counts: &mut Numbered<K, i64>,
    shifts: impl Iterator<Item = (K, i64)>,
    mut tell: impl FnMut(K, i64, i64),
) {
    let mut shifts: Vec<(K, i64)> = shifts.collect();
    shifts.sort_unstable();
    for same in shifts.chunk_by(|one, other| one.0 == other.0) {
        let key = same[0].0;
        let count = counts.entry(key).or_default();
        let before = *count;
        *count += same.iter().map(|(_, change)| change).sum::<i64>();
        tell(key, before, *count);
    }
}
