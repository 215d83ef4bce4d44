//! The calls of the catalogue.
use super::{
    browse,
    model::{CataloguePage, CatalogueQuery, CatalogueSearch},
    named::Named,
    read::{Source, read},
    routes_detail, routes_overview,
};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    features::projects::Aliases,
    http::{query::Query, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_components).service(search_components);
    routes_detail::routes(api);
    routes_overview::routes(api);
}

/// List the components of the newest state.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), CatalogueQuery), responses((status = 200, body = CataloguePage)))]
#[get("/workspaces/{workspace}/components")]
async fn list_components(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    query: Query<CatalogueQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.into_inner();
    read(state, &member, &req, async move |of: Source<'_>| browse::list(of.newest, &query)).await
}

/// Search the components of the newest state with filters.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug")), request_body = CatalogueSearch,
    responses((status = 200, body = CataloguePage)))]
#[post("/workspaces/{workspace}/components/search")]
async fn search_components(
    state: Data<State>,
    Then(member, Valid(query)): Then<Member<Viewer>, Valid<CatalogueSearch>>,
) -> ApiResult<Json<CataloguePage>> {
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    let aliases = Aliases::load(&*state.db, member.scope()).await?;
    let now = state.clock.now();
    let mut page = state.work_out(move || browse::search(&newest, query, now)).await??;
    page.name(&aliases);
    Ok(Json(page))
}
