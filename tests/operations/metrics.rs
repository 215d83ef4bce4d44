//! `/metrics`.
use crate::support::{
    app::{TestApp, environment},
    bodies::Body,
    person::Person,
};
use chrono::Duration;
use reqwest::{Client, Method};
use serde_json::json;
use skillet::{auth::member::Scope, config::Config, entities::membership::Role};
use std::collections::BTreeMap;

const TOKEN: &str = "Zr8Yq1T5uJw9LkPd3Fh7";

async fn watched() -> TestApp {
    TestApp::spawn_with(|config| config.metrics_token = Some(TOKEN.into())).await
}

/// One look at the page: value by name and labels, as they stand there.
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    /// Reads the page as Prometheus does: every series has a type that was announced, every value is a number.
    async fn of(app: &TestApp) -> Self {
        let answer = Client::new().get(format!("{}/metrics", app.url())).bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let text = answer.text().await.unwrap();
        assert!(text.ends_with('\n'));
        let (mut kinds, mut values) = (BTreeMap::new(), BTreeMap::new());
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("# HELP ")) {
            if let Some(announced) = line.strip_prefix("# TYPE ") {
                let (name, kind) = announced.split_once(' ').unwrap();
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                kinds.insert(name.to_owned(), kind.to_owned());
                continue;
            }
            let (series, value) = line.rsplit_once(' ').unwrap();
            let name = series.split('{').next().unwrap();
            let family = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|suffix| name.strip_suffix(suffix))
                .filter(|family| kinds.get(*family).is_some_and(|kind| kind == "histogram"));
            assert!(kinds.contains_key(family.unwrap_or(name)), "{name} comes without a type");
            assert!(values.insert(series.to_owned(), value.parse().unwrap()).is_none(), "twice: {series}");
        }
        Self(values)
    }

    fn get(&self, series: &str) -> f64 {
        *self.0.get(series).unwrap_or_else(|| panic!("no {series} among {:#?}", self.0.keys()))
    }

    /// By how much it grew since.
    fn since(&self, before: &Self, series: &str) -> f64 {
        self.get(series) - before.0.get(series).copied().unwrap_or_default()
    }
}

fn requests(method: &str, route: &str, status: &str) -> String {
    format!("skillet_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}")
}

#[actix_web::test]
async fn there_is_no_such_page_unless_a_token_is_set() {
    let app = TestApp::spawn().await;
    let page = format!("{}/metrics", app.url());
    for request in [
        Client::new().get(&page),
        Client::new().get(&page).bearer_auth(TOKEN),
        Client::new().get(&page).bearer_auth(""),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
            (404, "application/problem+json")
        );
    }
}

