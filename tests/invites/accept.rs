//! An invite is answered: by whom, with which account, how often.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use skillet::{config::Signup, entities::membership::Role, mail::outbox};

#[actix_web::test]
async fn a_new_person_accepts_and_is_in_with_a_verified_address() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Invited).await;
    let link = skillet::features::sign_in::links::first_account(&app.state).await.unwrap().unwrap();
    let ada = app.anonymous();
    let first = json!({ "token": link.split_once('#').unwrap().1, "email": "ada@example.com" });
    ada.post("/auth/sign-in/confirm", first).await.expect(200);
    ada.create_workspace("Acme", "acme").await;
    let token = ada.invites_as(&app, "bob@example.com", "viewer").await;
    let bob = app.anonymous();
    let seen = bob.post("/invites/preview", json!({ "token": token })).await.expect(200);
    for (field, value) in [
        ("workspaceName", json!("Acme")),
        ("email", json!("bob@example.com")),
        ("role", json!("viewer")),
        ("invitedBy", json!("ada@example.com")),
        ("members", json!("few")),
        ("isForYou", Value::Null),
    ] {
        assert_eq!(seen[field], value, "{field}");
    }
    bob.get("/users/me").await.refuses(401, "unauthorized");

    let done = bob.post("/invites/accept", json!({ "token": token, "fullName": " Bob " })).await.expect(200);
    assert_eq!(
        (&done["isNew"], &done["mustVerify"], &done["alreadyMember"]),
        (&json!(true), &json!(false), &json!(false))
    );
    assert_eq!(done["workspace"]["slug"], "acme");
    let me = bob.get("/users/me").await.expect(200);
    assert_eq!((&me["fullName"], &me["isVerified"]), (&json!("Bob"), &json!(true)));
    assert_eq!(bob.get("/workspaces/acme").await.expect(200)["role"], "viewer");
    let sent: Vec<_> = app.mails().await.into_iter().map(|mail| (mail.template, mail.recipient)).collect();
    let has = |template: &str, to: &str| sent.contains(&(template.to_owned(), to.to_owned()));
    assert!(has("welcome", "bob@example.com") && has("invite-accepted", "ada@example.com"), "{sent:?}");

    // a second click is no error for the one who is in, and nothing for anybody else
    let again = bob.post("/invites/accept", json!({ "token": token })).await.expect(200);
    assert_eq!(again["alreadyMember"], true);
    let stranger = app.anonymous().post("/invites/accept", json!({ "token": token })).await;
    assert_eq!(stranger.refuses(410, "invite-over")["meta"]["reason"], "accepted");
}

/// Every way to hold an invite × every call. Breaks when the address is taken from the session instead of the invite.
#[actix_web::test]
async fn s03_an_invite_is_good_for_the_invited_address_alone() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.person("bob@example.com").await;
    let mut others = Vec::new();
    for address in [
        "eve@example.com",
        "bob+x@example.com",
        "b.ob@example.com",
        "bob@example.com.evil.test",
        "böb@example.com",
        "bob@xn--exmple-cua.com", // exämple.com
        "bob@xn--exmple-4nf.com", // its а is a Cyrillic one
    ] {
        others.push(app.person(address).await);
    }
    let token = {
        ada.invite(json!({ "text": "BOB@Example.COM" })).await;
        let mail = app.newest_mail("bob@example.com").await.unwrap();
        secret_in(&mail.text_body, "/invite#")
    };
    let before = app.rows().await.into_iter().filter(|row| row.starts_with("membership ")).collect::<Vec<_>>();
    for other in &others {
        let seen = other.post("/invites/preview", json!({ "token": token })).await.expect(200);
        assert_eq!(seen["isForYou"], false);
        for call in ["accept", "decline"] {
            let problem = other.post(&format!("/invites/{call}"), json!({ "token": token })).await;
            let problem = problem.refuses(409, "invite-for-another");
            assert_eq!(problem["meta"]["sentTo"], "b•••@example.com", "{problem}");
        }
        assert_eq!(other.get("/users/me/invites").await.expect(200)["items"], json!([]));
    }
    let stranger = app.anonymous();
    let problem = stranger.post("/invites/accept", json!({ "token": token })).await.refuses(401, "sign-in-first");
    assert_eq!(problem["meta"]["email"], "bob@example.com");
    stranger.get("/users/me").await.refuses(401, "unauthorized");
    let after = app.rows().await.into_iter().filter(|row| row.starts_with("membership ")).collect::<Vec<_>>();
    assert_eq!(after, before);
    bob.post("/invites/accept", json!({ "token": token })).await.expect(200);

    // an address with other letters of the same look, and one that is written otherwise
    let result = ada.invite(json!({ "text": "zoe\u{308}@bücher.example" })).await;
    assert_eq!(result["email"], "zoë@xn--bcher-kva.example");
    let mail = app.newest_mail("zoë@xn--bcher-kva.example").await.unwrap();
    let token = secret_in(&mail.text_body, "/invite#");
    for sibling in ["zoe@xn--bcher-kva.example", "zoë@bucher.example", "zoë@xn--bcher-kva.example.test"] {
        let lookalike = app.person(sibling).await;
        for call in ["accept", "decline"] {
            let problem = lookalike.post(&format!("/invites/{call}"), json!({ "token": token })).await;
            problem.refuses(409, "invite-for-another");
        }
    }
    let zoe = app.person("zoë@xn--bcher-kva.example").await;
    zoe.post("/invites/accept", json!({ "token": token })).await.expect(200);
}

