//! A body comes in: held back in memory or a nameless file until it is whole, within the limits, then read.
use super::room::{self, Held};
use crate::{
    error::{ApiError, ApiResult, Code},
    http::idempotency::Once,
    state::{self, State},
};
use actix_web::{HttpMessage, HttpRequest, http::header, web};
use bytes::BytesMut;
use futures_util::StreamExt;
use scan::{Encoding, Limits, ReadError, ReadScan};
use std::io::{Read, Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};

/// Bodies that are smaller never touch the disk; larger ones are written in pieces of this size.
const PIECE: usize = state::PIECE as usize;

/// The right to read a body and to store what was read, with what that holds of the server. It belongs to the work: should
/// the client leave, it ends when the work does.
pub struct Turn {
    _one_of_few: OwnedSemaphorePermit,
    _held: Held,
}

/// Reads a body of one analysis. The turn is to be kept until the scan is stored.
pub async fn one(state: &State, req: &HttpRequest, once: &mut Once, body: web::Payload) -> ApiResult<(ReadScan, Turn)> {
    whole(state, req, once, body, scan::read_analysis).await
}

/// As `one`, of several.
pub async fn several(
    state: &State,
    req: &HttpRequest,
    once: &mut Once,
    body: web::Payload,
) -> ApiResult<(Vec<ReadScan>, Turn)> {
    whole(state, req, once, body, scan::read_init).await
}

/// The folder of uploads in progress; its files have no names, so a killed server leaves none.
pub fn folder(state: &State) -> std::path::PathBuf {
    state.config.data_dir.join("uploads")
}

/// The reader's limits, as configured.
pub fn limits(state: &State) -> Limits {
    Limits { plain: state.config.upload.max_decoded, ..Limits::default() }
}

type Spool = std::io::BufReader<SpooledTempFile>;

async fn whole<T: Send + 'static>(
    state: &State,
    req: &HttpRequest,
    once: &mut Once,
    body: web::Payload,
    read: impl FnOnce(Spool, Encoding, &Limits, &std::path::Path) -> Result<T, ReadError> + Send + 'static,
) -> ApiResult<(T, Turn)> {
    if !matches!(req.content_type(), "application/json" | "") {
        return Err(Code::UnsupportedMediaType.into());
    }
    let encoding = encoding(req)?;
    refuse_announced(state, req)?;
    room::refuse_without_disk(state)?;
    let time = state.config.upload.time.to_std().map_err(anyhow::Error::from)?;
    let deadline = Instant::now() + time;
    let mut held = Held::take_place(state)?;
    let spool = timeout_at(deadline, gather(state, once, body, &mut held)).await.map_err(|_| {
        Code::BadRequest.because(format!("The body did not arrive within {} seconds.", time.as_secs()))
    })??;
    let one_of_few = match timeout_at(deadline, state.uploads.clone().acquire_owned()).await {
        Ok(Ok(turn)) => turn,
        Ok(Err(_)) => return Err(room::come_again("The server is being stopped. Send the scan again in")),
        Err(_) => {
            return Err(room::come_again("The server is busy with scans that came before. Send this one again in"));
        }
    };
    let turn = Turn { _one_of_few: one_of_few, _held: held };
    let (limits, dir) = (limits(state), folder(state));
    let work = move || (read(std::io::BufReader::with_capacity(1 << 16, spool), encoding, &limits, &dir), turn);
    let (done, turn) = web::block(work).await.map_err(anyhow::Error::from)?;
    Ok((done.map_err(refusal)?, turn))
}

fn encoding(req: &HttpRequest) -> ApiResult<Encoding> {
    let value = req.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    Encoding::parse(value).map_err(refusal)
}

/// Refuses by the announced length, so that nothing need be sent.
fn refuse_announced(state: &State, req: &HttpRequest) -> ApiResult<()> {
    let announced =
        req.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match announced {
        Some(length) if length > state.config.upload.max_compressed => Err(too_long(state)),
        _ => Ok(()),
    }
}

async fn gather(state: &State, once: &mut Once, mut body: web::Payload, held: &mut Held) -> ApiResult<SpooledTempFile> {
    let dir = folder(state);
    let mut spool = tempfile::spooled_tempfile_in(PIECE, &dir);
    let (mut piece, mut received) = (BytesMut::new(), 0u64);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|e| Code::BadRequest.because(format!("The body broke off: {e}")))?;
        received += chunk.len() as u64;
        state.metrics.received(chunk.len() as u64);
        if received > state.config.upload.max_compressed {
            return Err(too_long(state));
        }
        once.feed(&chunk);
        piece.extend_from_slice(&chunk);
        while piece.len() >= PIECE {
            held.take_piece(state)?;
            spool = write(spool, piece.split_to(PIECE)).await?;
        }
    }
    spool = write(spool, piece).await?;
    spool.seek(SeekFrom::Start(0)).map_err(anyhow::Error::from)?;
    Ok(spool)
}

/// Writes off the event loop: from the first piece on it is a file.
async fn write(mut spool: SpooledTempFile, piece: BytesMut) -> ApiResult<SpooledTempFile> {
    let written = web::block(move || spool.write_all(&piece).map(|()| spool)).await.map_err(anyhow::Error::from)?;
    written.map_err(|e| match room::is_full(&e) {
        true => Code::NoRoom.into(),
        false => anyhow::Error::new(e).context("holding back an upload in the data folder").into(),
    })
}

fn too_long(state: &State) -> ApiError {
    let mib = state.config.upload.max_compressed >> 20;
    Code::RequestTooLong.because(format!(
        "The scan is larger than {mib} MiB as sent. Scan less at once (`include` and `ignore` in .omletrc), or ask whoever runs this server to raise the limit."
    ))
}

/// What the reader found wrong, as the client is told.
pub fn refusal(error: ReadError) -> ApiError {
    let words = error.to_string();
    match error {
        ReadError::TooLarge { .. } | ReadError::TooDeep { .. } => Code::RequestTooLong.because(words),
        ReadError::Malformed { .. } => Code::BadRequest.because(words),
        ReadError::Invalid { path, .. } => Code::Invalid.of_field(&path, "form", words),
        ReadError::UnsupportedEncoding(_) => Code::UnsupportedMediaType.because(words),
        ReadError::Io(cause) if room::is_full(&cause) => Code::NoRoom.into(),
        ReadError::Io(cause) => anyhow::Error::new(cause).context("reading an upload").into(),
    }
}

/// A body that is a file already: for the server's own command. Its coding shows in its first bytes.
pub fn from_file(state: &State, path: &std::path::Path) -> Result<ReadScan, ReadError> {
    let mut file = std::io::BufReader::new(std::fs::File::open(path).map_err(ReadError::Io)?);
    let mut magic = [0; 4];
    let known = file.read(&mut magic).map_err(ReadError::Io)?;
    file.seek(SeekFrom::Start(0)).map_err(ReadError::Io)?;
    let encoding = match magic.get(..known) {
        Some([0x1f, 0x8b, ..]) => Encoding::Gzip,
        Some([0x28, 0xb5, 0x2f, 0xfd]) => Encoding::Zstd,
        _ => Encoding::Identity,
    };
    scan::read_analysis(file, encoding, &limits(state), &folder(state))
}

/// A body that is in memory, as it is.
pub fn from_bytes(state: &State, body: &[u8]) -> Result<ReadScan, ReadError> {
    scan::read_analysis(body, Encoding::Identity, &limits(state), &folder(state))
}
