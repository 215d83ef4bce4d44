//! HEAD is answered wherever GET is (RFC 9110 §9.3.2).
use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
};

/// Lets a HEAD of the API go the way of a GET. The server below us knows what was asked, and sends the head alone.
pub async fn as_get<B: MessageBody>(mut req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    // as the router reads it: `%61pi` is `api`
    if *req.method() == Method::HEAD && req.match_info().as_str().starts_with("/api/") {
        req.head_mut().method = Method::GET;
    }
    next.call(req).await
}
