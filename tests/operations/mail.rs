//! `doctor` and the mail server.
use super::doctor::{examine, line};
use crate::support::{
    catcher::{Catcher, Event},
    program::Program,
};

async fn with_server(catcher: &Catcher, user: &str) -> Program {
    let program = Program::embedded()
        .with("SKILLET_SMTP_URL", &format!("smtp://{user}127.0.0.1:{}?tls=none", catcher.port))
        .with("SKILLET_MAIL_FROM", "Skillet <skillet@example.com>");
    program.prints(&["migrate", "up"]).await;
    program
}

#[actix_web::test]
async fn a_test_mail_arrives() {
    let mut catcher = Catcher::start(&[]).await;
    let program = with_server(&catcher, "").await;
    let asked = examine(&program, &["--mail-to", "Ada@Example.com"]).await;
    assert_eq!(asked.status, 0, "{}", asked.stdout);
    assert!(line(&asked, "mail").starts_with("ok "));
    let nowhere = examine(&program.beside().with("SKILLET_MAIL_FROM", "skillet@localhost"), &[]).await;
    assert!(line(&nowhere, "mail").starts_with("warn  mail: mails come from skillet@localhost"), "{}", nowhere.stdout);
    assert!(asked.stdout.contains("took a test mail to ada@example.com"), "{}", asked.stdout);
    let mail = catcher.next_mail().await;
    assert_eq!(
        (mail.to.as_slice(), mail.from.as_str()),
        (["ada@example.com".to_owned()].as_slice(), "skillet@example.com")
    );
    assert_eq!(mail.subject, format!("Test mail of Skillet at {}", program.url()));
    assert!(mail.text.contains("ada@example.com") && mail.html.unwrap().contains("Mail works"));
}

/// Breaks when the connection alone counts, or the reason is swallowed.
#[actix_web::test]
async fn a_mail_server_that_cannot_be_used_is_a_failure_with_its_own_words() {
    let mut catcher = Catcher::start(&["--mode", "refuse 550"]).await;
    let program = with_server(&catcher, "").await;
    let asked = examine(&program, &["--mail-to", "ada@example.com"]).await;
    assert_eq!(asked.status, 1);
    assert!(asked.stdout.contains("ok    mail: the mail server answers"), "{}", asked.stdout);
    assert!(
        asked.stdout.contains("FAIL  mail: the test mail to ada@example.com did not leave")
            && asked.stdout.contains("Refused, as the test asked"),
        "{}",
        asked.stdout
    );
    assert!(matches!(catcher.next_event().await, Event::Refused { code: 550, .. }));

    let locked = Catcher::start(&["--auth", "skillet:right"]).await;
    let stranger = with_server(&locked, "skillet:wrong@").await;
    let asked = examine(&stranger, &[]).await;
    assert!(asked.status == 1 && line(&asked, "mail").contains("535"), "{}", asked.stdout);
    assert!(!asked.stdout.contains("wrong@"), "the password is not printed");
    let friend = with_server(&locked, "skillet:right@").await;
    assert!(line(&examine(&friend, &[]).await, "mail").starts_with("ok "));

    let gone = Program::embedded().with("SKILLET_SMTP_URL", "smtp://127.0.0.1:1?tls=none");
    gone.prints(&["migrate", "up"]).await;
    let asked = examine(&gone, &[]).await;
    assert!(
        asked.status == 1
            && line(&asked, "mail").starts_with("FAIL")
            && line(&asked, "mail").contains("SKILLET_SMTP_URL"),
        "{}",
        asked.stdout
    );
}

#[actix_web::test]
async fn without_a_mail_server_the_test_mail_becomes_a_file() {
    let program = Program::embedded();
    program.prints(&["migrate", "up"]).await;
    assert!(line(&examine(&program, &[]).await, "mail").starts_with("warn  mail: SKILLET_SMTP_URL is not set"));
    let asked = examine(&program, &["--mail-to", "ada@example.com"]).await;
    assert!(asked.status == 0 && asked.stdout.contains("was written to"), "{}", asked.stdout);
    assert_eq!(std::fs::read_dir(program.data_dir.path().join("mail")).unwrap().count(), 1);
    let wrong = examine(&program, &["--mail-to", "ada"]).await;
    assert!(wrong.status == 1 && wrong.stdout.contains("`ada` is no e-mail address"), "{}", wrong.stdout);
}
