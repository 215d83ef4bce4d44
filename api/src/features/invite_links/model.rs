//! What these calls take and answer.
use crate::{
    entities::membership::Role,
    features::workspaces::model::{MemberBucket, WorkspaceSummary},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The workspace's invite link, as those who may invite see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteLink {
    /// The address to pass on; null if there is none yet, or the server's keys were changed since: reset it then.
    pub link: Option<String>,
    /// It lets people in.
    pub enabled: bool,
    /// Only addresses of these domains; empty: any.
    pub domains: Vec<String>,
    /// What people may do who come by it.
    pub role: Role,
    /// How many came by it since it was made.
    pub uses: i64,
    /// When the last one came.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Made or reset at.
    pub reset_at: Option<DateTime<Utc>>,
}

impl InviteLink {
    /// What a workspace has whose link nobody has made.
    pub const NONE_YET: Self = Self {
        link: None,
        enabled: true,
        domains: Vec::new(),
        role: Role::Editor,
        uses: 0,
        last_used_at: None,
        reset_at: None,
    };
}

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteLinkPatch {
    /// It lets people in.
    pub enabled: Option<bool>,
    /// Only addresses of exactly these domains; empty: any.
    #[validate(length(max = 50, message = "names more than 50 domains"))]
    pub domains: Option<Vec<String>>,
    /// What people may do who come by it: viewer or editor.
    pub role: Option<Role>,
}

/// What an invite link leads to, for whoever has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteLinkPreview {
    /// The workspace's name.
    pub workspace_name: String,
    /// How many belong to it, roughly.
    pub members: MemberBucket,
    /// What one may do then.
    pub role: Role,
    /// Only addresses of these domains; empty: any.
    pub domains: Vec<String>,
    /// Whoever is signed in belongs to it already.
    pub already_member: bool,
}

/// Somebody came by the link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    /// Where.
    pub workspace: WorkspaceSummary,
    /// They were in before.
    pub already_member: bool,
}
