//! Scans of public repositories, as the scanner sent them. Where they are missing these tests say so and pass.
use crate::support::{
    app::TestApp,
    counter::state_of,
    person::Person,
    program::{Program, peak_memory},
    scans::{folder, read},
};
use flate2::read::GzDecoder;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

fn body(folder: &Path, name: &str) -> Value {
    serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&read(folder, name)[..]))).unwrap()
}

/// Sends a file exactly as it is.
async fn upload(person: &Person, workspace: &str, gzip: Vec<u8>) -> Value {
    let request = person.request(Method::POST, &format!("/workspaces/{workspace}/analyses"));
    let request = request.header("content-type", "application/json").header("content-encoding", "gzip").body(gzip);
    person.send(request).await.expect(200)
}

async fn components(person: &Person, workspace: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/workspaces/{workspace}/components?limit=200{cursor}")).await.expect(200);
        all.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

async fn total(person: &Person, workspace: &str, metric: &str) -> Value {
    let query = json!({ "subject": { "kind": "projects" }, "metric": metric, "limit": 500 });
    person.post(&format!("/workspaces/{workspace}/charts/query"), query).await.expect(200)["total"].clone()
}

/// What is known of some scans together, counted by somebody else.
struct Known {
    files: &'static [&'static str],
    local: usize,
    external: usize,
    edges: u64,
    instances: u64,
    by_export_id: usize,
    by_name: usize,
    /// Name, usages, instances, projects.
    most_used: (&'static str, u64, u64, u64),
}

const COLUMN: (&str, u64, u64, u64) = ("Column", 159, 308, 3);

const KNOWN: [Known; 4] = [
    Known {
        files: &["react-zen", "umami"],
        local: 653,
        external: 120,
        edges: 2693,
        instances: 3841,
        by_export_id: 0,
        by_name: 55,
        most_used: COLUMN,
    },
    Known {
        files: &["react-zen-cfg", "umami"],
        local: 653,
        external: 120,
        edges: 2693,
        instances: 3841,
        by_export_id: 55,
        by_name: 0,
        most_used: COLUMN,
    },
    Known {
        files: &["chakra-ui"],
        local: 2147,
        external: 268,
        edges: 5315,
        instances: 6841,
        by_export_id: 0,
        by_name: 59,
        most_used: ("Stack", 379, 485, 6),
    },
    Known {
        files: &["ui"],
        local: 4220,
        external: 2316,
        edges: 25124,
        instances: 55821,
        by_export_id: 0,
        by_name: 0,
        most_used: ("IconPlaceholder", 477, 2977, 1),
    },
];

/// What is told of the most used component by each call, and of all together, says the same.
async fn details_agree(ada: &Person, slug: &str, known: &Known, most_used: &Value) {
    let at = format!("/workspaces/{slug}/components");
    let of = format!("{at}/{}", most_used["key"].as_str().unwrap());
    let (_, usages, instances, _) = known.most_used;
    let (mut parents, mut elements, mut cursor) = (0, 0, String::new());
    loop {
        let page = ada.get(&format!("{of}/usages?limit=200{cursor}")).await.expect(200);
        assert_eq!((&page["total"], &page["instances"]), (&json!(usages), &json!(instances)), "{:?}", known.files);
        let items = page["items"].as_array().unwrap();
        parents += items.len() as u64;
        elements += items.iter().map(|one| one["elements"].as_array().unwrap().len() as u64).sum::<u64>();
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((parents, elements), (usages, instances), "{:?}", known.files);
    assert_eq!(ada.get(&format!("{of}/props")).await.expect(200)["instances"], instances);
    let next_level = ada.get(&format!("{of}/dependencies?direction=parents&limit=1")).await.expect(200);
    assert_eq!(next_level["total"], usages);
    let internal = json!({ "filters": [{ "field": "internal", "operation": "equals", "values": [true] }], "limit": 1 });
    assert_eq!(ada.post(&format!("{at}/search"), internal).await.expect(200)["total"], known.local);
    let folders = ada.get(&format!("/workspaces/{slug}/folders")).await.expect(200);
    let below: u64 = folders["items"].as_array().unwrap().iter().map(|one| one["components"].as_u64().unwrap()).sum();
    assert_eq!(below, known.local as u64);
    ada.get(&format!("/workspaces/{slug}/unused-props?limit=200")).await.expect(200);
    ada.get(&format!("/workspaces/{slug}/html-elements")).await.expect(200);
}

#[actix_web::test]
async fn known_scans_have_the_figures_that_others_counted() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for (n, known) in KNOWN.iter().enumerate() {
        let slug = format!("known-{n}");
        ada.create_workspace("Known", &slug).await;
        for file in known.files {
            upload(&ada, &slug, read(&folder, file)).await;
        }
        let all = components(&ada, &slug).await;
        let local = all.iter().filter(|one| one["isInternal"] == true).count();
        assert_eq!((local, all.len() - local), (known.local, known.external), "{:?}", known.files);
        let linked = |rule: &str| all.iter().filter(|one| one["linkedBy"] == rule).count();
        let by = ["id", "exportId", "name", "reExport"].map(linked);
        assert_eq!(by, [0, known.by_export_id, known.by_name, 0], "{:?}", known.files);
        assert_eq!(total(&ada, &slug, "usages").await, known.edges, "{:?}", known.files);
        assert_eq!(total(&ada, &slug, "instances").await, known.instances, "{:?}", known.files);
        let first = ["name", "usages", "instances", "projects"].map(|field| all[0][field].clone());
        let (name, usages, instances, projects) = known.most_used;
        assert_eq!(first, [json!(name), json!(usages), json!(instances), json!(projects)], "{:?}", known.files);
        details_agree(&ada, &slug, known, &all[0]).await;
    }
}

#[actix_web::test]
async fn every_number_of_an_app_and_its_design_system_equals_an_independent_count() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    for (slug, files) in [("plain", ["react-zen", "umami"]), ("configured", ["react-zen-cfg", "umami"])] {
        ada.create_workspace("Acme", slug).await;
        for file in files {
            upload(&ada, slug, read(&folder, file)).await;
        }
        let expected: BTreeMap<String, _> = state_of(&files.map(|file| body(&folder, file)))
            .into_iter()
            .map(|(id, one)| {
                (id, (one.usages as u64, one.instances, one.children as u64, one.projects as u64, one.linked_by))
            })
            .collect();
        let number = |one: &Value, field: &str| one[field].as_u64().unwrap();
        let shown: BTreeMap<String, _> = components(&ada, slug)
            .await
            .iter()
            .map(|one| {
                let rule = ["id", "exportId", "name", "reExport"].into_iter().find(|rule| one["linkedBy"] == *rule);
                let [usages, instances, children, projects] =
                    ["usages", "instances", "children", "projects"].map(|field| number(one, field));
                (one["id"].as_str().unwrap().to_owned(), (usages, instances, children, projects, rule))
            })
            .collect();
        assert_eq!(shown.len(), 773);
        assert_eq!(shown, expected);
    }
}

