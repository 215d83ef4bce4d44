//! The program as the people who run it know it: what its commands print, refuse and leave behind.
mod demo;
mod import;
mod serve;
mod settings;

use crate::support::{
    integrity::look,
    person::Person,
    process::Running,
    program::{Program, bare},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use skillet::entities::job;
use std::fs;
use uuid::Uuid;

/// Ada's account and her workspace.
async fn set_up(program: &Program) {
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com", "--name", "Ada"]).await;
    program.prints(&["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"]).await;
}

/// A command that has to fail says why on standard error, in these words, and prints nothing.
async fn fails(program: &Program, args: &[&str], words: &[&str]) {
    let done = program.run(args).await;
    assert_ne!(done.status, 0, "{args:?}: {done:?}");
    assert_eq!(done.stdout, "", "{args:?}");
    for word in words {
        assert!(done.stderr.contains(word), "{args:?} does not say {word:?}: {}", done.stderr);
    }
    assert!(!done.stderr.contains("panicked") && !done.stderr.contains("Stack backtrace"), "{}", done.stderr);
}

#[actix_web::test]
async fn an_account_is_made_and_signs_in_with_a_printed_link() {
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    let id = program.prints(&["user", "create", "--email", " Ada@Example.COM ", "--name", "Ada", "--operator"]).await;
    id.parse::<Uuid>().expect("just its id");
    let running = program.serve().await;
    let link = program.prints(&["user", "sign-in-link", "--email", "ada@example.com"]).await;
    let token = link.strip_prefix(&format!("{}/signin#", program.url())).expect("just the link");

    let ada = Person::new(&program.url());
    let confirmed = ada.post("/auth/sign-in/confirm", json!({ "token": token })).await.expect(200);
    let user = &confirmed["user"];
    assert_eq!((&user["id"], &user["email"]), (&json!(id), &json!("ada@example.com")));
    assert_eq!((&user["fullName"], &user["isOperator"]), (&json!("Ada"), &json!(true)));
    let again = Person::new(&program.url()).post("/auth/sign-in/confirm", json!({ "token": token })).await;
    again.refuses(404, "link-not-found");
    running.terminate();
}

#[actix_web::test]
async fn accounts_and_workspaces_are_not_made_twice_and_need_legal_names() {
    let program = Program::new().await;
    set_up(&program).await;
    let user = |email| ["user", "create", "--email", email];
    let workspace = |slug, owner| ["workspace", "create", "--name", "Acme", "--slug", slug, "--owner", owner];
    fails(&program, &user("ADA@example.com"), &["ada@example.com", "cannot make the account"]).await;
    fails(&program, &user("nobody"), &["`nobody` is no e-mail address"]).await;
    let long = "a".repeat(101);
    for (name, words) in [(long.as_str(), "longer than 100"), ("Ada\nBcc: eve", "one line of text")] {
        fails(&program, &["user", "create", "--email", "eve@example.com", "--name", name], &["fullName", words]).await;
    }
    fails(
        &program,
        &["user", "sign-in-link", "--email", "bob@example.com"],
        &["nobody has an account", "skillet user create"],
    )
    .await;
    fails(&program, &workspace("acme", "ada@example.com"), &["slug", "choose another"]).await;
    fails(&program, &workspace("api", "ada@example.com"), &["slug"]).await;
    fails(&program, &workspace("Not Legal", "ada@example.com"), &["slug"]).await;
    fails(&program, &workspace("beta", "bob@example.com"), &["nobody has an account with bob@example.com"]).await;
}

#[actix_web::test]
async fn a_token_is_printed_alone_and_works() {
    let program = Program::new().await;
    set_up(&program).await;
    let args =
        ["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read", "--expires", "30d"];
    let done = program.run(&args).await;
    assert_eq!(done.status, 0, "{}", done.stderr);
    let token = done.stdout.strip_suffix('\n').unwrap();
    assert!(token.split('.').count() == 3 && !token.contains(char::is_whitespace), "{token:?}");

    let running = program.serve().await;
    let ci = Person::with_bearer(&program.url(), token);
    assert_eq!(ci.get("/users/me").await.expect(200)["email"], "ada@example.com");
    assert_eq!(ci.get("/workspaces/default").await.expect(200)["slug"], "acme");
    running.terminate();

    let create = |workspace, scope, expires| {
        ["token", "create", "--workspace", workspace, "--name", "ci", "--scope", scope, "--expires", expires]
    };
    fails(&program, &create("beta", "read", "1d"), &["there is no workspace `beta`"]).await;
    fails(&program, &create("acme", "write", "1d"), &["write", "scans:write", "read"]).await;
    fails(&program, &create("acme", "read", "0d"), &["from 1d to 3650d"]).await;
    fails(&program, &create("acme", "read", "soon"), &["from 1d to 3650d"]).await;
    for name in [" ", "ci\nnightly", &"a".repeat(65)] {
        let unnamed = ["token", "create", "--workspace", "acme", "--name", name, "--scope", "read"];
        fails(&program, &unnamed, &["name", "1 to 64 characters"]).await;
    }
}

#[actix_web::test]
async fn migrations_go_up_and_down_and_say_where_they_are() {
    let program = Program::new().await;
    let steps = Migrator::migrations().len();
    let status = async || {
        let said = program.prints(&["migrate", "status"]).await;
        said.lines().map(|line| line.split_once(' ').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    fails(&program, &["migrate", "status"], &["no installation of Skillet here"]).await;
    assert_eq!(program.prints(&["migrate", "up"]).await, "");
    assert_eq!(status().await, vec!["applied"; steps]);
    assert_eq!(program.prints(&["migrate", "up"]).await, "", "nothing is left to do");
    fails(&program, &["migrate", "down"], &["deletes", "--yes"]).await;
    assert_eq!(status().await, vec!["applied"; steps], "not without --yes");
    program.prints(&["migrate", "down", "--yes"]).await;
    let mut expected = vec!["applied"; steps - 1];
    expected.push("missing");
    assert_eq!(status().await, expected);
    program.prints(&["migrate", "down", "--steps", "100", "--yes"]).await;
    assert_eq!(status().await, vec!["missing"; steps]);
    program.prints(&["migrate", "up"]).await;
    set_up(&program).await;
}

/// Breaks when a command of a new version moves the schema under the server of the old one, before anybody made a backup.
#[actix_web::test]
async fn administration_moves_no_schema() {
    let program = Program::new().await;
    set_up(&program).await;
    program.prints(&["migrate", "down", "--yes"]).await;
    let before = program.prints(&["migrate", "status"]).await;
    let missing = before.lines().find_map(|line| line.strip_prefix("missing ")).expect("one is missing");
    for args in [&["user", "list"][..], &["keys", "list"], &["job", "list"], &["scan", "purge", "--workspace", "acme"]]
    {
        fails(&program, args, &[missing, "`skillet migrate up`", "Make a backup"]).await;
    }
    assert_eq!(program.prints(&["migrate", "status"]).await, before);
    program.prints(&["migrate", "up"]).await;
    assert!(program.prints(&["user", "list"]).await.starts_with("ada@example.com"));
}

/// Breaks when a job that was given up stays so for ever, or one is revived that only waits.
#[actix_web::test]
async fn jobs_that_were_given_up_are_listed_and_tried_again() {
    let program = Program::new().await;
    set_up(&program).await;
    assert_eq!(program.prints(&["job", "list"]).await, "");
    assert_eq!(program.prints(&["job", "retry"]).await, "0");
    let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    look(&program.database_url, async |db| {
        for (number, id) in ids.iter().enumerate() {
            let now = chrono::Utc::now();
            let row = job::ActiveModel {
                id: Set(*id),
                kind: Set("scans.erase".to_owned()),
                schedule: Set(None),
                payload: Set(json!({})),
                attempts: Set(8),
                last_error: Set(Some("the disk\nis full".to_owned())),
                lease: Set(None),
                run_at: Set(now + chrono::Duration::hours(1)),
                created_at: Set(now),
                died_at: Set((number < 2).then_some(now)),
            };
            job::Entity::insert(row).exec_without_returning(db).await.unwrap();
        }
    })
    .await;
    let listed = program.prints(&["job", "list"]).await;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(
        listed.starts_with(&format!("{} scans.erase ", ids[0])) && listed.contains("Z the disk is full"),
        "{listed}"
    );
    let [first, _, waiting] = ids.map(|id| id.to_string());
    fails(&program, &["job", "retry", &waiting], &[&waiting, "skillet job list"]).await;
    assert_eq!(program.prints(&["job", "retry", &first]).await, "1");
    assert_eq!(program.prints(&["job", "list"]).await.lines().count(), 1);
    assert_eq!(program.prints(&["job", "retry"]).await, "1");
    let rows = look(&program.database_url, async |db| job::Entity::find().all(db).await.unwrap()).await;
    let is_due = |row: &job::Model| row.run_at <= chrono::Utc::now() && row.attempts == 0 && row.died_at.is_none();
    assert_eq!(rows.iter().filter(|row| ids.contains(&row.id) && is_due(row)).count(), 2);
}

/// Breaks when a command that was started in the wrong folder leaves a second, empty installation behind.
#[actix_web::test]
async fn administration_of_nothing_is_refused_and_makes_nothing() {
    let program = Program::new().await;
    let folder = program.data_dir.path().to_str().unwrap().to_owned();
    for args in [
        &["user", "create", "--email", "ada@example.com"][..],
        &["user", "list"],
        &["workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com"],
        &["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "read"],
        &["scan", "purge", "--workspace", "acme"],
        &["invite", "bob@example.com", "--workspace", "acme"],
        &["keys", "list"],
        &["migrate", "down", "--yes"],
    ] {
        fails(&program, args, &["no installation of Skillet here", &folder, "SKILLET_DATA_DIR"]).await;
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{args:?}");
    }
}

#[actix_web::test]
async fn accounts_are_listed_with_what_they_may_do() {
    let program = Program::new().await;
    set_up(&program).await;
    program.prints(&["user", "create", "--email", "zoe@example.com", "--operator"]).await;
    let listed = program.prints(&["user", "list"]).await;
    assert_eq!(listed, "ada@example.com user never Ada\nzoe@example.com operator never");
}

#[actix_web::test]
async fn the_api_document_is_printed_without_any_setting() {
    let done = Running::start("skillet", &mut bare(&["openapi"])).finish().await;
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(done.stdout, skillet::openapi::text().unwrap());
}

#[actix_web::test]
async fn the_health_check_tells_whether_the_server_answers() {
    let program = Program::new().await;
    fails(&program, &["healthcheck"], &["no server at 127.0.0.1"]).await;
    let running = program.serve().await;
    assert_eq!(program.prints(&["healthcheck"]).await, "");
    running.terminate();
    assert_eq!(running.finish().await.status, 0);
    fails(&program, &["healthcheck"], &["no server at"]).await;
}

#[actix_web::test]
async fn help_names_every_command_and_every_variable() {
    let done = Running::start("skillet", &mut bare(&["serve", "--help"])).finish().await;
    for variable in skillet::config::VARIABLES {
        assert!(done.stdout.contains(variable.name) && done.stdout.contains(variable.help), "{}", variable.name);
        assert!(
            done.stdout.contains(&format!("[{}]", variable.default)) || variable.default.is_empty(),
            "{}",
            variable.name
        );
    }
    let done = Running::start("skillet", &mut bare(&["--help"])).finish().await;
    for command in
        ["serve", "migrate", "openapi", "healthcheck", "user", "workspace", "token", "scan", "job", "invite", "mail"]
    {
        assert!(done.stdout.contains(&format!("\n  {command}")), "{command}: {}", done.stdout);
    }
}

#[actix_web::test]
async fn settings_come_from_a_file_too() {
    let program = Program::embedded();
    let settings = format!(
        "SKILLET_BIND=127.0.0.1:1\nSKILLET_SIGNUP=everybody\nSKILLET_DATA_DIR={}\n",
        program.data_dir.path().display()
    );
    fs::write(program.data_dir.path().join(".env"), settings).unwrap();
    let done =
        Running::start("skillet", bare(&["migrate", "status"]).current_dir(program.data_dir.path())).finish().await;
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("SKILLET_SIGNUP: `everybody`"), "{}", done.stderr);
}
