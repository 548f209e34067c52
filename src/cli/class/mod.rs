//! `summitry class`: what a class needs.

mod language;
mod materials;
mod serve;
mod stored;
mod words;

use std::io;

use super::args::{ClassArgs, ClassCommand};
use super::exit::Exit;

/// Does what was asked of a class.
pub(super) fn class(args: &ClassArgs) -> io::Result<Exit> {
    match &args.what {
        Some(ClassCommand::Materials(args)) => materials::materials(args),
        Some(ClassCommand::Words(args)) => words::words(args),
        Some(ClassCommand::Export(args)) => stored::export(args),
        Some(ClassCommand::Verify(args)) => stored::verify(args),
        Some(ClassCommand::Backup(args)) => stored::backup(args),
        Some(ClassCommand::Purge(args)) => stored::purge(args),
        None => serve::serve(&args.serve),
    }
}
