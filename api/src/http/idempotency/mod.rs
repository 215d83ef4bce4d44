//! Calls that may be sent again without being carried out again: those that come with an `Idempotency-Key`.
mod extract;
mod jobs;
mod key;
mod once;
mod rows;

pub use extract::{Repeatable, RepeatableStream};
pub use jobs::ForgetCalls;
pub use key::{HEADER, IdempotencyKey};
pub use once::{Once, REPLAYED};
