//! A file's text to a plain value: the only user of `serde_yaml`.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::nesting;
use super::value::{Budget, Finding, Problem, Reader, Reading, Syntax};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Source};

/// What becomes of a node with a tag that isn't honoured.
const UNTAGGED: &str = "read as if it had no tag";

/// Reads a file, and takes what its aliases add from the budget; `None` means that an error was
/// reported.
pub(super) fn read(
    source: &Source,
    file: FileId,
    budget: &mut Budget,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    match value(source, budget) {
        Ok((value, findings)) => {
            for finding in findings {
                diagnostics.push(warning(&finding).in_file(file));
            }
            for (offset, tag) in source.yaml_tags() {
                let warning = tag_warning(tag).at_offset(*offset, UNTAGGED);
                diagnostics.push(warning.in_file(file));
            }
            Some(value)
        }
        Err(fault) => {
            diagnostics.push(fault.in_file(file));
            None
        }
    }
}

/// A document in one file, in the version of OpenAPI that it is written in, with what was selected of
/// it.
#[derive(Clone, Debug)]
pub struct Text {
    /// As JSON.
    pub json: String,
    /// As YAML.
    pub yaml: String,
}

/// A document as text; `None` if it can't be written, which no document that was read brings about.
pub(super) fn of(document: &Value) -> Option<Text> {
    let mut json = serde_json::to_string_pretty(document).ok()?;
    json.push('\n');
    let yaml = serde_yaml::to_string(document).ok()?;
    Some(Text { json, yaml })
}

fn value(source: &Source, budget: &mut Budget) -> Result<(Value, Vec<Finding>), Diagnostic> {
    let text = source.text();
    // JSON is read as JSON: YAML 1.2 contains it but for details such as tabs.
    if text.trim_start().starts_with('{') {
        let reading = Reading::new(Syntax::Json, text.len(), *budget);
        match json(text, &reading) {
            Ok(value) => return Ok((value, reading.findings.take())),
            // The YAML reader would stop there too, but needs the square of the depth to get there.
            Err(error) if error.to_string().starts_with("recursion limit exceeded") => {
                let start = source.line_range(error.line()).start;
                return Err(too_deep(start + error.column()));
            }
            Err(_) => {}
        }
    }
    if let Some(offset) = nesting::too_deep(text) {
        return Err(too_deep(offset));
    }
    let reading = Reading::new(Syntax::Yaml, text.len(), *budget);
    let outcome = Reader::new(&reading).deserialize(serde_yaml::Deserializer::from_str(text));
    match outcome {
        Ok(value) => {
            *budget = reading.remaining(*budget);
            Ok((value, reading.findings.take()))
        }
        Err(error) => Err(fault(&error, &reading)),
    }
}

/// Why a text couldn't be read as YAML.
fn fault(error: &serde_yaml::Error, reading: &Reading) -> Diagnostic {
    let label = "reading stopped here";
    let said = error.to_string();
    if let Some(at) = reading.exceeded_at(&said) {
        let message = "this file stands for more values than oasmith reads";
        return Diagnostic::error(Code::Syntax, message)
            .at(&at, label)
            .help("an alias (`*`) repeats all that it stands for: refer to components by `$ref` instead");
    }
    let offset = error.location().map_or(0, |location| location.index());
    let message = format!("this is neither YAML nor JSON: {said}");
    Diagnostic::error(Code::Syntax, message).at_offset(offset, label)
}

fn json(text: &str, reading: &Reading) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader::new(reading).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

fn too_deep(offset: usize) -> Diagnostic {
    Diagnostic::error(Code::Syntax, "this is nested too deeply")
        .at_offset(offset, "reading stopped here")
}

fn warning(finding: &Finding) -> Diagnostic {
    let Finding { at, problem } = finding;
    match problem {
        Problem::DuplicateKey => {
            let key = at.last().unwrap_or_default();
            let message = format!("the key `{key}` stands in this mapping twice");
            Diagnostic::warning(Code::Syntax, message).at_key(at, "this one, the last, is kept")
        }
        Problem::NotFinite => Diagnostic::warning(
            Code::Syntax,
            "JSON has no such number: `null` is taken in its place",
        )
        .at(at, "this number"),
        Problem::Tag(tag) => tag_warning(tag).at(at, UNTAGGED),
    }
}

fn tag_warning(tag: &str) -> Diagnostic {
    let message = format!("the YAML tag `{}` isn't honoured", tag.escape_debug());
    Diagnostic::warning(Code::Syntax, message)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};

    use super::Budget;
    use super::read;
    use crate::diagnostic::Diagnostics;
    use crate::source::{FileId, Source};

    fn values(text: &str) -> (Option<Value>, Vec<String>) {
        let mut diagnostics = Diagnostics::new();
        let source = Source::from_text("a", text);
        let mut budget = Budget::default();
        let value = read(&source, FileId::default(), &mut budget, &mut diagnostics);
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
    #[test]
    fn aliases_stand_for_so_much_and_no_more() {
        let started = Instant::now();
        let item = "x, ".repeat(5_000);
        let lists = format!("a: &a [{item}]\nb: [{}]\n", "*a, ".repeat(10_000));
        let long = "x".repeat(20_000);
        let text = format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(10_000));
        let key = format!("a: &a {{? {long} : 1}}\nb: [{}]\n", "*a, ".repeat(10_000));
        let mut merged = "a0: &a0 {x: 1, y: {z: 2}}\n".to_owned();
        let mut nested = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 0..40 {
            let next = level + 1;
            merged.push_str(&format!(
                "a{next}: &a{next} {{<<: [*a{level}, *a{level}], k{level}: 1}}\n"
            ));
            nested.push_str(&format!(
                "a{next}: &a{next} [*a{level}, *a{level}, *a{level}]\n"
            ));
        }
        for text in [lists, text, key, merged, nested] {
            let (value, said) = values(&text);
            assert!(value.is_none());
            let [said] = said.as_slice() else {
                panic!("{said:?}");
            };
            assert!(
                said.starts_with("error[syntax]: this file stands for more"),
                "{said}"
            );
        }
        assert!(started.elapsed() < Duration::from_secs(20));
        let (value, said) = values("a: &a [x, y]\nb: [*a, *a]\nc: *a\n");
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(
            value.unwrap(),
            json!({"a": ["x", "y"], "b": [["x", "y"], ["x", "y"]], "c": ["x", "y"]})
        );
    }

    #[test]
    fn all_files_share_what_aliases_may_add() {
        let source = Source::from_text("a", format!("a: &a [{}]\nb: *a\n", "x, ".repeat(9_000)));
        let mut diagnostics = Diagnostics::new();
        let mut budget = Budget {
            values: 10_000,
            text: 20_000,
        };
        let mut read = || read(&source, FileId::default(), &mut budget, &mut diagnostics);
        assert!(read().is_some());
        assert!(read().is_some());
        assert!(budget.values == 10_000, "{budget:?}");
    }
}
