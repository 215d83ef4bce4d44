//! Counts the uploads: taken, or refused and why.
use crate::{error::ApiError, state::State};
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use std::time::Instant;

/// Wraps the routes that take scans in, with the proof of who sends one.
pub async fn meter(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let metrics = State::of(req.request())?.metrics.clone();
    let start = Instant::now();
    let response = next.call(req).await?.map_into_boxed_body();
    let refusal = response.response().error().and_then(|error| error.as_error::<ApiError>());
    let result = match refusal {
        Some(error) => error.code().wire(),
        None if response.status().is_success() => "accepted",
        None => "other",
    };
    metrics.upload(result, start.elapsed());
    Ok(response)
}
