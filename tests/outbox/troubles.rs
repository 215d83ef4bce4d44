//! Whose trouble it is that a mail does not leave: its own, or that of all mails.
use super::{only_mail, queue, round, spawn_with_smtp};
use crate::support::{
    app::TestApp,
    catcher::{Catcher, Event},
};
use chrono::Duration;
use skillet::entities::mail;

async fn app_with(catcher: &Catcher, user: &str) -> TestApp {
    let app = spawn_with_smtp(format!("smtp://{user}127.0.0.1:{}?tls=none", catcher.port)).await;
    app.set_clock(app.state.clock.now());
    app
}

/// Breaks when every answer that says "never" is taken to be about the mail: a password that was changed at the provider
/// would throw away all that is queued.
#[actix_web::test]
async fn what_the_mail_server_holds_against_us_costs_no_mail() {
    for mode in ["turn-away 554", "refuse-sender 550", "refuse-sender 553", "refuse 530", "refuse 554", "refuse 421"] {
        let mut catcher = Catcher::start(&["--mode", mode]).await;
        let app = app_with(&catcher, "").await;
        queue(&app, "ada@example.com").await;
        assert_eq!(round(&app).await, 0, "{mode}");
        let row = only_mail(&app).await;
        assert_eq!((row.state, row.attempts, row.settled_at), (mail::State::Queued, 1, None), "{mode}");
        let words = row.last_error.unwrap();
        assert!(words.contains(mode.split(' ').next_back().unwrap()), "{mode}: {words}");
        catcher.set_mode("accept").await;
        app.set_clock(app.state.clock.now() + Duration::seconds(30));
        assert_eq!(round(&app).await, 1, "{mode}");
    }
}

#[actix_web::test]
async fn a_wrong_password_costs_no_mail() {
    let mut catcher = Catcher::start(&["--auth", "skillet:new"]).await;
    let app = app_with(&catcher, "skillet:old@").await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 0);
    let row = only_mail(&app).await;
    assert_eq!((row.state, row.attempts), (mail::State::Queued, 1));
    assert!(row.last_error.unwrap().contains("535") && row.text_body.contains("/signin#"));
    let mended = format!("smtp://skillet:new@127.0.0.1:{}?tls=none", catcher.port);
    let app = app.another(|config| config.mail.smtp_url = Some(mended.into())).await;
    app.set_clock(app.state.clock.now() + Duration::seconds(30));
    assert_eq!(round(&app).await, 1);
    assert_eq!(catcher.next_mail().await.user.as_deref(), Some("skillet"));
}

#[actix_web::test]
async fn what_is_refused_in_a_recipient_or_a_text_for_good_is_given_up() {
    for mode in ["refuse 551", "refuse 553", "refuse 556", "refuse-text 550", "refuse-text 554"] {
        let catcher = Catcher::start(&["--mode", mode]).await;
        let app = app_with(&catcher, "").await;
        queue(&app, "ada@example.com").await;
        assert_eq!(round(&app).await, 0);
        assert_eq!(only_mail(&app).await.state, mail::State::Failed, "{mode}");
    }
}

/// Breaks when what the mail server cannot do counts as what it does not want for now: nobody would learn of it for a day
/// and a half.
#[actix_web::test]
async fn an_address_that_the_mail_server_cannot_write_is_given_up_and_one_that_it_can_gets_its_mail() {
    let catcher = Catcher::start(&["--ascii"]).await;
    let app = app_with(&catcher, "").await;
    queue(&app, "zo\u{eb}@example.com").await;
    assert_eq!(round(&app).await, 0);
    let row = only_mail(&app).await;
    assert_eq!(row.state, mail::State::Failed);
    assert!(row.last_error.unwrap().contains("SMTPUTF8"));

    let mut catcher = Catcher::start(&[]).await;
    let app = app_with(&catcher, "").await;
    queue(&app, "zo\u{eb}@example.com").await;
    assert_eq!(round(&app).await, 1, "{:?}", only_mail(&app).await.last_error);
    assert_eq!(catcher.next_mail().await.to, ["zo\u{eb}@example.com"]);
}

/// Breaks when a round goes on behind a mail server that hangs: each mail would wait for it in vain, and lose an attempt.
#[actix_web::test]
async fn a_mail_server_that_is_silent_is_asked_once_a_round() {
    let mut catcher = Catcher::start(&["--mode", "hang"]).await;
    let address = format!("smtp://127.0.0.1:{}?tls=none", catcher.port);
    let app = TestApp::spawn_with(|config| {
        config.mail.smtp_url = Some(address.clone().into());
        config.mail.patience = std::time::Duration::from_millis(500);
    });
    let app = app.await;
    app.set_clock(app.state.clock.now());
    let people = ["ada@example.com", "bob@example.com", "eve@example.com"];
    for person in people {
        queue(&app, person).await;
    }
    assert_eq!(round(&app).await, 0);
    let attempts = async || app.mails().await.iter().map(|mail| mail.attempts).collect::<Vec<_>>();
    assert_eq!(attempts().await, [1, 0, 0]);
    assert_eq!(round(&app).await, 0);
    assert_eq!(attempts().await, [1, 1, 0], "the next one has its turn");
    while !matches!(catcher.next_event().await, Event::Held { .. }) {}
    catcher.set_mode("accept").await;
    let patient = app.another(|config| config.mail.smtp_url = Some(address.into())).await;
    assert_eq!(round(&patient).await, 1, "it is due, and the others wait for their time");
    app.set_clock(app.state.clock.now() + Duration::seconds(30));
    assert_eq!(round(&patient).await, 2);
}

/// Breaks when one recipient that is not taken ends the round for all others.
#[actix_web::test]
async fn a_recipient_that_is_refused_keeps_no_other_waiting() {
    let catcher = Catcher::start(&["--mode", "refuse 450"]).await;
    let app = app_with(&catcher, "").await;
    for person in ["ada@example.com", "bob@example.com"] {
        queue(&app, person).await;
    }
    round(&app).await;
    assert!(app.mails().await.iter().all(|mail| mail.attempts == 1));
}