#[actix_web::test]
async fn whoever_signs_in_sees_the_invites_of_their_address_and_answers_there() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    let host = app.person("host@example.com").await;
    host.create_workspace("Beta", "beta").await;
    host.post("/workspaces/beta/invites", json!({ "text": "bob@example.com", "message": "" })).await.expect(200);
    let bob = app.person("bob@example.com").await;
    assert_eq!(bob.get("/workspaces").await.expect(200)["items"], json!([]), "nobody is added without their click");
    let list = bob.get("/users/me/invites").await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let id = |name: &str| items.iter().find(|one| one["workspaceName"] == name).unwrap()["id"].as_str().unwrap();
    let eve = app.person("eve@example.com").await;
    for call in ["accept", "decline"] {
        eve.post(&format!("/users/me/invites/{}/{call}", id("Acme")), json!({})).await.refuses(404, "not-found");
    }
    bob.post(&format!("/users/me/invites/{}/accept", id("Acme")), json!({})).await.expect(200);
    bob.post(&format!("/users/me/invites/{}/decline", id("Beta")), json!({})).await.expect(204);
    assert_eq!(bob.get("/users/me/invites").await.expect(200)["items"], json!([]));
    let slugs = bob.get("/workspaces").await.expect(200);
    assert_eq!(slugs["items"].as_array().unwrap().len(), 1);
    assert_eq!(host.get("/workspaces/beta/invites").await.expect(200)["total"], 0, "declined is gone");
    let to_host = app.newest_mail("host@example.com").await;
    assert!(to_host.is_none_or(|mail| mail.template == "sign-in"), "nobody is told");
}

/// Breaks when the inviter's role is looked at only when the invite is sent.
#[actix_web::test]
async fn s09_an_invite_is_worth_no_more_than_its_sender_is_when_it_is_accepted() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.member("acme", "bob@example.com", Role::Owner).await;
    let of_bob = format!("/workspaces/acme/members/{}", bob.my_id().await);
    let accept = async |token: &str| app.anonymous().post("/invites/accept", json!({ "token": token })).await;
    let token = bob.invites_as(&app, "new-owner@example.com", "owner").await;
    let editor = bob.invites_as(&app, "new-editor@example.com", "editor").await;
    ada.patch(&of_bob, json!({ "role": "editor" })).await.expect(200);
    accept(&token).await.refuses(410, "invite-over");
    let one = bob.invites(&app, "one@example.com").await;
    accept(&editor).await.expect(200);
    ada.patch("/workspaces/acme", json!({ "whoInvites": "owners" })).await.expect(200);
    accept(&one).await.refuses(410, "invite-over");
    ada.patch("/workspaces/acme", json!({ "whoInvites": "editors" })).await.expect(200);
    ada.patch(&of_bob, json!({ "role": "viewer" })).await.expect(200);
    accept(&one).await.refuses(410, "invite-over");
    ada.patch(&of_bob, json!({ "role": "editor" })).await.expect(200);
    accept(&one).await.expect(200);
}

