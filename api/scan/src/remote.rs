//! Addresses of remotes in the forms git takes: URL, `user@host:path`, local path.
use url::Url;

/// An address without user information.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remote {
    /// What is left of the address.
    pub(crate) url: String,
    /// Lower case, without port.
    pub(crate) host: Option<String>,
    /// The path on the host, or the local path.
    pub(crate) path: String,
}

impl Remote {
    /// Reads an address. Tokens hide in the user information, so in doubt too much is taken for it; git gives queries
    /// and fragments no meaning.
    pub(crate) fn read(text: &str) -> Self {
        match text.split_once("://") {
            Some((scheme, rest)) => {
                let head = rest.split('/').next().unwrap_or_default();
                // Such a character ends the host, unless somebody forgot to encode it in a password.
                let as_it_is = if head.contains(['?', '#', '\\']) { None } else { parsed(text) };
                as_it_is
                    .or_else(|| {
                        let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
                        parsed(&format!("{scheme}://{rest}"))
                    })
                    .unwrap_or_else(|| hostless(scheme, rest))
            }
            // without a scheme, as copied from a page
            None if text.starts_with("//") => {
                let whole = Self::read(&format!("https:{text}"));
                Self { url: whole.url.trim_start_matches("https:").to_owned(), ..whole }
            }
            None => at_host(text).unwrap_or_else(|| Self { url: text.to_owned(), host: None, path: text.to_owned() }),
        }
    }
}

fn parsed(text: &str) -> Option<Remote> {
    let mut url = Url::parse(text).ok().filter(Url::has_host)?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(Remote {
        host: url.host_str().map(str::to_lowercase).filter(|host| !host.is_empty()),
        path: url.path().to_owned(),
        url: url.into(),
    })
}

/// `file:///srv/git/a.git`, and what names no host in a form we know.
fn hostless(scheme: &str, rest: &str) -> Remote {
    let path = match rest.rsplit_once('@') {
        Some((_, path)) if !rest.starts_with('/') => path,
        _ => rest,
    };
    Remote { url: format!("{scheme}://{path}"), host: None, path: path.to_owned() }
}

/// `git@host:path`; `None` for a local path, which may hold a colon behind its first slash or a drive's letter before
/// it.
fn at_host(text: &str) -> Option<Remote> {
    let head = text.split(['/', '\\']).next().unwrap_or_default();
    let user = match head.split_once('@') {
        // Before a host there is a name, or by mistake a name and a password; behind it, the path may hold an `@`
        // too.
        Some((user, _)) if !user.contains(':') => user.len() + 1,
        Some(_) => head.rfind('@').filter(|at| head[*at..].contains(':')).map_or(0, |at| at + 1),
        None => 0,
    };
    let bare = &text[user..];
    let host_end = if bare.starts_with('[') { bare.find(']')? + 1 } else { 0 };
    let (host, path) = bare.split_at(host_end + bare[host_end..].find(':')?);
    let path = &path[1..];
    let is_drive = host.len() == 1 && user == 0;
    if is_drive || host.is_empty() || host.contains(['/', '\\']) {
        return None;
    }
    // The same path as in the form of a URL.
    let alike = Url::parse(&format!("ssh://{host}/{}", path.trim_start_matches('/')));
    Some(Remote {
        url: bare.to_owned(),
        host: Some(host.to_lowercase()),
        path: alike.map_or(path.to_owned(), |url| url.path().to_owned()),
    })
}
