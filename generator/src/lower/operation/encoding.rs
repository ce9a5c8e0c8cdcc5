//! How single members of a body are written (OpenAPI 3.0.3, Encoding Object).

use super::super::schema::Schemas;
use super::media_type::{Media, single_media_type};
use super::style::{is_scalar, style_kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Encoding, Kind, PartKind, Style, StyleKind, TypeRef};
use crate::source::Pointer;
use crate::spec::MediaType;

/// The members of a form that aren't written as usual: a value as its text, a list as one text
/// for each item, anything else as JSON (OpenAPI 3.0.4, Encoding Object).
pub(super) fn form_encodings(
    schemas: &mut Schemas<'_>,
    media: &MediaType,
    form: TypeRef,
) -> Vec<(String, Encoding)> {
    let mut encodings = Vec::new();
    for (name, encoding) in &media.encoding {
        let at = &encoding.at;
        let Some(kind) = form_member(schemas, form, name) else {
            let message = format!("the form has no member `{name}`");
            schemas
                .diagnostics
                .push(Diagnostic::warning(Code::Shape, message).at_key(at, "passed over"));
            continue;
        };
        if !encoding.headers.is_empty() {
            encoding_warning(schemas, "headers", at);
        }
        let style = encoding.style.map(style_kind);
        let styled = style.is_some() || encoding.allow_reserved || !encoding.explode;
        let media_type = encoding.content_type.as_deref().map(Media::of);
        if styled {
            // A style counts, and a media type doesn't where both are given.
            let style = Style {
                kind: style.unwrap_or(StyleKind::Form),
                explode: encoding.explode,
                allow_reserved: encoding.allow_reserved,
            };
            encodings.push((name.clone(), Encoding::Style(style)));
        } else if media_type == Some(Media::Json) {
            // The text of JSON is JSON as it is.
            if !is_json_text(schemas, kind) {
                encodings.push((name.clone(), Encoding::Json));
            }
        } else if media_type.is_some_and(|media_type| media_type != Media::Text)
            || media_type.is_some() && !is_plain(schemas, kind)
        {
            encoding_warning(schemas, "contentType", at);
        }
    }
    encodings
}

/// The type of a member of a form; `None` where it has no such member.
fn form_member(schemas: &Schemas<'_>, form: TypeRef, name: &str) -> Option<TypeRef> {
    match &schemas.types.get(schemas.types.unalias(form).id).kind {
        Kind::Object(object) => {
            let mut properties = object.properties.iter();
            let property = properties.find(|property| property.name == name);
            property.map(|property| property.kind)
        }
        // Any of them may have it.
        _ => Some(form),
    }
}

/// Whether a value is text that holds JSON, or a list of such texts.
pub(super) fn is_json_text(schemas: &Schemas<'_>, kind: TypeRef) -> bool {
    let target = |kind| &schemas.types.get(schemas.types.unalias(kind).id).kind;
    match target(kind) {
        Kind::Array(item) => matches!(target(*item), Kind::JsonText(_)),
        kind => matches!(kind, Kind::JsonText(_)),
    }
}

/// Whether a value is text, or a list of texts.
fn is_plain(schemas: &Schemas<'_>, kind: TypeRef) -> bool {
    let id = schemas.types.unalias(kind).id;
    match schemas.types.get(id).kind {
        Kind::Array(item) => is_scalar(&schemas.types, item.id),
        _ => is_scalar(&schemas.types, id),
    }
}

/// Whether an Encoding Object leaves whoever sends a file the choice of its media type; warns
/// of what else it says about a part without an effect.
pub(super) fn part_encoding(
    schemas: &mut Schemas<'_>,
    media: &MediaType,
    part: &str,
    kind: PartKind,
) -> bool {
    let Some(encoding) = media.encoding.get(part) else {
        return false;
    };
    let at = &encoding.at;
    if encoding.style.is_some() {
        encoding_warning(schemas, "style", at);
    }
    // The default of another style is `false`.
    if encoding.style.is_none() && !encoding.explode {
        encoding_warning(schemas, "explode", at);
    }
    if encoding.allow_reserved {
        encoding_warning(schemas, "allowReserved", at);
    }
    let Some(written) = encoding.content_type.as_deref() else {
        return false;
    };
    let is_choice =
        single_media_type(Some(written)).is_none() && !["*", "*/*"].contains(&written.trim());
    if is_choice && !matches!(kind, PartKind::File) {
        encoding_warning(schemas, "contentType", at);
    }
    is_choice && matches!(kind, PartKind::File)
}

fn encoding_warning(schemas: &mut Schemas<'_>, member: &str, at: &Pointer) {
    let message = format!("`{member}` of this Encoding Object has no effect");
    schemas.warn_unsupported(message, &at.key(member), "not honoured");
}
