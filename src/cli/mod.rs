//! The command line: parse, dispatch, exit code.
//!
//! What was typed (`args`) and what it means (a file for each command) are apart. A command tells
//! its faults on standard error itself and gives back an exit code; the one error it returns is that
//! standard output could not be written.

mod analyze;
mod analyze_asked;
mod analyze_dir;
mod analyzed;
mod analyzed_batch;
mod analyzed_sweep;
mod args;
mod cells;
mod check;
#[cfg(feature = "class")]
mod class;
mod compare;
mod describe;
mod exit;
mod experiments;
mod explain;
mod faults;
mod formats;
mod import;
mod negotiate;
mod outcomes;
mod plan;
mod profiles;
mod progress;
mod report;
mod run;
mod scenarios;
mod screen;
mod session;
mod signals;
mod slurm;
mod sweep;
mod whatif;
mod words;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::panic::catch_unwind;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use exit::Exit;

/// Runs the command line `typed`, the program's name first, and gives the exit code.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(typed) {
        Ok(args) => args,
        Err(refusal) => {
            // Help and version come this way too. If nobody reads them, nobody is to be told.
            let _ = refusal.print();
            return if refusal.use_stderr() { Exit::REFUSED } else { Exit::DONE }.into();
        }
    };
    let ended = catch_unwind(|| dispatch(args)).unwrap_or_else(|_| {
        screen::tell("this is a fault of the program: please report it with the command");
        Ok(Exit::FAULT)
    });
    ended.unwrap_or_else(|error| unwritten(&error)).into()
}

fn dispatch(args: Args) -> io::Result<Exit> {
    match args.command {
        Command::Run(args) => run::run(args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Check(args) => check::check(&args),
        Command::Scenarios(args) => scenarios::scenarios(&args),
        Command::Experiments(args) => experiments::experiments(&args),
        Command::Negotiate(args) => negotiate::negotiate(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Replay(args) => explain::replay(&args),
        Command::Whatif(args) => whatif::whatif(&args),
        Command::Analyze(args) => analyze::analyze(&args),
        Command::Report(args) => report::write_report(&args),
        #[cfg(feature = "class")]
        Command::Class(args) => class::class(&args),
        Command::Schema(args) => describe::schema(&args),
        Command::Completions(args) => describe::completions(&args),
    }
}

/// Standard output failed. A reader that has seen enough (`| head`) is no failure.
fn unwritten(error: &io::Error) -> Exit {
    if error.kind() == ErrorKind::BrokenPipe {
        return Exit::DONE;
    }
    screen::tell(&format!("standard output cannot be written: {error}"));
    Exit::UNWRITTEN
}
