//! An invite is written and its mail queued, in the transaction of whoever holds the workspace's lock.
use super::{emails::InviteMail, queries};
use crate::{
    auth::{actor::Actor, member::Scope, opaque},
    entities::{
        email_invite::{self, State as InviteState},
        membership::Role,
        user, workspace,
    },
    error::ApiResult,
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        mail_opt_outs,
        workspaces::{arrival, emails::role_words},
    },
    mail::{lures, outbox},
    state::State,
};
use chrono::Duration;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// How a link gets to the invited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InviteDelivery)]
pub enum Delivery {
    /// By mail. Whoever opens it has shown that the address is theirs.
    #[default]
    Mail,
    /// It is shown to whoever invites, to pass on. It shows nothing about the address.
    Link,
}

/// Who invites, and where.
pub struct Sender<'a> {
    /// The workspace's row, locked.
    pub workspace: &'a workspace::Model,
    /// The same as a scope.
    pub scope: Scope,
    /// The person.
    pub user: &'a user::Model,
    /// They, for the record.
    pub actor: &'a Actor,
}

/// What an invite says.
pub struct Sent {
    /// As it is stored.
    pub row: email_invite::Model,
    /// The address of the page where it is accepted.
    pub link: String,
}

/// What is to be sent.
pub struct NewInvite<'a> {
    /// Normalised address.
    pub email: &'a str,
    /// Role of the invited.
    pub role: Role,
    /// In the inviter's words.
    pub message: Option<String>,
    /// How.
    pub delivery: Delivery,
    /// The request that it answers.
    pub from_request: Option<Uuid>,
}

/// Invites an address, or renews the invite it has: a new secret takes the place of the old one.
pub async fn send(state: &State, txn: &DatabaseTransaction, from: &Sender<'_>, new: NewInvite<'_>) -> ApiResult<Sent> {
    let now = state.clock.now();
    let token = opaque::token()?;
    let link = state.config.public_url.page(&format!("/invite#{token}"));
    let old = queries::find_pending(txn, from.scope, new.email).await?;
    let mut row = email_invite::Model {
        workspace_id: from.scope.id(),
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        email: new.email.to_owned(),
        role: new.role,
        message: new.message,
        state: InviteState::Pending,
        token_hash: queries::hash(&token),
        disclosed: new.delivery == Delivery::Link,
        invited_by: from.user.id,
        from_request: new.from_request.or(old.as_ref().and_then(|old| old.from_request)),
        mail_id: None,
        reminders: 0,
        created_at: old.as_ref().map_or(now, |old| old.created_at),
        renewed_at: now,
        expires_at: now + Duration::days(from.workspace.invite_days.into()),
        opened_at: None,
        closed_at: None,
        accepted_by: None,
    };
    if let Some(request) = arrival::answer_request(txn, from.scope, new.email, row.id, from.user.id, now).await? {
        row.from_request = Some(request);
        let deed = Deed::new(Action::JoinRequestAnswered, Subject::JoinRequest).on(request, new.email);
        audit::record(txn, now, from.actor, Some(from.scope), deed.after(json!({ "answer": "approve" }))).await?;
    }
    if new.delivery == Delivery::Mail {
        let mail = mail_of(state, txn, from, &row, link.clone()).await?;
        row.mail_id = Some(outbox::enqueue(txn, &state.clock, new.email, &mail, false).await?);
        queries::insert_send(txn, from.scope, new.email, now).await?;
    }
    let deed = Deed::new(Action::InviteSent, Subject::Invite).on(row.id, &row.email);
    let deed = deed.after(json!({ "role": row.role, "disclosed": row.disclosed, "isRenewal": old.is_some() }));
    audit::record(txn, now, from.actor, Some(from.scope), deed).await?;
    match old {
        Some(old) => {
            outbox::withdraw(txn, old.mail_id.as_slice()).await?;
            queries::delete_reminders(txn, old.id).await?;
            queries::update(txn, row.clone()).await?;
        }
        None => queries::insert(txn, row.clone()).await?,
    }
    Ok(Sent { row, link })
}

async fn mail_of(
    state: &State,
    txn: &DatabaseTransaction,
    from: &Sender<'_>,
    row: &email_invite::Model,
    link: String,
) -> ApiResult<InviteMail> {
    let public = &state.config.public_url;
    let opt_out = mail_opt_outs::queries::token_of(txn, &row.email).await?;
    Ok(InviteMail {
        has_account: account::queries::find_by_email(txn, &row.email).await?.is_some(),
        email: row.email.clone(),
        workspace: lures::workspace_name(&from.workspace.name),
        inviter: lures::person_name(from.user.full_name.as_deref(), &from.user.email),
        role: role_words(row.role),
        message: row.message.clone(),
        link,
        has_asked: row.from_request.is_some(),
        days: from.workspace.invite_days.into(),
        server: public.origin(),
        opt_out_page: public.page(&format!("/unsubscribe#{opt_out}")),
        opt_out_call: public.page(&format!("/api/mail-opt-outs/{opt_out}")),
    })
}
