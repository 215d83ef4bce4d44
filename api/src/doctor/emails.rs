//! The mail that proves that mails arrive.
use crate::mail::message;

/// Somebody who runs the server tries its mail.
pub struct TestMail {
    /// The address it goes to.
    pub email: String,
    /// Where this server is.
    pub server: String,
}

message!(
    TestMail,
    "test",
    "doctor/emails/test/subject.txt",
    "doctor/emails/test/body.txt",
    "doctor/emails/test/body.html"
);
