//! `summitry assess`: what a text is worth to each party, who blocks it, and what would bring them in.

mod view;

use std::path::Path;

use summitry_lab::assess::{Assessment, Assessor, ProposedText, parse, read_texts};
use summitry_model::scenario::Scenario;
use summitry_pages::assessment::page;

use super::args::{AssessArgs, StoryFormat};
use super::exit::{Exit, Failure};
use super::format::{path as shown, tame};
use super::{load, screen};

/// Assesses every text.
pub(super) fn assess(args: &AssessArgs) -> Result<Exit, Failure> {
    load::no_experiment(&args.scenario)?;
    let scenario = load::scenario(&args.scenario, &args.changes)?;
    let mut texts = Vec::new();
    for typed in &args.text {
        let is_file = !typed.contains('=') && Path::new(typed).extension().is_some();
        if is_file {
            texts.extend(table(&scenario, Path::new(typed))?);
        } else {
            let text = parse(&scenario, typed, typed);
            texts.push(text.map_err(|fault| Failure::refused(tame(&format!("--text: {fault}"))))?);
        }
    }
    for path in &args.texts {
        texts.extend(table(&scenario, path)?);
    }
    let assessor = Assessor::new(scenario);
    let all: Vec<Assessment> = texts.into_iter().map(|text| assessor.assess(text)).collect();
    screen::print(&match args.format {
        StoryFormat::Table => all
            .iter()
            .map(|a| view::text(assessor.scenario(), a, screen::width()))
            .collect::<Vec<_>>()
            .join("\n"),
        StoryFormat::Json => {
            all.iter().map(|a| format!("{}\n", view::json(assessor.scenario(), a))).collect()
        }
        StoryFormat::Html => page(assessor.scenario(), &all),
    })?;
    Ok(Exit::DONE)
}

fn table(scenario: &Scenario, path: &Path) -> Result<Vec<ProposedText>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        let exit =
            if error.kind() == std::io::ErrorKind::NotFound { Exit::REFUSED } else { Exit::DATA };
        Failure::new(exit, format!("{} cannot be read: {error}", shown(path)))
    })?;
    read_texts(scenario, &bytes)
        .map_err(|fault| Failure::new(Exit::DATA, tame(&format!("{}: {fault}", path.display()))))
}
