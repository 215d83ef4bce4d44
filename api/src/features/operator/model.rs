//! What these calls answer.
use crate::mail::Rendered;
use serde::Serialize;
use utoipa::ToSchema;

/// A mail this server sends.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailSummary {
    /// Its name, as `skillet mail preview` takes it.
    pub name: String,
    /// Its subject, with made-up values.
    pub subject: String,
}

/// A mail as a reader gets it, with made-up values.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailPreview {
    /// Its name, as `skillet mail preview` takes it.
    pub name: String,
    /// Its subject.
    pub subject: String,
    /// Its text part.
    pub text: String,
    /// Its HTML part: a whole page.
    pub html: String,
}

impl MailPreview {
    /// Of a sample.
    pub fn of(name: &str, mail: Rendered) -> Self {
        Self { name: name.to_owned(), subject: mail.subject, text: mail.text, html: mail.html }
    }
}
