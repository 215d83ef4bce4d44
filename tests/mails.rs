//! Every mail there is: what it says, in text and HTML, and that nothing people type becomes more than text in it.
use crate::support::{app::TestApp, catcher::Catcher, invites::acme, program::bare};
use proptest::prelude::*;
use serde_json::json;
use skillet::{
    features::{invites::emails::InviteMail, operator::mail_samples},
    mail::{Message, lures, outbox},
};

#[test]
fn every_mail_says_the_same_as_ever() {
    let mails = mail_samples().unwrap();
    assert_eq!(mails.len(), 16);
    for (name, mail) in mails {
        assert!(!mail.subject.contains('\n') && mail.subject.chars().count() < 100, "{name}: {}", mail.subject);
        insta::assert_snapshot!(format!("{name}_text"), format!("Subject: {}\n\n{}", mail.subject, mail.text));
        insta::assert_snapshot!(format!("{name}_html"), mail.html);
    }
}

#[test]
fn the_command_lists_the_mails_and_prints_each() {
    let print = |args: &[&str]| {
        let done = bare(args).output().unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let (ok, names, _) = print(&["mail", "preview"]);
    assert!(ok);
    let samples = mail_samples().unwrap();
    assert_eq!(names.lines().collect::<Vec<_>>(), samples.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, mail) in samples {
        let (_, text, _) = print(&["mail", "preview", name]);
        assert_eq!(text.trim_end(), format!("Subject: {}\n\n{}", mail.subject, mail.text.trim_end()));
        let (_, html, _) = print(&["mail", "preview", name, "--html"]);
        assert_eq!(html.trim_end(), mail.html.trim_end());
    }
    let (ok, _, said) = print(&["mail", "preview", "love-letter"]);
    assert!(!ok && said.contains("there is no mail `love-letter`; there are sign-in, welcome"), "{said}");
}

fn invite(workspace: &str, inviter: &str, message: &str) -> InviteMail {
    InviteMail {
        email: "bob@example.com".into(),
        workspace: lures::workspace_name(workspace),
        inviter: lures::person_name(Some(inviter), "ada@example.com"),
        role: "an editor",
        message: Some(message.to_owned()),
        link: "https://skillet.example.com/invite#TOKEN".into(),
        days: 14,
        has_asked: false,
        has_account: false,
        server: "https://skillet.example.com".into(),
        opt_out_page: "https://skillet.example.com/unsubscribe#TOKEN".into(),
        opt_out_call: "https://skillet.example.com/api/mail-opt-outs/TOKEN".into(),
    }
}

/// The tags of a page, in order.
fn tags(html: &str) -> Vec<String> {
    let names = html.split('<').skip(1);
    names
        .map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || "/!".contains(c))).next().unwrap().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Breaks when a template says `|safe`, or a subject is built with line breaks in it.
    #[test]
    fn s12_whatever_is_typed_is_text_in_the_mail(
        workspace in "\\PC{0,70}|<[a-z]{1,6} [a-z]{1,4}=.{0,9}>|.{0,20}\r\nBcc: [a-z]{1,5}@x\\.test",
        inviter in "\\PC{0,110}|.{0,30}[\r\n]{1,2}.{0,30}",
        message in "(?s).{0,300}",
    ) {
        let plain = invite("Acme", "Ada", "Hello").render().unwrap();
        let mail = invite(&workspace, &inviter, &message).render().unwrap();
        prop_assert_eq!(tags(&mail.html), tags(&plain.html));
        prop_assert_eq!(mail.html.matches("href=").count(), plain.html.matches("href=").count());
        prop_assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
    }
}

/// Breaks when a link is built from the request instead of `config.public_url`.
#[actix_web::test]
async fn s10_links_in_mails_lead_to_the_public_address_whatever_the_request_says() {
    let app = TestApp::spawn_with(|config| config.public_url = "https://skillet.example.com".parse().unwrap()).await;
    let ada = acme(&app).await;
    let before = app.mails().await.len();
    for (path, body) in [
        ("/workspaces/acme/invites", json!({ "text": "bob@example.com" })),
        ("/users/me/email-change", json!({ "email": "ada@new.example.com" })),
    ] {
        let request = ada.request(reqwest::Method::POST, path).header("host", "evil.test");
        let forwarded = request.header("x-forwarded-host", "evil.test").header("forwarded", "host=evil.test");
        assert!(ada.send(forwarded.json(&body)).await.status.is_success(), "{path}");
    }
    let mails = app.mails().await.split_off(before);
    assert_eq!(mails.len(), 3);
    for mail in mails {
        let whole = format!("{} {} {}", mail.subject, mail.text_body, mail.html_body);
        assert!(!whole.contains("evil") && whole.contains("https://skillet.example.com"), "{whole}");
        assert!(mail.unsubscribe_url.is_none_or(|url| url.starts_with("https://skillet.example.com/api/")));
    }
}

/// The whole way: typed names and messages, a real mail server, and the headers it saw.
/// Breaks when a header is put together from text.
#[actix_web::test]
async fn s12_a_mail_server_sees_the_same_headers_whatever_was_typed() {
    let mut catcher = Catcher::start(&[]).await;
    let port = catcher.port;
    let app = TestApp::spawn_with(|config| {
        config.mail.smtp_url = Some(format!("smtp://127.0.0.1:{port}?tls=none").into());
        config.signup = skillet::config::Signup::Domains(vec!["example.com".into()]);
    });
    let app = app.await;
    let ada = acme(&app).await;
    outbox::send_due(&app.state).await.unwrap();
    catcher.next_mail().await;
    let mut headers = Vec::new();
    for (n, name) in
        ["Acme", "Größe <b>& Söhne</b>", "\u{202e}emcA", "=?utf-8?q?Acme?=", "a, b <c>; \"d\""].into_iter().enumerate()
    {
        ada.patch("/workspaces/acme", json!({ "name": name })).await.expect(200);
        let body =
            json!({ "text": format!("p{n}@example.com"), "message": "<script>\r\n.\r\nQUIT\r\nBcc: eve@evil.test" });
        ada.post("/workspaces/acme/invites", body).await.expect(200);
        outbox::send_due(&app.state).await.unwrap();
        let mail = catcher.next_mail().await;
        assert_eq!(mail.to, [format!("p{n}@example.com")]);
        assert!(mail.html.unwrap().contains("&#60;script&#62;"));
        assert!(mail.text.contains("QUIT") && mail.text.contains("Look at the invite"), "{}", mail.text);
        let one_click = &mail.headers["list-unsubscribe-post"];
        assert_eq!(one_click, &["List-Unsubscribe=One-Click"]);
        assert!(mail.headers["list-unsubscribe"][0].starts_with(&format!("<{}/api/mail-opt-outs/", app.url())));
        headers.push(mail.headers.keys().cloned().collect::<Vec<_>>());
    }
    headers.dedup();
    assert_eq!(headers.len(), 1, "{headers:?}");
}
