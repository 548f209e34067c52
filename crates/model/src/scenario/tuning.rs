//! The grid over which the parameters of a family of gates are searched.

use super::gates::FAMILIES;

/// For each family, in the order of [`FAMILIES`]: axes, each of which sets parameters to one of its values. What no axis
/// names is as it comes.
pub const GRID: [&[&[&str]]; FAMILIES.len()] = [
    &[&["delay=0", "delay=10", "delay=20", "delay=40", "delay=80", "delay=160"]],
    &[&["n=1", "n=2", "n=3", "n=4", "n=6", "n=8", "n=10", "n=12"]],
    &[
        &["preparation=0.2", "preparation=0.35", "preparation=0.5", "preparation=0.65"],
        &["cohesion=0", "cohesion=0.4", "cohesion=0.6"],
    ],
    &[&["n=1", "n=2", "n=4", "n=6"], &["bilateral=0.15", "bilateral=0.3", "bilateral=0.5"]],
    &[
        &["inner=rounds-first,n=4", "inner=rounds-first,n=8", "inner=readiness,preparation=0.5"],
        &["day=90,strain=0.9", "day=150,strain=0.9", "day=280,strain=0.9", "day=280,strain=0.5"],
    ],
    &[
        &["n=3", "n=8", "n=12"],
        &["preparation=0.35,endorsed=0.6", "preparation=0.55,endorsed=1"],
        &["calm=5", "calm=14"],
    ],
];

/// The gates of the grid that a gate as it was typed leaves open: what it sets is kept, the rest of the axes is gone through. A
/// gate that is of no family, or sets all that an axis would, is the only one.
///
/// ```
/// use summitry_model::scenario::tuning::points;
/// assert_eq!(points("rounds-first").len(), 8);
/// assert_eq!(points("readiness:cohesion=0.5")[0], "readiness:cohesion=0.5,preparation=0.2");
/// assert_eq!(points("rounds-first:n=5"), ["rounds-first:n=5"]);
/// assert_eq!(points("deadline-override:inner=readiness")[0], "deadline-override:inner=readiness,day=90,strain=0.9");
/// assert!(points("deadline-override:n=5").iter().all(|point| point.contains("inner=rounds-first")));
/// ```
#[must_use]
pub fn points(gate: &str) -> Vec<String> {
    let (name, typed) = gate.split_once(':').unwrap_or((gate, ""));
    let Some(family) = FAMILIES.iter().position(|family| family.name == name.trim()) else {
        return vec![gate.to_owned()];
    };
    let key = |setting: &str| setting.split('=').next().unwrap_or_default().trim().to_owned();
    let fixed: Vec<String> = typed.split(',').map(key).filter(|key| !key.is_empty()).collect();
    let typed = typed.trim().trim_end_matches(',');
    let mut points = vec![typed.to_owned()];
    for axis in GRID[family] {
        let mut values: Vec<String> = Vec::new();
        // Whose parameters the inner family has, is said by whoever names it; and one that is named for another has none.
        let inner = |value: &str| value.split(',').find(|s| key(s) == "inner").map(str::to_owned);
        if fixed.contains(&"inner".to_owned()) && axis.iter().any(|value| inner(value).is_some()) {
            continue;
        }
        let suits = |value: &&&str| {
            let of = inner(value);
            let takes = |name: &str| {
                FAMILIES
                    .iter()
                    .filter(|f| {
                        of.as_deref() == Some(&format!("inner={}", f.name))
                            || f.name == FAMILIES[family].name
                    })
                    .any(|f| f.parameters.iter().any(|p| p.key == name))
            };
            of.is_none() || fixed.iter().all(|name| takes(name))
        };
        for value in axis.iter().filter(suits) {
            let open: Vec<&str> =
                value.split(',').filter(|setting| !fixed.contains(&key(setting))).collect();
            let open = open.join(",");
            if !values.contains(&open) {
                values.push(open);
            }
        }
        if values.is_empty() {
            continue;
        }
        let join = |point: &String, value: &String| match (point.as_str(), value.as_str()) {
            ("", other) | (other, "") => other.to_owned(),
            (point, value) => format!("{point},{value}"),
        };
        points = points.iter().flat_map(|p| values.iter().map(move |v| join(p, v))).collect();
    }
    let whole = |point: String| {
        if point.is_empty() { name.trim().to_owned() } else { format!("{}:{point}", name.trim()) }
    };
    points.into_iter().map(whole).collect()
}
