//! The settings: the only reader of the environment. `.env.example` is compared with `VARIABLES` by a test.
mod dotenv;
mod public_url;
mod reader;
mod smtp;
mod variables;

pub use dotenv::load as load_dotenv;
pub use public_url::PublicUrl;
pub use smtp::{Security, SmtpAddress};
pub use variables::{VARIABLES, Variable};

use crate::limits::Quotas;
use chrono::Duration;
use ipnet::IpNet;
use reader::Reader;
use secrecy::SecretString;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

/// All settings.
pub struct Config {
    /// Where to listen.
    pub bind: SocketAddr,
    /// The origin people use.
    pub public_url: PublicUrl,
    /// Our folder.
    pub data_dir: PathBuf,
    /// Where the database is.
    pub database_url: SecretString,
    /// Seals the key ring in PostgreSQL.
    pub secret: Option<SecretString>,
    /// How mail leaves.
    pub mail: MailConfig,
    /// Who may have an account.
    pub signup: Signup,
    /// Only operators may create workspaces.
    pub only_operators_create_workspaces: bool,
    /// Origin of a separately hosted web app.
    pub spa_origin: Option<String>,
    /// Hosts to answer for; empty: any.
    pub allowed_hosts: Vec<String>,
    /// How many invites may leave.
    pub invites: InviteConfig,
    /// Limits of scans.
    pub upload: UploadConfig,
    /// How long a client may take to send a body that is no scan.
    pub body_time: std::time::Duration,
    /// Reverse proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// What a client may ask for in a time; `None` for no limits at all.
    pub quotas: Option<Quotas>,
    /// On SIGTERM, how long to go on taking connections.
    pub drain: std::time::Duration,
    /// Opens `/metrics`.
    pub metrics_token: Option<SecretString>,
    /// What to log.
    pub log: String,
    /// As JSON lines.
    pub log_as_json: bool,
    /// The files that secrets were read from.
    pub secret_files: Vec<PathBuf>,
}

/// How mail leaves.
#[derive(Clone)]
pub struct MailConfig {
    /// The mail server; without one mails become files in `folder`.
    pub smtp_url: Option<SecretString>,
    /// An authority to trust beside the public ones.
    pub smtp_ca_file: Option<PathBuf>,
    /// Sender.
    pub from: lettre::message::Mailbox,
    /// Where mails go without a mail server.
    pub folder: PathBuf,
    /// A mail server that is silent for so long is not there.
    pub patience: std::time::Duration,
}

/// How many invites may leave; `None` for what fits who may sign up.
#[derive(Clone, Copy, Default)]
pub struct InviteConfig {
    /// Mails of one workspace in 24 hours.
    pub mails_per_day: Option<u64>,
    /// Addresses a call.
    pub rows: Option<usize>,
    /// Invites of one workspace that wait for an answer.
    pub pending: Option<u64>,
    /// Workspaces that may mail one address within an hour.
    pub workspaces_per_hour: Option<u64>,
}

/// Limits of scans.
#[derive(Clone, Copy)]
pub struct UploadConfig {
    /// Bytes as sent.
    pub max_compressed: u64,
    /// Bytes when unpacked.
    pub max_decoded: u64,
    /// Scans read at once.
    pub concurrency: usize,
    /// Bytes that all uploads under way may have on the disk together.
    pub spooled: u64,
    /// Bytes that the scans of one workspace may take; `None` for no limit.
    pub stored: Option<u64>,
    /// Bytes of what describes the components of one workspace, in all their versions: it is in memory while anybody asks.
    pub facts: u64,
    /// How long a client may take to send its body, and then wait for its turn.
    pub time: Duration,
}

/// Who may have an account without being invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signup {
    /// Nobody.
    Invited,
    /// Whoever has an address in one of these domains, lower case and as A-labels.
    Domains(Vec<String>),
    /// Everybody.
    Open,
}

