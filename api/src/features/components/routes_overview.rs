//! The calls about all components together.
use super::{
    model_overview::{CustomProperties, Folders, HtmlElements, HtmlQuery, UnusedPropsPage, UnusedQuery},
    overview,
    read::{Source, read},
};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    http::query::Query,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_folders).service(list_custom_properties).service(list_unused_props).service(list_html_elements);
}

/// List the folders of all projects that hold components.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = Folders)))]
#[get("/workspaces/{workspace}/folders")]
async fn list_folders(state: Data<State>, member: Member<Viewer>, req: HttpRequest) -> ApiResult<HttpResponse> {
    read(state, &member, &req, async move |of: Source<'_>| Ok(overview::folders(of.newest))).await
}

/// List the custom properties of all components, with their types and values.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = CustomProperties)))]
#[get("/workspaces/{workspace}/custom-properties")]
async fn list_custom_properties(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
) -> ApiResult<HttpResponse> {
    read(state, &member, &req, async move |of: Source<'_>| Ok(overview::custom_properties(of.newest))).await
}

/// List declared props that no element passes, nor may pass by a spread attribute.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), UnusedQuery), responses((status = 200, body = UnusedPropsPage)))]
#[get("/workspaces/{workspace}/unused-props")]
async fn list_unused_props(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    query: Query<UnusedQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.into_inner();
    read(state, &member, &req, async move |of: Source<'_>| overview::unused_props(&of, &query).await).await
}

/// List raw HTML elements with the components that render them.
#[utoipa::path(tag = "components", params(("workspace" = String, Path, description = "Slug"), HtmlQuery), responses((status = 200, body = HtmlElements)))]
#[get("/workspaces/{workspace}/html-elements")]
async fn list_html_elements(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    query: Query<HtmlQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.into_inner();
    read(state, &member, &req, async move |of: Source<'_>| overview::html_elements(of.newest, &query)).await
}
