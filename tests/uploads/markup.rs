//! What a scan says is text, whatever it looks like.
use super::{World, shop};
use serde_json::{Value, json};

const PAYLOADS: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</script><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "\u{2028}alert(1)\u{2029}",
    "<!--<script>",
    "data:text/html,<script>alert(1)</script>",
];

/// Fails without `nosniff`, without the policy, or when any answer has another type than JSON (remove one of them in
/// `http/hardening.rs`, or answer a list as `text/html`).
#[actix_web::test]
async fn s22_markup_in_any_string_of_a_scan_is_answered_as_text_of_json() {
    let world = World::new().await;
    for payload in PAYLOADS {
        let body = shop()
            .with("/components/1/name", json!(payload))
            .with("/components/1/package_name", json!(payload))
            .with("/components/1/source/source/path", json!(payload))
            .with("/components/1/metadata", json!({ payload: payload }))
            .with("/components/1/html_elements", json!([payload]))
            .with("/components/1/props/0/name", json!(payload))
            .with("/meta/cli_version", json!(payload))
            .with("/meta/ci_vendor", json!(payload))
            .with("/alias_map/root/version", json!(payload))
            .with("/parser_errors", json!([{ "file": payload, "reason": [payload] }]))
            .with(
                "/setup_issues",
                json!([{ "packageName": payload, "entry": { "name": payload, "patterns": [payload] } }]),
            )
            .with(
                "/invalid_dependencies",
                json!([{ "package_name": payload, "path": payload, "source_package_name": payload }]),
            )
            .with("/repository/branch", json!(payload))
            .with("/repository/name", json!(payload))
            .with("/repository/scope", json!(payload))
            .with("/repository/url", json!(format!("https://git.example.com/{payload}")));
        let uploaded = world.send(None, body.bytes()).await;
        let mut answers = vec![("upload".to_owned(), uploaded)];
        for path in ["", "/analyses", "/components?limit=200", "/data-issues"] {
            answers.push((path.to_owned(), world.ada.get(&format!("/workspaces/acme{path}")).await));
        }
        for subject in ["components", "projects"] {
            let chart =
                world.ada.post("/workspaces/acme/charts/query", json!({ "subject": { "kind": subject } })).await;
            answers.push((subject.to_owned(), chart));
        }
        for (what, answer) in answers {
            assert_eq!(answer.header("content-type"), "application/json", "{what}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
            assert!(answer.header("content-security-policy").contains("default-src 'self'"), "{what}");
            assert!(answer.header("content-security-policy").contains("script-src 'self';"), "{what}");
            let answer = answer.expect(200);
            assert!(what != "/components?limit=200" || says(&answer, payload), "{answer}");
        }
    }
}

/// Refusals repeat parts of what was sent.
/// Breaks when a refusal goes out as another type than JSON, or without what `http/hardening.rs` adds.
#[actix_web::test]
async fn s22_markup_in_what_is_refused_is_answered_as_text_of_json() {
    let world = World::new().await;
    for payload in PAYLOADS {
        let body = shop().with("/components/1/metadata", json!({ payload: [] }));
        let reply = world.send(None, body.bytes()).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.header("content-security-policy").contains("default-src 'self'"));
        reply.refuses(422, "invalid");
        let coding = payload.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect::<String>();
        world.send(Some(&coding), body.bytes()).await.refuses(415, "unsupported-media-type");
    }
}

fn says(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found == text,
        Value::Array(list) => list.iter().any(|one| says(one, text)),
        Value::Object(object) => object.values().any(|one| says(one, text)),
        _ => false,
    }
}
