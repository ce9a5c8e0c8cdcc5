//! Puts a document's value into the form that the [shape](super::shape) asks for.
//!
//! Real documents deviate from the specification. Where it is clear what is meant, it is taken as
//! that, with a warning that says so; where it isn't, the smallest part that makes no sense is left
//! out, with a warning too. What is left is a document that the OpenAPI model accepts.

mod coerce;
mod content;
mod names;
mod operation;
mod parameter;
mod schema;
mod security;
#[cfg(test)]
mod tests;
mod walk;

use serde_json::Value;

pub(super) use self::names::repaired_path;
pub(super) use self::operation::operation_ids;
use super::dialect::v31;
use super::extracted::{self, Extracted, Waiting};
use super::rewriter::Rewriter;
use super::shape::{Kind, Shape};
use crate::source::Pointer;

/// Repairs a document, and reports every repair, every member that the specification doesn't know,
/// and every member that the emitted crates don't honour.
pub(super) fn repair(rewriter: &mut Rewriter<'_>, document: &mut Value) {
    rewriter.extracted = Extracted::of(document);
    rewriter.components = v31::components(document);
    let shape = Shape::Object(Kind::Document.object());
    walk::value(rewriter, &shape, document, &Pointer::root());
    // What one schema extracts can extract more.
    let shape = Shape::Reference(Kind::Schema.object());
    while let Some(Waiting { name, mut schema }) = rewriter.extracted.next() {
        let at = Pointer::root().key("components").key("schemas").key(&name);
        walk::value(rewriter, &shape, &mut schema, &at);
        rewriter.supplement.add(&at, |schema| schema.is_part = true);
        if let Some(schemas) = extracted::component_schemas(document) {
            schemas.insert(name, schema);
        }
    }
    operation::path_items(rewriter, document);
}
