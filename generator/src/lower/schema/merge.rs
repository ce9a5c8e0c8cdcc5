//! `allOf`: the keywords of all members as those of one schema.
//!
//! A value has to satisfy each member of an `allOf` and what stands beside it. Rust has no type for
//! "this and that", so the keywords of all are put together in one [`MergedSchema`], of which one
//! type is built. For each keyword there is a rule for what two schemas say together:
//!
//! - A property has to satisfy every schema that any of them has for it; these are gathered, and
//!   merged in turn when the type of the property is asked for.
//! - `required` and `dependentRequired` names add up, bounds and other constraints tighten, of `enum`
//!   the common values stay.
//! - `integer` and `number` make `integer`. Other types exclude each other: within one component no
//!   value satisfies both; between components, what extends overrides what it extends.
//! - What a string holds that is JSON has to satisfy every `contentSchema`.
//! - `additionalProperties: false` holds for the whole: taken by itself, each member would refuse
//!   the properties of the others.
//! - `oneOf` and `anyOf` are kept as choices, for [`union`](super::union) to combine.
//!
//! ```yaml
//! allOf:
//! - {$ref: '#/components/schemas/Named'}     # properties: {name: {type: string}}
//! - {properties: {name: {maxLength: 8}, age: {type: integer}}, required: [age]}
//! ```
//!
//! This comes to an object with `name`, which satisfies two schemas, and `age`, which is required.
//!
//! Merging ends as a component that is in already isn't merged again, one that leads to itself is
//! an error, and members in members are bounded.

use std::collections::HashSet;

use serde_json::Value;

use super::Schemas;
use super::enum_notes;
use super::keywords::Bounds;
use super::merged::{Choice, Closed, JsonContent, MergedSchema, NamedSchema, OtherProperties};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Step, TypeName, plainest};
use crate::source::Pointer;
use crate::spec::{
    AdditionalProperties, Schema, SchemaId, SchemaNode, SchemaReference, SchemaType, Spec,
};

/// Members of `allOf`s inside of each other and references between them, more than any real
/// document has.
const MAX_MEMBERS: usize = 96;

