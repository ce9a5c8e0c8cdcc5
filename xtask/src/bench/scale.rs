//! `cargo xtask bench generate --scale`: whether twice as many operations cost twice as much.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use oasmith::diagnostic::Diagnostics;
use oasmith::source::{FileId, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Work;
use super::generate::{Own, Written};
use super::kept::Kept;
use super::multiply;
use super::process::{End, Ran};
use super::table::{self, Amount, Table};
use crate::corpus::specs::Spec;
use crate::{Console, Failure};

pub(crate) const KIND: &str = "scale";

/// What it costs to write the crates of a multiplied document.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    copies: usize,
    operations: usize,
    lines: usize,
    ran: Ran,
}

pub(crate) fn run<O: Write, E: Write>(
    documents: &[Spec],
    sizes: &[usize],
    own: &Own<'_>,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    // GitHub's is the largest that everybody knows and that isn't made by a program itself.
    let known = documents.iter().find(|spec| spec.name == "github");
    let spec = known.or(documents.first());
    let Some(spec) = spec else {
        return Err(Failure::Message("there is no document".to_owned()));
    };
    let scaled = Spec {
        path: work.folder.join("scaled.json"),
        name: "scaled".to_owned(),
        ..spec.clone()
    };
    let mut kept = Kept::open(&work.folder, KIND);
    let mut table = Table::new(&[
        &format!("{}, multiplied", spec.shown),
        "operations",
        "lines",
        "s",
        "MiB",
        "ms per operation",
        "KiB per operation",
    ]);
    for size in sizes {
        writeln!(console.err, "{}: {size} operations …", spec.shown)?;
        let copies = write(&spec.path, *size, &scaled.path)?;
        let Written {
            ran,
            operations,
            lines,
        } = own.generate(&scaled)?;
        if ran.end != End::Well {
            writeln!(console.err, "oasmith {}", ran.end)?;
        }
        let row = Row {
            copies,
            operations,
            lines: lines.values().sum(),
            ran,
        };
        table.add(row.cells());
        let size = format!("{size:06}");
        kept.add(&format!("{}, {size} operations", spec.shown), row)?;
    }
    table.write(&mut console.out)?;
    Ok(())
}

/// Writes a document again and again into one, until it has so many operations; gives how often.
fn write(from: &Path, operations: usize, to: &Path) -> Result<usize, Failure> {
    let source = Source::open(from)?;
    let mut diagnostics = Diagnostics::default();
    let value = oasmith::parse::read(&source, FileId::default(), &mut diagnostics);
    let value: Value = value.ok_or_else(|| format!("cannot read {}", from.display()))?;
    let copies = multiply::copies(&value, operations)?;
    let mut file = BufWriter::new(File::create(to)?);
    serde_json::to_writer(&mut file, &multiply::multiplied(&value, copies))?;
    file.flush()?;
    Ok(copies)
}

impl Row {
    fn cells(&self) -> Vec<String> {
        vec![
            format!("{} times", self.copies),
            table::grouped(self.operations),
            table::grouped(self.lines),
            table::seconds(table::time(&self.ran)),
            table::mebibytes(table::peak(&self.ran)),
            self.each(table::time(&self.ran)),
            self.each(table::peak(&self.ran)),
        ]
    }

    #[expect(clippy::cast_precision_loss, reason = "shown with a few digits")]
    fn each(&self, amount: Option<Amount>) -> String {
        match amount {
            Some(amount) if self.operations > 0 => {
                format!("{:.2}", amount.number / self.operations as f64)
            }
            _ => "-".to_owned(),
        }
    }
}
