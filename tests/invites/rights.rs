//! Who may do what with an invite that is out, and what it is worth once its sender may invite no more.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
};
use chrono::{Duration, Utc};
use sea_orm::Iterable;
use serde_json::{Value, json};
use skillet::{app as server, entities::membership::Role, jobs, mail::outbox};

/// May somebody with this role invite for that one?
fn may(role: Role, who_invites: &str, wanted: Role) -> bool {
    let least = if who_invites == "owners" { Role::Owner } else { Role::Editor };
    role >= least && wanted <= role
}

/// Every role × every role it invites for × who may invite: when the invite is sent, and when it is renewed or accepted with
/// what its sender is by then. Breaks when one of the three compares with another role than the sender's of that moment, or
/// does not ask who may invite.
#[actix_web::test]
async fn s09_an_invite_is_sent_renewed_and_accepted_just_where_its_senders_role_allows_it() {
    let mut invited = 0;
    for (role, wanted) in Role::iter().flat_map(|role| Role::iter().map(move |wanted| (role, wanted))) {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let bob = app.member("acme", "bob@example.com", role).await;
        let of_bob = format!("/workspaces/acme/members/{}", bob.my_id().await);
        for who in ["owners", "editors"] {
            ada.patch("/workspaces/acme", json!({ "whoInvites": who })).await.expect(200);
            let body = json!({ "text": format!("{who}@example.com"), "role": wanted, "delivery": "mail" });
            let sent = bob.post("/workspaces/acme/invites", body).await;
            assert_eq!(sent.status == 200, may(role, who, wanted), "{role:?} as one of {who} for {wanted:?}");
        }
        if !may(role, "editors", wanted) {
            continue;
        }
        for (later, who) in Role::iter().flat_map(|later| [(later, "owners"), (later, "editors")]) {
            let what = format!("{wanted:?} by {role:?}, {later:?} by now, among {who}");
            invited += 1;
            let email = format!("new-{invited}@example.com");
            ada.patch("/workspaces/acme", json!({ "whoInvites": "editors" })).await.expect(200);
            ada.patch(&of_bob, json!({ "role": role })).await.expect(200);
            let token = bob.invites_as(&app, &email, json!(wanted).as_str().unwrap()).await;
            ada.patch(&of_bob, json!({ "role": later })).await.expect(200);
            ada.patch("/workspaces/acme", json!({ "whoInvites": who })).await.expect(200);
            let list = ada.get("/workspaces/acme/invites").await.expect(200);
            let id = list["items"].as_array().unwrap().iter().find(|one| one["email"] == email).unwrap()["id"].clone();
            let resend = format!("/workspaces/acme/invites/{}/resend", id.as_str().unwrap());
            let renewed = bob.post(&resend, json!({})).await;
            // a mail to this address has just left, and whoever may renew is told so
            assert_eq!(renewed.status == 429, may(later, who, wanted), "renewing {what}: {renewed:?}");
            let accepted = app.anonymous().post("/invites/accept", json!({ "token": token })).await;
            assert_eq!(accepted.status == 200, may(later, who, wanted), "accepting {what}: {accepted:?}");
        }
    }
    assert_eq!(invited, 5 * 6, "five pairs are allowed, and each has six ends");
}

