//! Sets of parties, issues and seats: a word with a bit for each position, so that a run copies them freely.

use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

/// Members that a set has room for, from 0.
pub const SET_CAPACITY: usize = 64;

/// The positions of a set, in order.
#[derive(Clone, Copy, Debug)]
pub struct Members(u64);

impl Iterator for Members {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let position = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(position)
    }
}

macro_rules! set {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// `|`, `&` and `-` are union, intersection and difference. Members are below [`SET_CAPACITY`].
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Nobody, or nothing.
            pub const EMPTY: Self = Self(0);

            /// The first `count` positions.
            #[must_use]
            pub const fn first(count: usize) -> Self {
                if count == SET_CAPACITY { Self(u64::MAX) } else { Self((1 << count) - 1) }
            }

            /// One position alone.
            #[inline]
            #[must_use]
            pub const fn one(position: usize) -> Self {
                Self(1 << position)
            }

            /// Whether a position is in the set.
            #[inline]
            #[must_use]
            pub const fn contains(self, position: usize) -> bool {
                self.0 >> position & 1 != 0
            }

            /// Puts a position in.
            #[inline]
            pub const fn insert(&mut self, position: usize) {
                self.0 |= 1 << position;
            }

            /// Takes a position out.
            #[inline]
            pub const fn remove(&mut self, position: usize) {
                self.0 &= !(1 << position);
            }

            /// How many positions it has.
            #[must_use]
            pub const fn len(self) -> usize {
                self.0.count_ones() as usize
            }

            /// Whether it has none.
            #[inline]
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether each of its positions is in `other` too.
            #[inline]
            #[must_use]
            pub const fn is_subset(self, other: Self) -> bool {
                self.0 & !other.0 == 0
            }

            /// The set as a number: position k is the bit of 2 to the k.
            #[must_use]
            pub const fn bits(self) -> u64 {
                self.0
            }

            /// Its positions, in order.
            #[inline]
            #[must_use]
            pub const fn iter(self) -> Members {
                Members(self.0)
            }
        }

        impl BitOr for $name {
            type Output = Self;
            #[inline]
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl BitOrAssign for $name {
            #[inline]
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }

        impl BitAnd for $name {
            type Output = Self;
            #[inline]
            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            #[inline]
            fn sub(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }
        }

        impl FromIterator<usize> for $name {
            fn from_iter<I: IntoIterator<Item = usize>>(positions: I) -> Self {
                let mut set = Self::EMPTY;
                positions.into_iter().for_each(|position| set.insert(position));
                set
            }
        }

        impl IntoIterator for $name {
            type Item = usize;
            type IntoIter = Members;
            #[inline]
            fn into_iter(self) -> Members {
                self.iter()
            }
        }
    };
}

set!(
    /// A set of parties, by position in their scenario.
    PartySet
);
set!(
    /// A set of issues, by position on the agenda of their scenario.
    IssueSet
);
set!(
    /// A set of seats at a table, by number.
    SeatSet
);
