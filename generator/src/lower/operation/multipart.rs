//! Bodies of the media type `multipart/form-data`.

use serde_json::Value;

use super::super::passes::check_default;
use super::super::schema::Schemas;
use super::encoding::{is_json_text, part_encoding};
use super::file::{Counts, content_media_type, files, is_untyped_schema};
use super::header::{Bearer, headers};
use super::media_type::{Media, is_bytes, single_media_type};
use super::style::is_scalar;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Constraints, Form, Header, Kind, Part, PartKind, Payload, Size, Step, TypeId, TypeName,
    TypeRef, Types,
};
use crate::source::Pointer;
use crate::spec::{AdditionalProperties, MediaType, Schema, SchemaId};

/// Schemas inside of each other before the rest is passed over.
const MAX_DEPTH: usize = 16;

/// A property of a form's schema.
struct Property<'s> {
    name: &'s str,
    schema: SchemaId,
    type_name: TypeName,
    required: bool,
}

/// What schemas that make up one form say.
#[derive(Default)]
struct Gathered<'s> {
    properties: Vec<Property<'s>>,
    /// Names that may belong to properties of another of the schemas.
    required: Vec<&'s str>,
    asked: Constraints,
}

/// Lowers a form; one whose parts aren't known is taken as bytes.
pub(super) fn multipart_payload(
    schemas: &mut Schemas<'_>,
    media: &MediaType,
    name: &TypeName,
) -> Payload {
    let at = &media.at;
    let mut gathered = Gathered::default();
    let closed = media.any_schema().is_some_and(|schema| {
        gather_properties(schemas, schema, name, false, MAX_DEPTH, &mut gathered)
    });
    let Gathered {
        mut properties,
        required,
        asked,
    } = gathered;
    for property in &mut properties {
        property.required |= required.contains(&property.name);
    }
    if properties.is_empty() {
        schemas.warn_unsupported(
            "a multipart body whose parts aren't known is taken as bytes".to_owned(),
            at,
            "its schema names no properties",
        );
        return Payload::Binary;
    }
    for (property, encoding) in &media.encoding {
        if !properties.iter().any(|known| known.name == property) {
            let message = format!("the form has no part `{property}`");
            let warning = Diagnostic::warning(Code::Shape, message);
            schemas
                .diagnostics
                .push(warning.at_key(&encoding.at, "passed over"));
        }
    }
    let parts = properties
        .into_iter()
        .map(|property| lower_part(schemas, property, media));
    Payload::Multipart(Form {
        parts: parts.collect(),
        closed,
        size: asked.properties,
        dependent_required: asked.dependent_required,
    })
}

/// Gathers the properties of a schema and of all that it is put together of. Gives whether there
/// can be no others.
fn gather_properties<'s>(
    schemas: &mut Schemas<'s>,
    id: SchemaId,
    name: &TypeName,
    optional: bool,
    depth: usize,
    gathered: &mut Gathered<'s>,
) -> bool {
    let Some((schema, owner)) = schemas.inspect(id) else {
        return false;
    };
    if depth == 0 {
        let message = "a multipart body of so many schemas isn't supported";
        schemas.unsupported(message, &schema.at);
        return false;
    }
    let name = owner.unwrap_or_else(|| name.clone());
    let others = schema.other_properties();
    let mut closed = schema.is_closed() || others == Some(AdditionalProperties::Allowed(false));
    // What one of them closes is the whole, as it is elsewhere.
    for inner in &schema.all_of {
        closed |= gather_properties(schemas, *inner, &name, optional, depth - 1, gathered);
    }
    for (keyword, variants) in [("oneOf", &schema.one_of), ("anyOf", &schema.any_of)] {
        if variants.is_empty() {
            continue;
        }
        schemas.warn_unsupported(
            format!("`{keyword}` of a multipart body isn't supported"),
            &schema.at.key(keyword),
            "every part of them may be left out",
        );
        let mut all_closed = true;
        for inner in variants {
            all_closed &= gather_properties(schemas, *inner, &name, true, depth - 1, gathered);
        }
        closed |= all_closed;
    }
    if let Some(AdditionalProperties::Allowed(true) | AdditionalProperties::Schema(_)) = others {
        schemas.warn_unsupported(
            "a multipart body with other parts than those it names isn't supported".to_owned(),
            &schema.at.key("additionalProperties"),
            "they can't be sent, and are passed over where they come",
        );
    }
    for (property, id) in &schema.properties {
        let mut known = gathered.properties.iter();
        if known.any(|known| known.name == property) {
            continue;
        }
        gathered.properties.push(Property {
            name: property,
            schema: *id,
            type_name: name.step(Step::Property(property.clone())),
            required: false,
        });
    }
    if !optional {
        let names = schema.required.iter().map(String::as_str);
        gathered.required.extend(names);
        let asked = asked_of_form(schemas, id, schema);
        gathered.asked.extend(&asked);
    }
    closed
}

