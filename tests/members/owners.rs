//! A workspace has an owner, whatever happens; and how it is handed over.
use super::path_of;
use crate::support::{app::TestApp, dice::rounds, invites::acme, person::Person};
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

/// Breaks when an account's tokens go with it, or only those of the workspaces it belongs to are kept.
#[actix_web::test]
async fn tokens_of_a_workspace_outlive_the_account_of_their_maker() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    ada.create_workspace("Beta", "beta").await;
    let bob = app.editor("bob@example.com").await;
    app.give_place("beta", "bob@example.com", Role::Editor).await;
    let kept = [bob.api_token("acme", &["read"]).await, bob.api_token("beta", &["read"]).await];
    let bound = json!({ "name": "mine", "scopes": ["read"], "revokeWithCreator": true });
    let bound = bob.post("/workspaces/acme/tokens", bound).await.expect(201)["token"].as_str().unwrap().to_owned();
    bob.post("/workspaces/beta/leave", json!({})).await.expect(204);
    delete_account(&bob, "bob@example.com").await.expect(204);
    for (token, slug) in kept.iter().zip(["acme", "beta"]) {
        let program = Person::with_bearer(app.url(), token);
        program.get(&format!("/workspaces/{slug}")).await.expect(200);
        assert_eq!(program.get("/users/me").await.expect(200)["email"], "ada@example.com");
    }
    Person::with_bearer(app.url(), &bound).get("/workspaces/acme").await.refuses(401, "unauthorized");
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

/// Breaks when only an offer that waits ends with one of the two, or a role that an owner gives leaves it standing.
#[actix_web::test]
async fn s09_nobody_takes_a_workspace_back_after_being_removed_or_given_a_role() {
    for way in ["removed", "left", "role of who stepped back", "role of the new owner"] {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let bob = app.editor("bob@example.com").await;
        let carl = app.member("acme", "carl@example.com", Role::Owner).await;
        ada.post("/workspaces/acme/transfer", json!({ "userId": bob.my_id().await })).await.expect(201);
        bob.post("/workspaces/acme/transfer/accept", json!({})).await.expect(200);
        match way {
            "removed" => drop(bob.delete(&path_of(&ada).await).await.expect(200)),
            "left" => drop(ada.post("/workspaces/acme/leave", json!({})).await.expect(204)),
            "role of who stepped back" => {
                carl.patch(&path_of(&ada).await, json!({ "role": "viewer" })).await.expect(200);
            }
            _ => drop(carl.patch(&path_of(&bob).await, json!({ "role": "viewer" })).await.expect(200)),
        }
        if ["removed", "left"].contains(&way) {
            ada.post(&format!("{}/join", carl.link().await), json!({})).await.expect(200);
        }
        for person in [&ada, &bob] {
            assert_eq!(person.get("/workspaces/acme/transfer").await.expect(200)["offer"], Value::Null, "{way}");
            person.post("/workspaces/acme/transfer/undo", json!({})).await.refuses(404, "not-found");
        }
        let role = ada.get("/workspaces/acme").await.expect(200)["role"].clone();
        assert_eq!(role, if way.starts_with("role of who") { "viewer" } else { "editor" }, "{way}");
    }
}

/// Breaks when an account is deleted by what its memberships were before they were locked.
#[actix_web::test]
async fn s28_a_workspace_made_while_its_owner_deletes_the_account_has_an_owner_or_is_not_there() {
    for round in 0..rounds(8) {
        let app = TestApp::spawn().await;
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        let host = app.person("host@example.com").await;
        host.create_workspace("Beta", "beta").await;
        let link = host.post("/workspaces/beta/invite-link/reset", json!({})).await.expect(200)["link"].clone();
        let join = format!("/invite-links/{}/join", link.as_str().unwrap().split_once("/join/").unwrap().1);
        app.give_place("acme", "host@example.com", Role::Owner).await;
        let made = (0..8).map(|n| ada.post("/workspaces", json!({ "name": "New", "slug": format!("new-{n}") })));
        let (made, joined, gone) =
            futures_util::join!(join_all(made), ada.post(&join, json!({})), delete_account(&ada, "ada@example.com"));
        for reply in made.iter().chain([&joined, &gone]) {
            assert!(!reply.status.is_server_error(), "round {round}: {reply:?}");
        }
        let rows = app.rows().await;
        let field = |row: &str, name: &str| {
            row.split_once(&format!("{name}: ")).unwrap().1.split([',', ' ']).next().unwrap().to_owned()
        };
        for workspace in rows.iter().filter(|row| row.starts_with("workspace ")) {
            let id = field(workspace, "id");
            let is_owner = |row: &&String| row.starts_with("membership ") && row.contains(&id) && row.contains("Owner");
            assert!(rows.iter().any(|row| is_owner(&row)), "round {round}: nobody owns {workspace}");
        }
    }
}

#[actix_web::test]
async fn a_deleted_account_leaves_no_offer_behind_and_a_receipt_in_the_record() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    bob.invites(&app, "carl@example.com").await;
    ada.post("/workspaces/acme/transfer", json!({ "userId": bob.my_id().await })).await.expect(201);
    delete_account(&bob, "bob@example.com").await.expect(204);
    assert_eq!(ada.get("/workspaces/acme/transfer").await.expect(200)["offer"], Value::Null);
    let left = ada.get("/workspaces/acme/audit?action=member.left").await.expect(200)["items"][0].clone();
    assert_eq!((&left["before"]["role"], &left["after"]["invitesRevoked"]), (&json!("editor"), &json!(1)));
}
