//! What has to be there for each call around members and invites to be carried out.
use crate::support::{app::TestApp, invites::secret_in, operations::Operation, person::Person};
use serde_json::{Value, json};
use skillet::entities::membership::Role;

/// Address and body for an operation of ada's, the owner of `acme`; `None` for an operation of other features.
pub async fn prepare(app: &TestApp, ada: &Person, operation: &Operation) -> Option<(String, Value)> {
    let id = operation.id.as_str();
    let member = async |role: Role| {
        let email = format!("{}@example.com", id.replace('_', "-"));
        let person = app.member("acme", &email, role).await;
        person.my_id().await
    };
    let ready = match id {
        "delete_workspace" => {
            ada.create_workspace("Gone", "gone").await;
            ("gone".to_owned(), json!({ "confirmation": "gone" }))
        }
        "delete_me" => return Some((operation.address("acme", ""), delete_me(app, ada).await)),
        "request_email_change" => ("acme".into(), json!({ "email": "ada@new.example.com" })),
        "confirm_email_change" => ("acme".into(), json!({ "token": change_address(app, ada).await })),
        "update_member" => return at(operation, &member(Role::Viewer).await, json!({ "role": "editor" })),
        "remove_member" => return at(operation, &member(Role::Viewer).await, json!({})),
        "remove_members" => ("acme".into(), json!({ "userIds": [member(Role::Viewer).await] })),
        "leave_workspace" => {
            ada.create_workspace("Left", "left").await;
            app.member("left", "second@example.com", Role::Owner).await;
            ("left".into(), json!({}))
        }
        "offer_ownership" => ("acme".into(), json!({ "userId": member(Role::Editor).await })),
        "cancel_ownership_offer" => {
            let offer = json!({ "userId": member(Role::Editor).await });
            ada.post("/workspaces/acme/transfer", offer).await.expect(201);
            ("acme".into(), json!({}))
        }
        "accept_ownership" | "undo_ownership" => {
            let slug = offered(app, ada, id).await;
            (slug, json!({}))
        }
        "resend_invite" => {
            let invite = ada.invite(json!({ "text": "resent@example.com", "delivery": "link" })).await;
            return at(operation, invite["inviteId"].as_str().unwrap(), json!({}));
        }
        "revoke_invite" => {
            let invite = ada.invite(json!({ "text": "revoked@example.com" })).await;
            return at(operation, invite["inviteId"].as_str().unwrap(), json!({}));
        }
        "accept_invite" => ("acme".into(), json!({ "token": invited(app, id).await })),
        "decline_invite" => ("acme".into(), json!({ "token": invited(app, id).await })),
        "accept_received_invite" | "decline_received_invite" => {
            invited(app, id).await;
            let list = ada.get("/users/me/invites").await.expect(200);
            return at(operation, list["items"][0]["id"].as_str().unwrap(), json!({}));
        }
        "join_by_link" => {
            let host = host(app, id).await;
            let link = host.post("/workspaces/join-by-link/invite-link/reset", json!({})).await.expect(200);
            let path = link["link"].as_str().unwrap().split_once("/join/").unwrap().1.to_owned();
            return Some((format!("/invite-links/{path}/join"), json!({})));
        }
        "approve_join_request" | "deny_join_request" => {
            let request = asked(app, ada, id).await;
            return at(operation, &request, json!({}));
        }
        "answer_join_requests" => {
            let request = asked(app, ada, id).await;
            ("acme".into(), json!({ "ids": [request], "answer": "deny" }))
        }
        _ => return None,
    };
    Some((operation.address(&ready.0, ""), ready.1))
}

fn at(operation: &Operation, id: &str, body: Value) -> Option<(String, Value)> {
    Some((operation.address("acme", id), body))
}

/// Somebody else with a workspace named after the operation.
async fn host(app: &TestApp, id: &str) -> Person {
    let host = app.person("host@example.com").await;
    host.create_workspace(id, &id.replace('_', "-")).await;
    host
}

/// Ada is invited elsewhere; answers the secret of the link.
async fn invited(app: &TestApp, id: &str) -> String {
    let host = host(app, id).await;
    let path = format!("/workspaces/{}/invites", id.replace('_', "-"));
    let body = json!({ "text": "ada@example.com", "delivery": "link" });
    let answer = host.post(&path, body).await.expect(200);
    secret_in(answer["items"][0]["link"].as_str().unwrap(), "/invite#")
}

/// Ada is offered a workspace, and has accepted it if she is to undo that.
async fn offered(app: &TestApp, ada: &Person, id: &str) -> String {
    let host = host(app, id).await;
    let slug = id.replace('_', "-");
    app.give_place(&slug, "ada@example.com", Role::Editor).await;
    let to_ada = json!({ "userId": ada.my_id().await });
    host.post(&format!("/workspaces/{slug}/transfer"), to_ada).await.expect(201);
    if id == "undo_ownership" {
        ada.post(&format!("/workspaces/{slug}/transfer/accept"), json!({})).await.expect(200);
    }
    slug
}

/// Somebody has asked to join; answers the request's id.
async fn asked(app: &TestApp, ada: &Person, id: &str) -> String {
    let code = app.share(ada).await;
    let email = format!("{}@asking.example.com", id.replace('_', "-"));
    let path = format!("/shares/{code}/join-requests");
    app.anonymous().post(&path, json!({ "email": email })).await.expect(202);
    app.take_requests().await;
    let list = ada.get("/workspaces/acme/join-requests").await.expect(200);
    let items = list["items"].as_array().unwrap();
    items.iter().find(|one| one["email"] == email).unwrap()["id"].as_str().unwrap().to_owned()
}

/// There and back again, so that ada is found under her address afterwards; answers the secret of the way back.
async fn change_address(app: &TestApp, ada: &Person) -> String {
    for to in ["ada@new.example.com", "ada@example.com"] {
        app.set_clock(app.clock.now() + chrono::Duration::minutes(2));
        ada.post("/users/me/email-change", json!({ "email": to })).await.expect(204);
        let mail = app.newest_mail(to).await.unwrap();
        let token = secret_in(&mail.text_body, "/email-change#");
        if to == "ada@example.com" {
            return token;
        }
        ada.post("/users/me/email-change/confirm", json!({ "token": token })).await.expect(200);
    }
    unreachable!()
}

/// Every workspace of ada's gets another owner, so that she may go; she comes back by signing in.
async fn delete_me(app: &TestApp, ada: &Person) -> Value {
    for one in ada.get("/workspaces").await.expect(200)["items"].as_array().unwrap() {
        app.member(one["slug"].as_str().unwrap(), "second@example.com", Role::Owner).await;
    }
    json!({ "confirmation": "ada@example.com" })
}
