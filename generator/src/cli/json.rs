//! What the command says, for other programs.

use oasmith::output::Changes;
use oasmith::source::{Origin, Part, Pointer, Source};
use oasmith::{Generated, UntypedField};
use serde_json::{Value, json};

/// Each field that is any JSON value.
pub(super) fn untyped(fields: &[UntypedField], source: &Source) -> Value {
    let files = source.files();
    let each = fields.iter().map(|field| {
        let file = files.get(field.origin.file);
        let (line, column) = place(&field.origin.pointer, file);
        json!({
            "file": file.name(),
            "line": line,
            "column": column,
            "pointer": field.origin.pointer.as_str(),
            "reason": field.reason.to_string(),
        })
    });
    each.collect()
}

/// Where objects keep other properties as any JSON value.
pub(super) fn open(places: &[Origin], source: &Source) -> Value {
    let files = source.files();
    let each = places.iter().map(|origin| {
        let file = files.get(origin.file);
        let (line, column) = place(&origin.pointer, file);
        json!({
            "file": file.name(),
            "line": line,
            "column": column,
            "pointer": origin.pointer.as_str(),
        })
    });
    each.collect()
}

/// The line and the column of a node.
pub(super) fn place(pointer: &Pointer, file: &Source) -> (usize, usize) {
    file.line_column(file.locate(pointer, Part::Key).start)
}

pub(super) fn changes(changes: &Changes) -> Value {
    let Changes {
        added,
        changed,
        removed,
        edited,
        unchanged,
    } = changes;
    json!({
        "added": added,
        "changed": changed,
        "removed": removed,
        "edited": edited,
        "unchanged": unchanged,
    })
}

/// The operations, in the order of the tags.
pub(super) fn operations(generated: &Generated) -> Value {
    let tags = generated.view.tags.iter();
    let operations = tags.flat_map(|tag| tag.operations.iter().map(move |it| (tag, it)));
    let operations = operations.map(|(tag, operation)| {
        let next = operation.pages.as_ref().map(|pages| pages.next.to_string());
        json!({
            "id": operation.id,
            "method": operation.http_method.as_str(),
            "path": operation.path,
            "tag": tag.wire,
            "name": format!("{}::{}", tag.module, operation.method),
            "pages": next,
        })
    });
    operations.collect()
}
