//! The cells of a sweep from `cells.csv`, and how an output depends on a factor.

use crate::charts::numbers::short;
use crate::charts::text::{isolated, plain};
use crate::report::ReportError;
use crate::report::directory::{Estimate, FinishedDir, number, whole};
use summitry_engine::stats::sorted_quantile;
use summitry_lab::analysis::directory::SweepDesign;
use summitry_lab::output::{ReplicationsInputs, SweepInputs};

/// Levels of a factor that are shown one by one; a factor with more is cut into [`BINS`].
const MOST_LEVELS: usize = 12;
/// Stretches that a factor with many values is cut into, each with as many cells.
const BINS: usize = 8;

/// What a sweep is looked at for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Output {
    /// The column.
    pub column: String,
    /// What it is, with its unit.
    pub axis: String,
    /// In sentences: what it is, and the unit after a number.
    pub said: String,
    pub unit: &'static str,
    /// What a value of the table is multiplied by to be shown.
    pub times: f64,
}

impl Output {
    fn share(column: &str) -> Output {
        let name = column.replace('_', "-");
        Output {
            column: column.to_owned(),
            axis: format!("share of runs that end {name} (%)"),
            said: format!("the share of runs that end {name}"),
            unit: " %",
            times: 100.0,
        }
    }

    fn mean(column: &str, axis: &str, said: &str) -> Output {
        let (column, axis, said) = (column.to_owned(), axis.to_owned(), said.to_owned());
        Output { column, axis, said, unit: "", times: 1.0 }
    }
}

/// A factor and its setting in each cell.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// Its column.
    pub name: String,
    /// Its settings as numbers, if all are.
    pub numbers: Option<Vec<f64>>,
    /// Names of its levels, or of the stretches it is cut into.
    pub levels: Vec<String>,
    /// The same in short, for the side of a map: of a stretch its middle.
    pub brief: Vec<String>,
    /// A number for each level, where it is of numbers: the level, or the middle of the stretch.
    pub at: Option<Vec<f64>>,
    /// Whether the levels are stretches.
    pub cut: bool,
    /// The level of each cell.
    pub level: Vec<usize>,
}

/// The cells of a sweep.
#[derive(Debug)]
pub(super) struct Cells {
    pub factors: Vec<Factor>,
    /// Runs of each cell.
    pub n: Vec<u64>,
    /// The outputs, the one that matters most first.
    pub outputs: Vec<Output>,
    /// The estimate of each output in each cell, scaled as it is shown.
    pub estimates: Vec<Vec<Option<Estimate>>>,
    /// The kind of the design.
    pub design: String,
    /// The levels of a Morris design.
    pub levels: Option<usize>,
    /// Whether a Saltelli design has rows of the second order.
    pub second_order: Option<bool>,
}

impl Cells {
    pub(super) fn read(directory: &FinishedDir) -> Result<Cells, ReportError> {
        let inputs = &directory.manifest.inputs;
        let design = SweepDesign::from_inputs(inputs);
        let names = design.as_ref().map(|design| design.factors.clone()).unwrap_or_default();
        let outputs = outputs(inputs.sweep());
        let mut columns: Vec<String> = names.clone();
        columns.push("n".to_owned());
        for output in &outputs {
            let column = &output.column;
            columns.extend([column.clone(), format!("{column}_low"), format!("{column}_high")]);
        }
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut texts: Vec<Vec<String>> = vec![Vec::new(); names.len()];
        let mut n = Vec::new();
        let mut estimates: Vec<Vec<Option<Estimate>>> = vec![Vec::new(); outputs.len()];
        directory.read("cells", &columns, |cells| {
            let (settings, rest) = cells.split_at(names.len());
            for (texts, setting) in texts.iter_mut().zip(settings) {
                texts.push(setting.clone());
            }
            n.push(whole(&rest[0])?);
            for ((of, output), cells) in estimates.iter_mut().zip(&outputs).zip(rest[1..].chunks(3))
            {
                let of_cell = |k: usize| number(&cells[k]).map(|v| v.map(|v| v * output.times));
                let interval = of_cell(1)?.zip(of_cell(2)?);
                of.push(of_cell(0)?.map(|value| Estimate { value, interval }));
            }
            Ok(())
        })?;
        let factors =
            names.into_iter().zip(texts).map(|(name, of)| Factor::new(name, &of)).collect();
        Ok(Cells {
            factors,
            n,
            outputs,
            estimates,
            levels: design.as_ref().and_then(|design| design.levels),
            second_order: design.as_ref().and_then(|design| design.second_order),
            design: design.map(|design| design.kind).unwrap_or_default(),
        })
    }

    /// The cells with the least and the greatest value of an output.
    pub(super) fn extremes(&self, output: usize) -> Option<(usize, usize)> {
        let of = |cell: usize| self.estimates[output][cell].map(|estimate| estimate.value);
        let mut found: Option<(usize, usize)> = None;
        for cell in 0..self.n.len() {
            let Some(value) = of(cell) else { continue };
            let (mut low, mut high) = found.unwrap_or((cell, cell));
            if of(low).is_some_and(|least| value < least) {
                low = cell;
            }
            if of(high).is_some_and(|most| value > most) {
                high = cell;
            }
            found = Some((low, high));
        }
        found
    }

    /// What sets a cell apart: `gate_n = 4`, or its number where there are many factors.
    pub(super) fn setting(&self, cell: usize) -> String {
        if self.factors.len() > 2 {
            return format!("cell {cell}");
        }
        let of = |factor: &Factor| match &factor.numbers {
            Some(numbers) => format!("{} = {}", factor.name, short(numbers[cell])),
            None => format!("{} = {}", factor.name, factor.levels[factor.level[cell]]),
        };
        self.factors.iter().map(of).collect::<Vec<_>>().join(", ")
    }

