//! The hook scripts that are handed out, run by the real CLI: what they find arrives as custom properties.
use crate::support::{app::TestApp, cli::Cli, person::Person, repo::Repo};
use serde_json::{Value, json};
use std::{fs, path::Path};

fn script(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/hooks").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Scans the repository with the script of that name in it; answers the components of the catalogue.
async fn scanned(app: &TestApp, repo: &Repo, hook: &str) -> Vec<Value> {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let cli = Cli::at_desk(app.url()).with_token(&ada.cli_token().await);
    assert_eq!(cli.init(repo).await.status, 0);
    let done = cli.run(repo, &["analyze", "--hook-script", hook]).await;
    assert_eq!(done.status, 0, "{done:?}");
    components(&ada).await
}

async fn components(person: &Person) -> Vec<Value> {
    let page = person.get("/workspaces/acme/components?limit=200").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

fn metadata<'a>(all: &'a [Value], name: &str) -> &'a Value {
    &all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name}"))["metadata"]
}

fn install(repo: &Repo, folder: &str, version: &str) {
    let manifest = json!({ "name": "@sample/kit", "version": version });
    repo.write(&format!("{folder}node_modules/@sample/kit/package.json"), &manifest.to_string());
}

#[actix_web::test]
async fn the_version_installed_nearest_to_a_file_becomes_its_custom_property() {
    let app = TestApp::spawn().await;
    let repo = Repo::shop();
    install(&repo, "", "2.4.0");
    install(&repo, "src/checkout/", "1.9.3-beta.1");
    repo.write("version.cjs", &script("installed-version.cjs").replace("@acme/ui", "@sample/kit"));

    let all = scanned(&app, &repo, "version.cjs").await;
    assert_eq!(metadata(&all, "Header"), &json!({ "@sample/kit version": "2.4.0" }));
    assert_eq!(metadata(&all, "CheckoutForm"), &json!({ "@sample/kit version": "1.9.3-beta.1" }));
    assert_eq!(metadata(&all, "Stack"), &json!({}), "a component of another package has no file here");
}

#[actix_web::test]
async fn no_version_is_told_of_a_package_that_is_not_installed() {
    let app = TestApp::spawn().await;
    let repo = Repo::shop();
    repo.write("version.cjs", &script("installed-version.cjs"));

    let all = scanned(&app, &repo, "version.cjs").await;
    assert!(all.iter().all(|one| one["metadata"] == json!({})), "{all:?}");
}

#[actix_web::test]
async fn the_last_rule_of_codeowners_that_matches_a_file_tells_its_owner() {
    let app = TestApp::spawn().await;
    let repo = Repo::shop();
    repo.write(
        ".github/CODEOWNERS",
        "# who looks after what\n\
         *                  @acme/web\n\
         /src/checkout/     @acme/payments pay@acme.example # two of them\n\
         price.tsx          @acme/pricing\n\
         /src/*             @acme/shell\n\
         /src/ui/**/panel.* @acme/ui\n\
         cart/\n",
    );
    repo.write("owners.cjs", &script("codeowners.cjs"));

    let all = scanned(&app, &repo, "owners.cjs").await;
    let owner = |name: &str| metadata(&all, name)["owner"].clone();
    assert_eq!(owner("Header"), "@acme/web");
    assert_eq!(owner("CheckoutForm"), "@acme/payments, pay@acme.example");
    assert_eq!(owner("Price"), "@acme/pricing");
    assert_eq!(owner("App"), "@acme/shell", "a star means the files of the folder, not what is below");
    assert_eq!(owner("Panel"), "@acme/ui");
    assert_eq!(owner("CartLine"), Value::Null, "a rule without owners takes them away");
    assert_eq!(metadata(&all, "Stack"), &json!({}), "a component of another package has no file here");
}

#[actix_web::test]
async fn sections_of_codeowners_have_owners_by_default_and_add_up() {
    let app = TestApp::spawn().await;
    let repo = Repo::shop();
    let sections =
        "* @acme/web\n[Design] @acme/design\nsrc/ui/\n^[Money][2] @acme/payments\nsrc/checkout/\nprice.tsx @ada\n";
    repo.write("CODEOWNERS", sections);
    repo.write("owners.cjs", &script("codeowners.cjs"));

    let all = scanned(&app, &repo, "owners.cjs").await;
    let owner = |name: &str| metadata(&all, name)["owner"].clone();
    assert_eq!(owner("Panel"), "@acme/web, @acme/design");
    assert_eq!(owner("CheckoutForm"), "@acme/web, @acme/payments");
    assert_eq!(owner("Price"), "@acme/web, @ada");
    assert_eq!(owner("Header"), "@acme/web");
}

#[actix_web::test]
async fn several_scripts_run_in_one_as_the_readme_says() {
    let app = TestApp::spawn().await;
    let repo = Repo::shop();
    install(&repo, "", "2.4.0");
    repo.write("CODEOWNERS", "* @acme/web\n");
    repo.write("scripts/installed-version.cjs", &script("installed-version.cjs").replace("@acme/ui", "@sample/kit"));
    repo.write("scripts/codeowners.cjs", &script("codeowners.cjs"));
    let readme = script("README.md");
    let (_, code) = readme.split_once("```js\n").expect("the README shows how");
    repo.write("scripts/hooks.cjs", code.split("```").next().unwrap());

    let all = scanned(&app, &repo, "scripts/hooks.cjs").await;
    assert_eq!(metadata(&all, "Header"), &json!({ "@sample/kit version": "2.4.0", "owner": "@acme/web" }));
}
