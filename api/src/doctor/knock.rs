//! Knocks at the public address as a browser and the scanner do: a name that resolves says nothing of the proxy behind it.
use crate::config::PublicUrl;
use anyhow::{Context, bail, ensure};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::ring, pki_types::ServerName};
use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

/// A proxy that says nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(5);
/// More of an answer is not looked at.
const LONGEST: u64 = 16 << 10;

/// Whether this server answers at its public address, a POST as well as a GET; the reason if not. It waits: call it where
/// that keeps nobody.
pub fn knock(url: &PublicUrl) -> anyhow::Result<()> {
    let health = ask(url, "GET", "/healthz")?;
    expect(&health, "GET /healthz", 200)?;
    // what the scanner sends first; proxies turn a POST into a GET, or send it elsewhere
    expect(&ask(url, "POST", "/api/cli-tracking/events")?, "POST /api/cli-tracking/events", 204)
}

fn expect(answer: &str, asked: &str, status: u16) -> anyhow::Result<()> {
    let mut lines = answer.lines();
    let first = lines.next().unwrap_or_default();
    let found: u16 =
        first.split(' ').nth(1).and_then(|code| code.parse().ok()).context("what answers speaks no HTTP")?;
    if let 300..400 = found {
        let to = lines.find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location")));
        let to = to.map_or("elsewhere", |(_, to)| to);
        bail!("{asked} is redirected to {to}: browsers follow, the scanner does not");
    }
    ensure!(
        found == status,
        "{asked} is answered with {found}, not with {status}: does the proxy lead to this server, and does it run?"
    );
    let is_ours =
        lines.take_while(|line| !line.is_empty()).any(|line| line.to_ascii_lowercase().starts_with("x-request-id:"));
    ensure!(is_ours, "{asked} is answered by something else than Skillet");
    Ok(())
}

fn ask(url: &PublicUrl, method: &str, path: &str) -> anyhow::Result<String> {
    let (host, port) = (url.host(), url.port());
    let bare = host.trim_matches(['[', ']']).to_owned();
    let address = (bare.as_str(), port).to_socket_addrs()?.next().context("its name leads to no address")?;
    let stream =
        TcpStream::connect_timeout(&address, PATIENCE).with_context(|| format!("nobody listens at {address}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nuser-agent: skillet-doctor\r\ncontent-type: application/json\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{{}}",
        url.authority()
    );
    let request =
        if method == "GET" { request.replace("content-length: 2\r\n", "").replace("{}", "") } else { request };
    if !url.is_https() {
        return talk(stream, &request);
    }
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(bare)?)?;
    talk(StreamOwned::new(connection, stream), &request)
}

/// Some close without saying so first; what they have said until then counts.
fn talk(mut stream: impl Read + Write, request: &str) -> anyhow::Result<String> {
    stream.write_all(request.as_bytes()).context("it hangs up")?;
    let mut answer = Vec::new();
    let read = stream.take(LONGEST).read_to_end(&mut answer);
    match read {
        Err(error) if answer.is_empty() && error.kind() == io::ErrorKind::WouldBlock => bail!("it does not answer"),
        Err(error) if answer.is_empty() => Err(error).context("it hangs up"),
        _ => Ok(String::from_utf8_lossy(&answer).into_owned()),
    }
}
