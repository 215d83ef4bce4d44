//! Charts of the newest state, as JSON and as CSV.
mod months;
mod over_time;
mod questions;
mod real;

use crate::support::{
    app::TestApp,
    bodies::Body,
    person::{Person, Reply},
};
use reqwest::Method;
use serde_json::{Value, json};
use skillet::{
    auth::member::Scope,
    entities::scan::UploadedVia,
    features::scans::ingest::{self, Origin},
};

const CHARTS: &str = "/workspaces/acme/charts/query";

/// Four projects; nothing of `unused` renders anything, and both users of `@acme/ui` share `Button`.
async fn workspace(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let bodies = [
        Body::of("@acme/ui").defines("Button", &[]).exports("Button").defines("Card", &[("Button", 2)]).exports("Card"),
        Body::of("web").defines("Home", &[("@acme/ui Button", 3), ("@acme/ui Card", 1), ("react Fragment", 5)]),
        Body::of("docs")
            .defines("Page", &[("@acme/ui Button", 4)])
            .defines("Index", &[("@acme/ui Button", 1), ("Page", 1)]),
        Body::of("unused").defines("Idle", &[]),
    ];
    for body in bodies {
        ada.upload("acme", &body.json()).await.expect(200);
    }
    ada
}

async fn chart(person: &Person, subject: &str, metric: &str) -> Value {
    person.post(CHARTS, json!({ "subject": { "kind": subject }, "metric": metric })).await.expect(200)
}

/// A scan of an earlier day.
async fn import(app: &TestApp, body: &Value, at: &str) {
    let scope = Scope::for_upkeep(app.workspace("acme").await.id);
    let read = ingest::from_bytes(&app.state, body.to_string().as_bytes()).unwrap();
    let at = Some(at.parse().unwrap());
    let origin = Origin { user: None, via: UploadedVia::Import, token_name: None, scanned_at: at };
    ingest::store(&app.state, None, scope, vec![read], &origin, false).await.unwrap();
}

fn rows(chart: &Value) -> Vec<(&str, u64)> {
    let rows = chart["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["name"].as_str().unwrap(), row["total"].as_u64().unwrap())).collect()
}

async fn csv(person: &Person, query: Value) -> Reply {
    person.send(person.request(Method::POST, CHARTS).header("accept", "text/csv").json(&query)).await
}

/// Reads CSV as RFC 4180 has it, by hand: quotes, doubled quotes, CRLF.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut table, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'), "a lone CR");
                row.push(std::mem::take(&mut cell));
                table.push(std::mem::take(&mut row));
            }
            '\n' if !quoted => panic!("a lone LF"),
            _ => cell.push(letter),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "it ends with a line's end");
    table
}

#[actix_web::test]
async fn usage_by_project_keeps_projects_that_use_nothing() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let answer = chart(&ada, "projects", "usages").await;
    assert_eq!(rows(&answer), [("docs", 3), ("web", 3), ("@acme/ui", 1), ("unused", 0)]);
    assert_eq!(answer["total"], 7);
    assert_eq!(answer["revision"], 4);
    let newest = ada.get("/workspaces/acme/analyses?limit=1").await.expect(200);
    assert_eq!(answer["asOf"], newest["items"][0]["createdAt"]);
    let keys: Vec<_> =
        answer["rows"].as_array().unwrap().iter().map(|row| (&row["key"], &row["projectName"])).collect();
    assert_eq!(keys[0], (&json!("docs"), &Value::Null));
}

#[actix_web::test]
async fn every_legal_metric_counts_what_it_says() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let projects = |metric| chart(&ada, "projects", metric);
    let components = |metric| chart(&ada, "components", metric);
    let answer = projects("instances").await;
    assert_eq!(
        (rows(&answer), &answer["total"]),
        (vec![("web", 9), ("docs", 6), ("@acme/ui", 2), ("unused", 0)], &json!(17))
    );
    let answer = projects("components").await;
    assert_eq!(rows(&answer), [("web", 3), ("docs", 2), ("@acme/ui", 1), ("unused", 0)]);
    assert_eq!(answer["total"], 4, "Button is one component, however many projects use it");
    let answer = components("usages").await;
    let zeros = [("Home", 0), ("Idle", 0), ("Index", 0)];
    assert_eq!(rows(&answer), [&[("Button", 4), ("Card", 1), ("Fragment", 1), ("Page", 1)][..], &zeros].concat());
    let answer = components("instances").await;
    assert_eq!(rows(&answer)[..4], [("Button", 10), ("Fragment", 5), ("Card", 1), ("Page", 1)]);
    let answer = components("projects").await;
    assert_eq!(rows(&answer)[..4], [("Button", 3), ("Card", 1), ("Fragment", 1), ("Page", 1)]);
    assert_eq!(answer["total"], 3, "docs, web and @acme/ui");
    assert_eq!(answer["rows"][0]["projectName"], "@acme/ui");

    let without = ada.post(CHARTS, json!({ "subject": { "kind": "projects" } })).await.expect(200);
    assert_eq!(without["rows"], chart(&ada, "projects", "usages").await["rows"], "usages unless told otherwise");
}

