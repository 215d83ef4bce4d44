//! A member's role is changed by an owner, who cannot change their own.
use super::{emails::RoleChangedMail, model::WorkspaceMember, queries};
use crate::{
    auth::member::{Member, Owner},
    entities::membership::Role,
    error::{ApiResult, Code},
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::{departure, emails::role_words, membership as places},
    },
    mail::{lures, news},
    state::State,
};
use serde_json::json;
use uuid::Uuid;

/// Gives a member another role.
pub async fn change(state: &State, owner: &Member<Owner>, id: Uuid, role: Role) -> ApiResult<WorkspaceMember> {
    let (scope, me) = (owner.scope(), owner.user.id);
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    places::judge_again(&txn, scope, me, Role::Owner).await?;
    if id == me {
        return Err(
            Code::NotAllowed.because("Nobody changes their own role. Hand the workspace over, or ask another owner.")
        );
    }
    let (mut place, person) = queries::find(&txn, scope, id).await?;
    if place.role == role {
        return Ok(queries::present(me, place, person));
    }
    if role == Role::Owner && person.confined_to.is_some() {
        let rule = "cannot be owner before the member has verified their address";
        return Err(Code::Invalid.of_field("role", "not-verified", rule));
    }
    places::refuse_last_owner(&txn, &place).await?;
    places::update_role(&txn, scope, id, role).await?;
    departure::settle_offers_of(&txn, scope, id).await?;
    let deed = Deed::new(Action::MemberRoleChanged, Subject::Member).on(person.id, &person.email);
    let deed = deed.before(json!({ "role": place.role })).after(json!({ "role": role }));
    audit::record(&txn, state.clock.now(), &owner.actor, Some(scope), deed).await?;
    if person.confined_to.is_none() {
        let public = &state.config.public_url;
        let mail = RoleChangedMail {
            email: person.email.clone(),
            workspace: lures::workspace_name(&workspace.name),
            by: lures::person_name(owner.user.full_name.as_deref(), &owner.user.email),
            role: role_words(role),
            link: public.page(&format!("/{}", workspace.slug)),
            server: public.origin(),
        };
        news::enqueue(&txn, &state.clock, scope.id(), &person.email, &mail).await?;
    }
    txn.commit().await?;
    state.mail_queued.notify_one();
    place.role = role;
    Ok(queries::present(me, place, person))
}