/// Breaks when `accept` does not tell whoever is in already that they are: 63 of the 64 clicks would be refused. That one
/// place comes of them holds by the key of the table, too.
#[actix_web::test]
async fn s28_of_64_acceptances_at_once_one_membership_comes() {
    for is_signed_in in [true, false] {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let token = ada.invites(&app, "bob@example.com").await;
        let bob = app.anonymous();
        if is_signed_in {
            bob.sign_in(&app, "bob@example.com").await;
        }
        let strangers: Vec<_> = (0..64).map(|_| app.anonymous()).collect();
        let calls = strangers.iter().map(|stranger| {
            let person = if is_signed_in { &bob } else { stranger };
            person.post("/invites/accept", json!({ "token": token }))
        });
        let replies = join_all(calls).await;
        let ok = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(ok, if is_signed_in { 64 } else { 1 }, "{:?}", replies.iter().map(|r| r.status).collect::<Vec<_>>());
        assert!(replies.iter().all(|reply| !reply.status.is_server_error()));
        let rows = app.rows().await;
        assert_eq!(rows.iter().filter(|row| row.starts_with("membership ")).count(), 2);
        assert_eq!(rows.iter().filter(|row| row.starts_with("user ")).count(), 2);
        let welcomes = app.mails().await.into_iter().filter(|mail| mail.template == "welcome").count();
        assert_eq!(welcomes, 1);
    }
}

/// Breaks when the mail by which the address is verified is queued behind the commit: the account would be there without it.
#[actix_web::test]
async fn an_account_by_a_shown_link_is_made_together_with_the_mail_that_verifies_it() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let token = ada.shows_invite("bob@example.com").await;
    let before = app.rows_of(&["user", "membership", "session"]).await;
    let broken = "ALTER TABLE sign_in RENAME TO sign_in_away";
    app.state.db.writer().execute_unprepared(broken).await.unwrap();
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(500);
    app.state.db.writer().execute_unprepared("ALTER TABLE sign_in_away RENAME TO sign_in").await.unwrap();
    assert_eq!(app.rows_of(&["user", "membership", "session"]).await, before);
    let bob = app.anonymous();
    bob.post("/invites/accept", json!({ "token": token })).await.expect(200);
    let mail = app.newest_mail("bob@example.com").await.unwrap();
    assert_eq!(mail.template, "sign-in");
    let digits = mail.text_body.split_whitespace().any(|word| word.len() == 6 && word.parse::<u32>().is_ok());
    assert!(!digits, "no code: this browser could not use it: {}", mail.text_body);
}

/// Breaks when the old token is left beside the new one.
#[actix_web::test]
async fn a_resent_invite_kills_the_old_link_in_the_same_moment() {
    let app = TestApp::spawn().await;
    let start = chrono::Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let old = ada.invites(&app, "bob@example.com").await;
    let list = ada.get("/workspaces/acme/invites").await.expect(200);
    let path = format!("/workspaces/acme/invites/{}/resend", list["items"][0]["id"].as_str().unwrap());
    let problem = ada.post(&path, json!({})).await.refuses(429, "invite-limit");
    assert!(problem["meta"]["retryAfterSeconds"].as_i64().is_some_and(|wait| (590..=600).contains(&wait)), "{problem}");
    outbox::send_due(&app.state).await.unwrap();
    app.set_clock(start + chrono::Duration::minutes(10));
    ada.post(&path, json!({})).await.expect(200);
    let mail = app.newest_mail("bob@example.com").await.unwrap();
    let new = secret_in(&mail.text_body, "/invite#");
    for call in ["preview", "accept", "decline"] {
        app.anonymous().post(&format!("/invites/{call}"), json!({ "token": old })).await.refuses(404, "link-not-found");
    }
    app.set_clock(start + chrono::Duration::minutes(20));
    ada.post(&path, json!({})).await.expect(200);
    app.set_clock(start + chrono::Duration::minutes(30));
    ada.post(&path, json!({})).await.refuses(429, "invite-limit"); // three mails to an address are enough
    app.anonymous().post("/invites/accept", json!({ "token": new })).await.refuses(404, "link-not-found");
    ada.post(&path, json!({ "delivery": "link" })).await.expect(200);
}
