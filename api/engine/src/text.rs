//! Texts as they are compared.

/// Lower case for comparing. Letter by letter, so that a part of a folded text is the folded part:
/// `str::to_lowercase` writes a Greek sigma differently at the end of a word.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_knows_no_ends_of_words() {
        assert!(fold("ΟΔΟΣΑ").contains(&fold("οδοΣ")));
        assert_eq!(fold("ÄÖ"), "äö");
    }
}
