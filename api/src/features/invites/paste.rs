//! Addresses as people paste them: any mix of commas, semicolons, spaces, lines, `Name <a@b>` and rows of a table.
use crate::auth::address;
use std::collections::HashSet;

/// More of an entry is not repeated to its writer.
const LONGEST_ECHO: usize = 400;

/// One entry, as it was written and as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was written.
    pub input: String,
    /// The normalised address; `None` for what is none.
    pub email: Option<String>,
}

/// Reads a text and a list; every address is there once, in the order of their first appearance.
pub fn read(text: &str, list: &[String]) -> Vec<Entry> {
    // spreadsheets begin a file with a mark of its encoding
    let pasted = text.trim_start_matches('\u{feff}').lines().flat_map(entries_of_line);
    let listed = list.iter().filter(|one| !one.trim().is_empty()).map(|one| entry(one));
    let mut seen = HashSet::new();
    pasted.chain(listed).filter(|entry| entry.email.as_ref().is_none_or(|email| seen.insert(email.clone()))).collect()
}

/// The addresses of a line, and what was probably meant as one. What else stands beside them is taken for names; a line
/// without any is one wrong entry.
fn entries_of_line(line: &str) -> Vec<Entry> {
    let cells = cells(line);
    let found: Vec<Entry> = cells.iter().flat_map(|cell| candidates(cell)).map(entry).collect();
    match found.is_empty() && !cells.is_empty() && !is_header(&cells) {
        true => vec![entry(line)],
        false => found,
    }
}

/// The parts of a line between commas, semicolons and tabs that stand in no quotes.
fn cells(line: &str) -> Vec<&str> {
    let quotes_close = line.matches('"').count().is_multiple_of(2);
    let (mut cells, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        match c {
            '"' if quotes_close => is_quoted = !is_quoted,
            ',' | ';' | '\t' if !is_quoted => {
                cells.push(&line[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    cells.push(&line[begin..]);
    cells.into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// What could be an address in a cell: what is in angle brackets, and each word with an `@` beside them, unless quotes say
/// that it is a name: `"ada@example.com" <ada@example.org>`.
fn candidates(cell: &str) -> Vec<&str> {
    let has_names = cell.contains('<');
    let is_name = |word: &str| has_names && word.starts_with(['"', '\'']);
    let mut found = Vec::new();
    for part in cell.split('<') {
        let (inside, beside) = part.split_once('>').unwrap_or(("", part));
        found.extend(Some(inside).filter(|inside| inside.contains('@')));
        let is_address = |word: &&str| word.contains('@') && !is_name(word) || !has_names && is_slip(word);
        found.extend(beside.split_whitespace().filter(is_address));
    }
    found
}

/// `bobexample.com` and `bob(at)example.com`: said to be no address, and not left out as a name would be.
fn is_slip(word: &str) -> bool {
    let ends_as_domain = word.rsplit_once('.').is_some_and(|(before, last)| {
        before.chars().count() > 1 && last.len() > 1 && last.chars().all(|c| c.is_ascii_alphabetic())
    });
    ends_as_domain || word.contains("(at)") || word.contains("[at]")
}

fn entry(input: &str) -> Entry {
    let bare = input.trim().trim_matches('"').trim();
    let inside = bare.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(bare);
    let inside = inside.trim_start_matches("mailto:");
    let email = if input.contains(['\r', '\n']) { None } else { address::parse(inside) };
    // nobody is invited to a domain without a dot: it is one that was cut off, as in `ada@example,com`
    let email = email.filter(|email| address::domain(email).contains('.'));
    let shown = input.trim().chars().filter(|c| !c.is_control()).take(LONGEST_ECHO).collect();
    Entry { input: shown, email }
}

/// The first row of a table, such as `Name,Email`.
fn is_header(cells: &[&str]) -> bool {
    let names = ["email", "e-mail", "mail", "email address", "e-mail address"];
    cells.len() > 1 && cells.iter().any(|cell| names.contains(&cell.trim_matches('"').to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(text: &str) -> Vec<String> {
        read(text, &[]).into_iter().map(|entry| entry.email.unwrap_or_else(|| format!("! {}", entry.input))).collect()
    }

    #[test]
    fn addresses_are_found_in_whatever_is_pasted() {
        for text in [
            "ada@example.com, bob@example.com",
            "ada@example.com;bob@example.com;",
            "ada@example.com bob@example.com",
            "\r\n ada@example.com\r\n\r\nbob@example.com\n",
            "Ada Byron <ada@example.com>, \"Bob, the Builder\" <bob@example.com>",
            "Name,Email\nAda,ada@example.com\n\"Builder, Bob\",bob@example.com",
            "Email\tTeam\nada@example.com\tdesign\nBOB@Example.COM\tcode",
            "<ada@example.com> <bob@example.com>",
            "mailto:ada@example.com\nmailto:bob@example.com",
            "ada@example.com, ADA@EXAMPLE.COM, bob@example.com",
            "Ada <ada@example.com> bob@example.com",
            "ada@example.com Bob <bob@example.com>",
            "ada@example.com <ada@example.com> bob@example.com",
            "\"ada@example.org\" <ada@example.com> 'bob@example.org' <bob@example.com>",
            "\u{feff}Name,Email\nAda,ada@example.com\nBob,bob@example.com",
            "\u{feff}ada@example.com\nbob@example.com",
        ] {
            assert_eq!(emails(text), ["ada@example.com", "bob@example.com"], "{text:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_named_as_it_was_written() {
        assert_eq!(emails("ada@example.com\nnobody\na@b@c.com"), ["ada@example.com", "! nobody", "! a@b@c.com"]);
        assert_eq!(emails("Ada <ada at example.com>"), ["! Ada <ada at example.com>"]);
        assert_eq!(emails("ada@bücher.example"), ["ada@xn--bcher-kva.example"]);
        let long = format!("{}@example.com", "a".repeat(400));
        assert_eq!(emails(&long), [format!("! {}", &long[..400])]);
        assert_eq!(emails("Ada <ada@example.com> a@b@c.com"), ["ada@example.com", "! a@b@c.com"]);
        assert_eq!(emails(" \n,;\n"), Vec::<String>::new());
        for (text, slip) in [
            ("dave(at)example.com; bob@example.com", "! dave(at)example.com"),
            ("daveexample.com, bob@example.com", "! daveexample.com"),
            ("dave[at]example bob@example.com", "! dave[at]example"),
            ("dave@example,com\nbob@example.com", "! dave@example"),
            ("dave@exa mple.com, bob@example.com", "! dave@exa"),
        ] {
            let found = emails(text);
            assert_eq!([found[0].as_str(), found[found.len() - 1].as_str()], [slip, "bob@example.com"], "{text}");
        }
        assert_eq!(emails("Dr. J.R. Byron,ada@example.com"), ["ada@example.com"]);
    }

    /// Breaks when `entry` looks for an address without asking for line breaks first.
    #[test]
    fn s12_a_listed_address_with_a_line_break_is_none() {
        let listed = ["ada@example.com\r\nBcc: eve@example.com", "a\nb@example.com", "Ada\r\n<ada@example.com>"];
        for entry in read("", &listed.map(str::to_owned)) {
            assert_eq!(entry.email, None, "{entry:?}");
        }
    }
}
