//! What an invite is worth: no more than whoever sent it is now.
use super::send::Delivery;
use crate::{
    auth::member::{Editor, Member, Scope},
    entities::{
        email_invite,
        membership::{self, Role},
        user, workspace,
    },
    error::{ApiResult, Code},
    features::workspaces::{membership as places, model::may_invite},
    mail::lures,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::HashSet;
use uuid::Uuid;

/// Those of the invites whose sender still belongs to the workspace, may still invite, and for that role. The others let
/// nobody in.
pub async fn alive<'a>(
    db: &impl ConnectionTrait,
    workspaces: impl IntoIterator<Item = &'a workspace::Model>,
    rows: &[email_invite::Model],
) -> ApiResult<HashSet<Uuid>> {
    let workspaces: Vec<&workspace::Model> = workspaces.into_iter().collect();
    let senders: HashSet<Uuid> = rows.iter().map(|row| row.invited_by).collect();
    let found = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.is_in(workspaces.iter().map(|one| one.id)))
        .filter(membership::Column::UserId.is_in(senders))
        .all(db)
        .await?;
    let is_alive = |row: &&email_invite::Model| {
        let who_invites = workspaces.iter().find(|one| one.id == row.workspace_id).map(|one| one.who_invites);
        let sender = found.iter().find(|one| one.workspace_id == row.workspace_id && one.user_id == row.invited_by);
        who_invites.zip(sender).is_some_and(|(who, one)| may_invite(one.role, who) && row.role <= one.role)
    };
    Ok(rows.iter().filter(is_alive).map(|row| row.id).collect())
}

/// The same of one.
pub async fn is_alive(
    db: &impl ConnectionTrait,
    workspace: &workspace::Model,
    row: &email_invite::Model,
) -> ApiResult<bool> {
    Ok(!alive(db, [workspace], std::slice::from_ref(row)).await?.is_empty())
}

/// May somebody renew it, which ends the link that is out? Whoever sent it, an owner, and anybody once it lets nobody in;
/// nobody for a role above their own.
pub fn may_resend(row: &email_invite::Model, who: Uuid, role: Role, is_alive: bool, now: DateTime<Utc>) -> bool {
    row.role <= role && (row.invited_by == who || role >= Role::Owner || !is_alive || row.expires_at <= now)
}

/// May this person invite for this role, in this way, now that the lock is held?
pub async fn judge(
    txn: &DatabaseTransaction,
    scope: Scope,
    workspace: &workspace::Model,
    user: &user::Model,
    role: Role,
    delivery: Delivery,
) -> ApiResult<membership::Model> {
    let place = places::judge_again(txn, scope, user.id, Role::Editor).await?;
    refuse_uninviting(place.role, workspace)?;
    if role > place.role {
        return Err(Code::NotAllowed.because("Nobody invites for a role above their own."));
    }
    if delivery == Delivery::Link && role == Role::Owner {
        return Err(Code::Invalid.of_field("delivery", "disclosed", "must be mail for an owner"));
    }
    if delivery == Delivery::Mail && user.confined_to.is_some() {
        return Err(Code::AddressNotVerified.because(
            "Nothing is mailed in the name of an address that is not verified. Show the link instead, or verify yours first.",
        ));
    }
    Ok(place)
}

/// Invites and requests are the business of those who may invite.
pub fn refuse_others(member: &Member<Editor>) -> ApiResult<()> {
    refuse_uninviting(member.role, &member.workspace)
}

/// The same, of a role that was judged under the lock.
pub fn refuse_uninviting(role: Role, workspace: &workspace::Model) -> ApiResult<()> {
    match may_invite(role, workspace.who_invites) {
        true => Ok(()),
        false => Err(Code::NotAllowed.because("In this workspace only owners invite. Ask one of them.")),
    }
}

/// Whoever invites, to those who are invited; nobody whose address may be another's.
pub fn name(sender: &user::Model) -> Option<String> {
    sender.confined_to.is_none().then(|| lures::person_name(sender.full_name.as_deref(), &sender.email))
}
