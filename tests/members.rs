//! Who belongs to a workspace: listed, promoted, removed, leaving, handing over.
mod owners;
mod removal;

use crate::support::{app::TestApp, invites::acme, person::Person};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use skillet::{
    entities::{mail::State, membership::Role},
    mail::outbox,
};

/// Where somebody stands as a member of `acme`.
async fn path_of(person: &Person) -> String {
    format!("/workspaces/acme/members/{}", person.my_id().await)
}

#[actix_web::test]
async fn members_are_listed_with_how_they_came_and_when_they_were_seen() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    ada.patch("/users/me", json!({ "fullName": "Ada Byron" })).await.expect(200);
    let token = ada.invites_as(&app, "bob@example.com", "viewer").await;
    app.set_clock(start + Duration::minutes(5));
    ada.get("/users/me").await.expect(200);
    let bob = app.anonymous();
    bob.post("/invites/accept", json!({ "token": token, "fullName": "Bob" })).await.expect(200);

    let list = bob.get("/workspaces/acme/members").await.expect(200);
    assert_eq!((&list["total"], &list["nextCursor"]), (&json!(2), &Value::Null));
    let (first, second) = (&list["items"][0], &list["items"][1]);
    assert_eq!((&first["user"]["email"], &first["user"]["fullName"]), (&json!("ada@example.com"), &json!("Ada Byron")));
    assert_eq!(
        (&first["role"], &first["joinedVia"], &first["isYou"]),
        (&json!("owner"), &json!("creator"), &json!(false))
    );
    assert_eq!((&second["user"]["fullName"], &second["role"]), (&json!("Bob"), &json!("viewer")));
    assert_eq!((&second["joinedVia"], &second["isYou"]), (&json!("invite"), &json!(true)));
    assert_eq!(second["isVerified"], true);
    let joined: chrono::DateTime<Utc> = second["joinedAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(joined.timestamp(), (start + Duration::minutes(5)).timestamp());
    assert!(first["lastSeen"].is_string(), "{first}");
}

#[actix_web::test]
async fn the_list_comes_in_pages_and_is_searched_by_name_and_address() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    for n in 0..7 {
        let person = app.editor(&format!("person{n}@example.com")).await;
        person.patch("/users/me", json!({ "fullName": format!("Given{n} 100%_Name") })).await.expect(200);
    }
    ada.patch("/users/me", json!({ "fullName": "\u{d6}zlem" })).await.expect(200);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/workspaces/acme/members?limit=3{cursor}")).await.expect(200);
        assert_eq!(page["total"], 8);
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["user"]["email"].to_string()));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 8);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8, "every one once");
    for (search, found) in [
        ("PERSON3", 1),
        ("given", 7),
        ("100%25_name", 7),
        ("%25", 7),
        ("_", 7),
        ("%5C", 0),
        ("ada@", 1),
        ("nobody", 0),
        ("%00", 8),
        ("%27%20OR%201=1--", 0),
        ("%C3%96zlem", 1),
        ("%C3%B6zlem", 1),
        ("o%CC%88ZLEM", 1),
    ] {
        let page = ada.get(&format!("/workspaces/acme/members?search={search}")).await.expect(200);
        assert_eq!(page["total"], found, "{search}");
    }
    for wrong in ["limit=0", "limit=201", "cursor=x", "joinedVia=magic", "joinedSince=yesterday"] {
        ada.get(&format!("/workspaces/acme/members?{wrong}")).await.refuses(422, "invalid");
    }
}

