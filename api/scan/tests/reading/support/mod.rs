//! Bodies to read, and a slow reading of them to compare with.
mod build;
mod random;
mod reference;
mod render;

pub use build::*;
pub use random::any_body;
pub use reference::reference;
pub use render::render;
