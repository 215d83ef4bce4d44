//! Who may send a mail, for how long, and what a server that stops does with the one it is sending.
use super::{queue, spawn_with_smtp};
use crate::support::{
    app::TestApp,
    catcher::{Catcher, Event},
    integrity::look,
    person::Person,
    program::Program,
};
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::{entities::mail, mail::outbox};

/// Breaks when the lease of every mail of a round begins with the round: then another server sends, at the same time,
/// what this one takes late.
#[actix_web::test]
async fn a_lease_begins_when_its_mail_is_taken() {
    let mut catcher = Catcher::start(&["--mode", "hold"]).await;
    let app: TestApp = spawn_with_smtp(format!("smtp://127.0.0.1:{}?tls=none", catcher.port)).await;
    let start = app.state.clock.now();
    app.set_clock(start);
    queue(&app, "ada@example.com").await;
    queue(&app, "bob@example.com").await;
    let state = app.state.clone();
    let round = actix_web::rt::spawn(async move { outbox::send_due(&state).await.unwrap() });
    catcher.next_mail().await;
    app.set_clock(start + Duration::seconds(100));
    catcher.set_mode("accept").await;
    assert_eq!(round.await.unwrap(), 2);
    let leases: Vec<_> = app.mails().await.iter().map(|mail| (mail.next_attempt_at - start).num_seconds()).collect();
    assert_eq!(leases, [120, 220]);
}

async fn installed(catcher: &Catcher) -> Program {
    let address = format!("smtp://127.0.0.1:{}?tls=none", catcher.port);
    Program::new().await.with("SKILLET_SMTP_URL", &address).with("SKILLET_SIGNUP", "open")
}

async fn ask(program: &Program, email: &str) {
    Person::new(&program.url()).post("/auth/sign-in", json!({ "email": email })).await.expect(202);
}

/// Breaks when the outbox is dropped with the server: the mail is out, nobody has noted it, and it is sent again.
#[actix_web::test]
async fn a_server_that_stops_finishes_the_mail_it_is_sending_and_begins_no_other() {
    let mut catcher = Catcher::start(&["--mode", "hold"]).await;
    let program = installed(&catcher).await;
    let server = program.serve().await;
    ask(&program, "ada@example.com").await;
    catcher.next_mail().await;
    ask(&program, "bob@example.com").await;
    server.terminate();
    while reqwest::get(format!("{}/healthz", program.url())).await.is_ok() {}
    catcher.set_mode("accept").await;
    assert_eq!(server.finish().await.status, 0);
    let rows = look(&program.database_url, async |db| mail::Entity::find().all(db).await.unwrap()).await;
    let of = |email: &str| rows.iter().find(|row| row.recipient == email).map(|row| (row.state, row.attempts)).unwrap();
    assert_eq!(of("ada@example.com"), (mail::State::Sent, 1));
    assert_eq!(of("bob@example.com"), (mail::State::Queued, 0), "it is for the next");
    let _server = program.serve().await;
    assert_eq!(catcher.next_mail().await.to, ["bob@example.com"]);
}

/// Breaks when a request waits for its mail, or readiness asks the mail server.
#[actix_web::test]
async fn a_mail_server_that_hangs_keeps_nobody_waiting() {
    let mut catcher = Catcher::start(&["--mode", "hang"]).await;
    let program = installed(&catcher).await;
    let _server = program.serve().await;
    ask(&program, "ada@example.com").await;
    while !matches!(catcher.next_event().await, Event::Held { .. }) {}
    for number in 0..5 {
        ask(&program, &format!("other-{number}@example.com")).await;
    }
    for page in ["healthz", "readyz"] {
        assert_eq!(reqwest::get(format!("{}/{page}", program.url())).await.unwrap().status(), 200, "{page}");
    }
}

/// Breaks when what came of an attempt is noted by the mail's id alone: the later sender's word is overwritten.
#[actix_web::test]
async fn a_sender_whose_lease_ran_out_says_nothing_of_the_mail_any_more() {
    let mut catcher = Catcher::start(&["--mode", "hold"]).await;
    let app: TestApp = spawn_with_smtp(format!("smtp://127.0.0.1:{}?tls=none", catcher.port)).await;
    let beside = app.another(|_| ()).await;
    let start = app.state.clock.now();
    app.set_clock(start);
    queue(&app, "ada@example.com").await;
    let state = app.state.clone();
    let slow = actix_web::rt::spawn(async move { outbox::send_due(&state).await.unwrap() });
    catcher.next_mail().await;
    app.set_clock(start + Duration::seconds(121));
    assert_eq!(outbox::send_due(&beside.state).await.unwrap(), 1, "another server sends it, into a file");
    drop(catcher);
    assert_eq!(slow.await.unwrap(), 0);
    let mail = super::only_mail(&app).await;
    assert_eq!((mail.state, mail.last_error.as_deref(), mail.attempts), (mail::State::Filed, None, 2));
}
