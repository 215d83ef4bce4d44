//! Workspaces: made, found, listed, renamed.
use crate::support::{app::TestApp, person::Person};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use skillet::{entities::membership::Role, features::sign_in::links};

async fn slugs(person: &Person) -> Vec<String> {
    let list = person.get("/workspaces").await.expect(200);
    list["items"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_new_workspace_is_empty_and_its_makers_own() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let made = ada.create_workspace(" Acme Design ", "acme").await;
    assert_eq!((&made["name"], &made["slug"]), (&json!("Acme Design"), &json!("acme")));

    // what the scanner reads: bare as the default, wrapped at its own address
    let view = ada.get("/workspaces/acme").await.expect(200);
    assert_eq!(view["workspace"], made);
    assert_eq!(ada.get("/workspaces/default").await.expect(200), made);
    assert_eq!(view["role"], "owner");
    assert_eq!(
        view["can"],
        json!({
            "renameWorkspace": true, "uploadScans": true, "deleteScans": true, "manageTokens": true,
            "invite": true, "manageMembers": true, "deleteWorkspace": true,
        })
    );
    assert_eq!(made["projects"], json!([]), "`omlet analyze` takes this for: run init first");
    assert_eq!(made["hasReachedAnalysisLimit"], false);
    assert_eq!(made["subscription"], json!({ "features": { "analysisLimit": null } }));
    for count in ["numOfComponents", "numOfAnalyses", "dataIssueCount"] {
        assert_eq!(made[count], 0, "{count}");
    }
    assert_eq!(made["lastScanAt"], Value::Null);
    assert_eq!(slugs(&ada).await, ["acme"]);
}

#[actix_web::test]
async fn each_role_is_told_what_it_may_do() {
    let app = TestApp::spawn().await;
    app.person("founder@example.com").await.create_workspace("Acme", "acme").await;
    for (role, name, edits, owns) in [
        (Role::Viewer, "viewer", false, false),
        (Role::Editor, "editor", true, false),
        (Role::Owner, "owner", true, true),
    ] {
        let view =
            app.member("acme", &format!("{name}@example.com"), role).await.get("/workspaces/acme").await.expect(200);
        assert_eq!(view["role"], name);
        assert_eq!(
            view["can"],
            json!({
                "renameWorkspace": owns, "uploadScans": edits, "deleteScans": edits, "manageTokens": edits,
                "invite": edits, "manageMembers": owns, "deleteWorkspace": owns,
            })
        );
    }
    let founder = app.person("founder@example.com").await;
    let cli = Person::with_cli_cookie(app.url(), &founder.cli_token().await);
    let view = cli.get("/workspaces/acme").await.expect(200);
    let uploads = json!({
        "renameWorkspace": false, "uploadScans": true, "deleteScans": false, "manageTokens": false,
        "invite": false, "manageMembers": false, "deleteWorkspace": false,
    });
    assert_eq!((&view["role"], &view["can"]), (&json!("owner"), &uploads), "the command line only uploads");
}

#[actix_web::test]
async fn an_address_is_taken_by_the_first() {
    let app = TestApp::spawn().await;
    let (ada, bob) = (app.person("ada@example.com").await, app.person("bob@example.com").await);
    ada.create_workspace("Acme", "acme").await;
    for person in [&ada, &bob] {
        let problem = person
            .post("/workspaces", json!({ "name": "Acme", "slug": "acme" }))
            .await
            .refuses(409, "workspace-slug-not-available");
        assert_eq!(problem["fields"]["slug"][0]["code"], "taken");
    }
    assert_eq!(slugs(&bob).await, Vec::<String>::new());
    assert_eq!(bob.get("/workspaces/acme").await.status, 404);
}

#[actix_web::test]
async fn an_address_wanted_by_many_at_once_is_had_by_one() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let asked = (0..16).map(|_| ada.post("/workspaces", json!({ "name": "Acme", "slug": "acme" })));
    let replies = futures_util::future::join_all(asked).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in replies.into_iter().filter(|reply| reply.status != 201) {
        reply.refuses(409, "workspace-slug-not-available");
    }
    assert_eq!(slugs(&ada).await, ["acme"]);
}