/// Every role on every role by every role; "owner" only by an owner, and nobody on themselves.
/// Breaks when `update_member` asks for no owner and `roles::change` does not judge again, or it lets `id == me` through.
#[actix_web::test]
async fn s09_only_owners_change_roles_and_nobody_their_own() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let names = ["viewer", "editor", "owner"];
    for (actor, actor_name) in [Role::Viewer, Role::Editor, Role::Owner].into_iter().zip(names) {
        let email = format!("actor-{actor_name}@example.com");
        let person = app.member("acme", &email, actor).await;
        let own = path_of(&person).await;
        for target in [Role::Viewer, Role::Editor, Role::Owner] {
            for wanted in names {
                let other_email = format!("{actor_name}-{target:?}-{wanted}@example.com").to_lowercase();
                let other = app.member("acme", &other_email, target).await;
                let reply = person.patch(&path_of(&other).await, json!({ "role": wanted })).await;
                let is = ada.members().await.into_iter().find(|(email, _)| *email == other_email).unwrap().1;
                match actor {
                    Role::Owner => {
                        assert_eq!(reply.expect(200)["role"], wanted);
                        assert_eq!(is, wanted);
                    }
                    _ => {
                        reply.refuses(403, "not-allowed");
                        assert_eq!(is, format!("{target:?}").to_lowercase());
                    }
                }
            }
        }
        for wanted in names {
            person.patch(&own, json!({ "role": wanted })).await.refuses(403, "not-allowed");
        }
        assert!(ada.members().await.contains(&(email, actor_name.to_owned())));
    }
    let mail = app.newest_mail("owner-viewer-editor@example.com").await.expect("a mail about it");
    assert_eq!(mail.subject, "You are an editor in Acme now");
}

/// Breaks when each change of a role mails, or the mail that has not left says what holds no longer.
#[actix_web::test]
async fn of_a_role_that_goes_to_and_fro_one_mail_leaves_and_says_what_holds() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let (of_bob, mails) = (path_of(&bob).await, async || {
        let all = app.mails().await.into_iter();
        all.filter(|mail| mail.template == "role-changed" && mail.state == State::Queued).collect::<Vec<_>>()
    });
    for role in ["viewer", "owner", "viewer", "owner"] {
        ada.patch(&of_bob, json!({ "role": role })).await.expect(200);
    }
    assert_eq!(mails().await.len(), 1);
    assert_eq!(mails().await[0].subject, "You are an owner in Acme now");
    outbox::send_due(&app.state).await.unwrap();
    ada.patch(&of_bob, json!({ "role": "viewer" })).await.expect(200);
    assert_eq!(mails().await.len(), 1, "the next one waits");
    outbox::send_due(&app.state).await.unwrap();
    assert_eq!(mails().await.len(), 1);
    app.set_clock(start + Duration::minutes(10));
    outbox::send_due(&app.state).await.unwrap();
    assert_eq!(mails().await.len(), 0);
}

#[actix_web::test]
async fn an_offer_that_is_made_and_taken_back_again_and_again_is_one_mail() {
    let app = TestApp::spawn().await;
    app.set_clock(Utc::now());
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let to_bob = json!({ "userId": bob.my_id().await });
    for _ in 0..5 {
        ada.post("/workspaces/acme/transfer", to_bob.clone()).await.expect(201);
        ada.delete("/workspaces/acme/transfer").await.expect(204);
    }
    ada.post("/workspaces/acme/transfer", to_bob).await.expect(201);
    let all = app.mails().await.into_iter();
    assert_eq!(all.filter(|mail| mail.template == "ownership-offered" && mail.state == State::Queued).count(), 1);
}

