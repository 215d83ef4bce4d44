//! Who may do what with an invite that is out, and what it is worth once its sender may invite no more.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
};
use chrono::{Duration, Utc};
use sea_orm::Iterable;
use serde_json::{Value, json};
use skillet::{app as server, config::Signup, entities::membership::Role, jobs, mail::outbox};

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

/// Breaks when `resend`, or going on in an heir's name, keeps the message whoever wrote it.
#[actix_web::test]
async fn nobodys_words_are_mailed_or_shown_in_anothers_name() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Domains(vec!["example.com".into()])).await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let dave = app.person("dave@example.com").await;
    let invite = bob.invite(json!({ "text": "dave@example.com", "message": "I am Bob, call me" })).await;
    let resend = format!("/workspaces/acme/invites/{}/resend", invite["inviteId"].as_str().unwrap());
    for (minutes, person, is_kept) in [(11, &bob, true), (22, &ada, false)] {
        app.set_clock(start + Duration::minutes(minutes));
        person.post(&resend, json!({})).await.expect(200);
        let mail = app.newest_mail("dave@example.com").await.unwrap();
        assert_eq!(mail.text_body.contains("I am Bob"), is_kept, "{}", mail.text_body);
    }
    let other = bob.invite(json!({ "text": "carol@example.com", "message": "I am Bob, call me" })).await;
    assert_eq!(other["status"], "invited");
    let of_bob = format!("/workspaces/acme/members/{}?keepInvites=true", bob.my_id().await);
    ada.delete(&of_bob).await.expect(200);
    let listed = ada.get("/workspaces/acme/invites").await.expect(200);
    for one in listed["items"].as_array().unwrap() {
        assert_eq!((&one["message"], &one["invitedBy"]["email"]), (&Value::Null, &json!("ada@example.com")));
    }
    assert_eq!(dave.get("/users/me/invites").await.expect(200)["items"][0]["message"], Value::Null);
}

/// Breaks when `may_resend` compares no roles.
#[actix_web::test]
async fn nobody_is_offered_to_send_an_invite_for_a_role_above_their_own() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let boss = app.member("acme", "boss@example.com", Role::Owner).await;
    let carl = app.editor("carl@example.com").await;
    boss.invites_as(&app, "dave@example.com", "owner").await;
    let of_boss = format!("/workspaces/acme/members/{}", boss.my_id().await);
    ada.patch(&of_boss, json!({ "role": "editor" })).await.expect(200);
    for (person, can_resend) in [(&carl, false), (&boss, false), (&ada, true)] {
        let listed = person.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
        assert_eq!((&listed["isDead"], &listed["canResend"]), (&json!(true), &json!(can_resend)));
        let resend = format!("/workspaces/acme/invites/{}/resend", listed["id"].as_str().unwrap());
        if !can_resend {
            person.post(&resend, json!({})).await.refuses(403, "not-allowed");
        }
    }
}

/// Breaks when a decline is written down for nobody of the workspace to see, or shows where the decliner is.
#[actix_web::test]
async fn the_record_of_the_workspace_says_that_an_invite_was_declined_and_not_from_where() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    for (email, is_signed_in) in [("dave@example.com", false), ("carol@example.com", true)] {
        let token = ada.invites(&app, email).await;
        let person = if is_signed_in { app.person(email).await } else { app.anonymous() };
        person.post("/invites/decline", json!({ "token": token })).await.expect(204);
        let line = ada.get("/workspaces/acme/audit?action=invite.declined").await.expect(200)["items"][0].clone();
        let (via, actor) = if is_signed_in { ("session", json!(email)) } else { ("link", Value::Null) };
        assert_eq!((&line["subject"]["label"], &line["via"]), (&json!(email), &json!(via)));
        assert_eq!((&line["actor"]["email"], &line["ip"], &line["userAgent"]), (&actor, &Value::Null, &Value::Null));
    }
}
