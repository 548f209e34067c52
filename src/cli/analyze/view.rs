//! The findings of a method, as tables or as JSON.

use serde_json::{Map, Value, json};

use summitry_lab::analysis::cart::Tree;
use summitry_lab::analysis::morris::{Effects, Steps};
use summitry_lab::analysis::prcc::Correlation;
use summitry_lab::analysis::prim::{Stage, Step};
use summitry_lab::analysis::sobol::{Indices, by_blocks, rows_of_base};
use summitry_lab::analysis::tables::{Index, of_morris, of_prcc, of_sobol};
use summitry_lab::analysis::{
    Columns, Estimate, Found, Limits, Method, Options, Threshold, varies_only_by_rounding,
};

use crate::cli::format::{counted, grouped, percent, tame, wrap};
use crate::cli::table::{Column, table, table_with_text};

/// A result, and what it is about.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// What the result is about, as a line.
    pub head: String,
    /// The same, as the first keys of JSON.
    pub about: Value,
    pub method: Method,
    pub columns: &'a Columns,
    pub found: &'a Found,
    pub options: &'a Options,
    pub seed: u64,
    pub threshold: Option<Threshold>,
    /// The share of the variance between rows that is replication noise, or a bound; `None` where it is not known.
    pub noise: Option<f64>,
    /// What the intervals of means by level are of.
    pub luck: &'static str,
}

/// Pairs, steps or leaves that a screen shows.
const SHOWN: usize = 12;

