//! S08: two tenants, and the ids of the one in the hands of the other.
use crate::support::{
    app::TestApp,
    operations::{Operation, operations, scan},
    person::Person,
};
use reqwest::RequestBuilder;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::entities::{api_token, membership::Role, repository, scan as scans, session};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A person with a workspace in which there is one of everything.
struct Tenant {
    person: Person,
    slug: &'static str,
    /// What has an id in some path, by the operation's path.
    ids: BTreeMap<&'static str, Uuid>,
}

impl Tenant {
    async fn new(app: &TestApp, email: &str, slug: &'static str) -> Self {
        let person = app.person(email).await;
        person.create_workspace(slug, slug).await;
        person.upload(slug, &scan()).await.expect(200);
        person.api_token(slug, &["read"]).await;
        let workspace = app.workspace(slug).await.id;
        let me: Uuid = person.my_id().await.parse().unwrap();
        let db = app.state.db.writer();
        let tokens = api_token::Entity::find().all(db).await.unwrap();
        let analyses = scans::Entity::find().all(db).await.unwrap();
        let sessions = session::Entity::find().all(db).await.unwrap();
        let analysis = analyses.iter().find(|row| row.workspace_id == workspace).unwrap().id;
        let repositories = repository::Entity::find().all(db).await.unwrap();
        let repository = repositories.iter().find(|row| row.workspace_id == workspace).unwrap().id;
        let member = app.member(slug, &format!("member@{slug}.example.com"), Role::Editor).await;
        let invite = async |n: u8| {
            let body = json!({ "text": format!("invited{n}@{slug}.example.com"), "delivery": "link" });
            let answer = person.post(&format!("/workspaces/{slug}/invites"), body).await.expect(200);
            id_of(&answer["items"][0]["inviteId"])
        };
        let share = app.share_of(slug, &person).await;
        let asked = async |n: u8| {
            let body = json!({ "email": format!("asking{n}@{slug}.example.com") });
            app.anonymous().post(&format!("/shares/{share}/join-requests"), body).await.expect(202);
            app.take_requests().await;
            let list = person.get(&format!("/workspaces/{slug}/join-requests")).await.expect(200);
            id_of(&list["items"].as_array().unwrap().last().unwrap()["id"])
        };
        let received = async |n: u8| {
            let host = app.person(&format!("host@{slug}.example.com")).await;
            host.create_workspace("Host", &format!("{slug}-host-{n}")).await;
            let body = json!({ "text": email, "delivery": "link" });
            let answer = host.post(&format!("/workspaces/{slug}-host-{n}/invites"), body).await.expect(200);
            id_of(&answer["items"][0]["inviteId"])
        };
        let ids = BTreeMap::from([
            (
                "/workspaces/{workspace}/tokens/{id}",
                tokens.iter().find(|row| row.workspace_id == workspace).unwrap().id,
            ),
            ("/workspaces/{workspace}/analyses/{id}", analysis),
            ("/workspaces/{workspace}/analyses/{id}/restore", analysis),
            ("/workspaces/{workspace}/repositories/{id}", repository),
            ("/workspaces/{workspace}/repositories/{id}/merge", repository),
            ("/users/me/sessions/{id}", sessions.iter().find(|row| row.user_id == me).unwrap().id),
            ("/workspaces/{workspace}/members/{id}", member.my_id().await.parse().unwrap()),
            ("/workspaces/{workspace}/invites/{id}", invite(1).await),
            ("/workspaces/{workspace}/invites/{id}/resend", invite(2).await),
            ("/workspaces/{workspace}/join-requests/{id}/approve", asked(1).await),
            ("/workspaces/{workspace}/join-requests/{id}/deny", asked(2).await),
            ("/users/me/invites/{id}/accept", received(1).await),
            ("/users/me/invites/{id}/decline", received(2).await),
        ]);
        Self { person, slug, ids }
    }
}

fn with_body(request: RequestBuilder, operation: &Operation) -> RequestBuilder {
    if operation.takes_body { request.json(&operation.body()) } else { request }
}

