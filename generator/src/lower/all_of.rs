//! `allOf`: the keywords of all members as those of one schema.

use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::component::{owned, pointer};
use super::facts::{Choice, Closed, Facts, Others, Spot};
use super::keywords::{Keywords, Node};
use super::values;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Section, TypeName, plainest};
use crate::source::Pointer;

/// Members of `allOf`s inside of each other and references between them, more than any real
/// document has.
const MAX_MEMBERS: usize = 96;

impl<'a> Lowering<'a> {
    /// Adds what a schema says to the facts. `chain` are the components on the way to it.
    pub(super) fn gather(
        &mut self,
        spot: &Spot<'a>,
        chain: &mut Vec<&'a str>,
        facts: &mut Facts<'a>,
    ) {
        if self.depth.members == MAX_MEMBERS {
            let message = "schemas are merged through too many references";
            self.unsupported(message, &spot.at);
            return;
        }
        self.depth.members += 1;
        match spot.node {
            Node::Schema(schema) => self.gather_schema(schema, spot, chain, facts),
            Node::Reference(reference) => self.gather_reference(reference, spot, chain, facts),
        }
        self.depth.members -= 1;
    }

    fn gather_reference(
        &mut self,
        reference: &'a str,
        spot: &Spot<'a>,
        chain: &mut Vec<&'a str>,
        facts: &mut Facts<'a>,
    ) {
        let Some((found, component)) = self.component::<Schema>(reference, &spot.at) else {
            return;
        };
        if chain.contains(&found) {
            let message = format!("`{found}` is a member of its own `allOf`");
            let error = Diagnostic::error(Code::Reference, message)
                .at(&spot.at.key("$ref"), "leads in a circle");
            self.diagnostics.push(error);
            return;
        }
        if facts.components.contains(&found) {
            return;
        }
        facts.components.push(found);
        chain.push(found);
        // Types inside of a component are called after it, whoever merges it.
        let component = Spot {
            node: component.into(),
            at: pointer(Section::Schemas, found),
            name: owned(found),
        };
        self.gather(&component, chain, facts);
        chain.pop();
    }

    fn gather_schema(
        &mut self,
        schema: &'a Schema,
        spot: &Spot<'a>,
        chain: &mut Vec<&'a str>,
        facts: &mut Facts<'a>,
    ) {
        let Spot { at, name, .. } = spot;
        let keywords = Keywords::of(schema);
        let properties_before = facts.properties.len();
        let others_before = !matches!(facts.others, Others::Unspecified);
        for (index, member) in keywords.all_of.iter().enumerate() {
            let member = Spot {
                node: member.into(),
                at: at.key("allOf").index(index),
                name: name.clone(),
            };
            self.gather(&member, chain, facts);
        }
        if let Some(kind) = keywords.kind {
            self.gather_kind(kind, at, keywords.bare(), facts);
        }
        if let Some(format) = keywords.format {
            self.gather_format(format, at, facts);
        }
        facts.bounds = facts.bounds.and(keywords.bounds);
        facts.large.extend(keywords.large);
        if !keywords.enumeration.is_empty() {
            self.gather_enumeration(&keywords.enumeration, at, facts);
            let extensions = &schema.schema_data.extensions;
            facts
                .values
                .extend(values::notes(extensions, &keywords.enumeration));
        }
        let members: Vec<&str> = facts
            .properties
            .keys()
            .skip(properties_before)
            .copied()
            .collect();
        let spoken_for = !matches!(facts.others, Others::Unspecified) && !others_before;
        gather_object(&keywords, at, name, &members, spoken_for, facts);
        if keywords.closed {
            facts.sealed = true;
            // The choice beside it describes properties too, each of its members others.
            if keywords.one_of.is_empty() {
                let known = own_properties(&keywords).chain(members).collect();
                facts.closed.push(Closed {
                    at: at.key("unevaluatedProperties"),
                    known,
                    knows_others: !others_before,
                });
            }
        }
        if let Some(node) = keywords.items {
            let at = at.key("items");
            let name = item_name(name);
            facts.items.push(Spot { node, at, name });
        }
        if let Some(items) = &keywords.prefix_items {
            facts.prefix_items = Some((items.clone(), at.clone()));
        }
        if let Some(not) = keywords.not {
            facts.not = Some((not, at.key("not")));
        }
        facts.default = keywords.default.or(facts.default);
        self.gather_choices(&keywords, spot, chain, facts);
    }