/// Breaks when news of what holds no more leave: try leaving out `news::withdraw` in `depart`, or in `update_offer`.
#[actix_web::test]
async fn news_that_hold_no_more_do_not_leave() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let ada = acme(&app).await;
    let bob = app.editor("bob@example.com").await;
    let (of_bob, to_bob) = (path_of(&bob).await, json!({ "userId": bob.my_id().await }));
    let waiting = async || {
        let all = app.mails().await.into_iter().filter(|mail| mail.state == State::Queued);
        all.map(|mail| mail.template).filter(|name| name != "sign-in").collect::<Vec<_>>()
    };
    ada.patch(&of_bob, json!({ "role": "viewer" })).await.expect(200);
    ada.post("/workspaces/acme/transfer", to_bob.clone()).await.expect(201);
    outbox::send_due(&app.state).await.unwrap();
    assert_eq!(waiting().await, Vec::<String>::new());

    for _ in 0..2 {
        ada.delete("/workspaces/acme/transfer").await.expect(204);
        assert_eq!(waiting().await, Vec::<String>::new(), "an offer that was taken back");
        ada.post("/workspaces/acme/transfer", to_bob.clone()).await.expect(201);
        assert_eq!(waiting().await, ["ownership-offered"]);
    }
    ada.patch(&of_bob, json!({ "role": "editor" })).await.expect(200);
    ada.delete(&of_bob).await.expect(200);
    assert_eq!(waiting().await, ["removed"]);
}

#[actix_web::test]
async fn a_workspace_changes_its_address_and_is_still_found_under_the_old_one() {
    let app = TestApp::spawn().await;
    let (ada, bob) = (acme(&app).await, app.person("bob@example.com").await);
    let token = Person::with_bearer(app.url(), &ada.api_token("acme", &["read"]).await);
    let cli = Person::with_cli_cookie(app.url(), &ada.cli_token().await);
    let view = ada.patch("/workspaces/acme", json!({ "slug": "acme-design" })).await.expect(200);
    assert_eq!(view["workspace"]["slug"], "acme-design");
    for person in [&ada, &token, &cli] {
        for slug in ["acme", "acme-design"] {
            let found = person.get(&format!("/workspaces/{slug}")).await.expect(200);
            assert_eq!(found["workspace"]["slug"], "acme-design", "whoever comes by the old one learns the new one");
        }
    }
    bob.get("/workspaces/acme").await.refuses(404, "workspace-not-found");
    // nobody else gets it, not even as a suggestion
    for slug in ["acme", "acme-design"] {
        let new = json!({ "name": "Acme", "slug": slug });
        bob.post("/workspaces", new).await.refuses(409, "workspace-slug-not-available");
    }
    assert_eq!(bob.get("/workspaces/slug-suggestion?name=acme").await.expect(200)["slug"], "acme-2");
    bob.create_workspace("Other", "other").await;
    bob.patch("/workspaces/other", json!({ "slug": "acme" })).await.refuses(409, "workspace-slug-not-available");
    for wrong in ["api", "A", "a--b"] {
        let reply = ada.patch("/workspaces/acme", json!({ "slug": wrong })).await;
        assert!(matches!(reply.status.as_u16(), 409 | 422), "{wrong}");
    }
    // its own old address it takes back
    ada.patch("/workspaces/acme-design", json!({ "slug": "acme" })).await.expect(200);
    assert_eq!(ada.get("/workspaces/acme-design").await.expect(200)["workspace"]["slug"], "acme");
}

#[actix_web::test]
async fn a_workspace_is_deleted_by_an_owner_who_types_its_address() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let editor = app.editor("bob@example.com").await;
    ada.invites(&app, "carol@example.com").await;
    ada.link().await;
    let delete = async |person: &Person, typed: &str| {
        let request = person.request(reqwest::Method::DELETE, "/workspaces/acme");
        person.send(request.json(&json!({ "confirmation": typed }))).await
    };
    delete(&editor, "acme").await.refuses(403, "not-allowed");
    let problem = delete(&ada, "Acme Design").await.refuses(422, "invalid");
    assert_eq!(problem["fields"]["confirmation"][0]["code"], "confirmation");
    delete(&ada, " acme ").await.expect(204);
    for person in [&ada, &editor] {
        person.get("/workspaces/acme").await.refuses(404, "workspace-not-found");
        assert_eq!(person.get("/workspaces").await.expect(200)["items"], json!([]));
    }
    assert!(
        !app.rows()
            .await
            .iter()
            .any(|row| ["membership", "email_invite", "invite_link"].iter().any(|table| row.starts_with(table)))
    );
}