/// Everything that is wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("the settings are not usable:\n  {}", .0.join("\n  "))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// Reads the environment of this process.
    pub fn from_env() -> Result<Self, ConfigError> {
        let (mut given, mut wrong) = (BTreeMap::new(), Vec::new());
        for (name, value) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned(); // what others set may be no text, and is not ours to judge
            match value.into_string() {
                _ if !name.starts_with("SKILLET_") => {}
                Ok(value) => drop(given.insert(name, value)),
                Err(_) => wrong.push(format!("{name}: its value is no UTF-8")),
            }
        }
        if wrong.is_empty() { Self::read(given) } else { Err(ConfigError(wrong)) }
    }

    /// Reads given variables.
    pub fn read(given: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { given, wrong: Vec::new(), files: Vec::new() };
        reader.refuse_unknown();
        let data_dir = PathBuf::from(reader.text("SKILLET_DATA_DIR"));
        let database_url = reader
            .optional("SKILLET_DATABASE_URL")
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("skillet.sqlite3").display()));
        let secret = reader.optional("SKILLET_SECRET");
        if database_url.starts_with("postgres") {
            reader.check_secret(secret.as_deref());
        } else if !database_url.starts_with("sqlite:") {
            reader.wrong.push("SKILLET_DATABASE_URL must begin with postgres:// or sqlite:".into());
        }
        // all of them are read before any is missed: whoever mends one setting should not meet the next one's fault afterwards
        let bind = reader.address("SKILLET_BIND");
        let public_url = match (reader.optional("SKILLET_PUBLIC_URL"), bind) {
            (None, Some(bind)) => format!("http://localhost:{}", bind.port()).parse().ok(),
            _ => reader.parsed("SKILLET_PUBLIC_URL"),
        };
        let mail = mail(&mut reader, &data_dir);
        let signup = reader.parsed("SKILLET_SIGNUP");
        let creation = reader.one_of("SKILLET_WORKSPACE_CREATION", &["everyone", "operators"]);
        let spa_origin = reader.origin("SKILLET_SPA_ORIGIN");
        let invites = invites(&mut reader);
        let upload = upload(&mut reader, signup == Some(Signup::Open));
        let quotas = reader.quotas();
        let drain = reader.number("SKILLET_DRAIN_SECONDS", 0..=600);
        let format = reader.one_of("SKILLET_LOG_FORMAT", &["text", "json"]);
        let log = reader.log_filter("SKILLET_LOG");
        let allowed_hosts = reader.hosts("SKILLET_ALLOWED_HOSTS");
        if let Some(url) = &public_url {
            reader.check_allowed_hosts("SKILLET_ALLOWED_HOSTS", &allowed_hosts, url);
        }
        let trusted_proxies = reader.networks("SKILLET_TRUSTED_PROXIES");
        let metrics_token = reader.metrics_token().map(Into::into);
        let secret_files = std::mem::take(&mut reader.files);
        let config = (|| {
            Some(Self {
                bind: bind?,
                public_url: public_url?,
                database_url: database_url.into(),
                secret: secret.map(Into::into),
                mail: mail?,
                signup: signup?,
                only_operators_create_workspaces: creation == "operators",
                spa_origin: spa_origin?,
                allowed_hosts,
                invites,
                upload: upload?,
                body_time: std::time::Duration::from_secs(30),
                trusted_proxies,
                quotas: quotas?,
                drain: std::time::Duration::from_secs(drain?),
                metrics_token,
                log,
                log_as_json: format == "json",
                data_dir,
                secret_files,
            })
        })();
        match config {
            Some(config) if reader.wrong.is_empty() => Ok(config),
            _ => Err(ConfigError(reader.wrong)),
        }
    }
}

