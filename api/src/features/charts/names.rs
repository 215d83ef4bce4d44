//! Names for what stands in a chart: projects are called by their alias where they have one.
use super::model::{BreakdownKind, ChartQuery, SubjectKind};
use crate::features::projects::Aliases;

/// How rows and columns of a chart are called.
pub struct Names<'a> {
    aliases: &'a Aliases,
    has_project_rows: bool,
    has_project_columns: bool,
}

impl<'a> Names<'a> {
    /// Those of the answer to a question.
    pub fn of(query: &ChartQuery, aliases: &'a Aliases) -> Self {
        let columns = query.breakdown.as_ref().map(|breakdown| breakdown.kind);
        Self {
            aliases,
            has_project_rows: query.subject.kind == SubjectKind::Projects,
            has_project_columns: matches!(columns, Some(BreakdownKind::ProjectDefined | BreakdownKind::ProjectUsedIn)),
        }
    }

    /// What people call a project, where it isn't by its name.
    pub fn alias_of(&self, project: &str) -> Option<String> {
        self.aliases.alias_of(project).map(str::to_owned)
    }

    /// What a project is called.
    fn of_project(&self, project: &str) -> String {
        self.aliases.of(project).to_owned()
    }

    /// What a row is called.
    pub fn of_row(&self, key: &str, name: String) -> String {
        if self.has_project_rows { self.of_project(key) } else { name }
    }

    /// What a column is called.
    pub fn of_column(&self, key: &str, name: String) -> String {
        if self.has_project_columns { self.of_project(key) } else { name }
    }
}
