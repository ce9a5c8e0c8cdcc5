//! The program as a process of its own, which can be stopped and killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::ops::Deref;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::Api;

pub(crate) const PASSWORD: &str = "Harbour-Light-1";

const PROGRAM: &str = env!("CARGO_BIN_EXE_users-demo");

/// The program on a free port.
pub(crate) fn program() -> Command {
    on_a_free_port(Command::new(PROGRAM))
}

/// The program with a database, on a free port.
pub(crate) fn with_database(database: &Path) -> Command {
    keeping(database, program())
}

fn on_a_free_port(mut program: Command) -> Command {
    program.args(["--listen", "127.0.0.1:0"]);
    program.env_remove("RUST_LOG").stderr(Stdio::null());
    program
}

fn keeping(database: &Path, mut program: Command) -> Command {
    program.args(["--admin-password", PASSWORD]);
    program.arg("--db").arg(database);
    program
}

/// What the program says that doesn't start.
pub(crate) fn refused(database: &Path) -> Output {
    let mut program = with_database(database);
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(20));
    }
    // If it listens, that is no way to end.
    let _ = child.kill();
    child.wait_with_output().unwrap()
}

/// A server that listens.
pub(crate) struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
    /// What it said of the admin's login.
    pub(crate) admin_login: String,
    api: Api,
}

impl Deref for Process {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Process {
    pub(crate) fn start(database: &Path) -> Self {
        Self::spawn(with_database(database))
    }

    /// One whose files can't grow beyond so many blocks of 512 bytes.
    #[cfg(unix)]
    pub(crate) fn start_with_little_space(database: &Path, blocks: u32) -> Self {
        let mut shell = Command::new("sh");
        // The signal would end it before it sees the error.
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        shell.args(["-c", &limited, PROGRAM]);
        Self::spawn(keeping(database, on_a_free_port(shell)))
    }

    pub(crate) fn spawn(mut program: Command) -> Self {
        program.stdout(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = || {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            line.trim().to_owned()
        };
        let address = line();
        let address = address.strip_prefix("listening on http://").unwrap();
        let address = address.strip_suffix("/api/v4").unwrap().parse().unwrap();
        let admin_login = line().strip_prefix("admin login: ").unwrap().to_owned();
        Self {
            child,
            output,
            admin_login,
            api: Api { address },
        }
    }

    /// Sends it a signal, say `INT`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", name, &process]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits for its end. Returns its exit code, and what it said last.
    #[cfg(unix)]
    pub(crate) fn wait(&mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (status.code(), rest.trim().to_owned())
    }

    /// What it has logged, of a program whose log is kept, once it has ended.
    #[cfg(unix)]
    pub(crate) fn log(&mut self) -> String {
        let mut log = String::new();
        let stderr = self.child.stderr.take();
        stderr.unwrap().read_to_string(&mut log).unwrap();
        log
    }

    /// Ends it without any warning.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
