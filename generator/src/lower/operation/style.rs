//! How the value of a parameter is written.

use serde_json::Value;

use super::super::passes::{IMPOSSIBLE, check_default};
use super::super::schema::Schemas;
use super::file::warn_of_json;
use super::media_type::{Media, warn_of_encodings};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Encoding, Kind, Location, Style, StyleKind, TypeId, TypeName, TypeRef, Types, Untyped,
};
use crate::source::Pointer;
use crate::spec::{self, SchemaId};

/// Deeper types are taken as they come.
const MAX_DEPTH: usize = 16;

/// The type of a parameter; one that is any value is text.
pub(super) fn parameter_type(
    schemas: &mut Schemas<'_>,
    schema: SchemaId,
    name: &TypeName,
) -> TypeId {
    let kind = schemas.type_ref(schema, name);
    match schemas.types.get(schemas.types.unalias(kind).id).kind {
        Kind::Any(Untyped::Because(IMPOSSIBLE)) => kind.id,
        Kind::Any(_) | Kind::Null | Kind::Never => {
            let asked = schemas.types.constraints(kind);
            let text = schemas.text_type(name, schemas.spec.at(schema));
            let found = schemas.types.get_mut(text);
            found.set(found.kind.clone(), asked);
            text
        }
        _ => kind.id,
    }
}

/// The style of a parameter of this type; warns where the specification has none for it.
pub(super) fn parameter_style(
    schemas: &mut Schemas<'_>,
    parameter: &spec::Parameter,
    kind: TypeId,
) -> Style {
    let at = &parameter.at;
    let style = style_kind(parameter.style);
    if parameter.allow_empty_value && !is_text(&schemas.types, kind) {
        let message = "an empty value isn't one of the type of this parameter";
        let warning = Diagnostic::warning(Code::Parameter, message)
            .at_key(&at.key("allowEmptyValue"), "not honoured");
        schemas.diagnostics.push(warning);
    }
    if let spec::Location::Path | spec::Location::Query = parameter.location {
        check_nesting(schemas, style, kind, at);
    }
    if style == StyleKind::DeepObject && parameter.explode == Some(false) {
        let message = "the style `deepObject` has no form without `explode`";
        let warning = Diagnostic::warning(Code::Parameter, message)
            .at_key(&at.key("explode"), "not honoured");
        schemas.diagnostics.push(warning);
    }
    let single = is_scalar(&schemas.types, kind);
    Style {
        kind: match style {
            // Between the items of one value stands nothing.
            StyleKind::SpaceDelimited | StyleKind::PipeDelimited | StyleKind::DeepObject
                if single =>
            {
                StyleKind::Form
            }
            other => other,
        },
        explode: parameter.explode.unwrap_or(style == StyleKind::Form),
        allow_reserved: parameter.allow_reserved,
    }
}

/// Warns where a value has lists or objects inside for which its style has no word.
fn check_nesting(schemas: &mut Schemas<'_>, style: StyleKind, kind: TypeId, at: &Pointer) {
    if style != StyleKind::DeepObject && is_nested(&schemas.types, kind, MAX_DEPTH) {
        let message = "the style of this parameter has no word for a list or an object inside";
        let warning = Diagnostic::warning(Code::Parameter, message)
            .at_key(at, "what is inside is written as JSON");
        schemas.diagnostics.push(warning);
    }
}

/// The type and encoding of a parameter that is described by a media type.
pub(super) fn parameter_content(
    schemas: &mut Schemas<'_>,
    content: &spec::Content,
    location: Location,
    at: &Pointer,
    name: &TypeName,
) -> (TypeId, Encoding) {
    let first = content
        .iter()
        .find(|(media_type, _)| Media::of(media_type) == Media::Json)
        .or_else(|| content.first());
    let Some((media_type, media)) = first else {
        return (schemas.text_type(name, at), default_encoding(location));
    };
    let at = &media.at;
    warn_of_encodings(media, schemas.diagnostics);
    if Media::of(media_type) == Media::Json {
        let kind = match media.any_schema() {
            Some(schema) => schemas.type_ref(schema, name).id,
            None => schemas.any(name, at).id,
        };
        return (kind, Encoding::Json);
    }
    if Media::of(media_type) != Media::Text {
        let message = format!("a parameter of type `{media_type}` has no type of its own");
        let warning =
            Diagnostic::warning(Code::Unsupported, message).at_key(at, "taken as text as it is");
        schemas.diagnostics.push(warning);
    }
    warn_of_json(schemas, media.any_schema());
    (schemas.text_type(name, at), default_encoding(location))
}

