//! Which methods an address of the API takes, for the refusal of all others.
use crate::error::{ApiError, Code};
use actix_web::{HttpResponse, ResponseError, dev::ResourceDef, http::header};
use utoipa::openapi::{OpenApi, path::PathItem};

/// The addresses of the API, and the methods of each.
pub struct Methods(Vec<(ResourceDef, Vec<&'static str>)>);

impl Methods {
    /// Those of a document.
    pub fn of(document: &OpenApi) -> Self {
        Self(document.paths.paths.iter().map(|(path, item)| (ResourceDef::new(path.as_str()), taken(item))).collect())
    }

    /// What to answer to a request that no route took: 404, or 405 where another method is taken.
    pub fn refuse(&self, path: &str) -> HttpResponse {
        let fits = self.0.iter().filter(|(pattern, _)| pattern.is_match(path));
        // `/workspaces/default` is itself before it is the address of a workspace
        match fits.min_by_key(|(pattern, _)| pattern.pattern().map(|path| path.matches('{').count())) {
            None => ApiError::from(Code::NotFound).error_response(),
            Some((_, methods)) => not_allowed(&methods.join(", ")),
        }
    }
}

/// The refusal of a method, with those that are taken (RFC 9110 §15.5.6).
pub fn not_allowed(taken: &str) -> HttpResponse {
    let mut refusal = ApiError::from(Code::MethodNotAllowed).error_response();
    if let Ok(value) = header::HeaderValue::from_str(taken) {
        refusal.headers_mut().insert(header::ALLOW, value);
    }
    refusal
}

fn taken(item: &PathItem) -> Vec<&'static str> {
    let all = [
        ("DELETE", &item.delete),
        ("GET", &item.get),
        ("HEAD", &item.get),
        ("PATCH", &item.patch),
        ("POST", &item.post),
        ("PUT", &item.put),
    ];
    all.into_iter().filter(|(_, operation)| operation.is_some()).map(|(name, _)| name).collect()
}
