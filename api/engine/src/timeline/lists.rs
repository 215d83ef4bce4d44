//! Lists of numbers by number.
use std::sync::Arc;

/// Lists of numbers by number.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    /// Where each begins; one more entry than lists.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    /// Sorts (list, item) pairs into `lists` lists; the order within a list is that of the pairs.
    pub(crate) fn of(lists: u32, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; lists as usize + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for list in 1..starts.len() {
            starts[list] += starts[list - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (list, item) in pairs {
            let at = &mut next[list as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { starts, items }
    }

    /// Begins one more list.
    pub(crate) fn begin(&mut self) {
        self.starts.push(self.items.len() as u32);
    }

    /// Adds items to the last list.
    pub(crate) fn extend(&mut self, items: impl IntoIterator<Item = u32>) {
        self.items.extend(items);
        if let Some(end) = self.starts.last_mut() {
            *end = self.items.len() as u32;
        }
    }

    pub(crate) fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    pub(crate) fn get(&self, list: u32) -> &[u32] {
        self.range(list..list + 1)
    }

    /// The items of several lists that follow each other.
    pub(crate) fn range(&self, lists: std::ops::Range<u32>) -> &[u32] {
        &self.items[self.starts[lists.start as usize] as usize..self.starts[lists.end as usize] as usize]
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        (self.starts.capacity() + self.items.capacity()) * size_of::<u32>()
    }
}

/// Numbers from 0 on by what they belong to. All but the last of them stay in one piece, which others share: so a few
/// more are soon told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    whole: Arc<Lists>,
    /// How many numbers the piece holds.
    within: usize,
    tail: Lists,
}

impl Index {
    /// With what came since; each of `all` says to which of `lists` its number belongs.
    pub(crate) fn go_on<T>(&self, lists: u32, all: &[T], list_of: impl Fn(&T) -> u32 + Clone) -> Self {
        let sorted = |from: usize| {
            let numbered = (from as u32..).zip(&all[from..]);
            Lists::of(lists, numbered.map(|(number, one)| (list_of(one), number)))
        };
        match (all.len() - self.within) * 8 <= self.within {
            true => Self { whole: self.whole.clone(), within: self.within, tail: sorted(self.within) },
            false => Self { whole: Arc::new(sorted(0)), within: all.len(), tail: Lists::of(lists, [].into_iter()) },
        }
    }

    pub(crate) fn get(&self, list: u32) -> impl Iterator<Item = u32> {
        let whole = if list < self.whole.len() { self.whole.get(list) } else { &[] };
        whole.iter().chain(self.tail.get(list)).copied()
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.whole.weight() + self.tail.weight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_the_order_of_their_pairs() {
        let lists = Lists::of(3, [(2, 7), (0, 5), (2, 6)].into_iter());
        assert_eq!(lists.get(0), [5]);
        assert_eq!(lists.get(1), [0_u32; 0]);
        assert_eq!(lists.get(2), [7, 6]);
        assert_eq!(lists.range(0..3), [5, 7, 6]);
    }

    #[test]
    fn an_index_that_went_on_is_as_one_of_all() {
        let owner = |number: &u32| number % 7;
        let all: Vec<u32> = (0..200).collect();
        let mut grown = Index::default();
        for end in [0, 1, 100, 101, 112, 113, 200] {
            grown = grown.go_on(7, &all[..end], owner);
            for list in 0..7 {
                let found: Vec<u32> = grown.get(list).collect();
                let expected: Vec<u32> = (0..end as u32).filter(|number| number % 7 == list).collect();
                assert_eq!(found, expected);
            }
        }
    }
}
