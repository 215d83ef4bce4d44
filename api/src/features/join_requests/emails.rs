//! The mails around a request to join.
use crate::mail::message;

/// Somebody asks to join; to those who may answer.
pub struct JoinRequestMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who asks.
    pub requests: Vec<Asking>,
    /// Waiting beside these.
    pub others: u64,
    /// So many wait that no more are taken.
    pub is_full: bool,
    /// Where to go.
    pub link: String,
    /// Where this server is.
    pub server: String,
}

message!(
    JoinRequestMail,
    "join-request",
    "features/join_requests/emails/request/subject.txt",
    "features/join_requests/emails/request/body.txt",
    "features/join_requests/emails/request/body.html"
);

/// Somebody asked to join where they are.
pub struct AlreadyMemberMail {
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
    AlreadyMemberMail,
    "already-member",
    "features/join_requests/emails/already_member/subject.txt",
    "features/join_requests/emails/already_member/body.txt",
    "features/join_requests/emails/already_member/body.html"
);

/// Somebody who asks.
pub struct Asking {
    /// Their address; with their name if it is verified.
    pub who: String,
    /// In their words, as far as it is no lure.
    pub note: Option<String>,
}
