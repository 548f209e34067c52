//! `summitry explain`: one run as a dated story; `summitry replay`: a log made again.

mod replay;
mod told;

use std::io;

use summitry_lab::output::{Rows, replace};
use summitry_lab::replay::Path;
use summitry_lab::rows::log;
use summitry_model::process::CompiledScenario;
use summitry_pages::story::page;
use summitry_pages::story::story;

pub(super) use replay::replay;
pub(super) use told::entries_json;

use super::args::{ExplainArgs, StoryFormat};
use super::exit::Exit;
use super::faults::read_or_tell;
use super::screen;
use super::words::tame;

/// Makes the run, and tells it.
pub(super) fn explain(args: &ExplainArgs) -> io::Result<Exit> {
    let Some(scenario) = read_or_tell(&args.scenario, &args.changes) else {
        return Ok(Exit::REFUSED);
    };
    if let Some(file) = &args.log
        && !args.force
        && file.symlink_metadata().is_ok()
    {
        let file = tame(&file.to_string_lossy());
        screen::tell(&format!("{file} is there already; --force replaces it"));
        return Ok(Exit::REFUSED);
    }
    let setup = CompiledScenario::new(scenario);
    let path = Path::of(&setup, args.seed, args.run);
    let story = story(&setup, &path);
    if let Some(file) = &args.log {
        let mut rows = Rows::new(0);
        log::put(&mut rows, &log::head(&setup, args.seed));
        log::write_run(&mut rows, &setup, path.run, path.seed, &path.record, &path.ticks);
        if let Err(error) = replace(file, rows.bytes()) {
            screen::tell(&error.to_string());
            return Ok(Exit(error.exit_code()));
        }
    }
    let text = match args.format {
        StoryFormat::Json => told::json(&setup, &path, &story),
        StoryFormat::Html => page::page(&setup, &path, &story, args.all),
        StoryFormat::Table => told::text(&setup, &path, &story, args.all, screen::width()),
    };
    screen::print(&text)?;
    if let Some(file) = &args.log {
        screen::say(&format!("\nWritten to {}", tame(&file.to_string_lossy())));
    }
    Ok(Exit::DONE)
}
