//! What becomes of a mail when the mail server refuses, is silent, or goes away.
use super::{only_mail, queue, round, spawn_with_smtp};
use crate::support::{
    app::TestApp,
    catcher::{Catcher, Event},
};
use chrono::Duration;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use skillet::{entities::mail, mail::outbox};

async fn app_with(catcher: &Catcher) -> TestApp {
    let app = spawn_with_smtp(format!("smtp://127.0.0.1:{}?tls=none", catcher.port)).await;
    app.set_clock(app.state.clock.now());
    app
}

fn pass(app: &TestApp, time: Duration) {
    app.set_clock(app.state.clock.now() + time);
}

#[actix_web::test]
async fn a_mail_that_is_refused_for_now_is_tried_again() {
    let mut catcher = Catcher::start(&["--mode", "refuse 451"]).await;
    let app = app_with(&catcher).await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 0);
    let row = only_mail(&app).await;
    assert_eq!((row.state, row.attempts, row.settled_at), (mail::State::Queued, 1, None));
    assert!(row.last_error.unwrap().contains("Refused, as the test asked"));
    assert!(row.text_body.contains("/signin#"), "it will be needed");

    catcher.set_mode("accept").await;
    pass(&app, Duration::seconds(29));
    assert_eq!(round(&app).await, 0, "not yet");
    pass(&app, Duration::seconds(1));
    assert_eq!(round(&app).await, 1);
    assert_eq!(catcher.next_mail().await.message_id, Some(format!("<{}@127.0.0.1>", row.id)));
    let row = only_mail(&app).await;
    assert_eq!((row.state, row.attempts, row.last_error), (mail::State::Sent, 2, None));
}

#[actix_web::test]
async fn after_a_day_and_a_half_of_refusals_a_mail_has_failed() {
    let catcher = Catcher::start(&["--mode", "refuse 421"]).await;
    let app = app_with(&catcher).await;
    queue(&app, "ada@example.com").await;
    let endless = mail::ActiveModel { expires_at: Set(None), ..only_mail(&app).await.into() };
    endless.update(app.state.db.writer()).await.unwrap(); // as one without a link that dies
    let start = app.state.clock.now();
    let mut tries = 0;
    while only_mail(&app).await.state == mail::State::Queued {
        let due = only_mail(&app).await.next_attempt_at;
        app.set_clock(due - Duration::milliseconds(1));
        round(&app).await;
        assert_eq!(only_mail(&app).await.attempts, tries, "it waits");
        app.set_clock(due);
        round(&app).await;
        tries += 1;
        assert_eq!(only_mail(&app).await.attempts, tries);
        assert!(tries < 20, "it never gives up");
    }
    let row = only_mail(&app).await;
    assert_eq!((row.state, tries), (mail::State::Failed, 8));
    assert!(row.last_error.unwrap().contains("Refused, as the test asked"));
    assert_eq!((row.text_body.as_str(), row.html_body.as_str()), ("", ""));
    assert!(row.settled_at.unwrap() - start > Duration::hours(34));
}

#[actix_web::test]
async fn a_mail_that_is_refused_for_good_has_failed_and_says_why() {
    let catcher = Catcher::start(&["--mode", "refuse 550"]).await;
    let app = app_with(&catcher).await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 0);
    let row = only_mail(&app).await;
    assert_eq!((row.state, row.attempts), (mail::State::Failed, 1));
    let words = row.last_error.unwrap();
    assert!(words.contains("550") && words.contains("Refused, as the test asked"), "{words}");
    assert_eq!((row.text_body.as_str(), row.html_body.as_str()), ("", ""));
    pass(&app, Duration::days(2));
    assert_eq!(round(&app).await, 0);
    assert_eq!(only_mail(&app).await.attempts, 1);
}

/// At least once: the mail server had it, but nobody told us. The same Message-ID lets readers see it once.
#[actix_web::test]
async fn a_mail_whose_fate_is_unknown_is_sent_again_under_the_same_name() {
    let mut catcher = Catcher::start(&["--mode", "drop-after-data"]).await;
    let app = app_with(&catcher).await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 0);
    let Event::Dropped(first) = catcher.next_event().await else { panic!("it took no mail") };
    assert_eq!(only_mail(&app).await.state, mail::State::Queued);

    catcher.set_mode("accept").await;
    pass(&app, Duration::seconds(30));
    assert_eq!(round(&app).await, 1);
    let second = catcher.next_mail().await;
    assert_eq!(first.message_id, second.message_id);
    assert_eq!(first.text, second.text);
}

