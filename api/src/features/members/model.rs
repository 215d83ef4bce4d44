//! What these calls take and answer.
use crate::{
    entities::membership::{JoinedVia, Role},
    features::account::model::Person,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Somebody who belongs to the workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceMember {
    /// Who.
    pub user: Person,
    /// What they may do.
    pub role: Role,
    /// How they came.
    pub joined_via: JoinedVia,
    /// When they came.
    pub joined_at: DateTime<Utc>,
    /// Last use, exact to a minute.
    pub last_seen: Option<DateTime<Utc>>,
    /// Their address is known to be theirs.
    pub is_verified: bool,
    /// It is whoever asks.
    pub is_you: bool,
}

/// Which members.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MemberQuery {
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// Part of a name or address.
    pub search: Option<String>,
    /// Only who came this way.
    #[param(inline)]
    pub joined_via: Option<JoinedVia>,
    /// Only who came at this time or later.
    pub joined_since: Option<DateTime<Utc>>,
}

/// A member, and what would end if they were removed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberDetail {
    /// The member.
    pub member: WorkspaceMember,
    /// What they hold.
    pub holds: Holdings,
}

/// What a member holds in the workspace.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Holdings {
    /// Browsers and command lines they are signed in with.
    pub sessions: u64,
    /// API tokens they made.
    pub tokens: u64,
    /// Of these, those that die with their membership in any case.
    pub tokens_bound_to_them: u64,
    /// Invites they sent that wait.
    pub invites: u64,
}

/// What to change.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberPatch {
    /// What they may do from now on.
    pub role: Role,
}

/// What else ends with a membership.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RemovalOptions {
    /// Revoke all API tokens they made, not only those bound to them.
    #[serde(default)]
    pub revoke_tokens: bool,
    /// Reset the invite link, by which they could come back.
    #[serde(default)]
    pub reset_invite_link: bool,
    /// Let the invites they sent go on, in the name of whoever removes them.
    #[serde(default)]
    pub keep_invites: bool,
}

/// Members to remove together.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Removal {
    /// Who.
    #[validate(length(min = 1, max = 200, message = "must name 1 to 200 members"))]
    pub user_ids: Vec<Uuid>,
    /// Revoke all API tokens they made, not only those bound to them.
    #[serde(default)]
    pub revoke_tokens: bool,
    /// Reset the invite link, by which they could come back.
    #[serde(default)]
    pub reset_invite_link: bool,
    /// Let the invites they sent go on, in the name of whoever removes them.
    #[serde(default)]
    pub keep_invites: bool,
}

/// What has ended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemovalReceipt {
    /// By member.
    pub removed: Vec<Removed>,
    /// The invite link was reset.
    pub invite_link_reset: bool,
}

/// What has ended with one membership.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    /// Who.
    pub user: Person,
    /// Browsers and command lines of theirs that see the workspace no more.
    pub sessions: u64,
    /// API tokens that were revoked.
    pub tokens_revoked: u64,
    /// API tokens they made that go on: they belong to the workspace.
    pub tokens_kept: u64,
    /// Invites of theirs that were revoked.
    pub invites_revoked: u64,
    /// Invites of theirs that go on in another name.
    pub invites_kept: u64,
}

/// Offers the workspace.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOwnershipOffer {
    /// The member to become the owner.
    pub user_id: Uuid,
}

/// A workspace on offer, or handed over a short while ago.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnershipOffer {
    /// Who steps back.
    pub from: Option<Person>,
    /// Who becomes the owner.
    pub to: Option<Person>,
    /// When it was offered.
    pub offered_at: DateTime<Utc>,
    /// Accepted at; null while it waits.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Until when whoever stepped back may take it back.
    pub undo_until: Option<DateTime<Utc>>,
}

/// What there is to know about handing over.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnershipState {
    /// The offer that waits, or was accepted and can be undone; null for none.
    pub offer: Option<OwnershipOffer>,
}
