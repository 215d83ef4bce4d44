//! The way of mails.
use super::{Finding, emails::TestMail};
use crate::{
    auth::address,
    config::Config,
    mail::{Mailer, Message},
};
use uuid::Uuid;

const OF: &str = "mail";
const ADVICE: &str = "Check SKILLET_SMTP_URL (host, port, user, password; smtp:// for STARTTLS, smtps:// for TLS) and SKILLET_SMTP_CA_FILE.";

pub async fn server(config: &Config) -> Finding {
    if config.mail.smtp_url.is_none() {
        let folder = config.mail.folder.display();
        return Finding::warn(
            OF,
            format!(
                "SKILLET_SMTP_URL is not set: mails become files in {folder}, and people get their links from you (`skillet user sign-in-link`)."
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
