//! Which schemas stand for files: bytes as they are.

use super::super::schema::Schemas;
use crate::spec::{Schema, SchemaId, SchemaType};

/// Schemas inside of each other before the rest is passed over.
const MAX_DEPTH: usize = 32;

/// A part of a form that is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Files {
    /// Whether there may be several.
    pub(super) list: bool,
    /// Whether its schema allows something else as well.
    pub(super) others: bool,
}

/// What counts as a file in a form beside a string of format `binary`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// A schema that says nothing: from OpenAPI 3.1 on, a part without a type is
    /// `application/octet-stream` unless its Encoding Object says otherwise.
    pub(super) untyped: bool,
    /// A plain string, as the media type of the part is one of bytes.
    pub(super) string: bool,
}

/// Whether a schema stands for bytes as they are.
pub(super) fn is_file(schemas: &mut Schemas<'_>, mut id: SchemaId) -> bool {
    for _ in 0..MAX_DEPTH {
        let Some((schema, _)) = schemas.inspect(id) else {
            return false;
        };
        match schema.all_of.as_slice() {
            // A reference that has to say more is written as an `allOf` of one.
            [only] if schema.is_only_all_of() => id = *only,
            _ => return schema.is_binary(),
        }
    }
    false
}

/// `contentMediaType` of a schema or, of a list, of the schema of its items.
pub(super) fn content_media_type(schemas: &mut Schemas<'_>, mut id: SchemaId) -> Option<String> {
    for _ in 0..MAX_DEPTH {
        let (schema, _) = schemas.inspect(id)?;
        if schema.content_media_type.is_some() {
            return schema.content_media_type.clone();
        }
        id = match (schema.all_of.as_slice(), schema.items) {
            ([only], _) if schema.is_only_all_of() => *only,
            (_, Some(items)) => items,
            _ => return None,
        };
    }
    None
}

/// Warns where a schema says that the text of a body or a parameter holds JSON: it is taken as it is.
pub(super) fn warn_of_json(schemas: &mut Schemas<'_>, id: Option<SchemaId>) {
    let mut next = id;
    for _ in 0..MAX_DEPTH {
        let Some((schema, _)) = next.and_then(|id| schemas.inspect(id)) else {
            return;
        };
        if schema.holds_json {
            let keyword = match schema.content_schema {
                Some(_) => "contentSchema",
                None => "contentMediaType",
            };
            let message = "what is JSON by its schema and not by its media type isn't read as such";
            schemas.warn_unsupported(message, &schema.at.key(keyword), "not honoured");
            return;
        }
        next = match schema.all_of.as_slice() {
            [only] if schema.is_only_all_of() => Some(*only),
            _ => None,
        };
    }
}

/// Whether a schema says nothing of what its values are.
pub(super) fn is_untyped_schema(schemas: &mut Schemas<'_>, id: SchemaId) -> bool {
    let found = schemas.inspect(id);
    found.is_some_and(|(schema, _)| schema.is_untyped())
}

/// The files that a part of a form holds; `None` where it is none.
pub(super) fn files(schemas: &mut Schemas<'_>, id: SchemaId, counts: Counts) -> Option<Files> {
    files_in(schemas, id, counts, MAX_DEPTH)
}

fn files_in(
    schemas: &mut Schemas<'_>,
    id: SchemaId,
    counts: Counts,
    depth: usize,
) -> Option<Files> {
    let depth = depth.checked_sub(1)?;
    let (schema, _) = schemas.inspect(id)?;
    let is_file = schema.is_binary()
        || (counts.untyped && schema.is_untyped())
        || (counts.string && is_plain_string(schema));
    if is_file {
        return Some(Files {
            list: false,
            others: false,
        });
    }
    if let ([only], true) = (schema.all_of.as_slice(), schema.is_only_all_of()) {
        return files_in(schemas, *only, counts, depth);
    }
    if schema.effective_type() == Some(SchemaType::Array) {
        let items = files_in(schemas, schema.items?, counts, depth)?;
        return (!items.list).then_some(Files {
            list: true,
            ..items
        });
    }
    let variants = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
        (variants, []) | ([], variants) => variants,
        _ => return None,
    };
    if !schema.only_applies_others() || !schema.all_of.is_empty() {
        return None;
    }
    // A schema that says nothing is anything beside the others.
    let counts = Counts {
        untyped: false,
        ..counts
    };
    let mut all = Files {
        list: false,
        others: false,
    };
    let mut is_file = false;
    for variant in variants {
        match files_in(schemas, *variant, counts, depth) {
            Some(files) => {
                is_file = true;
                all.list |= files.list;
                all.others |= files.others;
            }
            None => all.others = true,
        }
    }
    is_file.then_some(all)
}

fn is_plain_string(schema: &Schema) -> bool {
    schema.kind == Some(SchemaType::String)
        && schema.format.is_none()
        && schema.enumeration.is_empty()
}
