//! Bodies of calls that may be sent again. They stand behind the proof of who sends them: `Then<Member<R>, Repeatable<T>>`.
use super::Once;
use crate::{
    error::{ApiError, ApiResult},
    http::valid,
};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, dev::Payload, error::InternalError, web};
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin};
use validator::Validate;

/// As `Valid`. A call that was carried out before is answered here, and the handler never sees it.
pub struct Repeatable<T>(pub Once, pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Repeatable<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let bytes = valid::json(&req, &mut payload).await?;
            let mut once = Once::of(&req).await?;
            once.feed(&bytes);
            match once.first_answer().await? {
                Some(first) => Err(early(first)),
                None => Ok(Self(once, valid::check(&bytes)?)),
            }
        })
    }
}

/// A reply from within an extractor.
fn early(reply: HttpResponse) -> Error {
    InternalError::from_response("answered before", reply).into()
}

/// A body that the handler reads as it comes. It feeds it to `Once`, and asks for the first answer then.
pub struct RepeatableStream(pub Once, pub web::Payload);

impl FromRequest for RepeatableStream {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let once = Once::of(&req).await?;
            let body = web::Payload::from_request(&req, &mut payload).await;
            Ok(Self(once, body.map_err(|error| anyhow::anyhow!("taking a body: {error}"))?))
        })
    }
}
