//! A sweep: what drives an output, where, and how much of it is luck.

use super::cells::{CellRows, read_runs};
use super::outcome::{OfRun, Output};
use super::{DirectoryError, Question, Source, SweepDesign, Unit};
use crate::analysis::noise::Noise;
use crate::analysis::response::{Response, Within, grid_indices, level_means};
use crate::analysis::sobol::rows_of_base;
use crate::analysis::{
    AnalysisError, Columns, Draw, EmptyOutput, Found, MOST_VALUES, Method, applied, in_whole_groups,
};
use summitry_engine::stats::normal_quantile;

/// What can be said of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepFindings {
    /// The design.
    pub design: SweepDesign,
    /// The method that was applied.
    pub method: Method,
    /// What a row is.
    pub unit: Unit,
    /// The factors and the output; no input columns for [`Method::Response`].
    pub columns: Columns,
    /// All runs.
    pub runs: u64,
    /// How many of them have the output: a measure may be one that only some runs come to.
    pub with_value: u64,
    /// The least and the greatest number of runs that a cell has.
    pub runs_of_cells: (u64, u64),
    /// What was found.
    pub found: Found,
    /// The replication noise in the cells' means, where rows are cells and it can be told.
    pub noise: Option<Noise>,
}

/// Answers a question to the sweep in a directory. `draw` gives the chance that the method needs.
///
/// `cells.csv` is read once. `runs.csv` is read where rows are runs, and where cells meet the same luck, for the noise.
/// Memory: 8 bytes for each cell and factor, for each run that is read, and what the method needs.
///
/// # Errors
///
/// [`DirectoryError`]: a table that is missing or not as it was written, a design that does not fit, words where
/// numbers are needed, or a fault of the method.
///
/// # Panics
///
/// If the source is no sweep.
pub fn of_sweep(
    source: &Source,
    question: &Question,
    draw: Draw<'_>,
) -> Result<SweepFindings, DirectoryError> {
    let Some(design) = source.design.clone() else { panic!("a batch is not asked as a sweep") };
    let told = |error| source.told(error);
    let method = question.method(&design).map_err(told)?;
    let unit = question.unit(source, method).map_err(told)?;
    let cases = matches!(method, Method::Prim | Method::Cart);
    if question.threshold.is_some() && !cases {
        return Err(told(AnalysisError::asked(
            "threshold",
            format!("a threshold says nothing to {}", method.name()),
            "take --method prim or cart",
        )));
    }
    let factors = chosen(&design, question, method).map_err(told)?;
    let fields = source.manifest.fields(&source.dir, "cells")?;
    let of_run = match source.manifest.has_table("runs") {
        true => Some(source.manifest.fields(&source.dir, "runs")?),
        false => None,
    };
    // Runs have more columns than cells are counted for: there the cells' own output does not matter.
    let output = match unit {
        Unit::Cells => Output::of_cells(&question.output, &fields).map_err(told)?,
        Unit::Runs => Output { column: "durable".to_owned(), is_mean: false },
    };
    let cells = CellRows::read(source, &design, &fields, &output)?;
    let runs = cells.runs.iter().sum();
    let with_value = cells.with_value;
    let least = cells.runs.iter().min().copied().unwrap_or_default();
    let most = cells.runs.iter().max().copied().unwrap_or_default();

    let (columns, within) = match unit {
        Unit::Runs => {
            let of_run = OfRun::named(&question.output, of_run.as_deref().unwrap_or_default());
            let values = read_runs(source, &design, &cells, &of_run.map_err(told)?)?;
            (columns_of_runs(&cells, &design, &factors, question, &values).map_err(told)?, None)
        }
        Unit::Cells => {
            let columns = columns_of_cells(&cells, &design, &factors, question, method);
            let columns = columns.map_err(told)?;
            // Their luck is their own, or known from every run, or neither.
            let mut all = None;
            if let (false, true, Some(fields)) = (cases, design.common && least == most, &of_run)
                && let Ok(of) = OfRun::named(&question.output, fields)
            {
                let values = read_runs(source, &design, &cells, &of)?;
                all = Some(values).filter(|values| values.iter().all(|value| value.is_finite()));
            }
            (columns, Some(all))
        }
    };
    let mut columns = columns;
    if let Some(threshold) = question.threshold {
        columns.output = threshold.split(&columns.output);
    }
    let all_runs = within.flatten();
    let noise = match (unit, cases, &all_runs) {
        (Unit::Cells, false, Some(values)) => {
            Noise::of_runs(values, usize::try_from(most).unwrap_or(1))
        }
        (Unit::Cells, false, None) => {
            let all: Vec<f64> = cells.means.iter().map(|mean| mean.unwrap_or(f64::NAN)).collect();
            // The noise of the cells that the result is from.
            let is_used = in_whole_groups(&all, rows_of_group(&design, method));
            let used = (0..all.len()).filter(|&cell| is_used[cell]);
            let (means, errors): (Vec<f64>, Vec<_>) =
                used.map(|cell| (all[cell], cells.errors[cell])).unzip();
            Noise::of_cells(&means, &errors, design.common)
        }
        _ => None,
    };
    let found = if method == Method::Response {
        if columns.output.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(told(AnalysisError::data(
                "constant-output",
                "the output is the same in all cells".to_owned(),
                "no factor makes a difference to it: take another output, or more runs a cell",
            )));
        }
        let z = normal_quantile(0.5 + question.options.bootstrap.confidence / 2.0);
        Found::Response(response(&cells, &design, &columns.output, all_runs.as_deref(), z))
    } else {
        let mut options = question.options;
        options.second_order = options.second_order.or(design.second_order);
        options.levels = options.levels.or(design.levels);
        applied(method, &columns, &options, draw).map_err(told)?
    };
    Ok(SweepFindings {
        design,
        method,
        unit,
        columns,
        runs,
        with_value,
        runs_of_cells: (least, most),
        found,
        noise,
    })
}

