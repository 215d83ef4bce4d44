//! S04: what becomes of an account by a link that was shown, whose address nobody has verified.
use crate::support::{
    app::TestApp,
    catcher::Catcher,
    invites::{acme, secret_in},
    person::{Person, token_in},
};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use skillet::{app as server, jobs, mail::outbox};

/// Bob accepts with a link that was shown.
async fn confined(app: &TestApp, ada: &Person) -> Person {
    let token = ada.shows_invite("bob@example.com").await;
    let bob = app.anonymous();
    bob.post("/invites/accept", json!({ "token": token, "fullName": "Bob" })).await.expect(200);
    bob
}

async fn house_work(app: &TestApp) {
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
}

/// Breaks when erasing counts from when the account was made, or asks only whether there is a mail server now.
#[actix_web::test]
async fn s04_nobody_is_erased_who_was_never_mailed_a_way_to_verify() {
    let files = TestApp::spawn().await;
    let start = Utc::now();
    files.set_clock(start);
    let ada = acme(&files).await;
    let bob = confined(&files, &ada).await;
    let ci = Person::with_bearer(files.url(), &bob.api_token("acme", &["read"]).await);
    outbox::send_due(&files.state).await.unwrap();
    files.set_clock(start + Duration::days(20));
    bob.get("/workspaces/acme").await.expect(200);
    ada.get("/workspaces/acme").await.expect(200);

    // the day the server gets a mail server
    let catcher = Catcher::start(&[]).await;
    let app = files
        .another(|config| config.mail.smtp_url = Some(format!("smtp://127.0.0.1:{}?tls=none", catcher.port).into()))
        .await;
    for days in [20, 25] {
        files.set_clock(start + Duration::days(days));
        house_work(&app).await;
        bob.get("/workspaces/acme").await.expect(200);
    }
    // he asks for a mail, gets it, and does nothing with it
    app.anonymous().post("/auth/sign-in", json!({ "email": "bob@example.com" })).await.expect(202);
    files.set_clock(start + Duration::days(25) + Duration::minutes(1));
    outbox::send_due(&app.state).await.unwrap();
    for (hours, status) in [(23, 200), (25, 401)] {
        files.set_clock(start + Duration::days(25) + Duration::hours(hours));
        house_work(&app).await;
        assert_eq!(bob.get("/workspaces/acme").await.status, status, "after {hours} hours");
    }
    assert_eq!(
        ci.get("/workspaces/acme").await.expect(200)["workspace"]["slug"],
        "acme",
        "what CI uses is the workspace's"
    );
    assert_eq!(ada.members().await.len(), 1);
    let gone = ada.get("/workspaces/acme/audit?action=member.removed").await.expect(200);
    assert_eq!((&gone["total"], &gone["items"][0]["subject"]["label"]), (&json!(1), &json!("bob@example.com")));
    assert_eq!((&gone["items"][0]["via"], &gone["items"][0]["actor"]), (&json!("server"), &Value::Null));
}

/// Breaks when any of the three ways to send an invite by mail does not look at the inviter.
#[actix_web::test]
async fn s04_nothing_is_mailed_in_the_name_of_an_address_that_nobody_verified() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let bob = confined(&app, &ada).await;
    for body in [json!({ "text": "x@example.com" }), json!({ "text": "x@example.com", "dryRun": true })] {
        bob.post("/workspaces/acme/invites", body).await.refuses(403, "address-not-verified");
    }
    let shown = bob.invite(json!({ "text": "x@example.com", "delivery": "link" })).await;
    let token = secret_in(shown["link"].as_str().unwrap(), "/invite#");
    let resend = format!("/workspaces/acme/invites/{}/resend", shown["inviteId"].as_str().unwrap());
    bob.post(&resend, json!({})).await.refuses(403, "address-not-verified");
    app.anonymous()
        .post(&format!("/shares/{code}/join-requests"), json!({ "email": "y@example.com" }))
        .await
        .expect(202);
    app.take_requests().await;
    let list = ada.get("/workspaces/acme/join-requests").await.expect(200);
    let approve = format!("/workspaces/acme/join-requests/{}/approve", list["items"][0]["id"].as_str().unwrap());
    bob.post(&approve, json!({})).await.refuses(403, "address-not-verified");
    bob.post(&approve, json!({ "delivery": "link" })).await.expect(200);

    let seen = app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    assert_eq!(seen["invitedBy"], Value::Null);
    let x = app.person("x@example.com").await;
    assert_eq!(x.get("/users/me/invites").await.expect(200)["items"][0]["invitedBy"], Value::Null);
    x.post("/invites/accept", json!({ "token": token })).await.expect(200);
    let to_others = app.mails().await.into_iter().filter(|mail| mail.recipient != "bob@example.com");
    for mail in to_others.filter(|mail| !["join-request", "invite-accepted"].contains(&mail.template.as_str())) {
        let whole = format!("{} {} {}", mail.subject, mail.text_body, mail.html_body);
        assert!(!whole.contains("bob@example.com") && !whole.contains("Bob"), "{whole}");
    }
}

