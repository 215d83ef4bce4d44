//! The real CLI against this server: what a person at a desk and a CI job do with it.
use crate::support::{
    app::TestApp,
    cli::{Cli, ONE_MORE},
    person::Person,
    repo::Repo,
    sample::{Counts, counted_by_hand, counted_in},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};

/// Ada with an empty workspace, and her computer, where the CLI is signed in.
async fn ada_at_her_desk(app: &TestApp) -> (Person, Cli) {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let cli = Cli::at_desk(app.url()).with_token(&ada.cli_token().await);
    (ada, cli)
}

async fn components(person: &Person) -> Vec<Value> {
    let page = person.get("/workspaces/acme/components?limit=200").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

fn counts(component: &Value) -> Counts {
    let number = |field: &str| component[field].as_u64().unwrap();
    (number("usages"), number("instances"), number("children"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_login_reaches_the_waiting_cli_through_the_browser() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let (repo, cli) = (Repo::shop(), Cli::at_desk(app.url()));

    let login = cli.start_login(&repo).await;
    assert_eq!(login.link.path(), "/login");
    let grant = ada.post("/auth/cli-grant", json!({ "redirect": login.redirect() })).await.expect(200);
    let location = text(&grant["location"]);
    assert!(location.starts_with(&format!("{}?token=", login.redirect())), "{location}");
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.get(location).send().await.unwrap();
    assert_eq!(answer.headers()["location"], format!("{}/login/cli-success", app.url()));

    let done = cli.finish(login.running).await;
    assert!(done.stdout.contains("Login successful!"), "{done:?}");
    assert_eq!(done.status, 0);
    let me = cli.run(&repo, &["me"]).await;
    assert!(me.stdout.contains("logged in as ada@example.com to acme workspace"), "{me:?}");
    let sessions = ada.get("/users/me/sessions").await.expect(200);
    let kinds: Vec<_> = sessions["items"].as_array().unwrap().iter().map(|session| text(&session["kind"])).collect();
    assert!(kinds.contains(&"cli".to_owned()), "{kinds:?}");
}

#[actix_web::test]
async fn a_remote_login_takes_the_token_from_the_page() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let (repo, cli) = (Repo::shop(), Cli::at_desk(app.url()));

    let mut login = cli.start_remote_login(&repo).await;
    assert_eq!(login.redirect(), format!("{}/login/cli-success", app.url()));
    let grant = ada.post("/auth/cli-grant", json!({ "redirect": login.redirect() })).await.expect(200);
    assert_eq!(grant["location"], Value::Null);
    login.running.answer(&text(&grant["token"])).await;

    let done = cli.finish(login.running).await;
    assert!(done.stdout.contains("Login successful!"), "{done:?}");
    assert_eq!(cli.stored_token(), Some(text(&grant["token"])));
    assert_eq!(cli.run(&repo, &["me"]).await.status, 0);
}

#[actix_web::test]
async fn init_of_one_repository_shows_the_numbers_counted_by_hand() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;

    let done = cli.init(&Repo::shop()).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains(&format!("View results in Omlet: {}/acme", app.url())), "{done:?}");

    let key = |one: &Value| (text(&one["packageName"]), text(&one["name"]));
    let shown: BTreeMap<_, _> = components(&ada).await.iter().map(|one| (key(one), counts(one))).collect();
    assert_eq!(shown, counted_by_hand("The shop alone", "@sample/shop"));
}

#[actix_web::test]
async fn init_of_two_repositories_links_what_one_uses_of_the_other() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let (shop, kit) = (Repo::shop(), Repo::kit());

    let answers = [(ONE_MORE, "y"), ("Enter path to repository", kit.path().to_str().unwrap())];
    let done = cli.run_with_answers(&shop, &["init"], &answers).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains("Found 2 projects"), "{done:?}");

    let all = components(&ada).await;
    let linked = |rule: Value| all.iter().filter(|one| one["linkedBy"] == rule).count();
    assert_eq!(all.len(), 32);
    assert_eq!((linked(json!("exportId")), linked(json!("name")), linked(Value::Null)), (9, 1, 22));
    assert_eq!(all.iter().filter(|one| one["isInternal"] == false).count(), 4);
    let most: Vec<_> = all.iter().take(3).map(|one| (text(&one["name"]), counts(one).0, counts(one).1)).collect();
    assert_eq!(most, [("Text".to_owned(), 9, 10), ("Stack".to_owned(), 8, 8), ("Button".to_owned(), 5, 5)]);
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 2);
}

#[actix_web::test]
async fn every_number_equals_an_independent_count_over_the_body() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let repo = Repo::shop();
    assert_eq!(cli.init(&repo).await.status, 0);

    assert_eq!(cli.run(&repo, &["analyze", "--dry-run"]).await.status, 0);
    let body = fs::read(repo.path().join("omlet.out.json")).unwrap();
    let expected = counted_in(&serde_json::from_slice(&body).unwrap());
    let shown: BTreeMap<_, _> = components(&ada).await.iter().map(|one| (text(&one["id"]), counts(one))).collect();
    assert_eq!(shown, expected);
}

