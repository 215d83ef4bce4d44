//! The settings: the only reader of the environment. `.env.example` is compared with `VARIABLES` by a test.
use chrono::Duration;
use secrecy::SecretString;
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, str::FromStr};
use url::Url;

/// A variable of the environment.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds without it; `""` where that is nothing.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// May be given as a file: `<NAME>_FILE` names it.
    pub is_secret: bool,
}

const fn plain(name: &'static str, default: &'static str, help: &'static str) -> Variable {
    Variable { name, default, help, is_secret: false }
}

const fn secret(name: &'static str, help: &'static str) -> Variable {
    Variable { name, default: "", help, is_secret: true }
}

/// Every variable there is.
pub const VARIABLES: &[Variable] = &[
    plain("SKILLET_BIND", "127.0.0.1:3001", "Address and port to listen on."),
    plain("SKILLET_PUBLIC_URL", "http://localhost:3001", "Address people and the scanner reach this server at; an origin without a path. Links in mails begin with it."),
    plain("SKILLET_DATA_DIR", "./data", "Folder of the embedded database, the keys, mails without SMTP, and uploads in progress."),
    secret("SKILLET_DATABASE_URL", "postgres://user:password@host/database, or sqlite:path. Without it: SQLite in the data folder."),
    secret("SKILLET_SECRET", "Seals the signing keys in PostgreSQL, which requires it: at least 32 random characters (`openssl rand -base64 32`). Unused with SQLite."),
    secret("SKILLET_SMTP_URL", "smtp://user:password@host:587 (STARTTLS required), smtps://user:password@host:465 (TLS), or smtp://host:25?tls=none. Without it mails are written to <data>/mail."),
    plain("SKILLET_SMTP_CA_FILE", "", "PEM file of a certificate authority to trust for the mail server, beside the public ones."),
    plain("SKILLET_MAIL_FROM", "Skillet <skillet@localhost>", "Sender of all mails."),
    plain("SKILLET_SIGNUP", "invited", "Who may have an account: `invited`, `domains:example.com,example.org`, or `open`."),
    plain("SKILLET_WORKSPACE_CREATION", "everyone", "Who may create workspaces: `everyone` with an account, or `operators`."),
    plain("SKILLET_SPA_ORIGIN", "", "Origin of a separately hosted web app on the same site, such as https://app.example.com."),
    plain("SKILLET_ALLOWED_HOSTS", "", "Comma-separated host names to answer for; others get 421. Empty: any."),
    plain("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "64", "Largest scan as sent, in MiB."),
    plain("SKILLET_UPLOAD_MAX_DECODED_MIB", "1024", "Largest scan when unpacked, in MiB."),
    plain("SKILLET_UPLOAD_CONCURRENCY", "2", "Scans that are read at the same time; more wait for their turn."),
    plain("SKILLET_DRAIN_SECONDS", "5", "On SIGTERM, seconds between telling load balancers (/readyz) and refusing connections."),
    plain("SKILLET_LOG", "info,sea_orm_migration=warn,actix_server=warn", "What to log: error, warn, info, debug, or a filter such as `info,skillet=debug`."),
    plain("SKILLET_LOG_FORMAT", "text", "`text` or `json`."),
];

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
    /// Limits of scans.
    pub upload: UploadConfig,
    /// On SIGTERM, how long to go on taking connections.
    pub drain: std::time::Duration,
    /// What to log.
    pub log: String,
    /// As JSON lines.
    pub log_as_json: bool,
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
    /// How long a client may take to send its body.
    pub time: Duration,
}

/// Who may have an account without being invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signup {
    /// Nobody.
    Invited,
    /// Whoever has an address in one of these domains, lower case.
    Domains(Vec<String>),
    /// Everybody.
    Open,
}

/// An origin: scheme, host and port.
#[derive(Clone, Debug)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// `https://host[:port]`, without a slash at the end.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
    /// Address of one of our pages; `path` begins with a slash.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
    /// Reached by https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
    /// Host name, for Message-IDs.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or("localhost")
    }
}

impl FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|e| format!("`{text}` is no address: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!("`{text}` must begin with http:// or https:// and name a host"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(format!("`{text}` must be an origin such as https://skillet.example.com, without path or user"));
        }
        Ok(Self(url))
    }
}

