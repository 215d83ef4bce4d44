//! The invite link: shown, followed, restricted, reset.
use crate::support::{app::TestApp, invites::acme, person::Person};
use chrono::{Duration, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use skillet::config::Signup;

async fn join(person: &Person, link: &str) -> crate::support::person::Reply {
    person.post(&format!("{link}/join"), json!({})).await
}

#[actix_web::test]
async fn many_join_by_one_link_that_says_what_it_leads_to_and_how_often_it_was_used() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let none = ada.get("/workspaces/acme/invite-link").await.expect(200);
    assert_eq!((&none["link"], &none["resetAt"]), (&Value::Null, &Value::Null), "nobody has made one yet");
    let link = ada.link().await;
    assert_eq!(ada.link().await, link, "there is one");
    assert_eq!(app.editor("bob@example.com").await.link().await, link);
    let seen = app.anonymous().get(&link).await.expect(200);
    assert_eq!(
        seen,
        json!({ "workspaceName": "Acme", "members": "few", "role": "editor", "domains": [], "alreadyMember": false })
    );
    app.anonymous().post(&format!("{link}/join"), json!({})).await.refuses(401, "unauthorized");
    for n in 0..3 {
        let person = app.person(&format!("p{n}@example.com")).await;
        person.get(&link).await.expect(200);
        person.get("/workspaces/acme").await.refuses(404, "workspace-not-found"); // looking is not joining
        for already in [false, true] {
            let joined = join(&person, &link).await.expect(200);
            assert_eq!((&joined["alreadyMember"], &joined["workspace"]["slug"]), (&json!(already), &json!("acme")));
        }
    }
    join(&ada, &link).await.expect(200);
    let shown = ada.get("/workspaces/acme/invite-link").await.expect(200);
    assert_eq!(shown["uses"], 3, "only who came in is counted");
    assert!(shown["lastUsedAt"].is_string());
    let list = ada.get("/workspaces/acme/members?joinedVia=link").await.expect(200);
    assert_eq!(list["total"], 3);
}

/// Breaks when a dead link is answered by what is wrong with it.
#[actix_web::test]
async fn a_dead_link_tells_nothing_but_whom_to_ask() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.person("bob@example.com").await;
    let old = ada.link().await;
    ada.post("/workspaces/acme/invite-link/reset", json!({})).await.expect(200);
    let switched_off = ada.link().await;
    assert_ne!(old, switched_off);
    ada.patch("/workspaces/acme/invite-link", json!({ "enabled": false })).await.expect(200);
    let code = switched_off.rsplit_once('/').unwrap().1;
    let mut answers = Vec::new();
    for link in [
        old.as_str(),
        &switched_off,
        "/invite-links/acme/unknown",
        &format!("/invite-links/nowhere/{code}"),
        "/invite-links/acme/%00",
        "/invite-links/%00/x",
    ] {
        for person in [&app.anonymous(), &bob] {
            answers.push(person.get(link).await.refuses(404, "invite-link-dead"));
        }
        answers.push(join(&bob, link).await.refuses(404, "invite-link-dead"));
    }
    for answer in &mut answers {
        answer["requestId"] = Value::Null;
        assert!(answer["detail"].as_str().unwrap().contains("Ask somebody of the workspace"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "all alike");
    ada.patch("/workspaces/acme/invite-link", json!({ "enabled": true })).await.expect(200);
    join(&bob, &switched_off).await.expect(200);
}

/// Breaks when domains are compared by their end, or the address is split at its first `@`.
#[actix_web::test]
async fn s27_a_link_for_a_domain_takes_exactly_that_domain() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let link = ada.link().await;
    for wrong in ["corp", "a@b@c.com", "corp.com/x", "", "127.0.0.1"] {
        let reply = ada.patch("/workspaces/acme/invite-link", json!({ "domains": [wrong] })).await;
        assert_eq!(reply.refuses(422, "invalid")["fields"]["domains"][0]["code"], "domain", "{wrong}");
    }
    let set = json!({ "domains": [" @CORP.com ", "bücher.example.", "corp.com"], "role": "viewer" });
    let set = ada.patch("/workspaces/acme/invite-link", set).await.expect(200);
    assert_eq!(set["domains"], json!(["corp.com", "xn--bcher-kva.example"]));
    assert_eq!(app.anonymous().get(&link).await.expect(200)["domains"], set["domains"]);
    for (address, may) in [
        ("x@corp.com", true),
        ("y@CORP.COM", true),
        ("z@corp.com.", true),
        ("x@bücher.example", true),
        ("x@evilcorp.com", false),
        ("x@sub.corp.com", false),
        ("x@corp.com.evil.test", false),
        ("corp.com@evil.test", false),
        ("x@c\u{43e}rp.com", false),
    ] {
        let person = app.anonymous();
        person.post("/auth/sign-in", json!({ "email": address })).await.expect(202);
        let mail = app.mails().await.pop().unwrap();
        let token = crate::support::person::token_in(&mail.text_body);
        person.post("/auth/sign-in/confirm", json!({ "token": token })).await.expect(200);
        let reply = join(&person, &link).await;
        match may {
            true => assert_eq!(reply.expect(200)["workspace"]["role"], "viewer", "{address}"),
            false => drop(reply.refuses(403, "domain-not-allowed")),
        }
    }
    app.anonymous().post("/auth/sign-in", json!({ "email": "a@corp.com@evil.test" })).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn a_link_never_makes_an_owner_and_is_set_up_by_owners_only() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let editor = app.editor("bob@example.com").await;
    ada.patch("/workspaces/acme/invite-link", json!({ "role": "owner" })).await.refuses(422, "invalid");
    editor.patch("/workspaces/acme/invite-link", json!({ "enabled": false })).await.refuses(403, "not-allowed");
    editor.post("/workspaces/acme/invite-link/reset", json!({})).await.expect(200);
}

