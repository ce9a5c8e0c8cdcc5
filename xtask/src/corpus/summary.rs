//! What a run has shown, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::results::{Outcome, Record};

mod examples;

/// So many lines are in a list.
const LISTED: usize = 10;
const WIDTH: usize = 110;

/// Writes all that there is to say about the records.
pub(crate) fn write(records: &[Record], out: &mut impl Write) -> io::Result<()> {
    let mut text = String::new();
    // Writing to a string doesn't fail.
    let _ = counts(records, &mut text)
        .and_then(|()| untyped(records, &mut text))
        .and_then(|()| refused(records, &mut text))
        .and_then(|()| bad(records, &mut text))
        .and_then(|()| examples::table(records, &mut text))
        .and_then(|()| most(records, &mut text));
    out.write_all(text.as_bytes())
}

type Text = Result<(), std::fmt::Error>;

fn counts(records: &[Record], text: &mut String) -> Text {
    let of = |outcome| {
        let records = records.iter();
        records.filter(|record| record.outcome == outcome).count()
    };
    let generated = of(Outcome::Generated);
    let parts = of(Outcome::NoDocument);
    writeln!(
        text,
        "{} documents: {generated} generated, {} refused, {} internal, {} panicked, {} crashed, {} exceeded",
        records.len() - parts,
        of(Outcome::Refused),
        of(Outcome::Internal),
        of(Outcome::Panicked),
        of(Outcome::Crashed),
        of(Outcome::Exceeded)
    )?;
    if parts > 0 {
        writeln!(
            text,
            "{parts} more files are no documents: they have no member `openapi` or `swagger`"
        )?;
    }
    let with_warnings = records.iter().filter(|record| {
        let found = record.made();
        found.is_some_and(|found| !found.warnings.is_empty())
    });
    let lines: usize = records
        .iter()
        .filter_map(Record::made)
        .map(|found| found.lines.all())
        .sum();
    writeln!(
        text,
        "generated: {lines} lines; {} of the documents have warnings",
        with_warnings.count()
    )?;
    let checks: Vec<_> = records
        .iter()
        .filter_map(|record| record.check.as_ref())
        .collect();
    if checks.is_empty() {
        return Ok(());
    }
    let compiled = checks.iter().filter(|check| check.compiled).count();
    let warned = checks.iter().filter(|check| check.warnings > 0).count();
    let warnings: usize = checks.iter().map(|check| check.warnings).sum();
    writeln!(
        text,
        "compiled: {compiled} of {}; rustc warns {warnings} times in {warned} of them",
        checks.len()
    )
}

fn untyped(records: &[Record], text: &mut String) -> Text {
    let mut fields = 0;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for found in records.iter().filter_map(Record::made) {
        fields += found.fields;
        for (reason, count) in &found.untyped {
            *reasons.entry(reason).or_default() += count;
        }
    }
    let total: usize = reasons.values().sum();
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let share = percent(total, fields);
    writeln!(text, "untyped: {total} of {fields} fields ({share})")?;
    for (reason, count) in reasons {
        writeln!(text, "  {count:>8}  {} {reason}", percent(count, fields))?;
    }
    Ok(())
}

/// A part of a whole in percent, with one decimal.
fn percent(part: usize, whole: usize) -> String {
    let thousandths = (part * 1000).checked_div(whole).unwrap_or(0);
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// The errors of refused documents, by code: how many documents have it, and one of them.
fn refused(records: &[Record], text: &mut String) -> Text {
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut messages: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for record in records {
        if record.outcome != Outcome::Refused {
            continue;
        }
        let errors = record.found.iter().flat_map(|found| &found.errors);
        for (code, count) in errors {
            let (documents, times) = codes.entry(code).or_default();
            *documents += 1;
            *times += count;
        }
        let message = record.message.as_deref().unwrap_or_default();
        // The place behind a message differs; what is before it tells the kind.
        let kind = message.split(" (#").next().unwrap_or(message);
        messages.entry(kind).or_insert((0, &record.spec)).0 += 1;
    }
    if !codes.is_empty() {
        writeln!(text, "refused because of:")?;
    }
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by_key(|(_, counts)| std::cmp::Reverse(*counts));
    for (code, (documents, times)) in codes {
        writeln!(text, "  {documents:>5} documents, {times:>6} times: {code}")?;
    }
    let mut messages: Vec<_> = messages.into_iter().collect();
    messages.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    if !messages.is_empty() {
        writeln!(text, "first errors of refused documents:")?;
    }
    for (message, (count, spec)) in messages.iter().take(2 * LISTED) {
        writeln!(text, "  {count:>5}  {} [{spec}]", cut(message))?;
    }
    more(messages.len(), 2 * LISTED, text)
}

fn bad(records: &[Record], text: &mut String) -> Text {
    let bad: Vec<_> = records.iter().filter(|record| record.is_bad()).collect();
    for record in &bad {
        let check = record.check.as_ref();
        let (what, message) = match (record.outcome, check) {
            (Outcome::Generated, Some(check)) => ("doesn't compile", check.first.as_deref()),
            (Outcome::Exceeded, _) => ("exceeded", record.message.as_deref()),
            (Outcome::Internal, _) => ("internal", record.message.as_deref()),
            (Outcome::Panicked, _) => ("panicked", record.message.as_deref()),
            _ => ("crashed", record.message.as_deref()),
        };
        writeln!(
            text,
            "{}: {what}: {}",
            record.spec,
            cut(message.unwrap_or_default())
        )?;
    }
    Ok(())
}

/// The documents that took the most.
fn most(records: &[Record], text: &mut String) -> Text {
    let mut slowest: Vec<_> = records.iter().collect();
    slowest.sort_by_key(|record| std::cmp::Reverse(record.ms));
    writeln!(text, "slowest to generate:")?;
    for record in slowest.iter().take(LISTED) {
        writeln!(
            text,
            "  {:>8} ms {:>6} MiB {:>8} lines  {}",
            record.ms,
            record.peak_kib.unwrap_or_default() / 1024,
            record.made().map_or(0, |found| found.lines.all()),
            record.spec
        )?;
    }
    let peak = records.iter().max_by_key(|record| record.peak_kib);
    if let Some((record, peak)) = peak.and_then(|record| Some((record, record.peak_kib?))) {
        writeln!(
            text,
            "most memory to generate: {} MiB, {}",
            peak / 1024,
            record.spec
        )?;
    }
    let mut compiled: Vec<_> = records
        .iter()
        .filter_map(|record| Some((record, record.check.as_ref()?)))
        .collect();
    compiled.sort_by_key(|(_, check)| std::cmp::Reverse(check.ms));
    if !compiled.is_empty() {
        writeln!(text, "slowest to compile:")?;
    }
    for (record, check) in compiled.iter().take(LISTED) {
        let (ms, peak) = (check.ms, check.peak_kib / 1024);
        writeln!(text, "  {ms:>8} ms {peak:>6} MiB  {}", record.spec)?;
    }
    Ok(())
}

fn more(count: usize, shown: usize, text: &mut String) -> Text {
    if count > shown {
        writeln!(text, "  … and {} more", count - shown)?;
    }
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().take(WIDTH).collect()
}
