//! S13: nobody learns from asking to join who belongs there, is invited, or was denied.
use super::{ask, default_quotas, open, path};
use crate::support::{app::TestApp, invites::acme, person::Person};
use chrono::{Duration, Utc};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use skillet::{
    app as server,
    entities::{job, join_request, share},
    features::join_requests::jobs::TakeRequest,
    jobs::{self, Job},
};
use std::collections::BTreeSet;

/// Tables that gained a row since, and how many; jobs among them.
async fn rows(app: &TestApp) -> BTreeSet<String> {
    let jobs = job::Entity::find().all(&*app.state.db).await.unwrap();
    app.rows().await.into_iter().chain(jobs.into_iter().map(|row| format!("job {row:?}"))).collect()
}

/// Whoever may ask, as far as the workspace knows them.
const ASKING: [&str; 6] = ["new", "new", "member", "invited", "denied", "blocked"];

/// Ada's workspace, which knows all of these but the new one; and the code of a public page of it.
async fn known_to_acme(app: &TestApp) -> (Person, String) {
    let ada = acme(app).await;
    let code = app.share(&ada).await;
    let visitor = app.anonymous();
    app.editor("member@example.com").await;
    ada.invites(app, "invited@example.com").await;
    for (email, answer) in [("denied@example.com", json!({})), ("blocked@example.com", json!({ "block": true }))] {
        ask(app, &visitor, &code, email).await.expect(202);
        ada.post(&path(&open(&ada).await[0], "deny"), answer).await.expect(204);
    }
    (ada, code)
}

