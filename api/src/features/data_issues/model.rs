//! What this call answers.
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The data issues of a workspace.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataIssues {
    /// How many there are; the scanner prints it.
    pub count: usize,
    /// The issues.
    pub items: Vec<DataIssue>,
}

/// One kind of issue in one project or repository.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataIssue {
    /// Which kind.
    pub kind: DataIssueKind,
    /// The project, where it concerns one.
    pub project_name: Option<String>,
    /// What people call that project; null where that is its own name.
    pub project_alias: Option<String>,
    /// Ids of the repositories that are perhaps one, to merge them; of other issues none.
    pub repositories: Vec<Uuid>,
    /// The repository.
    pub repository: String,
    /// What is wrong, in one sentence.
    pub summary: String,
    /// Every single case.
    pub details: Vec<String>,
    /// What to write into the `.omletrc` of the repository, where that mends it.
    pub snippet: Option<String>,
}

/// A kind of issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DataIssueKind {
    /// Imports that could not be resolved: usages are missing.
    Alias,
    /// Components that are used from elsewhere but not found in their own package.
    Export,
    /// Built files that were scanned beside their source: components appear twice.
    BuiltFiles,
    /// Files the scanner could not parse: components are missing.
    ParserError,
    /// Configured aliases and exports that point nowhere.
    Setup,
    /// A project that several repositories define: it belongs to the one in which it appeared last.
    Claimants,
    /// Repositories that begin with the same commit: perhaps one that was renamed or moved. Merge them if so.
    SameRepository,
    /// The newest scan of a repository has none of the packages of the one before: roots that replace each other.
    DisjointRoots,
}
