//! The variants of a union, and what they are called.

use std::collections::HashSet;

use serde_json::Value;

use super::merged::{Choice, NamedSchema};
use crate::formats::{Formats, JsonType};
use crate::ir::{
    Discriminants, Discriminator, Kind, SchemaName, TypeRef, Union, Variant, VariantName,
};
use crate::source::Pointer;
use crate::spec::{Schema, SchemaId, SchemaNode, SchemaType, Spec};

/// A longer title of several words is a sentence, not a name.
const MAX_TITLE: usize = 40;

/// A title that is a single word, as the names of classes are, is a name up to this length.
const MAX_WORD: usize = 80;

/// The variants of a union on its way.
#[derive(Default)]
pub(super) struct Variants {
    pub(super) list: Vec<Variant>,
    /// The component that each is.
    pub(super) components: Vec<Option<SchemaId>>,
    names: HashSet<VariantName>,
}

impl Variants {
    pub(super) fn push(
        &mut self,
        name: VariantName,
        kind: TypeRef,
        component: Option<SchemaId>,
        at: &Pointer,
    ) {
        self.names.insert(name.clone());
        if self.list.iter().any(|earlier| earlier.kind.id == kind.id) {
            return;
        }
        self.list.push(Variant {
            name,
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
    pub(super) fn unused(&self, mut name: VariantName) -> VariantName {
        while self.names.contains(&name) {
            name.number += 1;
        }
        name
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
pub(super) fn variant_name(spec: &Spec, formats: &Formats, members: &[NamedSchema]) -> VariantName {
    let names = members
        .iter()
        .map(|member| schema_name(spec, formats, member.id));
    VariantName::of(names.collect())
}

/// What a schema is called among others: as its component, by its title, by the one value that
/// it allows, or by its kind of value.
fn schema_name(spec: &Spec, formats: &Formats, id: SchemaId) -> SchemaName {
    let schema = match spec.schema(id) {
        SchemaNode::Schema(schema) => schema,
        SchemaNode::Reference(reference) => {
            return SchemaName::Named(name_in(&reference.target).to_owned());
        }
    };
    let title = schema.title.as_deref().map(str::trim);
    if let Some(title) = title.filter(|title| is_name(title)) {
        return SchemaName::Named(title.to_owned());
    }
    match schema.enumeration.as_slice() {
        [] => {}
        [Value::String(only)] if !only.is_empty() && only.len() <= MAX_TITLE => {
            return SchemaName::Named(only.clone());
        }
        _ => return SchemaName::Enum,
    }
    if let Some(name) = content_name(spec, schema) {
        return SchemaName::Named(name);
    }
    match schema.items.map(|items| spec.schema(items)) {
        Some(SchemaNode::Reference(item)) => SchemaName::ListOf(name_in(&item.target).to_owned()),
        Some(SchemaNode::Schema(_)) => SchemaName::List,
        None => name_of_type(schema, formats),
    }
}

fn is_name(title: &str) -> bool {
    let is_word = !title.contains(char::is_whitespace);
    !title.is_empty() && title.len() <= if is_word { MAX_WORD } else { MAX_TITLE }
}

/// The name of the component that the JSON within a string is of.
fn content_name(spec: &Spec, schema: &Schema) -> Option<String> {
    let SchemaNode::Reference(content) = spec.schema(schema.content_schema?) else {
        return None;
    };
    let component = spec.schema_object(content.component?);
    let is_named = component.is_none_or(|component| !component.is_part);
    is_named.then(|| name_in(&content.target).to_owned())
}

/// The name of the component schema that a reference names, or all of another reference.
fn name_in(target: &str) -> &str {
    let name = target.strip_prefix("#/components/schemas/");
    name.unwrap_or(target)
}

/// A schema by the kind of value that it has.
fn name_of_type(schema: &Schema, formats: &Formats) -> SchemaName {
    let text_format = schema.format.as_deref().filter(|format| {
        let known = formats.get(JsonType::String, format);
        known.is_some_and(|known| !known.takes_all())
    });
    match (schema.kind, text_format) {
        (Some(SchemaType::String) | None, None) if schema.holds_json => {
            SchemaName::Format("JSON".to_owned())
        }
        (Some(SchemaType::String), Some(format)) => SchemaName::Format(format.to_owned()),
        (Some(SchemaType::String), None) => SchemaName::String,
        (Some(SchemaType::Integer), _) => SchemaName::Integer,
        (Some(SchemaType::Number), _) => SchemaName::Number,
        (Some(SchemaType::Boolean), _) => SchemaName::Boolean,
        (Some(SchemaType::Array), _) => SchemaName::List,
        _ if schema.other_properties().is_some() && schema.properties.is_empty() => SchemaName::Map,
        _ if !schema.properties.is_empty()
            || schema.kind == Some(SchemaType::Object)
            || !schema.all_of.is_empty() =>
        {
            SchemaName::Object
        }
        _ if schema.is_vague() => SchemaName::Any,
        _ => SchemaName::Value,
    }
}