fn id_of(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// Breaks when a query finds a row by its id alone: try leaving `WorkspaceId` or `UserId` out of a `delete` or `find`.
#[actix_web::test]
async fn s08_an_id_of_another_tenant_names_nothing() {
    let app = TestApp::spawn().await;
    app.set_clock(app.clock.now()); // once in a while the use of a session is noted
    let tenants =
        [Tenant::new(&app, "ada@example.com", "acme").await, Tenant::new(&app, "bob@example.com", "beta").await];
    let with_id: Vec<_> = operations().into_iter().filter(|operation| operation.path.contains("{id}")).collect();
    assert!(with_id.len() >= 4);
    let before = app.rows().await;
    for (own, other) in [(0, 1), (1, 0)].map(|(a, b)| (&tenants[a], &tenants[b])) {
        for operation in &with_id {
            let id = |tenant: &Tenant| {
                let id = tenant.ids.get(operation.path.as_str());
                id.unwrap_or_else(|| panic!("say in `Tenant::new` what has an id at {}", operation.path)).to_string()
            };
            let call = async |workspace: &str, id: &str| {
                let request = own.person.request(operation.method.clone(), &operation.address(workspace, id));
                own.person.send(with_body(request, operation)).await
            };
            // their thing by our address, and by theirs
            call(own.slug, &id(other)).await.refuses(404, "not-found");
            if operation.is_in_workspace() {
                call(other.slug, &id(other)).await.refuses(404, "workspace-not-found");
                call(other.slug, &id(own)).await.refuses(404, "workspace-not-found");
            }
            // what was never made, and what is no id, look alike
            for nothing in [Uuid::now_v7().to_string(), "1".into(), "..%2fbeta".into(), "%00".into()] {
                call(own.slug, &nothing).await.refuses(404, "not-found");
            }
        }
    }
    assert_eq!(app.rows().await, before, "nothing was changed");

    // the ids are right: at home each of them works
    let mut in_order: Vec<_> = with_id.iter().collect();
    in_order.sort_by_key(|one| (one.method != "GET", one.method == "DELETE")); // what is deleted is of no use any more
    let own = &tenants[0];
    let apart = ["end_session", "merge_repository", "separate_repository", "restore_analysis"];
    for operation in in_order.into_iter().filter(|operation| !apart.contains(&operation.id.as_str())) {
        let address = operation.address(own.slug, &own.ids[operation.path.as_str()].to_string());
        let request = own.person.request(operation.method.clone(), &address);
        let reply = own.person.send(with_body(request, operation)).await;
        assert!(reply.status.is_success(), "{}: {reply:?}", operation.id);
    }
    let restore = "/workspaces/{workspace}/analyses/{id}/restore";
    let scan = own.ids[restore].to_string();
    own.person.post(&restore.replace("{workspace}", own.slug).replace("{id}", &scan), json!({})).await.expect(200);
    let another = json!({ "components": [], "meta": {}, "repository": { "url": "https://github.com/acme/docs" } });
    let into = own.person.upload(own.slug, &another).await.expect(200)["data"]["repository"]["id"].clone();
    let merge = "/workspaces/{workspace}/repositories/{id}/merge";
    let merge = merge.replace("{workspace}", own.slug).replace("{id}", &own.ids[merge].to_string());
    own.person.post(&merge, json!({ "into": into })).await.expect(200);
    own.person.delete(&merge).await.expect(200);
    let (ada, session) = (app.person("ada@example.com").await, tenants[0].ids["/users/me/sessions/{id}"]);
    ada.delete(&format!("/users/me/sessions/{session}")).await.expect(204);
}

/// Breaks when `guard::by_token` looks up the workspace of the path instead of the token's own.
#[actix_web::test]
async fn s08_a_token_of_one_workspace_sees_none_of_its_makers_others() {
    let app = TestApp::spawn().await;
    app.set_clock(app.clock.now());
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada.create_workspace("Beta", "beta").await;
    ada.upload("beta", &scan()).await.expect(200);
    let program = Person::with_bearer(app.url(), &ada.api_token("acme", &["read", "scans:write"]).await);
    program.get("/workspaces/acme").await.expect(200);
    let before = app.rows().await;
    for operation in operations().iter().filter(|operation| operation.is_in_workspace()) {
        let request =
            program.request(operation.method.clone(), &operation.address("beta", &Uuid::now_v7().to_string()));
        let reply = program.send(request.json(&operation.body())).await;
        reply.refuses(404, "workspace-not-found");
    }
    assert_eq!(app.rows().await, before);
    assert_eq!(program.get("/workspaces/default").await.expect(200)["slug"], "acme");
}

#[actix_web::test]
async fn a_workspace_address_that_could_be_none_is_not_found() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    for slug in [
        "ACME",
        "acme%20",
        "acme%00",
        "%00",
        "acme%2f",
        "%2e%2e",
        "a%27%20OR%201=1--",
        &"a".repeat(4000),
        "%f0%9f%8e%a8",
        "%ff",
    ] {
        for rest in ["", "/analyses", "/components"] {
            let reply = ada.get(&format!("/workspaces/{slug}{rest}")).await;
            assert_eq!(reply.status, 404, "{slug}{rest}: {}", String::from_utf8_lossy(&reply.bytes));
        }
    }
}
