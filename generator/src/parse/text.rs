//! A file's text to a plain value: the only user of `serde_yaml`.

use std::cell::RefCell;

use saphyr_parser::{Event, Parser};
use serde::de::DeserializeSeed;
use serde_json::Value;

use super::value::{Finding, Reader, Syntax, What};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Source};

/// Deeper nesting than any real document has.
const MAX_DEPTH: usize = 128;

/// Reads a file; `None` means that an error was reported.
pub(super) fn read(source: &Source, file: FileId, diagnostics: &mut Diagnostics) -> Option<Value> {
    let findings = RefCell::default();
    let value = value(source, &findings).map_err(|fault| fault.in_file(file));
    match value {
        Ok(value) => {
            for finding in findings.take() {
                diagnostics.push(warning(&finding).in_file(file));
            }
            Some(value)
        }
        Err(fault) => {
            diagnostics.push(fault);
            None
        }
    }
}

fn value(source: &Source, findings: &RefCell<Vec<Finding>>) -> Result<Value, Diagnostic> {
    let text = source.text();
    // JSON is read as JSON: YAML 1.2 contains it but for details such as tabs.
    if text.trim_start().starts_with('{') {
        match json(text, findings) {
            Ok(value) => return Ok(value),
            // The YAML reader would stop there too, but needs the square of the depth to get there.
            Err(error) if error.to_string().starts_with("recursion limit exceeded") => {
                let start = source.line_range(error.line()).start;
                return Err(too_deep(start + error.column()));
            }
            Err(_) => findings.borrow_mut().clear(),
        }
    }
    if may_be_deep(text)
        && let Some(offset) = deep_place(text)
    {
        return Err(too_deep(offset));
    }
    let reader = Reader::new(Syntax::Yaml, findings);
    reader
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .map_err(|error| {
            let offset = error.location().map_or(0, |location| location.index());
            let message = format!("this is neither YAML nor JSON: {error}");
            Diagnostic::error(Code::Syntax, message).at_offset(offset, "reading stopped here")
        })
}

fn json(text: &str, findings: &RefCell<Vec<Finding>>) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader::new(Syntax::Json, findings).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

fn too_deep(offset: usize) -> Diagnostic {
    let message = format!("this is nested deeper than {MAX_DEPTH} levels");
    Diagnostic::error(Code::Syntax, message).at_offset(offset, "reading stopped here")
}

/// Whether a text could be nested too deeply, from its signs alone: what stands in quotes or in
/// comments counts too, so it need not be.
fn may_be_deep(text: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        deepest = deepest.max(depth);
    }
    let indented = text.lines().any(|line| {
        let indent = line.bytes().take_while(|byte| b" -?\t".contains(byte));
        indent.count() > MAX_DEPTH
    });
    deepest > MAX_DEPTH || indented
}

/// Where the nesting goes beyond the limit. The parser that keeps marks takes linear time.
fn deep_place(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth > MAX_DEPTH {
            // The parser counts in characters.
            let place = text.char_indices().nth(span.start.index());
            return Some(place.map_or(text.len(), |(offset, _)| offset));
        }
    }
    None
}

fn warning(finding: &Finding) -> Diagnostic {
    let Finding { at, what } = finding;
    match what {
        What::Twice => {
            let key = at.last().unwrap_or_default();
            let message = format!("the key `{key}` stands in this mapping twice");
            Diagnostic::warning(Code::Syntax, message).at_key(at, "this one, the last, is kept")
        }
        What::NotFinite => Diagnostic::warning(
            Code::Syntax,
            "JSON has no such number: `null` is taken in its place",
        )
        .at(at, "this number"),
        What::Tag(tag) => {
            let message = format!("the YAML tag `{tag}` isn't honoured");
            Diagnostic::warning(Code::Syntax, message).at(at, "read as if it had no tag")
        }
    }
}
