//! What has to be there for each call around scans and repositories to be carried out.
use crate::support::{
    app::TestApp,
    bodies::Body,
    operations::{Operation, scan},
    person::Person,
};
use serde_json::{Value, json};

/// Address and body for an operation of ada's in `acme`; `None` for an operation of other features.
pub async fn prepare(ada: &Person, operation: &Operation) -> Option<(String, Value)> {
    let (address, body) = match operation.id.as_str() {
        "delete_analysis" => (uploaded(ada, "shop").await.0, json!({})),
        "delete_analyses" => (String::new(), json!({ "ids": [uploaded(ada, "shop").await.0] })),
        "restore_analysis" => {
            let (scan, _) = uploaded(ada, "shop").await;
            ada.delete(&format!("/workspaces/acme/analyses/{scan}")).await.expect(204);
            (scan, json!({}))
        }
        "update_repository" => (uploaded(ada, "shop").await.1, json!({ "trackedBranch": "main" })),
        "merge_repository" | "separate_repository" => {
            let ((_, from), (_, into)) = (uploaded(ada, "old").await, uploaded(ada, "new").await);
            let merge = format!("/workspaces/acme/repositories/{from}/merge");
            if operation.id == "separate_repository" {
                ada.post(&merge, json!({ "into": into })).await.expect(200);
            }
            (from, json!({ "into": into }))
        }
        "update_project" => {
            ada.upload("acme", &Body::of("web").defines("Page", &[]).json()).await.expect(200);
            (String::new(), operation.body())
        }
        _ => return None,
    };
    Some((operation.address("acme", &address), body))
}

/// A new scan: its id, and its repository's.
async fn uploaded(ada: &Person, repository: &str) -> (String, String) {
    let mut body = scan();
    body["repository"] = json!({ "url": format!("https://github.com/acme/{repository}") });
    let stored = ada.upload("acme", &body).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&stored["data"]["id"]), text(&stored["data"]["repository"]["id"]))
}

/// As [`prepare`], for every feature that needs something.
pub async fn prepare_any(app: &TestApp, ada: &Person, operation: &Operation) -> Option<(String, Value)> {
    match prepare(ada, operation).await {
        None => super::membership::prepare(app, ada, operation).await,
        ready => ready,
    }
}
