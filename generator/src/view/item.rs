//! Plans the files and items of the types crate.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::checks::Checks;
use super::model::gate::Gate;
use super::model::item::{
    DefaultImpl, Enum, EnumValues, Field, Folder, Item, Named, Presence, Struct, TypeFile, Unknown,
    Variant,
};
use super::model::literal::Literal;
use super::model::rust_type::RustType;
use super::resolver::Resolver;
use super::union;
use crate::config::ReadOnly;
use crate::ir::{
    self, Additional, Api, Kind, Object, Owner, Property, Section, Step, Type, TypeId, TypeName,
};
use crate::names::{Names, TypeNames, part_modules};

/// The files in the order of their paths.
pub(super) fn files(api: &Api, resolver: &Resolver<'_>) -> Vec<TypeFile> {
    let mut files: BTreeMap<(Folder, String), Vec<(bool, Item)>> = BTreeMap::new();
    for (id, definition) in api.types.iter() {
        let Some(names) = resolver.names.get(id) else {
            continue;
        };
        let owner = &definition.name.owner;
        let folder = match owner {
            Owner::Component(..) => Folder::Components,
            Owner::Operation(_) => Folder::Operations,
            Owner::Webhook(_) => Folder::Webhooks,
            Owner::Shared(_) => Folder::Shared,
        };
        let item = item(id, definition, names, resolver);
        let module = resolver.names.module(owner).to_owned();
        files
            .entry((folder, module))
            .or_default()
            .push((!definition.name.path.is_empty(), item));
    }
    files
        .into_iter()
        .map(|((folder, module), mut items)| {
            items.sort_by_key(|(inner, _)| *inner);
            let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
            TypeFile {
                folder,
                parts: part_modules(&module, items.iter().map(Item::name)),
                module,
                items,
                gate: Gate::default(),
            }
        })
        .collect()
}

fn item(id: TypeId, definition: &Type, names: &TypeNames, resolver: &Resolver<'_>) -> Item {
    let name = names.name.clone();
    let docs = docs(definition, resolver.names);
    match &definition.kind {
        Kind::Object(object) => {
            Item::Struct(structure(id, definition, object, docs, names, resolver))
        }
        Kind::Enum(values) => Item::Enum(enumeration(definition, values, docs, names)),
        Kind::Union(union) => {
            Item::Union(union::union(id, definition, union, docs, names, resolver))
        }
        _ => {
            let target = resolver.structure(id);
            let named = Named {
                name,
                docs,
                deprecated: definition.deprecated,
                has_default: matches!(target, RustType::Vec(_) | RustType::Map(_)),
                target,
                checks: resolver.inner_checks(id),
            };
            if resolver.cycles.newtypes.contains(&id) {
                Item::Newtype(named)
            } else {
                Item::Alias(named)
            }
        }
    }
}

fn structure(
    id: TypeId,
    definition: &Type,
    object: &Object,
    docs: String,
    names: &TypeNames,
    resolver: &Resolver<'_>,
) -> Struct {
    let fields = fields(id, object, names, resolver);
    let (has_new, default) = constructors(&fields);
    let usage = definition.usage;
    Struct {
        name: names.name.clone(),
        docs,
        deprecated: definition.deprecated,
        has_secret: fields.iter().any(|field| field.secret),
        has_setters: usage.request && fields.iter().any(Field::is_optional),
        fields,
        additional: match object.additional {
            Additional::Typed(value) => Some((names.additional.clone(), resolver.resolve(value))),
            Additional::Unspecified | Additional::Denied => None,
        },
        additional_text: match object.additional {
            Additional::Typed(value) => resolver.is_chosen_text(value),
            Additional::Unspecified | Additional::Denied => false,
        },
        additional_checks: match object.additional {
            Additional::Typed(value) => resolver.checks(value),
            Additional::Unspecified | Additional::Denied => Checks::default(),
        },
        size: definition.constraints.properties,
        dependents: object
            .dependent_required
            .iter()
            .map(|(property, others)| (property.clone(), others.clone()))
            .collect(),
        is_checked: resolver.checked.contains(id),
        keywords: definition.constraints.asserted(),
        unknown: match object.additional {
            // A client must not fail on what a newer server adds.
            Additional::Denied if usage.request && usage.response => Unknown::DeniedInRequests,
            Additional::Denied if !usage.response => Unknown::Denied,
            _ => Unknown::Skipped,
        },
        read_only: read_only(object, resolver),
        has_new,
        default,
    }
}

