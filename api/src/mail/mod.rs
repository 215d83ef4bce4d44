//! Mails: typed messages, an outbox of rows, and the way out.
pub mod jobs;
pub mod lures;
mod mailer;
mod message;
pub mod news;
pub mod outbox;
mod smtp;
mod unsubscribe;

pub use mailer::{Mailer, Trouble};
pub(crate) use message::message;
pub use message::{Message, Rendered};
