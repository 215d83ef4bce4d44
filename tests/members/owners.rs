//! A workspace has an owner, whatever happens; and how it is handed over.
use super::path_of;
use crate::support::{app::TestApp, invites::acme, person::Person};
use chrono::{Duration, Utc};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use skillet::entities::membership::Role;

async fn delete_account(person: &Person, email: &str) -> crate::support::person::Reply {
    let request = person.request(Method::DELETE, "/users/me");
    person.send(request.json(&json!({ "confirmation": email }))).await
}

/// Breaks when `refuse_last_owner` is left out of leaving, of a role's change, or of an account's deletion.
#[actix_web::test]
async fn the_last_owner_neither_leaves_nor_is_demoted_nor_deletes_the_account() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    ada.post("/workspaces/acme/leave", json!({})).await.refuses(409, "last-owner");
    let problem = delete_account(&ada, "ada@example.com").await.refuses(409, "last-owner");
    assert!(problem["detail"].as_str().unwrap().contains("Acme"), "{problem}");
    ada.delete(&path_of(&ada).await).await.refuses(403, "not-allowed");

    ada.patch(&path_of(&bob).await, json!({ "role": "owner" })).await.expect(200);
    bob.patch(&path_of(&ada).await, json!({ "role": "viewer" })).await.expect(200);
    bob.post("/workspaces/acme/leave", json!({})).await.refuses(409, "last-owner");
    ada.post("/workspaces/acme/leave", json!({})).await.expect(204);
    ada.get("/workspaces/acme").await.refuses(404, "workspace-not-found");
    delete_account(&ada, "bob@example.com").await.refuses(422, "invalid");
    delete_account(&ada, "ada@example.com").await.expect(204);
    ada.get("/users/me").await.refuses(401, "unauthorized");
}

/// Breaks when the workspace is not locked before the owners are counted.
#[actix_web::test]
async fn s28_of_owners_who_all_leave_at_once_one_stays() {
    for _ in 0..4 {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let mut owners = vec![ada];
        for n in 1..8 {
            owners.push(app.member("acme", &format!("owner{n}@example.com"), Role::Owner).await);
        }
        // each of them eight times: 64 calls
        let calls = owners.iter().flat_map(|owner| (0..8).map(|_| owner.post("/workspaces/acme/leave", json!({}))));
        let replies = join_all(calls).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 204).count(), 7);
        let rows = app.rows().await;
        let places: Vec<_> = rows.iter().filter(|row| row.starts_with("membership ")).collect();
        assert!(places.len() == 1 && places[0].contains("role: Owner"), "{places:?}");
    }
}

/// Breaks when the caller's role is not judged again under the lock.
#[actix_web::test]
async fn s28_of_two_owners_who_demote_each_other_one_stays() {
    for _ in 0..8 {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let bob = app.member("acme", "bob@example.com", Role::Owner).await;
        let (of_ada, of_bob) = (path_of(&ada).await, path_of(&bob).await);
        let body = json!({ "role": "editor" });
        let (one, other) = futures_util::join!(ada.patch(&of_bob, body.clone()), bob.patch(&of_ada, body.clone()));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403]);
        let owners = ada.members().await.into_iter().filter(|(_, role)| role == "owner").count();
        assert_eq!(owners, 1);
    }
}

#[actix_web::test]
async fn a_workspace_is_handed_over_when_the_other_accepts_and_taken_back_within_72_hours() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let (bob, carol) =
        (app.member("acme", "bob@example.com", Role::Viewer).await, app.editor("carol@example.com").await);
    let to_bob = json!({ "userId": bob.my_id().await });
    carol.post("/workspaces/acme/transfer", to_bob.clone()).await.refuses(403, "not-allowed");
    let to_herself = json!({ "userId": ada.my_id().await });
    ada.post("/workspaces/acme/transfer", to_herself).await.refuses(422, "invalid");

    let offered = ada.post("/workspaces/acme/transfer", to_bob.clone()).await.expect(201);
    assert_eq!(offered["offer"]["to"]["email"], "bob@example.com");
    assert_eq!(app.newest_mail("bob@example.com").await.unwrap().template, "ownership-offered");
    ada.post("/workspaces/acme/transfer", to_bob.clone()).await.refuses(409, "ownership-offer-open");
    carol.post("/workspaces/acme/transfer/accept", json!({})).await.refuses(403, "not-allowed");
    let roles = async || ada.members().await.into_iter().map(|(_, role)| role).collect::<Vec<_>>();
    assert_eq!(roles().await, ["owner", "viewer", "editor"], "nothing changes by an offer");

    bob.post("/workspaces/acme/transfer/accept", json!({})).await.expect(200);
    assert_eq!(roles().await, ["editor", "owner", "editor"]);
    bob.post("/workspaces/acme/transfer/accept", json!({})).await.refuses(404, "not-found");
    carol.post("/workspaces/acme/transfer/undo", json!({})).await.refuses(404, "not-found");
    app.set_clock(start + Duration::hours(72) - Duration::seconds(1));
    ada.post("/workspaces/acme/transfer/undo", json!({})).await.expect(200);
    assert_eq!(roles().await, ["owner", "viewer", "editor"], "as it was before");

    ada.post("/workspaces/acme/transfer", to_bob.clone()).await.expect(201);
    bob.delete("/workspaces/acme/transfer").await.expect(204);
    ada.post("/workspaces/acme/transfer", to_bob).await.expect(201);
    bob.post("/workspaces/acme/transfer/accept", json!({})).await.expect(200);
    app.set_clock(start + Duration::hours(72 * 2));
    ada.post("/workspaces/acme/transfer/undo", json!({})).await.refuses(404, "not-found");
    assert_eq!(ada.get("/workspaces/acme/transfer").await.expect(200)["offer"], Value::Null);
}

#[actix_web::test]
async fn whoever_leaves_takes_their_offer_along() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    ada.post("/workspaces/acme/transfer", json!({ "userId": bob.my_id().await })).await.expect(201);
    bob.post("/workspaces/acme/leave", json!({})).await.expect(204);
    assert_eq!(ada.get("/workspaces/acme/transfer").await.expect(200)["offer"], Value::Null);
}
