//! Under which addresses other machines may reach this one.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// Networks that phones and laptops make when they are a hotspot, and common ones of homes and schools: an address in each.
const NETWORKS: [[u8; 4]; 8] = [
    [192, 0, 2, 1],
    [10, 42, 0, 2],
    [192, 168, 137, 2],
    [172, 20, 10, 2],
    [192, 168, 43, 2],
    [192, 168, 0, 2],
    [192, 168, 1, 2],
    [10, 0, 0, 2],
];

/// This machine's own addresses on its networks, the likeliest first. Nothing is sent.
#[must_use]
pub fn addresses() -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = Vec::new();
    let mut put = |address: IpAddr| {
        let is_of_a_network = match address {
            IpAddr::V4(v4) => !v4.is_loopback() && !v4.is_link_local() && !v4.is_unspecified(),
            IpAddr::V6(_) => false,
        };
        if is_of_a_network && !found.contains(&address) {
            found.push(address);
        }
    };
    // The address from which the system would send there.
    for network in NETWORKS {
        let from = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
            socket.connect((Ipv4Addr::from(network), 9))?;
            socket.local_addr()
        });
        if let Ok(from) = from {
            put(from.ip());
        }
    }
    // A hotspot without a way out may have none: Linux lists its own addresses.
    let listed = std::fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    own(&listed).into_iter().for_each(|address| put(IpAddr::V4(address)));
    found
}

/// The machine's own addresses in what Linux tells of its routes: those before a line that says `host LOCAL`.
fn own(routes: &str) -> Vec<Ipv4Addr> {
    let mut last: Option<Ipv4Addr> = None;
    let mut own = Vec::new();
    for line in routes.lines() {
        if let Some((_, address)) = line.split_once("-- ") {
            last = address.trim().parse().ok();
        } else if line.contains("host LOCAL") {
            own.extend(last);
        }
    }
    own.sort_unstable();
    own.dedup();
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_read_from_the_routes() {
        let routes = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.42.0.0\n        /24 link UNICAST\nLocal:\n     |-- 10.42.0.1\n        /32 host LOCAL\n     \
                      |-- 10.42.0.255\n        /32 link BROADCAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n";
        assert_eq!(own(routes), [Ipv4Addr::new(10, 42, 0, 1), Ipv4Addr::LOCALHOST]);
        assert!(addresses().iter().all(|address| !address.is_loopback()));
    }
}
