//! What was measured, for people.

use std::io::{self, Write};

use super::measure::Cost;

/// What the crates of a document cost.
pub(crate) struct Row {
    pub(crate) spec: String,
    pub(crate) operations: usize,
    /// Types and client.
    pub(crate) client: Cost,
    /// Types and server.
    pub(crate) server: Cost,
    /// The peer's types and client.
    pub(crate) peer: Option<Cost>,
}

const HEADS: [&str; 2] = [
    "                    types and client        types and server           peer's client     peer / client",
    "  operations     lines      s    MiB     lines      s    MiB     lines      s    MiB lines     s   MiB",
];

/// Writes all rows below a head.
pub(crate) fn write(rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    for head in HEADS {
        writeln!(out, "{head}")?;
    }
    for row in rows {
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}

/// A row in one line.
pub(crate) fn line(row: &Row) -> String {
    let (client, server) = (cost(&row.client), cost(&row.server));
    let mut line = format!("{:>12} {client} {server}", row.operations);
    match &row.peer {
        Some(peer) => {
            line.push_str(&format!(" {} {}", cost(peer), ratios(peer, &row.client)));
        }
        None => line.push_str(&format!(" {:>23} {:>17}", "-", "")),
    }
    format!("{line}  {}", row.spec)
}

fn cost(cost: &Cost) -> String {
    if cost.compiled {
        let (lines, peak) = (cost.lines, cost.peak_kib / 1024);
        format!("{lines:>9} {:>6} {peak:>6}", tenths(cost.ms / 100))
    } else {
        format!("{:>9} {:>13}", cost.lines, "fails")
    }
}

/// How many times as much the peer takes.
fn ratios(peer: &Cost, own: &Cost) -> String {
    if !peer.compiled || !own.compiled {
        return format!("{:>17}", "");
    }
    let ratio = |peer: u64, own: u64| tenths((peer * 10).checked_div(own).unwrap_or(0));
    format!(
        "{:>5} {:>5} {:>5}",
        ratio(peer.lines as u64, own.lines as u64),
        ratio(peer.ms, own.ms),
        ratio(peer.peak_kib, own.peak_kib)
    )
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}
