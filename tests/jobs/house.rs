//! The server's own jobs: what they forget, what they leave, and who notices when one is dead.
use super::{Does, Probe, probes, round, rows};
use crate::support::{
    app::{TestApp, config},
    bodies::Body,
    operations::scan,
    person::Person,
    program::Program,
};
use chrono::{Duration, Utc};
use reqwest::Method;
use sea_orm::{ActiveEnum, ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use skillet::{
    app,
    entities::{invite_send, job, mail, scan as scans, scan_pack, session},
    features::join_requests::jobs::TakeRequest,
    jobs::Job,
    mail::outbox,
};
use uuid::Uuid;

/// A server on which there is something for every job: what is old, and what is of now.
async fn lived_in() -> (TestApp, Person) {
    let app = TestApp::spawn().await;
    let start = Utc::now() - Duration::days(100);
    app.set_clock(start);
    let ada = app.person("ada@example.com").await;
    let new = ada.request(Method::POST, "/workspaces").header("idempotency-key", "k");
    ada.send(new.json(&json!({ "name": "Acme", "slug": "acme" }))).await.expect(201);
    scanned_and_deleted(&app, &ada, scan()).await;
    let share = app.share(&ada).await;
    let asked = json!({ "email": "long-ago@example.com" });
    app.anonymous().post(&format!("/shares/{share}/join-requests"), asked).await.expect(202);
    app.take_requests().await;
    outbox::send_due(&app.state).await.unwrap();

    app.set_clock(start + Duration::days(100));
    let ada = app.person("ada@example.com").await;
    scanned_and_deleted(&app, &ada, Body::of("docs").defines("A", &[]).json()).await;
    ada.upload("acme", &Body::of("shop").defines("B", &[]).json()).await.expect(200);
    outbox::send_due(&app.state).await.unwrap();
    (app, ada)
}

/// Somebody was invited days ago, one asked to join behind another, and a mail was counted long ago.
async fn somebody_waits(app: &TestApp, ada: &Person) {
    ada.invites(app, "invited@example.com").await;
    outbox::send_due(&app.state).await.unwrap();
    let share = app.share(ada).await;
    for n in 0..2 {
        let body = json!({ "email": format!("asking{n}@example.com") });
        app.anonymous().post(&format!("/shares/{share}/join-requests"), body).await.expect(202);
        app.take_requests().await;
    }
    let token = ada.shows_invite("unverified@example.com").await;
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    let mailed = mail::Entity::update_many().filter(mail::Column::Recipient.eq("unverified@example.com"));
    let mailed = mailed.col_expr(mail::Column::State, Expr::value(mail::State::Sent.to_value()));
    let mailed = mailed.col_expr(mail::Column::SettledAt, Expr::value(app.clock.now()));
    mailed.exec(app.state.db.writer()).await.unwrap();
    let counted = invite_send::ActiveModel {
        workspace_id: Set(app.workspace("acme").await.id),
        id: Set(Uuid::now_v7()),
        email: Set("long-ago@example.com".into()),
        sent_at: Set(app.clock.now() - Duration::days(60)),
    };
    counted.insert(app.state.db.writer()).await.unwrap();
    app.set_clock(app.clock.now() + Duration::days(3));
}

async fn scanned_and_deleted(app: &TestApp, by: &Person, body: serde_json::Value) {
    by.upload("acme", &body).await.expect(200);
    let newest = scans::Entity::find().filter(scans::Column::DeletedAt.is_null()).one(&*app.state.db).await;
    by.delete(&format!("/workspaces/acme/analyses/{}", newest.unwrap().unwrap().id)).await.expect(204);
}

/// Breaks for a job that adds, counts up or takes turns. A new one is tested without being named here; if it finds
/// nothing to do, put something for it into `lived_in`.
#[actix_web::test]
async fn every_job_done_twice_leaves_what_doing_it_once_leaves() {
    let (app, ada) = lived_in().await;
    somebody_waits(&app, &ada).await;
    let registry = app::jobs();
    assert!(registry.kinds().len() >= 4);
    for kind in registry.kinds() {
        let payload = match &kind.every {
            Some((_, payload)) => payload.clone(),
            None if kind.name == TakeRequest::NAME => serde_json::to_value(TakeRequest {
                workspace: app.workspace("acme").await.id,
                share: None,
                invite: None,
                user: None,
                email: "ada@example.com".into(), // a member: nobody is told of it, that is the next job
                note: None,
                is_too_much: false,
            })
            .unwrap(),
            None => panic!("say here what a job of the new kind {} works on", kind.name),
        };
        let before = app.rows().await;
        kind.run(app.state.clone(), payload.clone()).await.unwrap();
        let once = app.rows().await;
        assert_ne!(once, before, "{} had nothing to do", kind.name);
        kind.run(app.state.clone(), payload).await.unwrap();
        assert_eq!(app.rows().await, once, "{}", kind.name);
    }
    ada.get("/users/me").await.expect(200);
}

#[actix_web::test]
async fn the_jobs_forget_what_is_old_and_nothing_else() {
    let (app, ada) = lived_in().await;
    round(&app, &app::jobs()).await;
    let now = app.state.clock.now();
    let sessions = session::Entity::find().all(&*app.state.db).await.unwrap();
    assert!(sessions.len() == 1 && sessions[0].expires_at > now, "{sessions:?}");
    let scans = scans::Entity::find().all(&*app.state.db).await.unwrap();
    assert_eq!(scans.len(), 2, "one that counts, and one that may be brought back");
    assert_eq!(scans.iter().filter(|scan| scan.deleted_at == Some(now)).count(), 1);
    assert_eq!(scan_pack::Entity::find().all(&*app.state.db).await.unwrap().len(), 2, "contents go with their scan");
    assert_eq!(mail::Entity::find().all(&*app.state.db).await.unwrap().len(), 1);
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 1);

    app.set_clock(now + Duration::days(30));
    round(&app, &app::jobs()).await;
    assert_eq!(scan_pack::Entity::find().all(&*app.state.db).await.unwrap().len(), 1, "not for ever, though");
}