#[actix_web::test]
async fn a_ci_job_scans_with_the_api_token_of_its_workspace() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let repo = Repo::shop();
    assert_eq!(cli.init(&repo).await.status, 0);
    let job = Cli::in_ci(app.url(), &ada.api_token("acme", &["scans:write", "read"]).await);

    let me = job.run(&repo, &["me"]).await;
    assert!(me.stdout.contains("logged in as ada@example.com to acme workspace"), "{me:?}");
    repo.replace("src/layout/footer.tsx", "<Link to=\"/imprint\">Imprint</Link>", "");
    let done = job.run(&repo, &["analyze"]).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains("18 modules have been scanned successfully"), "{done:?}");
    assert!(done.stdout.contains("Omlet ran into 1 issue"), "the file that cannot be parsed: {done:?}");

    let scans = ada.get("/workspaces/acme/analyses").await.expect(200);
    let via: Vec<_> = scans["items"].as_array().unwrap().iter().map(|scan| text(&scan["uploadedVia"])).collect();
    assert_eq!(via, ["token", "cli"]);
    let newest = &scans["items"][0];
    assert_eq!((&newest["ciVendor"], &newest["cliVersion"]), (&json!("unknown"), &json!("2.0.0")));
    assert_eq!((&newest["numOfParserErrors"], &newest["numOfInstances"]), (&json!(1), &json!(63)));
    assert_eq!((&newest["branch"], &newest["numOfDependencies"]), (&json!("main"), &json!(55)));
}

#[actix_web::test]
async fn the_environment_chooses_the_workspace() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    ada.create_workspace("Beta", "beta").await;
    let (repo, cli) = (Repo::kit(), cli.with_workspace("beta"));

    let me = cli.run(&repo, &["me"]).await;
    assert!(me.stdout.contains("to beta workspace"), "{me:?}");
    assert_eq!(cli.init(&repo).await.status, 0);
    let done = cli.run(&repo, &["analyze"]).await;
    assert_eq!(done.status, 0, "{done:?}");
    let total = async |slug: &str| ada.get(&format!("/workspaces/{slug}/analyses")).await.expect(200)["total"].clone();
    assert_eq!(total("acme").await, 0);
    assert_ne!(total("beta").await, 0);
}

#[actix_web::test]
async fn custom_properties_of_a_hook_script_keep_their_types() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let repo = Repo::shop();
    assert_eq!(cli.init(&repo).await.status, 0);

    let done = cli.run(&repo, &["analyze", "--hook-script", "hooks.cjs"]).await;
    assert_eq!(done.status, 0, "{done:?}");
    let all = components(&ada).await;
    let metadata = |name: &str| &all.iter().find(|one| one["name"] == name).unwrap()["metadata"];
    let reviewed = "2026-01-02T03:04:05.678Z";
    assert_eq!(
        metadata("CheckoutForm"),
        &json!({ "owner": "team-2", "elements": 2, "critical": true, "reviewed": reviewed })
    );
    assert_eq!(metadata("Stack"), &json!({}));
}

#[actix_web::test]
async fn data_issues_are_counted_and_their_page_is_named() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let repo = Repo::kit();
    repo.replace("package.json", "./src/index.ts", "./dist/index.js");
    assert_eq!(cli.init(&repo).await.status, 0);

    let done = cli.run(&repo, &["analyze"]).await;
    assert_eq!(done.status, 0, "{done:?}");
    let link = format!(
        "ran into 1 issue that might affect data accuracy. Please review them here: {}/acme/data-issues",
        app.url()
    );
    assert!(done.stdout.contains(&link), "{done:?}");
    assert_eq!(ada.get("/workspaces/acme/data-issues").await.expect(200)["count"], 1);
}

#[actix_web::test]
async fn the_password_in_a_repositorys_address_is_not_kept() {
    let app = TestApp::spawn().await;
    let (ada, cli) = ada_at_her_desk(&app).await;
    let repo = Repo::kit();
    repo.set_origin("https://oauth2:glpat-5ecret@gitlab.com/acme/kit.git");
    assert_eq!(cli.init(&repo).await.status, 0);

    let scans = ada.get("/workspaces/acme/analyses").await.expect(200);
    let repository = &scans["items"][0]["repository"];
    assert_eq!(
        (&repository["host"], &repository["scope"], &repository["name"]),
        (&json!("gitlab.com"), &json!("acme"), &json!("kit"))
    );
    assert!(!scans.to_string().contains("5ecret"), "{scans}");
    assert!(!app.rows().await.iter().any(|row| row.contains("5ecret")));
}