impl Schemas<'_> {
    /// Adds what a schema says to what others say. `chain` are the components on the way to it.
    pub(super) fn merge(
        &mut self,
        schema: &NamedSchema,
        chain: &mut Vec<SchemaId>,
        merged: &mut MergedSchema,
    ) {
        let node = self.spec.schema(schema.id);
        if self.depth.members == MAX_MEMBERS {
            let message = "schemas are merged through too many references";
            self.unsupported(message, node.at());
            return;
        }
        self.depth.members += 1;
        match node {
            SchemaNode::Schema(found) => self.merge_schema(found, schema, chain, merged),
            SchemaNode::Reference(reference) => self.merge_reference(reference, chain, merged),
        }
        self.depth.members -= 1;
    }

    fn merge_reference(
        &mut self,
        reference: &SchemaReference,
        chain: &mut Vec<SchemaId>,
        merged: &mut MergedSchema,
    ) {
        let Some(component) = self.schema_component(reference) else {
            return;
        };
        let name = self.component_name(component);
        if chain.contains(&component) {
            let message = format!(
                "`{}` is a member of its own `allOf`",
                self.spec.component_name(component)
            );
            let error = Diagnostic::error(Code::Reference, message)
                .at(&reference.at.key("$ref"), "leads in a circle");
            self.diagnostics.push(error);
            return;
        }
        if merged.components.contains(&component) {
            return;
        }
        merged.components.push(component);
        chain.push(component);
        // Types inside of a component are called after it, whoever merges it.
        let component = NamedSchema {
            id: component,
            name,
        };
        self.merge(&component, chain, merged);
        chain.pop();
    }

    fn merge_schema(
        &mut self,
        schema: &Schema,
        named: &NamedSchema,
        chain: &mut Vec<SchemaId>,
        merged: &mut MergedSchema,
    ) {
        let (at, name) = (&schema.at, &named.name);
        let properties_before = merged.properties.len();
        let others_before = !matches!(merged.others, OtherProperties::Unspecified);
        for member in &schema.all_of {
            let member = NamedSchema {
                id: *member,
                name: name.clone(),
            };
            self.merge(&member, chain, merged);
        }
        if let Some(kind) = schema.kind {
            self.merge_type(kind, at, schema.only_applies_others(), merged);
        }
        if let Some(format) = &schema.format {
            self.merge_format(format, at, merged);
        }
        merged.bounds = merged.bounds.and(Bounds::of(schema));
        merged.constraints.extend(&self.constraints_of(schema));
        let mut assertions = schema.assertions.iter();
        merged.has_patterns |= assertions.any(|it| it.keyword == "patternProperties");
        merged.large_examples.extend(schema.large_example.clone());
        if !schema.enumeration.is_empty() {
            self.merge_enumeration(&schema.enumeration, at, merged);
            let notes = enum_notes::notes(&schema.extensions, &schema.enumeration);
            merged.values.extend(notes);
        }
        let members = merged.properties.keys().skip(properties_before);
        let members: Vec<String> = members.cloned().collect();
        let spoken_for = !matches!(merged.others, OtherProperties::Unspecified) && !others_before;
        merge_object(schema, name, &members, spoken_for, merged);
        if schema.is_closed() {
            merged.sealed = true;
            // The choice beside it describes properties too, each of its members others.
            if schema.one_of.is_empty() {
                merged.closed.push(Closed {
                    at: at.key("unevaluatedProperties"),
                    known: schema.properties.keys().cloned().chain(members).collect(),
                    knows_others: !others_before,
                });
            }
        }
        if let Some(id) = schema.items {
            let name = item_name(name);
            merged.items.push(NamedSchema { id, name });
        }
        if !schema.prefix_items.is_empty() {
            merged.prefix_items.clone_from(&schema.prefix_items);
        }
        if schema.holds_json {
            let keyword = match schema.content_schema {
                Some(_) => "contentSchema",
                None => "contentMediaType",
            };
            let content = merged.content.get_or_insert_with(|| JsonContent {
                at: at.clone(),
                schemas: Vec::new(),
            });
            content.at = at.key(keyword);
            content
                .schemas
                .extend(schema.content_schema.map(|id| NamedSchema {
                    id,
                    name: content_name(name),
                }));
        }
        // All other schemas of a `not` are assertions.
        merged.is_never |= schema.not.is_some();
        match &schema.default {
            None | Some(Value::Null) => {}
            Some(default) => {
                merged.default_number = default.is_number().then(|| default.clone());
            }
        }
        self.merge_choices(schema, named, chain, merged);
    }

    fn merge_type(
        &mut self,
        kind: SchemaType,
        at: &Pointer,
        is_generic: bool,
        merged: &mut MergedSchema,
    ) {
        let here = at.key("type");
        let (earlier, place) = match &merged.kind {
            None => {
                merged.kind = Some((kind, here));
                return;
            }
            Some((earlier, _)) if *earlier == kind => return,
            // A whole number is a number, so both together are the former.
            Some((SchemaType::Integer, _)) if kind == SchemaType::Number => return,
            Some((SchemaType::Number, _)) if kind == SchemaType::Integer => {
                merged.kind = Some((kind, here));
                return;
            }
            Some((earlier, place)) => (*earlier, place.clone()),
        };
        let message = no_value_of_both(earlier, kind);
        let is_vague = is_generic || merged.only_type() == Some(SchemaType::Object);
        if !is_vague && is_one_place(&here, &place) {
            let error = Diagnostic::error(Code::Conflict, message);
            let error = error
                .at(&here, format!("`{}` here", kind.as_str()))
                .at(&place, format!("`{}` here", earlier.as_str()));
            merged.impossible.get_or_insert_with(|| Box::new(error));
            return;
        }
        // What is inherited is overridden; and an object of which nothing is said is but a word
        // for what is said elsewhere.
        let (taken, left) = if is_generic {
            (&place, &here)
        } else {
            (&here, &place)
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::Conflict, message)
                .at(taken, "this one is taken")
                .at(left, "not this one"),
        );
        if !is_generic {
            *merged = MergedSchema {
                kind: Some((kind, here)),
                components: std::mem::take(&mut merged.components),
                ..MergedSchema::default()
            };
        }
    }

    fn merge_format(&mut self, format: &str, at: &Pointer, merged: &mut MergedSchema) {
        let here = at.key("format");
        if let Some((earlier, place)) = &merged.format
            && *earlier != format
        {
            let message = format!("two formats for the same value, `{earlier}` and `{format}`");
            let warning = Diagnostic::warning(Code::Conflict, message)
                .at(&here, "this one is taken")
                .at(place, "not this one");
            self.diagnostics.push(warning);
        }
        merged.format = Some((format.to_owned(), here));
    }

    fn merge_enumeration(&mut self, values: &[Value], at: &Pointer, merged: &mut MergedSchema) {
        let here = at.key("enum");
        let values: Vec<Value> = values.iter().map(plainest).collect();
        let mut kept = values.clone();
        if let Some((earlier, place)) = &merged.enumeration {
            let earlier: HashSet<String> = earlier.iter().map(Value::to_string).collect();
            kept.retain(|value| earlier.contains(&value.to_string()));
            if kept.is_empty() {
                let message = "two lists of values for the same value that have none in common";
                let warning = Diagnostic::warning(Code::Conflict, message)
                    .at_key(&here, "this one is taken")
                    .at_key(place, "not this one");
                self.diagnostics.push(warning);
                kept = values;
            }
        }
        merged.enumeration = Some((kept, here));
    }

    fn merge_choices(
        &mut self,
        schema: &Schema,
        named: &NamedSchema,
        chain: &[SchemaId],
        merged: &mut MergedSchema,
    ) {
        for (keyword, members, is_any_of) in [
            ("oneOf", &schema.one_of, false),
            ("anyOf", &schema.any_of, true),
        ] {
            if members.is_empty() {
                continue;
            }
            // A schema that extends one of which it is a choice has made that choice.
            let is_made = chain.split_last().is_some_and(|(_, extending)| {
                let mut extending = extending.iter();
                extending.any(|component| self.inheritance.is_chosen_from(members, *component))
            });
            if is_made {
                continue;
            }
            let mut flat = Vec::new();
            flatten(self.spec, members, &named.name, &mut flat);
            merged.choices.push(Choice {
                is_flat: flat.iter().map(|member| &member.id).eq(members),
                members: flat,
                is_any_of,
                discriminator: schema.discriminator.as_ref().map(|_| named.id),
                at: schema.at.key(keyword),
            });
        }
    }
}

