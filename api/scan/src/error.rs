//! What can be wrong with an upload, in words for the person who reads the CI log.
use std::{fmt, io};

/// Why a body was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A limit of [`Limits`](crate::Limits) is exceeded.
    #[error(
        "The scan is too large: {what} {}. Scan less at once (`include` and `ignore` in .omletrc), or ask whoever runs this server to raise the limit.",
        what.amount(*limit)
    )]
    TooLarge {
        /// What there is too much of.
        what: Excess,
        /// How much of it is allowed.
        limit: u64,
    },
    /// Lists and objects are nested more deeply than allowed.
    #[error(
        "The scan nests lists and objects more than {limit} levels deep, in `{path}`. Some file probably passes a very deep literal as a prop: leave it out with `ignore` in .omletrc."
    )]
    TooDeep {
        /// Levels allowed, the body itself being the first.
        limit: usize,
        /// The part of the body it was found in.
        path: String,
    },
    /// The body does not decompress or does not parse.
    #[error(
        "The scan could not be read: {detail}. It was probably cut off or changed on its way, for instance by a proxy: run the scan again."
    )]
    Malformed {
        /// What was found, and where.
        detail: String,
    },
    /// The body parses but is not an analysis.
    #[error(
        "The scan has an unexpected form: {} {detail}. Send what @omlet/cli sends, and update it if this continues.",
        named(path)
    )]
    Invalid {
        /// The field, as in `components[3].dependencies[0].to.id`; empty for the body itself.
        path: String,
        /// What was expected there.
        detail: String,
    },
    /// The `Content-Encoding` is none we read.
    #[error("The content encoding `{0}` is not supported. Send the body compressed with gzip or zstd, or as it is.")]
    UnsupportedEncoding(String),
    /// Reading the received body or writing the temporary file failed.
    #[error("The scan could not be processed because the server failed to read or write a file: {0}")]
    Io(io::Error),
}

/// What a body can hold too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Bytes of the decompressed body.
    Body,
    /// Bytes of one component.
    Component,
    /// Values within one component or one of the small parts.
    Values,
    /// Bytes of the parts beside `components` and `exports`.
    SmallParts,
    /// Top-level keys.
    Keys,
    /// Records of components.
    Components,
    /// Records that repeat an id with something else.
    Repeats,
    /// Bytes of the records of ids that are repeated so.
    Repeated,
    /// Pairs of a component and one that it renders.
    Edges,
    /// Bytes of what describes the components.
    Facts,
    /// Bytes of the prop values.
    Passed,
    /// Local packages.
    Packages,
    /// Bytes of what is kept.
    Content,
}

impl Excess {
    fn amount(self, limit: u64) -> String {
        match self {
            Self::Body
            | Self::Component
            | Self::Repeated
            | Self::Facts
            | Self::Passed
            | Self::SmallParts
            | Self::Content => {
                format!("more than {}", Bytes(limit))
            }
            Self::Values | Self::Keys | Self::Components | Self::Edges | Self::Repeats | Self::Packages => {
                format!("more than {limit}")
            }
        }
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Body => "decompressed it has",
            Self::Component => "one component has",
            Self::Values => "the values in one component or list are",
            Self::SmallParts => "the parts other than `components` and `exports` have",
            Self::Keys => "its top-level keys are",
            Self::Components => "its components are",
            Self::Edges => "the pairs of a component and one that it renders are",
            Self::Repeats => "the components that repeat an id with something else are",
            Self::Repeated => "the components with repeated ids have",
            Self::Facts => "what describes its components has",
            Self::Passed => "the props its elements pass have",
            Self::Packages => "its local packages are",
            Self::Content => "compressed, what is kept of it has",
        })
    }
}

/// A number of bytes as people write it; an odd number of them stays exact.
struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        for (shift, unit) in UNITS {
            if self.0 > 0 && self.0.trailing_zeros() as u64 >= shift {
                return write!(out, "{} {unit}", self.0 >> shift);
            }
        }
        write!(out, "{} bytes", self.0)
    }
}

/// Errors of ours travel through `std::io::Read` wrapped up; whatever else arrives is a failure of the machine.
impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        Self::other(error)
    }
}

fn named(path: &str) -> String {
    if path.is_empty() { "the body".to_owned() } else { format!("`{path}`") }
}

impl ReadError {
    pub(crate) fn too_large(what: Excess, limit: usize) -> Self {
        Self::TooLarge { what, limit: limit as u64 }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed { detail: detail.into() }
    }

    pub(crate) fn invalid(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid { path: path.into(), detail: detail.into() }
    }
}