    /// Factors by how much of the variance of an output lies between the means of their levels (the correlation ratio η²),
    /// the greatest first.
    pub(super) fn ranked(&self, output: usize) -> Vec<(usize, f64)> {
        let mut ranked: Vec<(usize, f64)> =
            (0..self.factors.len()).map(|k| (k, self.between(k, output))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }

    fn between(&self, factor: usize, output: usize) -> f64 {
        let of: Vec<(usize, f64)> = self.values(factor, output).collect();
        let mean = of.iter().map(|(_, value)| value).sum::<f64>() / of.len().max(1) as f64;
        let all: f64 = of.iter().map(|(_, value)| (value - mean) * (value - mean)).sum();
        let mut between = 0.0;
        for response in self.response(factor, output) {
            between += response.cells as f64 * (response.mean - mean) * (response.mean - mean);
        }
        if all > 0.0 { between / all } else { 0.0 }
    }

    fn values(&self, factor: usize, output: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let estimates = self.estimates[output].iter().zip(&self.factors[factor].level);
        estimates.filter_map(|(estimate, level)| Some((*level, estimate.as_ref()?.value)))
    }

    /// How an output goes with a factor: for each level that has cells their mean, and a band.
    pub(super) fn response(&self, factor: usize, output: usize) -> Vec<Response> {
        let mut of: Vec<Vec<f64>> = vec![Vec::new(); self.factors[factor].levels.len()];
        for (level, value) in self.values(factor, output) {
            of[level].push(value);
        }
        let only = |level: usize| {
            let mut cells = (0..self.n.len()).filter(|&cell| {
                self.factors[factor].level[cell] == level && self.estimates[output][cell].is_some()
            });
            cells.next().and_then(|cell| self.estimates[output][cell]?.interval)
        };
        let mut responses = Vec::new();
        for (level, values) in of.iter_mut().enumerate().filter(|(_, values)| !values.is_empty()) {
            values.sort_by(f64::total_cmp);
            let band = match values.len() {
                1 => only(level),
                _ => sorted_quantile(values, 0.25).zip(sorted_quantile(values, 0.75)),
            };
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            responses.push(Response { level, cells: values.len(), mean, band });
        }
        responses
    }

    /// Whether some level of a factor has more than one cell: a band is then over cells, not over runs.
    pub(super) fn is_crossed(&self, factor: usize) -> bool {
        self.factors[factor].levels.len() < self.n.len()
    }
}

/// A level's cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Response {
    pub level: usize,
    pub cells: usize,
    /// The mean over them.
    pub mean: f64,
    /// Of one cell its interval, of several their middle half.
    pub band: Option<(f64, f64)>,
}

impl Factor {
    fn new(name: String, texts: &[String]) -> Factor {
        let numbers: Option<Vec<f64>> = texts.iter().map(|text| text.parse::<f64>().ok()).collect();
        let Some(numbers) = numbers else {
            let mut levels: Vec<String> = Vec::new();
            let mut level = Vec::new();
            for text in texts {
                let text = isolated(&plain(text));
                level.push(levels.iter().position(|known| *known == text).unwrap_or(levels.len()));
                if !levels.contains(&text) {
                    levels.push(text);
                }
            }
            let brief = levels.clone();
            return Factor { name, numbers: None, levels, brief, at: None, cut: false, level };
        };
        let mut sorted = numbers.clone();
        sorted.sort_by(f64::total_cmp);
        let mut distinct = sorted.clone();
        distinct.dedup();
        let (levels, at, level, cut): (Vec<String>, Vec<f64>, _, _);
        if distinct.len() <= MOST_LEVELS {
            levels = distinct.iter().map(|value| short(*value)).collect();
            let place = |value: &f64| distinct.partition_point(|known| known < value);
            level = numbers.iter().map(place).collect();
            at = distinct;
            cut = false;
        } else {
            let mut ends: Vec<f64> = (0..=BINS)
                .filter_map(|k| sorted_quantile(&sorted, k as f64 / BINS as f64))
                .collect();
            ends.dedup();
            let bins = ends.len() - 1;
            let place = |value: &f64| ends.partition_point(|end| end <= value).clamp(1, bins) - 1;
            level = numbers.iter().map(place).collect();
            levels = ends.windows(2).map(|e| format!("{}–{}", short(e[0]), short(e[1]))).collect();
            at = ends.windows(2).map(|e| f64::midpoint(e[0], e[1])).collect();
            cut = true;
        }
        let brief =
            if cut { at.iter().map(|middle| brief(*middle)).collect() } else { levels.clone() };
        Factor { name, numbers: Some(numbers), levels, brief, at: Some(at), cut, level }
    }
}

/// A number in two digits that count.
fn brief(value: f64) -> String {
    let size = libm::floor(libm::log10(value.abs().max(1e-12)));
    let step = libm::pow(10.0, 1.0 - size);
    short((value * step).round() / step)
}

/// What the sweep is looked at for: what its runs were repeated for, then what lasts, what never came about, and the wait.
fn outputs(experiment: Option<&SweepInputs>) -> Vec<Output> {
    let wait = "mean day of the first summit, where there is one";
    let mut outputs = vec![
        Output::share("durable"),
        Output::share("no_summit"),
        Output::mean(
            "first_summit_day",
            wait,
            "the mean day of the first summit (in runs that have one)",
        ),
    ];
    if let Some(ReplicationsInputs::Until { until }) = experiment.map(|of| &of.replications)
        && let column = until.measure.replace('-', "_")
        && let Some(at) = outputs.iter().position(|output| output.column == column)
    {
        outputs[..=at].rotate_right(1);
    }
    outputs
}
