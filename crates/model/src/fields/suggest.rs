//! The nearest right word to a wrong one, and short lists of the words allowed.

/// Words longer than this are not compared: they are not slips of the finger.
const COMPARED: usize = 64;

/// How many allowed words a help line names.
const LISTED: usize = 8;

/// The word of `known` that `wrong` was most likely meant to be, if one is near.
///
/// Near is: about one slip in three letters, or the beginning of the word.
/// Case and the difference between `_` and `-` do not count. Ties go to the first word.
///
/// ```
/// use summitry_model::fields::suggest::nearest;
/// assert_eq!(nearest("grwoth", ["initial", "growth"]), Some("growth"));
/// assert_eq!(nearest("sign_partial", ["sign-partial"]), Some("sign-partial"));
/// assert_eq!(nearest("hard", ["easy-first", "hard-first"]), Some("hard-first"));
/// assert_eq!(nearest("colour", ["initial", "growth"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |word: &str| word.to_lowercase().replace('_', "-");
    if wrong.chars().count() > COMPARED {
        return None;
    }
    let wrong = fold(wrong);
    let mut best: Option<(usize, &'a str)> = None;
    for word in known {
        let right = fold(word);
        let slips = strsim::damerau_levenshtein(&wrong, &right);
        let allowed = (wrong.chars().count().max(right.chars().count()) / 3).max(1);
        // One letter for another is no slip where the word has no other letter.
        let near = (slips <= allowed && slips < right.chars().count())
            || (wrong.chars().count() >= 3 && right.starts_with(&wrong))
            || strsim::jaro_winkler(&wrong, &right) >= 0.92;
        if near && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, word));
        }
    }
    best.map(|(_, word)| word)
}

/// The word of `known` that is most like `wrong`, if any is much like it: for words of which one must have been meant.
///
/// ```
/// use summitry_model::fields::suggest::closest;
/// assert_eq!(closest("parties", ["party", "gate"]), Some("party"));
/// assert_eq!(closest("xyz", ["party", "gate"]), None);
/// ```
#[must_use]
pub fn closest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.chars().count() > COMPARED {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let alike = known.into_iter().map(|word| (strsim::jaro_winkler(&wrong, word), word));
    let best = alike
        .filter(|(alike, _)| *alike >= 0.7)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, word)| word)
}

/// The allowed words as a phrase, cut after eight: `` `a`, `b` and `c` ``.
///
/// ```
/// use summitry_model::fields::suggest::listed;
/// assert_eq!(listed(["a"]), "`a`");
/// assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
/// ```
#[must_use]
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    if words.len() > LISTED {
        let rest = words.len() - LISTED;
        return format!("{} and {rest} more", words[..LISTED].join(", "));
    }
    match words.split_last() {
        None => String::from("nothing"),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}