/// The properties that requests must not have, where something becomes of them that doesn't of all others.
fn read_only(object: &Object, resolver: &Resolver<'_>) -> Option<(ReadOnly, Vec<String>)> {
    let rule = resolver.read_only;
    let is_ignored_anyway =
        rule == ReadOnly::Ignore && matches!(object.additional, Additional::Unspecified);
    let names = &object.read_only;
    (!names.is_empty() && !is_ignored_anyway).then(|| (rule, names.clone()))
}

fn enumeration(definition: &Type, values: &ir::Enum, docs: String, names: &TypeNames) -> Enum {
    let other = definition.usage.is_open().then(|| names.other.clone());
    let all = |test: fn(&Value) -> bool| values.values.iter().all(test);
    let held = if all(Value::is_string) {
        EnumValues::Text
    } else if all(Value::is_i64) {
        EnumValues::Integers
    } else {
        EnumValues::Mixed
    };
    let variants = names.members.iter().zip(&values.values).enumerate();
    Enum {
        name: names.name.clone(),
        docs,
        deprecated: definition.deprecated,
        variants: variants
            .map(|(index, (name, value))| {
                let note = values.notes.get(index);
                Variant {
                    name: name.clone(),
                    is_telling: value.as_str().is_some_and(|value| is_telling(name, value)),
                    value: value.clone(),
                    docs: note.and_then(|note| note.description.clone()),
                }
            })
            .collect(),
        is_copy: other.is_none() || held == EnumValues::Integers,
        other,
        values: held,
    }
}

