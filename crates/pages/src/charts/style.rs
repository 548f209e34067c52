//! How drawings look.
//!
//! Colours are those of M. Okabe & K. Ito, "Color universal design: how to make figures and presentations that are friendly to
//! colorblind people" (2008): vermillion, blue, bluish green, orange, sky blue and reddish purple can be distinguished with all common
//! kinds of colour vision. Against white the darker of them are taken, against black the lighter.

/// The colours by day: ink on paper.
pub const LIGHT: &str = "--paper:#fff;--ink:#1a1d21;--soft:#50565e;--rule:#767c85;--grid:#e3e6ea;\
--c1:#0072b2;--c2:#d55e00;--c3:#00795a;--c4:#a8527f;--heat:#0072b2;";

/// The colours by night.
pub const DARK: &str = "--paper:#15181c;--ink:#e9ebee;--soft:#b3b9c1;--rule:#8b929b;--grid:#30353c;\
--c1:#56b4e9;--c2:#e69f00;--c3:#2cc498;--c4:#e09cc4;--heat:#1286cf;";

/// The rules that all drawings share; the colours are custom properties.
pub const DRAWING: &str = "\
svg.fig text{fill:var(--ink);font-size:12px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}\
svg.fig .k{fill:var(--soft)}\
svg.fig .e{text-anchor:end}svg.fig .c{text-anchor:middle}\
svg.fig .b{font-weight:600}\
svg.fig .ax{stroke:var(--rule);fill:none}\
svg.fig .gr{stroke:var(--grid);fill:none}\
svg.fig .s1,svg.fig .s2,svg.fig .s3,svg.fig .s4{fill:none;stroke-width:2;stroke-linejoin:round}\
svg.fig .s1{stroke:var(--c1)}\
svg.fig .s2{stroke:var(--c2);stroke-dasharray:6 3}\
svg.fig .s3{stroke:var(--c3);stroke-dasharray:2 3}\
svg.fig .s4{stroke:var(--c4);stroke-dasharray:9 3 2 3}\
svg.fig .w{stroke-dasharray:none}\
svg.fig .v{stroke-width:5;stroke-dasharray:none;opacity:.55}\
svg.fig .d1{fill:var(--c1)}svg.fig .d2{fill:var(--c2)}svg.fig .d3{fill:var(--c3)}svg.fig .d4{fill:var(--c4)}\
svg.fig .o1,svg.fig .o2,svg.fig .o3,svg.fig .o4{fill:var(--paper);stroke-width:1.6}\
svg.fig .o1{stroke:var(--c1)}svg.fig .o2{stroke:var(--c2)}svg.fig .o3{stroke:var(--c3)}svg.fig .o4{stroke:var(--c4)}\
svg.fig .a1,svg.fig .a2,svg.fig .a3,svg.fig .a4{fill-opacity:.2}\
svg.fig .a1{fill:var(--c1)}svg.fig .a2{fill:var(--c2)}svg.fig .a3{fill:var(--c3)}svg.fig .a4{fill:var(--c4)}\
svg.fig .h{fill:var(--heat)}\
svg.fig .p{fill:var(--paper)}\
svg.fig .q{fill:var(--ink);stroke:var(--paper);stroke-width:1.2}\
svg.fig .qo{fill:var(--paper);stroke:var(--ink);stroke-width:1.6}svg.fig .xx{fill:none;stroke:var(--ink);stroke-width:2}\
svg.fig .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}\
svg.fig .z{fill:var(--ink);fill-opacity:0}";

/// The rules for what shows under the pointer or the focus.
pub const POINTED: &str = "\
svg.fig .t{visibility:hidden;pointer-events:none}\
svg.fig .m:hover>.t,svg.fig .m:focus>.t{visibility:visible}\
svg.fig .m:focus{outline:none}\
svg.fig .m:hover>.z,svg.fig .m:focus>.z{fill-opacity:.1}\
svg.fig .m:focus>.z{stroke:var(--ink);stroke-width:1.5}";

/// Fonts of a drawing outside a page, the commonest first.
pub const FONTS: &str = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

/// Shapes with presentation attributes in place of their classes, in the colours of the day: readers other than browsers know
/// neither custom properties nor, some of them, style sheets.
pub(super) fn literal(shapes: &str) -> String {
    const CLASS: &str = " class=\"";
    const END: &str = "</text>";
    let mut result = String::with_capacity(shapes.len() * 2);
    let mut rest = shapes;
    while let Some((before, after)) = rest.split_once(CLASS) {
        result.push_str(before);
        let (classes, after) = after.split_once('"').unwrap_or((after, ""));
        let element = before.rsplit('<').next().unwrap_or_default();
        let own: Vec<&str> = [element].into_iter().chain(classes.split(' ')).collect();
        // Few readers know `paint-order`: the halo is a text of its own, behind.
        if let (true, Some(end)) = (own.contains(&"halo"), after.find(END)) {
            result.push_str(&attributes(&own));
            result.push_str(&after[..end + END.len()]);
            result.push('<');
            result.push_str(element);
        }
        let own: Vec<&str> = own.into_iter().filter(|of| *of != "halo").collect();
        result.push_str(&attributes(&own));
        rest = after;
    }
    result.push_str(rest);
    result
}

/// What [`DRAWING`] says of an element with these classes, as attributes; later rules come before earlier ones.
fn attributes(names: &[&str]) -> String {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for (selectors, body) in DRAWING.split('}').filter_map(|rule| rule.split_once('{')) {
        let is_meant = |selector: &str| {
            let name = selector.trim_start_matches("svg.fig ").trim_start_matches('.');
            names.contains(&name)
        };
        if !selectors.split(',').any(is_meant) {
            continue;
        }
        for (name, value) in body.split(';').filter_map(|declaration| declaration.split_once(':')) {
            // The root has the font.
            if !matches!(name, "font-family" | "font-size" | "paint-order") {
                found.retain(|(known, _)| *known != name);
                found.push((name, value));
            }
        }
    }
    found.iter().fold(String::new(), |text, (name, value)| {
        let value =
            value.strip_prefix("var(").and_then(|v| v.strip_suffix(')')).map_or(*value, day);
        format!("{text} {name}=\"{}\"", value.trim_end_matches("px"))
    })
}

/// The colour of a custom property by day.
fn day(property: &str) -> &'static str {
    let of = |declaration: &'static str| declaration.split_once(':');
    LIGHT
        .split(';')
        .filter_map(of)
        .find(|(name, _)| *name == property)
        .map_or("none", |(_, value)| value)
}