#[actix_web::test]
async fn our_own_words_are_no_addresses() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for slug in [
        "api",
        "assets",
        "default",
        "signin",
        "login",
        "invite",
        "join",
        "share",
        "settings",
        "welcome",
        "new",
        "admin",
        "slug-suggestion",
        "healthz",
    ] {
        let problem = ada
            .post("/workspaces", json!({ "name": "Acme", "slug": slug }))
            .await
            .refuses(409, "workspace-slug-not-available");
        assert_eq!(problem["fields"]["slug"][0]["code"], "reserved", "{slug}");
    }
}

#[actix_web::test]
async fn an_address_is_made_of_plain_letters_digits_and_hyphens() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for slug in [
        "",
        "a",
        "Acme",
        "ac me",
        "ac/me",
        "ac_me",
        "-acme",
        "acme-",
        "ac--me",
        "äcme",
        "ac\u{0}me",
        "..",
        "%61cme",
        &"a".repeat(41),
    ] {
        let problem = ada.post("/workspaces", json!({ "name": "Acme", "slug": slug })).await.refuses(422, "invalid");
        assert_eq!(problem["fields"]["slug"][0]["code"], "slug", "{slug:?}");
    }
    for slug in ["ab", "4c", "a-b-c", &"a".repeat(40)] {
        ada.create_workspace("Acme", slug).await;
    }
}

#[actix_web::test]
async fn a_name_has_one_line_of_1_to_64_characters() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let longest = "ß".repeat(64);
    assert_eq!(ada.create_workspace(&format!("  {longest} "), "longest").await["name"], longest);
    assert_eq!(ada.create_workspace("X", "shortest").await["name"], "X");
    for name in ["", "   ", "a\nb", "a\u{0}b", "a\u{1b}[31m", &"ß".repeat(65)] {
        for reply in [
            ada.post("/workspaces", json!({ "name": name, "slug": "other" })).await,
            ada.patch("/workspaces/longest", json!({ "name": name })).await,
        ] {
            let problem = reply.refuses(422, "invalid");
            assert!(problem["fields"]["name"].is_array(), "{name:?}: {problem}");
        }
    }
    for body in [
        json!({}),
        json!({ "slug": "other" }),
        json!({ "name": null }),
        json!({ "name": 1 }),
        json!({ "name": "A", "owner": "x" }),
    ] {
        ada.post("/workspaces", body).await.refuses(422, "invalid");
    }
    assert_eq!(slugs(&ada).await.len(), 2);
}

#[actix_web::test]
async fn a_name_suggests_a_free_address() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let suggested = async |name: &str| {
        let query = url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>();
        ada.get(&format!("/workspaces/slug-suggestion?name={query}")).await.expect(200)["slug"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(suggested("Acme Design").await, "acme-design");
    assert_eq!(suggested("Größe & Söhne").await, "grosse-sohne");
    assert_eq!(suggested("Settings").await, "settings-2");
    assert_eq!(suggested("").await, "team");
    for name in ["\u{0}", "🎨", "../..", "x".repeat(500).as_str()] {
        let slug = suggested(name).await;
        ada.create_workspace("Any", &slug).await;
        assert_ne!(suggested(name).await, slug, "that one is taken now");
    }
    ada.create_workspace("Acme Design", "acme-design").await;
    assert_eq!(suggested("Acme Design").await, "acme-design-2");
    let made = ada.post("/workspaces", json!({ "name": "Acme Design" })).await.expect(201);
    assert_eq!(made["slug"], "acme-design-2", "without an address the suggestion is taken");
    ada.get("/workspaces/slug-suggestion").await.refuses(422, "invalid");
}

#[actix_web::test]
async fn the_list_begins_with_the_workspace_joined_first() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let (ada, bob) = (app.person("ada@example.com").await, app.person("bob@example.com").await);
    ada.create_workspace("Zebra", "zebra").await;
    bob.create_workspace("Other", "other").await;
    for (minutes, slug) in [(1, "middle"), (2, "alpha")] {
        app.set_clock(start + Duration::minutes(minutes));
        ada.create_workspace(slug, slug).await;
    }
    app.set_clock(start + Duration::minutes(3));
    let viewer = app.member("other", "ada@example.com", Role::Viewer).await;
    assert_eq!(slugs(&viewer).await, ["zebra", "middle", "alpha", "other"]);
    let list = viewer.get("/workspaces").await.expect(200);
    assert_eq!((&list["items"][3]["role"], &list["items"][0]["role"]), (&json!("viewer"), &json!("owner")));
    assert_eq!(viewer.get("/workspaces/default").await.expect(200)["slug"], "zebra");
    assert_eq!(bob.get("/workspaces/default").await.expect(200)["slug"], "other");
}

