//! Whoever runs this server.
use crate::{
    auth::caller::SignedIn,
    error::{ApiError, ApiResult, Code},
};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::{future::Future, pin::Pin};

/// Proof that the caller is an operator, signed in with a browser. It opens nothing of any workspace.
pub struct Operator(());

impl FromRequest for Operator {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let me = SignedIn::extract(&req).await?.verified()?;
            match me.user.is_operator {
                true => Ok(Self(())),
                false => Err(Code::NotAllowed.because("Only an operator of this server may do this.")),
            }
        })
    }
}
