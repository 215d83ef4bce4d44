//! The ways out: plain, STARTTLS, TLS from the first byte, with a password, and files.
use super::{only_mail, queue, round, spawn_with_smtp};
use crate::support::{app::TestApp, catcher::Catcher, person::code_in};
use skillet::entities::mail;
use std::fs;

#[actix_web::test]
async fn a_mail_arrives_whole() {
    let mut catcher = Catcher::start(&[]).await;
    let app = spawn_with_smtp(format!("smtp://127.0.0.1:{}?tls=none", catcher.port)).await;
    queue(&app, "ada@example.com").await;
    let written = only_mail(&app).await;
    assert_eq!(round(&app).await, 1);

    let caught = catcher.next_mail().await;
    assert_eq!((caught.from.as_str(), caught.to), ("skillet@localhost", vec!["ada@example.com".to_owned()]));
    assert_eq!(caught.subject, written.subject);
    assert_eq!(caught.text.trim(), written.text_body.trim());
    assert!(caught.html.unwrap().contains(&code_in(&written.text_body)));
    assert_eq!(caught.message_id, Some(format!("<{}@127.0.0.1>", written.id)));
    assert_eq!((caught.secure, caught.user), (false, None));
    for header in ["from", "to", "subject", "date", "message-id", "mime-version", "content-type"] {
        assert_eq!(caught.headers.get(header).map(Vec::len), Some(1), "{header}");
    }
    assert_eq!(caught.headers["from"], ["Skillet <skillet@localhost>"].map(|from| from.to_owned()).to_vec());
}

#[actix_web::test]
async fn starttls_is_insisted_on() {
    let mut catcher = Catcher::start(&["--tls", "starttls"]).await;
    let ca = catcher.ca_file.clone().unwrap();
    let address = format!("smtp://127.0.0.1:{}", catcher.port);
    let app = TestApp::spawn_with(|config| {
        config.mail.smtp_url = Some(address.clone().into());
        config.mail.smtp_ca_file = Some(ca.into());
    });
    let app = app.await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 1, "{:?}", only_mail(&app).await.last_error);
    assert!(catcher.next_mail().await.secure);

    // an authority nobody told us to trust
    let distrusting = spawn_with_smtp(address).await;
    queue(&distrusting, "ada@example.com").await;
    assert_eq!(round(&distrusting).await, 0);
    let row = only_mail(&distrusting).await;
    assert_eq!(row.state, mail::State::Queued, "whoever runs the server may set the authority");
    assert!(row.last_error.unwrap().contains("certificate"));

    // a server that cannot, or one in between that pretends so
    let plain = Catcher::start(&[]).await;
    let stripped = spawn_with_smtp(format!("smtp://127.0.0.1:{}", plain.port)).await;
    queue(&stripped, "ada@example.com").await;
    assert_eq!(round(&stripped).await, 0);
    assert!(only_mail(&stripped).await.last_error.unwrap().contains("STARTTLS"));
}

#[actix_web::test]
async fn tls_from_the_first_byte() {
    let mut catcher = Catcher::start(&["--tls", "implicit"]).await;
    let ca = catcher.ca_file.clone().unwrap();
    let address = format!("smtps://localhost:{}", catcher.port);
    let app = TestApp::spawn_with(|config| {
        config.mail.smtp_url = Some(address.into());
        config.mail.smtp_ca_file = Some(ca.into());
    });
    let app = app.await;
    queue(&app, "ada@example.com").await;
    assert_eq!(round(&app).await, 1, "{:?}", only_mail(&app).await.last_error);
    assert!(catcher.next_mail().await.secure);
}

#[actix_web::test]
async fn the_mail_server_is_told_who_we_are() {
    let mut catcher = Catcher::start(&["--tls", "starttls", "--auth", "skillet:p@ss word"]).await;
    let (ca, port) = (catcher.ca_file.clone().unwrap(), catcher.port);
    let with = async |credentials: &str| {
        let address = format!("smtp://{credentials}@127.0.0.1:{port}");
        let app = TestApp::spawn_with(|config| {
            config.mail.smtp_url = Some(address.into());
            config.mail.smtp_ca_file = Some(ca.clone().into());
        });
        let app = app.await;
        queue(&app, "ada@example.com").await;
        round(&app).await;
        only_mail(&app).await
    };
    assert_eq!(with("skillet:p%40ss%20word").await.state, mail::State::Sent);
    assert_eq!(catcher.next_mail().await.user.as_deref(), Some("skillet"));

    let refused = with("skillet:wrong").await;
    let words = refused.last_error.unwrap();
    assert!(words.contains("535") || words.contains("Wrong user or password"), "{words}");
    assert!(!words.contains("p%40ss"), "{words}");
}

#[actix_web::test]
async fn without_a_mail_server_mails_become_files() {
    let app = TestApp::spawn().await;
    queue(&app, "ada@example.com").await;
    let written = only_mail(&app).await;
    assert_eq!(round(&app).await, 1);
    let files: Vec<_> =
        fs::read_dir(app.data_dir.path().join("mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].extension().unwrap(), "eml");
    let text = fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("To: ada@example.com") && text.contains("From: Skillet <skillet@localhost>"), "{text}");
    assert!(text.contains(&format!("Message-ID: <{}@127.0.0.1>", written.id)), "{text}");
    assert!(text.contains(&code_in(&written.text_body)), "{text}");
}

#[actix_web::test]
async fn a_mail_server_that_makes_no_sense_is_refused_at_start() {
    for (address, words) in [
        ("http://mail.example.com", "SKILLET_SMTP_URL"),
        ("mail.example.com", "SKILLET_SMTP_URL"),
        ("smtp://", "SKILLET_SMTP_URL"),
        ("smtp://mail.example.com?tls=maybe", "SKILLET_SMTP_URL"),
    ] {
        let folder = tempfile::TempDir::new().unwrap();
        let mut mail = crate::support::app::config("http://localhost:3001", &folder).mail;
        mail.smtp_url = Some(address.into());
        let refused = skillet::mail::Mailer::new(&mail).err().unwrap_or_else(|| panic!("{address} was taken"));
        assert!(format!("{refused:#}").contains(words), "{refused:#}");
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut mail = crate::support::app::config("http://localhost:3001", &folder).mail;
    mail.smtp_url = Some("smtps://mail.example.com".into());
    for text in [None, Some("no certificate")] {
        let path = folder.path().join("ca.pem");
        if let Some(text) = text {
            fs::write(&path, text).unwrap();
        }
        mail.smtp_ca_file = Some(path);
        let refused = skillet::mail::Mailer::new(&mail).err().expect("no authority to trust");
        assert!(format!("{refused:#}").contains("SKILLET_SMTP_CA_FILE"), "{refused:#}");
    }
}
