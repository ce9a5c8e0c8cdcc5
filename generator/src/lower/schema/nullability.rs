//! Which schemas allow `null`.
//!
//! `null` isn't part of a type here but of its uses (`Option` in Rust), so it has to be known of a
//! schema before its type is. A schema that says what type it is knows by itself; one that leaves
//! this to others does as these do: `allOf` allows `null` if all members do that say something,
//! `oneOf` and `anyOf` if one does. A schema that says nothing of types has no verdict, so that a
//! member with nothing but a description changes nothing.
//!
//! A component that is asked about while its own verdict is looked for has none yet: so references
//! in a circle end. The verdicts of components are kept.

use std::collections::HashMap;

use serde_json::Value;

use super::merged::NamedSchema;
use crate::spec::{Schema, SchemaId, SchemaNode, Spec};

/// Schemas that leave the question to others, more than any real document has in a row.
const MAX_DEPTH: usize = 256;

/// Which schemas allow `null`, as far as was asked.
pub(super) struct Nullability<'s> {
    spec: &'s Spec,
    /// The answers for components; `None` where they say nothing.
    known: HashMap<SchemaId, Option<bool>>,
    /// How many schemas left the question to the one that is looked at.
    depth: usize,
}

impl<'s> Nullability<'s> {
    pub(super) fn of(spec: &'s Spec) -> Self {
        Self {
            spec,
            known: HashMap::new(),
            depth: 0,
        }
    }

    /// Whether a schema allows `null`. A component that is a reference leaves that to what it
    /// refers to.
    pub(super) fn is_nullable(&mut self, id: SchemaId) -> bool {
        matches!(self.spec.schema(id), SchemaNode::Schema(_)) && self.nullability(id) == Some(true)
    }

    /// Whether a value that satisfies all of these schemas can be `null`.
    pub(super) fn are_nullable(&mut self, schemas: &[NamedSchema]) -> bool {
        let verdicts: Vec<_> = schemas
            .iter()
            .map(|schema| self.nullability(schema.id))
            .collect();
        all(verdicts) == Some(true)
    }

    /// Whether a schema allows `null`; `None` where it has nothing to say about types.
    fn nullability(&mut self, id: SchemaId) -> Option<bool> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let verdict = self.nullability_of(id);
        self.depth -= 1;
        verdict
    }

    fn nullability_of(&mut self, id: SchemaId) -> Option<bool> {
        let schema = match self.spec.schema(id) {
            SchemaNode::Schema(schema) => schema,
            SchemaNode::Reference(reference) => {
                let component = reference.component?;
                if let Some(known) = self.known.get(&component) {
                    return *known;
                }
                // For one that leads back to itself.
                self.known.insert(component, None);
                let verdict = self.nullability(component);
                self.known.insert(component, verdict);
                return verdict;
            }
        };
        if schema.nullable || schema.enumeration.iter().any(Value::is_null) {
            return Some(true);
        }
        if !schema.only_applies_others() || schema.kind.is_some() {
            return Some(false);
        }
        let mut verdicts = Vec::new();
        for member in &schema.all_of {
            verdicts.push(self.nullability(*member));
        }
        for members in [&schema.one_of, &schema.any_of] {
            verdicts.push(self.any_nullable(members));
        }
        all(verdicts)
    }

    fn any_nullable(&mut self, members: &[SchemaId]) -> Option<bool> {
        let mut some = None;
        for member in members {
            match self.nullability(*member) {
                Some(true) => return Some(true),
                verdict => some = some.or(verdict),
            }
        }
        some
    }
}

/// Whether `null` is all that a schema allows.
pub(super) fn is_only_null(spec: &Spec, id: SchemaId) -> bool {
    let id = spec.named_component(id).unwrap_or(id);
    spec.schema_object(id).is_some_and(Schema::is_only_null)
}

fn all(verdicts: Vec<Option<bool>>) -> Option<bool> {
    let mut said = verdicts.into_iter().flatten().peekable();
    said.peek()?;
    Some(said.all(|nullable| nullable))
}
