//! Somebody is removed: what ends with it, and when.
use super::path_of;
use crate::support::{app::TestApp, invites::acme, operations::operations, person::Person};
use serde_json::{Value, json};
use uuid::Uuid;

/// Breaks when a role is remembered anywhere between two calls.
#[actix_web::test]
async fn s18_a_removed_members_very_next_call_fails() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let cli = Person::with_cli_cookie(app.url(), &bob.cli_token().await);
    let tag = bob.get("/workspaces/acme").await.header("etag").to_owned();
    cli.get("/workspaces/acme").await.expect(200);
    ada.delete(&path_of(&bob).await).await.expect(200);

    let conditional = bob.request(reqwest::Method::GET, "/workspaces/acme").header("if-none-match", tag);
    bob.send(conditional).await.refuses(404, "workspace-not-found");
    cli.get("/workspaces/acme").await.refuses(404, "workspace-not-found");
    for operation in operations().iter().filter(|operation| operation.is_in_workspace()) {
        let address = operation.address("acme", &Uuid::now_v7().to_string());
        let reply = bob.send(bob.request(operation.method.clone(), &address).json(&operation.body())).await;
        reply.refuses(404, "workspace-not-found");
    }
    assert_eq!(app.newest_mail("bob@example.com").await.unwrap().template, "removed");
}

#[actix_web::test]
async fn the_receipt_says_what_ended_and_what_goes_on() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let kept = Person::with_bearer(app.url(), &bob.api_token("acme", &["read"]).await);
    let bound = json!({ "name": "mine", "scopes": ["read"], "revokeWithCreator": true });
    let bound = bob.post("/workspaces/acme/tokens", bound).await.expect(201)["token"].as_str().unwrap().to_owned();
    let bound = Person::with_bearer(app.url(), &bound);
    let invited = bob.invites(&app, "carol@example.com").await;
    let link = bob.link().await;
    let holds = ada.get(&path_of(&bob).await).await.expect(200)["holds"].clone();
    assert_eq!(holds, json!({ "sessions": 1, "tokens": 2, "tokensBoundToThem": 1, "invites": 1 }));

    let receipt = ada.delete(&path_of(&bob).await).await.expect(200);
    let removed = &receipt["removed"][0];
    assert_eq!(removed["user"]["email"], "bob@example.com");
    for (what, number) in
        [("sessions", 1), ("tokensRevoked", 1), ("tokensKept", 1), ("invitesRevoked", 1), ("invitesKept", 0)]
    {
        assert_eq!(removed[what], number, "{what}");
    }
    assert_eq!(receipt["inviteLinkReset"], false);
    kept.get("/workspaces/acme").await.expect(200);
    bound.get("/workspaces/acme").await.refuses(401, "unauthorized");
    let carol = app.anonymous();
    let problem = carol.post("/invites/accept", json!({ "token": invited })).await.refuses(410, "invite-over");
    assert_eq!(problem["meta"]["reason"], "revoked");
    assert!(app.newest_mail("carol@example.com").await.is_none(), "a mail that has not left stays");
    carol.get(&link).await.expect(200);
}

#[actix_web::test]
async fn tokens_invites_and_the_link_end_or_go_on_as_the_owner_chooses() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let token = Person::with_bearer(app.url(), &bob.api_token("acme", &["read"]).await);
    let invited = bob.invites(&app, "carol@example.com").await;
    let link = bob.link().await;
    let options = "?revokeTokens=true&resetInviteLink=true&keepInvites=true";
    let receipt = ada.delete(&format!("{}{options}", path_of(&bob).await)).await.expect(200);
    let removed = &receipt["removed"][0];
    assert_eq!((&removed["tokensRevoked"], &removed["invitesKept"]), (&json!(1), &json!(1)));
    assert_eq!(receipt["inviteLinkReset"], true);
    token.get("/workspaces/acme").await.refuses(401, "unauthorized");
    app.anonymous().get(&link).await.refuses(404, "invite-link-dead");
    app.anonymous().post("/invites/accept", json!({ "token": invited })).await.expect(200);
    let list = ada.get("/workspaces/acme/members?joinedVia=invite").await.expect(200);
    assert_eq!(list["items"][0]["user"]["email"], "carol@example.com", "in the name of whoever removed him");
}

/// Breaks when a batch is committed member by member, or cannot be repeated once some of it is gone.
#[actix_web::test]
async fn all_who_came_by_a_link_since_are_removed_together_and_who_has_left_meanwhile_keeps_nobody() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let link = ada.link().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let person = app.person(&format!("stranger{n}@example.com")).await;
        person.post(&format!("{link}/join"), json!({})).await.expect(200);
        ids.push(Value::from(person.my_id().await));
    }
    let came = ada.get("/workspaces/acme/members?joinedVia=link&joinedSince=2020-01-01T00:00:00Z").await.expect(200);
    assert_eq!(came["total"], 3);
    let none = ada.get("/workspaces/acme/members?joinedVia=link&joinedSince=2120-01-01T00:00:00Z").await.expect(200);
    assert_eq!(none["total"], 0);

    let with_herself: Vec<Value> = ids.iter().cloned().chain([json!(ada.my_id().await)]).collect();
    let body = json!({ "userIds": with_herself, "resetInviteLink": true });
    ada.post("/workspaces/acme/members/remove", body).await.refuses(403, "not-allowed");
    assert_eq!(ada.members().await.len(), 4, "all or nothing");
    app.anonymous().get(&link).await.expect(200);

    app.person("stranger1@example.com").await.post("/workspaces/acme/leave", json!({})).await.expect(204);
    let body = json!({ "userIds": ids, "resetInviteLink": true });
    for gone in [2, 0] {
        let receipt = ada.post("/workspaces/acme/members/remove", body.clone()).await.expect(200);
        assert_eq!(receipt["removed"].as_array().unwrap().len(), gone);
    }
    assert_eq!(ada.members().await.len(), 1);
    app.anonymous().get(&link).await.refuses(404, "invite-link-dead");
    let one = format!("/workspaces/acme/members/{}", ids[0].as_str().unwrap());
    ada.delete(&one).await.refuses(404, "not-found");
}
