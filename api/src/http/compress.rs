//! Replies compressed here: actix's own feature would also inflate what strangers send.
use actix_web::{
    Error,
    body::{BodySize, BoxBody, MessageBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderValue},
    middleware::Next,
    web,
};
use std::io::Write;

/// Smaller replies are not worth it.
const LEAST: u64 = 1024;

/// Compresses text and JSON of known size as the client accepts it.
pub async fn compress(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let wanted = accepted(req.headers().get(header::ACCEPT_ENCODING));
    let mut res = next.call(req).await?.map_into_boxed_body();
    let is_large = matches!(res.response().body().size(), BodySize::Sized(n) if n >= LEAST);
    let is_text = res.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(is_text);
    if !is_large || !is_text || res.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(res);
    }
    if !varies(&res) {
        res.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding")); // beside what CORS put there
    }
    let Some(coding) = wanted else { return Ok(res) };
    let (req, res) = res.into_parts();
    let (mut res, body) = res.into_parts();
    let plain = to_bytes(body).await.map_err(actix_web::error::ErrorInternalServerError)?;
    let small = web::block(move || coding.encode(&plain)).await??;
    res.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    Ok(ServiceResponse::new(req, res.set_body(BoxBody::new(small))))
}

/// A content coding we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

impl Coding {
    /// Its name in headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn encode(self, plain: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, 4, 20);
                out.write_all(plain)?;
                out.flush()?;
                Ok(out.into_inner())
            }
            Self::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(4));
                out.write_all(plain)?;
                out.finish()
            }
        }
    }
}

/// The best coding an `Accept-Encoding` names and does not refuse by `q=0`.
pub fn accepted(value: Option<&HeaderValue>) -> Option<Coding> {
    let list = value?.to_str().ok()?;
    [Coding::Brotli, Coding::Gzip].into_iter().find(|coding| {
        list.split(',').any(|one| {
            let (name, quality) = one.split_once(';').unwrap_or((one, ""));
            let refused = matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            name.trim().eq_ignore_ascii_case(coding.name()) && !refused
        })
    })
}

fn varies(res: &ServiceResponse<BoxBody>) -> bool {
    let mut lines = res.headers().get_all(header::VARY).filter_map(|line| line.to_str().ok());
    lines.any(|line| line.to_ascii_lowercase().contains("accept-encoding"))
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || ["json", "javascript", "svg"].iter().any(|part| kind.contains(part))
}
