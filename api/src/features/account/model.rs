//! What these calls take and answer.
use crate::entities::{
    session,
    session::Kind,
    user::{self, Profession},
};
use crate::http::valid::one_line;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A person with an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Id.
    pub id: Uuid,
    /// Address they sign in with.
    pub email: String,
    /// Name, once they told it.
    pub full_name: Option<String>,
    /// What they do, once they told it.
    pub profession: Option<Profession>,
    /// Runs this server.
    pub is_operator: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// Last use, exact to a minute.
    pub last_seen: Option<DateTime<Utc>>,
    /// The address is known to be theirs. Until then the account is good for one workspace only.
    pub is_verified: bool,
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self {
            id: row.id,
            email: row.email,
            full_name: row.full_name,
            profession: row.profession,
            is_operator: row.is_operator,
            created_at: row.created_at,
            last_seen: row.last_seen_at,
            is_verified: row.confined_to.is_none(),
        }
    }
}

/// A person as others see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub full_name: Option<String>,
    /// Address.
    pub email: String,
}

impl From<user::Model> for Person {
    fn from(row: user::Model) -> Self {
        Self { id: row.id, full_name: row.full_name, email: row.email }
    }
}

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserPatch {
    /// Name; empty takes it away.
    #[validate(length(max = 100, message = "is longer than 100 characters"), custom(function = one_line))]
    pub full_name: Option<String>,
    /// What they do.
    pub profession: Option<Profession>,
}

/// Asks for another address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEmailChange {
    /// The new address.
    pub email: String,
}

/// Confirms another address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmailChangeConfirmation {
    /// What stands behind the `#` of the link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
}

/// Deletes one's account.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountDeletion {
    /// One's address, typed.
    pub confirmation: String,
}

/// A signed-in browser or command line.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Id.
    pub id: Uuid,
    /// Browser or command line.
    pub kind: Kind,
    /// Such as `Firefox on Linux`.
    pub device: String,
    /// Signed in at.
    pub created_at: DateTime<Utc>,
    /// Last use, exact to a minute.
    pub last_used_at: DateTime<Utc>,
    /// Ends by itself at.
    pub expires_at: DateTime<Utc>,
    /// The one this call was made with.
    pub is_current: bool,
}

impl Session {
    /// A row as the person with session `current` sees it.
    pub fn seen_from(current: Uuid, row: session::Model) -> Self {
        Self {
            is_current: row.id == current,
            id: row.id,
            kind: row.kind,
            device: row.device,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
        }
    }
}
