//! Which schemas allow `null`.

use serde_json::Value;

use super::Lowering;
use super::merged::NamedSchema;
use crate::spec::{Schema, SchemaId, SchemaNode};

/// Schemas that leave the question to others, more than any real document has in a row.
const MAX_DEPTH: usize = 256;

impl Lowering<'_> {
    /// Whether a schema allows `null`. A component that is a reference leaves that to what it
    /// refers to.
    pub(super) fn nullable(&mut self, id: SchemaId) -> bool {
        matches!(self.spec.schema(id), SchemaNode::Schema(_)) && self.nullability(id) == Some(true)
    }

    /// Whether a value that satisfies all of these schemas can be `null`.
    pub(super) fn all_nullable(&mut self, schemas: &[NamedSchema]) -> bool {
        let verdicts: Vec<_> = schemas
            .iter()
            .map(|schema| self.nullability(schema.id))
            .collect();
        all(verdicts) == Some(true)
    }

    /// Whether a schema allows `null`; `None` where it has nothing to say about types.
    fn nullability(&mut self, id: SchemaId) -> Option<bool> {
        if self.depth.nullabilities == MAX_DEPTH {
            return None;
        }
        self.depth.nullabilities += 1;
        let verdict = self.nullability_of(id);
        self.depth.nullabilities -= 1;
        verdict
    }

    fn nullability_of(&mut self, id: SchemaId) -> Option<bool> {
        let schema = match self.spec.schema(id) {
            SchemaNode::Schema(schema) => schema,
            SchemaNode::Reference(reference) => {
                let component = reference.component?;
                if let Some(known) = self.nullabilities.get(&component) {
                    return *known;
                }
                // For one that leads back to itself.
                self.nullabilities.insert(component, None);
                let verdict = self.nullability(component);
                self.nullabilities.insert(component, verdict);
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

    /// Whether `null` is all that a schema allows.
    pub(super) fn only_null(&self, id: SchemaId) -> bool {
        let schema = self.schema_itself(self.component_of(id).unwrap_or(id));
        schema.is_some_and(Schema::is_only_null)
    }
}

fn all(verdicts: Vec<Option<bool>>) -> Option<bool> {
    let mut said = verdicts.into_iter().flatten().peekable();
    said.peek()?;
    Some(said.all(|nullable| nullable))
}
