//! From the bytes that came over the wire to plain JSON, never more of it than allowed.
use crate::{Excess, ReadError};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Identity,
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// Zstandard (RFC 8878), one frame or several.
    Zstd,
}

/// The largest window RFC 8878 asks decoders to support is 8 MiB; a frame may demand more memory than that only to
/// hurt.
const ZSTD_WINDOW_LOG: u32 = 23;
const INPUT_BUFFER: usize = 64 << 10;

impl Encoding {
    /// Reads the value of a `Content-Encoding` header.
    pub fn parse(header: Option<&str>) -> Result<Self, ReadError> {
        let named = header.unwrap_or_default().trim();
        match named.to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "zstd" => Ok(Self::Zstd),
            _ => Err(ReadError::UnsupportedEncoding(named.chars().take(60).collect())),
        }
    }
}

/// Decompresses `body`. Reading more than `limit` plain bytes fails with [`ReadError::TooLarge`], a damaged stream
/// with [`ReadError::Malformed`]; both arrive inside the `io::Error` and come out by `ReadError::from`.
pub fn inflate<R: Read>(body: R, encoding: Encoding, limit: u64) -> Result<Plain<R>, ReadError> {
    let wire = BufReader::with_capacity(INPUT_BUFFER, Wire(body));
    Ok(Plain { decoder: Decoder::new(wire, encoding)?, left: limit, limit })
}

/// The received bytes. Marks their failures, so that they are not taken for damage of the compressed stream.
struct Wire<R>(R);

impl<R: Read> Read for Wire<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read.map_err(|error| ReadError::from(error).into()),
            }
        }
    }
}

enum Decoder<R: BufRead> {
    Identity(R),
    Gzip(Box<MultiGzDecoder<R>>),
    Zstd(zstd::Decoder<'static, R>),
}

impl<R: BufRead> Decoder<R> {
    fn new(wire: R, encoding: Encoding) -> Result<Self, ReadError> {
        Ok(match encoding {
            Encoding::Identity => Self::Identity(wire),
            Encoding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(wire))),
            Encoding::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(wire).map_err(ReadError::Io)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(ReadError::Io)?;
                Self::Zstd(decoder)
            }
        })
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (read, name) = match self {
            Self::Identity(plain) => return plain.read(into),
            Self::Gzip(decoder) => (decoder.read(into), "gzip"),
            Self::Zstd(decoder) => (decoder.read(into), "zstd"),
        };
        read.map_err(|error| {
            if error.get_ref().is_some_and(|inner| inner.is::<ReadError>()) {
                return error;
            }
            let what = match error.kind() {
                io::ErrorKind::UnexpectedEof => "ends too early".to_owned(),
                _ => format!("is damaged ({error})"),
            };
            ReadError::malformed(format!("the {name} stream {what}")).into()
        })
    }
}

/// The plain bytes. Fails as soon as one byte more than allowed turns up; a body of exactly the limit passes.
pub struct Plain<R: Read> {
    decoder: Decoder<BufReader<Wire<R>>>,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(into)?;
        self.left =
            self.left.checked_sub(read as u64).ok_or(ReadError::TooLarge { what: Excess::Body, limit: self.limit })?;
        Ok(read)
    }
}
