//! Headers that every reply carries, and hosts we do not answer for.
use crate::{error::ApiError, error::Code, state::State};
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use std::sync::atomic::Ordering;

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Called by machines next to us, which know our address only: health checks and Prometheus.
const BY_ADDRESS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Sets the headers that keep a browser from doing more than our pages need.
pub async fn harden(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = State::of(req.request())?;
    let is_https = state.config.public_url.is_https();
    let is_api = req.match_info().as_str().starts_with("/api");
    let mut response = match refuse_other_hosts(&req, &state).and_then(|()| refuse_two_lengths(&req)) {
        Ok(()) => next.call(req).await?.map_into_boxed_body(),
        Err(refusal) => req.error_response(refusal),
    };
    if state.stopping.load(Ordering::Relaxed) {
        // whoever keeps a connection to a server that stops should not find out by a request that gets no answer
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if is_https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if is_api && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    Ok(response)
}

fn refuse_other_hosts(req: &ServiceRequest, state: &State) -> Result<(), ApiError> {
    let allowed = &state.config.allowed_hosts;
    // a request line with a whole address overrules the header (RFC 9112 §3.2.2)
    let line = req.uri().authority().map(|authority| authority.as_str());
    let host = line.or_else(|| req.headers().get(header::HOST)?.to_str().ok()).unwrap_or_default();
    let name =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(n, _)| n);
    if allowed.is_empty() || allowed.contains(&name.to_lowercase()) || BY_ADDRESS.contains(&req.path()) {
        return Ok(());
    }
    Err(Code::Misdirected.into())
}

/// A request with two lengths means different things to different servers on its way.
fn refuse_two_lengths(req: &ServiceRequest) -> Result<(), ApiError> {
    if req.headers().contains_key(header::CONTENT_LENGTH) && req.headers().contains_key(header::TRANSFER_ENCODING) {
        return Err(Code::BadRequest.because("A request has either Content-Length or Transfer-Encoding, never both."));
    }
    Ok(())
}