/// Breaks when the link is not read again under the workspace's lock.
#[actix_web::test]
async fn s28_once_a_reset_is_answered_nobody_joins_by_the_old_link() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let mut people = Vec::new();
    for n in 0..12 {
        people.push(app.person(&format!("p{n}@example.com")).await);
    }
    for _ in 0..5 {
        let link = ada.link().await;
        let reset = async {
            ada.post("/workspaces/acme/invite-link/reset", json!({})).await.expect(200);
            ada.members().await.len()
        };
        let joins = join_all(people.iter().flat_map(|one| (0..5).map(|_| join(one, &link))));
        let (after_reset, replies) = futures_util::join!(reset, joins);
        assert_eq!(ada.members().await.len(), after_reset, "nobody came in after the answer");
        assert!(replies.iter().all(|reply| [200, 404].contains(&reply.status.as_u16())));
        let shown = ada.get("/workspaces/acme/invite-link").await.expect(200);
        assert_eq!(shown["uses"], 0, "the new one is unused");
        let ids: Vec<Value> = {
            let list = ada.get("/workspaces/acme/members?joinedVia=link").await.expect(200);
            list["items"].as_array().unwrap().iter().map(|one| one["user"]["id"].clone()).collect()
        };
        if !ids.is_empty() {
            ada.post("/workspaces/acme/members/remove", json!({ "userIds": ids })).await.expect(200);
        }
    }
}

/// Breaks when the link is not looked for when the mail is asked for, or not once more when its link is used.
#[actix_web::test]
async fn on_a_closed_server_the_link_brings_new_people_in_and_nothing_else_does() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Domains(vec!["example.com".into()])).await;
    let ada = acme(&app).await;
    let link = ada.link().await;
    let code = link.rsplit_once('/').unwrap().1.to_owned();
    for (workspace, code, may) in [("acme", code.as_str(), true), ("acme", "wrong", false), ("nowhere", &code, false)] {
        let email = format!("new-{workspace}-{may}@elsewhere.test");
        let stranger = app.anonymous();
        let asked = json!({ "email": email, "inviteLink": { "workspace": workspace, "code": code } });
        stranger.post("/auth/sign-in", asked).await.expect(202);
        assert_eq!(app.newest_mail(&email).await.is_some(), may, "the answer was the same");
        if may {
            let mail = app.newest_mail(&email).await.unwrap();
            let token = crate::support::person::token_in(&mail.text_body);
            stranger.post("/auth/sign-in/confirm", json!({ "token": token })).await.expect(200);
            join(&stranger, &link).await.expect(200);
        }
    }
    // a mail that was asked for before a reset brings nobody in after it
    let late = app.anonymous();
    let asked = json!({ "email": "late@elsewhere.test", "inviteLink": { "workspace": "acme", "code": code } });
    late.post("/auth/sign-in", asked).await.expect(202);
    let token = crate::support::person::token_in(&app.newest_mail("late@elsewhere.test").await.unwrap().text_body);
    ada.post("/workspaces/acme/invite-link/reset", json!({})).await.expect(200);
    late.post("/auth/sign-in/confirm", json!({ "token": token })).await.refuses(404, "link-not-found");
    assert!(!app.rows_of(&["user"]).await.iter().any(|row| row.contains("late@elsewhere.test")));
}

#[actix_web::test]
async fn joining_closes_the_invite_that_waited_for_the_same_person() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let token = ada.invites(&app, "bob@example.com").await;
    let bob = app.person("bob@example.com").await;
    join(&bob, &ada.link().await).await.expect(200);
    assert_eq!(ada.get("/workspaces/acme/invites").await.expect(200)["total"], 0);
    app.set_clock(start + Duration::minutes(1));
    assert_eq!(bob.post("/invites/accept", json!({ "token": token })).await.expect(200)["alreadyMember"], true);
}
