//! Which component schemas extend which, and which of them stand for all that extend them.
//!
//! The problem: a schema with a discriminator but no `oneOf` is a *base class*. Where a document refers
//! to it, a value of any schema that has it in its `allOf` may stand (OpenAPI 3.0.3, Discriminator
//! Object), and nothing in the base class names those.
//!
//! The idea: all components are looked at. The edges of `allOf` between them are gathered first, in
//! both directions, and then for each base class its *subtypes*: those of its mapping, then all that
//! extend it, down to base classes of their own, which stand for theirs in turn.
//!
//! An example:
//!
//! ```yaml
//! Pet: {discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
//! Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
//! Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {breed: {type: string}}}]}
//! ```
//!
//! Here `Pet` becomes a union of `Cat`, `Dog` and what `Pet` says itself. Within `Cat`, `Pet` is
//! just a member of an `allOf`: its properties are merged, no union is made. A component in the
//! middle that extends a base class and is extended itself is a base class too, by the discriminator
//! that it inherits.
//!
//! Why it ends: circles of `allOf` are possible, if wrong. Each search notes what it has seen, so it
//! visits every component once.

use std::collections::{HashMap, HashSet};

use crate::spec::{Discriminator, SchemaId, SchemaNode, Spec};

/// Which component schemas name which in their `allOf`.
pub(super) struct Inheritance<'s> {
    spec: &'s Spec,
    parents: HashMap<SchemaId, Vec<SchemaId>>,
    children: HashMap<SchemaId, Vec<SchemaId>>,
    /// The subtypes of each base class.
    subtypes: HashMap<SchemaId, Vec<SchemaId>>,
}

impl<'s> Inheritance<'s> {
    pub(super) fn of(spec: &'s Spec) -> Self {
        let mut inheritance = Self {
            spec,
            parents: HashMap::new(),
            children: HashMap::new(),
            subtypes: HashMap::new(),
        };
        for id in spec.components.schemas.values() {
            let SchemaNode::Schema(schema) = spec.schema(*id) else {
                continue;
            };
            for member in &schema.all_of {
                if let Some(parent) = spec.named_component(*member) {
                    inheritance.parents.entry(*id).or_default().push(parent);
                    inheritance.children.entry(parent).or_default().push(*id);
                }
            }
        }
        for base in spec.components.schemas.values() {
            let subtypes = inheritance.find_subtypes(*base);
            if !subtypes.is_empty() {
                inheritance.subtypes.insert(*base, subtypes);
            }
        }
        inheritance
    }

    /// Whether the first is the second or has it in its `allOf`, or in that of one of those.
    pub(super) fn extends(&self, component: SchemaId, ancestor: SchemaId) -> bool {
        component == ancestor || self.ancestors(component).contains(&ancestor)
    }

    /// All that a component has in its `allOf`, and in that of those, the nearest first.
    fn ancestors(&self, component: SchemaId) -> Vec<SchemaId> {
        let mut seen = vec![component];
        let mut next = 0;
        while let Some(component) = seen.get(next).copied() {
            for parent in self.parents.get(&component).into_iter().flatten() {
                if !seen.contains(parent) {
                    seen.push(*parent);
                }
            }
            next += 1;
        }
        seen.split_off(1)
    }

    /// The components right below one, the last first.
    fn children(&self, component: SchemaId) -> Vec<SchemaId> {
        let children = self.children.get(&component);
        children.into_iter().flatten().rev().copied().collect()
    }

    /// The component schemas whose values a base class stands for: those that its mapping names,
    /// then those that extend it. None where a component is no base class.
    pub(super) fn subtypes(&self, component: SchemaId) -> &[SchemaId] {
        self.subtypes.get(&component).map_or(&[], Vec::as_slice)
    }

    fn find_subtypes(&self, base: SchemaId) -> Vec<SchemaId> {
        let Some((discriminator, _)) = self.discriminator_of(base) else {
            return Vec::new();
        };
        let mut subtypes = Vec::new();
        let is_inherited = self.own_discriminator(base).is_none();
        for target in discriminator.mapping.values() {
            if let Some(target) = self.mapped(target)
                && !self.extends(base, target)
                && (!is_inherited || self.extends(target, base))
                && !subtypes.contains(&target)
            {
                subtypes.push(target);
            }
        }
        let mut known: HashSet<SchemaId> = subtypes.iter().copied().collect();
        let mut seen = HashSet::from([base]);
        let mut pending = self.children(base);
        while let Some(child) = pending.pop() {
            if !seen.insert(child) {
                continue;
            }
            if known.insert(child) {
                subtypes.push(child);
            }
            // One that is a base class itself stands for its own.
            if self.discriminator_of(child).is_none() {
                pending.extend(self.children(child));
            }
        }
        subtypes
    }

    /// The discriminator of a base class, and the schema that has it: its own, or that of the
    /// nearest component that it extends, where others extend it in turn.
    pub(super) fn discriminator_of(
        &self,
        component: SchemaId,
    ) -> Option<(&'s Discriminator, SchemaId)> {
        if let Some(own) = self.own_discriminator(component) {
            return Some(own);
        }
        let schema = self.spec.schema_object(component)?;
        if schema.is_choice() || !self.children.contains_key(&component) {
            return None;
        }
        let mut ancestors = self.ancestors(component).into_iter();
        ancestors.find_map(|ancestor| self.own_discriminator(ancestor))
    }

    /// The discriminator of a component schema that says of itself which others it can be, and the
    /// schema that has it: the component, or a member of its `allOf` that is part of it.
    pub(super) fn own_discriminator(
        &self,
        component: SchemaId,
    ) -> Option<(&'s Discriminator, SchemaId)> {
        let schema = self.spec.schema_object(component)?;
        if schema.is_choice() {
            return None;
        }
        if let Some(found) = &schema.discriminator {
            return Some((found, component));
        }
        schema.all_of.iter().find_map(|id| {
            let member = self.spec.schema_object(*id)?;
            let found = member.discriminator.as_ref()?;
            (!member.is_choice()).then_some((found, *id))
        })
    }

    /// The component that a value of a discriminator's mapping names, by reference or by name.
    pub(super) fn mapped(&self, target: &str) -> Option<SchemaId> {
        let schemas = &self.spec.components.schemas;
        let name = target.strip_prefix("#/components/schemas/");
        schemas.get(name.unwrap_or(target)).copied()
    }

    /// Whether a component is among the members of a choice, or among those of one of them.
    pub(super) fn is_chosen_from(&self, members: &[SchemaId], component: SchemaId) -> bool {
        members.iter().any(|member| {
            let member = self.spec.named_component(*member);
            member.is_some_and(|member| self.leads_to(member, component))
        })
    }

    /// Whether every value of the second component is one of the first, by what the first says.
    pub(super) fn leads_to(&self, from: SchemaId, to: SchemaId) -> bool {
        let mut seen = HashSet::from([from]);
        let mut pending = vec![from];
        while let Some(component) = pending.pop() {
            if component == to {
                return true;
            }
            let mut further = self.subtypes(component).to_vec();
            match self.spec.schema(component) {
                SchemaNode::Schema(schema) => {
                    let members = schema.one_of.iter().chain(&schema.any_of);
                    further.extend(members.filter_map(|member| self.spec.named_component(*member)));
                }
                SchemaNode::Reference(reference) => further.extend(reference.component),
            }
            pending.extend(further.into_iter().filter(|found| seen.insert(*found)));
        }
        false
    }
}
