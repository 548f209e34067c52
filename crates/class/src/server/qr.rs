//! QR codes of links.

use fast_qr::{ECL, QRBuilder};

/// A QR code as text for a terminal, two rows per line; none if the link is too long.
#[must_use]
pub fn text(link: &str) -> Option<String> {
    Some(QRBuilder::new(link).ecl(ECL::M).build().ok()?.to_str())
}

/// A QR code as an `svg` element with a label, dark on light in every colour scheme; empty if the link is too long.
#[must_use]
pub fn svg(link: &str, label: &str) -> String {
    const QUIET: usize = 4;
    let Ok(code) = QRBuilder::new(link).ecl(ECL::M).build() else { return String::new() };
    let size = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                path += &format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET);
            }
        }
    }
    let label = summitry_pages::charts::text::escaped(label);
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_drawn() {
        let svg = svg("http://192.168.4.2:8765/join?code=ABCDE", "the <link>");
        assert!(svg.starts_with("<svg") && svg.contains("&lt;link&gt;") && svg.len() > 2_000);
        assert!(text("http://127.0.0.1/").unwrap().lines().count() > 10);
    }
}