#[actix_web::test]
async fn every_scan_is_taken_and_can_be_asked_about() {
    let Some(folder) = folder() else { return };
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".json.gz").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 36, "{names:?}");
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let mut scans: BTreeMap<String, u64> = BTreeMap::new();
    for name in &names {
        // one workspace per design system and its users; months follow each other as in life
        let slug = match name.split('-').next().unwrap() {
            "react" | "umami" => "umami".to_owned(),
            first => format!("team-{first}"),
        };
        if !scans.contains_key(&slug) {
            ada.create_workspace(name, &slug).await;
        }
        let answer = upload(&ada, &slug, read(&folder, name)).await;
        let is_new = answer["meta"]["repeated"] == false;
        *scans.entry(slug.clone()).or_default() += u64::from(is_new);
        let seen = ada.get(&format!("/workspaces/{slug}")).await.expect(200);
        assert_eq!(seen["workspace"]["numOfAnalyses"], scans[&slug], "{name}");
        assert!(seen["workspace"]["numOfComponents"].as_u64() > Some(0), "{name}");
        let id = answer["data"]["id"].as_str().unwrap();
        assert_eq!(ada.get(&format!("/workspaces/{slug}/analyses/{id}")).await.expect(200), answer["data"], "{name}");
    }
    let umami = ada.get("/workspaces/umami/components?limit=1").await.expect(200);
    assert_eq!(umami["items"][0]["name"], "Column");
}

/// The whole server as a process of its own, with the embedded database.
#[cfg(target_os = "linux")]
#[actix_web::test]
async fn the_largest_scan_takes_at_most_300_mib() {
    let Some(folder) = folder() else { return };
    let program = Program::embedded();
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com"]).await;
    program.prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"]).await;
    let new_token = ["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read"];
    let token = program.prints(&new_token).await;
    let running = program.serve().await;
    let idle = peak_memory(&running);
    let at = |path: &str| format!("{}/api/workspaces/acme/{path}", program.url());
    let request = Client::new()
        .post(at("analyses"))
        .bearer_auth(&token)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    let answer = request.body(read(&folder, "ui")).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let uploaded = peak_memory(&running);
    let page = Client::new().get(at("components?limit=200")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(page.json::<Value>().await.unwrap()["total"], 6536);
    let peak = peak_memory(&running);
    println!("idle {idle} MiB, after the upload {uploaded} MiB, after a page of the catalogue {peak} MiB");
    assert!(peak <= 300, "{peak} MiB");
    running.terminate();
    assert_eq!(running.finish().await.status, 0);
}