/// The cells that a method takes or leaves together.
fn rows_of_group(design: &SweepDesign, method: Method) -> usize {
    let d = design.factors.len();
    match method {
        Method::Sobol => rows_of_base(d, design.second_order == Some(true)),
        Method::Morris => d + 1,
        _ => 1,
    }
}

/// The places of the factors that are looked at.
fn chosen(
    design: &SweepDesign,
    question: &Question,
    method: Method,
) -> Result<Vec<usize>, AnalysisError> {
    let Some(names) = &question.inputs else { return Ok((0..design.factors.len()).collect()) };
    if !matches!(method, Method::Prcc | Method::Prim | Method::Cart) {
        return Err(AnalysisError::asked(
            "inputs",
            format!("{} takes every factor of the design", method.name()),
            "leave out --inputs, or take --method prcc, prim or cart",
        ));
    }
    let mut places: Vec<usize> = Vec::new();
    for name in names {
        let place = design.factors.iter().position(|factor| factor == name);
        let known = || design.factors.iter().map(String::as_str);
        let Some(place) = place else {
            return Err(AnalysisError::asked(
                "no-such-factor",
                format!(
                    "the sweep has no factor `{}`",
                    summitry_model::fields::text::sanitize(name)
                ),
                format!("it has {}", summitry_model::fields::suggest::listed(known())),
            ));
        };
        if places.contains(&place) {
            return Err(AnalysisError::asked(
                "twice",
                format!("the input `{name}` is named twice"),
                "name each once",
            ));
        }
        places.push(place);
    }
    Ok(places)
}

fn empty_columns(design: &SweepDesign, factors: &[usize], question: &Question) -> Columns {
    Columns {
        names: factors.iter().map(|&k| design.factors[k].clone()).collect(),
        output_name: question.output.clone(),
        inputs: vec![Vec::new(); factors.len()],
        words: vec![Vec::new(); factors.len()],
        members: vec![Vec::new(); factors.len()],
        ..Columns::default()
    }
}

