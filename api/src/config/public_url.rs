//! The address people use.
use std::str::FromStr;
use url::Url;

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
    /// The port, given or usual.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }
    /// Host and, unless it is the usual one, port: what a browser says in `Host`.
    pub fn authority(&self) -> &str {
        self.0.authority()
    }
    /// Host name, for Message-IDs.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or("localhost")
    }
}

impl FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let url =
            Url::parse(text).map_err(|e| format!("`{text}` is no address such as https://skillet.example.com: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(format!("`{text}` must begin with http:// or https:// and name a host"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(format!(
                "`{text}` must be an origin such as https://skillet.example.com, without path or user"
            ));
        }
        Ok(Self(url))
    }
}
