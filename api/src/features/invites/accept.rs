//! An invite is accepted: one transaction, under the workspace's lock, in which everything is judged once more.
use super::{
    answer,
    emails::InviteAcceptedMail,
    model_invited::{Arrival, InviteAcceptance},
    queries,
};
use crate::{
    auth::{actor::Actor, address, caller::SignedIn, member::Scope},
    entities::{
        email_invite,
        membership::{JoinedVia, Role},
        session::Kind,
        user, workspace,
    },
    error::{ApiResult, Code},
    features::{
        account::{self, model::User, queries::NewUser},
        audit::{self, Action, Deed, Subject},
        sign_in::{self, sessions},
        workspaces::{arrival, membership as places, model::WorkspaceSummary},
    },
    mail::{lures, outbox},
    state::State,
};
use actix_web::{HttpRequest, http::header};
use sea_orm::DatabaseTransaction;
use serde_json::json;

/// Who came in, and the token of the session that began with it.
pub struct Accepted {
    /// For the answer.
    pub arrival: Arrival,
    /// Only for an account that was made just now.
    pub session: Option<String>,
}

/// Accepts the invite of a link.
pub async fn by_token(
    state: &State,
    req: &HttpRequest,
    who: Option<SignedIn>,
    asked: &InviteAcceptance,
) -> ApiResult<Accepted> {
    let invite = queries::find_by_token(&*state.db, &asked.token).await?;
    accept(state, req, invite, who, asked.full_name.as_deref()).await
}

/// Accepts an invite to the address of whoever is signed in.
pub async fn by_id(state: &State, req: &HttpRequest, me: SignedIn, id: uuid::Uuid) -> ApiResult<Accepted> {
    let me = me.verified()?;
    let invite = queries::find_received(&*state.db, &me.user.email, id).await?;
    accept(state, req, invite, Some(me), None).await
}

async fn accept(
    state: &State,
    req: &HttpRequest,
    found: email_invite::Model,
    who: Option<SignedIn>,
    full_name: Option<&str>,
) -> ApiResult<Accepted> {
    let (scope, now) = (Scope::of_invite(&found), state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let invite = queries::find(&txn, scope, found.id).await?;
    if invite.token_hash != found.token_hash {
        return Err(Code::LinkNotFound.into()); // renewed a moment ago
    }
    if let Some(me) = &who
        && invite.accepted_by == Some(me.user.id)
        && let Some(place) = places::find(&txn, scope, me.user.id).await?
    {
        return Ok(Accepted { arrival: present(&workspace, place.role, me.user.clone(), true, false), session: None });
    }
    answer::refuse_closed(&txn, &workspace, &invite, now).await?;
    let is_signed_in = who.is_some();
    let user = match who {
        Some(me) => own(&workspace, &invite, me)?,
        None => make_account(state, &txn, &invite, full_name).await?,
    };
    let via = if invite.from_request.is_some() { JoinedVia::Request } else { JoinedVia::Invite };
    let is_new_member = places::insert(&txn, now, scope, user.id, invite.role, via).await?;
    let role = places::find(&txn, scope, user.id).await?.map_or(invite.role, |place| place.role);
    arrival::settle(&txn, scope, &user, now).await?;
    let actor = Actor::signing_in(req, &user)?;
    if !is_signed_in {
        let deed = Deed::new(Action::AccountCreated, Subject::Account).on(user.id, &user.email);
        let deed = deed.after(json!({ "isOperator": false, "isVerified": user.confined_to.is_none() }));
        audit::record(&txn, now, &actor, None, deed).await?;
    }
    if is_new_member {
        arrival::record(state, &txn, scope, &actor, &user, role, via).await?;
        tell(state, &txn, &workspace, &invite, &user).await?;
    }
    let session = match is_signed_in {
        true => None,
        false => Some(sessions::begin(&txn, state, &actor, user.id, Kind::Browser, &device(req)).await?),
    };
    if !is_signed_in && user.confined_to.is_some() {
        sign_in::mail_link(state, &txn, &user.email).await?;
    }
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(Accepted { arrival: present(&workspace, role, user, !is_new_member, !is_signed_in), session })
}

fn device(req: &HttpRequest) -> String {
    let agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    sign_in::device_label(agent.unwrap_or_default())
}

/// Whoever is signed in, if the invite is theirs.
fn own(workspace: &workspace::Model, invite: &email_invite::Model, me: SignedIn) -> ApiResult<user::Model> {
    if me.user.email != invite.email {
        return Err(for_another(&invite.email, &me.user.email));
    }
    match me.user.confined_to {
        Some(only) if only != workspace.id => Err(Code::AddressNotVerified.into()),
        _ => Ok(me.user),
    }
}

/// The invite of somebody else, whose address is told only in part.
pub fn for_another(invited: &str, signed_in: &str) -> crate::error::ApiError {
    let sent_to = masked(invited);
    Code::InviteForAnother.because_of(
        format!("It was sent to {sent_to}, and you are signed in as {signed_in}."),
        json!({ "sentTo": sent_to, "signedInAs": signed_in }),
    )
}

/// `m•••@acme.dev`
pub fn masked(email: &str) -> String {
    let first = email.chars().next().unwrap_or('•');
    format!("{first}•••@{}", address::domain(email))
}

/// An account for an address that has none. Only a link that left by mail alone shows whose the address is.
async fn make_account(
    state: &State,
    txn: &DatabaseTransaction,
    invite: &email_invite::Model,
    full_name: Option<&str>,
) -> ApiResult<user::Model> {
    let sign_in_first = || Code::SignInFirst.with_meta(json!({ "email": invite.email }));
    if account::queries::find_by_email(txn, &invite.email).await?.is_some() {
        return Err(sign_in_first());
    }
    let full_name = full_name.map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned);
    let confined_to = invite.disclosed.then_some(invite.workspace_id);
    if confined_to.is_some() {
        sign_in::lock_links(state, txn, &invite.email).await?; // one more is mailed below
    }
    let new = NewUser { email: invite.email.clone(), full_name, is_operator: false, confined_to };
    // somebody may have made it a moment ago: then it is theirs, and never written over
    account::queries::insert_or(txn, state.clock.now(), new, sign_in_first()).await
}

async fn tell(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    invite: &email_invite::Model,
    user: &user::Model,
) -> ApiResult<()> {
    let public = &state.config.public_url;
    arrival::welcome(state, txn, workspace, user).await?;
    let inviter = account::queries::find(txn, invite.invited_by).await?;
    if let Some(inviter) = inviter.filter(|one| one.confined_to.is_none()) {
        let mail = InviteAcceptedMail {
            email: inviter.email.clone(),
            person: lures::person_name(user.full_name.as_deref(), &user.email),
            workspace: lures::workspace_name(&workspace.name),
            link: public.page(&format!("/{}/settings/members", workspace.slug)),
            server: public.origin(),
        };
        outbox::enqueue(txn, &state.clock, &inviter.email, &mail, false).await?;
    }
    Ok(())
}

fn present(workspace: &workspace::Model, role: Role, user: user::Model, already_member: bool, is_new: bool) -> Arrival {
    Arrival {
        workspace: WorkspaceSummary {
            id: workspace.id,
            name: workspace.name.clone(),
            slug: workspace.slug.clone(),
            role,
        },
        must_verify: user.confined_to.is_some(),
        user: User::from(user),
        already_member,
        is_new,
    }
}
