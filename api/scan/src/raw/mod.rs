//! The body's own terms, borrowed from its text. Everything is optional here: whether a missing field matters is for
//! those to say who use it.

mod component;
mod object;
mod parse;
mod rest;
mod scalar;
mod whole;

pub(crate) use component::{RawComponent, RawDependency, RawPoint, RawProp, RawUsage, RawValue};
pub(crate) use parse::{in_field, must_be, parse, required};
pub(crate) use rest::{
    RawAliasMap, RawInvalidDependency, RawMeta, RawPackage, RawParserError, RawRepository, RawSetupIssue,
};
pub(crate) use scalar::{Entries, Scalar, Text};
pub use whole::parse_whole;
