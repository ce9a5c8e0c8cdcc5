//! `cargo xtask bench compile`: what emitted crates cost to compile, and what a peer's do.

mod measure;
mod peer;
mod table;

use std::cmp::Reverse;
use std::io::Write;
use std::path::{Path, PathBuf};

use self::measure::{Bench, Cost};
use self::peer::Peer;
use self::table::Row;
use crate::corpus::specs::{self, Spec};
use crate::corpus::{Generate, Task};
use crate::{Console, Failure, crates};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Measures `cargo check` of the crates of the largest documents of a folder
    ///
    /// What the crates depend on is built first and not measured. The peak of memory is that of the
    /// largest rustc.
    Compile(CompileOptions),
}

#[derive(Debug, clap::Args)]
struct CompileOptions {
    /// The folder of the documents: every .json, .yaml and .yml below it
    #[arg(value_name = "DIR")]
    documents: PathBuf,
    /// How many documents: the largest for which there are crates
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
    /// Only documents with this text in their path
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// The program `openapi-to-rust`, to compare with; its dependencies come from the network
    /// [default: the one that can be found, if any]
    #[arg(long, value_name = "PATH")]
    peer: Option<PathBuf>,
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let What::Compile(options) = &options.what;
    let folder = options.documents.display();
    let mut specs = specs::below(&options.documents)
        .map_err(|error| format!("cannot read {folder}: {error}"))?;
    if let Some(text) = &options.filter {
        specs.retain(|spec| spec.shown.contains(text));
    }
    specs.sort_by_key(|spec| Reverse(spec.bytes));

    let work = crates::target_folder(root)?.join("bench");
    let bench = Bench::new(root, &work);
    let generate = Generate::new(Some(work.join("crates")), false)?;
    let peer = Peer::find(options.peer.as_deref(), &work)?;
    let mut rows = Vec::new();
    for spec in &specs {
        if rows.len() == options.top {
            break;
        }
        if let Some(row) = measure(spec, &generate, &bench, peer.as_ref())? {
            // One document can take minutes; whoever waits sees that it goes on.
            writeln!(console.err, "{}", table::line(&row))?;
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(Failure::Message(format!(
            "there are no documents in {folder} that crates can be generated from"
        )));
    }
    table::write(&rows, &mut console.out)?;
    Ok(())
}

/// What the crates of a document cost; nothing when there are none.
fn measure(
    spec: &Spec,
    generate: &Generate,
    bench: &Bench,
    peer: Option<&Peer>,
) -> Result<Option<Row>, Failure> {
    let task = Task {
        spec,
        key: String::new(),
    };
    let record = generate.one(&task)?;
    let Some(found) = record.made() else {
        return Ok(None);
    };
    let client = bench
        .cost(&spec.name, "client")?
        .of(found.lines.of("types") + found.lines.of("client"));
    let server = bench
        .cost(&spec.name, "server")?
        .of(found.lines.of("types") + found.lines.of("server"));
    bench.clean(&spec.name)?;
    let peer = match peer {
        Some(peer) => Some(peer.cost(spec)?),
        None => None,
    };
    Ok(Some(Row {
        spec: spec.shown.clone(),
        operations: found.operations,
        client,
        server,
        peer,
    }))
}

impl Cost {
    fn of(self, lines: usize) -> Self {
        Self { lines, ..self }
    }
}
