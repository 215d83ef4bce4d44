//! What these calls take and answer.
use crate::{features::account::model::User, http::valid::one_line};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What the sign-in page must know before anybody is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Providers {
    /// Sign-in by mailed link is offered.
    pub email: bool,
    /// A mail server is configured; without one, links come from whoever runs this server.
    pub mail_configured: bool,
    /// Somebody has an account; the first one is made with the link that the server prints when it starts.
    pub has_accounts: bool,
    /// Who may have an account.
    pub signup: SignupPolicy,
    /// Who may create workspaces.
    pub workspace_creation: WorkspaceCreation,
}

/// Who may have an account without being invited.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SignupPolicy {
    /// Nobody.
    Invited,
    /// Addresses of some domains.
    Domains,
    /// Everybody.
    Open,
}

/// Who may create workspaces.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum WorkspaceCreation {
    /// Everybody with an account.
    Everyone,
    /// Only who runs this server.
    Operators,
}

/// Asks for a link and a code.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignInRequest {
    /// Where to send them.
    pub email: String,
    /// Path to return to afterwards, such as `/acme/components`; what is no path of ours is ignored.
    #[validate(length(max = 2000, message = "is longer than 2000 characters"))]
    pub next: Option<String>,
    /// The invite link that brought them: it lets in people without an account, on a server that is closed to others.
    #[validate(nested)]
    pub invite_link: Option<InviteLinkRef>,
}

/// The two parts of an invite link's address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteLinkRef {
    /// The workspace's address.
    #[validate(length(max = 200, message = "is longer than any address"))]
    pub workspace: String,
    /// The link's secret.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub code: String,
}

/// The same answer for everybody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInRequested {
    /// Link and code are good for so many minutes.
    pub valid_for_minutes: i64,
}

/// A link's secret part.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkToken {
    /// What stands behind the `#`.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
}

/// What a link would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkPreview {
    /// Sign in, or make the first account.
    pub kind: LinkKind,
    /// Who would be signed in.
    pub email: Option<String>,
}

/// What a link is for.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LinkKind {
    /// Signs somebody in.
    SignIn,
    /// Makes the first account, which runs this server.
    FirstAccount,
}

/// Signs in: by a link's token, or by the code in the browser that asked for it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignInConfirmation {
    /// What stands behind the `#` of the link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: Option<String>,
    /// The six digits, instead of the link.
    #[validate(length(max = 20, message = "has six digits"))]
    pub code: Option<String>,
    /// With the link that makes the first account: its address.
    pub email: Option<String>,
    /// With the link that makes the first account: its name.
    #[validate(length(max = 100, message = "is longer than 100 characters"), custom(function = one_line))]
    pub full_name: Option<String>,
}

/// Signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInDone {
    /// Who.
    pub user: User,
    /// Where they wanted to go.
    pub next: Option<String>,
    /// The account was made just now.
    pub is_new: bool,
}