/// What a schema asks of the parts of a form together.
fn asked_of_form(schemas: &mut Schemas<'_>, id: SchemaId, schema: &Schema) -> Constraints {
    let asked = schemas.asked_of(id);
    let checked = Constraints {
        properties: asked.properties,
        ..Constraints::default()
    };
    if checked != asked {
        schemas.warn_of_unchecked(&schema.at, "a form");
    }
    let dependents = schema.dependent_required.clone();
    Constraints {
        dependent_required: dependents.into_iter().collect(),
        ..checked
    }
}

/// A part is a file, text or JSON. Its media type is that of its Encoding Object, or else that
/// of `contentMediaType`, or else what its kind stands for (OpenAPI 3.1.1, Encoding Object).
fn lower_part(schemas: &mut Schemas<'_>, property: Property<'_>, media: &MediaType) -> Part {
    let written = media.encoding.get(property.name);
    let written = written.and_then(|encoding| encoding.content_type.as_deref());
    let own = content_media_type(schemas, property.schema);
    let (named, json) = match (written, own.as_deref()) {
        (Some(_), _) => {
            let named = single_media_type(written);
            let json = named.as_deref().is_some_and(is_json);
            (named, json)
        }
        (None, Some(own)) => (
            single_media_type(Some(own)),
            is_json(own) && is_untyped_schema(schemas, property.schema),
        ),
        (None, None) => (None, false),
    };
    let bytes = written.is_some_and(|written| written.split(',').all(is_bytes));
    let schema = schemas.spec.schema_object(property.schema);
    let description = schema.and_then(|schema| schema.description.clone());
    let (kind, list) = part_kind(schemas, &property, named.as_deref(), json, bytes);
    let headers = part_headers(schemas, media, &property);
    let default = part_default(schemas, &property, kind, list, &headers);
    let asked = asked_of_list(schemas, &property, (kind, list), &headers);
    let size = match kind {
        PartKind::File => file_size(schemas, &property, list),
        PartKind::Text(_) | PartKind::Json(_) | PartKind::Union(_) => Size::default(),
    };
    let is_choice = part_encoding(schemas, media, property.name, kind);
    let usual = match kind {
        PartKind::File => Some("application/octet-stream"),
        PartKind::Json(_) => Some("application/json"),
        // It goes without saying (RFC 7578, section 4.4), but is said where the document does.
        PartKind::Text(_) | PartKind::Union(_) => None,
    };
    Part {
        name: property.name.to_owned(),
        kind,
        list,
        asked,
        size,
        content_type: named.filter(|media_type| Some(media_type.as_str()) != usual),
        choice: written.filter(|_| is_choice).map(str::to_owned),
        required: property.required,
        default,
        headers,
        description,
        origin: schemas.spec.at(property.schema).clone(),
    }
}

/// What the schema of a part asks of all parts of its name together: how many there are, and that they
/// differ. Files aren't compared, nor are values with headers of their own.
fn asked_of_list(
    schemas: &mut Schemas<'_>,
    property: &Property<'_>,
    (kind, list): (PartKind, bool),
    headers: &[Header],
) -> Constraints {
    if !list {
        return Constraints::default();
    }
    let is_file = matches!(kind, PartKind::File);
    let asked = schemas.asked_of(property.schema);
    let checked = Constraints {
        items: asked.items,
        unique_items: !is_file && headers.is_empty() && asked.unique_items,
        ..Constraints::default()
    };
    if checked != asked {
        schemas.warn_of_unchecked(schemas.spec.at(property.schema), "a list of parts");
    }
    checked
}

/// How many bytes the schema of a file asks for, or that of each file of a list: `maxLength` of bytes as
/// they are is a number of bytes (OpenAPI 3.1.1, section 4.4.2).
fn file_size(schemas: &mut Schemas<'_>, property: &Property<'_>, list: bool) -> Size {
    let mut asked = Constraints::default();
    let mut id = property.schema;
    let mut is_within = !list;
    for _ in 0..MAX_DEPTH {
        let Some((schema, _)) = schemas.inspect(id) else {
            break;
        };
        if is_within {
            asked.extend(&schemas.constraints_beside_reference(schema));
        }
        id = match (schema.all_of.as_slice(), schema.items) {
            ([only], _) if schema.is_only_all_of() => *only,
            (_, Some(items)) if !is_within => {
                is_within = true;
                items
            }
            _ => break,
        };
    }
    let size = asked.length;
    let others = Constraints {
        length: Size::default(),
        ..asked
    };
    if !others.is_empty() {
        schemas.warn_of_unchecked(schemas.spec.at(property.schema), "a file");
    }
    size
}

