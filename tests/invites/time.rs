//! What time does to invites: they expire, are renewed, remind, and are forgotten.
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    person::Person,
};
use chrono::{Duration, Utc};
use serde_json::json;
use skillet::{app as server, entities::mail, jobs, mail::outbox};

async fn work(app: &TestApp) {
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    outbox::send_due(&app.state).await.unwrap();
}

async fn mails_to(app: &TestApp, email: &str, template: &str) -> usize {
    let all = app.mails().await;
    all.iter()
        .filter(|one| one.recipient == email && one.template == template && one.state == mail::State::Filed)
        .count()
}

/// Days go by; whoever is signed in stays so by use.
async fn at(app: &TestApp, person: &Person, start: chrono::DateTime<Utc>, days: i64) {
    app.set_clock(start + Duration::days(days));
    person.get("/users/me").await.expect(200);
}

/// Breaks when expiry is compared the other way round at its very second.
#[actix_web::test]
async fn an_invite_works_to_the_second_and_is_renewed_after_that() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    ada.patch("/workspaces/acme", json!({ "inviteDays": 3 })).await.expect(200);
    for days in [0, 91] {
        ada.patch("/workspaces/acme", json!({ "inviteDays": days })).await.refuses(422, "invalid");
    }
    let token = ada.invites(&app, "bob@example.com").await;
    app.set_clock(start + Duration::days(3) - Duration::seconds(1));
    app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    for after in [0, 1] {
        app.set_clock(start + Duration::days(3) + Duration::seconds(after));
        let problem =
            app.anonymous().post("/invites/accept", json!({ "token": token })).await.refuses(410, "invite-over");
        assert_eq!(
            (&problem["meta"]["reason"], &problem["meta"]["invitedBy"]),
            (&json!("expired"), &json!("ada@example.com"))
        );
    }
    let listed = ada.get("/workspaces/acme/invites").await.expect(200)["items"][0].clone();
    assert_eq!(listed["isExpired"], true);

    // it stands in nobody's way: inviting again renews it
    let token = ada.invites(&app, "bob@example.com").await;
    let list = ada.get("/workspaces/acme/invites").await.expect(200);
    assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &listed["id"]));
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
}

/// Breaks when `reminders` is not counted, or a server that slept sends both.
#[actix_web::test]
async fn whoever_does_not_answer_is_reminded_on_day_two_and_five_and_never_again() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    let slept = TestApp::spawn().await;
    slept.set_clock(start);
    let other = acme(&slept).await;
    other.invites(&slept, "bob@example.com").await;
    work(&app).await;
    work(&slept).await;
    for (day, expected) in [(1, 0), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2), (13, 2)] {
        at(&app, &ada, start, day).await;
        work(&app).await;
        work(&app).await;
        assert_eq!(mails_to(&app, "bob@example.com", "invite-reminder").await, expected, "day {day}");
    }
    at(&slept, &other, start, 6).await;
    work(&slept).await;
    work(&slept).await;
    assert_eq!(mails_to(&slept, "bob@example.com", "invite-reminder").await, 1);
}

#[actix_web::test]
async fn the_link_of_a_reminder_works_and_nobody_who_answered_or_wants_none_is_reminded() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let declined = ada.invites(&app, "declined@example.com").await;
    ada.invites(&app, "silenced@example.com").await;
    let silenced = app.newest_mail("silenced@example.com").await.unwrap();
    let silenced = secret_in(&silenced.text_body, "/unsubscribe#");
    ada.invites(&app, "bob@example.com").await;
    ada.shows_invite("shown@example.com").await;
    work(&app).await;
    app.anonymous().post("/invites/decline", json!({ "token": declined })).await.expect(204);
    app.anonymous().post("/mail-opt-outs", json!({ "token": silenced, "optedOut": true })).await.expect(204);
    at(&app, &ada, start, 2).await;
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    for nobody in ["declined@example.com", "silenced@example.com", "shown@example.com"] {
        assert!(app.newest_mail(nobody).await.is_none(), "{nobody}");
    }
    let reminder = app.newest_mail("bob@example.com").await.expect("a reminder");
    assert_eq!(reminder.template, "invite-reminder");
    let token = secret_in(&reminder.text_body, "/invite#");
    let done = app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    assert_eq!(done["mustVerify"], false);
}

#[actix_web::test]
async fn an_invite_that_is_over_is_forgotten_after_ninety_days() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    for (days, total) in [(20, 1), (40, 1), (60, 1), (80, 1), (100, 1), (105, 0)] {
        at(&app, &ada, start, days).await;
        work(&app).await;
        assert_eq!(ada.get("/workspaces/acme/invites").await.expect(200)["total"], total, "day {days}");
    }
}
