//! Limits on the requests and connections of one address or member.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// Wrong codes allowed per address and minute.
const WRONG: usize = 10;
/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;
/// Requests per address: burst, and rate per second. A whole class may share an address.
const ADDRESS: (f64, f64) = (2000.0, 500.0);
/// Writes per member: burst, and rate per second.
const MEMBER: (f64, f64) = (20.0, 1.0);
/// New members per address: burst, and rate per second. Several people may pass one phone round.
const JOINS: (f64, f64) = (8.0, 0.1);
/// Maximum number of addresses remembered.
const REMEMBERED: usize = 4096;

/// A token bucket: it fills with time, and each request takes one token.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: i64,
}

impl Bucket {
    fn takes(&mut self, (most, a_second): (f64, f64), at: i64) -> bool {
        let passed = (at - self.at).max(0) as f64 / 1000.0;
        self.at = at;
        self.left = (self.left + passed * a_second).min(most);
        let is_enough = self.left >= 1.0;
        if is_enough {
            self.left -= 1.0;
        }
        is_enough
    }
}

/// Recent requests. Times are milliseconds since 1970.
#[derive(Debug, Default)]
pub struct RateLimits {
    wrong: BTreeMap<IpAddr, Vec<i64>>,
    addresses: BTreeMap<IpAddr, Bucket>,
    joins: BTreeMap<IpAddr, Bucket>,
    members: BTreeMap<usize, Bucket>,
}

/// The address that is counted: for IPv6 the network, as one machine has all of its addresses.
fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

fn takes<K: Ord + Copy>(
    buckets: &mut BTreeMap<K, Bucket>,
    key: K,
    rate: (f64, f64),
    at: i64,
) -> bool {
    if buckets.len() >= REMEMBERED && !buckets.contains_key(&key) {
        // Those that are full again need not be remembered.
        buckets
            .retain(|_, bucket| bucket.left + (at - bucket.at) as f64 / 1000.0 * rate.1 < rate.0);
    }
    if buckets.len() >= REMEMBERED && !buckets.contains_key(&key) {
        return false;
    }
    buckets.entry(key).or_insert(Bucket { left: rate.0, at }).takes(rate, at)
}

impl RateLimits {
    /// Whether an address may make one more request.
    pub fn request(&mut self, address: IpAddr, at: i64) -> bool {
        takes(&mut self.addresses, counted(address), ADDRESS, at)
    }

    /// Whether a member may write once more.
    pub fn write(&mut self, member: usize, at: i64) -> bool {
        takes(&mut self.members, member, MEMBER, at)
    }

    /// Whether another member may join from an address.
    pub fn join(&mut self, address: IpAddr, at: i64) -> bool {
        address.is_loopback() || takes(&mut self.joins, counted(address), JOINS, at)
    }

    /// Whether an address may try a code: not after ten wrong ones within a minute, even if the next is right.
    pub fn may_try(&mut self, address: IpAddr, at: i64) -> bool {
        let Some(times) = self.wrong.get_mut(&counted(address)) else { return true };
        times.retain(|time| at - time < MINUTE);
        times.len() < WRONG
    }

    /// Records a wrong code.
    pub fn wrong_code(&mut self, address: IpAddr, at: i64) {
        if self.wrong.len() >= REMEMBERED {
            self.wrong.retain(|_, times| times.last().is_some_and(|time| at - time < MINUTE));
        }
        let times = self.wrong.entry(counted(address)).or_default();
        if times.len() < WRONG {
            times.push(at);
        }
    }
}

/// Open connections or streams, by address.
#[derive(Debug, Default)]
pub(super) struct ConnectionCounts(BTreeMap<IpAddr, usize>);

impl ConnectionCounts {
    /// Counts one more for an address, if fewer than `most` are open in all and, unless it is this computer's, fewer than `of_one`
    /// from the address.
    pub(super) fn opens(&mut self, address: IpAddr, most: usize, of_one: usize) -> bool {
        let own = self.0.get(&address).copied().unwrap_or_default();
        let is_few = address.is_loopback() || own < of_one;
        if !is_few || self.0.values().sum::<usize>() >= most {
            return false;
        }
        *self.0.entry(address).or_default() += 1;
        true
    }

    /// Counts one less for an address.
    pub(super) fn closes(&mut self, address: IpAddr) {
        if let Some(open) = self.0.get_mut(&address) {
            *open -= 1;
            if *open == 0 {
                self.0.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 4, last])
    }

    #[test]
    fn ten_wrong_codes_shut_one_address_for_a_minute_and_no_other() {
        let mut limits = RateLimits::default();
        for n in 0..10 {
            assert!(limits.may_try(address(2), n));
            limits.wrong_code(address(2), n);
        }
        assert!(!limits.may_try(address(2), 10));
        assert!(limits.may_try(address(3), 10));
        assert!(!limits.may_try(address(2), 59_999));
        assert!(limits.may_try(address(2), 60_000));
    }

    #[test]
    fn a_machine_with_many_addresses_is_one() {
        let mut limits = RateLimits::default();
        for n in 0..10_u16 {
            limits.wrong_code(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]), 0);
        }
        assert!(!limits.may_try(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 9, 9]), 1));
        assert!(limits.may_try(IpAddr::from([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1]), 1));
    }

    #[test]
    fn writes_are_given_out_again_with_time() {
        let mut limits = RateLimits::default();
        assert_eq!((0..100).filter(|_| limits.write(3, 0)).count(), 20);
        assert!(limits.write(4, 0));
        assert_eq!((0..100).filter(|_| limits.write(3, 5_000)).count(), 5);
    }

    #[test]
    fn one_address_takes_its_share_and_this_computer_what_there_is() {
        let mut counts = ConnectionCounts::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        assert_eq!((0..20).filter(|_| counts.opens(one, 12, 5)).count(), 5);
        assert!(counts.opens(other, 12, 5));
        assert_eq!((0..20).filter(|_| counts.opens([127, 0, 0, 1].into(), 12, 5)).count(), 6);
        assert!(!counts.opens(other, 12, 5), "all are taken");
        counts.closes(one);
        assert!(counts.opens(other, 12, 5));
    }
}