    fn gather_kind(&mut self, kind: &'a str, at: &Pointer, generic: bool, facts: &mut Facts<'a>) {
        let here = at.key("type");
        let (earlier, place) = match &facts.kind {
            None => {
                facts.kind = Some((kind, here));
                return;
            }
            Some((earlier, _)) if *earlier == kind => return,
            // A whole number is a number, so both together are the former.
            Some(("integer", _)) if kind == "number" => return,
            Some(("number", _)) if kind == "integer" => {
                facts.kind = Some((kind, here));
                return;
            }
            Some((earlier, place)) => (*earlier, place.clone()),
        };
        let message = format!("no value is both of type `{earlier}` and of type `{kind}`");
        let vague = generic || facts.only_type() == Some("object");
        if !vague && one_place(&here, &place) {
            let error = Diagnostic::error(Code::Conflict, message);
            let error = error
                .at(&here, format!("`{kind}` here"))
                .at(&place, format!("`{earlier}` here"));
            facts.impossible.get_or_insert_with(|| Box::new(error));
            return;
        }
        // What is inherited is overridden; and an object of which nothing is said is but a word
        // for what is said elsewhere.
        let (taken, left) = if generic {
            (&place, &here)
        } else {
            (&here, &place)
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::Conflict, message)
                .at(taken, "this one is taken")
                .at(left, "not this one"),
        );
        if !generic {
            *facts = Facts {
                kind: Some((kind, here)),
                components: std::mem::take(&mut facts.components),
                ..Facts::default()
            };
        }
    }

    fn gather_format(&mut self, format: &'a str, at: &Pointer, facts: &mut Facts<'a>) {
        let here = at.key("format");
        if let Some((earlier, place)) = &facts.format
            && *earlier != format
        {
            let message = format!("two formats for the same value, `{earlier}` and `{format}`");
            let warning = Diagnostic::warning(Code::Conflict, message)
                .at(&here, "this one is taken")
                .at(place, "not this one");
            self.diagnostics.push(warning);
        }
        facts.format = Some((format, here));
    }

    fn gather_enumeration(&mut self, values: &[Value], at: &Pointer, facts: &mut Facts<'a>) {
        let here = at.key("enum");
        let values: Vec<Value> = values.iter().map(plainest).collect();
        let mut kept = values.clone();
        if let Some((earlier, place)) = &facts.enumeration {
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
        facts.enumeration = Some((kept, here));
    }

    fn gather_choices(
        &mut self,
        keywords: &Keywords<'a>,
        spot: &Spot<'a>,
        chain: &[&'a str],
        facts: &mut Facts<'a>,
    ) {
        for (keyword, members, several) in [
            ("oneOf", keywords.one_of, false),
            ("anyOf", keywords.any_of, true),
        ] {
            if members.is_empty() {
                continue;
            }
            let at = spot.at.key(keyword);
            // A schema that extends one of which it is a choice has made that choice.
            let made = chain.split_last().is_some_and(|(_, extending)| {
                extending
                    .iter()
                    .any(|component| self.chosen_from(members, component))
            });
            if made {
                continue;
            }
            let mut flat = Vec::new();
            flatten(members, &at, &spot.name, &mut flat);
            let discriminator = keywords
                .discriminator
                .map(|found| (found, spot.at.key("discriminator")));
            facts.choices.push(Choice {
                members: flat,
                several,
                discriminator,
                at,
            });
        }
    }
}

/// Whether two nodes stand in the same component, or both in no component.
fn one_place(one: &Pointer, other: &Pointer) -> bool {
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
fn flatten<'a>(
    members: &'a [ReferenceOr<Schema>],
    at: &Pointer,
    name: &TypeName,
    flat: &mut Vec<Spot<'a>>,
) {
    for (index, member) in members.iter().enumerate() {
        let at = at.index(index);
        let node = Node::from(member);
        if let Node::Schema(schema) = node {
            let keywords = Keywords::of(schema);
            let plain = keywords.bare()
                && keywords.kind.is_none()
                && keywords.all_of.is_empty()
                && keywords.discriminator.is_none()
                && schema.schema_data.title.is_none();
            let inner = match (keywords.one_of, keywords.any_of) {
                ([], any_of @ [_, ..]) if plain => Some(("anyOf", any_of)),
                (one_of @ [_, ..], []) if plain => Some(("oneOf", one_of)),
                _ => None,
            };
            if let Some((keyword, inner)) = inner {
                flatten(inner, &at.key(keyword), name, flat);
                continue;
            }
        }
        let name = name.clone();
        flat.push(Spot { node, at, name });
    }
}

/// Gathers what a schema says of properties. `members` are those that the members of its `allOf`
/// describe, `spoken_for` says whether these speak of all others too.
fn gather_object<'a>(
    keywords: &Keywords<'a>,
    at: &Pointer,
    name: &TypeName,
    members: &[&'a str],
    spoken_for: bool,
    facts: &mut Facts<'a>,
) {
    for (property, schema) in keywords.properties.into_iter().flatten() {
        facts
            .properties
            .entry(property.as_str())
            .or_default()
            .push(Spot {
                node: schema.into(),
                at: at.key("properties").key(property),
                name: name.step(property),
            });
    }
    for required in keywords.required {
        let at = || at.key("required");
        facts.required.entry(required.as_str()).or_insert_with(at);
    }
    let additional_at = at.key("additionalProperties");
    match keywords.additional_properties {
        None | Some(AdditionalProperties::Any(true)) => {}
        Some(AdditionalProperties::Any(false) | AdditionalProperties::Schema(_)) => {
            facts.closed.push(Closed {
                at: additional_at.clone(),
                known: if keywords.unevaluated {
                    own_properties(keywords)
                        .chain(members.iter().copied())
                        .collect()
                } else {
                    own_properties(keywords).collect()
                },
                knows_others: true,
            });
        }
    }
    match keywords.additional_properties {
        None => {}
        // Nothing is left of which that would be said.
        Some(_) if keywords.unevaluated && spoken_for => {}
        Some(AdditionalProperties::Any(true)) => {
            if matches!(facts.others, Others::Unspecified) {
                facts.others = Others::Open(additional_at);
            }
        }
        // Each member would refuse the properties of the others: what is meant is the whole.
        Some(AdditionalProperties::Any(false)) => facts.others = Others::Denied,
        Some(AdditionalProperties::Schema(schema)) => {
            let spot = Spot {
                node: schema.as_ref().into(),
                at: additional_at,
                name: value_name(name),
            };
            match &mut facts.others {
                Others::Denied => {}
                Others::Typed(spots) => spots.push(spot),
                others => *others = Others::Typed(vec![spot]),
            }
        }
    }
}

/// The names of the properties that a schema describes itself.
fn own_properties<'a>(keywords: &Keywords<'a>) -> impl Iterator<Item = &'a str> {
    let properties = keywords.properties.into_iter().flatten();
    properties.map(|(name, _)| name.as_str())
}

/// What the items of a list are called: as the list, unless that has the name to itself.
pub(super) fn item_name(list: &TypeName) -> TypeName {
    if list.is_component() {
        list.step("Item")
    } else {
        list.clone()
    }
}

/// What the values of a mapping are called.
pub(super) fn value_name(map: &TypeName) -> TypeName {
    map.step("Value")
}
