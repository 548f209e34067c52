//! How often each number came up, in memory that grows with the distinct numbers and not with all.

/// Numbers that are kept before they are sorted into the rest.
const BUFFER: usize = 4096;

/// Counts of `N` kinds by key, in rising order of the keys.
#[derive(Clone, Debug)]
pub(super) struct Counts<const N: usize> {
    sorted: Vec<(i64, [u64; N])>,
    buffer: Vec<(i64, usize)>,
}

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        Counts { sorted: Vec::new(), buffer: Vec::new() }
    }
}

impl<const N: usize> Counts<N> {
    /// Counts a key under a kind; whether the buffer is full, and [`Counts::settle`] is due.
    pub(super) fn add(&mut self, key: i64, kind: usize) -> bool {
        self.buffer.push((key, kind));
        self.buffer.len() >= BUFFER
    }

    /// Sorts what is in the buffer into the rest, and gives how many distinct keys there are.
    pub(super) fn settle(&mut self) -> usize {
        if !self.buffer.is_empty() {
            self.buffer.sort_unstable();
            let mut merged = Vec::with_capacity(self.sorted.len() + self.buffer.len());
            let mut there = self.sorted.drain(..).peekable();
            let mut new = self.buffer.drain(..).peekable();
            loop {
                let key = match (there.peek(), new.peek()) {
                    (Some((a, _)), Some((b, _))) => *a.min(b),
                    (Some((a, _)), None) => *a,
                    (None, Some((b, _))) => *b,
                    (None, None) => break,
                };
                let mut counts = there.next_if(|of| of.0 == key).map_or([0; N], |of| of.1);
                while let Some((_, kind)) = new.next_if(|of| of.0 == key) {
                    counts[kind] += 1;
                }
                merged.push((key, counts));
            }
            drop((there, new));
            merged.shrink_to_fit();
            self.sorted = merged;
        }
        self.sorted.len()
    }

    /// The keys with their counts, as of the last [`Counts::settle`].
    pub(super) fn sorted(&self) -> &[(i64, [u64; N])] {
        &self.sorted
    }

    /// Puts every two neighbouring keys, 2k and 2k + 1, together as k; gives how many are left.
    pub(super) fn halve(&mut self) -> usize {
        self.sorted.iter_mut().for_each(|of| of.0 >>= 1);
        self.sorted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1.iter_mut().zip(next.1).for_each(|(sum, more)| *sum += more);
            }
            same
        });
        self.sorted.len()
    }
}
