//! Which scans belong to one repository.
use super::{ada, scans, upload};
use crate::support::{app::TestApp, bodies::Body};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A scan of a repository known by these facts alone, different from all others.
fn from(repository: Value) -> Body {
    let name = repository.to_string().bytes().map(|byte| format!("{byte:x}")).collect::<String>();
    Body::of("shop").with("/repository", repository).defines(&format!("C{name}"), &[])
}

async fn repositories(bodies: &[Body]) -> (usize, Vec<Value>) {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    for body in bodies {
        upload(&ada, body).await;
    }
    let listed = scans(&ada).await;
    assert_eq!(listed.len(), bodies.len());
    let ids: BTreeSet<String> = listed.iter().map(|scan| scan["repository"]["id"].to_string()).collect();
    (ids.len(), listed.iter().map(|scan| scan["repository"]["displayName"].clone()).collect())
}

#[actix_web::test]
async fn all_addresses_of_one_repository_are_one() {
    let forms = [
        "https://github.com/Acme/Shop.git",
        "https://github.com/acme/shop",
        "https://user:secret@GitHub.com/acme/shop.git",
        "git@github.com:acme/shop.git",
        "ssh://git@github.com/acme/shop.git",
        "ssh://git@ssh.github.com:443/acme/shop.git",
        "git://github.com/acme/shop.git/",
    ];
    let mut bodies: Vec<Body> = forms.map(|url| from(json!({ "url": url }))).into();
    bodies.push(from(json!({ "scope": "acme", "name": "shop", "url": "https://github.com/acme/shop.git" })));
    let (repositories, names) = repositories(&bodies).await;
    assert_eq!(repositories, 1, "{names:?}");
}

#[actix_web::test]
async fn repositories_with_different_addresses_are_two_though_they_share_their_first_commit() {
    let commit = "f7f0c05e12b507635c51e6beccf9a8e9322d6cc1";
    let fork = |scope: &str| {
        from(json!({ "url": format!("https://github.com/{scope}/shop.git"), "initialCommitHash": commit }))
    };
    let other_host = from(json!({ "url": "https://gitlab.com/acme/shop.git", "initialCommitHash": commit }));
    assert_eq!(repositories(&[fork("acme"), fork("fork"), other_host]).await.0, 3);
}

#[actix_web::test]
async fn without_an_address_the_first_commit_tells_then_the_root_package() {
    let commit = |hashes: &str| from(json!({ "initialCommitHash": hashes }));
    let by_commit = [commit("aaa"), commit("aaa\nbbb"), commit("bbb")];
    assert_eq!(repositories(&by_commit).await.0, 2, "of several roots the first one counts");

    let package = |name: &str, component: &str| {
        let nothing_known = json!({ "branch": "main" });
        Body::of(name).with("/repository", nothing_known).defines(component, &[])
    };
    let by_package = [package("shop", "A"), package("shop", "B"), package("docs", "C")];
    let (count, names) = repositories(&by_package).await;
    assert_eq!((count, names), (2, vec![json!("docs"), json!("shop"), json!("shop")]));
}

#[actix_web::test]
async fn a_detached_checkout_has_no_branch() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let body = Body::of("shop").defines("A", &[]);
    let nameless = [
        body.clone().on_branch(""),
        body.clone().with("/repository/branch", Value::Null),
        body.without("/repository/branch"),
    ];
    for body in nameless {
        assert_eq!(upload(&ada, &body).await["data"]["branch"], Value::Null);
    }
    assert_eq!(scans(&ada).await.len(), 1, "they are one scan");
}
