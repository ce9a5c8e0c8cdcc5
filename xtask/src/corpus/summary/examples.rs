//! What came of the examples, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{LISTED, Record, Text, cut};
use crate::corpus::examples::{Examples, Failure, Fault, Outcome};

/// A line for each document that has examples, with the failures of ours below it; then the counts,
/// and the reasons.
pub(super) fn table(records: &[Record], text: &mut String) -> Text {
    let tried: Vec<(&str, &Examples)> = records
        .iter()
        .filter_map(|record| Some((record.spec.as_str(), record.examples.as_ref()?)))
        .collect();
    if tried.is_empty() {
        return Ok(());
    }
    writeln!(text, "examples:     same   lost refused  not ours")?;
    for (spec, examples) in &tried {
        document(spec, examples, text)?;
    }
    let sum = |count: &dyn Fn(&Examples) -> usize| -> usize {
        tried.iter().map(|(_, examples)| count(examples)).sum()
    };
    let with = tried.iter().filter(|(_, examples)| examples.tried > 0);
    writeln!(
        text,
        "{} documents, {} examples: same {}, lost {}, refused {}, crashed {}; of the failures {} are the document's own fault, {} lose only members that the schema doesn't speak of, {} are ours",
        with.count(),
        sum(&|examples| examples.tried),
        sum(&Examples::same),
        sum(&|examples| examples.of(Outcome::Lost)),
        sum(&|examples| examples.of(Outcome::Refused)),
        sum(&|examples| examples.of(Outcome::Crashed)),
        sum(&|examples| examples.by(Fault::Document)),
        sum(&|examples| examples.by(Fault::Undeclared)),
        sum(&|examples| examples.by(Fault::Ours)),
    )?;
    writeln!(
        text,
        "not tried for want of a type of their own: {}",
        sum(&|examples| examples.unplaced)
    )?;
    reasons(&tried, text)
}

fn document(spec: &str, examples: &Examples, text: &mut String) -> Text {
    if let Some(error) = &examples.error {
        return writeln!(text, "  {spec}: not tried: {}", cut(error));
    }
    if examples.tried == 0 {
        return Ok(());
    }
    let ours = examples.by(Fault::Ours);
    writeln!(
        text,
        "  {:>16} {:>6} {:>7} {:>9}  {spec}",
        examples.same(),
        examples.of(Outcome::Lost),
        examples.of(Outcome::Refused) + examples.of(Outcome::Crashed),
        examples.failures.len() - ours,
    )?;
    for failure in of_ours(examples).take(LISTED) {
        writeln!(text, "      {}: {}", failure.at, cut(&failure.reason))?;
    }
    super::more(ours, LISTED, text)
}

fn of_ours(examples: &Examples) -> impl Iterator<Item = &Failure> {
    let failures = examples.failures.iter();
    failures.filter(|failure| failure.fault == Fault::Ours)
}

/// The reasons of our failures, each with the number of documents and one of them.
fn reasons(tried: &[(&str, &Examples)], text: &mut String) -> Text {
    let mut reasons: BTreeMap<String, (usize, Vec<&str>)> = BTreeMap::new();
    for (spec, examples) in tried {
        for failure in of_ours(examples) {
            let (count, specs) = reasons.entry(kind(&failure.reason)).or_default();
            *count += 1;
            if specs.last() != Some(spec) {
                specs.push(spec);
            }
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (reason, (count, specs)) in &reasons {
        let first = specs.first().copied().unwrap_or_default();
        let documents = specs.len();
        writeln!(
            text,
            "  {count:>5} in {documents:>3} documents: {} [{first}]",
            cut(reason)
        )?;
    }
    Ok(())
}

/// A reason without its place and without what it quotes, so that those of one kind are alike.
fn kind(reason: &str) -> String {
    let reason = match reason.split_once(' ') {
        Some((place, rest)) if place.starts_with('#') => rest,
        _ => match reason.split_once(": ") {
            // The path to what is refused.
            Some((place, rest)) if !place.contains(' ') => rest,
            _ => reason,
        },
    };
    if reason.starts_with("changes from ") {
        return "changes".to_owned();
    }
    let mut kind = String::new();
    for (index, part) in reason.split(['`', '"']).enumerate() {
        kind.push_str(if index % 2 == 0 { part } else { "…" });
    }
    match kind.split_once(" at line ") {
        Some((kind, _)) => kind.to_owned(),
        None => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn reasons_of_a_kind_are_alike() {
        assert_eq!(kind("#/a/b is lost"), "is lost");
        assert_eq!(kind("#/a changes from 1 to 2"), "changes");
        assert_eq!(
            kind("a.b[0]: missing field `x` at line 1 column 5"),
            "missing field …"
        );
        assert_eq!(
            kind("unknown variant `a`, expected one of `b`"),
            "unknown variant …, expected one of …"
        );
    }
}
