//! What requester and gatekeeper ended with, against what they could have had.

use summitry_pages::charts::clouds::{Named, Plane, plane};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::{Axis, DataTable, Figure, Shape};

use super::Page;
use super::text::{Fill, party, utility};

/// Points closer than this share a label.
const CLOSE: f64 = 0.012;

impl Page<'_> {
    pub(super) fn bargain(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        let requester = party(debrief, words, debrief.requester);
        let gatekeeper = party(debrief, words, debrief.gatekeeper);
        let (r, g) = (requester.shown().to_owned(), gatekeeper.shown().to_owned());
        self.open(
            "bargain",
            &words.fill("debrief.bargain.title", &[("requester", &r), ("gatekeeper", &g)]),
        );
        let figure = self.plane(&r, &g);
        self.figure(&figure);
        let heads = [words.get("debrief.head.table").to_owned(), r, g];
        let rows: Vec<Vec<String>> = debrief
            .tables
            .iter()
            .map(|table| {
                let key = |name: &str| format!("t{}.{name}", table.number);
                let of = |party: usize| utility(table.utilities.get(party).copied().unwrap_or(0.0));
                vec![
                    Fill::count(table.number as u64).html(&key("bargain.number")),
                    of(debrief.requester).html(&key("requester_utility")),
                    of(debrief.gatekeeper).html(&key("gatekeeper_utility")),
                ]
            })
            .collect();
        self.table(words.get("debrief.bargain.caption"), &heads, &[true, true, true], &rows);
        self.close();
    }

    fn plane(&self, requester: &str, gatekeeper: &str) -> Figure {
        let (debrief, words) = (self.debrief, self.words);
        let tables = words.get("debrief.bargain.tables");
        let mut named: Vec<Named> = Vec::new();
        let mut cells = Vec::new();
        for table in &debrief.tables {
            let of = |party: usize| table.utilities.get(party).copied().unwrap_or(0.0);
            let at = (of(debrief.requester), of(debrief.gatekeeper));
            let name = self.table_name(table.number);
            cells.push(vec![name.clone(), fixed(at.0, 3), fixed(at.1, 3)]);
            let readout = format!("{name}: {} / {}", fixed(at.0, 3), fixed(at.1, 3));
            let near = named.iter_mut().find(|other| {
                (other.at.0 - at.0).abs() < CLOSE && (other.at.1 - at.1).abs() < CLOSE
            });
            match near {
                Some(other) => {
                    other.tag = format!("{}, {}", other.tag, table.number);
                    other.readout = format!("{}; {readout}", other.readout);
                }
                None => named.push(Named {
                    name: tables.to_owned(),
                    tag: table.number.to_string(),
                    at,
                    readout,
                    shape: Shape::Circle,
                    hollow: false,
                }),
            }
        }
        let front = debrief.front.as_ref();
        for (name, at) in front.iter().flat_map(|front| &front.points) {
            let (key, shape) = match name.as_str() {
                "nash" => ("debrief.point.nash", Shape::Square),
                "kalai" => ("debrief.point.kalai", Shape::Circle),
                "kalai-smorodinsky" => ("debrief.point.kalai-smorodinsky", Shape::Triangle),
                "utilitarian" => ("debrief.point.utilitarian", Shape::Diamond),
                _ => ("debrief.point.status-quo", Shape::Cross),
            };
            let shown = words.get(key).to_owned();
            cells.push(vec![shown.clone(), fixed(at[0], 3), fixed(at[1], 3)]);
            named.push(Named {
                readout: format!("{shown}: {} / {}", fixed(at[0], 3), fixed(at[1], 3)),
                name: shown,
                tag: String::new(),
                at: (at[0], at[1]),
                shape,
                hollow: true,
            });
        }
        let line: Vec<(f64, f64)> =
            front.iter().flat_map(|front| &front.line).map(|at| (at[0], at[1])).collect();
        let line_name = words.get("debrief.bargain.front").to_owned();
        cells.extend(line.iter().map(|(x, y)| vec![line_name.clone(), fixed(*x, 3), fixed(*y, 3)]));
        let least = |of: fn(&(f64, f64)) -> f64| {
            let all = line.iter().map(of).chain(named.iter().map(|n| of(&n.at)));
            (all.fold(1.0, f64::min) * 10.0).floor() / 10.0
        };
        let axis = |who: &str| words.fill("debrief.axis.utility", &[("party", &who)]);
        let (x_low, y_low) = (least(|at| at.0), least(|at| at.1));
        let has_front = !line.is_empty();
        Figure {
            name: "debrief-plane".to_owned(),
            title: words.fill(
                "debrief.bargain.figure",
                &[("requester", &requester), ("gatekeeper", &gatekeeper)],
            ),
            alt: words.fill("debrief.bargain.alt", &[("n", &debrief.tables.len())]),
            note: if has_front {
                words.get("debrief.bargain.note").to_owned()
            } else {
                words.get("debrief.bargain.no-front").to_owned()
            },
            drawing: plane(&Plane {
                squares: Vec::new(),
                side: (0.0, 0.0),
                squares_name: String::new(),
                line,
                line_name,
                named,
                x: Axis::exactly(axis(requester), x_low, 1.0, 5),
                y: Axis::exactly(axis(gatekeeper), y_low, 1.0, 5),
            }),
            table: DataTable::new(
                [words.get("debrief.head.what").to_owned(), axis(requester), axis(gatekeeper)],
                cells,
            ),
        }
    }
}
