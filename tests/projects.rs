//! Projects, and the names people give them.
use crate::support::{app::TestApp, bodies::Body, person::Person};
use serde_json::{Value, json};

const PROJECTS: &str = "/workspaces/acme/projects";

async fn workspace(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let ui = Body::of("@acme/ui").defines("Button", &[]).exports("Button");
    let web = Body::of("web").defines("Home", &[("@acme/ui Button", 3)]);
    for body in [ui, web] {
        ada.upload("acme", &body.json()).await.expect(200);
    }
    ada
}

async fn call(person: &Person, name: &str, alias: Value) -> crate::support::person::Reply {
    let name = name.replace('@', "%40").replace('/', "%2F");
    person.patch(&format!("{PROJECTS}?name={name}"), json!({ "alias": alias })).await
}

async fn aliases(person: &Person) -> Vec<(Value, Value)> {
    let all = person.get(PROJECTS).await.expect(200);
    all["items"].as_array().unwrap().iter().map(|one| (one["name"].clone(), one["alias"].clone())).collect()
}

#[actix_web::test]
async fn a_project_is_called_by_its_alias_wherever_it_is_shown() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let web = ada.get(&format!("{PROJECTS}?name=web")).await.expect(200);
    let web = &web["items"][0];
    assert_eq!((&web["packageName"], &web["version"], &web["components"]), (&json!("web"), &json!("1.2.3"), &json!(1)));
    assert_eq!((&web["repository"], &web["alias"]), (&json!("acme/web"), &Value::Null));

    let done = call(&ada, "web", json!("  Storefront ")).await.expect(200);
    assert_eq!((&done["name"], &done["alias"]), (&json!("web"), &json!("Storefront")));
    call(&ada, "@acme/ui", json!("Design system")).await.expect(200);
    let workspace = ada.get("/workspaces/acme").await.expect(200);
    let names: Vec<_> = workspace["workspace"]["projects"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Design system", "Storefront"]);

    let chart = "/workspaces/acme/charts/query";
    let projects = ada.post(chart, json!({ "subject": { "kind": "projects" } })).await.expect(200);
    assert_eq!((&projects["rows"][0]["key"], &projects["rows"][0]["name"]), (&json!("web"), &json!("Storefront")));
    let query = json!({ "subject": { "kind": "components" }, "breakdown": { "kind": "projectUsedIn" } });
    let components = ada.post(chart, query).await.expect(200);
    assert_eq!(components["columns"][0], json!({ "key": "web", "name": "Storefront" }));
    assert_eq!(components["rows"][0]["projectName"], "@acme/ui", "by which the catalogue finds it");
    assert_eq!(components["rows"][0]["projectAlias"], "Design system");
}

#[actix_web::test]
async fn no_two_projects_are_called_alike() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    call(&ada, "web", json!("Storefront")).await.expect(200);
    for taken in ["storefront", "STOREFRONT ", "WEB"] {
        let problem = call(&ada, "@acme/ui", json!(taken)).await.refuses(422, "invalid");
        assert_eq!(problem["fields"]["alias"][0]["code"], "taken", "{taken}");
    }
    for bad in [json!("x".repeat(51)), json!("two\nlines"), json!(7)] {
        call(&ada, "web", bad).await.refuses(422, "invalid");
    }
    ada.patch(&format!("{PROJECTS}?name=web"), json!({})).await.refuses(422, "invalid");
    call(&ada, "gone", json!("Gone")).await.refuses(404, "not-found");
    call(&ada, "@acme/ui", json!("é".repeat(50))).await.expect(200);
    assert_eq!(aliases(&ada).await[1], (json!("web"), json!("Storefront")));
}

#[actix_web::test]
async fn an_empty_alias_or_the_own_name_takes_it_away() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    for nothing in [json!(""), json!("  "), json!("web"), Value::Null] {
        call(&ada, "web", json!("Storefront")).await.expect(200);
        assert_eq!(aliases(&ada).await[1].1, "Storefront");
        assert_eq!(call(&ada, "web", nothing).await.expect(200)["alias"], Value::Null);
        assert_eq!(aliases(&ada).await[1].1, Value::Null, "the answer before is stale");
    }
}

#[actix_web::test]
async fn renaming_is_recorded_and_only_once() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    for _ in 0..2 {
        call(&ada, "web", json!("Storefront")).await.expect(200);
    }
    let lines = ada.get("/workspaces/acme/audit").await.expect(200);
    let lines: Vec<_> =
        lines["items"].as_array().unwrap().iter().filter(|line| line["action"] == "project.renamed").collect();
    assert_eq!(lines.len(), 1, "the second time nothing changed");
    assert_eq!(
        (&lines[0]["before"], &lines[0]["after"]),
        (&json!({ "alias": null }), &json!({ "alias": "Storefront" }))
    );
}

#[actix_web::test]
async fn components_and_issues_of_a_project_tell_its_alias_beside_its_name() {
    let app = TestApp::spawn().await;
    let ada = workspace(&app).await;
    let broken = json!([{ "package_name": "@/lib", "path": "format", "source_package_name": "web" }]);
    let body = Body::of("web").defines("Home", &[("@acme/ui Button", 4)]).with("/invalid_dependencies", broken);
    ada.upload("acme", &body.json()).await.expect(200);
    call(&ada, "web", json!("Storefront")).await.expect(200);

    let told = |one: &Value| (one["projectName"].clone(), one["projectAlias"].clone());
    let (web, ui) = ((json!("web"), json!("Storefront")), (json!("@acme/ui"), Value::Null));
    let at = "/workspaces/acme/components";
    let list = ada.get(&format!("{at}?sort=name")).await.expect(200);
    let found = ada.post(&format!("{at}/search"), json!({ "sort": "name" })).await.expect(200);
    for page in [list, found] {
        assert_eq!(page["items"].as_array().unwrap().iter().map(told).collect::<Vec<_>>(), [ui.clone(), web.clone()]);
    }
    let button = ada.get(&format!("{at}?search=button")).await.expect(200)["items"][0]["key"].clone();
    let of = format!("{at}/{}", button.as_str().unwrap());
    assert_eq!(told(&ada.get(&of).await.expect(200)), ui);
    for path in ["usages", "dependencies?direction=parents"] {
        let page = ada.get(&format!("{of}/{path}")).await.expect(200);
        assert_eq!(told(&page["items"][0]["component"]), web, "{path}");
    }
    let issue = &ada.get("/workspaces/acme/data-issues").await.expect(200)["items"][0];
    assert_eq!((issue["kind"].clone(), told(issue)), (json!("alias"), web));
    let folders = ada.get("/workspaces/acme/folders").await.expect(200);
    assert_eq!((&folders["items"][1]["name"], &folders["items"][1]["key"]), (&json!("Storefront"), &json!("web:")));
}
