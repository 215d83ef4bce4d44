//! Every request has an id, in the log, in the reply and in every problem; and one line in the log.
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use std::time::Instant;
use uuid::Uuid;

const HEADER: &str = "x-request-id";

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request this code works for.
pub fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Names the request (a caller's UUID is taken over) and logs one line.
///
/// The line has the path but never the query string: it may name addresses of the command line.
pub async fn trace(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let given = [HEADER, "omlet-request-id"]
        .iter()
        .find_map(|name| req.headers().get(*name)?.to_str().ok()?.parse::<Uuid>().ok());
    let id = given.unwrap_or_else(Uuid::now_v7).to_string();
    let (method, path) = (req.method().clone(), req.path().to_owned());
    let start = Instant::now();
    let mut response = CURRENT.scope(id.clone(), next.call(req)).await?.map_into_boxed_body();
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    tracing::info!(request_id = id, status, ms, "{method} {path}");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static(HEADER), value);
    }
    Ok(response)
}
