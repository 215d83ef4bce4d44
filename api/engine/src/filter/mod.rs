//! One language of filters for the catalogue, charts, tags and shares.
mod compile;
mod dates;
mod eval;
mod folders;
mod model;
mod property;
mod refusal;
mod text_test;

pub(crate) use compile::{Scene, compile, search_terms};
pub(crate) use dates::{Zone, day_start, parse_date};
pub(crate) use eval::{Compiled, Links};
pub use model::{Filter, FolderSelection, Scalar, Values};
pub use refusal::{FilterError, FilterPart};
