//! Where a scan comes from, and what makes two scans come from the same place.
use crate::{
    ReadError,
    model::Repository,
    raw::{RawRepository, Text, must_be},
    remote::Remote,
    text::filled,
};

/// Addresses and names are keys of indexes.
const LONGEST: usize = 2048;

/// Hosts that serve the repositories of another one under the same paths, for ssh behind a firewall.
const DOORS: [(&str, &str); 3] =
    [("ssh.github.com", "github.com"), ("altssh.gitlab.com", "gitlab.com"), ("altssh.bitbucket.org", "bitbucket.org")];

/// Paths in errors start at `repository`.
pub(crate) fn repository(raw: RawRepository<'_>) -> Result<Repository, ReadError> {
    let remote = bounded(raw.url, "url")?.map(|url| Remote::read(&url));
    let commits = bounded(raw.initial_commit_hash, "initialCommitHash")?;
    Ok(Repository {
        host: remote.as_ref().and_then(|remote| remote.host.clone()),
        scope: bounded(raw.scope, "scope")?,
        name: bounded(raw.name, "name")?,
        url: remote.map(|remote| remote.url),
        branch: bounded(raw.branch, "branch")?,
        // A repository with several roots has several.
        initial_commit_hash: commits.and_then(|hashes| hashes.lines().next().map(|first| first.trim().to_owned())),
    })
}

fn bounded(text: Option<Text<'_>>, field: &str) -> Result<Option<String>, ReadError> {
    let text = filled(text);
    match text.as_ref().map(String::len) {
        Some(length) if length > LONGEST => {
            let most = format!("at most {LONGEST} bytes long");
            Err(must_be(field, &most, &format!("{length} bytes long")))
        }
        _ => Ok(text),
    }
}

/// The key by which scans are assigned to repositories: equal for all addresses of one repository, whatever protocol,
/// user or case they are written with. Without an address it is the first commit, which forks and templates share,
/// and without that the package at the root. The prefix keeps the kinds apart.
pub fn identity_key(repository: &Repository, root_package: &str) -> String {
    if let Some((host, path)) = location(repository) {
        return format!("repo:{host}/{}", path.to_lowercase());
    }
    if let Some(url) = &repository.url {
        return format!("url:{}", without_suffix(&Remote::read(url).path));
    }
    match &repository.initial_commit_hash {
        Some(hash) => format!("commit:{hash}"),
        None => format!("package:{root_package}"),
    }
}

/// The repository in few words: owner and name, else what its address ends with, else the package at the root.
pub fn display_name(repository: &Repository, root_package: &str) -> String {
    if let (Some(scope), Some(name)) = (&repository.scope, &repository.name) {
        return format!("{scope}/{name}");
    }
    let address = || Some(Remote::read(repository.url.as_ref()?).path);
    let local = || {
        let path = address()?;
        without_suffix(&path).rsplit(['/', '\\']).next().map(str::to_owned)
    };
    let name = repository.name.clone();
    name.or_else(|| location(repository).map(|(_, path)| path))
        .or_else(local)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| root_package.to_owned())
}

/// Host and path, if it has both.
fn location(repository: &Repository) -> Option<(String, String)> {
    let host = repository.host.as_deref()?;
    let path = match (&repository.scope, &repository.name) {
        (Some(scope), Some(name)) => format!("{scope}/{name}"),
        _ => Remote::read(repository.url.as_ref()?).path,
    };
    let path = without_suffix(&path);
    if path.is_empty() {
        return None;
    }
    // Azure's ssh addresses have a version in front and no `_git` in between.
    if let ("ssh.dev.azure.com", Some(("v3", path))) = (host, path.split_once('/')) {
        let path = path.rsplit_once('/').map_or(path.to_owned(), |(project, name)| format!("{project}/_git/{name}"));
        return Some(("dev.azure.com".to_owned(), path));
    }
    let host = DOORS.iter().find(|(door, _)| *door == host).map_or(host, |(_, house)| house);
    Some((host.to_owned(), path.to_owned()))
}

fn without_suffix(path: &str) -> &str {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").or_else(|| path.strip_suffix(".GIT")).unwrap_or(path);
    path.trim_end_matches('/')
}