/// Breaks when `verify` leaves the membership that was taken in the name of whoever reads the address's mail.
#[actix_web::test]
async fn s04_a_place_taken_in_somebodys_name_waits_for_their_own_click() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = confined(&app, &ada).await;
    let bound = bob.api_token("acme", &["read"]).await;
    bob.shows_invite("carol@example.com").await;
    let mailed = token_in(&app.newest_mail("bob@example.com").await.unwrap().text_body);
    let elsewhere = app.anonymous();
    elsewhere.post("/auth/sign-in/confirm", json!({ "token": mailed })).await.expect(200);
    assert_eq!(elsewhere.get("/workspaces").await.expect(200)["items"], json!([]));
    let cli = Person::with_cli_cookie(app.url(), &elsewhere.cli_token().await);
    cli.get("/workspaces/default").await.refuses(404, "user-not-have-workspace");
    Person::with_bearer(app.url(), &bound).get("/workspaces/acme").await.refuses(401, "unauthorized");
    assert_eq!(ada.members().await.len(), 1);
    let left = ada.get("/workspaces/acme/audit?action=member.verified").await.expect(200);
    assert_eq!(left["items"][0]["subject"]["label"], "bob@example.com");
    let ended =
        json!({ "isMember": false, "tokensRevoked": 1, "tokensKept": 0, "invitesRevoked": 1, "invitesKept": 0 });
    assert_eq!(left["items"][0]["after"], ended);
    let sent = ada.get("/workspaces/acme/audit?action=invite.sent").await.expect(200)["items"][0].clone();
    assert_eq!((&sent["subject"]["label"], &sent["after"]["isRenewal"]), (&json!("bob@example.com"), &json!(true)));

    let offered = elsewhere.get("/users/me/invites").await.expect(200);
    assert_eq!(
        (&offered["items"][0]["workspaceName"], &offered["items"][0]["role"]),
        (&json!("Acme"), &json!("editor"))
    );
    let listed = ada.get("/workspaces/acme/invites").await.expect(200);
    assert_eq!((&listed["total"], &listed["items"][0]["invitedBy"]["email"]), (&json!(1), &json!("ada@example.com")));
    let accept = format!("/users/me/invites/{}/accept", offered["items"][0]["id"].as_str().unwrap());
    elsewhere.post(&accept, json!({})).await.expect(200);
    assert_eq!(elsewhere.get("/workspaces/acme").await.expect(200)["role"], "editor");
    let place = ada.get("/workspaces/acme/members?search=bob").await.expect(200)["items"][0].clone();
    assert_eq!((&place["isVerified"], &place["joinedVia"]), (&json!(true), &json!("invite")));
}

/// Breaks when the browser that accepted is not told from any other, in anything that `verify` ends.
#[actix_web::test]
async fn whoever_verifies_in_the_browser_they_accepted_with_stays_where_they_are_and_keeps_what_they_made() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = confined(&app, &ada).await;
    let ci = Person::with_bearer(app.url(), &bob.api_token("acme", &["read"]).await);
    let shown = bob.shows_invite("carol@example.com").await;
    let before = bob.cookie("skillet").unwrap();
    let mailed = token_in(&app.newest_mail("bob@example.com").await.unwrap().text_body);
    bob.post("/auth/sign-in/confirm", json!({ "token": mailed })).await.expect(200);
    assert_eq!(bob.get("/workspaces/acme").await.expect(200)["role"], "editor");
    assert_eq!(ada.get("/workspaces/acme/members?search=bob").await.expect(200)["items"][0]["isVerified"], true);
    assert_eq!(bob.get("/users/me").await.expect(200)["fullName"], "Bob");
    ci.get("/workspaces/acme").await.expect(200);
    let old = app.anonymous();
    old.set_cookie("skillet", &before);
    old.get("/users/me").await.refuses(401, "unauthorized");
    let line = ada.get("/workspaces/acme/audit?action=member.verified").await.expect(200)["items"][0].clone();
    assert_eq!(line["after"], json!({ "isMember": true }));
    app.anonymous().post("/invites/accept", json!({ "token": shown })).await.expect(200);
    assert_eq!(ada.get("/workspaces/acme/invites").await.expect(200)["total"], 0);
}

/// Breaks when `own` lets an unverified account in elsewhere, or what is answered by its id does not ask who it is.
#[actix_web::test]
async fn s03_an_account_nobody_verified_cannot_answer_what_is_sent_to_its_address_elsewhere() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = confined(&app, &ada).await;
    let host = app.person("host@example.com").await;
    host.create_workspace("Beta", "beta").await;
    let sent = host.post("/workspaces/beta/invites", json!({ "text": "bob@example.com" })).await.expect(200);
    let id = sent["items"][0]["inviteId"].as_str().unwrap().to_owned();
    let mail = app.newest_mail("bob@example.com").await.unwrap();
    let token = secret_in(&mail.text_body, "/invite#");
    bob.post("/invites/accept", json!({ "token": token })).await.refuses(403, "address-not-verified");
    assert_eq!(bob.get("/users/me/invites").await.expect(200)["items"], json!([]));
    for call in ["accept", "decline"] {
        bob.post(&format!("/users/me/invites/{id}/{call}"), json!({})).await.refuses(403, "address-not-verified");
    }
    // whoever asks while signed in with such an account is a stranger
    let code = app.share_of("beta", &host).await;
    bob.post(&format!("/shares/{code}/join-requests"), json!({ "email": "new@example.com" })).await.expect(202);
    app.take_requests().await;
    let list = host.get("/workspaces/beta/join-requests").await.expect(200);
    assert_eq!((&list["items"][0]["email"], &list["items"][0]["user"]), (&json!("new@example.com"), &Value::Null));
    assert_eq!(host.get("/workspaces/beta/invites").await.expect(200)["total"], 1);
    // who reads the mail may decline, whoever they are
    bob.post("/invites/decline", json!({ "token": token })).await.expect(204);
}