fn columns_of_cells(
    cells: &CellRows,
    design: &SweepDesign,
    factors: &[usize],
    question: &Question,
    method: Method,
) -> Result<Columns, AnalysisError> {
    let mut columns = empty_columns(design, factors, question);
    let absent = cells.means.iter().filter(|mean| mean.is_none()).count();
    if absent > 0 && method == Method::Response {
        return Err(AnalysisError::data(
            "empty-output",
            format!(
                "{absent} of {} cells have no run with `{}`",
                cells.means.len(),
                question.output
            ),
            format!(
                "{} needs every cell: take an output that every cell has, such as the share of an outcome, or prcc, prim \
                 or cart, which do without some",
                method.name()
            ),
        ));
    }
    let is_kept = |mean: &Option<f64>| mean.is_some() || method.empty() == EmptyOutput::Kept;
    if method != Method::Response {
        for (k, &factor) in factors.iter().enumerate() {
            let (values, words) = cells.values(factor);
            let there = values.iter().zip(&cells.means).filter(|(_, mean)| is_kept(mean));
            columns.inputs[k] = there.map(|(value, _)| *value).collect();
            columns.words[k] = words;
        }
    }
    let kept = cells.means.iter().filter(|mean| is_kept(mean));
    columns.output = kept.map(|mean| mean.unwrap_or(f64::NAN)).collect();
    columns.left_out = cells.means.len() - columns.output.len();
    some(columns, question)
}

fn columns_of_runs(
    cells: &CellRows,
    design: &SweepDesign,
    factors: &[usize],
    question: &Question,
    values: &[f64],
) -> Result<Columns, AnalysisError> {
    let mut columns = empty_columns(design, factors, question);
    if values.len().saturating_mul(factors.len() + 1) > MOST_VALUES {
        return Err(AnalysisError::data(
            "too-large",
            format!("{} runs of {} factors are more than can be held", values.len(), factors.len()),
            "name fewer factors with --inputs, or take --unit cells",
        ));
    }
    for (k, &factor) in factors.iter().enumerate() {
        let (settings, words) = cells.values(factor);
        columns.words[k] = words;
        let mut values = values.iter();
        for (setting, runs) in settings.iter().zip(&cells.runs) {
            let runs = usize::try_from(*runs).unwrap_or(usize::MAX);
            let there = values.by_ref().take(runs).filter(|value| value.is_finite());
            columns.inputs[k].extend(there.map(|_| setting));
        }
    }
    columns.output = values.iter().copied().filter(|value| value.is_finite()).collect();
    columns.left_out = values.len() - columns.output.len();
    some(columns, question)
}

/// The columns, if there is a row.
fn some(columns: Columns, question: &Question) -> Result<Columns, AnalysisError> {
    if columns.output.iter().all(|value| value.is_nan()) {
        let message = format!("no run has a `{}`", question.output);
        return Err(AnalysisError::data("no-rows", message, "there is nothing to analyse"));
    }
    Ok(columns)
}

fn response(
    cells: &CellRows,
    design: &SweepDesign,
    means: &[f64],
    all_runs: Option<&[f64]>,
    z: f64,
) -> Response {
    let (names, levels): (Vec<_>, Vec<_>) =
        (0..design.factors.len()).map(|factor| cells.levels(factor)).unzip();
    let within = match all_runs {
        Some(values) => Within::Runs(values, values.len() / means.len().max(1)),
        None if design.common => Within::Shared(&cells.errors),
        None => Within::Independent(&cells.errors),
    };
    Response {
        means: level_means(&levels, means, within, z),
        // One factor accounts for all of it.
        indices: if design.kind == "grid" && levels.len() > 1 {
            grid_indices(&levels, means)
        } else {
            None
        },
        from_runs: all_runs.is_some(),
        names,
    }
}