#[actix_web::test]
async fn a_mail_server_that_is_silent_is_given_up_on() {
    let mut catcher = Catcher::start(&["--mode", "hang"]).await;
    let smtp_url = format!("smtp://127.0.0.1:{}?tls=none", catcher.port);
    let impatient = TestApp::spawn_with(|config| {
        config.mail.smtp_url = Some(smtp_url.clone().into());
        config.mail.patience = std::time::Duration::from_millis(500);
    });
    let impatient = impatient.await;
    impatient.set_clock(impatient.state.clock.now());
    queue(&impatient, "ada@example.com").await;
    assert_eq!(round(&impatient).await, 0);
    assert!(matches!(catcher.next_event().await, Event::Held { .. }));
    let row = only_mail(&impatient).await;
    assert_eq!((row.state, row.attempts), (mail::State::Queued, 1));
    assert!(row.last_error.is_some());

    catcher.set_mode("accept").await;
    let patient = impatient.another(|config| config.mail.smtp_url = Some(smtp_url.into())).await;
    pass(&patient, Duration::seconds(30));
    assert_eq!(round(&patient).await, 1);
}

#[actix_web::test]
async fn a_mail_server_that_is_not_there_is_asked_again() {
    let app = spawn_with_smtp("smtp://127.0.0.1:1?tls=none".into()).await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 0);
    let row = only_mail(&app).await;
    assert_eq!(row.state, mail::State::Queued);
    assert!(row.last_error.unwrap().to_lowercase().contains("connect"));
}

/// A server that dies while it sends: nobody else touches the mail before its lease is over, then somebody does.
#[actix_web::test]
async fn a_mail_whose_sender_died_is_sent_by_the_next() {
    let mut catcher = Catcher::start(&["--mode", "hang"]).await;
    let app = app_with(&catcher).await;
    queue(&app, "ada@example.com").await;
    let state = app.state.clone();
    let dying = actix_web::rt::spawn(async move { outbox::send_due(&state).await.unwrap() });
    assert!(matches!(catcher.next_event().await, Event::Held { .. }));
    dying.abort();
    assert_eq!(only_mail(&app).await.attempts, 1);

    catcher.set_mode("accept").await;
    let beside = app.another(|config| config.mail = app.state.config.mail.clone()).await;
    pass(&app, Duration::seconds(119));
    assert_eq!(round(&beside).await, 0);
    pass(&app, Duration::seconds(1));
    assert_eq!(round(&beside).await, 1);
    assert_eq!(catcher.next_mail().await.to, ["ada@example.com"]);
}

/// Breaks when a mail is sent, or tried again, after the link in it is dead.
#[actix_web::test]
async fn a_sign_in_mail_is_given_up_with_its_link() {
    let app = spawn_with_smtp("smtp://127.0.0.1:1?tls=none".to_owned()).await;
    let start = app.state.clock.now();
    app.set_clock(start);
    queue(&app, "ada@example.com").await;
    for (seconds, attempts) in [(0, 1), (30, 2), (150, 3)] {
        app.set_clock(start + Duration::seconds(seconds));
        assert_eq!(round(&app).await, 0);
        let mail = only_mail(&app).await;
        assert_eq!((mail.state, mail.attempts), (mail::State::Queued, attempts));
    }
    app.set_clock(start + Duration::seconds(750));
    round(&app).await;
    let mail = only_mail(&app).await;
    assert_eq!((mail.state, mail.attempts, mail.text_body.as_str()), (mail::State::Failed, 4, ""));
    assert!(mail.last_error.unwrap().starts_with("expired: "));

    let late = TestApp::spawn().await;
    let start = late.state.clock.now();
    late.set_clock(start);
    queue(&late, "ada@example.com").await;
    late.set_clock(start + Duration::minutes(30));
    assert_eq!(round(&late).await, 0, "nobody gets a link that is dead");
    assert_eq!(only_mail(&late).await.state, mail::State::Failed);
}
