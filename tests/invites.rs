//! E-mail invites: sent, listed, renewed, revoked.
mod accept;
mod accounts;
mod hijack;
mod limits;
mod races;
mod rights;
mod time;
mod unverified;

use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
    program::Program,
};
use reqwest::Method;
use serde_json::{Value, json};
use skillet::{entities::membership::Role, mail::outbox};

/// Every field an answer has, at any depth.
fn fields(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, inside) in object {
                found.push(name.clone());
                fields(inside, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|one| fields(one, found)),
        _ => {}
    }
}

#[actix_web::test]
async fn many_are_invited_at_once_and_each_address_gets_its_answer() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    app.editor("member@example.com").await;
    ada.invites(&app, "waiting@example.com").await;
    let text =
        "Bob <bob@example.com>, member@example.com; waiting@example.com\nnobody\nBOB@example.com\ncarol@bücher.example";
    for dry_run in [true, false] {
        let before = app.mails().await.len();
        let body = json!({ "text": text, "role": "viewer", "dryRun": dry_run });
        let answer = ada.post("/workspaces/acme/invites", body).await.expect(200);
        let items = answer["items"].as_array().unwrap();
        let fresh = if dry_run { "new" } else { "invited" };
        let got: Vec<_> =
            items.iter().map(|one| (one["email"].as_str().unwrap_or("-"), one["status"].as_str().unwrap())).collect();
        assert_eq!(
            got,
            [
                ("bob@example.com", fresh),
                ("member@example.com", "alreadyMember"),
                ("waiting@example.com", "alreadyInvited"),
                ("-", "invalid"),
                ("carol@xn--bcher-kva.example", fresh),
            ]
        );
        assert_eq!(items[3]["input"], "nobody");
        assert_eq!(app.mails().await.len() - before, if dry_run { 0 } else { 2 });
    }
    let list = ada.get("/workspaces/acme/invites").await.expect(200);
    assert_eq!(list["total"], 3);
    let newest = &list["items"][0];
    assert_eq!((&newest["role"], &newest["disclosed"]), (&json!("viewer"), &json!(false)));
    assert_eq!(newest["invitedBy"]["email"], "ada@example.com");
    assert_eq!(newest["delivery"], json!({ "state": "queued", "reason": null }));
}

#[actix_web::test]
async fn a_paste_without_addresses_or_with_too_many_is_refused() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let invite = async |body: Value| ada.post("/workspaces/acme/invites", body).await.refuses(422, "invalid");
    invite(json!({ "text": "  \n" })).await;
    invite(json!({})).await;
    invite(json!({ "text": "bob@example.com", "role": "boss" })).await;
    invite(json!({ "text": "bob@example.com", "message": "a\u{0}b" })).await;
    let many = |n: usize| (0..n).map(|n| format!("p{n}@example.com")).collect::<Vec<_>>().join("\n");
    let problem = invite(json!({ "text": many(51), "dryRun": true })).await;
    assert_eq!(problem["fields"]["text"][0]["code"], "rows");
    ada.post("/workspaces/acme/invites", json!({ "text": many(50), "dryRun": true })).await.expect(200);
    assert_eq!(app.rows().await.iter().filter(|row| row.starts_with("email_invite")).count(), 0);
}

/// Breaks when a DTO takes a whole row, a secret is stored as it is, or a handler asks for too small a role: try
/// `Member<Editor>` in `list_audit`. Invites and the link are judged once more by who may invite.
#[actix_web::test]
async fn s02_no_answer_tells_a_secret_and_viewers_see_neither_invites_nor_link() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let token = ada.invites(&app, "bob@example.com").await;
    let code = ada.link().await;
    let code = code.rsplit_once('/').unwrap().1.to_owned();
    for role in [Role::Viewer, Role::Editor, Role::Owner] {
        let person = app.member("acme", &format!("{role:?}@example.com").to_lowercase(), role).await;
        for path in ["", "/members", "/invites", "/invite-link", "/join-requests", "/transfer", "/audit"] {
            let reply = person.get(&format!("/workspaces/acme{path}")).await;
            let text = String::from_utf8_lossy(&reply.bytes).into_owned();
            let may = path.is_empty()
                || ["/members", "/transfer"].contains(&path)
                || role == Role::Owner
                || (role == Role::Editor && path != "/audit");
            assert_eq!(reply.status, if may { 200 } else { 403 }, "{role:?} {path}");
            assert!(!text.contains(&token), "{path}");
            assert!(!text.contains(&code) || path == "/invite-link", "{path}");
            let mut names = Vec::new();
            fields(&serde_json::from_str(&text).unwrap(), &mut names);
            for secret in ["token", "tokenHash", "codeHash", "codeSealed", "optOutToken", "hash", "secret", "code"] {
                let is_problem = secret == "code" && !may;
                assert!(is_problem || !names.iter().any(|name| name == secret), "{path} has {secret}");
            }
        }
    }
    // somebody signs in by the link, and is brought back to it by the mail
    let asked = json!({
        "email": "newcomer@example.com", "next": format!("/join/acme/{code}"),
        "inviteLink": { "workspace": "acme", "code": code },
    });
    let newcomer = app.anonymous();
    newcomer.post("/auth/sign-in", asked).await.expect(202);
    let rows = app.rows().await;
    let stored: Vec<_> = rows.iter().filter(|row| !row.starts_with("mail ")).collect();
    assert!(!stored.iter().any(|row| row.contains(&token) || row.contains(&code)), "only hashes are stored");
    outbox::send_due(&app.state).await.unwrap();
    assert!(!app.rows().await.iter().any(|row| row.contains(&token)), "a mail that has left is forgotten");
}

