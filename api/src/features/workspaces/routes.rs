//! The calls for workspaces.
use super::{create::create_once, model::*, queries, view};
use crate::{
    auth::{
        caller::{Anyone, SignedIn},
        member::{Member, Owner, Scope, Visitor},
    },
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    http::{
        etag::Tag,
        idempotency::{IdempotencyKey, Repeatable},
        page::List,
        then::Then,
        valid::Valid,
    },
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Query},
};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls; fixed addresses go before `{workspace}`.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_workspaces).service(create_workspace).service(suggest_slug).service(get_default_workspace);
    api.service(get_workspace).service(update_workspace);
}

/// List the workspaces one belongs to.
#[utoipa::path(tag = "workspaces", responses((status = 200, body = List<WorkspaceSummary>)))]
#[get("/workspaces")]
async fn list_workspaces(state: Data<State>, me: SignedIn) -> ApiResult<Json<List<WorkspaceSummary>>> {
    let rows = queries::list_of(&*state.db, me.user.id).await?;
    let items = rows.into_iter().map(|(row, place)| WorkspaceSummary {
        id: row.id,
        name: row.name,
        slug: row.slug,
        role: place.role,
    });
    Ok(Json(List { items: items.collect() }))
}

/// Make a workspace.
#[utoipa::path(tag = "workspaces", params(IdempotencyKey), request_body = NewWorkspace, responses((status = 201, body = Workspace)))]
#[post("/workspaces")]
async fn create_workspace(
    state: Data<State>,
    Then(me, Repeatable(once, new)): Then<SignedIn, Repeatable<NewWorkspace>>,
) -> ApiResult<HttpResponse> {
    if state.config.only_operators_create_workspaces && !me.user.is_operator {
        return Err(Code::NotAllowed.because("On this server only operators create workspaces. Ask whoever runs it."));
    }
    let (made, place) = create_once(&state, &once, &me, new).await?;
    let workspace = view::present(&state, Scope::of_membership(&place), made).await?;
    once.answer(state.db.writer(), StatusCode::CREATED, &workspace).await
}

/// Suggest a free address for a name.
#[utoipa::path(tag = "workspaces", params(SlugQuery), responses((status = 200, body = SlugSuggestion)))]
#[get("/workspaces/slug-suggestion")]
async fn suggest_slug(state: Data<State>, _me: SignedIn, query: Query<SlugQuery>) -> ApiResult<Json<SlugSuggestion>> {
    let name: String = query.name.chars().take(200).collect();
    Ok(Json(SlugSuggestion { slug: queries::suggest_slug(&*state.db, &name).await? }))
}

/// The workspace the command line uses when it is not told one: an API token's own, else the one joined first.
#[utoipa::path(tag = "workspaces", responses((status = 200, body = Workspace)))]
#[get("/workspaces/default")]
async fn get_default_workspace(state: Data<State>, caller: Anyone) -> ApiResult<Json<Workspace>> {
    let caller = caller.0;
    let (workspace, scope) = match caller.place {
        Some(place) => (place.workspace, place.scope),
        None => {
            let first = queries::list_of(&*state.db, caller.user.id).await?.into_iter().next();
            let (workspace, place) = first.ok_or(Code::UserNotHaveWorkspace)?;
            (workspace, Scope::of_membership(&place))
        }
    };
    Ok(Json(view::present(&state, scope, workspace).await?))
}

/// A workspace and what one may do in it.
#[utoipa::path(tag = "workspaces", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = WorkspaceView)))]
#[get("/workspaces/{workspace}")]
async fn get_workspace(state: Data<State>, member: Member<Visitor>, req: HttpRequest) -> ApiResult<HttpResponse> {
    let tag = Tag::of(&member, &req);
    if let Some(unchanged) = tag.unchanged(&req) {
        return Ok(unchanged);
    }
    let (scope, role, can) = (member.scope(), member.role, Can::of(member.role, &member.via));
    let workspace = view::present(&state, scope, member.workspace).await?;
    Ok(tag.reply(&WorkspaceView { workspace, role, can }))
}

/// Rename a workspace.
#[utoipa::path(tag = "workspaces", params(("workspace" = String, Path, description = "Slug")), request_body = WorkspacePatch, responses((status = 200, body = WorkspaceView)))]
#[patch("/workspaces/{workspace}")]
async fn update_workspace(
    state: Data<State>,
    Then(member, Valid(patch)): Then<Member<Owner>, Valid<WorkspacePatch>>,
) -> ApiResult<Json<WorkspaceView>> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let was = queries::find(&txn, scope).await?;
    if let Some(name) = &patch.name {
        queries::rename(&txn, scope, name).await?;
    }
    let row = queries::find(&txn, scope).await?;
    if row.name != was.name {
        let deed = Deed::new(Action::WorkspaceRenamed, Subject::Workspace).on(row.id, &row.name);
        let deed = deed.before(json!({ "name": was.name })).after(json!({ "name": row.name }));
        audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    }
    txn.commit().await?;
    let workspace = view::present(&state, scope, row).await?;
    Ok(Json(WorkspaceView { workspace, role: member.role, can: Can::of(member.role, &member.via) }))
}