/// The default of a parameter, if it is one of the type: a value, or a list of values.
pub(super) fn parameter_default(
    schemas: &mut Schemas<'_>,
    schema: SchemaId,
    kind: TypeId,
    required: bool,
) -> Option<Value> {
    let (default, at) = schemas.default_of(schema)?;
    if required {
        let message = "a parameter that is required never has its default";
        let warning = Diagnostic::warning(Code::Parameter, message);
        schemas.diagnostics.push(warning.at(&at, "not honoured"));
        return None;
    }
    let id = schemas.types.unalias(reference(kind)).id;
    match (&schemas.types.get(id).kind, default) {
        (Kind::Array(item), Value::Array(values)) => {
            let item = *item;
            let values = values.iter().enumerate().map(|(index, value)| {
                let at = at.index(index);
                check_default(&schemas.types, value, item, &at, schemas.diagnostics)
            });
            values.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        _ => check_default(
            &schemas.types,
            default,
            reference(kind),
            &at,
            schemas.diagnostics,
        ),
    }
}

fn reference(id: TypeId) -> TypeRef {
    TypeRef {
        id,
        nullable: false,
    }
}

/// Where a parameter stands.
pub(super) fn location(location: spec::Location) -> Location {
    match location {
        spec::Location::Path => Location::Path,
        spec::Location::Query => Location::Query,
        spec::Location::Header => Location::Header,
        spec::Location::Cookie => Location::Cookie,
    }
}

/// The encoding of a parameter that says nothing about it.
pub(super) fn default_encoding(location: Location) -> Encoding {
    let kind = match location {
        Location::Path | Location::Header => StyleKind::Simple,
        Location::Query | Location::Cookie => StyleKind::Form,
    };
    Encoding::Style(Style {
        kind,
        explode: kind == StyleKind::Form,
        allow_reserved: false,
    })
}

/// How values of a style are written.
pub(super) fn style_kind(style: spec::Style) -> StyleKind {
    match style {
        spec::Style::Simple => StyleKind::Simple,
        spec::Style::Label => StyleKind::Label,
        spec::Style::Matrix => StyleKind::Matrix,
        spec::Style::Form => StyleKind::Form,
        spec::Style::SpaceDelimited => StyleKind::SpaceDelimited,
        spec::Style::PipeDelimited => StyleKind::PipeDelimited,
        spec::Style::DeepObject => StyleKind::DeepObject,
    }
}

/// Whether values of a type are lists or objects of lists or objects. A union is what its variants
/// are.
fn is_nested(types: &Types, id: TypeId, depth: usize) -> bool {
    let kind = &types.get(types.unalias(reference(id)).id).kind;
    let inner = kind
        .inner()
        .into_iter()
        .map(|inner| types.unalias(inner).id);
    match kind {
        Kind::JsonText(_) => false,
        Kind::Union(_) if depth == 0 => false,
        Kind::Union(_) => inner
            .into_iter()
            .any(|inner| is_nested(types, inner, depth - 1)),
        _ => inner.into_iter().any(|inner| {
            let is_open = matches!(
                types.get(inner).kind,
                Kind::Any(_) | Kind::Null | Kind::Never
            );
            !is_open && !is_scalar(types, inner)
        }),
    }
}

fn is_text(types: &Types, id: TypeId) -> bool {
    matches!(
        types.get(types.unalias(reference(id)).id).kind,
        Kind::String(_)
    )
}

/// Whether every value of a type is one text: neither a list nor an object.
pub(super) fn is_scalar(types: &Types, id: TypeId) -> bool {
    is_scalar_within(types, id, MAX_DEPTH)
}

fn is_scalar_within(types: &Types, id: TypeId, depth: usize) -> bool {
    let id = types.unalias(reference(id)).id;
    match &types.get(id).kind {
        Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::JsonText(_) | Kind::Enum(_) => {
            true
        }
        Kind::Union(union) if depth > 0 => {
            let mut variants = union.variants.iter();
            variants.all(|variant| is_scalar_within(types, variant.kind.id, depth - 1))
        }
        _ => false,
    }
}
