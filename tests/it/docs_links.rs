//! Links between the pages lead somewhere.

use std::fs;
use std::path::Path;

use crate::docs_page::pages;

#[test]
fn links_lead_to_files() {
    let mut checked = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with('#') {
                continue;
            }
            let (file, _) = link.split_once('#').unwrap_or((link, ""));
            let target = path.parent().unwrap_or(Path::new("")).join(file);
            assert!(target.exists(), "{} links to {link}, which is not there", path.display());
            checked += 1;
        }
    }
    assert!(checked > 5, "only {checked} links were seen");
}
