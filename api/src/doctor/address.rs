//! The address that links in mails begin with.
use super::Finding;
use crate::config::Config;
use actix_web::web;
use std::{
    collections::BTreeSet,
    net::{IpAddr, ToSocketAddrs},
};

const OF: &str = "public URL";

pub async fn public_url(config: &Config) -> Finding {
    let (url, origin) = (&config.public_url, config.public_url.origin());
    let host = url.host().trim_matches(['[', ']']).to_owned();
    if is_this_machine(&host) {
        return match config.bind.ip().is_loopback() {
            true => Finding::ok(OF, format!("{origin}, for this machine alone")),
            false => Finding::warn(
                OF,
                format!(
                    "{origin} is this machine alone, but the server listens on {} for others, too: links in mails lead them nowhere. Set SKILLET_PUBLIC_URL to the address people use.",
                    config.bind
                ),
            ),
        };
    }
    let name = host.clone();
    let found = web::block(move || {
        (name.as_str(), 0).to_socket_addrs().map(|all| all.map(|one| one.ip().to_string()).collect::<BTreeSet<_>>())
    });
    let addresses = match found.await {
        Ok(Ok(addresses)) if !addresses.is_empty() => addresses.into_iter().collect::<Vec<_>>().join(", "),
        _ => {
            return Finding::warn(
                OF,
                format!(
                    "{origin}: the name {host} is not known to this machine. Check SKILLET_PUBLIC_URL, or make a DNS record for it."
                ),
            );
        }
    };
    match url.is_https() {
        true => Finding::ok(OF, format!("{origin} ({addresses})")),
        false => Finding::warn(
            OF,
            format!(
                "{origin} ({addresses}) is not encrypted: sign-in links, cookies and tokens can be read on their way. Put a reverse proxy with a certificate in front, and set SKILLET_PUBLIC_URL to its https:// address."
            ),
        ),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
