//! A file's text to a plain value: the only user of `serde_yaml`.

use std::cell::RefCell;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::depth;
use super::value::{Finding, Reader, Syntax, What};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Source};

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
    if let Some(offset) = depth::hopeless(text) {
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
    Diagnostic::error(Code::Syntax, "this is nested too deeply")
        .at_offset(offset, "reading stopped here")
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};

    use super::read;
    use crate::diagnostic::Diagnostics;
    use crate::source::{FileId, Source};

    fn values(text: &str) -> (Option<Value>, Vec<String>) {
        let mut diagnostics = Diagnostics::new();
        let source = Source::from_text("a", text);
        let value = read(&source, FileId::default(), &mut diagnostics);
        let said = diagnostics.iter().map(ToString::to_string).collect();
        (value, said)
    }

    #[test]
    fn what_only_yaml_has_becomes_json() {
        let (value, said) = values(
            "200: a\nyes: b\n2020-01-01: c\n~: d\n1.5: e\ndate: 2020-01-01\nhex: 0x10\nbig: 123456789012345678901234567890\nbase: &base {x: 1, y: 2}\nown: {<<: *base, y: 3}\nboth: {<<: [{z: 1}, *base]}\n",
        );
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(
            value.unwrap(),
            json!({
                "200": "a", "yes": "b", "2020-01-01": "c", "~": "d", "1.5": "e",
                "date": "2020-01-01", "hex": 16, "big": 123_456_789_012_345_678_901_234_567_890_f64,
                "base": {"x": 1, "y": 2}, "own": {"y": 3, "x": 1}, "both": {"z": 1, "x": 1, "y": 2},
            })
        );
    }

    #[test]
    fn what_is_not_kept_is_said() {
        let (value, said) = values("a: 1\nb: .inf\nc: !own {d: 1}\na: 2\n");
        assert_eq!(value.unwrap(), json!({"a": 2, "b": null, "c": {"d": 1}}));
        assert_eq!(said.len(), 3, "{said:?}");
        let (value, said) = values("{\"a\": {\"b\": 1, \"b\": 2}}");
        assert_eq!(value.unwrap(), json!({"a": {"b": 2}}));
        assert_eq!(
            said,
            ["warning[syntax]: the key `b` stands in this mapping twice (#/a/b)"]
        );
    }

    #[test]
    fn what_is_nested_too_deeply_is_refused_at_once() {
        let started = Instant::now();
        for unit in [
            "[",
            "{a: ",
            "- ",
            "? ",
            "{\"a\":",
            "[{a: ",
            "- [{",
            "{a: {}, b: ",
        ] {
            let (value, said) = values(&unit.repeat(100_000));
            assert!(value.is_none(), "{unit}");
            assert_eq!(said.len(), 1, "{unit}");
        }
        let mut blocks = String::new();
        for level in 0..2_000 {
            blocks.push_str(&" ".repeat(level));
            blocks.push_str("a:\n");
        }
        assert!(values(&blocks).0.is_none());
        assert!(started.elapsed() < Duration::from_secs(20));
        let quoted = format!("a: '{}'\n", "[".repeat(1_000));
        assert!(values(&quoted).0.is_some());
    }
}
