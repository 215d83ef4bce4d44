//! A JSON body that has been checked.
use super::misfit::misfit;
use crate::{
    error::{ApiError, ApiResult, Code},
    state::State,
};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web};
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin};
use validator::Validate;

/// Largest body of a call that is not a scan.
const LARGEST: usize = 256 * 1024;

/// The body as `T`, whose rules hold.
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Valid<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let bytes = json(&req, &mut payload).await?;
            Ok(Self(check(&bytes)?))
        })
    }
}

/// A JSON body as it came.
pub async fn json(req: &HttpRequest, payload: &mut Payload) -> ApiResult<web::Bytes> {
    refuse_coding(req)?;
    if req.content_type() != "application/json" {
        return Err(Code::UnsupportedMediaType.into());
    }
    let time = State::of(req)?.config.body_time;
    let body = tokio::time::timeout(time, web::Bytes::from_request(req, payload)).await;
    let in_time = body
        .map_err(|_| Code::BadRequest.because(format!("The body did not arrive within {} seconds.", time.as_secs())));
    in_time?.map_err(unreadable)
}

/// The body as `T`, whose rules hold.
pub fn check<T: DeserializeOwned + Validate>(bytes: &[u8]) -> ApiResult<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let no_json = |e: &serde_json::Error| Code::BadRequest.because(format!("The body is not valid JSON: {e}"));
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|e| match e.inner().classify() {
        serde_json::error::Category::Data => misfit(e.path(), e.inner()),
        _ => no_json(e.inner()),
    })?;
    json.end().map_err(|e| no_json(&e))?;
    value.validate()?;
    Ok(value)
}

fn unreadable(error: actix_web::Error) -> ApiError {
    match error.as_response_error().status_code().as_u16() {
        413 => Code::RequestTooLong.because(format!("This call takes at most {LARGEST} bytes.")),
        _ => Code::BadRequest.because(format!("The body broke off: {error}")),
    }
}

/// 415 for a body that is compressed: only scans may be.
fn refuse_coding(req: &HttpRequest) -> ApiResult<()> {
    match req.headers().get(header::CONTENT_ENCODING) {
        Some(coding) if coding != "identity" => Err(Code::UnsupportedMediaType.into()),
        _ => Ok(()),
    }
}

/// How much of a body actix may gather.
pub fn payload_config() -> web::PayloadConfig {
    web::PayloadConfig::new(LARGEST)
}

/// Arguments in a path that do not parse are problems like any other: an id that is none names nothing.
pub fn path_config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|_, _| ApiError::from(Code::NotFound).into())
}

/// Text for one line: no line breaks or other control characters.
pub fn one_line(text: &str) -> Result<(), validator::ValidationError> {
    match text.chars().any(char::is_control) {
        false => Ok(()),
        true => Err(validator::ValidationError::new("one-line").with_message("must be one line of text".into())),
    }
}

/// A name: 1 to 64 characters on one line.
pub fn one_short_line(text: &str) -> Result<(), validator::ValidationError> {
    if (1..=64).contains(&text.trim().chars().count()) && one_line(text).is_ok() {
        return Ok(());
    }
    Err(validator::ValidationError::new("length").with_message("must have 1 to 64 characters on one line".into()))
}
