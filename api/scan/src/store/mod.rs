//! How scans are stored: once written nothing changes. A scan is told by what differs from an earlier one, its base, and
//! only parts of components that the base has not are written. No database here: bytes and the rules between them.
mod chunk;
mod compare;
mod delta;
mod hash;
mod manifest;
mod pack;
mod wire;

pub use chunk::Chunk;
pub use compare::{Base, Compared, Differences};
pub use delta::{Change, Delta};
pub use hash::{Hash, Key};
pub use manifest::{Entry, Manifest, OWN, Ref};
pub(crate) use pack::PackWriter;
pub use pack::{Directory, Pack};
