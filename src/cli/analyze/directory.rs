//! `summitry analyze DIR`: findings from a finished batch or sweep.

use serde_json::{Value, json};

use summitry_lab::analysis::directory::{
    DirectoryError, Question, Source, SweepDesign, Unit, batch_tables, of_sweep, place, summarise,
    sweep_tables, write,
};
use summitry_lab::analysis::noise::Noise;
use summitry_lab::analysis::{Found, Options, with_draws};
use summitry_lab::output::{Completion, Rows, Table};

use super::options::{check, check_batch, note_left_out, options, rule, seed};
use super::view::View;
use super::view_batch::BatchView;
use super::view_noise::{json_of_noise, noise_line, selection_line};
use crate::cli::args::{self, AnalyzeArgs, Format};
use crate::cli::exit::Failure;
use crate::cli::format::{counted, grouped, path as shown, tame, wrap};
use crate::cli::screen;

/// Opens the directory, computes, writes, and gives what is to be printed.
pub(super) fn analyze(args: &AnalyzeArgs) -> Result<String, Failure> {
    let source = Source::open(&args.file)?;
    match &source.design {
        Some(design) => analyze_sweep(args, &source, design),
        None => analyze_batch(args, &source),
    }
}

fn analyze_batch(args: &AnalyzeArgs, source: &Source) -> Result<String, Failure> {
    check_batch(args)?;
    let confidence = options(args).bootstrap.confidence;
    let found = summarise(source, confidence)?;
    let of = |confidence: f64| json!({ "method": "summaries", "confidence": confidence });
    let question = of(confidence);
    let name = place("summaries", &question, &of(Options::default().bootstrap.confidence));
    write_tables(args, source, &name, &question, &batch_tables(&found))?;
    let view = BatchView { found: &found, dir: &args.file };
    Ok(match args.format {
        Format::Table => view.table(screen::width()),
        Format::Json => format!("{}\n", view.json()),
    })
}

fn analyze_sweep(
    args: &AnalyzeArgs,
    source: &Source,
    design: &SweepDesign,
) -> Result<String, Failure> {
    let default = Question::default();
    let options = options(args);
    let question = Question {
        method: args.method.map(Into::into),
        output: args.output.clone().unwrap_or(default.output),
        inputs: Some(args.inputs.clone()).filter(|inputs| !inputs.is_empty()),
        threshold: args.threshold,
        unit: args.unit.map(|unit| match unit {
            args::Unit::Runs => Unit::Runs,
            args::Unit::Cells => Unit::Cells,
        }),
        options,
        seed: seed(args),
    };
    let method = question
        .method(design)
        .map_err(|error| DirectoryError::Analysis { dir: args.file.clone(), error })?;
    check(args, method)?;
    if !args.group.is_empty() {
        return Err(Failure::refused(
            "--group does not apply to a sweep, whose factors are varied one by one; it belongs to a table",
        ));
    }
    let found = with_draws(question.seed, method, |draw| of_sweep(source, &question, draw))?;
    let columns = &found.columns;
    if !args.quiet {
        match found.unit {
            Unit::Runs => note_left_out(columns, "run", "runs"),
            Unit::Cells => note_left_out(columns, "cell", "cells"),
        }
    }
    let name = format!("{}-{}", method.name(), columns.output_name.replace('-', "_"));
    let usual = Question { output: question.output.clone(), ..Question::default() };
    let usual_unit = usual.unit(source, method).unwrap_or(found.unit);
    let full_question = question.json(method, found.unit);
    let name = place(&name, &full_question, &usual.json(method, usual_unit));
    write_tables(args, source, &name, &full_question, &sweep_tables(&found))?;

    let (least, most) = found.runs_of_cells;
    let each = if least == most {
        counted(most, "run", "runs")
    } else {
        format!("{} to {} runs", grouped(least), grouped(most))
    };
    let rows = match found.unit {
        Unit::Runs => "one row per run",
        Unit::Cells => "one row per cell",
    };
    let head = format!(
        "{}: {} of {each}, design {}, {rows}, output {}{}",
        tame(&design.experiment),
        counted(design.cells, "cell", "cells"),
        design.kind,
        tame(&columns.output_name),
        rule(args)
    );
    let about = json!({
        "dir": args.file,
        "experiment": design.experiment,
        "design": design.kind,
        "random_numbers": if design.common { "common" } else { "independent" },
        "cells": design.cells,
        "runs": found.runs,
        "unit": found.unit.name(),
        "noise": json_of_noise(found.noise.as_ref()),
    });
    let width = screen::width();
    let luck = match &found.found {
        Found::Response(of) if of.from_runs => {
            "from the means of every run, since all cells share their random draws"
        }
        _ if design.common => "as upper bounds, since all cells share their random draws",
        _ => "over the random draws of the runs",
    };
    let view = View {
        head,
        about,
        method,
        columns,
        found: &found.found,
        options: &options,
        seed: question.seed,
        threshold: args.threshold,
        noise: found.noise.as_ref().map(Noise::share),
        luck,
    };
    if args.format == Format::Json {
        return Ok(format!("{}\n", view.json()));
    }
    let mut text = view.table(width);
    for line in selection_line(&found).into_iter().chain(noise_line(&found)) {
        text.push_str(&format!("\n{}\n", wrap(&line, width, "")));
    }
    Ok(text)
}

/// Writes the tables, and notes where.
fn write_tables(
    args: &AnalyzeArgs,
    source: &Source,
    name: &str,
    question: &Value,
    tables: &[(&'static Table, Rows)],
) -> Result<(), Failure> {
    let out = args.out.clone().unwrap_or_else(|| args.file.join("analysis").join(name));
    let written = write(&out, source, question, tables, args.force);
    let there = shown(&out);
    match written? {
        _ if args.quiet => {}
        Completion::Done(manifest) => {
            let files: Vec<&str> = manifest.files.iter().map(|entry| entry.file.as_str()).collect();
            screen::note(&format!("wrote {there}: {}", files.join(", ")));
        }
        Completion::AlreadyDone(_) | Completion::Interrupted { .. } => {
            screen::note(&format!("{there} already holds this analysis"));
        }
    }
    Ok(())
}