/// Everything that is wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("the settings are not usable:\n  {}", .0.join("\n  "))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// Reads the environment of this process.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(std::env::vars().filter(|(name, _)| name.starts_with("SKILLET_")).collect())
    }

    /// Reads given variables.
    pub fn read(given: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { given, wrong: Vec::new() };
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
        let signup = reader.parsed("SKILLET_SIGNUP").unwrap_or(Signup::Invited);
        let creation = reader.one_of("SKILLET_WORKSPACE_CREATION", &["everyone", "operators"]);
        let format = reader.one_of("SKILLET_LOG_FORMAT", &["text", "json"]);
        let config = (|reader: &mut Reader| {
            Some(Self {
                bind: reader.parsed("SKILLET_BIND")?,
                public_url: reader.parsed("SKILLET_PUBLIC_URL")?,
                database_url: database_url.into(),
                secret: secret.map(Into::into),
                mail: MailConfig {
                    smtp_url: reader.optional("SKILLET_SMTP_URL").map(Into::into),
                    smtp_ca_file: reader.optional("SKILLET_SMTP_CA_FILE").map(Into::into),
                    from: reader.parsed("SKILLET_MAIL_FROM")?,
                    folder: data_dir.join("mail"),
                },
                signup,
                only_operators_create_workspaces: creation == "operators",
                spa_origin: reader.origin("SKILLET_SPA_ORIGIN")?,
                allowed_hosts: reader.list("SKILLET_ALLOWED_HOSTS"),
                upload: UploadConfig {
                    max_compressed: reader.number("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", 1..=4096)? << 20,
                    max_decoded: reader.number("SKILLET_UPLOAD_MAX_DECODED_MIB", 1..=65_536)? << 20,
                    concurrency: usize::try_from(reader.number("SKILLET_UPLOAD_CONCURRENCY", 1..=64)?).ok()?,
                    time: Duration::seconds(150),
                },
                drain: std::time::Duration::from_secs(reader.number("SKILLET_DRAIN_SECONDS", 0..=600)?),
                log: reader.text("SKILLET_LOG"),
                log_as_json: format == "json",
                data_dir,
            })
        })(&mut reader);
        match config {
            Some(config) if reader.wrong.is_empty() => Ok(config),
            _ => Err(ConfigError(reader.wrong)),
        }
    }
}

struct Reader {
    given: BTreeMap<String, String>,
    wrong: Vec<String>,
}

impl Reader {
    /// The value given, from the variable or the file it names; empty counts as not given.
    fn optional(&mut self, name: &str) -> Option<String> {
        let by_file = format!("{name}_FILE");
        let value = match self.given.get(&by_file).filter(|path| !path.is_empty() && is_secret(name)) {
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => Some(text.trim().to_owned()),
                Err(e) => {
                    self.wrong.push(format!("{by_file}: cannot read `{path}`: {e}"));
                    None
                }
            },
            None => self.given.get(name).map(|value| value.trim().to_owned()),
        };
        value.filter(|text| !text.is_empty())
    }

    fn text(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| default_of(name).to_owned())
    }

    fn parsed<T: FromStr<Err: ToString>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name);
        text.parse().map_err(|e: T::Err| self.wrong.push(format!("{name}: `{text}`: {}", e.to_string()))).ok()
    }

    fn number(&mut self, name: &str, legal: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let value = self.parsed(name)?;
        if !legal.contains(&value) {
            self.wrong.push(format!("{name}: {value} is not between {} and {}", legal.start(), legal.end()));
        }
        Some(value)
    }

    fn one_of(&mut self, name: &str, legal: &[&str]) -> String {
        let text = self.text(name);
        if !legal.contains(&text.as_str()) {
            self.wrong.push(format!("{name}: `{text}` is not one of {}", legal.join(", ")));
        }
        text
    }

    fn list(&mut self, name: &str) -> Vec<String> {
        self.text(name).split(',').map(|one| one.trim().to_lowercase()).filter(|one| !one.is_empty()).collect()
    }

    fn origin(&mut self, name: &str) -> Option<Option<String>> {
        match self.optional(name) {
            None => Some(None),
            Some(_) => self.parsed::<PublicUrl>(name).map(|url| Some(url.origin())),
        }
    }

    /// A weak secret is no secret: short, of few different characters, or one that stands in an example.
    fn check_secret(&mut self, secret: Option<&str>) {
        let known = ["change", "secret", "example", "password", "skillet"];
        let complaint = match secret {
            None => "is required with PostgreSQL",
            Some(s) if s.chars().count() < 32 => "is too short",
            Some(s) if known.iter().any(|word| s.to_lowercase().contains(word)) => "looks like an example",
            Some(s) if s.chars().collect::<std::collections::BTreeSet<_>>().len() < 10 => "has too few different characters",
            Some(_) => return,
        };
        self.wrong.push(format!("SKILLET_SECRET {complaint}: make one with `openssl rand -base64 32`"));
    }

    fn refuse_unknown(&mut self) {
        let known: Vec<String> = VARIABLES.iter().flat_map(names_of).collect();
        for name in self.given.keys().filter(|name| !known.contains(name)) {
            let nearest = known.iter().max_by(|a, b| strsim::jaro(a, name).total_cmp(&strsim::jaro(b, name)));
            let hint = nearest.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            self.wrong.push(format!("{name} is no setting of this version{hint}"));
        }
    }
}

fn names_of(variable: &Variable) -> Vec<String> {
    let file = variable.is_secret.then(|| format!("{}_FILE", variable.name));
    std::iter::once(variable.name.to_owned()).chain(file).collect()
}

fn is_secret(name: &str) -> bool {
    VARIABLES.iter().any(|variable| variable.name == name && variable.is_secret)
}

fn default_of(name: &str) -> &'static str {
    VARIABLES.iter().find(|variable| variable.name == name).map_or("", |variable| variable.default)
}

impl FromStr for Signup {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix("domains:")) {
            ("invited", _) => Ok(Self::Invited),
            ("open", _) => Ok(Self::Open),
            (_, Some(list)) => {
                let domains: Vec<String> =
                    list.split(',').map(|d| d.trim().to_lowercase()).filter(|d| !d.is_empty()).collect();
                if domains.is_empty() { Err("names no domain") } else { Ok(Self::Domains(domains)) }
            }
            _ => Err("must be `invited`, `domains:example.com,…` or `open`"),
        }
    }
}
