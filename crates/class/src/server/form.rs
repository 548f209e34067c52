//! What a form sent.

use std::collections::BTreeMap;

/// The fields of a form; of those with one name the last counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The fields as they were sent.
    #[must_use]
    pub(super) fn of(sent: Vec<(String, String)>) -> Self {
        Fields(sent.into_iter().collect())
    }

    /// A field; empty if it was not sent.
    #[must_use]
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field that is a number.
    #[must_use]
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).trim().parse().ok()
    }

    /// The answers in it: decisions' numbers with a choice's word, or the numbers of an offer's options, as an answer log writes
    /// them. A place of an offer that is missing makes it none.
    #[must_use]
    pub(super) fn answers(&self) -> Vec<(usize, String)> {
        let mut closed: BTreeMap<usize, String> = BTreeMap::new();
        let mut offers: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        for (name, value) in &self.0 {
            let Some(name) = name.strip_prefix('d') else { continue };
            match name.split_once('-') {
                None => {
                    if let Ok(number) = name.parse() {
                        closed.insert(number, value.clone());
                    }
                }
                Some((number, place)) => {
                    if let (Ok(number), Ok(place)) = (number.parse(), place.parse()) {
                        offers.entry(number).or_default().insert(place, value.clone());
                    }
                }
            }
        }
        for (number, options) in offers {
            let is_whole = options.keys().copied().eq(0..options.len());
            if is_whole {
                let options: Vec<String> = options.into_values().collect();
                closed.insert(number, options.join(" "));
            }
        }
        closed.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_decision() {
        let sent = [
            ("d12", "endorse"),
            ("d13-0", "2"),
            ("d13-1", "0"),
            ("d14-1", "3"),
            ("token", "x"),
            ("day", "3"),
            ("dx", "y"),
        ];
        let fields = Fields::of(sent.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec());
        assert_eq!(fields.answers(), [(12, "endorse".to_owned()), (13, "2 0".to_owned())]);
        assert_eq!(fields.number::<u32>("day"), Some(3));
        assert_eq!(fields.get("none"), "");
    }
}
