//! The command line: parse, dispatch, exit code.
//!
//! `args` says what can be typed, and a module for each command what it does. A command writes its result
//! to standard output, reports progress and warnings on standard error, and returns an exit code or a
//! [`Failure`], which is reported here.

mod analyze;
mod args;
mod assess;
mod check;
#[cfg(feature = "class")]
mod class;
mod compare;
mod describe;
mod diff;
mod exit;
mod experiments;
mod explain;
mod format;
mod format_option;
mod load;
mod messages;
mod negotiate;
mod new;
mod new_file;
mod plan;
mod profiles;
mod progress;
mod replay;
mod report;
mod run;
mod scenarios;
mod screen;
mod signals;
mod sweep;
mod table;
mod whatif;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::panic::catch_unwind;
use std::process::ExitCode;

use crate::called;
use args::{Args, Command};
use exit::{Exit, Failure};

/// Runs the command line `typed`, the program's name first, and gives the exit code.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    exit_of(typed).into()
}

/// As [`main`], with the exit code as a number.
pub(crate) fn exit_code(typed: impl IntoIterator<Item = OsString>) -> u8 {
    exit_of(typed).0
}

fn exit_of(typed: impl IntoIterator<Item = OsString>) -> Exit {
    let args = match Args::parse_typed(typed) {
        Ok(args) => args,
        Err(refusal) => {
            if called::message(&refusal.to_string()) {
                return Exit::REFUSED;
            }
            // Help and version come this way too.
            let printed = refusal.print();
            return match printed {
                _ if refusal.use_stderr() => Exit::REFUSED,
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    Failure::from(error).report()
                }
                _ => Exit::DONE,
            };
        }
    };
    let exit = catch_unwind(|| dispatch(args).unwrap_or_else(Failure::report));
    exit.unwrap_or_else(|_| {
        screen::error("this is an internal error: please report it, with the command");
        Exit::INTERNAL
    })
}

fn dispatch(args: Args) -> Result<Exit, Failure> {
    match args.command {
        Command::Run(args) => run::run(args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Check(args) => check::check(&args),
        Command::New(args) => new::new(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Scenarios(args) => scenarios::scenarios(&args),
        Command::Experiments(args) => experiments::experiments(&args),
        Command::Assess(args) => assess::assess(&args),
        Command::Negotiate(args) => negotiate::negotiate(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Whatif(args) => whatif::whatif(&args),
        Command::Analyze(args) => analyze::analyze(&args),
        Command::Report(args) => report::write_report(&args),
        #[cfg(feature = "class")]
        Command::Class(args) => Ok(class::class(&args)?),
        Command::Schema(args) => describe::schema(&args),
        Command::Completions(args) => describe::completions(&args),
    }
}