/// The headers that an Encoding Object gives a part.
fn part_headers(
    schemas: &mut Schemas<'_>,
    media: &MediaType,
    property: &Property<'_>,
) -> Vec<Header> {
    let Some(encoding) = media.encoding.get(property.name) else {
        return Vec::new();
    };
    let at = encoding.at.key("headers");
    headers(
        schemas,
        &encoding.headers,
        &at,
        &property.type_name,
        Bearer::Part,
    )
}

/// What a part that isn't there stands for.
fn part_default(
    schemas: &mut Schemas<'_>,
    property: &Property<'_>,
    kind: PartKind,
    list: bool,
    headers: &[Header],
) -> Option<Value> {
    if property.required {
        return None;
    }
    let kind = match kind {
        PartKind::File => return None,
        PartKind::Text(id) => TypeRef {
            id,
            nullable: false,
        },
        PartKind::Json(kind) | PartKind::Union(kind) => kind,
    };
    let (default, at) = schemas.default_of(property.schema)?;
    if !headers.is_empty() {
        let message = "a part with headers of its own never has its default";
        let warning = Diagnostic::warning(Code::Unsupported, message);
        schemas.diagnostics.push(warning.at(&at, "not honoured"));
        return None;
    }
    let whole = schemas.type_ref(property.schema, &property.type_name);
    let holds_json = is_json_text(schemas, whole);
    let mut checked = |value: &Value, at: &Pointer| {
        // What the text holds, as the part does.
        let content = value.as_str().filter(|_| holds_json);
        let content = content.and_then(|text| serde_json::from_str(text).ok());
        let value = content.as_ref().unwrap_or(value);
        check_default(&schemas.types, value, kind, at, schemas.diagnostics)
    };
    match default {
        Value::Array(values) if list => {
            let values = values.iter().enumerate();
            let values = values.map(|(index, value)| checked(value, &at.index(index)));
            values.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        _ if list => None,
        _ => checked(default, &at),
    }
}

/// What a part holds, and whether there may be several of it.
fn part_kind(
    schemas: &mut Schemas<'_>,
    property: &Property<'_>,
    named: Option<&str>,
    json: bool,
    bytes: bool,
) -> (PartKind, bool) {
    let at = schemas.spec.at(property.schema);
    let counts = Counts {
        untyped: !json && !schemas.spec.openapi.starts_with("3.0"),
        string: bytes,
    };
    if let Some(files) = files(schemas, property.schema, counts) {
        if files.others {
            schemas.warn_unsupported(
                "a part that may be a file or something else is taken as a file".to_owned(),
                at,
                "what else its schema allows is sent as the bytes of one",
            );
        }
        return (PartKind::File, files.list);
    }
    if json && is_untyped_schema(schemas, property.schema) {
        let kind = schemas.any(&property.type_name, at);
        return (PartKind::Json(kind), false);
    }
    let kind = schemas.type_ref(property.schema, &property.type_name);
    let resolved = schemas.types.unalias(kind).id;
    // Text that holds JSON is a part of JSON.
    let content = |id: TypeId| match schemas.types.get(id).kind {
        Kind::JsonText(content) => Some(content),
        _ => None,
    };
    if let Some(content) = content(resolved) {
        return (PartKind::Json(content), false);
    }
    if let Kind::Array(item) = schemas.types.get(resolved).kind
        && let Some(content) = content(schemas.types.unalias(item).id)
    {
        return (PartKind::Json(content), true);
    }
    if is_scalar(&schemas.types, resolved) {
        let kind = if json {
            PartKind::Json(kind)
        } else {
            PartKind::Text(kind.id)
        };
        return (kind, false);
    }
    let (kind, list) = match schemas.types.get(resolved).kind {
        Kind::Array(item) if is_scalar(&schemas.types, item.id) && !json => {
            return (PartKind::Text(item.id), true);
        }
        Kind::Array(item) if !is_scalar(&schemas.types, item.id) => (item, true),
        _ => (kind, false),
    };
    match named {
        // What the type says can't be written so: it is for whoever sends it to do that.
        Some(named) if !json => {
            schemas.warn_unsupported(
                format!("a part of type `{named}` is taken as a file"),
                at,
                "what its schema says isn't honoured",
            );
            (PartKind::File, list)
        }
        None if is_union(&schemas.types, kind) => (PartKind::Union(kind), list),
        _ => (PartKind::Json(kind), list),
    }
}

fn is_union(types: &Types, kind: TypeRef) -> bool {
    matches!(types.get(types.unalias(kind).id).kind, Kind::Union(_))
}

fn is_json(media_type: &str) -> bool {
    Media::of(media_type) == Media::Json
}
