//! One's own account: the profile.
use crate::support::app::TestApp;
use chrono::{Duration, Utc};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_new_person_has_an_address_and_nothing_else() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let me = ada.get("/users/me").await.expect(200);
    assert_eq!(me["email"], "ada@example.com");
    for field in ["fullName", "profession", "lastSeen"] {
        assert_eq!(me[field], Value::Null, "{field}");
    }
    assert_eq!(me["isOperator"], false);
    let keys: Vec<_> = me.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 8, "nothing of the row that is not meant to be seen: {keys:?}");
    app.anonymous().get("/users/me").await.refuses(401, "unauthorized");
}

#[actix_web::test]
async fn a_profile_changes_by_the_fields_that_are_sent() {
    let app = TestApp::spawn().await;
    let (ada, bob) = (app.person("ada@example.com").await, app.person("bob@example.com").await);
    let changed =
        ada.patch("/users/me", json!({ "fullName": "  Ada Byron ", "profession": "designer" })).await.expect(200);
    assert_eq!((&changed["fullName"], &changed["profession"]), (&json!("Ada Byron"), &json!("designer")));
    assert_eq!(ada.get("/users/me").await.expect(200), changed);

    let changed = ada.patch("/users/me", json!({ "profession": "productManager" })).await.expect(200);
    assert_eq!((&changed["fullName"], &changed["profession"]), (&json!("Ada Byron"), &json!("productManager")));
    assert_eq!(ada.patch("/users/me", json!({})).await.expect(200), changed);
    let changed = ada.patch("/users/me", json!({ "fullName": "  " })).await.expect(200);
    assert_eq!((&changed["fullName"], &changed["profession"]), (&Value::Null, &json!("productManager")));
    assert_eq!(bob.get("/users/me").await.expect(200)["profession"], Value::Null);
}

#[actix_web::test]
async fn every_profession_can_be_chosen() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for profession in ["developer", "designer", "productManager", "teamLead", "executive", "other"] {
        let me = ada.patch("/users/me", json!({ "profession": profession })).await.expect(200);
        assert_eq!(me["profession"], profession);
    }
    ada.patch("/users/me", json!({ "profession": "pilot" })).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn a_name_is_one_line_of_at_most_a_hundred_characters() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let longest = "ä".repeat(100);
    assert_eq!(ada.patch("/users/me", json!({ "fullName": longest })).await.expect(200)["fullName"], longest);
    for name in ["ä".repeat(101), "a\u{0}b".into(), "a\nb".into(), "a\rBcc: b".into()] {
        let problem = ada.patch("/users/me", json!({ "fullName": name })).await.refuses(422, "invalid");
        assert!(problem["fields"]["fullName"].is_array(), "{name:?}: {problem}");
    }
    assert_eq!(ada.get("/users/me").await.expect(200)["fullName"], longest);
}

#[actix_web::test]
async fn what_is_not_ones_to_change_is_refused() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let before = app.rows().await;
    for body in [
        json!({ "isOperator": true }),
        json!({ "email": "eve@example.com" }),
        json!({ "id": "x" }),
        json!([]),
        json!("x"),
    ] {
        ada.patch("/users/me", body).await.refuses(422, "invalid");
    }
    let broken = ada
        .request(reqwest::Method::PATCH, "/users/me")
        .header("content-type", "application/json")
        .body("{\"fullName\":");
    ada.send(broken).await.refuses(400, "bad-request");
    let large = json!({ "fullName": "a".repeat(300_000) });
    ada.patch("/users/me", large).await.refuses(413, "request-too-long");
    assert_eq!(app.rows().await, before);
}

#[actix_web::test]
async fn the_last_visit_is_known_to_the_minute() {
    let app = TestApp::spawn().await;
    let now = Utc::now();
    app.set_clock(now);
    let ada = app.person("ada@example.com").await;
    let last_seen = async || {
        ada.get("/users/me").await.expect(200);
        ada.get("/users/me").await.expect(200)["lastSeen"].clone()
    };
    app.set_clock(now + Duration::seconds(59));
    assert_eq!(last_seen().await, Value::Null);
    app.set_clock(now + Duration::seconds(90));
    let seen: chrono::DateTime<Utc> = last_seen().await.as_str().unwrap().parse().unwrap();
    assert_eq!(seen.timestamp(), (now + Duration::seconds(90)).timestamp());
}

/// Breaks when the mails to a new address are counted for each account alone.
#[actix_web::test]
async fn an_address_is_mailed_by_all_who_want_to_be_reached_at_it_no_more_often_than_to_sign_in() {
    let app = TestApp::spawn_with(|config| config.quotas = Some(few_mails())).await;
    let mut queued = 0;
    for n in 0..5 {
        let person = app.person(&format!("p{n}@example.com")).await;
        person.post("/users/me/email-change", json!({ "email": "victim@example.com" })).await.expect(204);
        let to_victim = app.mails().await.into_iter().filter(|mail| mail.recipient == "victim@example.com");
        queued = to_victim.filter(|mail| mail.state == skillet::entities::mail::State::Queued).count();
    }
    assert_eq!(queued, 3);
    // what was withheld opens nothing
    let person = app.person("p4@example.com").await;
    let last = app.mails().await.into_iter().rfind(|mail| mail.recipient == "victim@example.com").unwrap();
    let token = crate::support::invites::secret_in(&last.text_body, "/email-change#");
    person.post("/users/me/email-change/confirm", json!({ "token": token })).await.refuses(404, "link-not-found");
}

fn few_mails() -> skillet::limits::Quotas {
    let given = [("SKILLET_SECRET", "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga"), ("SKILLET_LIMIT_SIGN_IN_MAILS", "3/1h")];
    let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    skillet::config::Config::read(given.into()).unwrap().quotas.unwrap()
}
