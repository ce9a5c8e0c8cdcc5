//! A driver that runs: it is told something in a line, and answers with a line of JSON.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Driver {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Driver {
    pub(super) fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the driver has no input or output"));
        };
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self {
            child,
            input,
            answers,
        })
    }

    pub(super) fn ask(&mut self, line: &str) -> io::Result<Value> {
        writeln!(self.input, "{line}")?;
        self.input.flush()?;
        self.answer()
    }

    /// The next line that the driver writes.
    pub(super) fn answer(&mut self) -> io::Result<Value> {
        let answer = self.answers.recv_timeout(PATIENCE);
        let answer = answer.map_err(|_| io::Error::other("the driver gives no answer"))?;
        serde_json::from_str(&answer).map_err(io::Error::other)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // One that ended by itself is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
