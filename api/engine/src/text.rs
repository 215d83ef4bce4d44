//! Text columns: many strings in one buffer, and dictionaries in the order in which people read lists.
use std::cmp::Ordering;
use std::collections::HashMap;

/// Lower case for comparing. Letter by letter, so that a part of a folded text is the folded part:
/// `str::to_lowercase` writes a Greek sigma differently at the end of a word.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Strings one behind the other, addressed by number.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    buffer: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    pub(crate) fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.buffer[start..self.ends[index]]
    }

    pub(crate) fn len(&self) -> u32 {
        self.ends.len() as u32
    }
}

/// Distinct words in reading order (without regard to case; then capitals first), so that a word's
/// number is its rank and columns of words sort as numbers.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    words: Texts,
}

impl Dictionary {
    /// The dictionary of these words, and the number of each of them.
    pub(crate) fn of<'a>(words: impl Iterator<Item = &'a str>) -> (Self, Vec<u32>) {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut distinct: Vec<&str> = Vec::new();
        let column: Vec<u32> = words
            .map(|word| {
                *seen.entry(word).or_insert_with(|| {
                    distinct.push(word);
                    distinct.len() as u32 - 1
                })
            })
            .collect();
        let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
        order.sort_by_cached_key(|&at| (fold(distinct[at as usize]), distinct[at as usize]));
        let mut rank = vec![0; distinct.len()];
        let mut dictionary = Self::default();
        for (at, &word) in order.iter().enumerate() {
            rank[word as usize] = at as u32;
            dictionary.words.push(distinct[word as usize]);
        }
        let ranks = column.into_iter().map(|word| rank[word as usize]).collect();
        (dictionary, ranks)
    }

    pub(crate) fn word(&self, rank: u32) -> &str {
        self.words.get(rank)
    }

    /// Where a word stands, or would stand.
    pub(crate) fn place(&self, word: &str) -> Place {
        let folded = fold(word);
        Place::find(self.words.len(), |rank| {
            let other = self.words.get(rank);
            fold(other).cmp(&folded).then_with(|| other.cmp(word))
        })
    }
}

/// A place in an ordered column: on a row, or in the gap before one. A cursor remembers values, not
/// rows, so that it still points somewhere when its row is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(u64);

impl Place {
    pub(crate) fn on(row: u32) -> Self {
        Self(u64::from(row) * 2 + 1)
    }

    fn before(row: u32) -> Self {
        Self(u64::from(row) * 2)
    }

    /// As a sort value, next to plain numbers.
    pub(crate) fn value(self) -> u64 {
        self.0
    }

    /// Binary search among `len` rows; `compare` says how a row stands to what is looked for.
    pub(crate) fn find(len: u32, compare: impl Fn(u32) -> Ordering) -> Self {
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            match compare(middle) {
                Ordering::Equal => return Self::on(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        Self::before(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_reads_without_regard_to_case() {
        let (words, column) = Dictionary::of(["b", "Zoo", "a", "B", "b", "Äpfel"].into_iter());
        let order: Vec<&str> = (0..words.words.len()).map(|rank| words.word(rank)).collect();
        assert_eq!(order, ["a", "B", "b", "Zoo", "Äpfel"]);
        assert_eq!(column, [2, 3, 0, 1, 2, 4]);
    }

    #[test]
    fn a_missing_word_has_a_place_between_its_neighbours() {
        let (words, _) = Dictionary::of(["a", "c"].into_iter());
        assert!(words.place("a") < words.place("b") && words.place("b") < words.place("c"));
        assert_eq!(words.place("c"), Place::on(1));
        assert!(words.place("d") > words.place("c"));
    }

    #[test]
    fn folding_knows_no_ends_of_words() {
        assert!(fold("ΟΔΟΣΑ").contains(&fold("οδοΣ")));
        assert_eq!(fold("ÄÖ"), "äö");
    }
}
