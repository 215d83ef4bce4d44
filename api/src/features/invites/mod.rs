//! E-mail invites: pasted, mailed or shown, renewed, revoked, accepted.
mod accept;
mod answer;
mod batch;
pub mod emails;
pub mod jobs;
mod limits;
pub mod model;
mod model_invited;
mod paste;
pub mod queries;
mod reminders;
mod renew;
mod rights;
mod routes;
mod routes_invited;
mod send;
mod view;

pub use batch::invite_one;
pub use reminders::{lets_in, mail_again};
pub use rights::{judge, refuse_others, refuse_uninviting};
pub use routes::routes;
pub use send::{Delivery, NewInvite, Sender, Sent, send};
