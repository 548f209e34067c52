//! Which requests are accepted: those addressed to this server, and writes from its own pages.

use std::net::IpAddr;

/// Why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It names another host.
    Host,
    /// It does not come from a page of this server.
    Origin,
}

/// Whether a host is ours: an address or `localhost`, with our port. Other names are rejected, as anybody could point one here.
#[must_use]
pub fn is_our_host(host: &str, port: u16) -> bool {
    let (name, of) = match host.rsplit_once(':') {
        Some((name, of)) if !of.ends_with(']') => (name, of.parse().ok()),
        _ => (host, Some(80)),
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_address = bare.parse::<IpAddr>().is_ok();
    of == Some(port) && (is_address || name.eq_ignore_ascii_case("localhost"))
}

/// Checks the host of a request, and the origin of a write.
///
/// # Errors
///
/// [`Rejected`]
pub fn check_request(
    is_write: bool,
    host: Option<&str>,
    origin: Option<&str>,
    port: u16,
) -> Result<(), Rejected> {
    let host = host.filter(|host| is_our_host(host, port)).ok_or(Rejected::Host)?;
    if is_write && origin.and_then(|origin| origin.strip_prefix("http://")) != Some(host) {
        return Err(Rejected::Origin);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_addresses_with_our_port() {
        for host in
            ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765", "192.168.4.2:8765"]
        {
            assert!(is_our_host(host, 8765), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "evil.example:8765",
            "localhost.evil.example:8765",
            "",
            ":8765",
            "[::1]",
            "a]:8765",
        ] {
            assert!(!is_our_host(host, 8765), "{host}");
        }
        assert!(is_our_host("10.0.0.1", 80) && is_our_host("[::1]", 80));
    }

    #[test]
    fn writes_come_from_our_own_pages() {
        let host = Some("10.0.0.1:8765");
        assert_eq!(check_request(true, host, Some("http://10.0.0.1:8765"), 8765), Ok(()));
        assert_eq!(check_request(false, host, None, 8765), Ok(()));
        for origin in [
            None,
            Some("null"),
            Some("http://evil.example"),
            Some("https://10.0.0.1:8765"),
            Some("http://10.0.0.1:8765.evil.example"),
            Some("http://10.0.0.2:8765"),
        ] {
            assert_eq!(
                check_request(true, host, origin, 8765),
                Err(Rejected::Origin),
                "{origin:?}"
            );
        }
        assert_eq!(
            check_request(false, Some("evil.example:8765"), None, 8765),
            Err(Rejected::Host)
        );
        assert_eq!(check_request(false, None, None, 8765), Err(Rejected::Host));
    }
}
