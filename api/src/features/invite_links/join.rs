//! Somebody has the link: what it leads to, and how it lets in.
use super::{
    model::{InviteLinkPreview, Joined},
    queries,
};
use crate::{
    auth::{address, caller::SignedIn, member::Scope},
    entities::{invite_link, membership::JoinedVia},
    error::{ApiResult, Code},
    features::workspaces::{
        arrival, membership as places,
        model::{MemberBucket, WorkspaceSummary},
    },
    state::State,
};
use sea_orm::ConnectionTrait;

/// What the link leads to. Whatever is wrong with a link, the answer is the same.
pub async fn preview(state: &State, who: Option<SignedIn>, slug: &str, code: &str) -> ApiResult<InviteLinkPreview> {
    let (link, workspace) = queries::find_live(&*state.db, slug, code).await?.ok_or(Code::InviteLinkDead)?;
    let scope = Scope::of_link(&link);
    let already_member = match who {
        Some(me) => places::find(&*state.db, scope, me.user.id).await?.is_some(),
        None => false,
    };
    Ok(InviteLinkPreview {
        workspace_name: workspace.name,
        members: MemberBucket::of(places::count(&*state.db, scope).await?),
        role: link.role,
        domains: queries::domains(&link),
        already_member,
    })
}

/// Comes in. Judged under the workspace's lock: once a reset is answered, the old link lets nobody in.
pub async fn join(state: &State, me: SignedIn, slug: &str, code: &str) -> ApiResult<Joined> {
    let (seen, _) = queries::find_live(&*state.db, slug, code).await?.ok_or(Code::InviteLinkDead)?;
    let (scope, now) = (Scope::of_link(&seen), state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let link = queries::find(&txn, scope).await?.filter(|link| link.enabled && link.code_hash == queries::hash(code));
    let link = link.ok_or(Code::InviteLinkDead)?;
    let summary =
        |role| WorkspaceSummary { id: workspace.id, name: workspace.name.clone(), slug: workspace.slug.clone(), role };
    if let Some(place) = places::find(&txn, scope, me.user.id).await? {
        return Ok(Joined { workspace: summary(place.role), already_member: true });
    }
    let me = me.verified()?;
    if !takes(&link, &me.user.email) {
        let list = queries::domains(&link).join(", ");
        return Err(Code::DomainNotAllowed.because(format!(
            "It is for addresses of {list}; you are signed in as {}. Sign in with such an address, or ask for an e-mail invite.",
            me.user.email
        )));
    }
    places::insert(&txn, now, scope, me.user.id, link.role, JoinedVia::Link).await?;
    queries::update_used(&txn, scope, now).await?;
    arrival::record(state, &txn, scope, &me.actor, &me.user, link.role, JoinedVia::Link).await?;
    arrival::settle(&txn, scope, &me.user, now).await?;
    arrival::welcome(state, &txn, &workspace, &me.user).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(Joined { workspace: summary(link.role), already_member: false })
}

/// The hash of the link, if it would let the address in. For those who have no account yet.
pub async fn find_for(db: &impl ConnectionTrait, slug: &str, code: &str, email: &str) -> ApiResult<Option<Vec<u8>>> {
    let found = queries::find_live(db, slug, code).await?;
    Ok(found.filter(|(link, _)| takes(link, email)).map(|(link, _)| link.code_hash))
}

/// Does the link with this hash let the address in still?
pub async fn lets_in(db: &impl ConnectionTrait, hash: &[u8], email: &str) -> ApiResult<bool> {
    Ok(queries::find_by_hash(db, hash).await?.is_some_and(|link| takes(&link, email)))
}

/// Whole domains are compared: `evilcorp.com` is none of `corp.com`.
fn takes(link: &invite_link::Model, email: &str) -> bool {
    let domains = queries::domains(link);
    domains.is_empty() || domains.iter().any(|domain| domain == address::domain(email))
}
