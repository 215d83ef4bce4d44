//! What the scanner could not make sense of, bounded, in one order, without the layout of the machine it ran on.
use crate::{
    model::{InvalidDependency, Issues, ParserError, SetupIssue},
    raw::{RawInvalidDependency, RawParserError, RawSetupIssue, Text},
    roots::{Roots, is_absolute},
    text::or_empty,
};

/// Entries kept of each list: nobody reads on.
const MOST: usize = 10_000;

/// Imports that resolve to nothing. Pictures are no code: an import of an `.svg` that the scanner cannot resolve is
/// no issue.
pub(crate) fn invalid_dependencies(raw: Vec<RawInvalidDependency<'_>>) -> Vec<InvalidDependency> {
    let entries = raw.into_iter().map(|entry| InvalidDependency {
        package_name: or_empty(entry.package_name),
        path: or_empty(entry.path),
        source_package_name: or_empty(entry.source_package_name),
    });
    entries.filter(|entry| !is_svg(&entry.path) && !is_svg(&entry.package_name)).collect()
}

fn is_svg(name: &str) -> bool {
    name.len() >= 4 && name.as_bytes()[name.len() - 4..].eq_ignore_ascii_case(b".svg")
}

/// Files that the parser refused.
pub(crate) fn parser_errors(raw: Vec<RawParserError<'_>>) -> Vec<ParserError> {
    let entry = |entry: RawParserError<'_>| ParserError { file: or_empty(entry.file), reason: texts(entry.reason) };
    raw.into_iter().map(entry).collect()
}

/// Aliases and exports that point nowhere.
pub(crate) fn setup_issues(raw: Vec<RawSetupIssue<'_>>) -> Vec<SetupIssue> {
    let issue = |issue: RawSetupIssue<'_>| {
        let entry = issue.entry.unwrap_or_default();
        SetupIssue {
            package_name: or_empty(issue.package_name),
            entry_type: or_empty(entry.kind),
            entry_name: or_empty(entry.name),
            patterns: texts(entry.patterns),
            source_path: or_empty(entry.source_path),
            kind: or_empty(issue.kind),
            level: or_empty(issue.level),
        }
    };
    raw.into_iter().map(issue).collect()
}

fn texts(list: Option<Vec<Text<'_>>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|text| or_empty(Some(text))).collect()
}

/// Shortens paths, sorts, leaves out what repeats, and cuts.
pub(crate) fn finish(mut issues: Issues, roots: &Roots) -> Issues {
    let files = issues.parser_errors.iter_mut().map(|error| &mut error.file);
    let targets = issues
        .setup_issues
        .iter_mut()
        .flat_map(|issue| issue.patterns.iter_mut().chain(std::iter::once(&mut issue.source_path)));
    let mut paths: Vec<&mut String> = files.chain(targets).filter(|path| is_absolute(path)).collect();
    roots.shorten(&mut paths);
    ordered(&mut issues.invalid_dependencies);
    ordered(&mut issues.parser_errors);
    ordered(&mut issues.setup_issues);
    issues
}

fn ordered<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
    list.truncate(MOST);
    list.shrink_to_fit();
}
