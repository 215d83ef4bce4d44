//! What the calls of those who are invited take and answer.
use crate::{
    entities::membership::Role,
    features::{
        account::model::User,
        workspaces::model::{MemberBucket, WorkspaceSummary},
    },
    http::valid::one_line,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// An invite's secret.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteToken {
    /// What stands behind the `#` of the link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
}

/// Accepts an invite.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteAcceptance {
    /// What stands behind the `#` of the link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
    /// Name of the account that is made, if one is.
    #[validate(length(max = 100, message = "is longer than 100 characters"), custom(function = one_line))]
    pub full_name: Option<String>,
}

/// What an invite is about, for whoever has its link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitePreview {
    /// The workspace's name.
    pub workspace_name: String,
    /// How many belong to it, roughly.
    pub members: MemberBucket,
    /// Who invites; null if nobody knows whether the address is theirs.
    pub invited_by: Option<String>,
    /// Who is invited; told in part only (`m•••@acme.dev`) to somebody who is signed in with another address.
    pub email: String,
    /// What they may do then.
    pub role: Role,
    /// In the inviter's words.
    pub message: Option<String>,
    /// Works until.
    pub expires_at: DateTime<Utc>,
    /// The address of whoever is signed in in this browser.
    pub signed_in_as: Option<String>,
    /// Whoever is signed in has the invited address; null for nobody.
    pub is_for_you: Option<bool>,
}

/// Somebody is in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Arrival {
    /// Where.
    pub workspace: WorkspaceSummary,
    /// Who.
    pub user: User,
    /// They were in before.
    pub already_member: bool,
    /// Their account was made just now, and this browser is signed in.
    pub is_new: bool,
    /// Their address is not verified yet: a mail with a link to do so is on its way.
    pub must_verify: bool,
}

/// An invite as the invited sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedInvite {
    /// Id.
    pub id: Uuid,
    /// The workspace's name.
    pub workspace_name: String,
    /// Who invites; null if nobody knows whether the address is theirs.
    pub invited_by: Option<String>,
    /// What one may do then.
    pub role: Role,
    /// In the inviter's words.
    pub message: Option<String>,
    /// Sent.
    pub created_at: DateTime<Utc>,
    /// Works until.
    pub expires_at: DateTime<Utc>,
}
