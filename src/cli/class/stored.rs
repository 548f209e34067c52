//! `summitry class export`, `verify`, `backup`, `purge`: what is done with a stored class.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::cli::args::{ClassBackupArgs, ClassExportArgs, ClassPurgeArgs, ClassStoreArgs};
use crate::cli::exit::Exit;
use crate::cli::format::{counted, tame};
use crate::cli::screen;
use summitry_class::clock::now;
use summitry_class::debrief::{Debrief, Options};
use summitry_class::export::export as exported;
use summitry_class::history::played;
use summitry_class::store::{
    Head, LogEntry, Store, StoreError, TableEnd, Verification, backup as copied, purge as purged,
    verify as verified,
};

/// Tells why a stored class cannot be had, and gives the exit code.
pub(super) fn fault(file: &Path, error: &StoreError) -> Exit {
    let place = tame(&file.to_string_lossy());
    let (message, exit) = match error {
        StoreError::Missing(_) | StoreError::There(_) | StoreError::InUse(_) => {
            (tame(&error.to_string()), Exit::REFUSED)
        }
        StoreError::Foreign { .. } => (tame(&error.to_string()), Exit::DATA),
        StoreError::Altered { .. } | StoreError::Version(_) => {
            (format!("{place}: {}", tame(&error.to_string())), Exit::DATA)
        }
        StoreError::Fault(_) => (format!("{place}: {}", tame(&error.to_string())), Exit::UNWRITTEN),
    };
    screen::error(&message);
    exit
}

/// A stored class.
struct Stored {
    store: Store,
    head: Head,
    entries: Vec<LogEntry>,
    noted: Vec<TableEnd>,
}

fn read(file: &Path, to_write: bool) -> Result<Stored, StoreError> {
    let (store, head) = if to_write { Store::open(file)? } else { Store::open_read_only(file)? };
    let (entries, noted) = (store.entries()?, store.endings()?);
    Ok(Stored { store, head, entries, noted })
}

fn made(stored: &Stored) -> Result<Verification, StoreError> {
    Ok(verified(stored.head.config()?, &stored.head, &stored.entries, &stored.noted))
}

/// Makes a class again, and compares.
pub(super) fn verify(args: &ClassStoreArgs) -> io::Result<Exit> {
    let found = match read(&args.store, false).and_then(|stored| made(&stored)) {
        Ok(found) => found,
        Err(error) => return Ok(fault(&args.store, &error)),
    };
    let state = found.log.state();
    let ended = state.tables().iter().filter(|table| table.snapshot().ending.is_some()).count();
    for discrepancy in &found.discrepancies {
        screen::error(&tame(&discrepancy.to_string()));
    }
    if !found.discrepancies.is_empty() {
        return Ok(Exit::FAILED);
    }
    screen::print(&format!(
        "All is as it was accepted: {}, {}, of which {ended} at their end.\nSeal: {}\n",
        counted(found.log.actions(), "action", "actions"),
        counted(state.tables().len() as u64, "table", "tables"),
        found.log.chain().hex(),
    ))?;
    Ok(Exit::DONE)
}

/// Writes a class as tables.
pub(super) fn export(args: &ClassExportArgs) -> io::Result<Exit> {
    let file = &args.stored.store;
    let found = match read(file, false).and_then(|stored| made(&stored)) {
        Ok(found) => found,
        Err(error) => return Ok(fault(file, &error)),
    };
    if let Some(discrepancy) = found.discrepancies.first() {
        screen::error(&format!(
            "{}: {}",
            tame(&file.to_string_lossy()),
            tame(&discrepancy.to_string())
        ));
        return Ok(Exit::DATA);
    }
    let state = found.log.state();
    let dir = args.out.clone().unwrap_or_else(|| {
        let mut name = file.file_stem().unwrap_or_default().to_owned();
        name.push("-tables");
        file.with_file_name(name)
    });
    let debrief = played(state).map_err(|error| error.to_string()).and_then(|played| {
        let (setup, stop) = (&state.config().setup, AtomicBool::new(false));
        let of = Debrief::compute(setup, &played, Options::default(), &stop, &mut |_| {});
        let of = of.map_err(|error| error.to_string())?;
        of.map_or_else(
            || Ok("null\n".to_owned()),
            |of| of.json().map_err(|error| error.to_string()),
        )
    });
    let debrief = match debrief {
        Ok(debrief) => debrief,
        Err(error) => {
            screen::error(&format!("the debrief cannot be made: {}", tame(&error)));
            return Ok(Exit::INTERNAL);
        }
    };
    match exported(state, found.log.chain().hex(), &debrief, &dir, args.force) {
        Ok(manifest) => {
            let files: Vec<&str> = manifest.files.iter().map(|entry| entry.file.as_str()).collect();
            screen::print(&format!(
                "Written to {}: {}\n",
                tame(&dir.to_string_lossy()),
                files.join(", ")
            ))?;
            Ok(Exit::DONE)
        }
        Err(error) => {
            screen::error(&error.to_string());
            Ok(error.kind().into())
        }
    }
}

/// Copies a class.
pub(super) fn backup(args: &ClassBackupArgs) -> io::Result<Exit> {
    match copied(&args.stored.store, &args.out) {
        Ok(actions) => {
            screen::print(&format!(
                "{} copied to {}. It has no code and no teacher's link; serving it makes new ones.\n",
                counted(actions, "action", "actions"),
                tame(&args.out.to_string_lossy()),
            ))?;
            Ok(Exit::DONE)
        }
        Err(error) => Ok(fault(&args.stored.store, &error)),
    }
}

/// Takes pseudonyms and free text out of a class.
pub(super) fn purge(args: &ClassPurgeArgs) -> io::Result<Exit> {
    let file: &PathBuf = &args.stored.store;
    let mut stored = match read(file, true) {
        Ok(stored) => stored,
        Err(error) => return Ok(fault(file, &error)),
    };
    let found = match made(&stored) {
        Ok(found) => found,
        Err(error) => return Ok(fault(file, &error)),
    };
    let place = tame(&file.to_string_lossy());
    if let Some(discrepancy) = found.discrepancies.first() {
        screen::error(&format!("{place}: {}", tame(&discrepancy.to_string())));
        return Ok(Exit::DATA);
    }
    if !found.log.state().is_over() && !args.unfinished {
        screen::error(&format!(
            "the class in {place} is not over, and nobody could go on with it; --unfinished purges it all the same"
        ));
        return Ok(Exit::REFUSED);
    }
    let done = purged(&stored.head, &stored.entries, now()).and_then(|(head, entries, taken)| {
        stored.store.rewrite(&head, &entries)?;
        Ok((entries.len() as u64, taken))
    });
    match done {
        Ok((actions, taken)) => {
            screen::print(&format!(
                "Taken out of {place}: {}, with their links; {}; {}.\n\
                 Left: the scenario, {} with their times, who sat where by number, what each seat decided and predicted.\n",
                counted(taken.pseudonyms, "pseudonym", "pseudonyms"),
                counted(taken.notes, "private note", "private notes"),
                counted(taken.messages, "message of the teacher", "messages of the teacher"),
                counted(actions, "action", "actions"),
            ))?;
            Ok(Exit::DONE)
        }
        Err(error) => Ok(fault(file, &error)),
    }
}
