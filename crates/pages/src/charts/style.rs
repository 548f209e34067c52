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
