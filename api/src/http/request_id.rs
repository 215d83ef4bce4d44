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
/// The line has the path, without what is secret in it, and never the query string: it may name addresses of the command
/// line.
pub async fn trace(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let given = [HEADER, "omlet-request-id"]
        .iter()
        .find_map(|name| req.headers().get(*name)?.to_str().ok()?.parse::<Uuid>().ok());
    let id = given.unwrap_or_else(Uuid::now_v7).to_string();
    let (method, path) = (req.method().clone(), told(req.match_pattern().as_deref(), req.path()));
    let start = Instant::now();
    let mut response = CURRENT.scope(id.clone(), next.call(req)).await?.map_into_boxed_body();
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    tracing::info!(request_id = id, status, ms, "{method} {path}");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static(HEADER), value);
    }
    Ok(response)
}

/// Parts of a pattern that let in whoever knows them.
const SECRETS: [&str; 2] = ["{code}", "{token}"];
/// The web app's pages that have such parts; what follows one of these is told no more.
const PAGES: [&str; 2] = ["/join/{slug}/{code}", "/share/{code}"];
/// Below these, what no call or page is made for is a secret all the same, mistyped.
const BELOW: [&str; 5] = ["/join/", "/share/", "/api/invite-links/", "/api/shares/", "/api/mail-opt-outs/"];

/// A path as the log tells it.
fn told(pattern: Option<&str>, path: &str) -> String {
    let fits = |pattern: &&str| pattern.split('/').count() == path.split('/').count();
    let page = || PAGES.into_iter().find(|page| fits(page) && path.starts_with(&page[..page.find('{').unwrap_or(0)]));
    match pattern.filter(fits).or_else(page) {
        Some(pattern) => {
            let parts = pattern.split('/').zip(path.split('/'));
            parts.map(|(name, part)| if SECRETS.contains(&name) { name } else { part }).collect::<Vec<_>>().join("/")
        }
        None => {
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            let plain = format!("/{}/", parts.join("/")).to_ascii_lowercase(); // `//JOIN/…` is a slip, too
            match BELOW.iter().find(|below| plain.starts_with(**below) && plain.len() > below.len()) {
                Some(below) => format!("{below}…"),
                None => path.to_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_is_secret_in_a_path_is_told_by_its_name() {
        for (pattern, path, line) in [
            (Some("/api/invite-links/{slug}/{code}"), "/api/invite-links/acme/abc", "/api/invite-links/acme/{code}"),
            (Some("/api/mail-opt-outs/{token}"), "/api/mail-opt-outs/abc", "/api/mail-opt-outs/{token}"),
            (Some("/api/workspaces/{workspace}"), "/api/workspaces/acme", "/api/workspaces/acme"),
            (None, "//join/acme/abc", "/join/…"),
            (None, "/JOIN/acme/abc", "/join/…"),
            (None, "/join/acme/abc", "/join/acme/{code}"),
            (None, "/share/abc", "/share/{code}"),
            (None, "/join/acme/abc/more", "/join/…"),
            (None, "/api/shares/abc", "/api/shares/…"),
            (None, "/acme/components", "/acme/components"),
            (None, "/joined", "/joined"),
        ] {
            assert_eq!(told(pattern, path), line);
        }
    }
}
