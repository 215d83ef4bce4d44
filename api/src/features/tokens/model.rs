//! What these calls take and answer.
use crate::{auth::caller::Scope, features::account::model::Person, http::valid::one_short_line};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A token to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewApiToken {
    /// What it is for, such as the name of the pipeline.
    #[validate(custom(function = one_short_line))]
    pub name: String,
    /// What it may do.
    #[validate(length(min = 1, message = "must name at least one scope"))]
    pub scopes: Vec<Scope>,
    /// Good for so many days; null for as long as the workspace lives.
    #[validate(range(min = 1, max = 3650, message = "must be between 1 and 3650 days"))]
    pub expires_in_days: Option<i64>,
    /// Dies when its maker leaves the workspace.
    #[serde(default)]
    pub revoke_with_creator: bool,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// Id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub created_by: Option<Person>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Dead after; null for as long as the workspace lives.
    pub expires_at: Option<DateTime<Utc>>,
    /// Last use, exact to a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Dies when its maker leaves the workspace.
    pub revoke_with_creator: bool,
    /// Dead already.
    pub is_expired: bool,
}

/// A new token; its secret is shown this once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedApiToken {
    /// What to put into `OMLET_TOKEN` or behind `Authorization: Bearer`.
    pub token: String,
    /// The token.
    pub api_token: ApiToken,
}
