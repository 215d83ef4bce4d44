//! What these calls take and answer.
use crate::{
    entities::membership::Role,
    features::{
        account::model::Person,
        invites::{Delivery, model::plain_text},
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Asks to join.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewJoinRequest {
    /// Whom to answer; of somebody who is signed in the account's address counts instead.
    pub email: Option<String>,
    /// In their words, as plain text.
    #[validate(length(max = 280, message = "is longer than 280 characters"), custom(function = plain_text))]
    pub note: Option<String>,
}

/// The same for everybody, whatever comes of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JoinRequestTaken {
    /// For people.
    pub message: &'static str,
}

impl JoinRequestTaken {
    /// The one answer there is.
    pub const NEUTRAL: Self = Self { message: "Thank you. If your request can be answered, you get a mail." };
}

/// Asks for an invite that was sent to another address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Readdressing {
    /// What stands behind the `#` of the invite's link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
    /// In their words, as plain text.
    #[validate(length(max = 280, message = "is longer than 280 characters"), custom(function = plain_text))]
    pub note: Option<String>,
}

/// A request that waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JoinRequest {
    /// Id.
    pub id: Uuid,
    /// Who asks.
    pub email: String,
    /// The account, if they were signed in: then the address is theirs.
    pub user: Option<Person>,
    /// In their words. Plain text: make nothing in it clickable.
    pub note: Option<String>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// How often the address was denied before.
    pub denials: i32,
    /// The address an invite was sent to that they want for theirs.
    pub instead_of: Option<String>,
    /// They were invited before, and the invite expired.
    pub was_invited: bool,
}

/// Lets somebody in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    /// What they may do; not above one's own role.
    #[serde(default = "editor")]
    pub role: Role,
    /// Mail the invite, or show its link.
    #[serde(default)]
    pub delivery: Delivery,
}

fn editor() -> Role {
    Role::Editor
}

/// Does not let somebody in. They are not told.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Denial {
    /// They cannot ask again.
    #[serde(default)]
    pub block: bool,
}

/// An answer to several requests.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchAnswer {
    /// Which.
    #[validate(length(min = 1, max = 100, message = "must name 1 to 100 requests"))]
    pub ids: Vec<Uuid>,
    /// What to do with all of them.
    pub answer: Answer,
    /// With `approve`: what they may do.
    #[serde(default = "editor")]
    pub role: Role,
    /// With `approve`: mail the invites, or show their links.
    #[serde(default)]
    pub delivery: Delivery,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JoinRequestAnswer)]
pub enum Answer {
    /// Invite them.
    Approve,
    /// Not now; they are not told.
    Deny,
    /// Never; they are not told.
    Block,
}

/// What became of each of several requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswered {
    /// In the order they were named.
    pub items: Vec<AnsweredRequest>,
}

/// What became of one request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredRequest {
    /// Which.
    pub id: Uuid,
    /// It was answered so.
    pub done: bool,
    /// The link to pass on, shown this once; only with `delivery: link`.
    pub link: Option<String>,
    /// The code of what stood in the way.
    pub code: Option<crate::error::Code>,
    /// The same in words.
    pub detail: Option<String>,
}
