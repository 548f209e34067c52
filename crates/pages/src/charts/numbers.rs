//! Numbers as people read them.

/// A whole number with commas between thousands.
///
/// ```
/// use summitry_pages::charts::numbers::grouped;
/// assert_eq!(grouped(1_234_567), "1,234,567");
/// ```
#[must_use]
pub fn grouped(number: u64) -> String {
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

/// A number with so many decimals; never `-0`.
///
/// ```
/// use summitry_pages::charts::numbers::fixed;
/// assert_eq!(fixed(-0.01, 1), "0.0");
/// assert_eq!(fixed(12.25, 2), "12.25");
/// ```
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        _ => text,
    }
}

/// A number in as few digits as tell it: at most four that count, no zeros at the end.
///
/// ```
/// use summitry_pages::charts::numbers::short;
/// assert_eq!([0.25, 3.0, 1234.5, 0.00071].map(short), ["0.25", "3", "1234", "0.00071"]);
/// ```
#[must_use]
pub fn short(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size >= 1000.0 || size == 0.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ if size >= 0.1 => 3,
        _ if size >= 0.001 => 5,
        _ => 8,
    };
    let text = fixed(value, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share as a percentage, without its sign.
#[must_use]
pub fn percent(share: f64) -> String {
    fixed(share * 100.0, 1)
}

/// A place in a drawing, to a tenth.
pub(super) fn place(value: f64) -> String {
    let text = fixed(value, 1);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
