//! `summitry analyze DIR`: what a finished batch or sweep says.

use serde_json::{Value, json};

use summitry_lab::analysis::Options;
use summitry_lab::analysis::directory::{
    DirectoryError, Question, Source, SweepFound, Unit, Written, batch_tables, of_sweep, place,
    summarise, sweep_tables, write,
};
use summitry_lab::output::{Rows, Table};

use super::analyze_asked::{
    check, check_batch, options, refused, rule, say_left_out, seed, unwritten, with_draws,
};
use super::analyzed::Analyzed;
use super::analyzed_batch::AnalyzedBatch;
use super::analyzed_sweep::{
    json_of_noise, json_of_response, noise_line, response_table, selection_line,
};
use super::args::{self, AnalyzeArgs, Format};
use super::exit::Exit;
use super::screen;
use super::words::{counted, grouped, tame, wrap};

/// Opens the directory, computes, writes, and gives what is printed.
pub(super) fn analyzed(args: &AnalyzeArgs) -> Result<String, Exit> {
    let source = Source::open(&args.file).map_err(|error| told(&error.into()))?;
    if source.design.is_some() { of_a_sweep(args, &source) } else { of_a_batch(args, &source) }
}

fn told(error: &DirectoryError) -> Exit {
    screen::tell(&tame(&error.to_string()));
    Exit(error.exit_code())
}

fn of_a_batch(args: &AnalyzeArgs, source: &Source) -> Result<String, Exit> {
    check_batch(args)?;
    let confidence = options(args).bootstrap.confidence;
    let found = summarise(source, confidence).map_err(|error| told(&error))?;
    let of = |confidence: f64| json!({ "method": "summaries", "confidence": confidence });
    let question = of(confidence);
    let name = place("summaries", &question, &of(Options::default().bootstrap.confidence));
    written(args, source, &name, &question, &batch_tables(&found))?;
    let view = AnalyzedBatch { found: &found, dir: &args.file };
    Ok(match args.format {
        Format::Table => view.table(screen::width()),
        Format::Json => format!("{}\n", view.json()),
    })
}

fn of_a_sweep(args: &AnalyzeArgs, source: &Source) -> Result<String, Exit> {
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
    let Some(design) = &source.design else { return Err(refused("this is no sweep")) };
    let method = question
        .method(design)
        .map_err(|error| told(&DirectoryError::Analysis { dir: args.file.clone(), error }))?;
    check(args, method)?;
    let found = with_draws(question.seed, method, |draw| of_sweep(source, &question, draw));
    let found = found.map_err(|error| told(&error))?;
    let columns = &found.columns;
    if !args.quiet {
        match found.unit {
            Unit::Runs => say_left_out(columns, "run", "runs"),
            Unit::Cells => say_left_out(columns, "cell", "cells"),
        }
    }
    let name = format!("{}-{}", method.name(), columns.output_name.replace('-', "_"));
    let usual = Question { output: question.output.clone(), ..Question::default() };
    let usual_unit = usual.unit(source, method).unwrap_or(found.unit);
    let told_in_full = question.json(method, found.unit);
    let name = place(&name, &told_in_full, &usual.json(method, usual_unit));
    written(args, source, &name, &told_in_full, &sweep_tables(&found))?;

    let (least, most) = found.runs_of_cells;
    let each = if least == most {
        counted(most, "run", "runs")
    } else {
        format!("{} to {} runs", grouped(least), grouped(most))
    };
    let rows = match found.unit {
        Unit::Runs => "a row a run",
        Unit::Cells => "a row a cell",
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
    let confidence = options.bootstrap.confidence;
    let (mut text, json) = match &found.found {
        SweepFound::Of(of) => {
            let view = Analyzed {
                head,
                about,
                method,
                columns,
                found: of,
                options: &options,
                seed: question.seed,
                threshold: args.threshold,
            };
            match args.format {
                Format::Table => (view.table(width), Value::Null),
                Format::Json => (String::new(), view.json()),
            }
        }
        SweepFound::Response(of) => {
            let head = wrap(&head, width, "  ");
            let text = format!("{head}\n{}", response_table(&found, of, confidence, width));
            (text, json_of_response(about, &found, of, confidence))
        }
    };
    if args.format == Format::Json {
        return Ok(format!("{json}\n"));
    }
    for line in selection_line(&found).into_iter().chain(noise_line(&found)) {
        text.push_str(&format!("\n{}\n", wrap(&line, width, "")));
    }
    Ok(text)
}

/// Writes the tables, and says where.
fn written(
    args: &AnalyzeArgs,
    source: &Source,
    name: &str,
    question: &Value,
    tables: &[(&'static Table, Rows)],
) -> Result<(), Exit> {
    let out = args.out.clone().unwrap_or_else(|| args.file.join("analysis").join(name));
    let written = write(&out, source, question, tables, args.force);
    let there = tame(&out.display().to_string());
    match written.map_err(|error| unwritten(&error))? {
        _ if args.quiet => {}
        Written::Done(manifest) => {
            let files: Vec<&str> = manifest.files.iter().map(|entry| entry.file.as_str()).collect();
            screen::say(&format!("wrote {there}: {}", files.join(", ")));
        }
        Written::Already(_) => screen::say(&format!("{there} holds this analysis already")),
    }
    Ok(())
}