/// Breaks when the line of a request repeats its path as it is.
#[actix_web::test]
async fn s01_no_line_of_the_log_tells_the_secret_of_a_link() {
    let program = Program::embedded();
    let running = program.serve().await;
    let visitor = crate::support::person::Person::new(&program.url());
    let secret = "the-secret-of-a-link";
    for page in [format!("/join/acme/{secret}"), format!("/share/{secret}"), format!("/join/acme/{secret}/more")] {
        reqwest::get(format!("{}{page}", program.url())).await.unwrap();
    }
    visitor.get(&format!("/invite-links/acme/{secret}")).await.refuses(404, "invite-link-dead");
    visitor.get(&format!("/invite-links/acme/{secret}/more")).await.refuses(404, "not-found");
    visitor.post(&format!("/invite-links/acme/{secret}/join"), json!({})).await.refuses(401, "unauthorized");
    visitor.post(&format!("/shares/{secret}/join-requests"), json!({ "email": "a@example.com" })).await;
    visitor
        .send(visitor.unmarked(Method::POST, &format!("/mail-opt-outs/{secret}")))
        .await
        .refuses(404, "link-not-found");
    visitor.get("/workspaces/a-workspace/members").await.refuses(401, "unauthorized");
    running.terminate();
    let done = running.finish().await;
    let log = format!("{}{}", done.stdout, done.stderr);
    assert!(!log.contains(secret), "{log}");
    for line in
        ["GET /api/workspaces/a-workspace/members", "GET /join/acme/{code}", "GET /api/invite-links/acme/{code}"]
    {
        assert!(log.contains(line), "{line} is missing: {log}");
    }
}

/// Breaks when `judge` does not compare the roles.
#[actix_web::test]
async fn s09_nobody_invites_for_more_than_they_are() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let editor = app.editor("editor@example.com").await;
    for (role, wanted, status) in [("editor", "owner", 403), ("owner", "owner", 200), ("editor", "editor", 200)] {
        let person = if role == "owner" { &ada } else { &editor };
        let body = json!({ "text": format!("{role}-{wanted}@example.com"), "role": wanted });
        person.post("/workspaces/acme/invites", body).await.expect(status);
    }
    let list = ada.get("/workspaces/acme/invites").await.expect(200);
    let of_owner = list["items"].as_array().unwrap().iter().find(|one| one["role"] == "owner").unwrap();
    let path = format!("/workspaces/acme/invites/{}/resend", of_owner["id"].as_str().unwrap());
    editor.post(&path, json!({})).await.refuses(403, "not-allowed");
    let shown = json!({ "text": "boss@example.com", "role": "owner", "delivery": "link" });
    ada.post("/workspaces/acme/invites", shown).await.refuses(422, "invalid");

    // only owners invite where the workspace says so, and see the link
    ada.patch("/workspaces/acme", json!({ "whoInvites": "owners" })).await.expect(200);
    editor.post("/workspaces/acme/invites", json!({ "text": "x@example.com" })).await.refuses(403, "not-allowed");
    editor.get("/workspaces/acme/invite-link").await.refuses(403, "not-allowed");
    editor.post("/workspaces/acme/invite-link/reset", json!({})).await.refuses(403, "not-allowed");
    assert_eq!(editor.get("/workspaces/acme").await.expect(200)["can"]["invite"], false);
    ada.invites(&app, "y@example.com").await;
}

