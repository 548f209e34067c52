//! The `summitry` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    summitry::cli::main(std::env::args_os())
}