impl View<'_> {
    /// The result in so many columns.
    pub(super) fn table(&self, width: usize) -> String {
        let body = match self.found {
            Found::Sobol(found) => self.sobol(found, width),
            Found::Morris(found) => self.morris(found, width),
            Found::Prcc(found) => self.prcc(found, width),
            Found::Prim { steps, chosen, quasi_p } => self.prim(steps, *chosen, quasi_p, width),
            Found::Cart(tree) => self.cart(tree, width),
            Found::Response(of) => self.response(of, width),
        };
        let mut text = format!("{}\n{body}", wrap(&self.head, width, "  "));
        if self.method == Method::Prcc {
            for line in self.as_numbers() {
                text.push_str(&format!("\n{}\n", wrap(&line, width, "")));
            }
        }
        if varies_only_by_rounding(&self.columns.output) {
            let line = "The output varies only by rounding, so this result means nothing.";
            text.push_str(&format!("\n{}\n", wrap(line, width, "")));
        }
        text
    }

    /// What a design is made of, and how many of these were left out, as one of their rows has no output.
    fn dropped(&self, used: usize, size: usize, one: &str, many: &str) -> String {
        match (self.columns.rows() / size).saturating_sub(used) {
            0 => String::new(),
            dropped => {
                let dropped = counted(dropped as u64, one, many);
                format!(" ({dropped} left out, each with a row without output)")
            }
        }
    }

    /// For ranks, which of two words is 0 and which is 1.
    fn as_numbers(&self) -> impl Iterator<Item = String> {
        self.names().zip(&self.columns.words).filter_map(|(name, words)| match words.as_slice() {
            [low, high] => Some(format!("{name}: {} is 0, {} is 1.", tame(low), tame(high))),
            _ => None,
        })
    }

    fn names(&self) -> impl Iterator<Item = String> {
        self.columns.names.iter().map(|name| tame(name))
    }

    /// The line that says how intervals were made.
    fn intervals(&self, of: &str) -> String {
        let with = self.options.bootstrap;
        if with.resamples == 0 {
            return "no intervals".to_owned();
        }
        format!(
            "{} % intervals from {} of the {of}, seed {}",
            percent_of_confidence(with.confidence),
            counted(with.resamples as u64, "resample", "resamples"),
            self.seed
        )
    }

    fn sobol(&self, found: &Indices, width: usize) -> String {
        let base = counted(found.base as u64, "base point", "base points");
        let with_second = found.second.is_some();
        let order = if with_second { "with" } else { "without" };
        let size = rows_of_base(found.first.len(), with_second);
        let dropped = self.dropped(found.base, size, "base point", "base points");
        let blocks = match by_blocks(&self.columns.slices()) {
            Some(_) if !with_second => ", rows in the blocks of R's sensitivity",
            _ => "",
        };
        let head = format!(
            "Sobol' indices from {base}{dropped}, {order} second order{blocks}; {}",
            self.intervals("base points")
        );
        let order = falling(found.total.iter().map(|estimate| estimate.value));
        let names: Vec<String> = self.names().collect();
        let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
        let mut columns = vec![
            Column::left("Input", 0, pick(&|k| names[k].clone())),
            Column::right("First", 1, pick(&|k| index(found.first[k].value))),
            Column::right("Total", 0, pick(&|k| index(found.total[k].value))),
        ];
        if let Some(ends) = self.ends() {
            columns.insert(
                2,
                Column::right(ends.clone(), 3, pick(&|k| reach(&found.first[k], index))),
            );
            columns.push(Column::right(ends, 2, pick(&|k| reach(&found.total[k], index))));
        }
        let bars: Vec<f64> = order.iter().map(|&k| found.total[k].value.max(0.0)).collect();
        let Estimate { value: sum, interval } = found.sum_first;
        let ends = interval.map_or_else(String::new, |ends| {
            let (low, high) = (index(ends.low), index(ends.high));
            format!(
                " ({} % CI {low} to {high})",
                percent_of_confidence(self.options.bootstrap.confidence)
            )
        });
        let rest = match interval {
            // One input has no interactions: what is missing is chance.
            _ if names.len() == 1
                || sum >= 0.95
                || varies_only_by_rounding(&self.columns.output) =>
            {
                ""
            }
            Some(ends) if ends.high >= 1.0 => ", which does not show that inputs interact",
            Some(ends) => match self.noise {
                Some(0.0) => ": the rest is due to interactions",
                Some(noise) if ends.high + noise < 1.0 => {
                    ": the rest is due to interactions and, in the share given below, to replication noise"
                }
                Some(_) => {
                    ": replication noise may be all of the rest, so interactions are not shown"
                }
                None => {
                    ": the rest is due to interactions or, if runs of the same inputs differ, to noise, which cannot be told \
                     apart without replications"
                }
            },
            None => ": the rest may be due to interactions, noise or chance",
        };
        let line = format!("The first-order indices add up to {}{ends}{rest}.", index(sum));
        let mut text = format!(
            "{}\n\n{}\n{}\n",
            wrap(&head, width, "  "),
            table(columns, &bars, width),
            wrap(&line, width, "")
        );
        if let Some(pairs) = found.second.as_ref().filter(|pairs| !pairs.is_empty()) {
            text.push('\n');
            text.push_str(&self.pairs(pairs, &names, width));
        }
        text
    }

    fn pairs(
        &self,
        pairs: &[((usize, usize), Estimate)],
        names: &[String],
        width: usize,
    ) -> String {
        let mut order = falling(pairs.iter().map(|(_, estimate)| estimate.value.abs()));
        order.truncate(SHOWN);
        let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
        let pair = |k: usize| {
            let (i, j) = pairs[k].0;
            format!("{} × {}", names[i], names[j])
        };
        let mut columns = vec![
            Column::left("Pair", 0, pick(&pair)),
            Column::right("Second", 0, pick(&|k| index(pairs[k].1.value))),
        ];
        if let Some(ends) = self.ends() {
            columns.push(Column::right(ends, 1, pick(&|k| reach(&pairs[k].1, index))));
        }
        let mut text = table(columns, &[], width);
        if pairs.len() > order.len() {
            let rest = pairs.len() - order.len();
            let word = counted(rest as u64, "more pair", "more pairs");
            text.push_str(&format!("{word}; --format json and --out DIR have all\n"));
        }
        text
    }

    fn morris(&self, found: &Effects, width: usize) -> String {
        let steps = match found.steps {
            Steps::Lattice(levels) => {
                format!("steps of {levels}/{} of a range ({levels} levels)", 2 * (levels - 1))
            }
            Steps::Inputs => {
                "steps taken from the rows, over each input's range in the table".to_owned()
            }
        };
        let head = format!(
            "Elementary effects over {}{}, {steps}; {}",
            counted(found.trajectories as u64, "trajectory", "trajectories"),
            self.dropped(found.trajectories, found.effects.len() + 1, "trajectory", "trajectories"),
            self.intervals("trajectories")
        );
        let effects = &found.effects;
        let order = falling(effects.iter().map(|effect| effect.mu_star.value));
        let names: Vec<String> = self.names().collect();
        let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
        let known = |value: f64| if value.is_nan() { String::new() } else { short(value) };
        let mut columns = vec![
            Column::left("Input", 0, pick(&|k| names[k].clone())),
            Column::right("μ*", 0, pick(&|k| short(effects[k].mu_star.value))),
            Column::right("μ", 2, pick(&|k| known(effects[k].mu.value))),
            Column::right("σ", 1, pick(&|k| known(effects[k].sigma.value))),
        ];
        if let Some(ends) = self.ends() {
            columns.insert(2, Column::right(ends, 3, pick(&|k| reach(&effects[k].mu_star, short))));
        }
        let bars: Vec<f64> = order.iter().map(|&k| effects[k].mu_star.value).collect();
        let mut text = format!("{}\n\n{}", wrap(&head, width, "  "), table(columns, &bars, width));
        if effects.iter().any(|effect| effect.mu.value.is_nan()) {
            let line = "A group has μ* alone: its inputs have no direction in common.";
            text.push_str(&format!("{}\n", wrap(line, width, "")));
        }
        text
    }

    fn prcc(&self, found: &[Correlation], width: usize) -> String {
        let level = percent_of_confidence(self.options.bootstrap.confidence);
        let head = format!("Partial rank correlations; {level} % intervals by Fisher's z");
        let order = falling(found.iter().map(|found| found.estimate.value.abs()));
        let names: Vec<String> = self.names().collect();
        let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
        let columns = vec![
            Column::left("Input", 0, pick(&|k| names[k].clone())),
            Column::right("PRCC", 0, pick(&|k| index(found[k].estimate.value))),
            Column::right(format!("{level} % CI"), 1, pick(&|k| reach(&found[k].estimate, index))),
            Column::right("p", 2, pick(&|k| probability(found[k].p))),
        ];
        let bars: Vec<f64> = order.iter().map(|&k| found[k].estimate.value.abs()).collect();
        format!("{}\n\n{}", wrap(&head, width, "  "), table(columns, &bars, width))
    }

    fn prim(&self, steps: &[Step], chosen: usize, quasi_p: &[Option<f64>], width: usize) -> String {
        let Some((all, step)) = steps.first().zip(steps.get(chosen)) else { return String::new() };
        let cases = counted(all.cases as u64, "case", "cases");
        let head = format!(
            "PRIM: {} from {cases}, a share of {} of all rows",
            counted(steps.len() as u64 - 1, "box", "boxes"),
            percent(all.density)
        );
        let shown = thinned(steps.len(), chosen);
        let pick = |cell: &dyn Fn(usize) -> String| shown.iter().map(|&k| cell(k)).collect();
        let mark = |k: usize| if k == chosen { format!("* {k}") } else { k.to_string() };
        let columns = vec![
            Column::right("Step", 0, pick(&mark)),
            Column::right("Coverage", 0, pick(&|k| percent(steps[k].coverage))),
            Column::right("Density", 0, pick(&|k| percent(steps[k].density))),
            Column::right("Mass", 1, pick(&|k| percent(steps[k].mass))),
            Column::right("Rows", 3, pick(&|k| grouped(steps[k].n as u64))),
            Column::right("Inputs", 2, pick(&|k| steps[k].restricted().to_string())),
        ];
        let mut text = format!("{}\n\n{}", wrap(&head, width, "  "), table(columns, &[], width));
        if shown.len() < steps.len() {
            let line = format!(
                "{} of {} steps; --format json and --out DIR have all",
                shown.len(),
                steps.len()
            );
            text.push_str(&format!("{}\n", wrap(&line, width, "  ")));
        }
        let how = if self.options.step.is_some() {
            ""
        } else {
            ", the best balance of coverage and density"
        };
        let line = format!(
            "Box {chosen}{how}: {} of {} are cases; coverage {}, density {}, mass {}",
            grouped(step.cases as u64),
            counted(step.n as u64, "row", "rows"),
            percent(step.coverage),
            percent(step.density),
            percent(step.mass)
        );
        text.push_str(&format!("\n{}\n", wrap(&line, width, "  ")));
        let restricted: Vec<usize> =
            (0..step.limits.len()).filter(|&k| step.limits[k].is_restricted()).collect();
        if restricted.is_empty() {
            return text;
        }
        let names: Vec<String> = self.names().collect();
        let pick = |cell: &dyn Fn(usize) -> String| restricted.iter().map(|&k| cell(k)).collect();
        let p = |k: usize| quasi_p.get(k).copied().flatten();
        let columns = vec![
            Column::left("Input", 0, pick(&|k| names[k].clone())),
            Column::left("Range", 0, pick(&|k| self.range(k, step.limits[k]))),
            Column::right("Quasi-p", 1, pick(&|k| p(k).map(probability).unwrap_or_default())),
        ];
        text.push_str(&format!("\n{}", table(columns, &[], width)));
        let chance: Vec<&str> = restricted
            .iter()
            .filter(|&&k| p(k).is_some_and(|p| p > 0.05))
            .map(|&k| names[k].as_str())
            .collect();
        if !chance.is_empty() {
            let line = format!("The restriction of {} may be due to chance.", chance.join(", "));
            text.push_str(&format!("\n{}\n", wrap(&line, width, "  ")));
        }
        text
    }

    fn cart(&self, tree: &Tree, width: usize) -> String {
        let leaves = &tree.leaves;
        let of = if tree.validated.is_some() {
            format!(" of {} grown", tree.grown)
        } else {
            String::new()
        };
        let validated = tree
            .validated
            .map(|share| format!(", {} by cross-validation (seed {})", percent(share), self.seed))
            .unwrap_or_default();
        let head = format!(
            "CART: {}{of}; {} of the variance explained{validated}",
            counted(leaves.len() as u64, "leaf", "leaves"),
            percent(tree.explained)
        );
        let names: Vec<String> = self.names().collect();
        let binary = leaves.iter().all(|leaf| leaf.coverage.is_some());
        let pick = |cell: &dyn Fn(usize) -> String| (0..leaves.len()).map(cell).collect();
        let mut columns = vec![Column::right("Leaf", 0, pick(&|k| (k + 1).to_string()))];
        if binary {
            let coverage = |k: usize| leaves[k].coverage.map(percent).unwrap_or_default();
            columns.push(Column::right("Coverage", 2, pick(&coverage)));
            columns.push(Column::right("Density", 0, pick(&|k| percent(leaves[k].mean))));
        } else {
            columns.push(Column::right("Mean", 0, pick(&|k| short(leaves[k].mean))));
        }
        columns.push(Column::right("Mass", 1, pick(&|k| percent(leaves[k].mass))));
        columns.push(Column::right("Rows", 3, pick(&|k| grouped(leaves[k].n as u64))));
        let texts: Vec<String> = leaves
            .iter()
            .map(|leaf| {
                let parts: Vec<String> = names
                    .iter()
                    .zip(&leaf.limits)
                    .enumerate()
                    .filter(|(_, (_, limits))| limits.is_restricted())
                    .map(|(k, (name, limits))| format!("{name} {}", self.range(k, *limits)))
                    .collect();
                if parts.is_empty() { "all rows".to_owned() } else { parts.join(", ") }
            })
            .collect();
        let (body, _) = table_with_text(columns, "Where", &texts, width);
        let alone = if leaves.len() == 1 {
            let note = "No split is worth making: none separates outputs in rows that it was not fitted to.";
            format!("\n{}\n", wrap(note, width, "  "))
        } else {
            String::new()
        };
        format!("{}\n\n{body}{alone}", wrap(&head, width, "  "))
    }

    /// The limits of an input.
    fn range(&self, input: usize, limits: Limits) -> String {
        if limits.words.is_none() {
            return range(limits, self.span(input));
        }
        let within = limits.of_words(&self.columns.words[input]);
        format!("is {}", within.into_iter().map(tame).collect::<Vec<_>>().join(" or "))
    }

    /// The distance between the least and the greatest value of an input.
    fn span(&self, input: usize) -> f64 {
        let values = self.columns.slices()[input];
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least
    }

    /// The head of a column of intervals, if there are some.
    fn ends(&self) -> Option<String> {
        let with = self.options.bootstrap;
        (with.resamples > 0).then(|| format!("{} % CI", percent_of_confidence(with.confidence)))
    }

    /// The result as JSON.
    pub(super) fn json(&self) -> Value {
        let Columns { names, output_name, left_out, words, members, .. } = self.columns;
        let by_name = |of: &[Vec<String>]| -> Map<String, Value> {
            let some = names.iter().zip(of).filter(|(_, of)| !of.is_empty());
            some.map(|(name, of)| (name.clone(), json!(of))).collect()
        };
        let mut record = self.about.clone();
        let of = json!({
            "method": self.method.name(),
            "inputs": names,
            "words": by_name(words),
            "groups": by_name(members),
            "output": output_name,
            "threshold": self.threshold.map(|rule| rule.to_string()),
            "rows": self.columns.rows(),
            "left_out": left_out,
            "varies_only_by_rounding": varies_only_by_rounding(&self.columns.output),
        });
        let more = match self.found {
            Found::Sobol(found) => json!({
                "base": found.base,
                "dropped": self.columns.rows() / rows_of_base(names.len(), found.second.is_some()) - found.base,
                "second_order": found.second.is_some(),
                "bootstrap": self.drawn(),
                "indices": self.indices(&of_sobol(found, names)),
            }),
            Found::Morris(found) => json!({
                "trajectories": found.trajectories,
                "dropped": self.columns.rows() / (names.len() + 1) - found.trajectories,
                "levels": match found.steps {
                    Steps::Lattice(levels) => Some(levels),
                    Steps::Inputs => None,
                },
                "bootstrap": self.drawn(),
                "indices": self.indices(&of_morris(found, names)),
            }),
            Found::Prcc(found) => {
                let mut indices = self.indices(&of_prcc(found, names));
                for (index, found) in indices.iter_mut().zip(found) {
                    index["p"] = json!(found.p);
                }
                json!({ "confidence": self.options.bootstrap.confidence, "indices": indices })
            }
            Found::Prim { steps, chosen, quasi_p } => json!({
                "cases": steps.first().map(|step| step.cases),
                "chosen": chosen,
                "quasi_p": names
                    .iter()
                    .zip(quasi_p)
                    .filter_map(|(name, p)| Some((name.clone(), json!((*p)?))))
                    .collect::<Map<String, Value>>(),
                "steps": steps
                    .iter()
                    .enumerate()
                    .map(|(k, step)| json!({
                        "step": k,
                        "stage": match step.stage {
                            Stage::All => "all",
                            Stage::Peeled => "peeled",
                            Stage::Pasted => "pasted",
                        },
                        "box": self.boxed(&step.limits),
                        "coverage": step.coverage,
                        "density": step.density,
                        "mass": step.mass,
                        "n": step.n,
                        "cases": step.cases,
                    }))
                    .collect::<Vec<_>>(),
            }),
            Found::Response(of) => self.json_of_response(of),
            Found::Cart(tree) => json!({
                "grown": tree.grown,
                "explained": tree.explained,
                "validated": tree.validated,
                "leaves": tree
                    .leaves
                    .iter()
                    .enumerate()
                    .map(|(k, leaf)| json!({
                        "leaf": k + 1,
                        "box": self.boxed(&leaf.limits),
                        "coverage": leaf.coverage,
                        "density": leaf.mean,
                        "mass": leaf.mass,
                        "n": leaf.n,
                    }))
                    .collect::<Vec<_>>(),
            }),
        };
        if let (Value::Object(record), Value::Object(of), Value::Object(more)) =
            (&mut record, of, more)
        {
            record.extend(of.into_iter().chain(more));
        }
        record
    }

    fn drawn(&self) -> Value {
        let with = self.options.bootstrap;
        json!({ "resamples": with.resamples, "confidence": with.confidence, "seed": self.seed })
    }

    fn indices(&self, indices: &[Index]) -> Vec<Value> {
        let record = |Index { factor, index, estimate }: &Index| {
            json!({
                "measure": self.columns.output_name,
                "factor": factor,
                "index": index,
                "estimate": estimate.value,
                "low": estimate.interval.map(|interval| interval.low),
                "high": estimate.interval.map(|interval| interval.high),
            })
        };
        indices.iter().map(record).collect()
    }

    /// The limits of the restricted inputs.
    fn boxed(&self, limits: &[Limits]) -> Value {
        let restricted = (0..limits.len()).filter(|&k| limits[k].is_restricted());
        let side = |k: usize| {
            let (name, limits) = (&self.columns.names[k], limits[k]);
            match limits.words {
                Some(_) => {
                    json!({ "factor": name, "words": limits.of_words(&self.columns.words[k]) })
                }
                None => json!({ "factor": name, "low": limits.low, "high": limits.high }),
            }
        };
        restricted.map(side).collect()
    }
}

