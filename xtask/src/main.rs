//! The chores of this workspace, as `cargo xtask <chore>`.

mod bench;
mod ci;
mod codegen;
mod conformance;
mod corpus;
mod crates;
mod memory;
mod rustc;
mod schemathesis;
mod values;
mod watch;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt};

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The chores of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Generates the crates of all documents in `oasmith.toml`
    Codegen(codegen::Options),
    /// Generates from every document of a folder, and says what came of each
    ///
    /// Each document is generated from in a process of its own, with a limit of time and memory.
    /// What is known is kept in `target/corpus`: the next run skips it, unless the document or
    /// oasmith changed. Fails when something panicked, crashed, exceeded a limit, or doesn't
    /// compile.
    Corpus(corpus::Options),
    /// The part of `corpus` that is a process of its own
    #[command(hide = true)]
    CorpusOne(corpus::one::Options),
    /// The part of `corpus --examples` that is a process of its own
    #[command(hide = true)]
    CorpusJudge(corpus::examples::Options),
    /// Holds the emitted crates to judges from outside, each with a scoreboard in
    /// `tests/conformance`
    ///
    /// Fails when something fails that didn't before.
    Conformance(conformance::Options),
    /// Measures what emitted crates cost
    Bench(bench::Options),
    /// Tries users-demo with a bounded number of requests of schemathesis, which is installed from PyPI
    Schemathesis(schemathesis::Options),
    /// Runs all checks, stopping at the first that fails
    Ci,
}

fn main() -> ExitCode {
    if let Some(code) = rustc::as_rustc() {
        return code;
    }
    let arguments = Arguments::parse();
    let root = workspace_root();
    let mut console = Console {
        out: io::stdout(),
        err: io::stderr(),
    };
    let outcome = match &arguments.chore {
        Chore::Codegen(options) => codegen::run(options, &root, &mut console),
        Chore::Corpus(options) => corpus::run(options, &root, &mut console),
        Chore::CorpusOne(options) => corpus::one::run(options, &mut console),
        Chore::CorpusJudge(options) => corpus::examples::run(options, &mut console),
        Chore::Conformance(options) => conformance::run(options, &root, &mut console),
        Chore::Bench(options) => bench::run(options, &root, &mut console),
        Chore::Schemathesis(options) => schemathesis::run(options, &root),
        Chore::Ci => ci::run(&root, &mut console),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Reported) => ExitCode::FAILURE,
        Err(Failure::Message(message)) => {
            // When even this can't be written, the exit code still tells.
            let _ = writeln!(console.err, "error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Where a chore writes to: what it did, and what is wrong.
struct Console<O, E> {
    out: O,
    err: E,
}

/// Why a chore failed.
#[derive(Debug)]
enum Failure {
    /// All is said already.
    Reported,
    /// This is still to be said.
    Message(String),
}

impl<E: fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Message(error.to_string())
    }
}

/// The folder of the workspace, relative to the current folder where it is that folder or below it,
/// so that messages show short paths.
fn workspace_root() -> PathBuf {
    let current = env::current_dir().unwrap_or_default();
    // Cargo says where this crate is; a path fixed at compile time would be wrong after a move.
    let root = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .and_then(|folder| folder.parent().map(Path::to_path_buf))
        .unwrap_or_else(|| current.clone());
    match root.strip_prefix(&current) {
        Ok(relative) => relative.to_path_buf(),
        Err(_) => root,
    }
}
