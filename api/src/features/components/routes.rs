//! The calls of the catalogue.
use super::model::{CataloguePage, CatalogueQuery};
use crate::{
    auth::member::{Member, Viewer},
    error::{ApiResult, Code},
    http::{etag::Tag, page},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use engine::Sort;
use utoipa_actix_web::service_config::ServiceConfig;

/// Longest search text.
const LONGEST_SEARCH: usize = 500;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_components);
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
    let tag = Tag::of(&member, &req);
    if let Some(unchanged) = tag.unchanged(&req) {
        return Ok(unchanged);
    }
    let search = query.search.as_deref().unwrap_or_default();
    if search.len() > LONGEST_SEARCH {
        return Err(Code::Invalid.of_field("search", "length", format!("is longer than {LONGEST_SEARCH} bytes")));
    }
    let sort = query.sort.as_deref().map_or(Ok(Sort::default()), str::parse);
    let sort = sort.map_err(|e: engine::UnknownSort| Code::Invalid.of_field("sort", "unknown", e.to_string()))?;
    let after = page::decode(query.cursor.as_deref())?;
    let limit = usize::try_from(page::limit(query.limit)?).unwrap_or(usize::MAX);
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    let asked = engine::CatalogueQuery { search, sort, after: after.as_ref(), limit };
    let found = newest.snapshot.catalogue(&asked);
    let found = found.map_err(|e| Code::Invalid.of_field("cursor", "sort", e.to_string()))?;
    Ok(tag.reply(&CataloguePage {
        next_cursor: found.next.as_ref().map(page::encode).transpose()?,
        total: found.total,
        items: found.rows.into_iter().map(Into::into).collect(),
        revision: newest.revision,
    }))
}
