//! Names that people give, made fit for mails to others: what looks like a link or a phone number could be a lure.
use unicode_normalization::UnicodeNormalization;

/// Longest name a mail repeats.
const LONGEST: usize = 64;
/// So many digits in a row, whatever stands between them, could be dialled.
const DIGITS: usize = 7;
/// What stands between the digits of a phone number.
const BETWEEN_DIGITS: &str = " -./()+_,:\u{b7}\u{2009}\u{202f}";

/// A workspace's name, or `a workspace` if it could be a lure.
pub fn workspace_name(name: &str) -> String {
    if is_lure(name) { "a workspace".to_owned() } else { tidy(name) }
}

/// A person's name with their address; the address alone if the name could be a lure or there is none.
pub fn person_name(name: Option<&str>, email: &str) -> String {
    let email = address(email);
    match name.map(tidy).filter(|name| !name.is_empty() && !is_lure(name)) {
        Some(name) => format!("{name} ({email})"),
        None => email,
    }
}

/// An address, without the part before its `@` if that could be a lure: `www.evil.test/login@evil.test` is a legal one.
pub fn address(email: &str) -> String {
    let Some((local, domain)) = email.rsplit_once('@') else { return email.to_owned() };
    let is_plain = |c: char| c.is_alphanumeric() || ".+-_'=&~".contains(c);
    match local.chars().all(is_plain) && !local.to_lowercase().starts_with("www.") {
        true => email.to_owned(),
        false => format!("…@{domain}"),
    }
}

/// Could a reader or their mail program take this for a link, an address or a number to call?
pub fn is_lure(text: &str) -> bool {
    text.trim().chars().count() > LONGEST || text.chars().any(is_hidden) || has_lure(text)
}

/// Is there a link, an address or a number to call in a longer text?
pub fn has_lure(text: &str) -> bool {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).map(|c| if is_dot(c) { '.' } else { c }).collect();
    let plain = plain.replace(" @ ", " at "); // `Web @ Acme`; no address has blanks there
    let bare = plain.replace(['[', ']', '(', ')', '{', '}'], "");
    has_link(&plain) || has_link(&bare) || has_link(&squeezed(&bare)) || has_number(&plain)
}

/// `evil . com` without its blanks. Only of a text that has one before a dot, which no name has: `Dr. Who` is none.
fn squeezed(text: &str) -> String {
    let is_spread = text.split('.').rev().skip(1).any(|before| before.ends_with(char::is_whitespace));
    if is_spread { text.split_whitespace().collect() } else { String::new() }
}

fn has_link(text: &str) -> bool {
    ["://", "www.", "@", "//", "\\\\", "mailto:", "tel:", "javascript:", "data:"].iter().any(|mark| text.contains(mark))
        || text.match_indices('.').any(|(at, _)| is_between_labels(&text[..at], &text[at + 1..]))
        || spelled_out(text)
}

/// `evil.test`: a dot with a letter or digit before it and two letters behind it. `Node.js` is none: nothing below `js` or
/// `ts` can be registered.
fn is_between_labels(before: &str, behind: &str) -> bool {
    let label = behind.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let is_code = matches!(label, "js" | "ts") && !behind[label.len()..].starts_with(['.', '/', ':']);
    before.chars().next_back().is_some_and(char::is_alphanumeric)
        && behind.chars().take(2).filter(|c| c.is_alphabetic()).count() == 2
        && !is_code
}

/// `evil dot com`
fn spelled_out(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['(', ')', '[', ']'])).collect();
    words.windows(3).any(|three| three[1] == "dot" && three[2].len() <= 4)
}

fn has_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        match c {
            _ if c.is_numeric() => digits += 1,
            _ if BETWEEN_DIGITS.contains(c) => {}
            _ => digits = 0,
        }
        if digits >= DIGITS {
            return true;
        }
    }
    false
}

/// Letters that look like a full stop to some reader or program.
fn is_dot(c: char) -> bool {
    matches!(c, '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}' | '\u{fe52}' | '\u{0701}' | '\u{0702}' | '\u{a4f8}')
}

/// Characters that are not seen but change what is: direction marks, joiners, controls.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks when `is_lure` looks for `http` alone.
    #[test]
    fn s11_names_that_could_be_lures_are_not_repeated() {
        for name in [
            "Claim your prize at https://evil.test/x",
            "evil.test",
            "Go to EVIL.COM now",
            "www evil . com",
            "evil\u{3002}com",
            "evil\u{ff0e}com",
            "evil dot com",
            "evil [.] com",
            "evil(.)com",
            "ｅｖｉｌ.ｃｏｍ",
            "pay@evil.test",
            "Call +1 (555) 010-4477",
            "Call 0 5 5 5 0 1 0 4",
            "tel:112",
            "１２３-４５６７",
            "evil\u{200b}.com",
            "\u{202e}moc.live",
            "javascript:alert(1)",
            "//evil",
            "node.js.evil.test",
            "evil.js/x",
            "evil.jsx",
            "pay @ evil . test",
            "Your account is locked, act now before it is gone for ever and ever, says the support",
            "a\r\nBcc: b@example.com",
        ] {
            assert_eq!(workspace_name(name), "a workspace", "{name:?}");
            assert_eq!(person_name(Some(name), "ada@example.com"), "ada@example.com", "{name:?}");
        }
    }

    /// Breaks when `person_name` repeats an address as it is.
    #[test]
    fn s11_the_part_of_an_address_that_could_be_a_lure_is_not_repeated() {
        for address in ["www.evil.test/login@evil.example", "http://evil.test/@evil.example", "WWW.evil@evil.example"] {
            assert_eq!(person_name(None, address), "…@evil.example", "{address}");
            assert_eq!(person_name(Some("Eve"), address), "Eve (…@evil.example)", "{address}");
        }
        for address in ["ada.byron@example.com", "ada+x@example.com", "o'brien@example.com", "a_b-c42@example.com"] {
            assert_eq!(person_name(None, address), address);
        }
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in [
            "Acme",
            "Acme Design System 2.0",
            "Größe & Söhne",
            "按钮",
            "R&D (Berlin)",
            "Team 42",
            "A. Byron",
            "Dr. Who",
            "Node.js Guild",
            "Next.js, Vue.js & Deck.ts",
            "Team: Web @ Acme",
            "<b>Bold</b>",
        ] {
            assert_eq!(workspace_name(name), name);
        }
        assert_eq!(person_name(Some("Ada  Byron"), "ada@example.com"), "Ada Byron (ada@example.com)");
        assert_eq!(person_name(None, "ada@example.com"), "ada@example.com");
    }
}
