//! A server that works for long stays as it is: its memory, its open files and the log of its database.
use crate::support::{bodies::Body, person::Person, process::Running, program::Program};
use serde_json::json;
use std::{
    fs,
    time::{Duration, Instant},
};

/// What a process takes at one time.
#[derive(Clone, Copy, Debug)]
struct Size {
    at: Duration,
    /// Resident memory in MiB.
    memory: f64,
    files: usize,
    /// The write-ahead log in MiB.
    log: f64,
}

impl Size {
    fn of(program: &Program, server: &Running, at: Duration) -> Self {
        let folder = format!("/proc/{}", server.id());
        let status = fs::read_to_string(format!("{folder}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let memory = line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0;
        let log = fs::metadata(program.data_dir.path().join("skillet.sqlite3-wal")).map_or(0, |file| file.len());
        let files = fs::read_dir(format!("{folder}/fd")).unwrap().count();
        Self { at, memory, files, log: log as f64 / f64::from(1 << 20) }
    }
}

/// One turn of what people and CI do all day.
async fn turn(program: &Program, ci: &Person, number: usize) {
    let names = (0..40).map(|part| format!("Part{}", (number * 7 + part) % 200));
    let body = names.fold(Body::of(&format!("app-{}", number % 5)), |body, name| body.defines(&name, &[]));
    ci.upload("acme", &body.json()).await.expect(200);
    ci.get("/workspaces/acme/components?sort=-usages").await.expect(200);
    ci.get("/workspaces/acme/analyses?limit=20").await.expect(200);
    let visitor = Person::new(&program.url());
    visitor.post("/auth/sign-in", json!({ "email": format!("p{}@example.com", number % 50) })).await.expect(202);
    visitor.get("/users/me").await.expect(401);
}

/// Without `SOAK_MINUTES` it is a matter of seconds, and its memory is only shown: a server that has just begun grows.
#[cfg(target_os = "linux")]
#[actix_web::test]
async fn a_server_that_works_for_long_stays_as_it_is() {
    let minutes: u64 = std::env::var("SOAK_MINUTES").map_or(0, |text| text.parse().expect("SOAK_MINUTES is a number"));
    let program = Program::new().await.with("SKILLET_RATE_LIMITS", "off").with("SKILLET_SIGNUP", "open");
    let token = super::set_up(&program).await;
    let server = program.serve().await;
    let ci = Person::with_bearer(&program.url(), &token);
    let (start, whole) = (Instant::now(), Duration::from_secs(minutes * 60));
    let mut sizes: Vec<Size> = Vec::new();
    let mut number = 0;
    while number < 40 || start.elapsed() < whole {
        turn(&program, &ci, number).await;
        number += 1;
        let due = whole.mul_f64(sizes.len() as f64 / 60.0);
        if number % 20 == 0 && start.elapsed() >= due {
            sizes.push(Size::of(&program, &server, start.elapsed()));
            println!("{number} turns: {:?}", sizes.last().unwrap());
        }
    }
    let (warm, last) = (sizes[sizes.len() / 3], sizes[sizes.len() - 1]);
    assert!(sizes.iter().all(|size| size.log < 64.0), "the log of the database grows: {sizes:?}");
    assert!(last.files <= warm.files + 8, "files stay open: {warm:?}, then {last:?}");
    if minutes >= 10 {
        let slope = (last.memory - warm.memory) / (last.at - warm.at).as_secs_f64() * 3600.0;
        println!("memory grew by {slope:.2} MiB an hour");
        assert!(slope < 1.0, "memory grows by {slope:.2} MiB an hour: {sizes:?}");
    }
    server.terminate();
    assert_eq!(server.finish().await.status, 0);
}
