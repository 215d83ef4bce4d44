//! Some of a list of components: those of a project, and those a search finds.
use crate::error::{ApiResult, Code};
use engine::components::ComponentRow;

/// Longest search text.
const LONGEST_SEARCH: usize = 500;

/// `search` as it was given, if it is of a sensible length.
pub fn search(text: Option<&str>) -> ApiResult<&str> {
    let text = text.unwrap_or_default();
    if text.len() > LONGEST_SEARCH {
        return Err(Code::Invalid.of_field("search", "length", format!("is longer than {LONGEST_SEARCH} bytes")));
    }
    Ok(text)
}

/// A test of components.
pub struct Narrowing<'a> {
    project: Option<&'a str>,
    terms: Vec<String>,
}

impl<'a> Narrowing<'a> {
    /// From what was asked.
    pub fn new(project: Option<&'a str>, asked: Option<&str>) -> ApiResult<Self> {
        Ok(Self { project, terms: search(asked)?.split_whitespace().map(engine::fold).collect() })
    }

    /// Whether a component passes: each term must occur in its name, path or project.
    pub fn passes(&self, component: &ComponentRow<'_>) -> bool {
        if self.project.is_some_and(|project| project != component.project_name) {
            return false;
        }
        let texts = || [component.facts.name.as_str(), &component.facts.path, component.project_name];
        self.terms.iter().all(|term| texts().iter().any(|text| engine::fold(text).contains(term)))
    }
}
