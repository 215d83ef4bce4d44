//! Order of proof.
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::{future::Future, pin::Pin};

/// Extracts `A` and only then `B`: nobody's body is read before we know who they are.
pub struct Then<A, B>(pub A, pub B);

impl<A: FromRequest + 'static, B: FromRequest + 'static> FromRequest for Then<A, B> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let first = A::extract(&req).await.map_err(Into::into)?;
            let second = B::from_request(&req, &mut payload).await.map_err(Into::into)?;
            Ok(Self(first, second))
        })
    }
}
