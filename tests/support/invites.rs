//! Inviting, as tests do it.
use super::{app::TestApp, person::Person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use skillet::{
    entities::{membership::Role, share},
    features::join_requests::jobs::TakeRequest,
    jobs,
};
use uuid::Uuid;

/// The secret behind the last `#` of a link, such as one in a mail.
pub fn secret_in(text: &str, page: &str) -> String {
    let (_, rest) = text.split_once(page).unwrap_or_else(|| panic!("no {page} in {text}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Ada with her workspace.
pub async fn acme(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

impl Person {
    /// Invites by mail; answers the secret of the link in it.
    pub async fn invites(&self, app: &TestApp, email: &str) -> String {
        self.invites_as(app, email, "editor").await
    }

    pub async fn invites_as(&self, app: &TestApp, email: &str, role: &str) -> String {
        let result = self.invite(json!({ "text": email, "role": role })).await;
        assert_eq!(result["status"], "invited", "{result}");
        let mail = app.newest_mail(email).await.expect("a mail");
        secret_in(&mail.text_body, "/invite#")
    }

    /// Invites with a link that is shown; answers its secret.
    pub async fn shows_invite(&self, email: &str) -> String {
        let result = self.invite(json!({ "text": email, "delivery": "link" })).await;
        secret_in(result["link"].as_str().unwrap(), "/invite#")
    }

    /// Invites one address to `acme`; answers what became of it.
    pub async fn invite(&self, body: Value) -> Value {
        self.post("/workspaces/acme/invites", body).await.expect(200)["items"][0].clone()
    }

    /// Address and code of the invite link of `acme`, as a path; made if there is none.
    pub async fn link(&self) -> String {
        let mut link = self.get("/workspaces/acme/invite-link").await.expect(200);
        if link["link"].is_null() {
            link = self.post("/workspaces/acme/invite-link/reset", json!({})).await.expect(200);
        }
        let (_, path) = link["link"].as_str().unwrap().split_once("/join/").unwrap();
        format!("/invite-links/{path}")
    }

    pub async fn my_id(&self) -> String {
        self.get("/users/me").await.expect(200)["id"].as_str().unwrap().to_owned()
    }

    /// The members of `acme` with their roles, in the order of their addresses.
    pub async fn members(&self) -> Vec<(String, String)> {
        let list = self.get("/workspaces/acme/members").await.expect(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut all: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["user"]["email"]), text(&one["role"])))
            .collect();
        all.sort();
        all
    }
}

impl TestApp {
    /// A public page of `acme`, shared by somebody; answers its code.
    pub async fn share(&self, by: &Person) -> String {
        self.share_of("acme", by).await
    }

    /// A public page of a workspace.
    pub async fn share_of(&self, workspace: &str, by: &Person) -> String {
        let code = format!("code-{}", Uuid::new_v4().simple());
        let row = share::ActiveModel {
            workspace_id: Set(self.workspace(workspace).await.id),
            id: Set(Uuid::now_v7()),
            code: Set(code.clone()),
            created_by: Set(by.my_id().await.parse().unwrap()),
            created_at: Set(self.state.clock.now()),
            expires_at: Set(None),
            revoked_at: Set(None),
        };
        row.insert(self.state.db.writer()).await.unwrap();
        code
    }

    /// Does what was put off until after the answer to whoever asked to join.
    pub async fn take_requests(&self) {
        let taking = jobs::Registry::default().with::<TakeRequest>();
        jobs::run_due(&self.state, &taking).await.unwrap();
    }

    /// A member of `acme`.
    pub async fn editor(&self, email: &str) -> Person {
        self.member("acme", email, Role::Editor).await
    }
}
