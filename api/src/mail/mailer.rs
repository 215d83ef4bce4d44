//! The way out: a mail server, or files where none is configured.
use super::{
    smtp::Server,
    unsubscribe::{ListUnsubscribe, OneClick},
};
use crate::{config::MailConfig, mail::Rendered};
use anyhow::Context;
use lettre::{
    AsyncFileTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};
use secrecy::ExposeSecret;

/// Sends mails.
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(Box<Server>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

/// Why a mail did not leave.
#[derive(Debug)]
pub struct SendError {
    /// In words, with the mail server's own if it said any.
    pub reason: String,
    /// What is in its way.
    pub trouble: Trouble,
}

/// What is in the way of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The mail itself, or its recipient: trying again would not help.
    Final,
    /// This mail is not taken for now.
    Passing,
    /// The mail server, or what it thinks of us: no mail would leave now.
    Server,
}

impl Mailer {
    /// The way the settings name.
    pub fn new(config: &MailConfig) -> anyhow::Result<Self> {
        let way = match &config.smtp_url {
            Some(url) => Way::Smtp(Box::new(Server::new(url.expose_secret(), config)?)),
            None => {
                std::fs::create_dir_all(&config.folder)
                    .with_context(|| format!("making the mail folder {}", config.folder.display()))?;
                Way::Files(AsyncFileTransport::new(&config.folder))
            }
        };
        Ok(Self { from: config.from.clone(), way })
    }

    /// A mail server is configured.
    pub fn has_server(&self) -> bool {
        matches!(self.way, Way::Smtp(_))
    }

    /// Whether the mail server answers and takes our name and password; the reason if not.
    pub async fn reach(&self) -> Result<(), String> {
        match &self.way {
            Way::Smtp(server) => server.reach().await.map_err(|error| error.reason),
            Way::Files(_) => Ok(()),
        }
    }

    /// Sends one mail. `message_id` (without brackets) is the same at every attempt, so that readers see it once.
    pub async fn send(&self, recipient: &str, mail: &Rendered, message_id: &str) -> Result<(), SendError> {
        let message = self.build(recipient, mail, message_id).map_err(SendError::last)?;
        match &self.way {
            Way::Smtp(server) => server.send(&message).await,
            Way::Files(folder) => match folder.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    Err(SendError { reason: format!("{:#}", anyhow::Error::from(error)), trouble: Trouble::Server })
                }
            },
        }
    }

    fn build(&self, recipient: &str, mail: &Rendered, message_id: &str) -> anyhow::Result<Message> {
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, recipient.parse()?))
            .subject(&mail.subject)
            .message_id(Some(format!("<{message_id}>")));
        if let Some(address) = &mail.unsubscribe {
            builder = builder.header(ListUnsubscribe(address.clone())).header(OneClick);
        }
        let message = builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))?;
        Ok(message)
    }
}

impl SendError {
    fn last(cause: anyhow::Error) -> Self {
        Self { reason: format!("{cause:#}"), trouble: Trouble::Final }
    }
}
