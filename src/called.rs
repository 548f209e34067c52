//! A command from within another program: its words in, what it would have written out.

use std::cell::RefCell;
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use summitry_model::scenario::Scenario;

/// What a command wrote, and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// The exit code; 0 if it did all that was asked.
    pub code: u8,
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub messages: String,
}

/// Who called the command that this thread runs.
#[derive(Debug)]
struct Caller {
    scenario: Option<Scenario>,
    stop: Arc<AtomicBool>,
    written: Called,
}

thread_local! {
    static CALLER: RefCell<Option<Caller>> = const { RefCell::new(None) };
}

/// Runs a command, its name first, on this thread, without touching the standard streams or the signals of the process.
///
/// `scenario` is what it runs on, whichever scenario the words name. `stop` ends it early once it is set.
#[must_use]
pub fn call(
    words: impl IntoIterator<Item = OsString>,
    scenario: Option<Scenario>,
    stop: Arc<AtomicBool>,
) -> Called {
    let caller = Caller { scenario, stop, written: Called::default() };
    CALLER.with(|cell| cell.replace(Some(caller)));
    let code = crate::cli::exit_code(std::iter::once("summitry".into()).chain(words));
    let caller = CALLER.with(RefCell::take);
    let written = caller.map(|caller| caller.written).unwrap_or_default();
    Called { code, ..written }
}

/// A text without the styles of a terminal.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Applies `to` if there is a caller.
fn with_caller<T>(to: impl FnOnce(&mut Caller) -> T) -> Option<T> {
    CALLER.with(|cell| cell.borrow_mut().as_mut().map(to))
}

/// Takes in a part of the standard output; false if nobody called.
pub(crate) fn output(text: &str) -> bool {
    with_caller(|caller| caller.written.output.push_str(&plain(text))).is_some()
}

/// Takes in lines of the standard error; false if nobody called.
pub(crate) fn message(lines: &str) -> bool {
    let add = |caller: &mut Caller| {
        caller.written.messages.push_str(&plain(lines));
        caller.written.messages.push('\n');
    };
    with_caller(add).is_some()
}

/// The flag that ends the command early, if somebody called.
pub(crate) fn stop() -> Option<Arc<AtomicBool>> {
    with_caller(|caller| Arc::clone(&caller.stop))
}

/// The scenario that the caller gave.
pub(crate) fn scenario() -> Option<Scenario> {
    with_caller(|caller| caller.scenario.clone()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(words: &[&str]) -> Called {
        call(words.iter().map(OsString::from), None, Arc::default())
    }

    #[test]
    fn what_a_called_command_writes_goes_to_its_caller() {
        let told = called(&["explain", "classroom", "--run", "3", "--format", "json"]);
        assert_eq!((told.code, told.messages.as_str()), (0, ""));
        let story: serde_json::Value = serde_json::from_str(&told.output).unwrap();
        assert_eq!(story["scenario"], "classroom");
        let refused = called(&["explain", "classrom", "--run", "3"]);
        assert_eq!((refused.code, refused.output.as_str()), (2, ""));
        assert!(refused.messages.contains("classroom"), "{}", refused.messages);
        let refused = called(&["explain", "--rum", "3"]);
        assert_eq!((refused.code, refused.output.as_str()), (2, ""));
        assert!(refused.messages.contains("--run"), "{}", refused.messages);
    }

    #[test]
    fn a_scan_that_is_called_writes_to_its_caller_and_ends_when_it_is_told_to() {
        let words = ["whatif", "classroom", "--run", "3", "--scan", "--seeds", "2", "-q"];
        let json = words.iter().chain(&["--format", "json"]).map(OsString::from);
        let told = call(json.clone(), None, Arc::default());
        assert_eq!(told.code, 0, "{}", told.messages);
        assert!(told.output.contains("\"flips\""));
        let told = call(json, None, Arc::new(AtomicBool::new(true)));
        assert_eq!((told.code, told.output.as_str()), (75, ""));
    }
}
