//! The calls for workspaces.
use super::{
    change::{change, remove},
    create::create_once,
    model::*,
    queries, view,
};
use crate::{
    auth::{
        caller::{Anyone, SignedIn},
        member::{Member, Owner, Right, Scope, Visitor},
    },
    entities::workspace,
    error::{ApiResult, Code},
    http::{
        etag::Tag,
        idempotency::{IdempotencyKey, Repeatable},
        page::List,
        query::Query,
        then::Then,
        valid::Valid,
    },
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls; fixed addresses go before `{workspace}`.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_workspaces).service(create_workspace).service(suggest_slug).service(get_default_workspace);
    api.service(get_workspace).service(update_workspace).service(delete_workspace);
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
    let me = me.verified()?;
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
    Ok(tag.reply(&view_of(&state, &member, member.workspace.clone()).await?))
}

/// Change a workspace's name, address or settings.
///
/// Its old address goes on leading to it, and nobody else gets it.
#[utoipa::path(tag = "workspaces", params(("workspace" = String, Path, description = "Slug")), request_body = WorkspacePatch, responses((status = 200, body = WorkspaceView)))]
#[patch("/workspaces/{workspace}")]
async fn update_workspace(
    state: Data<State>,
    Then(member, Valid(patch)): Then<Member<Owner>, Valid<WorkspacePatch>>,
) -> ApiResult<Json<WorkspaceView>> {
    let row = change(&state, &member, &patch).await?;
    Ok(Json(view_of(&state, &member, row).await?))
}

/// Delete a workspace with everything in it: scans, members, tokens, links. There is no way back.
#[utoipa::path(tag = "workspaces", params(("workspace" = String, Path, description = "Slug")), request_body = WorkspaceDeletion, responses((status = 204)))]
#[delete("/workspaces/{workspace}")]
async fn delete_workspace(
    state: Data<State>,
    Then(member, Valid(asked)): Then<Member<Owner>, Valid<WorkspaceDeletion>>,
) -> ApiResult<HttpResponse> {
    remove(&state, &member, &asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn view_of<R: Right>(state: &State, member: &Member<R>, row: workspace::Model) -> ApiResult<WorkspaceView> {
    let (role, can) = (member.role, Can::of(member.role, &member.via, row.who_invites));
    let settings = WorkspaceSettings::from(&row);
    let workspace = view::present(state, member.scope(), row).await?;
    Ok(WorkspaceView { workspace, role, can, settings })
}
