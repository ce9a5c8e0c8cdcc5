//! Finds the unions of which the JSON type of a value tells which variant it is, such as a string or a
//! list of strings. They need no more code than that.
//!
//! Where values are read from text, as in a query, `7` may be a number or a string, so that all variants
//! are tried: then it isn't enough.

use super::features::operation_types;
use super::model::{Feature, Item, OperationView, Tagging, TypeFile, Union, UnionVariant};
use super::uses::Uses;
use crate::ir::JsonKind;

/// Sets which unions are so.
pub(super) fn set<'a>(files: &mut [TypeFile], operations: impl Iterator<Item = &'a OperationView>) {
    let uses = Uses::new(files);
    let with_text = operations.filter(|operation| {
        let features = &operation.features;
        features.client.has(Feature::Styles) || features.server.has(Feature::Styles)
    });
    let from_text = uses.reached(with_text.flat_map(operation_types));
    for (number, file) in files.iter_mut().enumerate() {
        for item in &mut file.items {
            if let Item::Union(union) = item {
                union.is_by_type = !from_text.contains(&number) && is_by_type(union);
            }
        }
    }
}

fn is_by_type(union: &Union) -> bool {
    let mut known = Vec::new();
    let is_plain = union.discriminator.is_none() && union.other.is_none();
    is_plain
        && union.variants.iter().all(|variant| {
            let kinds = &variant.discriminants.json;
            let is_new = !kinds.iter().any(|kind| clashes(*kind, &known));
            known.extend(kinds);
            is_new && !kinds.is_empty() && is_simple(variant)
        })
}

fn is_simple(variant: &UnionVariant) -> bool {
    let known = &variant.discriminants;
    matches!(variant.tagging, Tagging::Plain)
        && !variant.text
        && !known.is_merged
        && (known.values.is_empty() || !known.json.contains(&JsonKind::Number))
}

/// Whether a value of a JSON type may be of one of the others.
fn clashes(kind: JsonKind, known: &[JsonKind]) -> bool {
    let other = match kind {
        JsonKind::Integer => JsonKind::Number,
        JsonKind::Number => JsonKind::Integer,
        kind => kind,
    };
    known.contains(&kind) || known.contains(&other)
}
