//! `summitry class SCENARIO`: a class, served.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::cli::args::ServeArgs;
use crate::cli::exit::Exit;
use crate::cli::format::tame;
use crate::cli::load;
use crate::cli::{screen, signals};
use summitry_class::Catalogue;
use summitry_class::clock::now;
use summitry_class::queue::CommandQueue;
use summitry_class::server::{AppState, net, qr, rehearse, serve as served, tokens};
use summitry_class::state::{Action, Minutes, Plan, lasting};
use summitry_class::store::{Command, EventLog, FORMAT, Head, Store, StoreError, is_backup};
use summitry_engine::PROTOCOL;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::Scenario;

use super::language::words_or_tell;
use super::stored::fault;

/// How long a policy that rehearses thinks.
const THINKS: Duration = Duration::from_millis(1200);

/// A class that can be served.
struct Stored {
    store: Store,
    head: Head,
    log: EventLog,
    /// If it goes on, how long the program did not run, in milliseconds.
    stood: Option<i64>,
}

/// Serves a class until the user stops it.
pub(super) fn serve(args: &ServeArgs) -> io::Result<Exit> {
    let words = match words_or_tell(&args.language) {
        Ok(words) => words,
        Err(exit) => return Ok(exit),
    };
    let scenario = match load::scenario(&args.scenario, &args.changes) {
        Ok(scenario) => scenario,
        Err(failure) => return Ok(failure.report()),
    };
    let file = args
        .store
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(format!("{}.class", scenario.id)));
    let stored = match stored(args, &words, &scenario, &file) {
        Ok(stored) => stored,
        Err(OpenError::Store(error)) => return Ok(fault(&file, &error)),
        Err(OpenError::Said(why)) => {
            screen::error(&why);
            return Ok(Exit::REFUSED);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("class")
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(hold(args, words, stored)),
        Err(error) => {
            screen::error(&format!("the system gives no threads: {error}"));
            Ok(Exit::UNWRITTEN)
        }
    }
}

enum OpenError {
    Store(StoreError),
    Said(String),
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        OpenError::Store(error)
    }
}

/// The class in the file, or a new one.
fn stored(
    args: &ServeArgs,
    words: &Catalogue,
    scenario: &Scenario,
    file: &Path,
) -> Result<Stored, OpenError> {
    let toml = scenario.to_toml().to_string();
    let said = |why: &str| OpenError::Said(format!("{} {why}", tame(&file.to_string_lossy())));
    let chance = |_| OpenError::Said("the system gives no random bytes".to_owned());
    if !file.exists() {
        if let Some(directory) = file.parent().filter(|of| !of.as_os_str().is_empty()) {
            std::fs::create_dir_all(directory)
                .map_err(|error| StoreError::Fault(error.to_string()))?;
        }
        let head = Head {
            class: FORMAT.to_owned(),
            summitry: env!("CARGO_PKG_VERSION").to_owned(),
            randomness: PROTOCOL,
            scenario: scenario.id.clone(),
            toml,
            plan: plan(args, words, scenario),
            begun: now(),
            code: tokens::random_code().map_err(chance)?,
            teacher: tokens::random_token().map_err(chance)?,
            purged: None,
        };
        let config = head.config()?;
        let store = Store::create(file, &head)?;
        let log = EventLog::begin(config, &head);
        return Ok(Stored { store, head, log, stood: None });
    }
    let (store, mut head) = Store::open(file)?;
    if head.purged.is_some() {
        return Err(said("was purged: it can be exported and verified; give another --store"));
    }
    if (&head.scenario, &head.toml) != (&scenario.id, &toml) {
        return Err(said("holds a class of another scenario; give another --store"));
    }
    let log = EventLog::resume(head.config()?, &head, &store.entries()?)?;
    let seen = store.last_heartbeat()?.unwrap_or(0).max(log.state().last());
    if is_backup(&head) {
        head.code = tokens::random_code().map_err(chance)?;
        head.teacher = tokens::random_token().map_err(chance)?;
        store.put_head(&head)?;
    }
    if head.plan != plan(args, words, scenario) {
        screen::note(
            "The class goes on as it was set up: --seed, --run, --minutes, --tables, --share, --decisions and --language are those it began with.",
        );
    }
    Ok(Stored { store, head, log, stood: Some(now() - seen) })
}

fn plan(args: &ServeArgs, words: &Catalogue, scenario: &Scenario) -> Plan {
    let replication =
        args.run.unwrap_or_else(|| lasting(&CompiledScenario::new(scenario.clone()), args.seed));
    Plan {
        seed: args.seed,
        replication,
        tables: args.tables as usize,
        share: args.share as usize,
        decisions: args.decisions as u32,
        minutes: Minutes::from_total(args.minutes),
        language: words.language().to_owned(),
        ..Plan::default()
    }
}

