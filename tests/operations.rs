//! What the people who run a server do with it: watch it, back it up, renew its keys, ask it how it is.
mod backup;
mod damage;
mod doctor;
mod dump;
mod keys;
mod knock;
mod mail;
mod metrics;
mod readiness;
mod restore;
mod soak;
mod stops;
mod twins;

use crate::support::{
    person::{Person, token_in},
    program::Program,
};
use serde_json::json;
use std::time::Duration;

/// Far beyond what any of it takes: only what never comes meets it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until it is so.
async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asked = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(asked.await.is_ok(), "never: {what}");
}

/// Signs somebody in at a server of its own, with a link that its command prints.
async fn sign_in(program: &Program, email: &str) -> Person {
    let link = program.prints(&["user", "sign-in-link", "--email", email]).await;
    let person = Person::new(&program.url());
    person.post("/auth/sign-in/confirm", json!({ "token": token_in(&link) })).await.expect(200);
    person
}

/// An account that owns the workspace `acme`, and a token that uploads to it.
async fn set_up(program: &Program) -> String {
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com"]).await;
    program.prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"]).await;
    api_token(program).await
}

async fn api_token(program: &Program) -> String {
    program.prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read"]).await
}
