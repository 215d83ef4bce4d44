//! The calls about one component. A key of a former id leads to the component that came of it.
use super::{
    detail,
    element_test::ElementTest,
    model_detail::{
        ComponentDetail, ComponentProps, DependencyPage, DependencyQuery, ElementQuery, Subcomponents, UsagePage,
        UsageQuery,
    },
    read::{Source, read},
};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    http::query::Query,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;

type Address = Path<(String, String)>;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(get_component)
        .service(list_component_usages)
        .service(list_component_props)
        .service(list_component_dependencies)
        .service(list_subcomponents);
}

/// Look at one component.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), ("key" = String, Path, description = "Key")), responses((status = 200, body = ComponentDetail)))]
#[get("/workspaces/{workspace}/components/{key}")]
async fn get_component(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    path: Address,
) -> ApiResult<HttpResponse> {
    read(state, &member, &req, async move |of: Source<'_>| detail::facts(&of, &path.1).await).await
}

/// List the components that render one, with each element and what it passes.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), ("key" = String, Path, description = "Key"), UsageQuery), responses((status = 200, body = UsagePage)))]
#[get("/workspaces/{workspace}/components/{key}/usages")]
async fn list_component_usages(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    path: Address,
    query: Query<UsageQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.into_inner();
    read(state, &member, &req, async move |of: Source<'_>| detail::usages(&of, &path.1, query).await).await
}

/// Sum up the props of a component: declared or passed, with the values of all elements.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), ("key" = String, Path, description = "Key"), ElementQuery), responses((status = 200, body = ComponentProps)))]
#[get("/workspaces/{workspace}/components/{key}/props")]
async fn list_component_props(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    path: Address,
    query: Query<ElementQuery>,
) -> ApiResult<HttpResponse> {
    let test = ElementTest::new(query.into_inner())?;
    read(state, &member, &req, async move |of: Source<'_>| detail::props(&of, &path.1, &test).await).await
}

/// List what a component renders, or what renders it: the next level, or all of them.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), ("key" = String, Path, description = "Key"), DependencyQuery), responses((status = 200, body = DependencyPage)))]
#[get("/workspaces/{workspace}/components/{key}/dependencies")]
async fn list_component_dependencies(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    path: Address,
    query: Query<DependencyQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.into_inner();
    read(state, &member, &req, async move |of: Source<'_>| detail::dependencies(of.newest, &path.1, &query)).await
}

/// List the parts of a component, `Name.Part` of the same project.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), ("key" = String, Path, description = "Key")), responses((status = 200, body = Subcomponents)))]
#[get("/workspaces/{workspace}/components/{key}/subcomponents")]
async fn list_subcomponents(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    path: Address,
) -> ApiResult<HttpResponse> {
    read(state, &member, &req, async move |of: Source<'_>| detail::subcomponents(of.newest, &path.1)).await
}