fn mail(reader: &mut Reader, data_dir: &Path) -> Option<MailConfig> {
    let smtp_url = reader.optional("SKILLET_SMTP_URL");
    if let Some(Err(wrong)) = smtp_url.as_ref().map(|url| url.parse::<SmtpAddress>()) {
        reader.wrong.push(format!("SKILLET_SMTP_URL {wrong}"));
    }
    let smtp_ca_file = reader.optional("SKILLET_SMTP_CA_FILE").map(Into::into);
    let patience = std::time::Duration::from_secs(30);
    Some(MailConfig {
        smtp_url: smtp_url.map(Into::into),
        smtp_ca_file,
        from: reader.mailbox("SKILLET_MAIL_FROM")?,
        folder: data_dir.join("mail"),
        patience,
    })
}

fn invites(reader: &mut Reader) -> InviteConfig {
    InviteConfig {
        mails_per_day: reader.optional_number("SKILLET_INVITE_MAILS_PER_DAY", 0..=1_000_000),
        rows: reader.optional_number("SKILLET_INVITE_ROWS", 1..=1000).and_then(|rows| usize::try_from(rows).ok()),
        pending: reader.optional_number("SKILLET_INVITES_PENDING", 0..=1_000_000),
        workspaces_per_hour: reader.optional_number("SKILLET_INVITE_WORKSPACES_PER_HOUR", 1..=1_000_000),
    }
}

/// Where everybody may have a workspace, none may fill the disk.
const STORED_IF_OPEN_MIB: u64 = 2048;
/// So many of the largest scans may be under way.
const SPOOLED: u64 = 16;

/// The scanner gives up after 150; an answer has to reach it before.
const UPLOAD_SECONDS: i64 = 140;

fn upload(reader: &mut Reader, is_open: bool) -> Option<UploadConfig> {
    let max_compressed = reader.number("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", 1..=4096);
    let max_decoded = reader.number("SKILLET_UPLOAD_MAX_DECODED_MIB", 1..=65_536);
    let concurrency = reader.number("SKILLET_UPLOAD_CONCURRENCY", 1..=64);
    let spooled = reader.optional_number("SKILLET_UPLOAD_SPOOL_MIB", 1..=1_048_576);
    if let (Some(spooled), Some(largest)) = (spooled, max_compressed)
        && spooled < largest
    {
        reader.wrong.push(format!(
            "SKILLET_UPLOAD_SPOOL_MIB: {spooled} is less than one scan may have (SKILLET_UPLOAD_MAX_COMPRESSED_MIB: {largest})"
        ));
    }
    let stored = reader.optional_number("SKILLET_WORKSPACE_MAX_MIB", 0..=16_777_216);
    let stored = stored.or(is_open.then_some(STORED_IF_OPEN_MIB)).filter(|mib| *mib > 0);
    let facts = reader.number("SKILLET_WORKSPACE_MAX_MEMORY_MIB", 1..=1_048_576);
    Some(UploadConfig {
        max_compressed: max_compressed? << 20,
        max_decoded: max_decoded? << 20,
        concurrency: usize::try_from(concurrency?).ok()?,
        spooled: spooled.unwrap_or(max_compressed? * SPOOLED) << 20,
        stored: stored.map(|mib| mib << 20),
        facts: facts? << 20,
        time: Duration::seconds(UPLOAD_SECONDS),
    })
}

impl FromStr for Signup {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix("domains:")) {
            ("invited", _) => Ok(Self::Invited),
            ("open", _) => Ok(Self::Open),
            (_, Some(list)) => {
                let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
                let domains: Option<Vec<String>> = names.map(domain).collect();
                match domains {
                    None => Err("names what is no domain such as example.com"),
                    Some(domains) if domains.is_empty() => Err("names no domain"),
                    Some(domains) => Ok(Self::Domains(domains)),
                }
            }
            _ => Err("must be `invited`, `domains:example.com,…` or `open`"),
        }
    }
}

/// A domain in the form in which addresses are stored.
fn domain(text: &str) -> Option<String> {
    match url::Host::parse(text.strip_suffix('.').unwrap_or(text)) {
        Ok(url::Host::Domain(domain)) => Some(domain),
        _ => None,
    }
}
