//! The pages stay short: at most 31,000 words are written by hand.

use crate::docs_page::{page, pages};

const MOST: usize = 31_000;

/// Words of a page: those written by hand, and those of its generated parts, which stand between
/// `<!-- name: … -->` and `<!-- name end -->` or `<!-- end -->`.
fn count(page: &str) -> (usize, usize) {
    let mut in_generated = false;
    let (mut by_hand, mut generated) = (0, 0);
    for line in page.lines() {
        let words = line.split_whitespace().count();
        if let Some(mark) = line.strip_prefix("<!-- ") {
            in_generated = !mark.split_whitespace().take(2).any(|word| word == "end");
        } else if in_generated {
            generated += words;
        } else {
            by_hand += words;
        }
    }
    assert!(!in_generated, "a generated part has no end");
    (by_hand, generated)
}

#[test]
fn generated_parts_do_not_count() {
    let text = "one two\n<!-- a: made -->\nthree\n<!-- a end -->\nfour\n<!-- b: made -->\nfive six\n<!-- end -->\n";
    assert_eq!(count(text), (3, 3));
}

#[test]
fn the_pages_are_at_most_so_long() {
    let mut by_hand = 0;
    for path in pages() {
        let name = path.to_str().unwrap();
        // The history grows with each version, and the parameters are wholly generated.
        if name != "CHANGELOG.md" && name != "docs/parameters.md" {
            by_hand += count(&page(name)).0;
        }
    }
    assert!(
        by_hand <= MOST,
        "{by_hand} words are written by hand, more than {MOST}: say things once, and link"
    );
}
