//! A stranger asks for an address that is invited: it hears of its invite again, and nothing else comes of it.
use super::{ask, open};
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::Person,
};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use skillet::{app as server, jobs, mail::outbox};

async fn invite(ada: &Person) -> Value {
    ada.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone()
}

/// Time goes by in steps that keep Ada signed in.
async fn at(app: &TestApp, ada: &Person, time: DateTime<Utc>) {
    app.set_clock(time);
    ada.get("/users/me").await.expect(200);
}

/// Breaks when the invite is renewed: its expiry moved, its first link ended, or its sends and reminders counted anew.
#[actix_web::test]
async fn whoever_is_invited_and_asked_for_is_mailed_again_once_a_day_and_the_invite_stays_as_it_is() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let first = ada.invites(&app, "bob@example.com").await;
    let before = invite(&ada).await;
    let (stranger, mut again) = (app.anonymous(), Vec::new());
    for (hours, mails) in [(1, 1), (2, 1), (24, 1), (25, 2), (48, 2), (49, 3)] {
        outbox::send_due(&app.state).await.unwrap();
        at(&app, &ada, start + Duration::hours(hours)).await;
        ask(&app, &stranger, &code, "bob@example.com").await.expect(202);
        if let Some(mail) = app.newest_mail("bob@example.com").await {
            again.push(secret_in(&mail.text_body, "/invite#"));
        }
        assert_eq!(again.len(), mails, "after {hours} hours");
    }
    let after = invite(&ada).await;
    for field in ["id", "expiresAt", "renewedAt", "invitedBy"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(open(&ada).await, Vec::<Value>::new(), "there is no second row");
    // the first link is good, so is the newest, and whoever invited may still send it as often as before
    let both = [&first, &again[2]];
    for token in both {
        app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    }
    let resend = format!("/workspaces/acme/invites/{}/resend", before["id"].as_str().unwrap());
    for hours in [50, 51] {
        at(&app, &ada, start + Duration::hours(hours)).await;
        ada.post(&resend, json!({})).await.expect(200);
    }
    for token in both {
        app.anonymous().post("/invites/preview", json!({ "token": token })).await.refuses(404, "link-not-found");
    }
}

#[actix_web::test]
async fn asking_for_an_invited_address_keeps_neither_its_invite_alive_nor_its_reminders_away() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    let first = ada.invites(&app, "bob@example.com").await;
    outbox::send_due(&app.state).await.unwrap();
    at(&app, &ada, start + Duration::hours(47)).await;
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    outbox::send_due(&app.state).await.unwrap();
    at(&app, &ada, start + Duration::days(2)).await;
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    assert_eq!(app.newest_mail("bob@example.com").await.expect("a reminder").template, "invite-reminder");
    at(&app, &ada, start + Duration::days(13)).await;
    ask(&app, &app.anonymous(), &code, "bob@example.com").await.expect(202);
    let again = secret_in(&app.newest_mail("bob@example.com").await.unwrap().text_body, "/invite#");
    app.set_clock(start + Duration::days(14));
    for token in [first, again] {
        let problem = app.anonymous().post("/invites/accept", json!({ "token": token })).await;
        assert_eq!(problem.refuses(410, "invite-over")["meta"]["reason"], "expired");
    }
}

/// Breaks when the inviter is not judged, or the wish for no mails not looked at.
#[actix_web::test]
async fn a_dead_invite_a_shown_one_and_one_that_nobody_wants_mails_of_are_not_sent_again() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let carl = app.editor("carl@example.com").await;
    let code = app.share(&ada).await;
    carl.invites(&app, "dead@example.com").await;
    ada.shows_invite("shown@example.com").await;
    ada.invites(&app, "silent@example.com").await;
    let silent = app.newest_mail("silent@example.com").await.unwrap();
    let silent = json!({ "token": secret_in(&silent.text_body, "/unsubscribe#"), "optedOut": true });
    app.anonymous().post("/mail-opt-outs", silent).await.expect(204);
    let of_carl = format!("/workspaces/acme/members/{}", carl.my_id().await);
    ada.patch(&of_carl, json!({ "role": "viewer" })).await.expect(200);
    outbox::send_due(&app.state).await.unwrap();
    let before = app.mails().await.len();
    app.set_clock(start + Duration::hours(2));
    for email in ["dead@example.com", "shown@example.com", "silent@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    assert_eq!(app.mails().await.len(), before);
}
