//! What these calls answer. The scanner calls a scan an analysis, and so do the addresses.
use crate::{
    entities::{
        repository,
        scan::{self, UploadedVia},
        user,
    },
    features::account::model::Person,
};
use ::scan::store::Differences;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A scan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Id.
    pub id: Uuid,
    /// Its place in time.
    pub created_at: DateTime<Utc>,
    /// What was scanned.
    pub repository: Repository,
    /// The branch; null for a detached checkout, as is usual in CI.
    pub branch: Option<String>,
    /// The npm packages it defines components of.
    pub projects: Vec<ScanProject>,
    /// Components it saw, defined there or used from elsewhere.
    pub num_of_components: i32,
    /// Components defined in the scanned code.
    pub num_of_local_components: i32,
    /// Pairs of parent and child.
    pub num_of_dependencies: i32,
    /// JSX elements.
    pub num_of_instances: i32,
    /// Components of the scanned code that the scan before it, of the same repository and branch, had not.
    pub num_of_added: u32,
    /// Those that it has not any more.
    pub num_of_removed: u32,
    /// Those that are defined otherwise, render other components or pass other props; not those that only moved within
    /// their file.
    pub num_of_changed: u32,
    /// When it was deleted; null while it counts.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Who brought it in; of a token: who made the token.
    pub uploaded_by: Option<Person>,
    /// How it came in.
    pub uploaded_via: UploadedVia,
    /// The API token's name at that time.
    pub token_name: Option<String>,
    /// Version of the scanner.
    pub cli_version: Option<String>,
    /// The CI system; `unknown` for one the scanner does not know, null outside CI.
    pub ci_vendor: Option<String>,
    /// Files the scanner could not parse.
    pub num_of_parser_errors: i32,
    /// Aliases and exports that point nowhere.
    pub num_of_setup_issues: i32,
    /// Imports that could not be resolved.
    pub num_of_invalid_dependencies: i32,
}

/// A scanned repository.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repository {
    /// Id.
    pub id: Uuid,
    /// Such as `github.com`.
    pub host: Option<String>,
    /// Owner or group.
    pub scope: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Remote address, without credentials.
    pub url: Option<String>,
    /// What to call it.
    pub display_name: String,
}

/// An npm package in a scan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanProject {
    /// npm name; `root` where it has none.
    pub name: String,
    /// Version its `package.json` states.
    pub version: Option<String>,
    /// Components it defines.
    pub components: u32,
}

/// The answer to an upload.
#[derive(Debug, Serialize, ToSchema)]
pub struct Uploaded {
    /// The scan; of a repeat: the first one.
    pub data: Scan,
    /// What the scanner tells its user.
    pub meta: UploadMeta,
}

/// About an upload.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadMeta {
    /// Kinds of data issues, summed over the workspace's projects.
    pub data_issue_count: u32,
    /// The same scan came within the last ten minutes; nothing new was stored.
    pub repeated: bool,
}

/// Which scans are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScanQuery {
    /// How many at most: 1 to 200; 50 without it.
    pub limit: Option<u64>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// The deleted ones, as long as they can be restored.
    #[serde(default)]
    pub deleted: bool,
}

/// Two scans to compare.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComparisonQuery {
    /// The earlier one.
    pub from: Uuid,
    /// The later one.
    pub to: Uuid,
    /// How many differences at most: 1 to 200; 50 without it.
    pub limit: Option<u64>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// What differs between two scans.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The earlier one.
    pub from: Scan,
    /// The later one.
    pub to: Scan,
    /// Components only in the later one.
    pub num_of_added: u32,
    /// Components only in the earlier one.
    pub num_of_removed: u32,
    /// Components that differ.
    pub num_of_changed: u32,
    /// The differences: what was added, removed, changed; by name.
    pub items: Vec<Difference>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Differences on all pages.
    pub total: u64,
}

/// A component of the scanned code that differs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// In which way.
    pub kind: DifferenceKind,
    /// The scanner's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The npm package that defines it.
    pub package_name: String,
    /// Its file.
    pub path: String,
    /// What of it changed.
    pub parts: Vec<DifferencePart>,
}

/// How a component differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DifferenceKind {
    /// Only in the later scan.
    Added,
    /// Only in the earlier scan.
    Removed,
    /// In both, and not the same.
    Changed,
}

/// What of a component changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DifferencePart {
    /// Its name, file, exports, declared props, HTML elements or custom properties.
    Definition,
    /// What it renders, and how often.
    Usages,
    /// What it passes to what it renders.
    Props,
}

/// Scans to delete.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ScanSelection {
    /// Their ids, at most 200.
    #[validate(length(min = 1, max = 200, message = "must have 1 to 200 ids"))]
    pub ids: Vec<Uuid>,
}

/// How many scans were deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletedScans {
    /// Those that were there and not deleted before.
    pub deleted: u64,
}

/// What `omlet analyze` sends. The body is read as a stream; this is its outline.
#[derive(ToSchema)]
#[schema(as = AnalysisUpload)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct AnalysisUpload {
    /// Local and external components with what they render.
    components: Vec<serde_json::Value>,
    /// How and by what the scan was made.
    #[schema(value_type = serde_json::Value)]
    meta: serde_json::Value,
    /// Where the code comes from.
    #[schema(value_type = serde_json::Value)]
    repository: serde_json::Value,
}

/// What `omlet init` sends.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct InitUpload {
    /// One analysis per repository, at least one.
    analyses: Vec<AnalysisUpload>,
}

impl Scan {
    /// A row as clients see it.
    pub fn of(
        repository: repository::Model,
        row: scan::Model,
        packages: Vec<::scan::Package>,
        differences: Differences,
        uploader: Option<user::Model>,
    ) -> Self {
        Self {
            id: row.id,
            created_at: row.created_at,
            repository: Repository {
                id: repository.id,
                host: repository.host,
                scope: repository.scope,
                name: repository.name,
                url: repository.url,
                display_name: repository.display_name,
            },
            branch: row.branch,
            projects: packages
                .into_iter()
                .map(|package| ScanProject {
                    name: package.name,
                    version: package.version,
                    components: package.components,
                })
                .collect(),
            num_of_components: row.num_of_components,
            num_of_local_components: row.num_of_local_components,
            num_of_dependencies: row.num_of_dependencies,
            num_of_instances: row.num_of_instances,
            num_of_added: differences.added,
            num_of_removed: differences.removed,
            num_of_changed: differences.changed,
            deleted_at: row.deleted_at,
            uploaded_by: uploader.map(Into::into),
            uploaded_via: row.uploaded_via,
            token_name: row.token_name,
            cli_version: row.meta.0.cli_version,
            ci_vendor: row.meta.0.ci_vendor,
            num_of_parser_errors: row.num_of_parser_errors,
            num_of_setup_issues: row.num_of_setup_issues,
            num_of_invalid_dependencies: row.num_of_invalid_dependencies,
        }
    }
}
