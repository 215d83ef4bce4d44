//! The address a request comes from: the peer's or, behind reverse proxies we trust, the one they name.
use crate::{error::ApiResult, state::State};
use actix_web::HttpRequest;
use ipnet::IpNet;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Once,
};

const FORWARDED: &str = "x-forwarded-for";

/// The client's address.
pub fn address(req: &HttpRequest) -> ApiResult<IpAddr> {
    let state = State::of(req)?;
    let peer = req.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip()).to_canonical();
    let lines = req.headers().get_all(FORWARDED).filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let trusted = &state.config.trusted_proxies;
    if !hops.is_empty() && !is_trusted(trusted, peer) {
        warn_once(peer);
    }
    Ok(beyond(trusted, peer, &hops))
}

/// Goes back hop by hop, from the peer on, for as long as the one who names the next is trusted.
fn beyond(trusted: &[IpNet], peer: IpAddr, hops: &[&str]) -> IpAddr {
    let mut client = peer;
    for hop in hops.iter().rev() {
        if !is_trusted(trusted, client) {
            break;
        }
        let Some(named) = parse(hop) else { break };
        client = named;
    }
    client
}

fn is_trusted(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// An address, perhaps with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    let ip = bare.parse().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()));
    ip.ok().map(|ip| ip.to_canonical())
}

/// Behind a proxy that is not trusted all clients look like one, and share its limits.
fn warn_once(peer: IpAddr) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "a request from {peer} carries X-Forwarded-For, which is not believed. If {peer} is your reverse proxy, name it \
             in SKILLET_TRUSTED_PROXIES; until then everybody behind it shares the limits of one client"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, hops: &[&str]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "fd00::/8"].iter().filter_map(|net| net.parse().ok()).collect();
        let peer = peer.parse().unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        beyond(&trusted, peer, hops).to_string()
    }

    #[test]
    fn the_client_is_the_nearest_hop_that_is_not_ours() {
        assert_eq!(client("203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["198.51.100.7", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(client("fd00::1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["::ffff:198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn nobody_is_believed_but_our_proxies() {
        assert_eq!(client("203.0.113.9", &["198.51.100.7"]), "203.0.113.9", "no proxy of ours");
        assert_eq!(client("10.0.0.1", &["192.0.2.1", "198.51.100.7"]), "198.51.100.7", "made up by the client");
        assert_eq!(client("10.0.0.1", &["192.0.2.1", "198.51.100.7", "10.9.9.9"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["198.51.100.7", "unknown"]), "10.0.0.1", "nobody knows");
        assert_eq!(client("10.0.0.1", &["10.0.0.2", "10.0.0.3"]), "10.0.0.2", "all of them are ours");
    }
}
