//! One cell of a table: a number as people and spreadsheets write it, or why it is none.

use summitry_model::fields::slip;

/// A number; none where the cell is empty.
///
/// `comma` says whether a comma may be a decimal one: it may where other characters separate columns.
pub(super) fn number(text: &str, comma: bool) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() || crate::output::is_missing(text.as_bytes()) {
        return Ok(None);
    }
    let plain = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    // A space between thousands, also one that does not break, says nothing.
    if let Some(number) = plain(text) {
        return Ok(Some(number));
    }
    let commas = text.matches(',').count();
    let after = text.rsplit(',').next().unwrap_or_default();
    if commas == 1 && !text.contains('.') && plain(&text.replace(',', ".")).is_some() {
        if !comma {
            let point = text.replace(',', ".");
            return Err(format!(
                "\"{text}\" has a decimal comma; in a table with commas between columns write {point}"
            ));
        }
        if after.len() == 3 && after.chars().all(|c| c.is_ascii_digit()) && !text.starts_with('0') {
            let (point, whole) = (text.replace(',', "."), text.replace(',', ""));
            return Err(format!("\"{text}\" may be {point} or {whole}; write one of them"));
        }
        return Ok(plain(&text.replace(',', ".")));
    }
    if is_date(text) {
        return Err(format!(
            "\"{text}\" is a date, and a number belongs here; spreadsheets turn 1.5 or 3/4 into dates: format the column as text or number"
        ));
    }
    match slip::number(text) {
        Some(number) => Err(format!("\"{text}\" is not written as a number; write {number}")),
        None => Err(format!("\"{text}\" is not a number")),
    }
}

/// Whether a text has the form of a date: two or three parts, of which at least two are numbers, with dots, slashes, hyphens or
/// blanks between them.
fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    let whole = [text, date].into_iter().any(|text| {
        let parts: Vec<&str> = text.split(['.', '/', '-', ' ']).filter(|p| !p.is_empty()).collect();
        let digits = |part: &&&str| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
        let named = |part: &&&str| {
            let lower = part.to_lowercase();
            MONTHS.iter().any(|month| lower.starts_with(month))
        };
        let (numbers, names) =
            (parts.iter().filter(digits).count(), parts.iter().filter(named).count());
        (2..=3).contains(&parts.len())
            && numbers + names == parts.len()
            && names <= 1
            && (names == 1 || numbers >= 2)
    });
    whole && !text.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written_and_refused_with_what_to_write() {
        assert_eq!(number(" 80 ", false), Ok(Some(80.0)));
        assert_eq!(number("-1.5e1", false), Ok(Some(-15.0)));
        assert_eq!(number("", true), Ok(None));
        assert_eq!(number("n/a", true), Ok(None));
        assert_eq!(number("80,5", true), Ok(Some(80.5)));
        assert_eq!(number("0,125", true), Ok(Some(0.125)));
        for (text, comma, part) in [
            ("80,5", false, "write 80.5"),
            ("1,234", true, "may be 1.234 or 1234"),
            ("80%", false, "write"),
            ("2026-05-01", false, "is a date"),
            ("01.05.2026", true, "is a date"),
            ("5/1/26", false, "is a date"),
            ("1. May", false, "is a date"),
            ("May-26", false, "is a date"),
            ("high", false, "is not a number"),
            ("inf", false, "is not a number"),
        ] {
            let fault = number(text, comma).unwrap_err();
            assert!(fault.contains(part), "{text}: {fault}");
        }
    }
}
