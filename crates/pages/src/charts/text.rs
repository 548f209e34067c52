//! Texts of others on their way into a page or a picture.

/// Whether a character turns the direction of what follows. Such marks are dropped: every text of others is
/// isolated, so that it can turn nothing but itself, and then they are of no use.
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The text without marks of direction and without what XML cannot hold; breaks and tabs are blanks.
///
/// ```
/// use summitry_pages::charts::text::plain;
/// assert_eq!(plain("a\u{202e}b\u{0}c\n d"), "abc d");
/// ```
#[must_use]
pub fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut blank = true;
    for c in text.chars() {
        if c.is_whitespace() {
            if !blank {
                result.push(' ');
            }
            blank = true;
        } else if !turns(c) && !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') {
            result.push(c);
            blank = false;
        }
    }
    result.truncate(result.trim_end().len());
    result
}

/// The text as XML and HTML take it, within quotes too.
///
/// ```
/// use summitry_pages::charts::text::escaped;
/// assert_eq!(escaped("<a b='&'>"), "&lt;a b=&#39;&amp;&#39;&gt;");
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            '\n' | '\t' => result.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => result.push(c),
        }
    }
    result
}

/// The text between the marks that keep its direction to itself, where it has letters that run from right to left.
#[must_use]
pub fn isolated(text: &str) -> String {
    let rightward = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if text.contains(rightward) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// About how wide a text is at 12 units a line, in the wider ones of the common sans-serifs: that which fits by this measure
/// fits in them all.
#[must_use]
pub fn width(text: &str) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' | ' ' => 4.0,
        'f' | 't' | 'r' | '-' | '(' | ')' => 4.9,
        'm' | 'M' | '%' | '@' | '—' | '…' => 11.8,
        'w' | 'W' | '=' | '<' | '>' | '+' | '−' | '~' => 10.1,
        '\u{2066}'..='\u{2069}' => 0.0,
        'A'..='Z' => 8.6,
        c if (c as u32) < 0x1100 => 7.7,
        _ => 12.5,
    };
    text.chars().map(of).sum()
}

/// How much wider bold letters are.
pub(super) const BOLD: f64 = 1.13;

/// The text cut to a width, with an ellipsis where something was cut.
///
/// ```
/// use summitry_pages::charts::text::cut;
/// assert_eq!(cut("Framework for further talks", 80.0), "Framework…");
/// assert_eq!(cut("Kyiv", 80.0), "Kyiv");
/// ```
#[must_use]
pub fn cut(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut result = String::new();
    for c in text.chars() {
        result.push(c);
        if width(&result) + 12.0 > most {
            break;
        }
    }
    format!("{}…", result.trim_end())
}
