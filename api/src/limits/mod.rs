//! How often a client may call in a time. Counted in this process's memory: each of several servers grants it anew.
mod classes;
mod quota;
mod shares;

pub use classes::Class;
pub use quota::{Quota, Quotas};
pub use shares::{Limits, Sharer, Verdict};
