//! One dialogue with the mail server, step by step: the step that fails tells whether this mail is at fault, or no mail
//! would get further.
use super::mailer::{SendError, Trouble};
use crate::config::{MailConfig, Security, SmtpAddress};
use anyhow::Context;
use lettre::{
    Address, Message,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::time::timeout;

type Failure = lettre::transport::smtp::Error;

/// What a server says of a recipient or a mail that it will never take. Other codes of the kind "never" (530, 535, 554)
/// are about us: whoever runs the server can do something about them.
const OF_THE_RECIPIENT: [u16; 5] = [550, 551, 552, 553, 556];
/// A server that has said what became of the mail may take so long to say good-bye.
const FAREWELL: Duration = Duration::from_secs(2);

/// A mail server, and how to speak to it.
pub(super) struct Server {
    address: SmtpAddress,
    tls: TlsParameters,
    patience: Duration,
}

impl Server {
    /// The one an address names.
    pub(super) fn new(url: &str, config: &MailConfig) -> anyhow::Result<Self> {
        let address: SmtpAddress = url.parse().map_err(anyhow::Error::msg).context("SKILLET_SMTP_URL")?;
        let mut tls = TlsParameters::builder(address.host.clone());
        if let Some(path) = &config.smtp_ca_file {
            let pem = std::fs::read_to_string(path)
                .with_context(|| format!("reading SKILLET_SMTP_CA_FILE {}", path.display()))?;
            anyhow::ensure!(
                pem.contains("BEGIN CERTIFICATE"),
                "SKILLET_SMTP_CA_FILE {} holds no certificate",
                path.display()
            );
            tls = tls.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
        }
        Ok(Self { address, tls: tls.build()?, patience: config.patience })
    }

    /// Whether it answers and takes our name and password.
    pub(super) async fn reach(&self) -> Result<(), SendError> {
        // the timeout of the connection covers single reads, not a server that takes the line and says little
        match timeout(self.patience, self.connect()).await {
            Ok(Ok(mut connection)) => {
                drop(timeout(FAREWELL, connection.quit()).await);
                Ok(())
            }
            Ok(Err(failure)) => Err(said(Trouble::Server, &failure)),
            Err(_) => Err(silent()),
        }
    }

    /// Sends a mail.
    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let spoken = timeout(self.patience, async {
            let mut connection = self.connect().await.map_err(|failure| said(Trouble::Server, &failure))?;
            let done = hand_over(&mut connection, message).await;
            Ok((connection, done))
        });
        let (mut connection, done) = spoken.await.unwrap_or_else(|_| Err(silent()))?;
        drop(timeout(FAREWELL, connection.quit()).await);
        done
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let SmtpAddress { host, port, security, credentials, name } = &self.address;
        let name = name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let from_the_start = (*security == Security::Tls).then(|| self.tls.clone());
        let to = (host.trim_matches(['[', ']']), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(to, Some(self.patience), &name, from_the_start, None).await?;
        let is_offered = connection.can_starttls();
        if *security == Security::StartTls || (*security == Security::IfOffered && is_offered) {
            connection.starttls(self.tls.clone(), &name).await?;
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }
}

/// Sender, recipient, text: in this order.
async fn hand_over(server: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
    let (envelope, text) = (message.envelope(), message.formatted());
    let offers = |server: &AsyncSmtpConnection, what| server.server_info().supports_feature(what);
    let mut options = Vec::new();
    let is_wide = |person: &Address| !AsRef::<str>::as_ref(person).is_ascii();
    let is_sent_to_wide = envelope.to().iter().any(is_wide);
    if is_sent_to_wide || envelope.from().is_some_and(is_wide) {
        if !offers(server, Extension::SmtpUtfEight) {
            let reason = "the mail server takes no address with letters beyond ASCII (it does not offer SMTPUTF8)";
            let trouble = if is_sent_to_wide { Trouble::Final } else { Trouble::Server };
            return Err(SendError { reason: reason.to_owned(), trouble });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !text.is_ascii() && offers(server, Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = Mail::new(envelope.from().cloned(), options);
    server.command(sender).await.map_err(|failure| said(Trouble::Server, &failure))?;
    for recipient in envelope.to() {
        let asked = server.command(Rcpt::new(recipient.clone(), Vec::new())).await;
        asked.map_err(|failure| said(of_recipient(&failure), &failure))?;
    }
    server.command(Data).await.map_err(|failure| said(of_text(&failure, Trouble::Passing), &failure))?;
    let taken = server.message(&text).await;
    taken.map(|_| ()).map_err(|failure| said(of_text(&failure, Trouble::Final), &failure))
}

/// What the answer to a recipient means. Class 5.7 is about rights: ours, to send through this server.
fn of_recipient(failure: &Failure) -> Trouble {
    let is_about_us = describe(failure).contains(" 5.7.");
    match code(failure) {
        Some(code) if OF_THE_RECIPIENT.contains(&code) && !is_about_us => Trouble::Final,
        _ => of_text(failure, Trouble::Passing),
    }
}

/// What the answer to a text means, if one that says "never" means `never`.
fn of_text(failure: &Failure, never: Trouble) -> Trouble {
    match code(failure) {
        Some(421) | None => Trouble::Server, // it closes the line, or is gone
        Some(_) if failure.is_permanent() => never,
        Some(_) => Trouble::Passing,
    }
}

fn code(failure: &Failure) -> Option<u16> {
    failure.status().map(Into::into)
}

fn said(trouble: Trouble, failure: &Failure) -> SendError {
    SendError { reason: describe(failure), trouble }
}

fn silent() -> SendError {
    SendError { reason: "the mail server did not answer in time".to_owned(), trouble: Trouble::Server }
}

/// The failure as lettre tells it, with its causes: alone it says little.
fn describe(failure: &Failure) -> String {
    let failure: &dyn std::error::Error = failure;
    let causes = std::iter::successors(failure.source(), |cause| cause.source()).map(ToString::to_string);
    std::iter::once(failure.to_string()).chain(causes).collect::<Vec<_>>().join(": ")
}
