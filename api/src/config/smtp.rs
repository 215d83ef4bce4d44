//! The address of a mail server: `smtp://` insists on STARTTLS unless `?tls=` says otherwise, `smtps://` is TLS from the
//! first byte.
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use std::str::FromStr;
use url::Url;

/// Where a mail server is, and how to speak to it.
#[derive(Clone, Debug)]
pub struct SmtpAddress {
    /// Its name, or its number.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said stays between the two.
    pub security: Security,
    /// User and password.
    pub credentials: Option<(String, SecretString)>,
    /// What we call ourselves, if not by the name of this machine: the path.
    pub name: Option<String>,
}

/// How what is said stays between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// By STARTTLS, where the server offers it.
    IfOffered,
    /// By STARTTLS, or nothing is said.
    StartTls,
    /// By TLS from the first byte.
    Tls,
}

impl FromStr for SmtpAddress {
    type Err = String;

    /// What is wrong is said without the text: a password may stand in it.
    fn from_str(text: &str) -> Result<Self, String> {
        let legal = "must be smtp://host:587, smtps://host:465 or smtp://host:25?tls=none, with `user:password@` before the \
                     host if the server wants it";
        let url = Url::parse(text).map_err(|error| format!("{legal}: {error}"))?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (security, usual) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None | Some("required")) => (Security::StartTls, 587),
            ("smtp", Some("opportunistic")) => (Security::IfOffered, 587),
            ("smtp", Some("none")) => (Security::None, 25),
            ("smtps", None | Some("required")) => (Security::Tls, 465),
            ("smtps", Some(_)) => return Err("has `smtps`, which is TLS from the first byte, and a `?tls=`".to_owned()),
            ("smtp", Some(_)) => return Err("has a `?tls=` that is not required, opportunistic or none".to_owned()),
            _ => return Err(legal.to_owned()),
        };
        let decoded = |part: &str| percent_decode_str(part).decode_utf8().map(|part| part.into_owned());
        let credentials = match url.password() {
            None if !url.username().is_empty() => return Err("names a user and no password".to_owned()),
            None => None,
            Some(password) => {
                let read = decoded(url.username()).and_then(|user| Ok((user, SecretString::from(decoded(password)?))));
                Some(read.map_err(|_| "has a user or a password that is no UTF-8".to_owned())?)
            }
        };
        let name = url.path().trim_matches('/');
        Ok(Self {
            host: url.host_str().filter(|host| !host.is_empty()).ok_or("names no host")?.to_owned(),
            port: url.port().unwrap_or(usual),
            security,
            credentials,
            name: (!name.is_empty()).then(|| name.to_owned()),
        })
    }
}
