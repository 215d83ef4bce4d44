//! The server's life as a process: its greeting, what keeps it from starting, and how it stops.
use super::{fails, set_up};
use crate::support::{
    bodies::Body,
    person::Person,
    process::Running,
    program::Program,
    wire::{Wire, talk},
};
use serde_json::json;
use std::{fs, io::Write, net::TcpListener, sync::mpsc};

#[actix_web::test]
async fn the_first_start_prints_a_link_that_makes_the_first_account_until_somebody_has_one() {
    let program = Program::new().await;
    let mut running = program.serve().await;
    let said = running.says("npx @omlet/cli").await;
    let links: Vec<&str> = said.split_whitespace().filter(|word| word.contains("/signin#")).collect();
    assert_eq!(links.len(), 1, "{said}");
    let token = links[0].strip_prefix(&format!("{}/signin#", program.url())).unwrap();
    let ada = Person::new(&program.url());
    let preview = ada.post("/auth/sign-in/preview", json!({ "token": token })).await.expect(200);
    assert_eq!(preview["kind"], "firstAccount");
    let new = json!({ "token": token, "email": "ada@example.com", "fullName": "Ada" });
    let confirmed = ada.post("/auth/sign-in/confirm", new).await.expect(200);
    assert_eq!(confirmed["user"]["isOperator"], true);
    running.terminate();
    assert_eq!(running.finish().await.status, 0);

    let mut again = program.serve().await;
    let said = again.says("npx @omlet/cli").await;
    assert!(!said.contains("/signin#"), "{said}");
    assert!(said.contains(&program.url()) && said.contains("Mail is not configured"), "{said}");
    again.terminate();
}

#[actix_web::test]
async fn commands_work_on_the_database_of_a_running_server() {
    let program = Program::new().await;
    let running = program.serve().await;
    set_up(&program).await;
    let token = program
        .prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read"])
        .await;
    let ci = Person::with_bearer(&program.url(), &token);
    ci.upload("acme", &Body::of("shop").defines("A", &[]).json()).await.expect(200);

    fs::write(program.data_dir.path().join("scan.json"), Body::of("docs").defines("B", &[]).bytes()).unwrap();
    program.prints(&["scan", "import", "--workspace", "acme", "scan.json"]).await;
    let page = ci.get("/workspaces/acme/components?sort=name").await.expect(200);
    let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["A", "B"], "what a command brought counts at once");
    running.terminate();
    assert_eq!(running.finish().await.status, 0);
}

async fn readiness(program: &Program) -> Option<(u16, String)> {
    let answer = reqwest::get(format!("{}/readyz", program.url())).await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

#[actix_web::test]
async fn a_server_that_is_told_to_stop_says_so_and_finishes_what_it_began() {
    let program = Program::new().await.with("SKILLET_DRAIN_SECONDS", "5");
    set_up(&program).await;
    let token =
        program.prints(&["token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write"]).await;
    let running = program.serve().await;
    assert_eq!(readiness(&program).await.unwrap().0, 200);

    let body = Body::of("shop").defines("A", &[]).bytes();
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let url = program.url();
    let upload = actix_web::rt::spawn(async move {
        talk(&url, move |wire: &mut Wire| {
            let head = "POST /api/workspaces/acme/analyses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
            wire.send(format!("{head}authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n", body.len()));
            wire.send(&body[..10]);
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
            wire.send(&body[10..]);
            wire.answer()
        })
        .await
    });
    actix_web::web::block(move || has_begun.recv()).await.unwrap().unwrap();
    assert_eq!(readiness(&program).await.unwrap().0, 200);

    running.terminate();
    let mut was_not_ready = false;
    while let Some((status, said)) = readiness(&program).await {
        if status == 503 {
            assert!(said.contains("stopping"), "{said}");
            was_not_ready = true;
        }
    }
    assert!(was_not_ready, "connections were refused before it said why");
    go_on.send(()).unwrap();
    let answer = upload.await.unwrap();
    let ended = running.finish().await;
    assert_eq!(answer.status, 200, "{} {}", answer.body, ended.stderr);
    assert!(answer.body.contains("\"repeated\":false"), "{}", answer.body);
    assert_eq!(ended.status, 0);
}

#[actix_web::test]
async fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::new().await.with("SKILLET_BIND", &address);
    fails(&program, &["serve"], &[&address, "SKILLET_BIND", "another server"]).await;
}

