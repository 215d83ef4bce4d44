//! The address that links in mails begin with.
use super::{Finding, knock};
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
    if url.is_https() {
        let url = url.clone();
        let knocked = web::block(move || knock(&url)).await;
        return match knocked.map_err(anyhow::Error::from).flatten() {
            Ok(()) => Finding::ok(OF, format!("{origin} ({addresses}) leads to this server")),
            Err(reason) => Finding::warn(
                OF,
                format!(
                    "{origin} ({addresses}), asked from here: {reason:#}. Check the reverse proxy; docs/SELF-HOSTING.md has its rules."
                ),
            ),
        };
    }
    Finding::warn(
        OF,
        format!(
            "{origin} ({addresses}) is not encrypted: sign-in links, cookies and tokens can be read on their way. Put a reverse proxy with a certificate in front, and set SKILLET_PUBLIC_URL to its https:// address."
        ),
    )
}

/// Browsers send cookies to the same site only. What a site is they know from a list that is not here; two names that
/// differ in their last two parts are never one.
pub fn spa_origin(config: &Config) -> Option<Finding> {
    let (app, api) = (config.spa_origin.as_ref()?, config.public_url.origin());
    let site = |origin: &str| {
        let url = url::Url::parse(origin).ok()?;
        let host = url.host_str()?.to_owned();
        let end = match host.parse::<IpAddr>() {
            Ok(_) => host,
            Err(_) => host.rsplit('.').take(2).collect::<Vec<_>>().join("."),
        };
        Some((url.scheme().to_owned(), end))
    };
    (site(app) != site(&api)).then(|| {
        Finding::warn(
            OF,
            format!("SKILLET_SPA_ORIGIN ({app}) is another site than {api}: browsers send no cookies between them, and nobody stays signed in."),
        )
    })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
