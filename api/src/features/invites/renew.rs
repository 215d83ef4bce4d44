//! Invites that wait are sent anew or taken back.
use super::{
    batch::invite_one,
    limits::{Room, Rules},
    model::{EmailInvitePage, InviteLimits, InviteRenewal, RenewedInvite},
    queries, rights,
    send::{Delivery, NewInvite, Sender},
    view,
};
use crate::{
    auth::member::{Editor, Member},
    entities::{
        email_invite::{self, State as InviteState},
        membership::Role,
    },
    error::{ApiError, ApiResult, Code},
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        workspaces::membership as places,
    },
    http::page::{self, PageQuery},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// A page of the invites that wait.
pub async fn list(state: &State, member: &Member<Editor>, query: &PageQuery) -> ApiResult<EmailInvitePage> {
    rights::refuse_others(member)?;
    let (scope, now, db) = (member.scope(), state.clock.now(), &*state.db);
    let limit = page::limit(query.limit)?;
    let before = page::decode::<(DateTime<Utc>, Uuid)>(query.cursor.as_deref())?;
    let mut rows = queries::list_pending(db, scope, limit, before).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| has_more).map(|row| (row.created_at, row.id));
    let people = account::queries::find_many(db, rows.iter().map(|row| row.invited_by).collect()).await?;
    let mails = queries::find_mails(db, &rows).await?;
    let good = rights::alive(db, [&member.workspace], &rows).await?;
    let rules = Rules::of(&state.config, &member.workspace, now);
    let room = Room::of(db, &rules, scope, now).await?;
    let present = |row: email_invite::Model| {
        let mail = row.mail_id.and_then(|id| mails.get(&id));
        view::present(now, (member.user.id, member.role), &people, mail, good.contains(&row.id), row)
    };
    Ok(EmailInvitePage {
        items: rows.into_iter().map(present).collect(),
        next_cursor: last.map(|place| page::encode(&place)).transpose()?,
        total: queries::count_listed(db, scope).await?,
        limits: InviteLimits {
            rows: rules.rows,
            may_add_message: rules.may_add_message,
            sends: room.sends,
            pending: room.pending,
        },
    })
}

/// Sends an invite anew, in the name of whoever does it; the old links are dead from then on.
pub async fn resend(
    state: &State,
    member: &Member<Editor>,
    id: Uuid,
    asked: &InviteRenewal,
) -> ApiResult<RenewedInvite> {
    let (scope, now) = (member.scope(), state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let row = queries::find(&txn, scope, id).await?;
    let place = rights::judge(&txn, scope, &workspace, &member.user, row.role, asked.delivery).await?;
    if row.state != InviteState::Pending {
        return Err(Code::InviteNotPending.into());
    }
    let is_alive = rights::is_alive(&txn, &workspace, &row).await?;
    if !rights::may_resend(&row, member.user.id, place.role, is_alive, now) {
        return Err(sent_by(&txn, &row).await?);
    }
    let from = Sender { workspace: &workspace, scope, user: &member.user, actor: &member.actor };
    // nobody speaks in another's name
    let may_repeat = row.invited_by == member.user.id && Rules::of(&state.config, &workspace, now).may_add_message;
    let new = NewInvite {
        email: &row.email,
        role: row.role,
        message: row.message.clone().filter(|_| may_repeat),
        delivery: asked.delivery,
        from_request: None,
    };
    let sent = invite_one(state, &txn, &from, new).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    let people = HashMap::from([(member.user.id, member.user.clone())]);
    Ok(RenewedInvite {
        link: (asked.delivery == Delivery::Link).then_some(sent.link),
        invite: view::present(now, (member.user.id, place.role), &people, None, true, sent.row),
    })
}

/// Takes an invite back: by whoever sent it, or an owner.
pub async fn revoke(state: &State, member: &Member<Editor>, id: Uuid) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    places::lock(&txn, scope).await?;
    let place = places::judge_again(&txn, scope, member.user.id, Role::Editor).await?;
    let row = queries::find(&txn, scope, id).await?;
    if row.invited_by != member.user.id && place.role < Role::Owner {
        return Err(sent_by(&txn, &row).await?);
    }
    match row.state {
        InviteState::Pending => {
            queries::close(&txn, &row, InviteState::Revoked, None, state.clock.now()).await?;
            let deed = Deed::new(Action::InviteRevoked, Subject::Invite).on(row.id, &row.email);
            let deed = deed.before(json!({ "role": row.role, "invitedBy": row.invited_by }));
            audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
        }
        InviteState::Revoked => {}
        InviteState::Accepted | InviteState::Declined => return Err(Code::InviteNotPending.into()),
    }
    txn.commit().await?;
    Ok(())
}

async fn sent_by(txn: &DatabaseTransaction, row: &email_invite::Model) -> ApiResult<ApiError> {
    let whose = account::queries::find(txn, row.invited_by).await?.map_or("somebody else".to_owned(), |one| one.email);
    Ok(Code::NotAllowed.because(format!("It was sent by {whose}. Ask them or an owner.")))
}
