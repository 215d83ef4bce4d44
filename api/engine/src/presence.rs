//! Since when a package has been in its repository without a break.
use crate::source::{Moment, PackagePresence};
use std::collections::HashSet;

/// What one visible scan of a repository says about packages.
#[derive(Clone, Debug)]
pub struct VisibleScan {
    /// When it came.
    pub at: Moment,
    /// Names of its local packages.
    pub packages: Vec<String>,
}

/// The packages of the newest of these scans, each with the start of its present unbroken run.
///
/// `scans` are the visible scans of one repository that may count (of the tracked branch, if one is set),
/// in any order. A package that was away for a single scan appeared when it came back.
pub fn present_packages(scans: &[VisibleScan]) -> Vec<PackagePresence> {
    let mut newest_first: Vec<&VisibleScan> = scans.iter().collect();
    newest_first.sort_by_key(|scan| std::cmp::Reverse(scan.at));
    let Some((newest, earlier)) = newest_first.split_first() else {
        return Vec::new();
    };
    let mut running: HashSet<&str> = newest.packages.iter().map(String::as_str).collect();
    let mut present = Vec::with_capacity(running.len());
    let mut since = newest.at;
    for scan in earlier {
        if running.is_empty() {
            break;
        }
        let here: HashSet<&str> = scan.packages.iter().map(String::as_str).collect();
        running.retain(|name| {
            let goes_on = here.contains(name);
            if !goes_on {
                present.push(presence(name, since));
            }
            goes_on
        });
        since = scan.at;
    }
    present.extend(running.into_iter().map(|name| presence(name, since)));
    present.sort_by(|a, b| a.name.cmp(&b.name));
    present
}

fn presence(name: &str, appeared: Moment) -> PackagePresence {
    PackagePresence { name: name.to_owned(), appeared }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(at: i64, seq: i64, packages: &[&str]) -> VisibleScan {
        VisibleScan { at: Moment { at, seq }, packages: packages.iter().map(ToString::to_string).collect() }
    }

    fn appeared(scans: &[VisibleScan]) -> Vec<(String, i64, i64)> {
        present_packages(scans).into_iter().map(|p| (p.name, p.appeared.at, p.appeared.seq)).collect()
    }

    #[test]
    fn a_package_appeared_with_the_first_scan_of_its_unbroken_run() {
        let scans = [scan(1, 1, &["ui"]), scan(2, 2, &["ui", "web"]), scan(3, 3, &["ui", "web"])];
        assert_eq!(appeared(&scans), [("ui".into(), 1, 1), ("web".into(), 2, 2)]);
    }

    #[test]
    fn a_package_that_was_away_appeared_when_it_came_back() {
        let scans = [scan(1, 1, &["ui", "web"]), scan(2, 2, &["web"]), scan(3, 3, &["ui", "web"])];
        assert_eq!(appeared(&scans), [("ui".into(), 3, 3), ("web".into(), 1, 1)]);
    }

    #[test]
    fn a_package_that_left_the_newest_scan_is_not_present() {
        let scans = [scan(1, 1, &["ui", "web"]), scan(2, 2, &["web"])];
        assert_eq!(appeared(&scans), [("web".into(), 1, 1)]);
    }

    #[test]
    fn scans_of_one_millisecond_are_ordered_by_their_running_number() {
        let scans = [scan(5, 9, &["ui"]), scan(5, 8, &[]), scan(5, 7, &["ui"])];
        assert_eq!(appeared(&scans), [("ui".into(), 5, 9)]);
    }

    #[test]
    fn a_back_dated_scan_takes_its_place_in_the_history() {
        let gap = [scan(1, 1, &["ui"]), scan(9, 2, &["ui"]), scan(5, 3, &["web"])];
        assert_eq!(appeared(&gap), [("ui".into(), 9, 2)]);
    }

    #[test]
    fn a_repository_without_visible_scans_has_no_packages() {
        assert_eq!(present_packages(&[]), []);
    }
}
