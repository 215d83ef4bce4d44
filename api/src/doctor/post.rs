//! The way of mails.
use super::{Finding, emails::TestMail};
use crate::{
    auth::address,
    config::{Config, Signup},
    mail::{Mailer, Message},
};
use uuid::Uuid;

const OF: &str = "mail";
const ADVICE: &str = "Check SKILLET_SMTP_URL (host, port, user, password; smtp:// for STARTTLS, smtps:// for TLS) and SKILLET_SMTP_CA_FILE.";

pub async fn server(config: &Config) -> Finding {
    if config.mail.smtp_url.is_none() {
        let folder = config.mail.folder.display();
        let strangers = match config.signup {
            Signup::Invited => "",
            _ => " Nobody can sign up either, whatever SKILLET_SIGNUP says: it takes a mail.",
        };
        return Finding::warn(
            OF,
            format!(
                "SKILLET_SMTP_URL is not set: mails become files in {folder}, and people get their links from you (`skillet user sign-in-link`).{strangers}"
            ),
        );
    }
    match Mailer::new(&config.mail) {
        Err(error) => Finding::fail(OF, format!("{error:#}. {ADVICE}")),
        Ok(mailer) => match mailer.reach().await {
            Ok(()) => Finding::ok(OF, "the mail server answers"),
            Err(reason) => Finding::fail(OF, format!("the mail server cannot be used: {reason}. {ADVICE}")),
        },
    }
}

/// A sender that exists on one machine only is refused by most mail servers.
pub fn sender(config: &Config) -> Option<Finding> {
    let domain = config.mail.from.email.domain();
    let is_nowhere = domain == "localhost" || domain.starts_with('[') || !domain.contains('.');
    (config.mail.smtp_url.is_some() && is_nowhere).then(|| {
        let address = &config.mail.from.email;
        Finding::warn(OF, format!("mails come from {address}, which most mail servers refuse: set SKILLET_MAIL_FROM."))
    })
}

pub async fn test_mail(config: &Config, recipient: &str) -> Finding {
    let Some(recipient) = address::parse(recipient) else {
        return Finding::fail(
            OF,
            format!("`{recipient}` is no e-mail address: give --mail-to one such as ada@example.com"),
        );
    };
    match send(config, &recipient).await {
        Ok(()) if config.mail.smtp_url.is_none() => {
            Finding::warn(OF, format!("the test mail to {recipient} was written to {}", config.mail.folder.display()))
        }
        Ok(()) => Finding::ok(
            OF,
            format!("the mail server took a test mail to {recipient}; look whether it arrives, and not among the spam"),
        ),
        Err(error) => Finding::fail(OF, format!("the test mail to {recipient} did not leave: {error:#}. {ADVICE}")),
    }
}

async fn send(config: &Config, recipient: &str) -> anyhow::Result<()> {
    let server = config.public_url.origin();
    let mail = TestMail { email: recipient.to_owned(), server }.render()?;
    let message_id = format!("{}@{}", Uuid::now_v7(), config.public_url.host());
    let sent = Mailer::new(&config.mail)?.send(recipient, &mail, &message_id).await;
    sent.map_err(|error| anyhow::anyhow!(error.reason))
}
