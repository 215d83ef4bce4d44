//! The mails about a change of address.
use crate::mail::message;

/// Somebody wants to be reached at another address; to that one.
pub struct EmailChangeMail {
    /// The address it goes to.
    pub email: String,
    /// The address that signs in until then.
    pub old_email: String,
    /// Where to go.
    pub link: String,
    /// Good for so many minutes.
    pub minutes: i64,
    /// Where this server is.
    pub server: String,
}

message!(
    EmailChangeMail,
    "email-change",
    "features/account/emails/email_change/subject.txt",
    "features/account/emails/email_change/body.txt",
    "features/account/emails/email_change/body.html"
);

/// The same; to the address they have.
pub struct EmailChangeNotice {
    /// The address it goes to.
    pub email: String,
    /// The address that signs in from then on.
    pub new_email: String,
    /// It was confirmed.
    pub is_done: bool,
    /// Where this server is.
    pub server: String,
}

message!(
    EmailChangeNotice,
    "email-change-notice",
    "features/account/emails/email_change_notice/subject.txt",
    "features/account/emails/email_change_notice/body.txt",
    "features/account/emails/email_change_notice/body.html"
);
