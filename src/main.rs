//! The `summitry` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    summitry::main(std::env::args_os())
}
