//! The addresses under which other machines may reach this one.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// An address that no machine has, outside all local networks: the way to it is the default route.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

/// This machine's IPv4 addresses on its networks, that of the default route first. Nothing is sent.
#[must_use]
pub fn addresses() -> Vec<IpAddr> {
    let of_default_route = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((ELSEWHERE, 9))?;
        Ok(socket.local_addr()?.ip())
    });
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let all = of_default_route.into_iter().chain(interfaces.iter().map(if_addrs::Interface::ip));
    let mut found = Vec::new();
    for address in all.filter(is_reachable) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

fn is_reachable(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !v4.is_loopback() && !v4.is_link_local() && !v4.is_unspecified(),
        IpAddr::V6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_networks_and_once() {
        let found = addresses();
        assert!(found.iter().all(is_reachable));
        let once: std::collections::BTreeSet<&IpAddr> = found.iter().collect();
        assert_eq!(once.len(), found.len());
    }
}
