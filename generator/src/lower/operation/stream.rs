//! Bodies that are streams of values.

use super::super::schema::Schemas;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, TypeRef};
use crate::source::Pointer;

/// The type of each item of a stream, by the type of its schema. A schema of a list describes the
/// whole stream, as OpenAPI 3.2 has it; any other describes one item, as nearly every document means
/// it, and so does `itemSchema`.
pub(super) fn item_of(schemas: &Schemas<'_>, whole: TypeRef, is_item: bool) -> TypeRef {
    let resolved = schemas.types.unalias(whole);
    match schemas.types.get(resolved.id).kind {
        Kind::Array(item) if !is_item => item,
        _ => whole,
    }
}

/// Warns of JSON values that a document describes as text, all of them together.
pub(super) fn warn_of_text(schemas: &mut Schemas<'_>, body: &str, media_type: &str, at: &Pointer) {
    let message = format!("the values of a {body} of type `{media_type}` are taken as any JSON");
    let warning = Diagnostic::warning(Code::Unsupported, message)
        .at(&at.key("schema"), "it says only that all of them are text")
        .help("describe one of them by `itemSchema`");
    schemas.diagnostics.push(warning);
}