/// Opens the door and holds the class.
async fn hold(args: &ServeArgs, words: Catalogue, stored: Stored) -> io::Result<Exit> {
    let host = if args.lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let bound = TcpListener::bind((host, args.port)).await;
    let (listener, at) = match bound.and_then(|bound| Ok((bound.local_addr()?, bound))) {
        Ok((at, listener)) => (listener, at),
        Err(error) => {
            screen::error(&format!(
                "port {} cannot be had: {error}; --port takes another, --port 0 any that is free",
                args.port
            ));
            return Ok(Exit::REFUSED);
        }
    };
    let Stored { store, head, log, stood } = stored;
    let file = store.file().to_owned();
    let (queue, queue_thread) = match CommandQueue::open(log, store, now) {
        Ok(opened) => opened,
        Err(error) => {
            screen::error(&format!("the system gives no thread: {error}"));
            return Ok(Exit::UNWRITTEN);
        }
    };
    let was_over = queue.state().is_over();
    if let Some(stood) = stood
        && !was_over
    {
        let action = Action::Resumed { stood };
        let resumed = Command { key: format!("resumed {}", now()), action };
        if let Err(error) = queue.submit(resumed).await {
            screen::error(&format!("{}: {error}", tame(&file.to_string_lossy())));
            return Ok(Exit::UNWRITTEN);
        }
    }
    let addresses = if args.lan { net::addresses() } else { Vec::new() };
    let app = Arc::new(AppState::new(queue, head, languages(words), at, addresses, now));
    screen::print(&welcome(&app, args, &file, stood.is_some()))?;
    let stop = signals::listen();
    if let Some(tables) = args.rehearse {
        let members = tables as usize * app.queue.state().config().setup.parties();
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            if let Err(error) = rehearse::rehearse(app, members, THINKS).await {
                screen::error(&format!("the rehearsal stopped: {error}"));
            }
        });
    }
    let ended = served(listener, Arc::clone(&app), stopped(stop)).await;
    let is_over = app.queue.state().is_over();
    // Whoever still waits for an answer has it before the end.
    tokio::task::block_in_place(|| queue_thread.close());
    if let Err(error) = ended {
        screen::error(&format!("no more connections can be taken: {error}"));
        return Ok(Exit::UNWRITTEN);
    }
    let file = tame(&file.to_string_lossy());
    if is_over {
        screen::note(&format!("\nThe class is over. What it did: summitry class export {file}"));
        return Ok(Exit::DONE);
    }
    screen::note("\nStopped. The same command goes on where the class was.");
    Ok(Exit::INTERRUPTED)
}

async fn stopped(stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The languages of the class, the one that was asked for first.
fn languages(words: Catalogue) -> Vec<Catalogue> {
    let tag = words.language().to_owned();
    let others = Catalogue::languages().filter(|of| *of != tag).filter_map(Catalogue::bundled);
    let others: Vec<Catalogue> = others.collect();
    [vec![words], others].concat()
}

/// The message at the start: what the teacher needs.
fn welcome(app: &AppState, args: &ServeArgs, file: &Path, goes_on: bool) -> String {
    let title = tame(&app.queue.state().config().setup.scenario.title);
    let file = tame(&file.to_string_lossy());
    let mut text = format!("{title}\n");
    text += &if goes_on && app.queue.state().is_over() {
        format!(
            "The class in {file} is over: it can be read. Another class takes another --store.\n\n"
        )
    } else if goes_on {
        format!("The class in {file} goes on.\n\n")
    } else {
        format!("The class is stored in {file}.\n\n")
    };
    let teacher = app.teacher();
    text += &format!("Teacher    {teacher}\n");
    text += "           for you alone: whoever has this link leads the class\n";
    text += &format!("Students   {}\n", app.students());
    text += &format!("Code       {}\n", app.head.code);
    let (here, _) = teacher.split_once("/teach/").unwrap_or((&teacher, ""));
    text += &format!("Projector  {here}/wall\n\n");
    if let Some(code) = qr::text(&app.students())
        && code.lines().next().is_some_and(|line| line.chars().count() <= screen::width())
    {
        text += &code;
        text += "\n\n";
    }
    if !args.lan {
        text += "Only this computer can reach it; --lan lets phones and laptops on the same network in.\n";
    } else if app.addresses.is_empty() {
        text += "This computer is on no network that phones could be on. ";
        text += HOTSPOT;
    } else {
        text += &format!(
            "A phone on the same network that opens {}/ is told that it has reached the class.\nIf it has not: ",
            app.base()
        );
        text += HOTSPOT;
    }
    text += "Ctrl-C stops it.\n";
    text
}

const HOTSPOT: &str = "\
Make this computer a hotspot (Windows: Settings, Network, Mobile hotspot;
macOS: Settings, General, Sharing, Internet Sharing; Linux: Settings, Wi-Fi, Turn on hotspot), or
a phone, let all join it, and start the command again. No internet is needed. A network of a school
may keep its guests apart: a hotspot does not. A firewall must let this port in.
";
