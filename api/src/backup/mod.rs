//! Copies of an installation with the embedded database: made while it is in use, checked, and put back.
mod check;
mod manifest;
mod record;
mod restore;
mod take;

pub use check::{Report, check};
pub use manifest::Manifest;
pub use record::{last, record};
pub use restore::{refuse_occupied, restore};
pub use take::take;

/// The database in a backup.
pub const DATABASE: &str = "skillet.sqlite3";
/// What a backup holds, and the sums to check it by.
pub const MANIFEST: &str = "manifest.json";