#[actix_web::test]
async fn the_server_does_its_jobs_and_stops_when_it_is_told_to() {
    let program = Program::new().await;
    let server = program.serve().await;
    let db = sea_orm::Database::connect(&program.database_url).await.unwrap();
    let periodic = app::jobs().kinds().iter().filter(|kind| kind.every.is_some()).count();
    loop {
        let rows = job::Entity::find().all(&db).await.unwrap();
        let is_done = |row: &job::Model| row.lease.is_none() && row.run_at > row.created_at && row.last_error.is_none();
        if rows.len() == periodic && rows.iter().all(is_done) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    db.close().await.unwrap();
    server.terminate();
    assert_eq!(server.finish().await.status, 0);
}

#[actix_web::test]
async fn a_dead_job_is_named_by_the_doctor_and_counted_by_the_metrics() {
    let app = TestApp::spawn_with(|config| config.metrics_token = Some("Zr8Yq1T5uJw9LkPd3Fh7".into())).await;
    app.set_clock(Utc::now());
    Probe::queued(Does::FailTimes(99), &app).await;
    Probe::queued(Does::Succeed, &app).await;
    while round(&app, &probes()).await > 0 {
        app.set_clock(rows(&app).await.into_iter().map(|row| row.run_at).max().unwrap());
    }
    let page = reqwest::Client::new().get(format!("{}/metrics", app.url())).bearer_auth("Zr8Yq1T5uJw9LkPd3Fh7");
    let page = page.send().await.unwrap().text().await.unwrap();
    for line in [
        "skillet_jobs{state=\"dead\"} 1",
        "skillet_jobs{state=\"queued\"} 0",
        "skillet_job_runs_total{job=\"test.probe\",result=\"done\"} 1",
        "skillet_job_runs_total{job=\"test.probe\",result=\"failed\"} 7",
        "skillet_job_runs_total{job=\"test.probe\",result=\"dead\"} 1",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    let mut config = config(app.url(), &app.data_dir);
    config.database_url = app.database_url().into();
    let findings = skillet::doctor::examine(&config, &app.clock, None).await;
    let found = findings.iter().find(|one| one.of == "jobs").expect("a finding");
    assert_eq!(found.verdict, skillet::doctor::Verdict::Warn);
    assert!(found.words.contains("test.probe") && found.words.contains("attempt 8 failed"), "{found}");
}
