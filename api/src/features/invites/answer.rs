//! What the invited see of an invite, and how they decline it.
use super::{
    accept::{for_another, masked},
    model_invited::{InvitePreview, ReceivedInvite},
    queries, rights,
};
use crate::{
    auth::{actor::Actor, caller::SignedIn, member::Scope},
    entities::{
        email_invite::{self, State as InviteState},
        workspace,
    },
    error::{ApiError, ApiResult, Code},
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        workspaces::{membership as places, model::MemberBucket},
    },
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// What the invite of a link is about. Notes that it was opened.
pub async fn preview(state: &State, who: Option<SignedIn>, token: &str) -> ApiResult<InvitePreview> {
    let found = queries::find_by_token(&*state.db, token).await?;
    let (scope, now) = (Scope::of_invite(&found), state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let invite = queries::find(&txn, scope, found.id).await?;
    if invite.token_hash != found.token_hash {
        return Err(Code::LinkNotFound.into());
    }
    refuse_closed(&txn, &workspace, &invite, now).await?;
    queries::update_opened(&txn, &invite, now).await?;
    let inviter = account::queries::find(&txn, invite.invited_by).await?;
    let is_for_you = who.as_ref().map(|me| me.user.email == invite.email);
    let members = MemberBucket::of(places::count(&txn, scope).await?);
    txn.commit().await?;
    Ok(InvitePreview {
        workspace_name: workspace.name,
        members,
        invited_by: inviter.as_ref().and_then(rights::name),
        is_for_you,
        signed_in_as: who.map(|me| me.user.email),
        email: if is_for_you == Some(false) { masked(&invite.email) } else { invite.email },
        role: invite.role,
        message: invite.message,
        expires_at: invite.expires_at,
    })
}

/// Declines the invite of a link; nobody is told.
pub async fn decline_by_token(state: &State, who: Option<SignedIn>, token: &str) -> ApiResult<()> {
    let found = queries::find_by_token(&*state.db, token).await?;
    if let Some(me) = &who
        && me.user.email != found.email
    {
        return Err(for_another(&found.email, &me.user.email));
    }
    decline(state, found, who.as_ref()).await
}

/// Declines an invite to one's own address.
pub async fn decline_by_id(state: &State, me: SignedIn, id: Uuid) -> ApiResult<()> {
    let me = me.verified()?;
    let found = queries::find_received(&*state.db, &me.user.email, id).await?;
    decline(state, found, Some(&me)).await
}

async fn decline(state: &State, found: email_invite::Model, who: Option<&SignedIn>) -> ApiResult<()> {
    let (scope, now) = (Scope::of_invite(&found), state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let invite = queries::find(&txn, scope, found.id).await?;
    if invite.token_hash != found.token_hash {
        return Err(Code::LinkNotFound.into());
    }
    if invite.state != InviteState::Declined {
        refuse_closed(&txn, &workspace, &invite, now).await?;
        queries::close(&txn, &invite, InviteState::Declined, None, now).await?;
        // nobody is told, but the record of the workspace says what became of its invite
        let actor = who.map_or_else(Actor::by_link, |me| me.actor.clone().from_nowhere());
        let deed = Deed::new(Action::InviteDeclined, Subject::Invite).on(invite.id, &invite.email);
        audit::record(&txn, now, &actor, Some(scope), deed).await?;
    }
    txn.commit().await?;
    Ok(())
}

/// What a person's address is invited to.
pub async fn received(state: &State, me: &SignedIn) -> ApiResult<Vec<ReceivedInvite>> {
    if me.user.confined_to.is_some() {
        return Ok(Vec::new()); // nobody knows yet whose the address is
    }
    let rows = queries::list_received(&*state.db, &me.user.email, state.clock.now()).await?;
    let ids = rows.iter().map(|row| row.workspace_id);
    let workspaces = workspace::Entity::find().filter(workspace::Column::Id.is_in(ids)).all(&*state.db).await?;
    let people = account::queries::find_many(&*state.db, rows.iter().map(|row| row.invited_by).collect()).await?;
    let good = rights::alive(&*state.db, &workspaces, &rows).await?;
    let names: HashMap<Uuid, String> = workspaces.into_iter().map(|row| (row.id, row.name)).collect();
    let present = |row: email_invite::Model| ReceivedInvite {
        id: row.id,
        workspace_name: names.get(&row.workspace_id).cloned().unwrap_or_default(),
        invited_by: people.get(&row.invited_by).and_then(rights::name),
        role: row.role,
        message: row.message,
        created_at: row.created_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().filter(|row| good.contains(&row.id)).map(present).collect())
}

/// Refuses an invite that can be accepted or declined no more, or whose sender may invite no more, and says what became of it.
pub async fn refuse_closed(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    invite: &email_invite::Model,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let reason = match invite.state {
        InviteState::Pending if invite.expires_at <= now => "expired",
        InviteState::Pending if rights::is_alive(txn, workspace, invite).await? => return Ok(()),
        InviteState::Pending => "revoked",
        InviteState::Accepted => "accepted",
        InviteState::Declined => "declined",
        InviteState::Revoked => "revoked",
    };
    Err(over(txn, workspace, invite, reason).await?)
}

/// An invite that is over, with whom to ask.
async fn over(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    invite: &email_invite::Model,
    reason: &str,
) -> ApiResult<ApiError> {
    let whom = account::queries::find(txn, invite.invited_by).await?.as_ref().and_then(rights::name);
    let ask = whom.as_deref().unwrap_or("somebody of the workspace");
    let detail = match reason {
        "expired" => format!("It has expired. Ask {ask} to renew it."),
        "accepted" => "It was accepted already. Sign in with the invited address.".to_owned(),
        "declined" => format!("It was declined. If that was a mistake, ask {ask} for a new one."),
        _ => "It was taken back, or whoever sent it may no longer invite. Ask somebody of the workspace.".to_owned(),
    };
    let meta = json!({ "reason": reason, "workspaceName": workspace.name, "invitedBy": whom });
    Ok(Code::InviteOver.because_of(detail, meta))
}
