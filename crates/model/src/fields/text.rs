//! Texts of files and command lines on their way to a screen.

/// Whether a character would steer a terminal, is not seen, or turns the direction of what follows.
///
/// ```
/// use summitry_model::fields::text::unseen;
/// assert!(unseen('\u{1b}') && unseen('\u{202e}') && unseen('\u{200b}'));
/// assert!(!unseen(' ') && !unseen('é') && !unseen('日'));
/// ```
#[must_use]
pub fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text with a replacement character for each that is [`unseen`].
#[must_use]
pub fn tame(text: &str) -> String {
    text.chars().map(|c| if unseen(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
