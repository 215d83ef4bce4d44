//! The mail somebody gets who has come in.
use crate::{entities::membership::Role, mail::message};

/// A role as a mail says it.
pub fn role_words(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::Editor => "an editor",
        Role::Owner => "an owner",
    }
}

/// Somebody is in.
pub struct WelcomeMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Where to go.
    pub link: String,
    /// Where this server is.
    pub server: String,
}

message!(
    WelcomeMail,
    "welcome",
    "features/workspaces/emails/welcome/subject.txt",
    "features/workspaces/emails/welcome/body.txt",
    "features/workspaces/emails/welcome/body.html"
);