/// Breaks when any of the cases answers otherwise.
#[actix_web::test]
async fn whoever_asks_gets_the_same_answer_to_the_byte() {
    let app = TestApp::spawn().await;
    let (ada, code) = known_to_acme(&app).await;
    let visitor = app.anonymous();
    let mut answers = Vec::new();
    for who in ASKING {
        let reply = ask(&app, &visitor, &code, &format!("{who}@example.com")).await;
        let mut headers: Vec<String> = reply
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        answers.push((reply.status, headers, reply.bytes));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let emails: Vec<_> = open(&ada).await.iter().map(|one| one["email"].clone()).collect();
    assert_eq!(emails, ["new@example.com"]);
    ask(&app, &visitor, "unknown", "new@example.com").await.refuses(404, "link-not-found");
    ask(&app, &visitor, &code, "nobody").await.refuses(422, "invalid");
    visitor.post(&format!("/shares/{code}/join-requests"), json!({})).await.refuses(422, "invalid");
}

/// Breaks when `ask_to_join` does any of the work before it answers: try calling `take` in the place of `enqueue`.
#[actix_web::test]
async fn s13_until_the_answer_the_same_is_done_for_whoever_asks_to_join() {
    let app = TestApp::spawn().await;
    let (_, code) = known_to_acme(&app).await;
    let visitor = app.anonymous();
    for email in ASKING {
        let before = rows(&app).await;
        let body = json!({ "email": format!("{email}@example.com"), "note": "Hello" });
        visitor.post(&format!("/shares/{code}/join-requests"), body).await.expect(202);
        let after = rows(&app).await;
        let new: Vec<_> = after.difference(&before).map(|row| row.split(' ').next().unwrap()).collect();
        assert_eq!((new, before.difference(&after).count()), (vec!["job"], 0), "{email}");
    }
}

/// Breaks when the requests for one address, or to one workspace, are not counted, or the answer tells that they are.
#[actix_web::test]
async fn s13_too_many_requests_for_an_address_or_a_workspace_are_dropped_without_a_word() {
    let few = |text: &str| text.parse().unwrap();
    let app = TestApp::spawn_with(|config| {
        let mut quotas = default_quotas().unwrap();
        quotas.requests_to_workspace = few("10/1h");
        quotas.requests = few("100/1h");
        config.quotas = Some(quotas);
    });
    let app = app.await;
    let ada = acme(&app).await;
    app.editor("member@example.com").await;
    ada.create_workspace("Beta", "beta").await;
    let (code, other) = (app.share(&ada).await, app.share_of("beta", &ada).await);
    let visitor = app.anonymous();
    for n in 0..6 {
        ask(&app, &visitor, if n % 2 == 0 { &code } else { &other }, "bob@example.com").await.expect(202);
        ask(&app, &visitor, &code, &format!("p{n}@example.com")).await.expect(202);
        ask(&app, &visitor, &code, "member@example.com").await.expect(202);
    }
    // three a day of Bob, two of them here; three of the member; and of the others what is left of ten
    let emails: Vec<_> = open(&ada).await.into_iter().map(|one| one["email"].clone()).collect();
    assert_eq!(
        emails,
        ["bob@example.com", "p0@example.com", "p1@example.com", "p2@example.com", "p3@example.com", "p4@example.com"]
    );
    app.person("late@example.com").await; // asking to join uses up nothing of signing in
}

/// Breaks when whoever is signed in shares with whoever types their address, or a job that is begun again takes once more.
#[actix_web::test]
async fn strangers_who_type_an_address_use_up_nothing_of_what_its_holder_may_ask() {
    let app = TestApp::spawn_with(|config| config.quotas = default_quotas()).await;
    let ada = acme(&app).await;
    ada.create_workspace("Beta", "beta").await;
    let (code, other) = (app.share(&ada).await, app.share_of("beta", &ada).await);
    let bob = app.person("bob@example.com").await;
    for _ in 0..6 {
        ask(&app, &app.anonymous(), &other, "bob@example.com").await.expect(202);
    }
    ask(&app, &bob, &code, "").await.expect(202);
    let request = open(&ada).await.remove(0);
    assert_eq!(request["user"]["email"], "bob@example.com");
    let asked = TakeRequest {
        workspace: app.workspace("acme").await.id,
        share: None,
        invite: None,
        user: None,
        email: "carl@example.com".into(),
        note: None,
        is_too_much: false,
    };
    for _ in 0..5 {
        asked.run(&app.state).await.unwrap(); // the server ended each time before the job was settled
    }
    ask(&app, &app.anonymous(), &other, "carl@example.com").await.expect(202);
    let there = ada.get("/workspaces/beta/join-requests").await.expect(200);
    assert_eq!(there["total"], 2);
}

#[actix_web::test]
async fn a_page_that_is_shared_no_more_takes_no_request_and_a_request_is_over_after_thirty_days() {
    let app = TestApp::spawn().await;
    app.set_clock(Utc::now());
    let start = app.clock.now();
    let ada = acme(&app).await;
    let codes = [app.share(&ada).await, app.share(&ada).await, app.share(&ada).await];
    let of = |code: &str| share::Entity::update_many().filter(share::Column::Code.eq(code));
    let revoked = of(&codes[0]).col_expr(share::Column::RevokedAt, Expr::value(start));
    revoked.exec(app.state.db.writer()).await.unwrap();
    let expired = of(&codes[1]).col_expr(share::Column::ExpiresAt, Expr::value(start + Duration::minutes(1)));
    expired.exec(app.state.db.writer()).await.unwrap();
    ask(&app, &app.anonymous(), &codes[0], "bob@example.com").await.refuses(404, "link-not-found");
    ask(&app, &app.anonymous(), &codes[1], "carl@example.com").await.expect(202);
    app.set_clock(start + Duration::minutes(1));
    ask(&app, &app.anonymous(), &codes[1], "bob@example.com").await.refuses(404, "link-not-found");
    ask(&app, &app.anonymous(), &codes[2], "bob@example.com").await.expect(202);
    let requests = open(&ada).await;
    assert_eq!(requests.len(), 2);
    for (days, waiting) in [(29, 2), (30, 1), (31, 0)] {
        app.set_clock(start + Duration::days(days));
        let ada = app.person("ada@example.com").await;
        assert_eq!(open(&ada).await.len(), waiting, "day {days}");
    }
    let ada = app.person("ada@example.com").await;
    let problem = ada.post(&path(&requests[1], "approve"), json!({})).await.refuses(409, "request-answered");
    assert_eq!(problem["meta"]["answer"], "expired");
    // asking again is asking anew, and what is long over is forgotten
    ask(&app, &app.anonymous(), &codes[2], "bob@example.com").await.expect(202);
    assert_eq!(open(&ada).await.len(), 1);
    app.set_clock(start + Duration::days(31 + 121));
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    assert_eq!(app.rows_of(&["join_request"]).await.len(), 0);
}

/// Breaks when more are taken than anybody can look through, or nobody is told that no more are.
#[actix_web::test]
async fn when_too_many_wait_no_more_are_taken_and_the_owners_are_told_so() {
    let app = TestApp::spawn().await;
    app.set_clock(Utc::now());
    let start = app.clock.now();
    let ada = acme(&app).await;
    let code = app.share(&ada).await;
    ask(&app, &app.anonymous(), &code, "first@example.com").await.expect(202);
    let first = join_request::Entity::find().one(&*app.state.db).await.unwrap().unwrap();
    for n in 0..499 {
        let row = join_request::Model {
            id: uuid::Uuid::now_v7(),
            email: format!("p{n}@example.com"),
            told: false,
            ..first.clone()
        };
        join_request::Entity::insert(row.into_active_model())
            .exec_without_returning(app.state.db.writer())
            .await
            .unwrap();
    }
    ask(&app, &app.anonymous(), &code, "late@example.com").await.expect(202);
    assert_eq!(ada.get("/workspaces/acme/join-requests").await.expect(200)["total"], 500);
    app.set_clock(start + Duration::minutes(61));
    jobs::run_due(&app.state, &server::jobs()).await.unwrap();
    let mail = app.newest_mail("ada@example.com").await.unwrap();
    assert!(mail.text_body.contains("No more are taken until you answer some"), "{}", mail.text_body);
}
