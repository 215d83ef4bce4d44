//! Mails are rows that are sent afterwards, by a real mail server or into files.
mod failures;
mod leases;
mod transports;
mod troubles;

use crate::support::app::TestApp;
use sea_orm::EntityTrait;
use serde_json::json;
use skillet::{
    config::Signup,
    entities::mail,
    jobs::Job,
    mail::{jobs::ForgetMails, outbox},
};

/// Somebody asks for a link: one mail.
async fn queue(app: &TestApp, email: &str) {
    app.anonymous().post("/auth/sign-in", json!({ "email": email })).await.expect(202);
}

/// One round of the outbox; answers how many mails were sent.
async fn round(app: &TestApp) -> usize {
    outbox::send_due(&app.state).await.unwrap()
}

async fn forget(app: &TestApp) {
    ForgetMails {}.run(&app.state).await.unwrap();
}

async fn only_mail(app: &TestApp) -> mail::Model {
    let mut all = app.mails().await;
    assert_eq!(all.len(), 1);
    all.pop().unwrap()
}

/// A server whose mail server listens at this port, with more settings in the address.
async fn spawn_with_smtp(address: String) -> TestApp {
    TestApp::spawn_with(|config| config.mail.smtp_url = Some(address.into())).await
}

#[actix_web::test]
async fn a_mail_that_was_sent_keeps_no_text() {
    let app = TestApp::spawn().await;
    queue(&app, "ada@example.com").await;
    assert!(only_mail(&app).await.text_body.contains("/signin#"));

    assert_eq!(round(&app).await, 1);
    let sent = only_mail(&app).await;
    assert_eq!((sent.state, sent.attempts, sent.last_error), (mail::State::Filed, 1, None));
    assert_eq!((sent.text_body.as_str(), sent.html_body.as_str()), ("", ""));
    assert!(sent.settled_at.is_some());
    assert_eq!(round(&app).await, 0, "once is enough");
}

/// Breaks when a round sends whatever is not sent yet.
#[actix_web::test]
async fn s13_a_withheld_mail_never_leaves() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Invited).await;
    queue(&app, "stranger@example.com").await;
    let start = app.state.clock.now();
    for minutes in [0, 1, 10, 59] {
        app.set_clock(start + chrono::Duration::minutes(minutes));
        assert_eq!(round(&app).await, 0);
        forget(&app).await;
    }
    let withheld = only_mail(&app).await;
    assert_eq!((withheld.state, withheld.attempts), (mail::State::Withheld, 0));
    assert_eq!(std::fs::read_dir(app.data_dir.path().join("mail")).unwrap().count(), 0);
    app.set_clock(start + chrono::Duration::minutes(61));
    forget(&app).await;
    assert_eq!(app.mails().await, [], "soon it is forgotten");
}

#[actix_web::test]
async fn a_settled_mail_is_forgotten_after_ninety_days() {
    let app = TestApp::spawn().await;
    let start = app.state.clock.now();
    app.set_clock(start);
    queue(&app, "ada@example.com").await;
    round(&app).await;
    app.set_clock(start + chrono::Duration::days(90));
    forget(&app).await;
    assert_eq!(app.mails().await.len(), 1);
    app.set_clock(start + chrono::Duration::days(90) + chrono::Duration::seconds(1));
    forget(&app).await;
    assert_eq!(app.mails().await.len(), 0);
}

/// Breaks when `claim` does not compare the attempts, or its answer is not looked at.
#[actix_web::test]
async fn two_servers_send_a_mail_once() {
    let app = TestApp::spawn().await;
    let beside = app.another(|_| ()).await;
    for n in 0..20 {
        queue(&app, &format!("person{n}@example.com")).await;
    }
    let (a, b, c) = futures_util::join!(round(&app), round(&beside), round(&app));
    assert_eq!(a + b + c, 20);
    let files = std::fs::read_dir(app.data_dir.path().join("mail")).unwrap().count();
    assert_eq!(files, 20);
    let rows = mail::Entity::find().all(&*app.state.db).await.unwrap();
    assert!(rows.iter().all(|row| row.attempts == 1 && row.state == mail::State::Filed));
}

#[actix_web::test]
async fn the_runner_sends_what_was_queued_without_being_asked() {
    let app = TestApp::spawn().await;
    let runner = actix_web::rt::spawn(outbox::run(app.state.clone()));
    queue(&app, "ada@example.com").await;
    while only_mail(&app).await.state != mail::State::Filed {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    runner.abort();
}
