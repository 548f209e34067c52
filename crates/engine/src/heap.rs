//! A 4-ary min-heap of 128-bit keys.
//!
//! Which of four children is the least cannot be predicted, and a wrong guess costs more than all comparisons of a
//! level: so a key sinks without branches, all the way down, and groups of children are padded to be whole.

use std::hint::select_unpredictable;

const ARITY: usize = 4;

/// Fills a group of children. No key has this value.
const PADDING: u128 = u128::MAX;

/// Keys, the least first. Equal keys are not distinguished.
#[derive(Clone, Debug)]
pub(super) struct KeyHeap {
    /// The root, then groups of [`ARITY`] children, the last one padded: the children of `place` begin at
    /// `ARITY * place + 1`.
    keys: Vec<u128>,
    len: usize,
}

impl KeyHeap {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        let keys = if capacity == 0 { Vec::new() } else { Vec::with_capacity(capacity + ARITY) };
        KeyHeap { keys, len: 0 }
    }

    /// Removes all keys and keeps its memory.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.len = 0;
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The least key.
    #[inline]
    pub(super) fn first(&self) -> Option<u128> {
        // Without keys, the root is padding or not there.
        self.keys.first().copied().filter(|&key| key != PADDING)
    }

    /// The least key but the root.
    pub(super) fn second(&self) -> Option<u128> {
        let group = self.keys.get(1..=ARITY)?;
        group.iter().copied().min().filter(|&key| key != PADDING)
    }

    #[inline]
    pub(super) fn push(&mut self, key: u128) {
        let mut place = self.len;
        if place == self.keys.len() {
            let group = if place == 0 { 1 } else { ARITY };
            self.keys.resize(place + group, PADDING);
        }
        self.len += 1;
        while place > 0 {
            let parent = (place - 1) / ARITY;
            let above = self.keys[parent];
            if above <= key {
                break;
            }
            self.keys[place] = above;
            place = parent;
        }
        self.keys[place] = key;
    }

    /// Puts `key` in the place of the least one.
    #[inline]
    pub(super) fn replace_first(&mut self, key: u128) {
        sink(&mut self.keys, 0, key);
    }

    /// Removes the least key.
    #[inline]
    pub(super) fn remove_first(&mut self) {
        if self.len > 0 {
            self.len -= 1;
            let last = std::mem::replace(&mut self.keys[self.len], PADDING);
            if self.len > 0 {
                sink(&mut self.keys, 0, last);
            }
        }
    }

    /// Keeps the keys that `keep` holds for.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        self.keys.retain(|&key| key != PADDING && keep(key));
        self.len = self.keys.len();
        let groups = self.len.saturating_sub(1).div_ceil(ARITY);
        if self.len > 0 {
            self.keys.resize(1 + groups * ARITY, PADDING);
        }
        for parent in (0..groups).rev() {
            let key = self.keys[parent];
            sink(&mut self.keys, parent, key);
        }
    }
}

/// Puts `key` at `place`, below which the heap is in order, and restores the order from there on.
///
/// On the way down along the least children, the lesser of key and child stays and the greater goes on. Below the
/// key's own place this moves every child on the way into its own place again: wasted, and cheaper than a branch.
#[inline]
fn sink(keys: &mut [u128], mut place: usize, mut key: u128) {
    loop {
        let first = ARITY * place + 1;
        let Some(&[a, b, c, d]) = keys.get(first..).and_then(|below| below.first_chunk::<ARITY>())
        else {
            break;
        };
        let (b_leads, d_leads) = (b < a, d < c);
        let left = select_unpredictable(b_leads, b, a);
        let right = select_unpredictable(d_leads, d, c);
        let right_leads = right < left;
        let least = select_unpredictable(right_leads, right, left);
        let child =
            select_unpredictable(right_leads, 2 + usize::from(d_leads), usize::from(b_leads));
        let stays = key <= least;
        keys[place] = select_unpredictable(stays, key, least);
        key = select_unpredictable(stays, least, key);
        place = first + child;
    }
    keys[place] = key;
}
