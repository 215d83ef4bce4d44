//! S04: an account made in somebody's name before they come is worth nothing to whoever made it.
use crate::support::{
    app::TestApp,
    catcher::Catcher,
    invites::acme,
    person::{Person, token_in},
};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use skillet::{app as server, jobs, mail::outbox};

/// Eve accepts with a link that was shown to her, in Victor's name.
async fn hijack(app: &TestApp) -> (Person, Person) {
    let ada = acme(app).await;
    let token = ada.shows_invite("victor@example.com").await;
    let eve = app.anonymous();
    let done = eve.post("/invites/accept", json!({ "token": token, "fullName": "Trojan" })).await.expect(200);
    assert_eq!((&done["isNew"], &done["mustVerify"]), (&json!(true), &json!(true)));
    (ada, eve)
}

/// Breaks when a disclosed link makes a verified account: try `confined_to: None` in `make_account`.
#[actix_web::test]
async fn s04_an_account_by_a_link_that_was_shown_is_good_for_that_workspace_only() {
    let app = TestApp::spawn().await;
    let (ada, eve) = hijack(&app).await;
    assert_eq!(eve.get("/users/me").await.expect(200)["isVerified"], false);
    assert_eq!(eve.get("/workspaces/acme").await.expect(200)["role"], "editor");
    let host = app.person("host@example.com").await;
    host.create_workspace("Beta", "beta").await;
    host.post("/workspaces/beta/invites", json!({ "text": "victor@example.com" })).await.expect(200);
    assert_eq!(
        eve.get("/users/me/invites").await.expect(200)["items"],
        json!([]),
        "what he is sent is not hers to see"
    );
    eve.post("/workspaces", json!({ "name": "Gamma", "slug": "gamma" })).await.refuses(403, "address-not-verified");
    eve.post("/users/me/email-change", json!({ "email": "eve@example.com" }))
        .await
        .refuses(403, "address-not-verified");
    let link = host.post("/workspaces/beta/invite-link/reset", json!({})).await.expect(200)["link"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/invite-links/{}/join", link.split_once("/join/").unwrap().1);
    eve.post(&path, json!({})).await.refuses(403, "address-not-verified");
    let member = format!("/workspaces/acme/members/{}", eve.my_id().await);
    ada.patch(&member, json!({ "role": "owner" })).await.refuses(422, "invalid");
    let to_eve = json!({ "userId": eve.my_id().await });
    ada.post("/workspaces/acme/transfer", to_eve).await.refuses(422, "invalid");
    let listed = ada.get("/workspaces/acme/members?search=victor").await.expect(200);
    assert_eq!(listed["items"][0]["isVerified"], false);
    assert!(!app.mails().await.iter().any(|mail| mail.template == "welcome" && mail.recipient == "victor@example.com"));
}

/// Breaks when `verify` leaves sessions, tokens, invites or the profile of before: try leaving out `end_all_sessions`.
#[actix_web::test]
async fn s04_when_the_real_holder_signs_in_all_that_was_made_in_their_name_ends() {
    let app = TestApp::spawn().await;
    let (ada, eve) = hijack(&app).await;
    let cli = Person::with_cli_cookie(app.url(), &eve.cli_token().await);
    let api = Person::with_bearer(app.url(), &eve.api_token("acme", &["read"]).await);
    let invited = eve.shows_invite("mallory@example.com").await;
    eve.patch("/users/me", json!({ "profession": "executive" })).await.expect(200);
    let mail = app.newest_mail("victor@example.com").await.expect("a way to verify");
    assert_eq!(mail.template, "sign-in");
    let victor = app.anonymous();
    let token = token_in(&mail.text_body);
    let done = victor.post("/auth/sign-in/confirm", json!({ "token": token })).await.expect(200);
    assert_eq!((&done["user"]["isVerified"], &done["user"]["fullName"]), (&json!(true), &Value::Null));
    assert_eq!(done["user"]["profession"], Value::Null);
    for hers in [&eve, &cli, &api] {
        hers.get("/workspaces/acme").await.refuses(401, "unauthorized");
    }
    app.anonymous().post("/invites/accept", json!({ "token": invited })).await.refuses(410, "invite-over");
    victor.get("/workspaces/acme").await.refuses(404, "workspace-not-found");
    assert_eq!(ada.members().await.len(), 1);
}

/// Breaks when the mail that left is not looked for, or verified people are left out of the condition.
#[actix_web::test]
async fn s04_an_account_nobody_verified_is_gone_a_day_after_the_mail_left() {
    let catcher = Catcher::start(&[]).await;
    let url = format!("smtp://127.0.0.1:{}?tls=none", catcher.port);
    let app = TestApp::spawn_with(|config| config.mail.smtp_url = Some(url.into())).await;
    let start = Utc::now();
    app.set_clock(start);
    let (ada, eve) = hijack(&app).await;
    outbox::send_due(&app.state).await.unwrap();
    for (hours, status) in [(23, 200), (25, 401)] {
        app.set_clock(start + Duration::hours(hours));
        jobs::run_due(&app.state, &server::jobs()).await.unwrap();
        assert_eq!(eve.get("/workspaces/acme").await.status, status, "after {hours} hours");
    }
    assert_eq!(ada.members().await.len(), 1);
    let victor = app.person("victor@example.com").await;
    assert_eq!(victor.get("/workspaces").await.expect(200)["items"], json!([]), "an account of his own");
}

/// Breaks when the wish survives, or is confirmed by whoever has the mail: try `Somebody` in `confirm_email_change`.
#[actix_web::test]
async fn s04_a_change_of_address_is_confirmed_by_the_same_person_from_the_new_address() {
    let app = TestApp::spawn().await;
    let (eve, victor) = (app.person("eve@example.com").await, app.person("victor@other.example").await);
    let elsewhere = app.person("eve@example.com").await;
    eve.post("/users/me/email-change", json!({ "email": "Victor@Example.com" })).await.expect(204);
    let mail = app.newest_mail("victor@example.com").await.unwrap();
    let token = crate::support::invites::secret_in(&mail.text_body, "/email-change#");
    // he opens her mail, and is not made her
    app.anonymous()
        .post("/users/me/email-change/confirm", json!({ "token": token }))
        .await
        .refuses(401, "unauthorized");
    victor.post("/users/me/email-change/confirm", json!({ "token": token })).await.refuses(404, "link-not-found");
    eve.delete("/users/me/email-change").await.expect(204);
    eve.post("/users/me/email-change/confirm", json!({ "token": token })).await.refuses(404, "link-not-found");

    eve.post("/users/me/email-change", json!({ "email": "new@example.com" })).await.expect(204);
    let token = crate::support::invites::secret_in(
        &app.newest_mail("new@example.com").await.unwrap().text_body,
        "/email-change#",
    );
    let changed = eve.post("/users/me/email-change/confirm", json!({ "token": token })).await.expect(200);
    assert_eq!(changed["email"], "new@example.com");
    elsewhere.get("/users/me").await.refuses(401, "unauthorized");
    eve.get("/users/me").await.expect(200);
    assert_eq!(app.newest_mail("eve@example.com").await.unwrap().template, "email-change-notice");

    // an address that is taken looks like any other, and no mail leaves for it
    let before = app.mails().await.len();
    victor.post("/users/me/email-change", json!({ "email": "new@example.com" })).await.expect(204);
    let queued: Vec<_> = app.mails().await.split_off(before);
    let state = |to: &str| queued.iter().find(|mail| mail.recipient == to).unwrap().state;
    assert_eq!(state("new@example.com"), skillet::entities::mail::State::Withheld);
}
