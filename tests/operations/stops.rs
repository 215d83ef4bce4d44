//! Stopping drops nobody: every request that was begun is answered.
use super::set_up;
use crate::support::{
    bodies::Body,
    process::{PATIENCE, Running},
    program::Program,
};
use actix_web::web;
use reqwest::{Client, Method};
use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Clients that ask and upload without pause, each on a connection that it keeps.
struct Load {
    is_over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    clients: Vec<actix_web::rt::task::JoinHandle<()>>,
}

impl Load {
    /// `may_fail` says of a request that is begun now whether it may get no answer.
    fn on(url: &str, token: &str, may_fail: impl Fn() -> bool + Clone + 'static) -> Self {
        let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let clients = (0..6).map(|number| {
            let (is_over, answered, may_fail) = (is_over.clone(), answered.clone(), may_fail.clone());
            let (url, token) = (format!("{url}/api/workspaces/acme"), token.to_owned());
            actix_web::rt::spawn(async move {
                let client = Client::new();
                for count in 0.. {
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                    let is_upload = number % 2 == 0;
                    let path = if is_upload { "analyses" } else { "components?limit=5" };
                    let method = if is_upload { Method::POST } else { Method::GET };
                    let mut request = client.request(method, format!("{url}/{path}")).bearer_auth(&token);
                    if is_upload {
                        let body = Body::of(&format!("app-{number}")).defines(&format!("Part{}", count % 9), &[]);
                        request = request.header("content-type", "application/json").body(body.bytes());
                    }
                    let failure_is_fine = may_fail();
                    match request.send().await {
                        Ok(answer) => {
                            assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap_or_default());
                            answer.bytes().await.expect("a whole answer");
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(_) if failure_is_fine => return,
                        Err(error) => panic!("{path} of client {number}: {error:?}"),
                    }
                }
            })
        });
        Self { clients: clients.collect(), is_over, answered }
    }

    /// Waits for so many more answers.
    async fn goes_on(&self, more: usize) {
        let until = self.answered.load(Ordering::Relaxed) + more;
        while self.answered.load(Ordering::Relaxed) < until {
            assert!(self.clients.iter().all(|client| !client.is_finished()), "a client was let down");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    async fn ends(self) {
        self.is_over.store(true, Ordering::Relaxed);
        for client in self.clients {
            client.await.expect("every request was answered");
        }
    }
}

async fn installed() -> (Program, String) {
    let program = Program::new().await.with("SKILLET_DRAIN_SECONDS", "1").with("SKILLET_RATE_LIMITS", "off");
    let token = set_up(&program).await;
    (program, token)
}

/// Breaks when connections are cut at once, or kept open for clients that never learn that they should leave.
#[actix_web::test]
async fn a_server_that_is_told_to_stop_answers_every_request_begun_before() {
    let (program, token) = installed().await;
    let server = program.serve().await;
    let was_told = Arc::new(AtomicBool::new(false));
    let told = was_told.clone();
    let load = Load::on(&program.url(), &token, move || told.load(Ordering::SeqCst));
    load.goes_on(40).await;
    was_told.store(true, Ordering::SeqCst);
    server.terminate();
    let done = server.finish().await;
    assert_eq!(done.status, 0, "{}", done.stderr);
    load.ends().await;
}

/// Passes connections on to whichever server says that it is ready, as a balancer does.
fn balance(servers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let servers = servers.clone();
            thread::spawn(move || {
                let Some(server) = servers.iter().find_map(|address| ready(address)) else { return };
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass(&mut from, &mut to));
                pass(&mut { server }, &mut { client });
            });
        }
    });
    url
}

/// A connection to the server, if it is ready.
fn ready(address: &str) -> Option<TcpStream> {
    use io::{Read, Write};
    let mut probe = TcpStream::connect(address).ok()?;
    write!(probe, "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").ok()?;
    let mut said = String::new();
    probe.read_to_string(&mut said).ok()?;
    said.starts_with("HTTP/1.1 200").then(|| TcpStream::connect(address).ok())?
}

fn pass(from: &mut TcpStream, to: &mut TcpStream) {
    drop(io::copy(from, to)); // a reset is an end, too
    drop(to.shutdown(Shutdown::Write));
}

/// Breaks when a server that leaves does not say so on the connections that are kept: `Connection: close` in
/// `hardening.rs`.
#[actix_web::test]
async fn two_servers_stopped_in_turn_behind_a_balancer_let_no_request_fail() {
    let (one, token) = installed().await;
    let two = one.beside();
    let programs = [&one, &two];
    let mut servers: Vec<Running> = vec![one.serve().await, two.serve().await];
    let addresses = programs.map(|program| program.url().trim_start_matches("http://").to_owned());
    let load = Load::on(&balance(addresses.into()), &token, || false);
    for turn in [0, 1, 0] {
        load.goes_on(30).await;
        let leaving = servers.remove(0);
        leaving.terminate();
        let done = leaving.finish().await;
        assert_eq!(done.status, 0, "{}", done.stderr);
        load.goes_on(30).await;
        servers.push(programs[turn].serve().await);
    }
    load.ends().await;
}

/// A log that is piped to a program which ends. Breaks when the log complains of that on the very pipe that is gone.
#[actix_web::test]
async fn a_server_whose_log_nobody_reads_any_more_serves_and_stops() {
    let program = Program::embedded();
    let mut command = program.command(&["serve"]);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(server.stderr.take());
    let serves = async || reqwest::get(format!("{}/healthz", program.url())).await.is_ok_and(|it| it.status() == 200);
    let wait = async {
        while !serves().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("it serves");
    assert!(serves().await, "and goes on");
    let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status();
    assert!(asked.unwrap().success());
    let ended = web::block(move || server.wait().unwrap());
    assert_eq!(tokio::time::timeout(PATIENCE, ended).await.expect("it stops").unwrap().code(), Some(0));
}
