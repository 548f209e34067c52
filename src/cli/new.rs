//! `summitry new`: a scenario of the user's own.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use summitry_lab::positions::{
    Agreed, BASELINES, Baselines, Loss, NotRead, Positions, Supplied, agreed, read, scenario_text,
};
use summitry_model::fields::parse::MAX_BYTES;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{self, Overrides, templates};

use super::args::{LossArg, NewArgs};
use super::exit::{Exit, Failure};
use super::format::{counted, path as shown, quoted, tame};
use super::table::{Column, table};
use super::{new_file, screen};

/// Runs whose agreements stand beside the baselines.
const RUNS: u64 = 1000;
/// Faults of a table that are told; the others are counted.
const TOLD: usize = 40;

const REMEDY: &str = "choose another name: new never overwrites a file";

/// Writes a new scenario, and says what to do with it.
pub(super) fn new(args: &NewArgs) -> Result<Exit, Failure> {
    let named = args.file.as_ref().or(args.out.as_ref()).cloned();
    let Some(from) = &args.from else {
        let path = named.unwrap_or_else(|| PathBuf::from("my-case.toml"));
        new_file::write(&path, templates::text(&args.template).unwrap_or_default(), REMEDY)?;
        next(&path, "edit it, then");
        return Ok(Exit::DONE);
    };
    let path = named.unwrap_or_else(|| {
        PathBuf::from(from.file_stem().unwrap_or_default()).with_extension("toml")
    });
    from_table(args, from, &path)
}

fn next(path: &Path, first: &str) {
    let name = shown(path);
    let argument = quoted(&name);
    screen::note(&format!(
        "wrote {name}; {first}: summitry check {argument}, and summitry run {argument}"
    ));
}

/// Makes a scenario from a table, with the baselines beside it.
fn from_table(args: &NewArgs, from: &Path, path: &Path) -> Result<Exit, Failure> {
    let beside = path.with_extension(BASELINES.file);
    for file in [path, &beside] {
        if file.exists() {
            return Err(Failure::refused(format!("{} already exists; {REMEDY}", shown(file))));
        }
    }
    let bytes = bytes(from)?;
    let file = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let supplied = Supplied {
        roles: args.role.clone(),
        no_deal: args.no_deal.clone(),
        scales: args.scale.clone(),
    };
    let positions = read(&file, &bytes, &supplied).map_err(|error| refuse(from, error))?;
    let loss = match args.loss {
        LossArg::Linear => Loss::Linear,
        LossArg::Quadratic => Loss::Quadratic,
    };
    let made = scenario_text(&positions, loss)
        .map_err(|error| Failure::new(Exit::DATA, tame(&format!("{}: {error}", from.display()))))?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut sources, mut faults) = Default::default();
    let none = Overrides::default();
    let scenario = scenario::read_text(&name, &made.text, &none, &mut sources, &mut faults);
    let Some(scenario) = scenario else {
        screen::note_diagnostics(&faults, &sources);
        return Err(Failure::new(
            Exit::INTERNAL,
            "the table makes no valid scenario: please report it",
        ));
    };
    let ran = agreed(&scenario, &made.options, RUNS, 1);
    let setup = CompiledScenario::new(scenario);
    let baselines = Baselines::new(&positions, &setup, &made.options, &ran);
    let mut csv = BASELINES.header();
    csv.extend_from_slice(baselines.rows(&positions).bytes());
    new_file::write(path, &made.text, REMEDY)?;
    new_file::write(&beside, &String::from_utf8_lossy(&csv), REMEDY)?;
    screen::print(&view(&positions, &baselines, &ran, screen::width()))?;
    for note in &positions.notes {
        screen::note(&format!("note: {}", tame(note)));
    }
    screen::note(&format!("wrote {}", shown(&beside)));
    next(path, "read the comments at its head, then");
    Ok(Exit::DONE)
}

/// The bytes of a table.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| {
        let exit =
            if error.kind() == std::io::ErrorKind::NotFound { Exit::REFUSED } else { Exit::DATA };
        Failure::new(exit, format!("{} cannot be read: {error}", shown(path)))
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_BYTES {
        return Err(Failure::new(
            Exit::DATA,
            format!("{} is larger than {MAX_BYTES} bytes", shown(path)),
        ));
    }
    Ok(bytes)
}

/// Tells all that is wrong with a table, or that it lacks.
fn refuse(path: &Path, error: NotRead) -> Failure {
    let name = shown(path);
    let (exit, lines, what) = match error {
        NotRead::Faults(faults) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            (Exit::DATA, lines, counted(faults.len() as u64, "error", "errors"))
        }
        NotRead::Missing(lines) => {
            let what = counted(lines.len() as u64, "thing is missing", "things are missing");
            (Exit::REFUSED, lines, what)
        }
    };
    for line in lines.iter().take(TOLD) {
        screen::error(&tame(&format!("{name}: {line}")));
    }
    screen::note(&format!("{what} in {name}; nothing was written"));
    Failure::Reported(exit)
}

/// What each model says, issue by issue, and how far each is off where outcomes are known.
fn view(positions: &Positions, baselines: &Baselines, ran: &Agreed, width: usize) -> String {
    let number = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.1}"));
    let names = positions.issues.iter().map(|issue| tame(&issue.name)).collect();
    let mut columns = vec![Column::left("Issue", 0, names)];
    for (name, said) in &baselines.models {
        let cells = said.iter().map(|x| number(*x)).collect();
        columns.push(Column::right(heading(name), 0, cells));
    }
    let shares = ran.shares.iter().map(|share| format!("{:.0} %", share * 100.0)).collect();
    columns.push(Column::right("Agreed", 1, shares));
    if baselines.outcomes.iter().any(Option::is_some) {
        let outcomes = baselines.outcomes.iter().map(|x| number(*x)).collect();
        columns.push(Column::right("Outcome", 0, outcomes));
    }
    let mut text = table(columns, &[], width);
    text.push_str(&format!(
        "\nSimulation: mean of the text at the end of {} runs; Agreed: share of them that agreed the issue.\n",
        super::format::grouped(ran.runs)
    ));
    if let Some(why) = &baselines.left_out {
        text.push_str(&format!("No Nash point: {}.\n", tame(why)));
    }
    let errors = baselines.errors();
    let of = |name: &str| errors.iter().find(|error| error.0 == name).and_then(|error| error.1);
    if let Some(own) = of("simulation") {
        let count = errors.first().map_or(0, |error| error.2) as u64;
        text.push_str(&format!(
            "\nMean absolute error over {} with an outcome:\n",
            counted(count, "issue", "issues")
        ));
        let mut better = Vec::new();
        for (name, error, _) in &errors {
            if error.is_some_and(|error| error < own) {
                better.push(heading(name).to_lowercase());
            }
            text.push_str(&format!("  {:<16} {}\n", heading(name), number(*error)));
        }
        text.push_str(&match better.len() {
            0 => "No baseline is nearer to the outcomes than the simulation.\n".to_owned(),
            _ => format!("Nearer to the outcomes than the simulation: {}.\n", better.join(", ")),
        });
    }
    text
}

fn heading(model: &str) -> &'static str {
    match model {
        "reference-point" => "Reference point",
        "weighted-mean" => "Weighted mean",
        "weighted-median" => "Weighted median",
        "nash" => "Nash",
        _ => "Simulation",
    }
}
