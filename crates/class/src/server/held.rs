//! How many things that last (connections, streams) each address holds.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// How many each address holds.
#[derive(Debug, Default)]
pub(super) struct Held(BTreeMap<IpAddr, usize>);

impl Held {
    /// Takes one more for an address, if fewer than `most` are held, and of the address, unless it is this computer's own, fewer
    /// than `of_one`.
    pub(super) fn opens(&mut self, address: IpAddr, most: usize, of_one: usize) -> bool {
        let own = self.0.get(&address).copied().unwrap_or_default();
        let is_few = address.is_loopback() || own < of_one;
        if !is_few || self.0.values().sum::<usize>() >= most {
            return false;
        }
        *self.0.entry(address).or_default() += 1;
        true
    }

    /// An address holds one less.
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

    #[test]
    fn one_address_takes_its_share_and_this_computer_what_there_is() {
        let mut held = Held::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        assert_eq!((0..20).filter(|_| held.opens(one, 12, 5)).count(), 5);
        assert!(held.opens(other, 12, 5));
        assert_eq!((0..20).filter(|_| held.opens([127, 0, 0, 1].into(), 12, 5)).count(), 6);
        assert!(!held.opens(other, 12, 5), "all are taken");
        held.closes(one);
        assert!(held.opens(other, 12, 5));
    }
}
