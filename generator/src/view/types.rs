//! The files of the types crate.

use std::collections::{BTreeMap, HashSet};

use super::rust_type::{Literal, Resolver, RustType};
use crate::ir::{Additional, Api, Kind, Object, Owner, StringFormat, Type, TypeId};
use crate::names::TypeNames;

/// A file of the types crate: a component or operation with all that is named after it.
#[derive(Debug)]
pub struct TypeFile {
    /// The folder that it is in.
    pub folder: Folder,
    /// Its name without the extension.
    pub module: String,
    /// Its items, the one that it is named after first.
    pub items: Vec<Item>,
}

/// A folder of the types crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Folder {
    Components,
    Operations,
}

/// An item of the types crate.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names are those of the Rust items")]
pub enum Item {
    Struct(Struct),
    Enum(Enum),
    Alias {
        name: String,
        docs: String,
        deprecated: bool,
        target: RustType,
    },
}

impl Item {
    /// The item's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
            Self::Alias { name, .. } => name,
        }
    }
}

/// A struct for an object.
#[derive(Debug)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field and type of additional properties.
    pub additional: Option<(String, RustType)>,
    /// Whether properties that it doesn't know are an error.
    pub deny_unknown: bool,
}

/// A field for a property.
#[derive(Debug)]
pub struct Field {
    /// Its identifier.
    pub name: String,
    /// The property's name.
    pub wire: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its type as a field, `Option`s included.
    pub kind: RustType,
    /// Whether `Debug` must not show it.
    pub secret: bool,
    /// When it is there.
    pub presence: Presence,
}

/// When a property is there, and whether it may be `null`.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Always.
    Required,
    /// Always, and it may be `null`.
    RequiredNullable,
    /// It may be left out.
    Optional,
    /// It may be left out or be `null`, and the two differ.
    OptionalNullable,
    /// A missing one stands for this value.
    Default(Literal),
}

/// An enum for a list of strings.
#[derive(Debug)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// The variant for values that the document doesn't list, where one may come from a newer server.
    pub other: Option<String>,
}

/// A variant for a string.
#[derive(Debug)]
pub struct Variant {
    /// Its identifier.
    pub name: String,
    /// The string.
    pub wire: String,
}

/// The files in the order of their paths.
pub(super) fn files(
    api: &Api,
    resolver: &Resolver<'_>,
    boxes: &HashSet<(TypeId, usize)>,
) -> Vec<TypeFile> {
    let mut files: BTreeMap<(Folder, String), Vec<(bool, Item)>> = BTreeMap::new();
    for (id, kind) in api.types.iter() {
        let Some(names) = resolver.names.get(id) else {
            continue;
        };
        let owner = &kind.name.owner;
        let folder = match owner {
            Owner::Component(..) => Folder::Components,
            Owner::Operation(_) => Folder::Operations,
        };
        let item = item(id, kind, names, resolver, boxes);
        let module = resolver.names.module(owner).to_owned();
        files
            .entry((folder, module))
            .or_default()
            .push((!kind.name.steps.is_empty(), item));
    }
    files
        .into_iter()
        .map(|((folder, module), mut items)| {
            items.sort_by_key(|(inner, _)| *inner);
            TypeFile {
                folder,
                module,
                items: items.into_iter().map(|(_, item)| item).collect(),
            }
        })
        .collect()
}

fn item(
    id: TypeId,
    kind: &Type,
    names: &TypeNames,
    resolver: &Resolver<'_>,
    boxes: &HashSet<(TypeId, usize)>,
) -> Item {
    let name = names.name.clone();
    let docs = kind.description.clone().unwrap_or_else(|| describe(kind));
    match &kind.kind {
        Kind::Object(object) => Item::Struct(Struct {
            name,
            docs,
            deprecated: kind.deprecated,
            fields: fields(id, object, names, resolver, boxes),
            additional: match object.additional {
                Additional::Typed(value) => {
                    Some((names.additional.clone(), resolver.resolve(value)))
                }
                Additional::Unspecified | Additional::Denied => None,
            },
            // A client must not fail on what a newer server adds, so only requests are held to it.
            deny_unknown: matches!(object.additional, Additional::Denied) && !kind.usage.response,
        }),
        Kind::Enum(values) => Item::Enum(Enum {
            name,
            docs,
            deprecated: kind.deprecated,
            variants: names
                .members
                .iter()
                .zip(&values.values)
                .map(|(name, wire)| Variant {
                    name: name.clone(),
                    wire: wire
                        .as_str()
                        .map_or_else(|| wire.to_string(), str::to_owned),
                })
                .collect(),
            other: (kind.usage.response || !kind.usage.request).then(|| names.other.clone()),
        }),
        _ => Item::Alias {
            name,
            docs,
            deprecated: kind.deprecated,
            target: resolver.structure(id),
        },
    }
}

/// What a type without a description is said to be.
fn describe(kind: &Type) -> String {
    let owner = match &kind.name.owner {
        Owner::Component(_, name) | Owner::Operation(name) => name,
    };
    match kind.name.steps.as_slice() {
        [] => format!("The schema `{owner}`."),
        [step] if step == "Body" => format!("The request body of `{owner}`."),
        [status, body] if body == "Body" => {
            format!("The body of the response {status} of `{owner}`.")
        }
        steps => format!("`{}` of `{owner}`.", steps.join("` → `")),
    }
}

fn fields(
    id: TypeId,
    object: &Object,
    names: &TypeNames,
    resolver: &Resolver<'_>,
    boxes: &HashSet<(TypeId, usize)>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    for (index, (property, name)) in object.properties.iter().zip(&names.members).enumerate() {
        let nullable = resolver.types.unalias(property.kind).nullable;
        let mut inner = resolver.resolve_id(property.kind.id);
        if boxes.contains(&(id, index)) {
            inner = RustType::Boxed(Box::new(inner));
        }
        // An alias that is nullable itself is an `Option` already.
        let value = if property.kind.nullable {
            RustType::Option(Box::new(inner))
        } else {
            inner
        };
        let default = property.default.as_ref().filter(|_| !property.required);
        let presence = match default.and_then(|default| resolver.literal(default, property.kind)) {
            Some(default) => Presence::Default(default),
            None => match (property.required, nullable) {
                (true, false) => Presence::Required,
                (true, true) => Presence::RequiredNullable,
                (false, false) => Presence::Optional,
                (false, true) => Presence::OptionalNullable,
            },
        };
        let kind = match presence {
            Presence::Required | Presence::RequiredNullable | Presence::Default(_) => value,
            Presence::Optional | Presence::OptionalNullable => RustType::Option(Box::new(value)),
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
                resolver
                    .types
                    .get(resolver.types.unalias(property.kind).id)
                    .kind,
                Kind::String(StringFormat::Password)
            ),
            presence,
        });
    }
    fields
}
