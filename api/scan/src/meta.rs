//! How and by what a scan was made.
use crate::{
    ReadError,
    model::Meta,
    raw::{RawMeta, Scalar, must_be},
    text::filled,
};

/// Paths in errors start at `meta`.
pub(crate) fn meta(raw: RawMeta<'_>) -> Result<Meta, ReadError> {
    Ok(Meta {
        cli_version: filled(raw.cli_version),
        ci_vendor: filled(raw.ci_vendor),
        node_version: filled(raw.node_version),
        num_of_modules: amount(raw.num_of_modules, "num_of_modules")?,
        duration_msec: amount(raw.duration_msec, "duration_msec")?,
    })
}

/// A number that may have a fraction, as a clock's does.
fn amount(value: Option<Scalar<'_>>, field: &str) -> Result<Option<u64>, ReadError> {
    match value {
        None | Some(Scalar::Null) => Ok(None),
        Some(Scalar::Number(number)) if number >= 0.0 => Ok(Some(number.round() as u64)),
        Some(Scalar::Number(_)) => Err(must_be(field, "zero or more", "negative")),
        Some(other) => Err(must_be(field, "a number", other.kind())),
    }
}