/// Breaks when only acceptance asks whether the inviter may still invite.
#[actix_web::test]
async fn s09_an_invite_whose_sender_may_invite_no_more_looks_dead_wherever_it_is_seen() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let carl = app.editor("carl@example.com").await;
    let token = bob.invites(&app, "dave@example.com").await;
    let dave = app.person("dave@example.com").await;
    outbox::send_due(&app.state).await.unwrap();
    let of_bob = format!("/workspaces/acme/members/{}", bob.my_id().await);
    ada.patch(&of_bob, json!({ "role": "viewer" })).await.expect(200);

    let problem = app.anonymous().post("/invites/preview", json!({ "token": token })).await;
    assert_eq!(problem.refuses(410, "invite-over")["meta"]["reason"], "revoked");
    assert_eq!(dave.get("/users/me/invites").await.expect(200)["items"], json!([]));
    let listed = carl.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
    assert_eq!(
        (&listed["isDead"], &listed["canResend"], &listed["canRevoke"]),
        (&json!(true), &json!(true), &json!(false))
    );
    app.set_clock(start + Duration::days(2));
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    assert!(app.newest_mail("dave@example.com").await.is_none_or(|mail| mail.template == "sign-in"), "no reminder");

    // a dead one stands in nobody's way
    carl.get("/users/me").await.expect(200);
    let token = carl.invites(&app, "dave@example.com").await;
    let listed = carl.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
    assert_eq!((&listed["isDead"], &listed["invitedBy"]["email"]), (&json!(false), &json!("carl@example.com")));
    dave.post("/invites/accept", json!({ "token": token })).await.expect(200);
}

/// Breaks when whoever may invite may also renew: that ends the link that was sent, and takes the invite over.
#[actix_web::test]
async fn s09_an_invite_is_sent_again_by_its_sender_or_an_owner_and_by_others_once_it_is_over() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let (bob, carl) = (app.editor("bob@example.com").await, app.editor("carl@example.com").await);
    let token = bob.invites(&app, "dave@example.com").await;
    let listed = carl.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
    assert_eq!((&listed["canResend"], &listed["isDead"]), (&json!(false), &json!(false)));
    let resend = format!("/workspaces/acme/invites/{}/resend", listed["id"].as_str().unwrap());
    for delivery in ["mail", "link"] {
        let problem = carl.post(&resend, json!({ "delivery": delivery })).await.refuses(403, "not-allowed");
        assert!(problem["detail"].as_str().unwrap().contains("bob@example.com"), "{problem}");
    }
    app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    let shown = bob.post(&resend, json!({ "delivery": "link" })).await.expect(200);
    assert_eq!(shown["invite"]["invitedBy"]["email"], "bob@example.com");
    ada.post(&resend, json!({ "delivery": "link" })).await.expect(200);

    for days in [8, 14] {
        app.set_clock(start + Duration::days(days));
        carl.get("/users/me").await.expect(200);
    }
    let renewed = carl.post(&resend, json!({ "delivery": "link" })).await.expect(200);
    assert_eq!(renewed["invite"]["invitedBy"]["email"], "carl@example.com");
}

/// Breaks when the page does the hiding.
#[actix_web::test]
async fn s03_the_invited_address_is_told_in_part_to_whoever_is_signed_in_as_another() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let token = ada.invites(&app, "bob@example.com").await;
    let eve = app.person("eve@example.com").await;
    let seen = eve.post("/invites/preview", json!({ "token": token })).await.expect(200);
    assert_eq!((&seen["email"], &seen["isForYou"]), (&json!("b•••@example.com"), &json!(false)));
    assert!(!seen.to_string().contains("bob@example.com"));
    let bob = app.person("bob@example.com").await;
    let seen: Value = bob.post("/invites/preview", json!({ "token": token })).await.expect(200);
    assert_eq!((&seen["email"], &seen["isForYou"]), (&json!("bob@example.com"), &json!(true)));
}

#[actix_web::test]
async fn the_link_of_the_first_mail_works_beside_that_of_a_reminder() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let first = ada.invites(&app, "bob@example.com").await;
    outbox::send_due(&app.state).await.unwrap();
    app.set_clock(start + Duration::days(2));
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    let reminder = app.newest_mail("bob@example.com").await.expect("a reminder");
    let second = secret_in(&reminder.text_body, "/invite#");
    for token in [&second, &first] {
        app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    }
    app.anonymous().post("/invites/accept", json!({ "token": first })).await.expect(200);
    let problem = app.anonymous().post("/invites/accept", json!({ "token": second })).await;
    assert_eq!(problem.refuses(410, "invite-over")["meta"]["reason"], "accepted");
}
