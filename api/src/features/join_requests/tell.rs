//! Those who may answer are told of requests: of the first at once, of those behind it at most every hour.
use super::{
    ask::MOST_OPEN,
    emails::{Asking, JoinRequestMail},
    queries,
};
use crate::{
    auth::member::Scope,
    entities::{
        email_invite, join_request,
        membership::{self, Role},
        share, user,
        workspace::{self, ToldOfRequests},
    },
    error::ApiResult,
    features::{
        account,
        workspaces::{membership as places, model::may_invite},
    },
    mail::{lures, outbox},
    state::State,
};
use chrono::Duration;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use std::collections::HashSet;
use uuid::Uuid;

/// Between two mails about requests to one workspace.
const EVERY: Duration = Duration::hours(1);
/// So many people are told, those who were here last.
const MOST: usize = 10;
/// A mail names so many.
const NAMED: usize = 10;

/// Tells of what waits and nobody was told of, unless they were told of others a while ago. Needs the workspace's lock.
pub async fn tell_now(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    scope: Scope,
) -> ApiResult<()> {
    let now = state.clock.now();
    if workspace.requests_told_at.is_some_and(|at| at + EVERY > now) {
        return Ok(());
    }
    let untold = queries::list_untold(txn, scope, now).await?;
    if untold.is_empty() {
        return Ok(());
    }
    let told = recipients(txn, workspace, scope, &untold).await?;
    let requests = name(txn, &untold).await?;
    let waiting = queries::count_open(txn, scope, now).await?;
    let others = waiting.saturating_sub(requests.len() as u64);
    let public = &state.config.public_url;
    let mut mail = JoinRequestMail {
        email: String::new(),
        workspace: lures::workspace_name(&workspace.name),
        requests,
        others,
        is_full: waiting >= MOST_OPEN,
        link: public.page(&format!("/{}#invites", workspace.slug)),
        server: public.origin(),
    };
    for person in told {
        mail.email.clone_from(&person.email);
        outbox::enqueue(txn, &state.clock, &person.email, &mail, false).await?;
    }
    queries::update_told(txn, scope).await?;
    workspace::Entity::update_many()
        .col_expr(workspace::Column::RequestsToldAt, Expr::value(now))
        .filter(workspace::Column::Id.eq(scope.id()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Tells every workspace's people of what waited for the hour to pass.
pub async fn tell_due(state: &State) -> ApiResult<()> {
    let waiting: Vec<Uuid> = join_request::Entity::find()
        .select_only()
        .column(join_request::Column::WorkspaceId)
        .distinct()
        .filter(join_request::Column::Told.eq(false))
        .filter(join_request::Column::State.eq(join_request::State::Open))
        .into_tuple()
        .all(&*state.db)
        .await?;
    for id in waiting {
        // one workspace whose people cannot be told keeps no other's
        if let Err(error) = tell_one(state, Scope::for_upkeep(id)).await {
            tracing::error!(workspace = %id, "nobody was told of the requests that wait: {error:#}");
        }
    }
    state.mail_queued.notify_one();
    Ok(())
}

async fn tell_one(state: &State, scope: Scope) -> ApiResult<()> {
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    tell_now(state, &txn, &workspace, scope).await?;
    txn.commit().await?;
    Ok(())
}

/// Who is told, by the workspace's setting, as far as they may answer.
async fn recipients(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    scope: Scope,
    untold: &[join_request::Model],
) -> ApiResult<Vec<user::Model>> {
    let setting = workspace.told_of_requests;
    let mut concerned = inviters(txn, scope, untold).await?;
    if setting == ToldOfRequests::OwnersAndSharer {
        concerned.extend(sharers(txn, scope, untold).await?);
    }
    let is_told = |place: &membership::Model| match setting {
        _ if !may_invite(place.role, workspace.who_invites) => false,
        _ if concerned.contains(&place.user_id) => true,
        ToldOfRequests::Nobody => false,
        ToldOfRequests::Owners | ToldOfRequests::OwnersAndSharer => place.role == Role::Owner,
        ToldOfRequests::Members => true,
    };
    let mut people = places::list_with_role(txn, scope, Role::Editor).await?;
    // whoever shared the page or sent the invite comes first: it is theirs
    people.sort_by_key(|(place, _)| !concerned.contains(&place.user_id));
    let told = people.into_iter().filter(|(place, person)| is_told(place) && person.confined_to.is_none());
    Ok(told.map(|(_, person)| person).take(MOST).collect())
}

/// Those whose invite to another address somebody asks for: they are told whatever the setting, it is their invite.
async fn inviters(txn: &DatabaseTransaction, scope: Scope, untold: &[join_request::Model]) -> ApiResult<HashSet<Uuid>> {
    let sent = email_invite::Entity::find()
        .filter(email_invite::Column::WorkspaceId.eq(scope.id()))
        .filter(email_invite::Column::Id.is_in(untold.iter().filter_map(|row| row.readdressed_from)));
    Ok(sent.all(txn).await?.into_iter().map(|invite| invite.invited_by).collect())
}

/// Those who shared the pages people asked at.
async fn sharers(txn: &DatabaseTransaction, scope: Scope, untold: &[join_request::Model]) -> ApiResult<HashSet<Uuid>> {
    let shared = share::Entity::find()
        .filter(share::Column::WorkspaceId.eq(scope.id()))
        .filter(share::Column::Id.is_in(untold.iter().filter_map(|row| row.share_id)));
    Ok(shared.all(txn).await?.into_iter().map(|share| share.created_by).collect())
}

/// Names those who ask: by their account's name if they were signed in, and without a note that could be a lure.
async fn name(txn: &DatabaseTransaction, untold: &[join_request::Model]) -> ApiResult<Vec<Asking>> {
    let people = account::queries::find_many(txn, untold.iter().filter_map(|row| row.user_id).collect()).await?;
    let of = |row: &join_request::Model| {
        let name = row.user_id.and_then(|id| people.get(&id)).and_then(|one| one.full_name.as_deref());
        Asking {
            who: lures::person_name(name, &row.email),
            note: row.note.clone().map(|note| match lures::has_lure(&note) {
                true => "(a note; read it in Skillet)".to_owned(),
                false => note,
            }),
        }
    };
    Ok(untold.iter().take(NAMED).map(of).collect())
}
