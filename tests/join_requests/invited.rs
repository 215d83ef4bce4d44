//! A stranger asks for an address that is invited: it hears of its invite again, and nothing else comes of it.
use super::{ask, open, path, told};
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::Person,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use skillet::{app as server, entities::mail, jobs, mail::outbox};

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
    // the first link is good, so is that of every mail since, and whoever invited may still send it as often as before
    let all = [&first, &again[0], &again[1], &again[2]];
    for token in all {
        app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    }
    let resend = format!("/workspaces/acme/invites/{}/resend", before["id"].as_str().unwrap());
    for hours in [50, 51] {
        at(&app, &ada, start + Duration::hours(hours)).await;
        ada.post(&resend, json!({})).await.expect(200);
    }
    for token in all {
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

/// Breaks when any invite that waits is taken for one that lets in.
#[actix_web::test]
async fn behind_an_invite_that_lets_nobody_in_or_whose_mail_came_back_a_request_is_heard() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let carl = app.editor("carl@example.com").await;
    let code = app.share(&ada).await;
    carl.invites(&app, "dead@example.com").await;
    ada.invites(&app, "bounced@example.com").await;
    let of_carl = format!("/workspaces/acme/members/{}", carl.my_id().await);
    ada.patch(&of_carl, json!({ "role": "viewer" })).await.expect(200);
    let bounced = mail::Entity::update_many().filter(mail::Column::Recipient.eq("bounced@example.com"));
    let bounced = bounced.col_expr(mail::Column::State, Expr::value(mail::State::Failed.to_value()));
    bounced.exec(app.state.db.writer()).await.unwrap();
    for email in ["dead@example.com", "bounced@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    let requests = open(&ada).await;
    let emails: Vec<_> = requests.iter().map(|one| one["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["dead@example.com", "bounced@example.com"]);
    assert_eq!(told(&app).await, ["ada@example.com"]);
    for request in &requests {
        let body = json!({ "delivery": "link" });
        let done = ada.post(&path(request, "approve"), body).await.expect(200);
        let token = secret_in(done["link"].as_str().unwrap(), "/invite#");
        app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    }
    assert_eq!(ada.get("/workspaces/acme/invites").await.expect(200)["total"], 0, "each invite was renewed");
}

/// Breaks when the wish for no mails is not looked at.
#[actix_web::test]
async fn a_shown_invite_and_one_that_nobody_wants_mails_of_are_not_sent_again() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    ada.shows_invite("shown@example.com").await;
    ada.invites(&app, "silent@example.com").await;
    let silent = app.newest_mail("silent@example.com").await.unwrap();
    let silent = json!({ "token": secret_in(&silent.text_body, "/unsubscribe#"), "optedOut": true });
    app.anonymous().post("/mail-opt-outs", silent).await.expect(204);
    outbox::send_due(&app.state).await.unwrap();
    let before = app.mails().await.len();
    app.set_clock(start + Duration::hours(2));
    for email in ["shown@example.com", "silent@example.com"] {
        ask(&app, &app.anonymous(), &code, email).await.expect(202);
    }
    assert_eq!(app.mails().await.len(), before);
}
