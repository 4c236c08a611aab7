//! Whose address a request comes from: of the connection, or, where that is one of our proxies, of whoever the proxies say that they speak for.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, StatusCode, request::Parts},
};
use ipnet::IpNet;

use super::router::Site;

/// The client's address, for counting attempts.
pub(super) struct ClientAddress(pub(super) IpAddr);

impl FromRequestParts<Site> for ClientAddress {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, StatusCode> {
        // Every listener puts it there.
        let ConnectInfo(peer) =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Self(client(peer.ip(), &parts.headers, &site.app.config().trusted_proxies)))
    }
}

/// Each proxy adds the address of who connected to it at the end, so the chain is read from its end for as long as it consists of our own
/// proxies. What stands before that was written by whoever sent it.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut client = peer.to_canonical();
    let said: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().flat_map(|line| line.to_str().unwrap_or("?").split(',')).collect();
    for word in said.into_iter().rev() {
        if !is_ours(&client) {
            break;
        }
        // What is no address was not written by a proxy that keeps to the form.
        let Some(address) = address(word.trim()) else { break };
        client = address;
    }
    client
}

/// An address as proxies write it, some with a port.
fn address(word: &str) -> Option<IpAddr> {
    let bare = word.trim_matches(['[', ']']).parse().ok();
    bare.or_else(|| word.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[&'static str]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "fd00::/8"].iter().map(|net| net.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    /// SEC26: nobody chooses the address that their attempts are counted under.
    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, 198.51.100.7"]), "198.51.100.7", "the client wrote the first one");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.2.0.1"]), "198.51.100.7", "two proxies");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1", "198.51.100.7"]), "198.51.100.7", "two lines");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(seen("fd00::1", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(seen("fd00::1", &["2001:db8::7"]), "2001:db8::7");
    }
}
