//! What these calls take and answer.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A scanned repository.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RepositoryDetail)]
pub struct Repository {
    /// Id.
    pub id: Uuid,
    /// What to call it.
    pub display_name: String,
    /// Such as `github.com`.
    pub host: Option<String>,
    /// Owner or group.
    pub scope: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Remote address, without credentials.
    pub url: Option<String>,
    /// Its first commit, which forks and templates share.
    pub initial_commit_hash: Option<String>,
    /// Only scans of this branch count; null for all.
    pub tracked_branch: Option<String>,
    /// Scans of no branch, usual in CI, count as ones of the tracked branch.
    pub no_branch_counts: bool,
    /// The branches of its scans; null stands for none.
    pub branches: Vec<Option<String>>,
    /// Its npm packages, in its newest scan that counts.
    pub projects: Vec<String>,
    /// Scans that were not deleted.
    pub num_of_scans: u64,
    /// When the newest of them came.
    pub last_scan_at: Option<DateTime<Utc>>,
    /// Since when no scan comes any more, though some should have.
    pub stale_since: Option<DateTime<Utc>>,
    /// The repository it is part of, since somebody said that they are one.
    pub merged_into: Option<Uuid>,
    /// Others with the same first commit: perhaps the same repository.
    pub look_alikes: Vec<Uuid>,
}

/// What to change about a repository.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepositoryPatch {
    /// Only scans of this branch count, from the first one on; null lets all count.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    #[validate(custom(function = "branch"))]
    pub tracked_branch: Option<Option<String>>,
    /// Scans of no branch count as ones of the tracked branch.
    pub no_branch_counts: Option<bool>,
}

/// What a repository is merged into.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The repository it becomes part of.
    pub into: Uuid,
}

/// Null is an answer, too.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

fn branch(name: &str) -> Result<(), validator::ValidationError> {
    match !name.trim().is_empty() && name.len() <= 2048 {
        true => Ok(()),
        false => {
            Err(validator::ValidationError::new("length")
                .with_message("must have 1 to 2048 characters, or be null".into()))
        }
    }
}
