//! Where the body of an error has a message for people.
//!
//! Nearly every API puts one there, under one of a few names: `{"message": "…"}`, `{"detail": "…"}`
//! (RFC 9457), or one level down, `{"error": {"message": "…"}}`. The client shows it in the `Display`
//! of its errors.

use super::index::Index;
use super::model::item::{Field, Struct};
use super::model::operation::TagView;
use super::model::response::{ContentView, FieldStep};
use super::model::rust_type::RustType;

/// The names of properties that hold a message, the likeliest first.
const MESSAGES: [&str; 8] = [
    "message",
    "detail",
    "error_description",
    "error",
    "title",
    "description",
    "msg",
    "reason",
];

/// The names of properties that hold an object with a message.
const OBJECTS: [&str; 1] = ["error"];

/// Finds the message in the body of each response of a tag.
pub(super) fn set(tag: &mut TagView, index: &Index<'_>) {
    let operations = tag.operations.iter_mut();
    for response in operations.flat_map(|operation| &mut operation.responses) {
        response.message = match &response.content {
            ContentView::Text => Some(Vec::new()),
            ContentView::Json(kind) => message(kind, index),
            _ => None,
        };
    }
}

fn message(body: &RustType, index: &Index<'_>) -> Option<Vec<FieldStep>> {
    let (kind, 0) = index.inner(body)? else {
        return None;
    };
    if *kind == RustType::String {
        return Some(Vec::new());
    }
    let object = index.object(kind)?;
    if let Some(field) = text(object, index) {
        return Some(vec![field]);
    }
    let inner = |kind: &RustType| text(index.object(kind)?, index);
    let (field, kind, options) = field(object, index, &OBJECTS, |kind| inner(kind).is_some())?;
    Some(vec![FieldStep::of(field, options), inner(kind)?])
}

/// The property of an object that is a message.
fn text(object: &Struct, index: &Index<'_>) -> Option<FieldStep> {
    let is_text = |kind: &RustType| *kind == RustType::String;
    let (field, _, options) = field(object, index, &MESSAGES, is_text)?;
    Some(FieldStep::of(field, options))
}

/// The first property by these names whose type passes a test, with that type and the number of
/// `Option`s around it.
fn field<'a>(
    object: &'a Struct,
    index: &'a Index<'_>,
    names: &[&str],
    test: impl Fn(&RustType) -> bool,
) -> Option<(&'a Field, &'a RustType, usize)> {
    names.iter().find_map(|name| {
        let mut fields = object.fields.iter();
        let field = fields.find(|field| field.wire.eq_ignore_ascii_case(name))?;
        let (kind, options) = index.inner(&field.kind)?;
        (!field.secret && test(kind)).then_some((field, kind, options))
    })
}
