//! Numbers, paths and text as people read them.

use std::path::Path;

use super::screen::BOLD;

pub(super) use summitry_model::fields::text::sanitize as tame;

/// A whole number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 run`, `1,000 runs`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A path, without what could steer a terminal.
pub(super) fn path(path: &Path) -> String {
    tame(&path.to_string_lossy())
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Columns that a text takes on a terminal: two for a wide character, none for a style.
pub(super) use textwrap::core::display_width as columns_of;

/// A text in lines of at most so many columns, broken between words; all lines but the first begin
/// with `indent`. A word that is longer than a line stands alone.
pub(super) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

/// The beginning of a text, with an ellipsis if it takes more than so many columns.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if columns_of(text) <= width {
        return text.to_owned();
    }
    let mut start = String::new();
    for c in text.chars() {
        start.push(c);
        if columns_of(&start) >= width {
            start.pop();
            break;
        }
    }
    start + "…"
}

/// An entry of a list: its id in bold, its title, and a line about it.
pub(super) fn headed(id: &str, title: &str, line: &str, width: usize) -> String {
    let head = wrap(&format!("{id}  {title}"), width, "    ");
    let head = head.replacen(id, &format!("{BOLD}{id}{BOLD:#}"), 1);
    let line = wrap(line, width.saturating_sub(4), "").replace('\n', "\n    ");
    format!("{head}\n    {line}\n")
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let numbers = [0, 999, 1000, 12_345, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(counted(1, "run", "runs"), "1 run");
    }

    #[test]
    fn lines_break_between_words_only() {
        assert_eq!(wrap("one two three", 7, "  "), "one two\n  three");
        assert_eq!(wrap("incomprehensible one", 4, ""), "incomprehensible\none");
        assert_eq!(wrap("", 4, ""), "");
        assert_eq!(wrap("  7  one two-three", 8, ""), "  7  one\ntwo-three");
        assert_eq!(wrap("東京 大阪", 8, ""), "東京\n大阪");
    }

    #[test]
    fn a_long_name_ends_in_an_ellipsis() {
        assert_eq!(shorten("Kyiv", 4), "Kyiv");
        assert_eq!(shorten("Kyiv and Washington", 9), "Kyiv and…");
        assert_eq!(shorten("東京都庁", 6), "東京…");
    }

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        assert_eq!(tame("Kyiv\u{1b}[2J – rounds\n"), "Kyiv\u{fffd}[2J – rounds\u{fffd}");
    }

    #[test]
    fn a_shell_reads_the_word_back() {
        assert_eq!(quoted("meeting.rounds.gap=15"), "meeting.rounds.gap=15");
        assert_eq!(quoted("my file.toml"), "'my file.toml'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
