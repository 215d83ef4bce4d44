//! An address proves to be its holder's: what was begun in its name before by somebody else ends.
use super::queries;
use crate::{
    auth::{actor::Actor, member::Scope, opaque},
    entities::{
        api_token, email_change,
        email_invite::{self, State as InviteState},
        invite_reminder, membership, user, workspace,
    },
    error::ApiResult,
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::{departure, membership as places, model::may_invite},
    },
    mail::outbox,
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

/// Locks the workspace that an account is confined to, which comes before every other lock, and then the account: whoever
/// signs in and whoever changes the address take both in one order.
pub async fn lock(txn: &DatabaseTransaction, email: &str) -> ApiResult<()> {
    let confined = queries::find_by_email(txn, email).await?.filter(|user| user.confined_to.is_some());
    for place in places_of(txn, confined.map(|user| user.id)).await? {
        places::lock(txn, Scope::of_membership(&place)).await?;
    }
    queries::lock_by_email(txn, email).await
}

/// Verifies an account's address; its sessions end, and a new one begins. Whoever made the account with a link that others
/// saw may not be who reads the address's mail: unless `by_the_same` browser opens the link, their tokens, invites, name and
/// wish to change the address end. So does their place: it becomes an invite again, and waits for its holder's own click.
pub async fn verify(
    state: &State,
    txn: &DatabaseTransaction,
    user: user::Model,
    actor: &Actor,
    by_the_same: bool,
) -> ApiResult<user::Model> {
    let now = state.clock.now();
    for seen in places_of(txn, Some(user.id)).await? {
        let scope = Scope::of_membership(&seen);
        let workspace = places::lock(txn, scope).await?;
        let Some(place) = places::find(txn, scope, user.id).await? else { continue };
        let mut facts = json!({});
        if !by_the_same {
            facts = departure::depart(txn, now, scope, user.id, true, None).await?.facts();
            ask_again(txn, &workspace, scope, &user, &place, actor, now).await?;
        }
        facts["isMember"] = by_the_same.into();
        let deed = Deed::new(Action::MemberVerified, Subject::Member).on(user.id, &user.email);
        let deed = deed.before(json!({ "role": place.role, "joinedVia": place.joined_via }));
        audit::record(txn, now, actor, Some(scope), deed.after(facts)).await?;
    }
    queries::end_all_sessions(txn, user.id).await?;
    if !by_the_same {
        forget_traces(txn, user.id, now).await?;
    }
    let mut row = user.into_active_model();
    row.confined_to = Set(None);
    if !by_the_same {
        row.full_name = Set(None);
        row.profession = Set(None);
    }
    Ok(row.update(txn).await?)
}

async fn places_of(txn: &DatabaseTransaction, user: Option<Uuid>) -> ApiResult<Vec<membership::Model>> {
    let Some(user) = user else { return Ok(Vec::new()) };
    let own = membership::Entity::find().filter(membership::Column::UserId.eq(user));
    Ok(own.order_by_asc(membership::Column::WorkspaceId).all(txn).await?)
}

/// The invite by which the place was taken waits once more: for the role of the place, with a secret that nobody knows,
/// in the name of whoever sent it, or of the first owner if they may invite no more.
async fn ask_again(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    scope: Scope,
    user: &user::Model,
    place: &membership::Model,
    actor: &Actor,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let of_address = email_invite::Entity::find()
        .filter(email_invite::Column::WorkspaceId.eq(scope.id()))
        .filter(email_invite::Column::Email.eq(&user.email));
    let taken = of_address.filter(email_invite::Column::AcceptedBy.eq(user.id));
    let taken = taken.order_by_desc(email_invite::Column::ClosedAt).one(txn).await?;
    let sender = match &taken {
        Some(invite) => places::find(txn, scope, invite.invited_by).await?,
        None => None,
    };
    let may = |one: &membership::Model| may_invite(one.role, workspace.who_invites) && one.role >= place.role;
    let sender = match sender.filter(may) {
        Some(sender) => Some(sender),
        None => places::first_owner(txn, scope).await?,
    };
    let Some(sender) = sender else { return Ok(()) };
    let row = email_invite::Model {
        workspace_id: scope.id(),
        id: taken.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
        email: user.email.clone(),
        role: place.role,
        message: taken.as_ref().filter(|row| row.invited_by == sender.user_id).and_then(|row| row.message.clone()),
        state: InviteState::Pending,
        token_hash: opaque::hash("invite", &opaque::token()?),
        disclosed: true,
        invited_by: sender.user_id,
        from_request: taken.as_ref().and_then(|row| row.from_request),
        mail_id: None,
        reminders: 0,
        created_at: taken.as_ref().map_or(now, |row| row.created_at),
        renewed_at: now,
        expires_at: now + Duration::days(workspace.invite_days.into()),
        opened_at: None,
        closed_at: None,
        accepted_by: None,
    };
    let deed = Deed::new(Action::InviteSent, Subject::Invite).on(row.id, &row.email);
    let deed = deed.after(json!({ "role": row.role, "disclosed": row.disclosed, "isRenewal": taken.is_some() }));
    audit::record(txn, now, actor, Some(scope), deed).await?;
    invite_reminder::Entity::delete_many().filter(invite_reminder::Column::InviteId.eq(row.id)).exec(txn).await?;
    let row = row.into_active_model().reset_all();
    match taken {
        Some(_) => drop(email_invite::Entity::update(row).exec(txn).await?),
        None => drop(email_invite::Entity::insert(row).exec_without_returning(txn).await?),
    }
    Ok(())
}

/// Ends what an account has begun elsewhere: its tokens, its invites, its wish for another address.
pub async fn forget_traces(txn: &DatabaseTransaction, user: Uuid, now: DateTime<Utc>) -> ApiResult<()> {
    email_change::Entity::delete_by_id(user).exec(txn).await?;
    api_token::Entity::delete_many().filter(api_token::Column::CreatedBy.eq(user)).exec(txn).await?;
    let sent = email_invite::Column::InvitedBy.eq(user).and(email_invite::Column::State.eq(InviteState::Pending));
    let waiting = email_invite::Entity::find().filter(sent.clone()).all(txn).await?;
    outbox::withdraw(txn, &waiting.iter().filter_map(|row| row.mail_id).collect::<Vec<_>>()).await?;
    email_invite::Entity::update_many()
        .col_expr(email_invite::Column::State, Expr::value(InviteState::Revoked.to_value()))
        .col_expr(email_invite::Column::ClosedAt, Expr::value(now))
        .filter(sent)
        .exec(txn)
        .await?;
    Ok(())
}
