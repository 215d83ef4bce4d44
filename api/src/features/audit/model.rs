//! What these calls take and answer.
use super::{Action, Subject};
use crate::entities::audit_event::{self, Via};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// What part of the record is asked for.
#[derive(Clone, Copy, Debug)]
pub struct AuditFilter {
    /// Only what was done in this way.
    pub action: Option<Action>,
    /// Only what this person did.
    pub actor: Option<Uuid>,
}

/// `?action=&actor=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Only what was done in this way.
    #[param(inline)]
    pub action: Option<Action>,
    /// Only what this person did.
    pub actor: Option<Uuid>,
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// `?format=&action=&actor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditExport {
    /// The form of the file; CSV without.
    #[serde(default)]
    #[param(inline)]
    pub format: Format,
    /// Only what was done in this way.
    #[param(inline)]
    pub action: Option<Action>,
    /// Only what this person did.
    pub actor: Option<Uuid>,
}

/// A form of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For spreadsheets; what would be a formula begins with an apostrophe.
    #[default]
    Csv,
    /// An object a line, values as they are.
    Jsonl,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, as they were called then; null for the server itself, and for whoever runs it, at its command line.
    pub actor: Option<AuditActor>,
    /// What they held.
    pub via: Via,
    /// The API token's name.
    pub token_name: Option<String>,
    /// Where the call came from.
    pub ip: Option<String>,
    /// What it said to be sent by.
    pub user_agent: Option<String>,
    /// What was done.
    #[schema(value_type = Action)]
    pub action: String,
    /// What to.
    pub subject: AuditSubjectRef,
    /// What was different before.
    #[schema(value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>)]
    pub before: Option<Value>,
    /// What it is since.
    #[schema(value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>)]
    pub after: Option<Value>,
}

/// A person at the time of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub full_name: Option<String>,
    /// Address.
    pub email: Option<String>,
}

/// A thing at the time of an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditSubjectRef {
    /// What kind of thing.
    #[schema(value_type = Subject)]
    pub kind: String,
    /// Id.
    pub id: Option<String>,
    /// What it was called.
    pub label: Option<String>,
}

impl From<audit_event::Model> for AuditEvent {
    fn from(row: audit_event::Model) -> Self {
        let (full_name, email) = (row.actor_name, row.actor_email);
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor_id.map(|id| AuditActor { id, full_name, email }),
            via: row.via,
            token_name: row.token_name,
            ip: row.ip,
            user_agent: row.user_agent,
            action: row.action,
            subject: AuditSubjectRef { kind: row.subject_kind, id: row.subject_id, label: row.subject_label },
            before: row.before,
            after: row.after,
        }
    }
}
