//! What these calls take and answer.
use crate::{
    auth::caller::{Scope, Via},
    entities::membership::Role,
    http::valid::one_short_line,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A workspace to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWorkspace {
    /// What people call it.
    #[validate(custom(function = one_short_line))]
    pub name: String,
    /// Its address; without one the name's suggestion is taken.
    pub slug: Option<String>,
}

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkspacePatch {
    /// What people call it.
    #[validate(custom(function = one_short_line))]
    pub name: Option<String>,
}

/// A workspace as the list shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceSummary {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// The caller's role.
    pub role: Role,
}

/// A workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The npm packages its newest scans define.
    pub projects: Vec<Project>,
    /// No scan is taken for now.
    pub has_reached_analysis_limit: bool,
    /// What it may use.
    pub subscription: Subscription,
    /// Components in the newest state.
    pub num_of_components: u32,
    /// Scans.
    pub num_of_analyses: u64,
    /// Time of the newest scan.
    pub last_scan_at: Option<DateTime<Utc>>,
    /// Kinds of data issues, summed over the projects.
    pub data_issue_count: u32,
}

/// An npm package the workspace's code defines.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// For addresses.
    pub slug: String,
    /// Its npm name.
    pub package_name: String,
    /// What to call it.
    pub name: String,
    /// Components it defines.
    pub components: u32,
}

/// What a workspace may use.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subscription {
    /// By feature.
    pub features: Features,
}

/// The limits of a workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Features {
    /// Scans in 30 days; null where there is no limit.
    pub analysis_limit: Option<u32>,
}

/// A workspace and what the caller may do in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkspaceView {
    /// The workspace.
    pub workspace: Workspace,
    /// The caller's role.
    pub role: Role,
    /// What the caller may do.
    pub can: Can,
}

/// What the caller may do, so that no client repeats a rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Can {
    /// Rename the workspace.
    pub rename_workspace: bool,
    /// Upload scans.
    pub upload_scans: bool,
    /// Delete scans.
    pub delete_scans: bool,
    /// See, make and revoke API tokens.
    pub manage_tokens: bool,
}

impl Can {
    /// What somebody with this role may do by what they hold: a command line or token no more than its few calls.
    pub fn of(role: Role, via: &Via) -> Self {
        let (in_browser, uploads) = match via {
            Via::Browser(_) => (true, role >= Role::Editor),
            Via::Cli(_) => (false, role >= Role::Editor),
            Via::Token { scopes, .. } => (false, scopes.contains(&Scope::ScansWrite)),
        };
        let edits = in_browser && role >= Role::Editor;
        let decides = in_browser && role >= Role::Owner;
        Self { rename_workspace: decides, upload_scans: uploads, delete_scans: edits, manage_tokens: edits }
    }
}

/// `?name=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SlugQuery {
    /// What the workspace is to be called.
    pub name: String,
}

/// A free address.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlugSuggestion {
    /// The address.
    pub slug: String,
}
