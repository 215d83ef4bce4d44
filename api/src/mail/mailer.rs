//! The way out: a mail server, or files where none is configured.
use super::unsubscribe::{ListUnsubscribe, OneClick};
use crate::{config::MailConfig, mail::Rendered};
use anyhow::Context;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use secrecy::ExposeSecret;

/// Sends mails.
pub struct Mailer {
    from: Mailbox,
    way: Way,
    patience: std::time::Duration,
}

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

/// Why a mail did not leave.
#[derive(Debug)]
pub struct SendError {
    /// In words, with the mail server's own if it said any.
    pub reason: String,
    /// Trying again would not help.
    pub is_final: bool,
}

impl Mailer {
    /// The way the settings name.
    pub fn new(config: &MailConfig) -> anyhow::Result<Self> {
        let way = match &config.smtp_url {
            Some(url) => Way::Smtp(Box::new(smtp(url.expose_secret(), config)?)),
            None => {
                std::fs::create_dir_all(&config.folder)
                    .with_context(|| format!("making the mail folder {}", config.folder.display()))?;
                Way::Files(AsyncFileTransport::new(&config.folder))
            }
        };
        Ok(Self { from: config.from.clone(), way, patience: config.patience })
    }

    /// A mail server is configured.
    pub fn has_server(&self) -> bool {
        matches!(self.way, Way::Smtp(_))
    }

    /// Whether the mail server answers and takes our name and password; the reason if not.
    pub async fn reach(&self) -> Result<(), String> {
        match &self.way {
            Way::Smtp(server) => match server.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err("it closed the connection".to_owned()),
                Err(error) => Err(describe(&error)),
            },
            Way::Files(_) => Ok(()),
        }
    }

    /// Sends one mail. `message_id` (without brackets) is the same at every attempt, so that readers see it once.
    pub async fn send(&self, recipient: &str, mail: &Rendered, message_id: &str) -> Result<(), SendError> {
        let message = self.build(recipient, mail, message_id).map_err(SendError::last)?;
        match &self.way {
            // the transport's own timeout covers single reads, not a server that takes the line and says nothing
            Way::Smtp(server) => match tokio::time::timeout(self.patience, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                // a client's error is of the mail itself, such as an address that takes SMTPUTF8 which the server has not
                Ok(Err(e)) => Err(SendError { is_final: e.is_permanent() || e.is_client(), reason: describe(&e) }),
                Err(_) => {
                    Err(SendError { is_final: false, reason: "the mail server did not answer in time".to_owned() })
                }
            },
            Way::Files(folder) => match folder.send(message).await {
                Ok(_) => Ok(()),
                Err(e) => Err(SendError { reason: describe(&e), is_final: false }),
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
        Self { reason: format!("{cause:#}"), is_final: true }
    }
}

/// An error with its causes: lettre's own words alone say little.
fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source()).map(ToString::to_string);
    std::iter::once(error.to_string()).chain(causes).collect::<Vec<_>>().join(": ")
}

/// `smtp://` insists on STARTTLS unless `?tls=` says otherwise, `smtps://` is TLS from the first byte.
fn smtp(url: &str, config: &MailConfig) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    let mut parsed = url::Url::parse(url).context("SKILLET_SMTP_URL is no address")?;
    let host = parsed.host_str().context("SKILLET_SMTP_URL names no host")?.to_owned();
    if parsed.scheme() == "smtp" && !parsed.query_pairs().any(|(name, _)| name == "tls") {
        parsed.query_pairs_mut().append_pair("tls", "required");
    }
    let plain = parsed.query_pairs().any(|(name, value)| name == "tls" && value == "none");
    if plain {
        parsed.set_query(None);
    }
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(parsed.as_str())
        .context("SKILLET_SMTP_URL must be smtp://… or smtps://…")?
        .timeout(Some(config.patience));
    if let Some(path) = &config.smtp_ca_file {
        let pem = std::fs::read_to_string(path)
            .with_context(|| format!("reading SKILLET_SMTP_CA_FILE {}", path.display()))?;
        anyhow::ensure!(
            pem.contains("BEGIN CERTIFICATE"),
            "SKILLET_SMTP_CA_FILE {} holds no certificate",
            path.display()
        );
        let tls = TlsParameters::builder(host).add_root_certificate(Certificate::from_pem(pem.as_bytes())?).build()?;
        let implicit = parsed.scheme() == "smtps";
        builder = builder.tls(match (implicit, plain) {
            (true, _) => Tls::Wrapper(tls),
            (_, true) => Tls::None,
            _ => Tls::Required(tls),
        });
    }
    Ok(builder.build())
}
