//! Every operation of the OpenAPI document, so that a new one is tested for what all of them have to keep to.
use reqwest::Method;
use serde_json::{Value, json};

/// One method of one address.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its `operationId`, the name of its handler.
    pub id: String,
    pub method: Method,
    /// Below `/api`, with its parameters in braces.
    pub path: String,
    /// It reads a body.
    pub takes_body: bool,
}

/// What is asked with POST for the sake of its body, and changes nothing.
pub const CHANGE_NOTHING: &[&str] = &["preview_sign_in", "query_chart", "search_components", "drop_cli_event"];

/// All of them.
pub fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(skillet::openapi::document()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            if operation["operationId"].is_string() {
                all.push(Operation {
                    id: operation["operationId"].as_str().unwrap().to_owned(),
                    method,
                    path: path.strip_prefix("/api").expect("an address below /api").to_owned(),
                    takes_body: operation["requestBody"].is_object(),
                });
            }
        }
    }
    assert!(all.len() > 20, "the document lacks operations: {all:?}");
    all
}

impl Operation {
    /// It may change something.
    pub fn writes(&self) -> bool {
        self.method != Method::GET
    }

    /// It writes nothing, though its method would let it.
    pub fn changes_nothing(&self) -> bool {
        CHANGE_NOTHING.contains(&self.id.as_str())
    }

    /// It lies in a workspace.
    pub fn is_in_workspace(&self) -> bool {
        self.path.contains("{workspace}")
    }

    /// Its address in a workspace, for a thing with an id.
    pub fn address(&self, workspace: &str, id: &str) -> String {
        let address = self.path.replace("{workspace}", workspace).replace("{id}", id);
        let address = address.replace("{slug}", workspace).replace("{code}", "unknown").replace("{token}", "unknown");
        let address = address.replace("{key}", "unknown").replace("{name}", "invite");
        assert!(!address.contains('{'), "say in `Operation::address` what stands for the new parameter of {address}");
        match self.id.as_str() {
            "suggest_slug" => address + "?name=Acme",
            "update_project" => address + "?name=web",
            "compare_analyses" => format!("{address}?from={id}&to={id}"),
            _ => address,
        }
    }

    /// A body it would act on.
    pub fn body(&self) -> Value {
        match self.id.as_str() {
            "request_sign_in" => json!({ "email": "new@example.com" }),
            "preview_sign_in" | "confirm_sign_in" => json!({ "token": "unknown" }),
            "grant_cli" => json!({ "redirect": "http://127.0.0.1:8989/omlet-callback" }),
            "update_me" => json!({ "fullName": "Somebody Else" }),
            "create_workspace" => json!({ "name": "Another", "slug": "another" }),
            "update_workspace" => json!({ "name": "Renamed" }),
            "delete_workspace" | "delete_me" => json!({ "confirmation": "something else" }),
            "request_email_change" => json!({ "email": "elsewhere@example.com" }),
            "update_member" => json!({ "role": "viewer" }),
            "remove_members" => json!({ "userIds": [uuid::Uuid::now_v7()] }),
            "offer_ownership" => json!({ "userId": uuid::Uuid::now_v7() }),
            "create_invites" => json!({ "text": "invited@example.com" }),
            "resend_invite" | "approve_join_request" | "deny_join_request" => json!({}),
            "preview_invite" | "accept_invite" | "decline_invite" | "ask_for_invite" | "confirm_email_change" => {
                json!({ "token": "unknown" })
            }
            "update_invite_link" => json!({ "enabled": false }),
            "ask_to_join" => json!({ "email": "asking@example.com" }),
            "answer_join_requests" => json!({ "ids": [uuid::Uuid::now_v7()], "answer": "deny" }),
            "set_mail_opt_out" => json!({ "token": "unknown", "optedOut": true }),
            "create_token" => json!({ "name": "another", "scopes": ["read"], "expiresInDays": 1 }),
            "search_components" => json!({ "search": "button" }),
            "update_project" => json!({ "alias": "Storefront" }),
            "query_chart" => json!({ "subject": { "kind": "components" } }),
            "upload_analysis" => scan(),
            "init_workspace" => json!({ "analyses": [scan()] }),
            "delete_analyses" => json!({ "ids": ["0190b4f0-0000-7000-8000-000000000000"] }),
            "update_repository" => json!({ "trackedBranch": "main" }),
            "merge_repository" => json!({ "into": "0190b4f0-0000-7000-8000-000000000000" }),
            "sign_out" | "drop_cli_event" => json!({}),
            _ if !self.takes_body => json!({}),
            other => panic!("say in `Operation::body` what the new operation {other} acts on"),
        }
    }
}

/// The smallest scan there is: of a repository without components.
pub fn scan() -> Value {
    json!({ "components": [], "meta": {}, "repository": { "name": "shop" } })
}
