//! What the calls of the Invite dialog take and answer.
use super::send::Delivery;
use crate::{entities::membership::Role, features::account::model::Person};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// People to invite.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvites {
    /// Addresses as they are pasted: any mix of commas, spaces, lines, `Name <a@b>` and rows of a table.
    #[validate(length(max = 100_000, message = "is longer than 100000 characters"))]
    pub text: Option<String>,
    /// Addresses one by one, instead or as well.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// What they may do; not above one's own role.
    #[serde(default = "editor")]
    pub role: Role,
    /// Added to the mail as plain text.
    #[validate(length(max = 1000, message = "is longer than 1000 characters"), custom(function = plain_text))]
    pub message: Option<String>,
    /// Mail the links, or show them.
    #[serde(default)]
    pub delivery: Delivery,
    /// Only tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

fn editor() -> Role {
    Role::Editor
}

/// Text of several lines without other control characters.
pub fn plain_text(text: &str) -> Result<(), validator::ValidationError> {
    match text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        false => Ok(()),
        true => Err(validator::ValidationError::new("text").with_message("must be plain text".into())),
    }
}

/// What may become of one address.
pub(super) enum Verdict {
    /// It may be invited.
    Invite,
    /// It belongs to a member.
    Member,
    /// It has an invite that waits.
    Invited(Uuid),
    /// It is none.
    Invalid,
    /// Not now.
    OverLimit {
        /// Why.
        detail: String,
        /// For so long.
        wait: Option<Duration>,
    },
    /// Its holder wants no invite mails.
    OptedOut,
}

/// What became of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum InviteStatus {
    /// Would be invited; only with `dryRun`.
    New,
    /// Invited just now.
    Invited,
    /// Belongs to the workspace.
    AlreadyMember,
    /// Has an invite that waits; it can be resent.
    AlreadyInvited,
    /// No e-mail address.
    Invalid,
    /// Would exceed a limit; `detail` says which.
    OverLimit,
    /// Wants no invite mails from this server.
    OptedOut,
}

/// One address and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteResult {
    /// As it was written.
    pub input: String,
    /// As it was understood.
    pub email: Option<String>,
    /// What became of it.
    pub status: InviteStatus,
    /// Why not.
    pub detail: Option<String>,
    /// The link to pass on, shown this once; only with `delivery: link`.
    pub link: Option<String>,
    /// The invite there is now.
    pub invite_id: Option<Uuid>,
    /// The invite that was made.
    pub invite: Option<EmailInvite>,
}

impl InviteResult {
    pub(super) fn not_sent(input: &str, email: Option<String>, verdict: Verdict) -> Self {
        let (status, detail, invite_id) = match verdict {
            Verdict::Invite => (InviteStatus::New, None, None),
            Verdict::Member => (InviteStatus::AlreadyMember, None, None),
            Verdict::Invited(id) => (InviteStatus::AlreadyInvited, None, Some(id)),
            Verdict::Invalid => (InviteStatus::Invalid, None, None),
            Verdict::OverLimit { detail, .. } => (InviteStatus::OverLimit, Some(detail), None),
            Verdict::OptedOut => (InviteStatus::OptedOut, None, None),
        };
        Self { input: input.to_owned(), email, status, detail, link: None, invite_id, invite: None }
    }
}

/// What became of each address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteResults {
    /// In the order they were written; what was written twice is there once.
    pub items: Vec<InviteResult>,
    /// What may still be sent.
    pub limits: InviteLimits,
}

/// What a workspace may still send.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteLimits {
    /// Addresses in one call.
    pub rows: usize,
    /// A message of one's own may be added.
    pub may_add_message: bool,
    /// Mails left within 24 hours.
    pub sends: u64,
    /// Invites that may wait beside those there are.
    pub pending: u64,
}

/// An invite to one address, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmailInvite {
    /// Id.
    pub id: Uuid,
    /// To whom.
    pub email: String,
    /// What they may do then.
    pub role: Role,
    /// Added to the mail.
    pub message: Option<String>,
    /// By whom.
    pub invited_by: Option<Person>,
    /// First sent.
    pub created_at: DateTime<Utc>,
    /// Last sent.
    pub renewed_at: DateTime<Utc>,
    /// Works until.
    pub expires_at: DateTime<Utc>,
    /// It has to be renewed to work again.
    pub is_expired: bool,
    /// Its link was shown to whoever invited.
    pub disclosed: bool,
    /// Where its mail is.
    pub delivery: MailDelivery,
    /// It lets nobody in: who sent it may invite no more, or not for this role.
    pub is_dead: bool,
    /// The caller may revoke it.
    pub can_revoke: bool,
    /// The caller may send it anew, or have a new link shown.
    pub can_resend: bool,
}

/// Where a mail is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailDelivery {
    /// How far it came.
    pub state: MailDeliveryState,
    /// In the mail server's words, why not further.
    pub reason: Option<String>,
}

/// How far a mail came.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MailDeliveryState {
    /// There is none: the link was shown.
    None,
    /// Waits to be sent.
    Queued,
    /// A first attempt failed; it is tried again.
    Deferred,
    /// The mail server took it.
    HandedOver,
    /// It was written to a file on the server, which has no mail server: nobody got it.
    Filed,
    /// The mail server refused it for good.
    Bounced,
    /// Its link was opened.
    Opened,
}

/// A page of invites, and what may still be sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmailInvitePage {
    /// Newest first.
    pub items: Vec<EmailInvite>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Invites in the whole list.
    pub total: u64,
    /// What may still be sent.
    pub limits: InviteLimits,
}

/// Sends an invite anew.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteRenewal {
    /// Mail the new link, or show it.
    #[serde(default)]
    pub delivery: Delivery,
}

/// An invite that was sent anew.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RenewedInvite {
    /// The invite.
    pub invite: EmailInvite,
    /// The link to pass on, shown this once; only with `delivery: link`.
    pub link: Option<String>,
}
