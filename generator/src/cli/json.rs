//! What the command says, for other programs.

use oasmith::diagnostic::{Diagnostic, Diagnostics, Label, Place};
use oasmith::ir::UntypedField;
use oasmith::output::Changes;
use oasmith::source::{Part, Pointer, Source};
use serde_json::{Value, json};

/// Each diagnostic with its places, in the order in which they were found.
pub(super) fn diagnostics(diagnostics: &Diagnostics, source: &Source) -> Value {
    diagnostics.iter().map(|each| one(each, source)).collect()
}

fn one(diagnostic: &Diagnostic, source: &Source) -> Value {
    let labels = diagnostic.labels.iter().map(|each| label(each, source));
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": labels.collect::<Value>(),
    })
}

fn label(label: &Label, source: &Source) -> Value {
    let (offset, pointer) = match &label.place {
        Place::Node(pointer, part) => {
            let start = source.locate(pointer, *part).start;
            (start, Some(pointer.to_string()))
        }
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

/// Each field that is any JSON value.
pub(super) fn untyped(fields: &[UntypedField], source: &Source) -> Value {
    let each = fields.iter().map(|field| {
        let (line, column) = place(&field.origin, source);
        json!({
            "file": source.name(),
            "line": line,
            "column": column,
            "pointer": field.origin.to_string(),
            "reason": field.reason.to_string(),
        })
    });
    each.collect()
}

/// The line and the column of a node.
pub(super) fn place(pointer: &Pointer, source: &Source) -> (usize, usize) {
    source.line_column(source.locate(pointer, Part::Key).start)
}

pub(super) fn changes(changes: &Changes) -> Value {
    let Changes {
        added,
        changed,
        removed,
        unchanged,
    } = changes;
    json!({"added": added, "changed": changed, "removed": removed, "unchanged": unchanged})
}
