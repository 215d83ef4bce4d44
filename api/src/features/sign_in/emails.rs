//! The mail with the link and the code.
use crate::mail::message;

/// Somebody wants to sign in.
pub struct SignInMail {
    /// The address it goes to.
    pub email: String,
    /// Opens the page with the button.
    pub link: String,
    /// To type instead.
    pub code: Option<String>,
    /// Good for so many minutes.
    pub minutes: i64,
    /// Where this server is.
    pub server: String,
}

message!(
    SignInMail,
    "sign-in",
    "features/sign_in/emails/sign_in/subject.txt",
    "features/sign_in/emails/sign_in/body.txt",
    "features/sign_in/emails/sign_in/body.html"
);
