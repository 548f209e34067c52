//! A program with its three pipes: one line is sent, one is waited for, and in the end nothing of it is left.
//!
//! One thread does it all by waiting for whichever pipe is ready, so that no program can block its worker: not by leaving
//! its input unread, nor by filling its standard error.

use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use rustix::process::{Pid, Signal, kill_process_group};

use super::spec::{AgentSpec, Fault};

/// Bytes that are read at once.
const READ: usize = 16 * 1024;

/// A program that runs, in a process group of its own. When it is dropped, the whole group is killed.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// None once it is closed, by us or by the program.
    input: Option<ChildStdin>,
    output: Option<ChildStdout>,
    errors: Option<ChildStderr>,
    /// What is still to be written.
    unsent: Vec<u8>,
    /// What it wrote and nobody took.
    got: Vec<u8>,
    /// How much of that has no line break for sure.
    searched: usize,
    /// The end of its standard error.
    said: Vec<u8>,
}

impl Program {
    /// Starts a command: the program, and its arguments.
    ///
    /// # Errors
    /// Those of the system, as when there is no such program.
    pub fn start(command: &[String]) -> io::Result<Program> {
        let (name, arguments) = command.split_first().ok_or(ErrorKind::InvalidInput)?;
        let mut child = Command::new(name)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C is for us: we end when the run is over, and say goodbye.
            .process_group(0)
            .spawn()?;
        let (input, output, errors) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (unsent, got, said) = Default::default();
        let program = Program { child, input, output, errors, unsent, got, searched: 0, said };
        if let Some(input) = &program.input {
            ioctl_fionbio(input, true)?;
        }
        if let Some(output) = &program.output {
            ioctl_fionbio(output, true)?;
        }
        if let Some(errors) = &program.errors {
            ioctl_fionbio(errors, true)?;
        }
        Ok(program)
    }

    /// Adds lines to what is sent; they go with the next [`Program::receive`].
    pub fn send(&mut self, lines: &[u8]) {
        self.unsent.extend_from_slice(lines);
    }

    /// Sends what is to be sent and waits for a line, which is given without its line break.
    ///
    /// # Errors
    /// [`Fault::Flood`], [`Fault::Ended`] or [`Fault::Silent`]. A program that closes its input and answers all the same is
    /// at no fault.
    pub fn receive(&mut self, within: Duration) -> Result<Vec<u8>, Fault> {
        let until = Instant::now() + within;
        self.write();
        loop {
            if let Some(at) = self.got[self.searched..].iter().position(|&byte| byte == b'\n') {
                let end = self.searched + at;
                if end > AgentSpec::LONGEST_LINE {
                    return Err(Fault::Flood);
                }
                let mut line: Vec<u8> = self.got.drain(..=end).collect();
                line.pop();
                self.searched = 0;
                // Blank lines do not count.
                if line.trim_ascii().is_empty() && Instant::now() < until {
                    continue;
                }
                return Ok(line);
            }
            self.searched = self.got.len();
            if self.got.len() > AgentSpec::LONGEST_LINE {
                return Err(Fault::Flood);
            }
            if self.output.is_none() {
                return Err(Fault::Ended);
            }
            if !self.wait(until) {
                return Err(Fault::Silent);
            }
        }
    }

    /// What it wrote last to standard error, in whole lines where there are some.
    #[must_use]
    pub fn stderr(&mut self) -> String {
        self.read_errors();
        let cut = self.said.len().saturating_sub(AgentSpec::KEPT_ERRORS);
        let text = String::from_utf8_lossy(&self.said[cut..]);
        let text = match text.split_once('\n') {
            Some((_, whole)) if cut > 0 => whole,
            _ => &text,
        };
        let lines: Vec<String> =
            text.trim_end().lines().map(summitry_model::fields::text::sanitize).collect();
        lines.join("\n")
    }

    /// Says goodbye: sends what is to be sent, closes its input, and lets it end by itself for a while.
    pub fn end(mut self, goodbye: &[u8]) {
        self.send(goodbye);
        let until = Instant::now() + AgentSpec::ENDS_WITHIN;
        self.write();
        loop {
            if self.unsent.is_empty() {
                self.input = None;
            }
            if self.output.is_none() && self.errors.is_none() {
                return;
            }
            self.got.clear();
            if !self.wait(until) {
                return;
            }
        }
    }

    /// Waits until something can be read or written, and does it; false if the time is over before.
    fn wait(&mut self, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        let mut ready = [PollFlags::empty(); 3];
        {
            let input = self.input.as_ref().filter(|_| !self.unsent.is_empty());
            let mut pipes: Vec<(usize, PollFd<'_>)> = Vec::with_capacity(3);
            pipes.extend(input.map(|pipe| (0, PollFd::new(pipe, PollFlags::OUT))));
            pipes.extend(self.output.as_ref().map(|pipe| (1, PollFd::new(pipe, PollFlags::IN))));
            pipes.extend(self.errors.as_ref().map(|pipe| (2, PollFd::new(pipe, PollFlags::IN))));
            let (names, mut pipes): (Vec<usize>, Vec<PollFd<'_>>) = pipes.into_iter().unzip();
            // Rounded up: a wait of less than a tick is no busy one.
            let limit = Timespec::try_from(left + Duration::from_millis(1)).ok();
            match poll(&mut pipes, limit.as_ref()) {
                Ok(_) => {}
                Err(Errno::INTR | Errno::AGAIN) => return true,
                Err(_) => return false,
            }
            for (name, pipe) in names.into_iter().zip(&pipes) {
                ready[name] = pipe.revents();
            }
        }
        if !ready[0].is_empty() {
            self.write();
        }
        if !ready[1].is_empty() {
            self.read();
        }
        if !ready[2].is_empty() {
            self.read_errors();
        }
        true
    }

    fn write(&mut self) {
        while let Some(input) = &mut self.input
            && !self.unsent.is_empty()
        {
            match input.write(&self.unsent) {
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // It reads no more. Whether that is a fault is told by what it writes.
                Err(_) => self.input = None,
            }
        }
        if self.input.is_none() {
            self.unsent.clear();
        }
    }

    fn read(&mut self) {
        let Some(output) = &mut self.output else { return };
        let mut bytes = [0; READ];
        match output.read(&mut bytes) {
            Ok(0) => self.output = None,
            Ok(count) => self.got.extend_from_slice(&bytes[..count]),
            Err(error) if is_passing(&error) => {}
            Err(_) => self.output = None,
        }
    }

    fn read_errors(&mut self) {
        let Some(errors) = &mut self.errors else { return };
        let mut bytes = [0; READ];
        match errors.read(&mut bytes) {
            Ok(0) => self.errors = None,
            Ok(count) => self.said.extend_from_slice(&bytes[..count]),
            Err(error) if is_passing(&error) => {}
            Err(_) => self.errors = None,
        }
        let cut = self.said.len().saturating_sub(AgentSpec::KEPT_ERRORS + 1);
        self.said.drain(..cut);
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock)
}

/// How long a program is waited for that was killed.
const LAST_WAIT: Duration = Duration::from_secs(2);

impl Drop for Program {
    fn drop(&mut self) {
        // Its number is nobody else's until it has been waited for. An error means that there is nobody left.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        // Nor may one that has gone to another group, or to another user, be waited for without end: it sees the end of its input.
        let _ = self.child.kill();
        self.input = None;
        let until = Instant::now() + LAST_WAIT;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
