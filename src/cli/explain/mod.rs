//! `summitry explain`: one run as a dated story.

mod view;

use summitry_lab::output::{Rows, replace};
use summitry_lab::replay::RunHistory;
use summitry_lab::rows::answer_log;
use summitry_model::process::CompiledScenario;
use summitry_pages::story::page;
use summitry_pages::story::story;

pub(super) use view::entries_json;

use super::args::{ExplainArgs, StoryFormat};
use super::exit::{Exit, Failure};
use super::format::path as shown;
use super::{load, messages, screen};

/// Makes the run, and narrates it.
pub(super) fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    let scenario = load::scenario(&args.scenario, &args.changes)?;
    if let Some(file) = &args.log
        && !args.force
        && file.symlink_metadata().is_ok()
    {
        return Err(Failure::refused(messages::exists(file)));
    }
    let setup = CompiledScenario::new(scenario);
    let path = RunHistory::simulate(&setup, args.seed, args.run);
    let story = story(&setup, &path);
    if let Some(file) = &args.log {
        let mut rows = Rows::new(0);
        answer_log::put(&mut rows, &answer_log::head(&setup, args.seed));
        answer_log::write_run(&mut rows, &setup, path.run, path.seed, &path.record, &path.ticks);
        replace(file, rows.bytes())?;
    }
    let text = match args.format {
        StoryFormat::Json => view::json(&setup, &path, &story),
        StoryFormat::Html => page::page(&setup, &path, &story, args.all),
        StoryFormat::Table => view::text(&setup, &path, &story, args.all, screen::width()),
    };
    screen::print(&text)?;
    if let Some(file) = &args.log {
        screen::note(&format!("\nWritten to {}", shown(file)));
    }
    Ok(Exit::DONE)
}
