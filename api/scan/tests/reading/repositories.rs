//! Where a scan comes from.
use crate::support::*;
use scan::{display_name, identity_key, model::Repository};
use serde_json::{Value, json};

fn repository(raw: Value) -> Repository {
    let mut body = body(vec![]);
    body["repository"] = raw;
    read(&body).unwrap().repository
}

fn url(url: &str) -> Repository {
    repository(json!({ "url": url }))
}

fn key(url_: &str) -> String {
    identity_key(&url(url_), "pkg")
}

#[test]
fn user_information_is_taken_out_of_every_form_of_address() {
    for (sent, kept, host) in [
        ("https://user:secret@github.com/a/b.git", "https://github.com/a/b.git", Some("github.com")),
        ("https://oauth2:glpat-abc@GitLab.com/a/b.git", "https://gitlab.com/a/b.git", Some("gitlab.com")),
        ("https://ghp_token@github.com/a/b", "https://github.com/a/b", Some("github.com")),
        ("https://u:p@ss@git.corp/a/b", "https://git.corp/a/b", Some("git.corp")),
        ("https://u:s#cret@git.corp/a", "https://git.corp/a", Some("git.corp")),
        ("https://u:s/cret@git.corp/a", "https://git.corp/a", Some("git.corp")),
        ("https://git.corp/a/b.git?private_token=x#y", "https://git.corp/a/b.git", Some("git.corp")),
        ("ssh://git@git.corp:2222/a/b.git", "ssh://git.corp:2222/a/b.git", Some("git.corp")),
        ("git@Git.Corp:a/b.git", "Git.Corp:a/b.git", Some("git.corp")),
        ("user:secret@git.corp:a/b.git", "git.corp:a/b.git", Some("git.corp")),
        ("git@[::1]:a/b.git", "[::1]:a/b.git", Some("[::1]")),
        ("git.corp:a@b/c", "git.corp:a@b/c", Some("git.corp")),
        ("git+ssh://me:pw@git.corp/a/b", "git+ssh://git.corp/a/b", Some("git.corp")),
        ("odd://user:secret@", "odd://", None),
        ("/srv/git/shop.git", "/srv/git/shop.git", None),
        ("../shop", "../shop", None),
        ("./a:b/c@d", "./a:b/c@d", None),
        ("C:\\repos\\shop", "C:\\repos\\shop", None),
        ("C:/repos/shop", "C:/repos/shop", None),
        ("file:///srv/git/@x/shop.git", "file:///srv/git/@x/shop.git", None),
    ] {
        let repository = url(sent);
        assert_eq!((repository.url.as_deref(), repository.host.as_deref()), (Some(kept), host), "{sent}");
    }
}

#[test]
fn empty_fields_are_none_and_only_the_first_commit_counts() {
    let kept = repository(json!({
        "scope": "", "name": null, "branch": "", "url": " ", "initialCommitHash": "f7f0c05e\n0a241be1\n",
    }));
    let commit = Some("f7f0c05e".to_owned());
    assert_eq!(kept, Repository { initial_commit_hash: commit, ..Repository::default() });
    assert_eq!(repository(json!({})), Repository::default());
}

#[test]
fn no_zero_character_leaves_in_a_repository() {
    let kept = repository(json!({ "branch": "a\0b", "url": "/srv/a\0b" }));
    assert_eq!(kept.branch.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(kept.url.as_deref(), Some("/srv/a\u{fffd}b"));
}

#[test]
fn all_addresses_of_one_repository_have_one_key() {
    let hosted = |url: &str| {
        let raw = json!({ "scope": "Acme", "name": "Shop", "url": url, "initialCommitHash": "abc" });
        identity_key(&repository(raw), "pkg")
    };
    for url in ["https://github.com/acme/shop.git", "https://GitHub.com/Acme/Shop", "https://x:y@github.com/acme/shop"]
    {
        assert_eq!(hosted(url), "repo:github.com/acme/shop");
        assert_eq!(key(url), "repo:github.com/acme/shop");
    }
    assert_eq!(key("ssh://git@ssh.github.com:443/Acme/Shop.git"), "repo:github.com/acme/shop");
    for url in [
        "https://git.corp/Team/Sub/Shop.git",
        "https://git.corp:8443/team/sub/shop/",
        "http://user@GIT.corp/team/sub/shop.git",
        "ssh://git@git.corp:2222/team/sub/shop.git",
        "git@git.corp:team/sub/shop.git",
        "git.corp:/team/sub/shop",
    ] {
        assert_eq!(key(url), "repo:git.corp/team/sub/shop", "{url}");
    }
    for url in [
        "https://acme@dev.azure.com/acme/My%20Project/_git/Shop",
        "git@ssh.dev.azure.com:v3/acme/My%20Project/shop",
        "git@ssh.dev.azure.com:v3/acme/My Project/shop",
    ] {
        assert_eq!(key(url), "repo:dev.azure.com/acme/my%20project/_git/shop", "{url}");
    }
}

#[test]
fn without_a_host_the_path_then_the_first_commit_then_the_root_package_is_the_key() {
    assert_eq!(key("/srv/git/Shop.git/"), "url:srv/git/Shop");
    assert_eq!(key("file:///srv/git/Shop.git"), "url:srv/git/Shop");
    let commit = repository(json!({ "scope": "a", "name": "b", "initialCommitHash": "abc\ndef" }));
    assert_eq!(identity_key(&commit, "pkg"), "commit:abc");
    assert_eq!(identity_key(&Repository::default(), "pkg"), "package:pkg");
}

#[test]
fn different_repositories_have_different_keys() {
    let keys = [
        "https://a.com/x/y",
        "https://b.com/x/y",
        "https://a.com/x/z",
        "https://a.com/x",
        "/x/y",
        "/a.com/x/y",
        "https://a.com",
    ]
    .map(key);
    let different: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len(), "{keys:?}");
}

#[test]
fn a_repository_is_shown_by_what_people_call_it() {
    let named =
        repository(json!({ "scope": "Acme/Web", "name": "Shop", "url": "https://gitlab.com/Acme/Web/Shop.git" }));
    for (repository, name) in [
        (named, "Acme/Web/Shop"),
        (url("git@git.corp:Team/Shop.git"), "Team/Shop"),
        (url("/srv/git/Shop.git"), "Shop"),
        (url("C:\\repos\\Shop"), "Shop"),
        (repository(json!({ "name": "Shop" })), "Shop"),
        (repository(json!({ "initialCommitHash": "abc" })), "pkg"),
        (url("https://git.corp"), "pkg"),
    ] {
        assert_eq!(display_name(&repository, "pkg"), name);
    }
}
