//! What these calls take and answer.
use crate::{
    auth::caller::{Scope, Via},
    entities::{
        membership::Role,
        workspace::{self, ToldOfRequests, WhoInvites},
    },
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
    /// Its address; the old one goes on leading to it.
    pub slug: Option<String>,
    /// Who may bring others in.
    pub who_invites: Option<WhoInvites>,
    /// E-mail invites are good for so many days.
    #[validate(range(min = 1, max = 90, message = "must be between 1 and 90 days"))]
    pub invite_days: Option<i32>,
    /// Who gets a mail when somebody asks to join.
    pub told_of_requests: Option<ToldOfRequests>,
}

impl WorkspacePatch {
    /// Nothing to change.
    pub fn is_empty(&self) -> bool {
        let Self { name, slug, who_invites, invite_days, told_of_requests } = self;
        name.is_none() && slug.is_none() && who_invites.is_none() && invite_days.is_none() && told_of_requests.is_none()
    }
}

/// Deletes a workspace.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkspaceDeletion {
    /// The workspace's address, typed.
    #[validate(length(max = 200, message = "is longer than any address"))]
    pub confirmation: String,
}

/// How the workspace treats its members.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceSettings {
    /// Who may bring others in.
    pub who_invites: WhoInvites,
    /// E-mail invites are good for so many days.
    pub invite_days: i32,
    /// Who gets a mail when somebody asks to join.
    pub told_of_requests: ToldOfRequests,
}

impl From<&workspace::Model> for WorkspaceSettings {
    fn from(row: &workspace::Model) -> Self {
        Self { who_invites: row.who_invites, invite_days: row.invite_days, told_of_requests: row.told_of_requests }
    }
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
    /// How it treats its members.
    pub settings: WorkspaceSettings,
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
    /// Invite by mail, copy the invite link, answer requests to join.
    pub invite: bool,
    /// Change roles, remove members, set up the invite link.
    pub manage_members: bool,
    /// Delete the workspace, or hand it over.
    pub delete_workspace: bool,
}

impl Can {
    /// What somebody with this role may do by what they hold: a command line or token no more than its few calls.
    pub fn of(role: Role, via: &Via, who_invites: WhoInvites) -> Self {
        let (in_browser, uploads) = match via {
            Via::Browser(_) => (true, role >= Role::Editor),
            Via::Cli(_) => (false, role >= Role::Editor),
            Via::Token { scopes, .. } => (false, scopes.contains(&Scope::ScansWrite)),
        };
        let edits = in_browser && role >= Role::Editor;
        let decides = in_browser && role >= Role::Owner;
        Self {
            rename_workspace: decides,
            upload_scans: uploads,
            delete_scans: edits,
            manage_tokens: edits,
            invite: edits && may_invite(role, who_invites),
            manage_members: decides,
            delete_workspace: decides,
        }
    }
}

/// May somebody with this role bring others in?
pub fn may_invite(role: Role, who: WhoInvites) -> bool {
    match who {
        WhoInvites::Editors => role >= Role::Editor,
        WhoInvites::Owners => role >= Role::Owner,
    }
}

/// How many, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MemberBucket {
    /// One to five.
    Few,
    /// Six to twenty.
    Some,
    /// More.
    Many,
}

impl MemberBucket {
    /// The bucket of a number.
    pub fn of(members: u64) -> Self {
        match members {
            0..=5 => Self::Few,
            6..=20 => Self::Some,
            _ => Self::Many,
        }
    }
}

/// `?name=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
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