/// What is wrong with two types of one value.
pub(super) fn no_value_of_both(one: SchemaType, other: SchemaType) -> String {
    let (one, other) = (one.as_str(), other.as_str());
    format!("no value is both of type `{one}` and of type `{other}`")
}

/// Whether two nodes stand in the same component, or both in no component.
fn is_one_place(one: &Pointer, other: &Pointer) -> bool {
    let component = |pointer: &Pointer| -> Vec<String> {
        let mut tokens = pointer.tokens().map(std::borrow::Cow::into_owned);
        match tokens.next() {
            Some(first) if first == "components" => tokens.take(2).collect(),
            _ => Vec::new(),
        }
    };
    component(one) == component(other)
}

/// The members of a choice, those of a choice right inside of it among them.
fn flatten(spec: &Spec, members: &[SchemaId], name: &TypeName, flat: &mut Vec<NamedSchema>) {
    for id in members {
        let inner = match spec.schema(*id) {
            SchemaNode::Schema(schema) => inner_choice(schema),
            SchemaNode::Reference(_) => None,
        };
        match inner {
            Some(inner) => flatten(spec, inner, name, flat),
            None => flat.push(NamedSchema {
                id: *id,
                name: name.clone(),
            }),
        }
    }
}

/// The members of a schema that is nothing but a choice.
fn inner_choice(schema: &Schema) -> Option<&[SchemaId]> {
    let is_plain = schema.only_applies_others()
        && schema.kind.is_none()
        && schema.all_of.is_empty()
        && schema.discriminator.is_none()
        && schema.title.is_none();
    match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
        ([], members @ [_, ..]) | (members @ [_, ..], []) if is_plain => Some(members),
        _ => None,
    }
}

/// Merges what a schema says of properties. `members` are those that the members of its `allOf`
/// describe, `spoken_for` says whether these speak of all others too.
fn merge_object(
    schema: &Schema,
    name: &TypeName,
    members: &[String],
    spoken_for: bool,
    merged: &mut MergedSchema,
) {
    for (property, id) in &schema.properties {
        let known = merged.properties.entry(property.clone()).or_default();
        known.push(NamedSchema {
            id: *id,
            name: name.step(Step::Property(property.clone())),
        });
    }
    for required in &schema.required {
        let at = || schema.at.key("required");
        merged.required.entry(required.clone()).or_insert_with(at);
    }
    for (property, names) in &schema.dependent_required {
        let known = merged.dependent_required.entry(property.clone());
        let known = known.or_default();
        known.extend(names.iter().cloned());
        known.sort_unstable();
        known.dedup();
    }
    let Some(others) = schema.other_properties() else {
        return;
    };
    let at = schema.at.key("additionalProperties");
    if others != AdditionalProperties::Allowed(true) {
        let own = schema.properties.keys();
        let seen = members.iter().filter(|_| schema.is_unevaluated());
        merged.closed.push(Closed {
            at: at.clone(),
            known: own.chain(seen).cloned().collect(),
            knows_others: true,
        });
    }
    match others {
        // Nothing is left of which that would be said.
        _ if schema.is_unevaluated() && spoken_for => {}
        AdditionalProperties::Allowed(true) => {
            if matches!(merged.others, OtherProperties::Unspecified) {
                merged.others = OtherProperties::Open(at);
            }
        }
        // Each member would refuse the properties of the others: what is meant is the whole.
        AdditionalProperties::Allowed(false) => merged.others = OtherProperties::Denied,
        AdditionalProperties::Schema(id) => {
            let schema = NamedSchema {
                id,
                name: value_name(name),
            };
            match &mut merged.others {
                OtherProperties::Denied => {}
                OtherProperties::Typed(schemas) => schemas.push(schema),
                others => *others = OtherProperties::Typed(vec![schema]),
            }
        }
    }
}

/// What the items of a list are called: as the list, unless that has the name to itself.
pub(super) fn item_name(list: &TypeName) -> TypeName {
    inner_name(list, Step::Items)
}

/// What the JSON within a string is called: as the string, unless that has the name to itself.
pub(super) fn content_name(text: &TypeName) -> TypeName {
    inner_name(text, Step::Content)
}

fn inner_name(holder: &TypeName, step: Step) -> TypeName {
    if holder.is_component() {
        holder.step(step)
    } else {
        holder.clone()
    }
}

/// What the values of a mapping are called.
pub(super) fn value_name(map: &TypeName) -> TypeName {
    map.step(Step::Values)
}