#[actix_web::test]
async fn without_a_workspace_there_is_no_default() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.get("/workspaces/default").await.refuses(404, "user-not-have-workspace");
    let cli = Person::with_cli_cookie(app.url(), &ada.cli_token().await);
    cli.get("/workspaces/default").await.refuses(404, "user-not-have-workspace");
}

#[actix_web::test]
async fn only_an_owner_renames() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    for (email, role) in [("viewer@example.com", Role::Viewer), ("editor@example.com", Role::Editor)] {
        let problem = app
            .member("acme", email, role)
            .await
            .patch("/workspaces/acme", json!({ "name": "Evil" }))
            .await
            .refuses(403, "not-allowed");
        assert!(problem["detail"].as_str().unwrap().contains("owner"), "{problem}");
    }
    let view = ada.patch("/workspaces/acme", json!({ "name": " Acme GmbH " })).await.expect(200);
    assert_eq!((&view["workspace"]["name"], &view["workspace"]["slug"]), (&json!("Acme GmbH"), &json!("acme")));
    assert_eq!(ada.get("/workspaces/acme").await.expect(200), view);
    assert_eq!(ada.patch("/workspaces/acme", json!({})).await.expect(200), view, "nothing to change");
    ada.patch("/workspaces/acme", json!({ "id": "other" })).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn where_only_operators_create_workspaces_others_are_told() {
    let app = TestApp::spawn_with(|config| config.only_operators_create_workspaces = true).await;
    let link = links::first_account(&app.state).await.unwrap().unwrap();
    let ada = app.anonymous();
    let token = link.split_once('#').unwrap().1;
    ada.post("/auth/sign-in/confirm", json!({ "token": token, "email": "ada@example.com" })).await.expect(200);
    let bob = app.person("bob@example.com").await;

    let problem = bob.post("/workspaces", json!({ "name": "Acme", "slug": "acme" })).await.refuses(403, "not-allowed");
    assert!(problem["detail"].as_str().unwrap().contains("operators"), "{problem}");
    ada.create_workspace("Acme", "acme").await;
    assert_eq!(bob.get("/auth/providers").await.expect(200)["workspaceCreation"], "operators");
}

#[actix_web::test]
async fn the_sign_in_page_learns_how_this_server_is_set() {
    let app = TestApp::spawn().await;
    let shown = app.anonymous().get("/auth/providers").await.expect(200);
    assert_eq!(
        shown,
        json!({
            "email": true,
            "mailConfigured": false,
            "hasAccounts": false,
            "signup": "open",
            "workspaceCreation": "everyone",
        })
    );
    let closed = app.another(|config| {
        config.signup = skillet::config::Signup::Invited;
        config.mail.smtp_url = Some("smtp://localhost:25?tls=none".into());
    });
    let shown = closed.await.anonymous().get("/auth/providers").await.expect(200);
    assert_eq!((&shown["signup"], &shown["mailConfigured"]), (&json!("invited"), &json!(true)));
}
