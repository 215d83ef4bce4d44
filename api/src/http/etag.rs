//! Reads that have not changed are not sent again.
use crate::auth::member::Member;
use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    middleware::Next,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Stands for the answer to a read of workspace data, before it is computed: the revisions, who asks, and for what.
pub struct Tag(String);

impl Tag {
    /// The tag of this read. Only for answers that depend on nothing beside the workspace's data and settings.
    pub fn of<R>(member: &Member<R>, req: &HttpRequest) -> Self {
        let workspace = &member.workspace;
        let role = member.role as u8;
        let facts = (workspace.id, workspace.data_revision, workspace.config_revision, role, env!("CARGO_PKG_VERSION"));
        let by = std::mem::discriminant(&member.via);
        Self(quoted(format!("{facts:?} {by:?} {} {}", req.path(), req.query_string()).as_bytes()))
    }

    /// 304, if the client has this answer already.
    pub fn unchanged(&self, req: &HttpRequest) -> Option<HttpResponse> {
        is_known(req, &self.0)
            .then(|| HttpResponse::NotModified().insert_header((header::ETAG, self.0.as_str())).finish())
    }

    /// The answer, with its tag.
    pub fn reply(self, body: &impl Serialize) -> HttpResponse {
        HttpResponse::Ok().insert_header((header::ETAG, self.0)).json(body)
    }
}

/// Tags every other JSON answer to a GET by its content.
pub async fn tag(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // as the router reads it, here and elsewhere: `%61pi` is `api`
    let is_read = *req.method() == Method::GET && req.match_info().as_str().starts_with("/api/");
    let response = next.call(req).await?.map_into_boxed_body();
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !is_read || !is_json || response.status() != StatusCode::OK || response.headers().contains_key(header::ETAG) {
        return Ok(response);
    }
    let (req, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let bytes = to_bytes(body).await.map_err(actix_web::error::ErrorInternalServerError)?;
    let tag = quoted(&bytes);
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    if !is_known(&req, &tag) {
        return Ok(ServiceResponse::new(req, response.set_body(BoxBody::new(bytes))));
    }
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().remove(header::CONTENT_TYPE);
    Ok(ServiceResponse::new(req, response.set_body(BoxBody::new(()))))
}

/// Weak, because the same answer may be sent in several codings.
fn quoted(facts: &[u8]) -> String {
    let hash = Sha256::digest(facts);
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(hash.get(..16).unwrap_or_default()))
}

/// `If-None-Match` names the tag, compared weakly (RFC 9110 §13.1.2).
pub fn is_known(req: &HttpRequest, tag: &str) -> bool {
    let bare = tag.trim_start_matches("W/");
    let lists = req.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == bare)
}
