//! Every call takes from a share; a call without one left is refused. Replies say what is left, in the form of the IETF's
//! draft "RateLimit header fields for HTTP".
use crate::{
    auth::caller,
    error::{ApiError, ApiResult, Code},
    http::client,
    limits::{Class, Sharer, Verdict},
    state::State,
};
use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};
use serde_json::json;
use std::time::Duration;

/// What is left of each quota that a call takes from.
pub const LEFT: &str = "ratelimit";
/// Those quotas.
pub const POLICY: &str = "ratelimit-policy";

/// Counts every call of the API, and tells in the reply how its shares stand.
pub async fn limit(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // as the router reads it: `%61pi` is `api`
    let class = Class::of(req.method().as_str(), req.match_info().as_str());
    let taken = match class {
        Some(class) => sharer(req.request(), class).and_then(|sharer| take(req.request(), class, &sharer)),
        None => Ok(()),
    };
    if class == Some(Class::Api) {
        req.extensions_mut().insert(Unproven);
    }
    let mut response = match taken {
        Ok(()) => next.call(req).await?.map_into_boxed_body(),
        Err(refusal) => req.error_response(refusal),
    };
    let verdicts = response.request().extensions_mut().remove::<Vec<Verdict>>().unwrap_or_default();
    tell(&verdicts, response.headers_mut());
    Ok(response)
}

/// On a call that was counted by what it presents, until it is proven whose that is.
struct Unproven;

/// Counts a call, once, as that of the person or workspace it is proven to be of: whoever makes many sessions or tokens
/// has no more calls by it. Before the proof it counts as its session's alone, or a stranger with a dead token of
/// somebody's could use up their share.
pub fn take_proven(req: &HttpRequest, sharer: &Sharer) -> ApiResult<()> {
    let is_first = req.extensions_mut().remove::<Unproven>().is_some();
    if is_first { take(req, Class::Api, sharer) } else { Ok(()) }
}

/// Takes one call from a share, or refuses. The reply will tell how the share stands; of two of a class how the lesser
/// one does.
pub fn take(req: &HttpRequest, class: Class, sharer: &Sharer) -> ApiResult<()> {
    let Some(verdict) = State::of(req)?.limits.take(class, sharer) else { return Ok(()) };
    let mut noted = req.extensions_mut();
    match noted.get_mut::<Vec<Verdict>>() {
        Some(verdicts) => match verdicts.iter_mut().find(|known| known.class == class) {
            Some(known) if verdict.left <= known.left => *known = verdict,
            Some(_) => {}
            None => verdicts.push(verdict),
        },
        None => drop(noted.insert(vec![verdict])),
    }
    verdict.wait.map_or(Ok(()), |wait| Err(refusal(&verdict, wait)))
}

/// Whose share the call is from: signed in or not is all the same where one signs in.
fn sharer(req: &HttpRequest, class: Class) -> ApiResult<Sharer> {
    let session = if class == Class::Api { caller::presented(req)? } else { None };
    match session {
        Some(session) => Ok(Sharer::Session(session)),
        None => Ok(Sharer::client(client::address(req)?)),
    }
}

fn refusal(verdict: &Verdict, wait: Duration) -> ApiError {
    let Verdict { class, quota, .. } = verdict;
    let (calls, window, wait) = (quota.calls, quota.window.as_secs(), seconds(wait));
    let whose = if *class == Class::Uploads { "This workspace takes" } else { "This server takes" };
    let detail = format!(
        "{whose} {calls} calls of this kind within {window} seconds. Try again in {wait} seconds, or ask whoever runs the \
         server to raise {}.",
        class.setting()
    );
    Code::RateLimited.because_of(detail, json!({ "policy": class.name(), "retryAfterSeconds": wait }))
}

fn tell(verdicts: &[Verdict], headers: &mut HeaderMap) {
    let list = |one: fn(&Verdict) -> String| verdicts.iter().map(one).collect::<Vec<_>>().join(", ");
    let policy = list(|it| format!("\"{}\";q={};w={}", it.class.name(), it.quota.calls, it.quota.window.as_secs()));
    let left = list(|it| format!("\"{}\";r={};t={}", it.class.name(), it.left, seconds(it.whole_in())));
    for (name, text) in [(POLICY, policy), (LEFT, left)] {
        if let Ok(value) = HeaderValue::from_str(&text)
            && !text.is_empty()
        {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    if let Some(wait) = verdicts.iter().filter_map(|it| it.wait).max() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds(wait)));
    }
}

/// Whole seconds, never too few.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