#[actix_web::test]
async fn an_invite_is_revoked_by_its_sender_or_an_owner_and_its_address_is_free_again() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let (bob, carol) = (app.editor("bob@example.com").await, app.editor("carol@example.com").await);
    for revoker in [&bob, &ada] {
        let result = bob.invite(json!({ "text": "dave@example.com", "delivery": "link" })).await;
        let token = secret_in(result["link"].as_str().unwrap(), "/invite#");
        let path = format!("/workspaces/acme/invites/{}", result["inviteId"].as_str().unwrap());
        carol.delete(&path).await.refuses(403, "not-allowed");
        revoker.delete(&path).await.expect(204);
        revoker.delete(&path).await.expect(204);
        for call in ["preview", "accept", "decline"] {
            let problem = app.anonymous().post(&format!("/invites/{call}"), json!({ "token": token })).await;
            assert_eq!(problem.refuses(410, "invite-over")["meta"]["reason"], "revoked");
        }
        ada.post(&format!("{path}/resend"), json!({})).await.refuses(409, "invite-not-pending");
    }
    let token = ada.invites(&app, "dave@example.com").await;
    app.anonymous().post("/invites/accept", json!({ "token": token })).await.expect(200);
    let list = ada.get("/workspaces/acme/invites").await.expect(200);
    assert_eq!(list["total"], 0);
}

/// Breaks when the mail state is taken for granted instead of read from the outbox.
#[actix_web::test]
async fn the_list_says_where_the_mail_is_in_the_mail_servers_words() {
    let app = TestApp::spawn_with(|config| config.mail.smtp_url = Some("smtp://127.0.0.1:1?tls=none".into())).await;
    let ada = acme(&app).await;
    ada.invites(&app, "bob@example.com").await;
    let delivery = async || ada.get("/workspaces/acme/invites").await.expect(200)["items"][0]["delivery"].clone();
    assert_eq!(delivery().await["state"], "queued");
    for _ in 0..2 {
        outbox::send_due(&app.state).await.unwrap(); // a round ends with the first mail, the sign-in, that no server takes
    }
    let deferred = delivery().await;
    assert_eq!(deferred["state"], "deferred");
    assert!(deferred["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{deferred}");

    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let token = ada.invites(&app, "bob@example.com").await;
    let delivery = async || ada.get("/workspaces/acme/invites").await.expect(200)["items"][0]["delivery"].clone();
    outbox::send_due(&app.state).await.unwrap();
    assert_eq!(delivery().await["state"], "filed");
    app.anonymous().post("/invites/preview", json!({ "token": token })).await.expect(200);
    assert_eq!(delivery().await["state"], "opened");
    ada.shows_invite("carol@example.com").await;
    assert_eq!(delivery().await["state"], "none");
}

#[actix_web::test]
async fn the_same_invites_sent_again_with_their_key_are_sent_once() {
    let app = TestApp::spawn().await;
    let ada = acme(&app).await;
    let body = json!({ "text": "bob@example.com, carol@example.com" });
    let call = || ada.request(Method::POST, "/workspaces/acme/invites").header("idempotency-key", "one").json(&body);
    let first = ada.send(call()).await.expect(200);
    for reply in futures_util::future::join_all((0..10).map(|_| ada.send(call()))).await {
        assert_eq!(reply.expect(200), first);
    }
    let mails = app.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.template == "invite").count(), 2);
}

#[actix_web::test]
async fn the_servers_own_command_invites_and_prints_the_link() {
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com", "--name", "Ada"]).await;
    program.prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"]).await;
    let running = program.serve().await;
    let link =
        program.prints(&["invite", "--workspace", "acme", "Bob@Example.com", "--role", "viewer", "--print-link"]).await;
    let token = link.strip_prefix(&format!("{}/invite#", program.url())).expect("just the link");
    let bob = crate::support::person::Person::new(&program.url());
    let seen = bob.post("/invites/preview", json!({ "token": token })).await.expect(200);
    assert_eq!((&seen["email"], &seen["role"]), (&json!("bob@example.com"), &json!("viewer")));
    assert_eq!(seen["invitedBy"], "Ada (ada@example.com)");
    let done = bob.post("/invites/accept", json!({ "token": token })).await.expect(200);
    assert_eq!((&done["mustVerify"], &done["workspace"]["role"]), (&json!(true), &json!("viewer")));

    let id = program.prints(&["invite", "--workspace", "acme", "carol@example.com"]).await;
    id.parse::<uuid::Uuid>().expect("just its id");
    for (args, words) in [
        (&["invite", "--workspace", "acme", "nobody"][..], "no e-mail address"),
        (&["invite", "--workspace", "nowhere", "x@example.com"], "no workspace `nowhere`"),
        (&["invite", "--workspace", "acme", "bob@example.com"], "belongs to the workspace already"),
        (&["invite", "--workspace", "acme", "x@example.com", "--role", "owner", "--print-link"], "by mail only"),
    ] {
        let done = program.run(args).await;
        assert!(done.status != 0 && done.stderr.contains(words), "{args:?}: {}", done.stderr);
    }
    running.terminate();
}
