//! `skillet demo`: a workspace full of data, for looking around.
use super::{fails, set_up};
use crate::support::{integrity::look, person::Person, process::Finished, program::Program};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use skillet::entities::audit_event;
use std::collections::{BTreeMap, BTreeSet};

/// Runs the command, and hands back what it printed and what it said beside.
async fn demo(program: &Program, args: &[&str]) -> Finished {
    let done = program.run(&[&["demo"], args].concat()).await;
    assert_eq!(done.status, 0, "{}", done.stderr);
    done
}

/// A browser that opened the printed link and pressed the button.
async fn signed_in(program: &Program, demo: &Finished) -> (Person, Value) {
    let link = demo.stdout.strip_suffix('\n').unwrap();
    let token = link.strip_prefix(&format!("{}/signin#", program.url())).expect("just the link");
    let person = Person::new(&program.url());
    let confirmed = person.post("/auth/sign-in/confirm", json!({ "token": token })).await.expect(200);
    (person, confirmed["user"].clone())
}

/// Everything of a list that comes in pages.
async fn all_of(person: &Person, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/workspaces/acme/{path}limit=200{cursor}")).await.expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

async fn chart(person: &Person, kind: &str, metric: &str) -> BTreeMap<String, u64> {
    let query = json!({ "subject": { "kind": kind }, "metric": metric });
    let chart = person.post("/workspaces/acme/charts/query", query).await.expect(200);
    let row = |row: &Value| (row["name"].as_str().unwrap().to_owned(), row["total"].as_u64().unwrap());
    chart["rows"].as_array().unwrap().iter().map(row).collect()
}

#[actix_web::test]
async fn every_page_of_the_demo_has_something_to_show() {
    let program = Program::new().await.with("SKILLET_SIGNUP", "invited");
    let running = program.serve().await;
    let made = demo(&program, &[]).await;
    assert!(made.stderr.contains("demo@example.com is the first account"), "{}", made.stderr);
    let (ada, user) = signed_in(&program, &made).await;
    assert_eq!((&user["email"], &user["isOperator"]), (&json!("demo@example.com"), &json!(true)));

    let scans = all_of(&ada, "analyses?").await;
    assert!(made.stderr.contains(&format!("{} scans", scans.len())), "{}", made.stderr);
    let of = |name: &str| scans.iter().filter(|scan| scan["repository"]["displayName"] == name).count();
    assert_eq!(["design-system", "shop", "admin", "site"].map(|name| of(&format!("acme/{name}"))), [53, 54, 27, 53]);
    let branches: Vec<_> = scans.iter().filter(|scan| scan["branch"] != "main").collect();
    assert_eq!(branches.len(), 1);
    assert_eq!(branches[0]["branch"], "feat/one-page-checkout");
    assert!(scans.iter().any(|scan| scan["numOfParserErrors"] == 1));
    let days: BTreeSet<_> = scans.iter().map(|scan| scan["createdAt"].as_str().unwrap()[..10].to_owned()).collect();
    assert!(days.len() > 52, "a year of weeks: {days:?}");

    let components = all_of(&ada, "components?").await;
    let of = |package| components.iter().filter(move |one| one["packageName"] == package && one["isInternal"] == true);
    let counts = ["@acme/ui", "@acme/shop", "@acme/admin", "@acme/site"].map(|package| of(package).count());
    assert!((60..=150).contains(&counts[0]) && counts[1..].iter().sum::<usize>() >= 150, "{counts:?}");
    let unused = of("@acme/ui").filter(|one| one["usages"] == 0).count();
    assert!((1..counts[0] / 2).contains(&unused), "{unused} of the design system are unused");
    let button = of("@acme/ui").find(|one| one["name"] == "Button").expect("a button");
    assert_eq!((&button["linkedBy"], &button["metadata"]["owner"]), (&json!("exportId"), &json!("design-system")));
    assert!(button["projects"].as_u64().unwrap() == 4, "{button}");
    for old in ["FancyButton", "LegacyButton", "Cta"] {
        let old = components.iter().find(|one| one["name"] == old).unwrap();
        assert!(old["usages"].as_u64().unwrap() > 0 && old["usages"].as_u64() < button["usages"].as_u64(), "{old}");
    }

    let usages = chart(&ada, "projects", "usages").await;
    assert!(usages["@acme/shop"] > usages["@acme/site"], "{usages:?}");
    assert!(!chart(&ada, "components", "instances").await.is_empty());
    let issues = ada.get("/workspaces/acme/data-issues").await.expect(200);
    let kinds: BTreeSet<_> = issues["items"].as_array().unwrap().iter().map(|one| one["kind"].to_string()).collect();
    assert_eq!(kinds.len(), 4, "one of each kind: {kinds:?}");
    running.terminate();
}

#[actix_web::test]
async fn a_second_demo_adds_nothing_and_signs_its_owner_in_again() {
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    program.prints(&["user", "create", "--email", "ada@example.com", "--name", "Ada"]).await;
    let running = program.serve().await;
    let made = demo(&program, &["--email", "Ada@Example.com"]).await;
    assert!(!made.stderr.contains("first account"), "{}", made.stderr);
    let again = demo(&program, &["--email", "ada@example.com"]).await;
    assert!(
        again.stderr.contains("is there already") && again.stderr.contains("nothing was added"),
        "{}",
        again.stderr
    );
    assert_ne!(again.stdout, made.stdout);
    let links = look(&program.database_url, async |db| {
        let of_links = audit_event::Column::Action.eq("account.sign-in-link-created");
        audit_event::Entity::find().filter(of_links).all(db).await.unwrap()
    });
    let recorded: Vec<_> = links.await.into_iter().map(|event| (event.subject_label, event.via)).collect();
    let one = (Some("ada@example.com".to_owned()), audit_event::Via::Command);
    assert_eq!(recorded, [one.clone(), one], "whoever prints a link leaves a line");
    fails(&program, &["demo", "--email", "bob@example.com"], &["bob@example.com is no member", "nothing was changed"])
        .await;
    // Signing in ends the links that were printed before.
    let (ada, user) = signed_in(&program, &again).await;
    assert_eq!((&user["fullName"], &user["isOperator"]), (&json!("Ada"), &json!(false)), "who was there keeps both");
    assert_eq!(all_of(&ada, "analyses?").await.len(), 187);
    let workspaces = ada.get("/workspaces").await.expect(200);
    assert_eq!(workspaces["items"].as_array().unwrap().len(), 1);
    running.terminate();
}

#[actix_web::test]
async fn a_workspace_of_that_address_that_is_no_demo_is_left_alone() {
    let program = Program::new().await;
    set_up(&program).await;
    fails(&program, &["demo", "--email", "ada@example.com"], &["`acme` exists already", "SKILLET_DATA_DIR"]).await;
    fails(&program, &["demo", "--email", "nobody"], &["`nobody` is no e-mail address"]).await;
    let running = program.serve().await;
    let token = program.prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "read"]).await;
    let ci = Person::with_bearer(&program.url(), &token);
    assert_eq!(ci.get("/workspaces/acme/analyses").await.expect(200)["total"], 0);
    running.terminate();
}

/// What a reader sees, without what differs between any two servers.
async fn seen(program: &Program) -> (Vec<Value>, Vec<Value>) {
    let made = demo(program, &[]).await;
    let running = program.serve().await;
    let (ada, _) = signed_in(program, &made).await;
    let components = all_of(&ada, "components?sort=name&").await;
    let scan = |scan: Value| {
        let kept = ["createdAt", "branch", "projects", "numOfComponents", "numOfDependencies", "numOfInstances"];
        kept.map(|field| scan[field].clone()).into_iter().collect()
    };
    let scans = all_of(&ada, "analyses?").await.into_iter().map(scan).collect();
    running.terminate();
    (components, scans)
}

#[actix_web::test]
async fn two_demos_of_one_day_are_alike() {
    let today = || chrono::Utc::now().date_naive();
    // Over midnight they may differ: then it is another day.
    let mut began = today();
    let mut pair = (seen(&Program::new().await).await, seen(&Program::embedded()).await);
    if began != today() {
        began = today();
        pair = (seen(&Program::new().await).await, seen(&Program::embedded()).await);
    }
    assert_eq!(began, today());
    let (one, other) = pair;
    assert_eq!(one.0, other.0, "components");
    assert_eq!(one.1, other.1, "scans");
}
