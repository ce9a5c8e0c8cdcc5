//! One type of the IR as an item.

use super::rust_type::{Resolver, RustType};
use super::types::{DefaultImpl, Enum, Field, Item, Named, Presence, Struct, Unknown, Variant};
use super::union;
use crate::ir::{Additional, Kind, Object, Owner, Step, Type, TypeId};
use crate::names::TypeNames;

pub(super) fn item(id: TypeId, kind: &Type, names: &TypeNames, resolver: &Resolver<'_>) -> Item {
    let name = names.name.clone();
    let docs = kind.description.clone().unwrap_or_else(|| describe(kind));
    match &kind.kind {
        Kind::Object(object) => {
            let fields = fields(id, object, names, resolver);
            let (has_new, default) = constructors(&fields);
            Item::Struct(Struct {
                name,
                docs,
                deprecated: kind.deprecated,
                fields,
                additional: match object.additional {
                    Additional::Typed(value) => {
                        Some((names.additional.clone(), resolver.resolve(value)))
                    }
                    Additional::Unspecified | Additional::Denied => None,
                },
                unknown: match object.additional {
                    // A client must not fail on what a newer server adds.
                    Additional::Denied if kind.usage.request && kind.usage.response => {
                        Unknown::DeniedInRequests
                    }
                    Additional::Denied if !kind.usage.response => Unknown::Denied,
                    _ => Unknown::Skipped,
                },
                has_new,
                default,
            })
        }
        Kind::Enum(values) => Item::Enum(Enum {
            name,
            docs,
            deprecated: kind.deprecated,
            variants: names
                .members
                .iter()
                .zip(&values.values)
                .enumerate()
                .map(|(index, (name, value))| Variant {
                    name: name.clone(),
                    value: value.clone(),
                    docs: values
                        .notes
                        .get(index)
                        .and_then(|note| note.description.clone()),
                })
                .collect(),
            other: is_open(kind).then(|| names.other.clone()),
        }),
        Kind::Union(union) => Item::Union(union::union(id, kind, union, docs, names, resolver)),
        _ => {
            let named = Named {
                name,
                docs,
                deprecated: kind.deprecated,
                target: resolver.structure(id),
            };
            if resolver.cycles.newtypes.contains(&id) {
                Item::Newtype(named)
            } else {
                Item::Alias(named)
            }
        }
    }
}

/// More arguments than this make a call that nobody can read (Clippy's own limit).
pub(super) const MAX_ARGUMENTS: usize = 7;

/// Whether a struct has `new`, and how it implements `Default`.
fn constructors(fields: &[Field]) -> (bool, DefaultImpl) {
    // What is always there, or names the type in a union, stands in every new value.
    let is_empty = !fields
        .iter()
        .any(|field| field.presence.is_required() || field.constant.is_some());
    if is_empty {
        return (false, DefaultImpl::Derived);
    }
    match fields.iter().filter(|field| field.is_given()).count() {
        0 => (true, DefaultImpl::New),
        1..=MAX_ARGUMENTS => (true, DefaultImpl::None),
        _ => (false, DefaultImpl::None),
    }
}

/// Whether a value that the document doesn't list may come from a newer server.
pub(super) fn is_open(kind: &Type) -> bool {
    kind.usage.response || !kind.usage.request
}

/// What a type without a description is said to be.
fn describe(kind: &Type) -> String {
    let owner = match &kind.name.owner {
        Owner::Component(_, name) | Owner::Operation(name) => name,
    };
    match kind.name.path.as_slice() {
        [] => format!("The schema `{owner}`."),
        [Step::RequestBody | Step::ResponseBody] => format!("The request body of `{owner}`."),
        [status @ Step::Response(_), Step::ResponseBody] => {
            format!("The body of the response {status} of `{owner}`.")
        }
        path => {
            let path: Vec<String> = path.iter().map(Step::to_string).collect();
            format!("`{}` of `{owner}`.", path.join("` → `"))
        }
    }
}

fn fields(id: TypeId, object: &Object, names: &TypeNames, resolver: &Resolver<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    for (index, (property, name)) in object.properties.iter().zip(&names.members).enumerate() {
        // An alias that is nullable itself is an `Option` already.
        let value = resolver.held(id, index, property.kind);
        let presence = match (property.required, resolver.types.takes_null(property.kind)) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let kind = if presence.is_required() {
            value
        } else {
            RustType::Option(Box::new(value))
        };
        // What is always there has no need of a default.
        let default = property.default.as_ref().filter(|_| !property.required);
        let default = default.and_then(|json| resolver.default_value(json, property.kind));
        let constant = match presence {
            Presence::Required => resolver.only_value(property.kind),
            Presence::RequiredNullable => None,
            Presence::Optional | Presence::OptionalNullable => {
                let tag = resolver.tags.value(id, &property.name);
                // An alias that is an `Option` says so nowhere in the field's type.
                let aliased = resolver.types.unalias(property.kind).nullable;
                let tag = tag.filter(|_| aliased == property.kind.nullable);
                tag.and_then(|value| resolver.literal(value, property.kind))
            }
        };
        let described = property
            .description
            .clone()
            .or_else(|| resolver.types.get(property.kind.id).description.clone());
        fields.push(Field {
            name: name.clone(),
            wire: property.name.clone(),
            docs: described.unwrap_or_else(|| format!("The property `{}`.", property.name)),
            deprecated: property.deprecated,
            kind,
            secret: matches!(
                &resolver
                    .types
                    .get(resolver.types.unalias(property.kind).id)
                    .kind,
                Kind::String(format) if format.secret
            ),
            presence,
            default,
            constant,
        });
    }
    fields
}