#[actix_web::test]
async fn a_data_folder_that_cannot_be_written_to_is_named() {
    let program = Program::new().await;
    fs::write(program.data_dir.path().join("file"), "").unwrap();
    let below_a_file = program.data_dir.path().join("file/data");
    let program = program.with("SKILLET_DATA_DIR", below_a_file.to_str().unwrap());
    fails(&program, &["serve"], &[below_a_file.to_str().unwrap(), "SKILLET_DATA_DIR"]).await;
}

#[actix_web::test]
async fn a_database_that_cannot_be_used_is_named_without_its_password() {
    let no_database = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = no_database.local_addr().unwrap();
    std::thread::spawn(move || {
        no_database.incoming().for_each(|caller| drop(caller.unwrap().write_all(b"HTTP/1.1 400\r\n")))
    });
    let url = format!("postgres://skillet:s3cret-pass@{address}/skillet");
    let program = Program::embedded().with("SKILLET_DATABASE_URL", &url);
    let done = program.run(&["serve"]).await;
    assert_ne!(done.status, 0);
    assert!(done.stderr.contains("SKILLET_DATABASE_URL"), "{}", done.stderr);
    assert!(done.stderr.contains(&format!("PostgreSQL at {address}")), "{}", done.stderr);
    assert!(!done.stderr.contains("s3cret-pass"), "{}", done.stderr);
}

#[actix_web::test]
async fn settings_that_are_wrong_keep_the_server_from_starting() {
    let program =
        Program::new().await.with("SKILLET_SIGNUP", "everybody").with("SKILLET_PUBLIC_ULR", "http://localhost");
    fails(&program, &["serve"], &["SKILLET_SIGNUP: `everybody`", "did you mean SKILLET_PUBLIC_URL?"]).await;
    let program = Program::new().await.with("SKILLET_LOG", "loud=very");
    fails(&program, &["serve"], &["SKILLET_LOG"]).await;
    let program = Program::new().await.with("SKILLET_SMTP_URL", "http://mail.example.com");
    fails(&program, &["serve"], &["SKILLET_SMTP_URL"]).await;
    let program = Program::new()
        .await
        .with("SKILLET_SMTP_URL", "smtp://mail.example.com")
        .with("SKILLET_SMTP_CA_FILE", "/nowhere.pem");
    fails(&program, &["serve"], &["SKILLET_SMTP_CA_FILE", "/nowhere.pem"]).await;
}

#[actix_web::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sea_orm::{ConnectionTrait, Database};
    let program = Program::new().await;
    program.prints(&["migrate", "up"]).await;
    let database = Database::connect(&program.database_url).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_teleport', 0)";
    database.execute_unprepared(newer).await.unwrap();
    let words = ["newer version of Skillet", "m29990101_000001_teleport", "backup"];
    for args in [
        &["serve"][..],
        &["migrate", "up"],
        &["migrate", "down"],
        &["migrate", "status"],
        &["user", "create", "--email", "ada@example.com"],
    ] {
        fails(&program, args, &words).await;
    }
    database.close().await.unwrap();
}

#[actix_web::test]
async fn a_log_may_be_lines_of_json_and_never_holds_query_strings() {
    let program = Program::new().await.with("SKILLET_LOG_FORMAT", "json");
    let running: Running = program.serve().await;
    let secret = format!("{}/login?redirect=S3CRET", program.url());
    reqwest::get(secret).await.unwrap();
    running.terminate();
    let done = running.finish().await;
    let lines: Vec<serde_json::Value> = done.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let request = lines.iter().find(|line| line["fields"]["message"] == "GET /login").expect("a line for the request");
    assert!(request["fields"]["request_id"].is_string(), "{request}");
    assert!(!done.stderr.contains("S3CRET"), "{}", done.stderr);
}

/// Breaks when the drafts of a process that was killed stay for ever, or those of another one at work are taken away.
#[actix_web::test]
async fn a_start_sweeps_what_a_dead_process_has_left() {
    let program = Program::embedded();
    set_up(&program).await;
    let file = |name: &str, is_old: bool| {
        let path = program.data_dir.path().join(name);
        fs::write(&path, "half of it").unwrap();
        let hours = std::time::Duration::from_secs(if is_old { 7200 } else { 0 });
        let age = fs::FileTimes::new().set_modified(std::time::SystemTime::now() - hours);
        fs::File::options().write(true).open(&path).unwrap().set_times(age).unwrap();
        path
    };
    let old = [file("keys.0191.draft", true), file("uploads/.tmpAbCdEf", true)];
    let kept = [file("keys.0192.draft", false), file("uploads/.tmpGhIjKl", false), file("notes", true)];
    let _running = program.serve().await;
    assert!(old.iter().all(|path| !path.exists()) && kept.iter().all(|path| path.exists()));
}
