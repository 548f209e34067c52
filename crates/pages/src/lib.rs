//! Figures, reports and stories, as SVG and HTML.
//!
//! Internal to `summitry`, which alone promises an API.

pub mod assessment;
pub mod charts;
pub mod html;
pub mod report;
pub mod story;
