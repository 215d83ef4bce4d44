//! The web app's files, carried in the binary; every address that is none of ours gets its page.
use crate::{
    error::ApiResult,
    error::Code,
    http::{compress, etag, methods, methods::Methods},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::Data,
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
struct Dist;

/// Answers what no route took: a file of the web app, or its page.
pub async fn serve(req: HttpRequest, api: Data<Methods>) -> ApiResult<HttpResponse> {
    let read = req.match_info().as_str();
    if read.starts_with("/api/") || read == "/api" {
        return Ok(api.refuse(read));
    }
    let path = req.path().trim_start_matches('/');
    if !matches!(*req.method(), Method::GET | Method::HEAD) {
        return Ok(methods::not_allowed("GET, HEAD"));
    }
    match Dist::get(path).filter(|_| !path.is_empty()) {
        Some(file) => Ok(reply(&req, path, file)),
        None if path.starts_with("assets/") => Err(Code::NotFound.into()),
        None => match Dist::get("index.html") {
            Some(page) => Ok(reply(&req, "index.html", page)),
            None => Err(Code::NotFound.because("The web app is not part of this build. Run `make run`, or `npm run build` in frontend/ and build again.")),
        },
    }
}

fn reply(req: &HttpRequest, path: &str, plain: EmbeddedFile) -> HttpResponse {
    // hashed names never change their meaning, all others may with the next version
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = plain.metadata.sha256_hash().iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>();
    let tag = format!("W/\"{tag}\"");
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, caching)).insert_header((header::ETAG, tag.as_str()));
    response.insert_header((header::VARY, "Accept-Encoding"));
    if etag::is_known(req, &tag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.content_type(kind_of(path));
    let coding = compress::accepted(req.headers().get(header::ACCEPT_ENCODING));
    let packed = coding.and_then(|coding| {
        let ending = if coding == compress::Coding::Brotli { "br" } else { "gz" };
        Some((coding, Dist::get(&format!("{path}.{ending}"))?))
    });
    match packed {
        Some((coding, file)) => {
            response.insert_header((header::CONTENT_ENCODING, coding.name())).body(file.data.into_owned())
        }
        None => response.body(plain.data.into_owned()),
    }
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
