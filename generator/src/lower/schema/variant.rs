//! The variants of a union, and what they are called.

use std::collections::HashSet;

use serde_json::Value;

use super::merged::{Choice, NamedSchema};
use crate::ir::{Discriminants, Discriminator, Kind, TypeRef, Union, Variant};
use crate::source::Pointer;
use crate::spec::{Schema, SchemaId, SchemaNode, SchemaType, Spec};

/// A longer title is a sentence, not a name.
const MAX_TITLE: usize = 40;

/// The variants of a union on its way.
#[derive(Default)]
pub(super) struct Variants {
    pub(super) list: Vec<Variant>,
    /// The component that each is.
    pub(super) components: Vec<Option<SchemaId>>,
    names: HashSet<String>,
}

impl Variants {
    pub(super) fn push(
        &mut self,
        name: &str,
        kind: TypeRef,
        component: Option<SchemaId>,
        at: &Pointer,
    ) {
        self.names.insert(name.to_owned());
        if self.list.iter().any(|earlier| earlier.kind.id == kind.id) {
            return;
        }
        self.list.push(Variant {
            name: name.to_owned(),
            // What allows `null` makes the whole union do so.
            kind: TypeRef {
                nullable: false,
                ..kind
            },
            discriminants: Discriminants::default(),
            combined: false,
            origin: at.clone(),
        });
        self.components.push(component);
    }

    /// A name that no variant has yet.
    pub(super) fn unused(&self, name: &str) -> String {
        if !self.names.contains(name) {
            return name.to_owned();
        }
        let numbered = (2_usize..).map(|number| format!("{name} {number}"));
        let mut free = numbered.filter(|name| !self.names.contains(name));
        free.next().unwrap_or_else(|| name.to_owned())
    }

    pub(super) fn kind(self, discriminator: Option<Discriminator>, exclusive: bool) -> Kind {
        Kind::Union(Union {
            variants: self.list,
            discriminator,
            exclusive,
        })
    }
}

/// Every combination of one member of each choice.
pub(super) fn combine(choices: &[Choice]) -> Vec<Vec<NamedSchema>> {
    let mut combinations = vec![Vec::new()];
    for choice in choices {
        combinations = combinations
            .iter()
            .flat_map(|earlier: &Vec<NamedSchema>| {
                choice.members.iter().map(|member| {
                    let mut combination = earlier.clone();
                    combination.push(member.clone());
                    combination
                })
            })
            .collect();
    }
    combinations
}

/// What the variant is called that satisfies these schemas.
pub(super) fn words(spec: &Spec, members: &[NamedSchema]) -> String {
    let words: Vec<String> = members.iter().map(|member| word(spec, member.id)).collect();
    words.join(" ")
}

/// What a schema is called among others: as its component, by its title, by the one value that
/// it allows, or by its kind of value.
fn word(spec: &Spec, id: SchemaId) -> String {
    let schema = match spec.schema(id) {
        SchemaNode::Schema(schema) => schema,
        SchemaNode::Reference(reference) => return name_in(&reference.target).to_owned(),
    };
    let title = schema.title.as_deref().map(str::trim);
    if let Some(title) = title.filter(|title| !title.is_empty() && title.len() <= MAX_TITLE) {
        return title.to_owned();
    }
    if let [Value::String(only)] = schema.enumeration.as_slice()
        && !only.is_empty()
        && only.len() <= MAX_TITLE
    {
        return only.clone();
    }
    if !schema.enumeration.is_empty() {
        return "Enum".to_owned();
    }
    if let Some(items) = schema.items {
        return match spec.schema(items) {
            SchemaNode::Reference(item) => format!("{} List", name_in(&item.target)),
            SchemaNode::Schema(_) => "List".to_owned(),
        };
    }
    word_of_type(schema).to_owned()
}

/// The name of the component schema that a reference names, or all of another reference.
fn name_in(target: &str) -> &str {
    let name = target.strip_prefix("#/components/schemas/");
    name.unwrap_or(target)
}

/// A word for the kind of value that a schema has.
fn word_of_type(schema: &Schema) -> &str {
    match (schema.kind, schema.format.as_deref()) {
        (
            Some(SchemaType::String),
            Some(format @ ("date-time" | "date" | "uuid" | "byte" | "ipv4" | "ipv6")),
        ) => format,
        (Some(SchemaType::String), _) => "String",
        (Some(SchemaType::Integer), _) => "Integer",
        (Some(SchemaType::Number), _) => "Number",
        (Some(SchemaType::Boolean), _) => "Boolean",
        (Some(SchemaType::Array), _) => "List",
        _ if schema.other_properties().is_some() && schema.properties.is_empty() => "Map",
        _ if !schema.properties.is_empty()
            || schema.kind == Some(SchemaType::Object)
            || !schema.all_of.is_empty() =>
        {
            "Object"
        }
        _ if schema.is_vague() => "Any",
        _ => "Value",
    }
}
