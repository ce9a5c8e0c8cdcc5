//! `cargo xtask bench compile`: what emitted crates cost to compile, and what a peer's do.

use std::io::Write;

use super::measure::{Bench, Cost};
use super::peer::{self, Peer};
use super::rows::{self, Row};
use super::{Work, documents};
use crate::corpus::specs::Spec;
use crate::corpus::{Generate, Task};
use crate::{Console, Failure};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    documents: documents::Choice,
    #[command(flatten)]
    peer: peer::Against,
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let documents = options.documents.documents(&work.folder, console)?;
    let bench = Bench::new(&work.root, &work.folder);
    let generate = Generate::new(Some(work.folder.join("crates")), false)?;
    let peer = options.peer.find(&work.folder, console)?;
    let mut rows = Vec::new();
    for spec in &documents {
        if let Some(row) = measure(spec, &generate, &bench, peer.as_ref(), work)? {
            // One document can take minutes; whoever waits sees that it goes on.
            writeln!(console.err, "{}", rows::line(&row))?;
            rows.push(row);
        }
    }
    rows::write(&rows, &mut console.out)?;
    Ok(())
}

/// What the crates of a document cost; nothing when there are none.
fn measure(
    spec: &Spec,
    generate: &Generate,
    bench: &Bench,
    peer: Option<&Peer>,
    work: &Work,
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
        Some(peer) => Some(peer.cost(spec, &work.folder)?),
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
