//! An upload from its first to its last byte.
use crate::{
    Content, Counts, Encoding, Limits, ReadError,
    inflate::{Plain, inflate},
    json::{self, Keys, Window},
    model::{Issues, Meta, Package, Repository},
    raw::{must_be, required},
};
use std::{io::Read, path::Path};

/// Analyses that one `init` may bring; the scanner sends one or two.
const MOST_ANALYSES: usize = 16;

/// What one analysis comes down to.
#[derive(Debug)]
pub struct ReadScan {
    /// The components, to be compared with an earlier scan and stored.
    pub content: Content,
    /// Equal for scans with equal components, in whatever order they came. Covers positions, but neither dates nor
    /// anything beside the components.
    pub hash: [u8; 32],
    /// Where it comes from.
    pub repository: Repository,
    /// Name of the package at the scanned root.
    pub root_package: String,
    /// Packages with local components, sorted by name.
    pub packages: Vec<Package>,
    /// How and by what it was made.
    pub meta: Meta,
    /// What the scanner could not make sense of.
    pub issues: Issues,
    /// The scan in numbers.
    pub counts: Counts,
}

/// Reads the body of one analysis.
pub fn read_analysis(
    mut body: impl Read,
    encoding: Encoding,
    limits: &Limits,
    spool_dir: &Path,
) -> Result<ReadScan, ReadError> {
    analysis_of(&mut body, encoding, limits, spool_dir)
}

/// For any reader, so that all of the reading is compiled here, as fast as this crate is.
fn analysis_of(
    body: &mut dyn Read,
    encoding: Encoding,
    limits: &Limits,
    spool_dir: &Path,
) -> Result<ReadScan, ReadError> {
    let mut upload = Upload::open(body, encoding, limits, spool_dir)?;
    let scan = upload.analysis(0, "")?;
    upload.window.finish()?;
    Ok(scan)
}

/// Reads the body of an `init`: an object with a list of `analyses`.
pub fn read_init(
    mut body: impl Read,
    encoding: Encoding,
    limits: &Limits,
    spool_dir: &Path,
) -> Result<Vec<ReadScan>, ReadError> {
    init_of(&mut body, encoding, limits, spool_dir)
}

fn init_of(
    body: &mut dyn Read,
    encoding: Encoding,
    limits: &Limits,
    spool_dir: &Path,
) -> Result<Vec<ReadScan>, ReadError> {
    let mut upload = Upload::open(body, encoding, limits, spool_dir)?;
    let mut scans = None;
    upload.window.open(b'{', "")?;
    let mut keys = Keys::default();
    while let Some(key) = keys.next(&mut upload.window, "")? {
        match key.as_str() {
            "analyses" => scans = Some(upload.analyses()?),
            _ => upload.window.skip(1, limits.depth, &json::member(&key))?,
        }
    }
    upload.window.finish()?;
    required(scans, "analyses", "a list of analyses")
}

/// A body being read.
pub(crate) struct Upload<'a, R: Read> {
    pub(crate) window: Window<Plain<R>>,
    pub(crate) limits: &'a Limits,
    /// What the analyses read so far have left of the limits that all share.
    pub(crate) left: Limits,
    pub(crate) spool_dir: &'a Path,
}

impl<'a, R: Read> Upload<'a, R> {
    fn open(body: R, encoding: Encoding, limits: &'a Limits, spool_dir: &'a Path) -> Result<Self, ReadError> {
        let window = Window::new(inflate(body, encoding, limits.plain)?);
        Ok(Self { window, limits, left: *limits, spool_dir })
    }

    fn analyses(&mut self) -> Result<Vec<ReadScan>, ReadError> {
        let mut scans = Vec::new();
        self.window.open(b'[', "analyses")?;
        while self.window.next_element(scans.len())? {
            if scans.len() == MOST_ANALYSES {
                let most = format!("a list of at most {MOST_ANALYSES} analyses");
                return Err(must_be("analyses", &most, "longer"));
            }
            let path = format!("analyses[{}]", scans.len());
            scans.push(self.analysis(2, &path)?);
        }
        if scans.is_empty() {
            return Err(must_be("analyses", "a list of at least one analysis", "empty"));
        }
        Ok(scans)
    }
}
