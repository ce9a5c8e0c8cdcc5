//! Diagnostics as JSON for tools.

use serde_json::{Value, json};

use super::{Diagnostic, Diagnostics, Label, Place};
use crate::source::{Files, Source};

impl Diagnostics {
    /// The diagnostics as JSON for tools: a list of objects with `code`, `severity`, `message`,
    /// `help` and `labels`, each label with `file`, `line`, `column`, `pointer` and `text`.
    pub fn to_json(&self, source: &Source) -> Value {
        let files = source.files();
        self.iter()
            .map(|diagnostic| object(diagnostic, &files))
            .collect()
    }
}

fn object(diagnostic: &Diagnostic, files: &Files<'_>) -> Value {
    let labels = diagnostic.labels.iter().map(|one| label(one, files));
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": labels.collect::<Value>(),
    })
}

fn label(label: &Label, files: &Files<'_>) -> Value {
    let source = files.get(label.file.unwrap_or_default());
    let (offset, pointer) = match &label.place {
        Place::Node(pointer, part) => (source.locate(pointer, *part).start, Some(pointer.as_str())),
        Place::Offset(offset) => (*offset, None),
    };
    let (line, column) = source.line_column(offset);
    json!({
        "file": source.name(),
        "line": line,
        "column": column,
        "pointer": pointer,
        "text": label.text,
    })
}
