//! S11: how many invites leave, what they repeat of what people typed, and who wants none.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
};
use chrono::{Duration, Utc};
use serde_json::json;
use skillet::{entities::mail, mail::outbox};

async fn invites_sent(app: &TestApp) -> usize {
    app.mails().await.iter().filter(|mail| mail.template == "invite" && mail.state == mail::State::Queued).count()
}

fn addresses(from: usize, to: usize) -> String {
    (from..to).map(|n| format!("p{n}@example.com")).collect::<Vec<_>>().join("\n")
}

/// Breaks when the sends are counted outside the lock.
#[actix_web::test]
async fn s11_of_a_thousand_invites_asked_for_at_once_exactly_the_cap_leaves() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let calls = (0..20).map(|n| {
        let text = addresses(n * 50, n * 50 + 50);
        ada.post("/workspaces/acme/invites", json!({ "text": text }))
    });
    let replies = futures_util::future::join_all(calls).await;
    let (mut invited, mut over) = (0, 0);
    for reply in replies {
        let answer = reply.expect(200);
        let count =
            |status: &str| answer["items"].as_array().unwrap().iter().filter(|one| one["status"] == status).count();
        invited += count("invited");
        over += count("overLimit");
    }
    assert_eq!((invited, over, invites_sent(&app).await), (50, 950, 50));
}

/// Breaks when `Rules::of` leaves out the policy of signing up, the age of the workspace, or one of the settings.
#[actix_web::test]
async fn s11_the_limits_follow_the_server_and_its_settings() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let limits = async || ada.get("/workspaces/acme/invites").await.expect(200)["limits"].clone();
    assert_eq!(limits().await, json!({ "rows": 50, "mayAddMessage": false, "sends": 50, "pending": 100 }));
    let with_message = json!({ "text": "bob@example.com", "message": "Look at this" });
    let problem = ada.post("/workspaces/acme/invites", with_message.clone()).await.refuses(422, "invalid");
    assert_eq!(problem["fields"]["message"][0]["code"], "new-workspace");
    app.set_clock(start + Duration::days(29));
    ada.get("/users/me").await.expect(200);
    app.set_clock(start + Duration::days(31));
    assert_eq!(limits().await, json!({ "rows": 50, "mayAddMessage": true, "sends": 500, "pending": 100 }));
    ada.post("/workspaces/acme/invites", with_message).await.expect(200);

    let closed = TestApp::spawn_with(|config| {
        config.signup = skillet::config::Signup::Domains(vec!["example.com".into()]);
    });
    let closed = closed.await;
    let ada = acme(&closed).await;
    let limits = ada.get("/workspaces/acme/invites").await.expect(200)["limits"].clone();
    assert_eq!(limits, json!({ "rows": 200, "mayAddMessage": true, "sends": 500, "pending": 1000 }));

    let set = TestApp::spawn_with(|config| {
        config.invites.mails_per_day = Some(3);
        config.invites.pending = Some(2);
        config.invites.rows = Some(4);
    });
    let set = set.await;
    let ada = acme(&set).await;
    let answer = ada.post("/workspaces/acme/invites", json!({ "text": addresses(0, 4) })).await.expect(200);
    let statuses: Vec<_> = answer["items"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["invited", "invited", "overLimit", "overLimit"]);
    assert_eq!((&answer["limits"]["sends"], &answer["limits"]["pending"]), (&json!(1), &json!(0)));
}

/// Breaks when only the own workspace's mails are counted.
#[actix_web::test]
async fn s11_an_address_is_not_mailed_by_many_workspaces_within_an_hour() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for n in 0..4 {
        ada.create_workspace("Acme", &format!("acme-{n}")).await;
        let path = format!("/workspaces/acme-{n}/invites");
        let answer = ada.post(&path, json!({ "text": "bob@example.com" })).await.expect(200);
        assert_eq!(answer["items"][0]["status"], if n < 3 { "invited" } else { "overLimit" }, "{answer}");
    }
}

/// Breaks when a template repeats `workspace.name` itself.
#[actix_web::test]
async fn s11_a_lure_in_a_name_is_not_carried_to_others() {
    let app = TestApp::spawn().await;
    let lures = ["Win at https://evil.test", "EVIL.COM", "Call +1 555 0104477", "evil\u{3002}com", "pay@evil.test"];
    for (n, lure) in lures.iter().enumerate() {
        let spammer = app.person(&format!("spam{n}@example.com")).await;
        spammer.patch("/users/me", json!({ "fullName": lure })).await.expect(200);
        spammer.create_workspace(lure, &format!("spam-{n}")).await;
        let path = format!("/workspaces/spam-{n}/invites");
        let victim = format!("victim{n}@example.com");
        spammer.post(&path, json!({ "text": victim })).await.expect(200);
        let mail = app.newest_mail(&victim).await.unwrap();
        let whole = format!("{} {} {}", mail.subject, mail.text_body, mail.html_body);
        for part in [lure, "evil", "EVIL", "0104477"] {
            assert!(!whole.contains(part), "{lure}: {whole}");
        }
        assert_eq!(mail.subject, format!("spam{n}@example.com invites you to a workspace on Skillet"));
    }
}

/// Breaks when the token of one address silences another, or `send` does not look.
#[actix_web::test]
async fn s11_who_wants_no_invites_gets_none_from_any_workspace_until_they_allow_it() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    let mail = app.newest_mail("bob@example.com").await.unwrap();
    let token = secret_in(&mail.text_body, "/unsubscribe#");
    let call = mail.unsubscribe_url.clone().unwrap();
    assert_eq!(call, format!("{}/api/mail-opt-outs/{token}", app.state.config.public_url.origin()));
    // as a mail program does it: from elsewhere, with a form
    let path = format!("/mail-opt-outs/{token}");
    let click = || app.anonymous().unmarked(reqwest::Method::POST, &path).body("List-Unsubscribe=One-Click");
    app.anonymous().send(click()).await.expect(204);
    app.anonymous().send(click()).await.expect(204);

    let host = app.person("host@example.com").await;
    host.create_workspace("Beta", "beta").await;
    let invite = async || {
        let answer =
            host.post("/workspaces/beta/invites", json!({ "text": "bob@example.com, carol@example.com" })).await;
        answer.expect(200)["items"][0]["status"].clone()
    };
    assert_eq!(invite().await, "optedOut");
    assert!(app.newest_mail("carol@example.com").await.is_some());
    let shown = host.post("/workspaces/beta/invites", json!({ "text": "bob@example.com", "delivery": "link" })).await;
    assert_eq!(shown.expect(200)["items"][0]["status"], "invited", "a link that is shown is no mail");
    app.anonymous().post("/mail-opt-outs", json!({ "token": token, "optedOut": false })).await.expect(204);
    let list = host.get("/workspaces/beta/invites").await.expect(200);
    let of_bob = list["items"].as_array().unwrap().iter().find(|one| one["email"] == "bob@example.com").unwrap();
    host.delete(&format!("/workspaces/beta/invites/{}", of_bob["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(invite().await, "invited");
    for wrong in ["unknown", "a%00b"] {
        let path = format!("/mail-opt-outs/{wrong}");
        let anybody = app.anonymous();
        anybody.send(anybody.unmarked(reqwest::Method::POST, &path)).await.refuses(404, "link-not-found");
    }
    outbox::send_due(&app.state).await.unwrap();
}