#[actix_web::test]
async fn an_illegal_combination_names_the_legal_ones() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    for (subject, legal) in
        [("components", "usages, instances, projects"), ("projects", "usages, instances, components, adoption")]
    {
        let problem = ada
            .post(CHARTS, json!({ "subject": { "kind": subject }, "metric": subject }))
            .await
            .refuses(422, "invalid");
        let message = problem["fields"]["metric"][0]["message"].as_str().unwrap();
        assert!(message.ends_with(legal), "{message}");
    }
}

#[actix_web::test]
async fn rows_beyond_the_limit_are_one_with_a_count_of_its_own() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let limited = async |subject: &str, metric: &str, limit: u64| {
        let query = json!({ "subject": { "kind": subject }, "metric": metric, "limit": limit });
        ada.post(CHARTS, query).await.expect(200)
    };
    let answer = limited("projects", "components", 1).await;
    assert_eq!(rows(&answer), [("web", 3), ("…", 2)], "docs uses two components, @acme/ui one of them");
    assert_eq!((&answer["rows"][1]["key"], &answer["total"]), (&json!("…"), &json!(4)));
    let answer = limited("components", "projects", 1).await;
    assert_eq!(rows(&answer), [("Button", 3), ("…", 2)], "Card and Fragment in web, Page in docs");
    let answer = limited("components", "usages", 2).await;
    assert_eq!(rows(&answer), [("Button", 4), ("Card", 1), ("…", 2)]);
    let answer = limited("projects", "usages", 4).await;
    assert_eq!(rows(&answer).len(), 4, "nothing is left for a rest");
}

#[actix_web::test]
async fn an_empty_workspace_has_an_empty_chart() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let answer = chart(&ada, "projects", "usages").await;
    assert_eq!((&answer["rows"], &answer["total"], &answer["asOf"]), (&json!([]), &json!(0), &Value::Null));
    let table = csv(&ada, json!({ "subject": { "kind": "projects" } })).await;
    assert_eq!(table.bytes, b"project,usages\r\n");
}

#[actix_web::test]
async fn csv_says_the_same_as_json() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let metrics =
        [("projects", ["usages", "instances", "components"]), ("components", ["usages", "instances", "projects"])];
    for (subject, metric) in metrics.into_iter().flat_map(|(subject, metrics)| metrics.map(|metric| (subject, metric)))
    {
        let query = json!({ "subject": { "kind": subject }, "metric": metric, "limit": 3 });
        let answer = csv(&ada, query.clone()).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"acme-chart.csv\"");
        let table = parsed(std::str::from_utf8(&answer.bytes).unwrap());
        let json = ada.post(CHARTS, query).await.expect(200);
        let text = |value: &Value| value.as_str().unwrap_or_default().trim_start_matches('\'').to_owned();
        let expected = json["rows"].as_array().unwrap().iter().map(|row| match subject {
            "projects" => vec![text(&row["name"]), row["total"].to_string()],
            _ => vec![text(&row["name"]), text(&row["projectName"]), row["total"].to_string()],
        });
        let header = if subject == "projects" { vec!["project", metric] } else { vec!["component", "project", metric] };
        assert_eq!(table[0], header);
        let bare =
            |row: &Vec<String>| row.iter().map(|cell| cell.trim_start_matches('\'').to_owned()).collect::<Vec<_>>();
        assert_eq!(table[1..].iter().map(bare).collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{subject} {metric}");
    }
}

/// Fails when `safe` in `charts/csv.rs` forgets one of its characters, or a column goes out without it.
#[actix_web::test]
async fn s23_no_cell_of_a_csv_is_a_formula_and_every_one_can_be_read_back() {
    let names = [
        "=HYPERLINK(\"http://evil\",\"x\")",
        "+1+1",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1",
        "\r=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "a,b",
        "a \"quoted\" b",
        "two\nlines",
        "two\r\nlines",
        "'=already",
        " =blank",
    ];
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let body = names.iter().enumerate().fold(Body::of("web"), |body, (n, name)| {
        body.add(json!({
            "id": format!("{name}:{n:064x}:{name}"),
            "name": name,
            "package_name": name,
            "source": { "source": { "path": "a", "mtype": "local" } },
        }))
    });
    ada.upload("acme", &body.json()).await.expect(200);
    for subject in ["components", "projects"] {
        let answer = csv(&ada, json!({ "subject": { "kind": subject } })).await;
        let table = parsed(std::str::from_utf8(&answer.bytes).unwrap());
        assert_eq!(table.len(), names.len() + 1);
        for row in &table[1..] {
            assert_eq!(row.len(), table[0].len(), "{row:?}");
            for cell in row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{cell:?}");
            }
            let said = row[0].strip_prefix('\'').filter(|rest| names.contains(rest)).unwrap_or(&row[0]);
            assert!(names.contains(&said), "{said:?}");
        }
        let json = ada.post(CHARTS, json!({ "subject": { "kind": subject } })).await.expect(200);
        assert!(
            json["rows"].as_array().unwrap().iter().all(|row| names.contains(&row["name"].as_str().unwrap())),
            "JSON is raw"
        );
    }
}
