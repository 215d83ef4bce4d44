//! Keys are renewed while servers run.
use super::{api_token, eventually, set_up, sign_in};
use crate::support::{person::Person, program::Program};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use std::{collections::BTreeSet, os::unix::fs::PermissionsExt};

/// Id of the key that signed a token.
fn signer(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}

/// Id and role of every key.
async fn list(program: &Program) -> Vec<(String, String)> {
    let printed = program.prints(&["keys", "list"]).await;
    let line = |line: &str| {
        let mut words = line.split(' ').map(ToOwned::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    };
    printed.lines().map(line).collect()
}

fn keys(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(kid, role)| ((*kid).to_owned(), (*role).to_owned())).collect()
}

async fn is_in(person: &Person) -> bool {
    person.get("/users/me").await.status == 200
}

/// Breaks when the server keeps the ring it read at its start.
#[actix_web::test]
async fn a_running_server_takes_a_new_key_over_and_old_sessions_stay() {
    let program = Program::new().await;
    let server = program.serve().await;
    let token = set_up(&program).await;
    let ada = sign_in(&program, "ada@example.com").await;
    assert_eq!(list(&program).await, keys(&[("1", "signs")]));
    assert_eq!(signer(&ada.cookie("skillet").unwrap()), "1");

    assert_eq!(program.prints(&["keys", "rotate"]).await, "2");
    assert_eq!(list(&program).await, keys(&[("1", "verifies"), ("2", "signs")]));
    let newer = api_token(&program).await;
    assert_eq!(signer(&newer), "2");
    Person::with_bearer(&program.url(), &newer).get("/workspaces/acme").await.expect(200);
    Person::with_bearer(&program.url(), &token).get("/workspaces/acme").await.expect(200);
    ada.get("/users/me").await.expect(200);
    eventually("the server signs with the new key", async || {
        signer(&sign_in(&program, "ada@example.com").await.cookie("skillet").unwrap()) == "2"
    })
    .await;
    ada.get("/users/me").await.expect(200);
    drop(server);
}

/// Breaks when the server goes on believing a key that was retired, or the next start makes it anew.
#[actix_web::test]
async fn retiring_a_key_ends_what_it_signed_and_nothing_else() {
    let program = Program::new().await;
    let server = program.serve().await;
    let token = set_up(&program).await;
    let ada = sign_in(&program, "ada@example.com").await;
    program.prints(&["keys", "rotate"]).await;
    let newer = Person::with_bearer(&program.url(), &api_token(&program).await);
    newer.get("/workspaces/acme").await.expect(200);

    for (kid, words) in [("2", "skillet keys rotate"), ("3", "skillet keys list"), ("", "skillet keys list")] {
        let refused = program.run(&["keys", "retire", kid]).await;
        assert!(refused.status == 1 && refused.stderr.contains(words), "{kid}: {}", refused.stderr);
    }
    assert_eq!(list(&program).await, keys(&[("1", "verifies"), ("2", "signs")]), "what was refused changed nothing");

    assert_eq!(program.prints(&["keys", "retire", "1"]).await, "1");
    eventually("the session is over", async || !is_in(&ada).await).await;
    Person::with_bearer(&program.url(), &token).get("/workspaces/acme").await.refuses(401, "unauthorized");
    newer.get("/workspaces/acme").await.expect(200);

    server.terminate();
    assert_eq!(server.finish().await.status, 0);
    let _server = program.serve().await;
    assert_eq!(list(&program).await, keys(&[("2", "signs")]), "it does not come back");
    assert!(!is_in(&ada).await);
    newer.get("/workspaces/acme").await.expect(200);
    assert!(is_in(&sign_in(&program, "ada@example.com").await).await);
}

/// Breaks when two changes read the same ring and the later one writes over the earlier one.
#[actix_web::test]
async fn rotations_at_the_same_time_lose_no_key() {
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    program.prints(&["keys", "list"]).await;
    let done = futures_util::future::join_all((0..6).map(|_| program.run(&["keys", "rotate"]))).await;
    let made: Vec<String> = done.iter().filter(|one| one.status == 0).map(|one| one.stdout.trim().to_owned()).collect();
    for refused in done.iter().filter(|one| one.status != 0) {
        assert!(refused.stderr.contains("skillet keys list"), "{}", refused.stderr);
    }
    let all = list(&program).await;
    let ids: BTreeSet<_> = all.iter().map(|(kid, _)| kid.clone()).collect();
    let expected: BTreeSet<_> = made.iter().cloned().chain(["1".to_owned()]).collect();
    assert_eq!(ids, expected);
    assert!(!made.is_empty() && made.iter().collect::<BTreeSet<_>>().len() == made.len(), "{made:?}");
    assert_eq!(all.iter().filter(|(_, role)| role == "signs").count(), 1);
}

/// Breaks when the file is written in place, or with the rights of any other file.
#[actix_web::test]
async fn the_key_file_stays_its_owners_and_no_draft_is_left() {
    let program = Program::embedded();
    program.prints(&["migrate", "up"]).await;
    program.prints(&["keys", "rotate"]).await;
    program.prints(&["keys", "retire", "1"]).await;
    let file = program.data_dir.path().join("keys.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let names: Vec<_> =
        std::fs::read_dir(program.data_dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("draft")), "{names:?}");
}

#[actix_web::test]
async fn the_help_says_what_retiring_ends() {
    let program = Program::embedded();
    let help = program.prints(&["keys", "retire", "--help"]).await;
    assert!(help.contains("session") && help.contains("API token"), "{help}");
}
