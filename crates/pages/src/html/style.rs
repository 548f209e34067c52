//! The rules of style that pages share.

use crate::charts::style;

/// What every page has, on a screen and on paper: type, headings, notes, tables and figures.
pub const BASE: &str = "\
*{box-sizing:border-box}\
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;\
overflow-wrap:anywhere}\
main{max-width:76rem;margin:0 auto;padding:1.5rem 1rem 3rem}\
.kicker{margin:0;color:var(--soft)}\
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem}\
h2{font-size:1.35rem;line-height:1.25;margin:2.5rem 0 .75rem}\
h3{font-size:1.0625rem;line-height:1.35;margin:0 0 .5rem}\
p{margin:0 0 .75rem}\
.lead,.note,.hint{color:var(--soft)}.note,.hint{font-size:.9375rem;line-height:1.45}\
.said{border-inline-start:4px solid var(--c1);padding-inline-start:1rem}\
svg.fig{display:block;width:100%;height:auto;overflow:visible}\
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\
table{border-collapse:collapse;line-height:1.35}\
th,td{text-align:start;vertical-align:top}th{font-weight:600}\
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}\
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
footer{color:var(--soft);font-size:.9375rem;margin-top:2.5rem}\
summary:focus-visible,.scroll:focus-visible,.wide:focus-visible,a:focus-visible{outline:2px solid var(--c1);outline-offset:2px}";

/// What a page for reading adds: a column on a phone, two figures beside each other where there is room, and on paper.
pub const READING: &str = "\
.lead,.said{max-width:44rem}.said{font-size:1.1875rem}\
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr));gap:2.5rem 3rem;align-items:start}\
figure{margin:0;min-width:0;max-width:36rem}\
figure .note{margin:.5rem 0 .35rem}\
summary{cursor:pointer;font-size:.9375rem;padding:.35rem 0}\
.scroll{overflow:auto;max-height:24rem;border:1px solid var(--grid)}\
table{font-size:.875rem;overflow-wrap:normal}\
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--grid)}\
th{position:sticky;top:0;background:var(--paper)}\
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.25rem;margin:0 0 1rem}\
dt{color:var(--soft)}dd{margin:0;min-width:0}\
pre{margin:0;padding:.75rem 1rem;border:1px solid var(--grid);overflow-x:auto;white-space:pre-wrap;font-size:.9375rem}\
.limits{max-width:44rem;padding-inline-start:1.2rem}.limits li{margin-bottom:.5rem}\
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}\
@page{margin:14mm}\
@media print{body{font-size:10pt}main{max-width:none;padding:0}.grid{grid-template-columns:1fr 1fr;gap:7mm 9mm}\
.said{font-size:11.5pt}h1{font-size:17pt}h2{font-size:13pt;break-after:avoid}h3{font-size:10pt}.note,footer,.limits,dl,pre{font-size:8.5pt}\
figure,.limits li,dl,pre{break-inside:avoid}figure .note{margin-bottom:0}details,.hint{display:none}}";

/// The style of a page: colours by day, by night and on paper, [`BASE`], figures, and then these rules.
#[must_use]
pub fn stylesheet(rules: &[&str]) -> String {
    let (light, dark) = (style::LIGHT, style::DARK);
    format!(
        ":root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\
         @media print{{:root{{color-scheme:light;{light}}}}}{BASE}{}{}{}",
        style::DRAWING,
        style::POINTED,
        rules.concat()
    )
}
