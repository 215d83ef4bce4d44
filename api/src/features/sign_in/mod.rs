//! Sign-in by a mailed link or the code beside it; the link that makes the first account.
mod confirm;
mod device;
mod emails;
pub mod jobs;
pub mod links;
mod model;
mod next;
mod queries;
mod request;
mod routes;
pub mod sessions;

pub use device::label as device_label;
pub use emails::SignInMail;
pub use request::{lock_links, mail_link};
pub use routes::routes;
