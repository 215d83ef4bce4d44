//! From the body of an upload to what is kept of it: no web, no database, no clock.
//!
//! [`read_analysis`] and [`read_init`] take a received body and never hold it as a whole: it is decompressed piece by
//! piece, cut into components, and each component is checked, brought into one order and written to the kept content.
//! [`store`] says how that is stored, and leads from one stored scan to another.

mod analysis;
mod component;
mod content;
mod decode;
mod error;
mod fingerprint;
mod inflate;
mod issues;
mod json;
mod limits;
mod merge;
mod meta;
pub mod model;
mod order;
mod packages;
mod raw;
mod read;
pub mod record;
mod remote;
mod repository;
mod roots;
pub mod store;
mod tally;
mod text;
mod value;

pub use content::Content;
pub use decode::DecodeError;
pub use error::{Excess, ReadError};
pub use inflate::{Encoding, Plain, inflate};
pub use limits::Limits;
pub use model::*;
#[doc(hidden)]
pub use raw::parse_whole;
pub use read::{ReadScan, read_analysis, read_init};
pub use repository::{display_name, identity_key};
pub use tally::Counts;
