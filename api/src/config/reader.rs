//! Reads variables, and gathers what is wrong with all of them instead of stopping at the first.
use super::{PublicUrl, VARIABLES, Variable};
use crate::limits::{Quota, Quotas};
use ipnet::IpNet;
use lettre::{address::AddressError, message::Mailbox};
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

/// Levels of log lines; `EnvFilter` takes any other word for the name of a module, and shows nothing else.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
/// What settings are called elsewhere, and here.
const ELSEWHERE: [(&str, &str); 6] = [
    ("SKILLET_PORT", "SKILLET_BIND"),
    ("SKILLET_HOST", "SKILLET_BIND"),
    ("SKILLET_LISTEN", "SKILLET_BIND"),
    ("SKILLET_ADDRESS", "SKILLET_BIND"),
    ("SKILLET_URL", "SKILLET_PUBLIC_URL"),
    ("SKILLET_LOG_LEVEL", "SKILLET_LOG"),
];

/// The variables given, and everything that is wrong with them.
pub(super) struct Reader {
    pub(super) given: BTreeMap<String, String>,
    pub(super) wrong: Vec<String>,
    pub(super) files: Vec<PathBuf>,
}

impl Reader {
    /// The value given, from the variable or the file it names; empty counts as not given.
    pub(super) fn optional(&mut self, name: &str) -> Option<String> {
        let by_file = format!("{name}_FILE");
        let is_given = |name: &str| self.given.get(name).is_some_and(|value| !value.trim().is_empty());
        if is_secret(name) && is_given(name) && is_given(&by_file) {
            self.wrong.push(format!("{name} and {by_file} are both given: take one of them away"));
        }
        let value = match self.given.get(&by_file).filter(|path| !path.trim().is_empty() && is_secret(name)) {
            Some(path) => match std::fs::read_to_string(path) {
                Ok(text) => {
                    self.files.push(path.into());
                    Some(text.trim().to_owned())
                }
                Err(e) => {
                    self.wrong.push(format!("{by_file}: cannot read `{path}`: {e}"));
                    None
                }
            },
            None => self.given.get(name).map(|value| value.trim().to_owned()),
        };
        value.filter(|text| !text.is_empty())
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| default_of(name).to_owned())
    }

    pub(super) fn parsed<T: FromStr<Err: ToString>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name);
        text.parse().map_err(|e: T::Err| self.wrong.push(format!("{name}: `{text}`: {}", e.to_string()))).ok()
    }

    /// An address of this machine with a port.
    pub(super) fn address(&mut self, name: &str) -> Option<SocketAddr> {
        let text = self.text(name);
        let wrong = format!("{name}: `{text}` is no address with a port, such as 127.0.0.1:3001 or 0.0.0.0:3001");
        text.parse().map_err(|_| self.wrong.push(wrong)).ok()
    }

    pub(super) fn number(&mut self, name: &str, legal: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let (text, range) = (self.text(name), format!("between {} and {}", legal.start(), legal.end()));
        match text.parse() {
            Ok(value) if legal.contains(&value) => return Some(value),
            Ok(_) => self.wrong.push(format!("{name}: {text} is not {range}")),
            Err(error) => self.wrong.push(format!("{name}: `{text}` is no number {range}: {error}")),
        }
        None
    }

    /// As `number`, where nothing given means something of its own.
    pub(super) fn optional_number(&mut self, name: &str, legal: std::ops::RangeInclusive<u64>) -> Option<u64> {
        self.optional(name)?;
        self.number(name, legal)
    }

    pub(super) fn one_of(&mut self, name: &str, legal: &[&str]) -> String {
        let text = self.text(name);
        if !legal.contains(&text.as_str()) {
            self.wrong.push(format!("{name}: `{text}` is not one of {}", legal.join(", ")));
        }
        text
    }

    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        self.text(name).split(',').map(|one| one.trim().to_lowercase()).filter(|one| !one.is_empty()).collect()
    }

    /// Names of hosts as they stand in a request, without scheme and port.
    pub(super) fn hosts(&mut self, name: &str) -> Vec<String> {
        let hosts = self.list(name);
        for text in &hosts {
            if !matches!(url::Host::parse(text), Ok(host) if host.to_string() == *text) {
                self.wrong.push(format!("{name}: `{text}` is no host name such as skillet.example.com"));
            }
        }
        hosts
    }

    /// Whoever follows a link must not be refused.
    pub(super) fn check_allowed_hosts(&mut self, name: &str, hosts: &[String], public: &PublicUrl) {
        if !hosts.is_empty() && !hosts.iter().any(|host| host == public.host()) {
            let host = public.host();
            self.wrong
                .push(format!("{name} has to name `{host}`, the host of SKILLET_PUBLIC_URL, too: it would be refused"));
        }
    }

    pub(super) fn mailbox(&mut self, name: &str) -> Option<Mailbox> {
        let text = self.text(name);
        let wrong = |e| format!("{name}: `{text}` is no sender such as `Skillet <skillet@example.com>`: {e}");
        text.parse().map_err(|e: AddressError| self.wrong.push(wrong(e))).ok()
    }

    /// A filter of log lines; a wrong one is named here, not when the log begins.
    pub(super) fn log_filter(&mut self, name: &str) -> String {
        let text = self.text(name);
        let word = text.split(',').map(str::trim).find(|part| {
            !part.is_empty() && !part.contains(['=', '[']) && !LEVELS.contains(&part.to_lowercase().as_str())
        });
        if let Some(word) = word {
            let levels = LEVELS.join(", ");
            self.wrong
                .push(format!("{name}: `{word}` is neither one of {levels} nor a filter such as `info,skillet=debug`"));
        } else if let Err(error) = text.parse::<tracing_subscriber::EnvFilter>() {
            self.wrong.push(format!("{name}: `{text}` is no filter such as `info,skillet=debug`: {error}"));
        }
        text
    }

    pub(super) fn networks(&mut self, name: &str) -> Vec<IpNet> {
        let mut networks = Vec::new();
        for text in self.list(name) {
            match text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
                Ok(network) => networks.push(network),
                Err(_) => {
                    self.wrong.push(format!("{name}: `{text}` is neither an address nor a network such as 10.0.0.0/8"))
                }
            }
        }
        networks
    }

    pub(super) fn quotas(&mut self) -> Option<Option<Quotas>> {
        let are_on = self.one_of("SKILLET_RATE_LIMITS", &["on", "off"]) == "on";
        let mut quota = |name: &str| self.parsed::<Quota>(name);
        let quotas = Quotas {
            sign_in: quota("SKILLET_LIMIT_SIGN_IN")?,
            sign_in_mails: quota("SKILLET_LIMIT_SIGN_IN_MAILS")?,
            sign_in_confirm: quota("SKILLET_LIMIT_SIGN_IN_CONFIRM")?,
            requests: quota("SKILLET_LIMIT_JOIN_REQUESTS")?,
            requests_of_address: quota("SKILLET_LIMIT_JOIN_REQUESTS_BY_EMAIL")?,
            requests_to_workspace: quota("SKILLET_LIMIT_JOIN_REQUESTS_BY_WORKSPACE")?,
            uploads: quota("SKILLET_LIMIT_UPLOADS")?,
            api: quota("SKILLET_LIMIT_API")?,
        };
        Some(are_on.then_some(quotas))
    }

    pub(super) fn origin(&mut self, name: &str) -> Option<Option<String>> {
        match self.optional(name) {
            None => Some(None),
            Some(_) => self.parsed::<PublicUrl>(name).map(|url| Some(url.origin())),
        }
    }

    /// A weak secret is no secret: short, of few different characters, or one that stands in an example.
    pub(super) fn check_secret(&mut self, secret: Option<&str>) {
        let known = ["change", "secret", "example", "password", "skillet"];
        let complaint = match secret {
            None => "is required with PostgreSQL",
            Some(s) if s.chars().count() < 32 => "is too short",
            Some(s) if known.iter().any(|word| s.to_lowercase().contains(word)) => "looks like an example",
            Some(s) if s.chars().collect::<std::collections::BTreeSet<_>>().len() < 10 => {
                "has too few different characters"
            }
            Some(_) => return,
        };
        self.wrong.push(format!("SKILLET_SECRET {complaint}: make one with `openssl rand -base64 32`"));
    }

    /// Short enough to be guessed is as good as none.
    pub(super) fn metrics_token(&mut self) -> Option<String> {
        let token = self.optional("SKILLET_METRICS_TOKEN")?;
        if token.chars().count() < 16 {
            self.wrong.push(
                "SKILLET_METRICS_TOKEN has fewer than 16 characters: make one with `openssl rand -hex 24`".into(),
            );
        }
        Some(token)
    }

    pub(super) fn refuse_unknown(&mut self) {
        let known: Vec<String> = VARIABLES.iter().flat_map(names_of).collect();
        for (name, value) in self.given.iter().filter(|(name, _)| !known.contains(name)) {
            if is_of_kubernetes(name, value) {
                self.wrong.push(format!(
                    "{name} is set by Kubernetes for a Service whose name begins with `skillet`: say `enableServiceLinks: false` \
                     in the pod's spec, or give the Service another name"
                ));
                continue;
            }
            let elsewhere = ELSEWHERE.iter().find(|(there, _)| there == name).map(|(_, here)| (*here).to_owned());
            let nearest = known.iter().max_by(|a, b| strsim::jaro(a, name).total_cmp(&strsim::jaro(b, name)));
            let hint = elsewhere.as_ref().or(nearest).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            self.wrong.push(format!("{name} is no setting of this version{hint}"));
        }
    }
}

/// Kubernetes tells every container where the Services are, in variables that begin with their names.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    name.contains("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.contains("_TCP")
        || value.starts_with("tcp://")
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
