//! Pages for what is not to be had.

use super::Chrome;

/// A page that says why there is none.
///
/// The keys are `gone.not-found`, `gone.code`, `gone.too-many`, `gone.elsewhere`, `gone.over`, `gone.removed`,
/// `gone.unwritable`, `gone.link`, `gone.forbidden` and `gone.full`; each has a title, `KEY`, and a text, `KEY-text`.
#[must_use]
pub fn gone(chrome: &Chrome<'_>, key: &str) -> String {
    let _ = (chrome, key);
    String::new()
}