/// The places of values, the greatest first; equals in their order.
fn falling(values: impl Iterator<Item = f64>) -> Vec<usize> {
    let values: Vec<f64> = values.collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// Steps that are shown: some, evenly spread, with the first, the last and the chosen one.
fn thinned(steps: usize, chosen: usize) -> Vec<usize> {
    let last = steps - 1;
    let mut shown: Vec<usize> =
        (0..SHOWN).map(|k| k * last / (SHOWN - 1)).chain([chosen]).collect();
    shown.sort_unstable();
    shown.dedup();
    shown
}

/// A confidence in percent.
pub(super) fn percent_of_confidence(confidence: f64) -> String {
    let percent = confidence * 100.0;
    let text = format!("{percent:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An index or a correlation.
pub(super) fn index(value: f64) -> String {
    let text = format!("{value:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

/// A number in four digits.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = libm::floor(libm::log10(value.abs()));
    if !(-4.0..7.0).contains(&size) {
        return format!("{value:.3e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
    let decimals = (3.0 - size).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A number among others that lie so far apart: in four digits of that distance, however far from 0 they are.
fn placed(value: f64, span: f64) -> String {
    if !(span > 0.0 && (1e-9..1e12).contains(&value.abs()) && value.abs() > 10.0 * span) {
        return short(value);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 12")]
    let decimals = (3.0 - libm::floor(libm::log10(span))).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// An interval.
pub(super) fn reach(estimate: &Estimate, shown: fn(f64) -> String) -> String {
    let ends = |interval: summitry_engine::stats::Interval| {
        format!("{} to {}", shown(interval.low), shown(interval.high))
    };
    estimate.interval.map(ends).unwrap_or_default()
}

/// A p-value.
fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// The limits of an input whose values lie so far apart, in as many digits as tell them apart.
fn range(limits: Limits, span: f64) -> String {
    let placed = |value: f64| placed(value, span);
    match (limits.low, limits.high) {
        (Some(low), Some(high)) => format!("{} to {}", placed(low), placed(high)),
        (Some(low), None) => format!("> {}", placed(low)),
        (None, Some(high)) => format!("< {}", placed(high)),
        (None, None) => "any".to_owned(),
    }
}
