//! Writing down what is done. There is no way to change or delete a row.
use super::{Action, Subject};
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::audit_event,
    error::ApiResult,
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

/// Something that is done to something. Never put a secret into it: name each value that is kept.
pub struct Deed {
    action: Action,
    subject: Subject,
    id: Option<String>,
    label: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Deed {
    /// What is done, to a thing of which kind.
    pub fn new(action: Action, subject: Subject) -> Self {
        Self { action, subject, id: None, label: None, before: None, after: None }
    }

    /// To which one, and what it is called now.
    #[must_use]
    pub fn on(self, id: impl ToString, label: impl Into<String>) -> Self {
        Self { id: Some(id.to_string()), label: Some(label.into()), ..self }
    }

    /// What it was like.
    #[must_use]
    pub fn before(self, before: Value) -> Self {
        Self { before: Some(before), ..self }
    }

    /// What it is like from now on.
    #[must_use]
    pub fn after(self, after: Value) -> Self {
        Self { after: Some(after), ..self }
    }
}

/// Writes it down, in the transaction that does it. Without a `scope` it concerns an account or the server.
pub async fn record(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    scope: Option<Scope>,
    deed: Deed,
) -> ApiResult<()> {
    let Actor { user, via, token_name, ip, user_agent } = actor.clone();
    let (actor_id, actor_name, actor_email) = match user {
        Some((id, name, email)) => (Some(id), name, Some(email)),
        None => (None, None, None),
    };
    let row = audit_event::ActiveModel {
        workspace_id: Set(scope.map_or(Uuid::nil(), Scope::id)),
        id: Set(Uuid::now_v7()),
        at: Set(now),
        actor_id: Set(actor_id),
        actor_name: Set(actor_name),
        actor_email: Set(actor_email),
        via: Set(via),
        token_name: Set(token_name),
        ip: Set(ip),
        user_agent: Set(user_agent),
        action: Set(deed.action.name().to_owned()),
        subject_kind: Set(deed.subject.name().to_owned()),
        subject_id: Set(deed.id),
        subject_label: Set(deed.label),
        before: Set(deed.before),
        after: Set(deed.after),
    };
    audit_event::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
