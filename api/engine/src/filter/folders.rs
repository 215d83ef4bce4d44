//! Folders that are in, and folders that are out.
use super::model::FolderSelection;
use super::refusal::{Refusal, bad_values};

/// Prefixes, the longest first.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    rules: Vec<(String, bool)>,
    otherwise: bool,
}

impl Folders {
    pub(crate) fn new(selection: &FolderSelection) -> Result<Self, Refusal> {
        let selected = selection.selected.iter().map(|folder| (folder.clone(), true));
        let mut rules: Vec<(String, bool)> = selected.collect();
        rules.extend(selection.deselected.iter().map(|folder| (folder.clone(), false)));
        if rules.is_empty() {
            return bad_values("select or deselect at least one folder");
        }
        if let Some((odd, _)) = rules.iter().find(|(folder, _)| !folder.contains(':')) {
            return bad_values(format!(
                "\"{odd}\" is no folder; write <project>:<folder>/, or <project>: for all of it"
            ));
        }
        // Of one folder that is both, out is the more careful answer.
        rules.sort_by_key(|(folder, selected)| (std::cmp::Reverse(folder.len()), *selected));
        Ok(Self { rules, otherwise: selection.selected.is_empty() })
    }

    /// Whether a component of that project and path is in.
    pub(crate) fn hold(&self, project: &str, path: &str) -> bool {
        // as the tree of folders reads it
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let mut place = format!("{project}:");
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            place.push_str(folder);
            place.push('/');
        }
        place.push_str(file);
        let is_within = |folder: &str| {
            let rest = place.strip_prefix(folder);
            rest.is_some_and(|rest| folder.ends_with([':', '/']) || rest.is_empty() || rest.starts_with('/'))
        };
        self.rules.iter().find(|(folder, _)| is_within(folder)).map_or(self.otherwise, |(_, selected)| *selected)
    }
}