/// Whether an identifier says what a name or a value is, but for its case and what stands between
/// its words.
fn is_telling(identifier: &str, wire: &str) -> bool {
    let identifier = identifier.strip_prefix("r#").unwrap_or(identifier);
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|char| char.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    // What Rust can't have in a name is none of these.
    let is_plain = wire
        .chars()
        .all(|char| char.is_alphanumeric() || "-_ .".contains(char));
    is_plain && letters(identifier) == letters(wire)
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

/// So many places where a type is used are named; more are counted.
const MAX_PLACES: usize = 5;

/// What there is to say of a type: what it is, and of one that several places share, where it is used.
fn docs(definition: &Type, names: &Names) -> String {
    let used = used_by(&definition.places, names);
    match (&definition.description, used) {
        (Some(description), Some(used)) => format!("{description}\n\n{used}"),
        (Some(description), None) => description.clone(),
        (None, Some(used)) => used,
        (None, None) => {
            let place = describe(&definition.name, names);
            let mut chars = place.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            let sentence: String = first.chain(chars).collect();
            format!("{sentence}.")
        }
    }
}

fn used_by(places: &[TypeName], names: &Names) -> Option<String> {
    let (first, others) = places.split_first()?;
    let first = describe(first, names);
    if places.len() > MAX_PLACES {
        return Some(format!("Used by {first} and {} others.", others.len()));
    }
    let mut others: Vec<String> = others.iter().map(|place| describe(place, names)).collect();
    let last = others.pop()?;
    others.insert(0, first);
    Some(format!("Used by {} and {last}.", others.join(", ")))
}

/// A place of the document in words.
fn describe(place: &TypeName, names: &Names) -> String {
    let TypeName { owner, path } = place;
    let name = names.owner(owner);
    let section = match owner {
        Owner::Component(section, _) => Some(*section),
        Owner::Operation(_) | Owner::Webhook(_) | Owner::Shared(_) => None,
    };
    match (section, path.as_slice()) {
        (Some(Section::Schemas), []) => format!("the schema `{name}`"),
        (Some(Section::Parameters), []) => format!("the parameter `{name}`"),
        (Some(Section::Headers), []) => format!("the header `{name}`"),
        (Some(Section::RequestBodies), []) => format!("the request body `{name}`"),
        (_, [Step::RequestBody]) => format!("the request body of `{name}`"),
        (Some(Section::Responses), [Step::ResponseBody]) => {
            format!("the body of the response `{name}`")
        }
        (_, [status @ Step::Response(_), Step::ResponseBody]) => {
            format!("the body of the response {status} of `{name}`")
        }
        (_, [.., _, last @ (Step::Items | Step::Values)]) => {
            let mut list = place.clone();
            list.path.pop();
            let of = describe(&list, names);
            match last {
                Step::Items => format!("an item of {of}"),
                _ => format!("a value of {of}"),
            }
        }
        (_, path) => {
            let path: Vec<String> = path.iter().map(Step::to_string).collect();
            format!("`{}` of `{name}`", path.join("` → `"))
        }
    }
}

fn fields(id: TypeId, object: &Object, names: &TypeNames, resolver: &Resolver<'_>) -> Vec<Field> {
    let properties = object.properties.iter().zip(&names.members).enumerate();
    let fields = properties.map(|(index, (property, name))| {
        let value = resolver.held(id, index, property.kind);
        field(id, property, name, value, resolver)
    });
    fields.collect()
}

/// The field for a property whose value is of the type `value`.
fn field(
    id: TypeId,
    property: &Property,
    name: &str,
    value: RustType,
    resolver: &Resolver<'_>,
) -> Field {
    // An alias that is nullable itself is an `Option` already.
    let presence = match (property.required, resolver.types.takes_null(property.kind)) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    };
    let checks = resolver.checks(property.kind);
    // What is always there has no need of a default.
    let default = property.default.as_ref().filter(|_| !property.required);
    let target = resolver.types.unalias(property.kind).id;
    // What a type of its own is, is said there.
    let is_defined = resolver.names.get(property.kind.id).is_some();
    let own = &resolver.types.get(property.kind.id).description;
    let described = match &property.description {
        Some(description) if !is_defined || Some(description) != own.as_ref() => Some(description),
        _ => own.as_ref().filter(|_| !is_defined),
    };
    Field {
        name: name.to_owned(),
        wire: property.name.clone(),
        docs: described.cloned().or_else(|| {
            let is_told = is_telling(name, &property.name);
            (!is_told).then(|| format!("The property `{}`.", property.name))
        }),
        deprecated: property.deprecated,
        kind: if presence.is_required() {
            value
        } else {
            RustType::Option(Box::new(value))
        },
        secret: matches!(
            &resolver.types.get(target).kind,
            Kind::String(format) if format.secret
        ),
        text: resolver.is_chosen_text(property.kind),
        checks: Checks {
            options: checks.options + usize::from(!presence.is_required()),
            ..checks
        },
        presence,
        default: default.and_then(|json| resolver.default_value(json, property.kind)),
        constant: constant(id, property, presence, resolver),
    }
}

/// The one value that a property can have, or that names its object in a union.
fn constant(
    id: TypeId,
    property: &Property,
    presence: Presence,
    resolver: &Resolver<'_>,
) -> Option<Literal> {
    match presence {
        Presence::Required => resolver.only_value(property.kind),
        Presence::RequiredNullable => None,
        Presence::Optional | Presence::OptionalNullable => {
            let tag = resolver.tags.value(id, &property.name);
            // An alias that is an `Option` says so nowhere in the field's type.
            let aliased = resolver.types.unalias(property.kind).nullable;
            let tag = tag.filter(|_| aliased == property.kind.nullable);
            tag.and_then(|value| resolver.literal(value, property.kind))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_telling;

    #[test]
    fn a_name_is_told_by_an_identifier_of_the_same_words() {
        for (identifier, wire, expected) in [
            ("created_at", "createdAt", true),
            ("r#type", "type", true),
            ("ReadOnly", "read-only", true),
            ("plus_1", "+1", false),
            ("N1_0", "1.0", false),
            ("name_2", "name", false),
        ] {
            assert_eq!(is_telling(identifier, wire), expected, "{wire}");
        }
    }
}