/// Breaks when the token is compared by its beginning, or another credential passes.
#[actix_web::test]
async fn the_page_opens_for_the_whole_token_only() {
    let app = watched().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let (page, longer, other) =
        (format!("{}/metrics", app.url()), format!("{TOKEN}x"), ada.api_token("acme", &["read"]).await);
    for given in ["", "x", &TOKEN[..19], &longer, &TOKEN.to_lowercase(), &other] {
        let answer = Client::new().get(&page).bearer_auth(given).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{given:?}");
        assert!(answer.text().await.unwrap().contains("SKILLET_METRICS_TOKEN"));
    }
    for request in [
        Client::new().get(&page),
        Client::new().get(format!("{page}?token={TOKEN}")),
        Client::new().get(&page).header("authorization", TOKEN),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    Scrape::of(&app).await;
}

#[test]
fn a_token_that_could_be_guessed_stops_the_start() {
    let read = |token: &str| Config::read(environment(&[("SKILLET_METRICS_TOKEN", token)]));
    for short in ["guess", "123456789012345"] {
        let words = read(short).err().unwrap().to_string();
        assert!(
            words.contains("SKILLET_METRICS_TOKEN") && words.contains("16 characters") && !words.contains(short),
            "{words}"
        );
    }
    assert!(read("1234567890123456").unwrap().metrics_token.is_some());
    assert!(read("").unwrap().metrics_token.is_none());
}

#[actix_web::test]
async fn requests_are_counted_by_method_pattern_and_class() {
    let app = watched().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let before = Scrape::of(&app).await;
    for _ in 0..3 {
        ada.get("/workspaces/acme/analyses").await.expect(200);
    }
    ada.get("/workspaces/other/analyses").await.expect(404);
    ada.patch("/workspaces/acme", json!({ "name": "" })).await.expect(422);
    let after = Scrape::of(&app).await;

    let (list, workspace) = ("/api/workspaces/{workspace}/analyses", "/api/workspaces/{workspace}");
    assert_eq!(after.since(&before, &requests("GET", list, "2xx")), 3.0);
    assert_eq!(after.since(&before, &requests("GET", list, "4xx")), 1.0);
    assert_eq!(after.since(&before, &requests("PATCH", workspace, "4xx")), 1.0);
    assert_eq!(
        after.since(&before, &requests("GET", "/metrics", "2xx")),
        1.0,
        "the look before was not over when it was taken"
    );
    let waited = |part: &str| format!("skillet_http_request_duration_seconds_{part}{{method=\"GET\",route=\"{list}\"");
    assert_eq!(after.since(&before, &format!("{}}}", waited("count"))), 4.0);
    assert_eq!(after.since(&before, &format!("{},le=\"+Inf\"}}", waited("bucket"))), 4.0);
    assert!(after.since(&before, &format!("{}}}", waited("sum"))) > 0.0);
}

#[actix_web::test]
async fn uploads_are_counted_by_what_became_of_them() {
    let app = watched().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let viewer = app.member("acme", "eve@example.com", Role::Viewer).await;
    let body = Body::of("@acme/ui").defines("Button", &[]);
    let before = Scrape::of(&app).await;

    ada.upload("acme", &body.json()).await.expect(200);
    let accepted = Scrape::of(&app).await;
    let uploads = |result: &str| format!("skillet_uploads_total{{result=\"{result}\"}}");
    assert_eq!(accepted.since(&before, &uploads("accepted")), 1.0);
    assert_eq!(accepted.since(&before, "skillet_upload_received_bytes_total"), body.json().to_string().len() as f64);

    let raw = || ada.request(Method::POST, "/workspaces/acme/analyses").header("content-type", "application/json");
    ada.send(raw().body("{\"components\": [")).await.refuses(400, "bad-request");
    ada.upload("acme", &json!({ "components": 1 })).await.refuses(422, "invalid");
    ada.send(raw().header("content-encoding", "br").body("x")).await.refuses(415, "unsupported-media-type");
    viewer.upload("acme", &body.json()).await.refuses(403, "not-allowed");
    ada.post("/workspaces/acme/init", json!({ "analyses": [body.json()] }))
        .await
        .refuses(422, "workspace-already-setup");
    Person::with_bearer(app.url(), "nobody").upload("acme", &body.json()).await.refuses(401, "unauthorized");
    let refused = Scrape::of(&app).await;
    for code in
        ["bad-request", "invalid", "unsupported-media-type", "not-allowed", "workspace-already-setup", "unauthorized"]
    {
        assert_eq!(refused.since(&accepted, &uploads(code)), 1.0, "{code}");
    }
    assert_eq!(refused.since(&accepted, &uploads("accepted")), 0.0);
    assert_eq!(refused.since(&before, "skillet_upload_duration_seconds_count"), 7.0);
}

#[actix_web::test]
async fn snapshots_connections_and_the_start_are_shown() {
    let app = watched().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let before = Scrape::of(&app).await;
    ada.upload("acme", &Body::of("@acme/ui").defines("Button", &[]).json()).await.expect(200);
    let after = Scrape::of(&app).await;
    assert_eq!(after.since(&before, "skillet_snapshot_builds_total"), 1.0);
    assert_eq!(after.since(&before, "skillet_snapshot_build_duration_seconds_count"), 1.0);
    assert_eq!(after.get("skillet_snapshot_cache_entries"), 1.0);
    assert!(after.since(&before, "skillet_snapshot_cache_bytes") > 0.0);

    ada.get("/workspaces/acme/components").await.expect(200);
    let (scope, workspace) = Scope::for_command(&app.state, "acme").await.unwrap();
    app.state.snapshots.newest(&app.state.db, scope, workspace.data_revision).await.ok().unwrap();
    assert_eq!(Scrape::of(&app).await.since(&after, "skillet_snapshot_builds_total"), 0.0, "it was there already");

    let open = |pool: &str| {
        ["idle", "busy"]
            .map(|state| after.get(&format!("skillet_database_connections{{pool=\"{pool}\",state=\"{state}\"}}")))
            .iter()
            .sum::<f64>()
    };
    assert!(open("reader") >= 1.0);
    assert_eq!(
        app.state.db.is_sqlite(),
        after.0.keys().any(|series| series.contains("pool=\"writer\"")),
        "SQLite alone has two pools"
    );
    let now = app.state.clock.now().timestamp() as f64;
    assert!((now - after.get("process_start_time_seconds")).abs() < 600.0);
    assert_eq!(after.get(&format!("skillet_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))), 1.0);
}

#[actix_web::test]
async fn the_outbox_shows_what_waits_and_for_how_long() {
    let app = watched().await;
    let start = app.state.clock.now();
    app.set_clock(start);
    let mails = |state: &str| format!("skillet_outbox_mails{{state=\"{state}\"}}");
    let empty = Scrape::of(&app).await;
    for state in ["queued", "sent", "filed", "failed", "withheld"] {
        assert_eq!(empty.get(&mails(state)), 0.0, "{state}");
    }
    assert_eq!(empty.get("skillet_outbox_oldest_queued_age_seconds"), 0.0);

    app.anonymous().post("/auth/sign-in", json!({ "email": "ada@example.com" })).await.expect(202);
    app.set_clock(start + Duration::seconds(90));
    app.anonymous().post("/auth/sign-in", json!({ "email": "bob@example.com" })).await.expect(202);
    let waiting = Scrape::of(&app).await;
    assert_eq!(waiting.get(&mails("queued")), 2.0);
    assert_eq!(waiting.get("skillet_outbox_oldest_queued_age_seconds"), 90.0);

    skillet::mail::outbox::send_due(&app.state).await.unwrap();
    let sent = Scrape::of(&app).await;
    assert_eq!((sent.get(&mails("queued")), sent.get(&mails("filed")), sent.get(&mails("sent"))), (0.0, 2.0, 0.0));
    assert_eq!(sent.get("skillet_outbox_oldest_queued_age_seconds"), 0.0);
}

#[actix_web::test]
async fn the_last_backup_is_shown_once_there_is_one() {
    let app = watched().await;
    assert!(!Scrape::of(&app).await.0.contains_key("skillet_last_backup_timestamp_seconds"));
    let at = app.state.clock.now();
    skillet::backup::record(&app.state.config.data_dir, at).unwrap();
    assert_eq!(Scrape::of(&app).await.get("skillet_last_backup_timestamp_seconds"), at.timestamp() as f64);
}

#[actix_web::test]
async fn machines_that_know_our_address_only_may_look() {
    let app = TestApp::spawn_with(|config| {
        config.metrics_token = Some(TOKEN.into());
        config.allowed_hosts = vec!["skillet.example.com".into()];
    })
    .await;
    Scrape::of(&app).await;
    for (path, status) in [("healthz", 200), ("readyz", 200), ("metrics", 401), ("api/openapi.json", 421)] {
        let answer = reqwest::get(format!("{}/{path}", app.url())).await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}

/// Breaks when a path, a method or anything else that strangers choose becomes a label.
#[actix_web::test]
async fn nobody_can_make_the_page_grow_or_put_a_name_on_it() {
    let app = watched().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme-secret").await;
    let visit = async |number: usize| {
        let name = format!("visitor-{number}");
        ada.get(&format!("/workspaces/{name}/analyses")).await;
        ada.get(&format!("/{name}")).await;
        ada.get(&format!("/../{name}/x.css")).await;
        ada.get(&format!("/../assets/{name}?{name}")).await;
        ada.delete(&format!("/workspaces/acme-secret/analyses/{}", uuid::Uuid::now_v7())).await;
        let invented = Method::from_bytes(name.to_uppercase().as_bytes()).unwrap();
        ada.send(ada.request(invented, "/workspaces/acme-secret")).await;
        ada.post(&format!("/workspaces/{name}/analyses"), json!({})).await;
        ada.post("/auth/sign-in", json!({ "email": format!("{name}@example.com") })).await;
    };
    ada.get("/workspaces/acme-secret/analyses").await.expect(200);
    visit(0).await;
    Scrape::of(&app).await;
    let before = Scrape::of(&app).await;
    for number in 1..20 {
        visit(number).await;
    }
    let after = Scrape::of(&app).await;
    assert_eq!(before.0.keys().collect::<Vec<_>>(), after.0.keys().collect::<Vec<_>>());
    let text = after.0.keys().cloned().collect::<String>().to_lowercase();
    for name in ["acme-secret", "visitor", "example.com", TOKEN] {
        assert!(!text.contains(&name.to_lowercase()), "{name} in {text}");
    }
}
