//! Walking through JSON text that is never in memory as a whole.
//!
//! Three ways over a value: `skip` checks its syntax and forgets it, `take` finds its end and hands out its bytes
//! (whoever parses them checks the syntax), `field_at` tells which field an offset in such bytes belongs to.

mod entries;
mod marks;
mod outline;
mod path;
mod skip;
mod take;
mod window;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub(crate) use entries::Keys;
pub(crate) use path::{field_at, join, member};
pub(crate) use take::Bounds;
pub(crate) use window::Window;
