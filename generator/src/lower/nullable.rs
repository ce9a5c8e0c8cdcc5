//! Which schemas allow `null`.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::facts::Spot;
use super::family::component_of;
use super::keywords::{Keywords, Node};

/// Schemas that leave the question to others, more than any real document has in a row.
const MAX_DEPTH: usize = 256;

impl<'a> Lowering<'a> {
    /// Whether a schema allows `null`. A component that is a reference leaves that to what it
    /// refers to.
    pub(super) fn nullable(&mut self, node: Node<'a>) -> bool {
        matches!(node, Node::Schema(_)) && self.nullability(node) == Some(true)
    }

    /// Whether a value that satisfies all of these schemas can be `null`.
    pub(super) fn all_nullable(&mut self, spots: &[Spot<'a>]) -> bool {
        let verdicts: Vec<_> = spots
            .iter()
            .map(|spot| self.nullability(spot.node))
            .collect();
        all(verdicts) == Some(true)
    }

    /// Whether a schema allows `null`; `None` where it has nothing to say about types.
    pub(super) fn nullability(&mut self, node: Node<'a>) -> Option<bool> {
        if self.depth.nullabilities == MAX_DEPTH {
            return None;
        }
        self.depth.nullabilities += 1;
        let verdict = self.nullability_of(node);
        self.depth.nullabilities -= 1;
        verdict
    }

    fn nullability_of(&mut self, node: Node<'a>) -> Option<bool> {
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(_) => {
                let name = component_of(node)?;
                if let Some(known) = self.nullabilities.get(name) {
                    return *known;
                }
                // For one that leads back to itself.
                self.nullabilities.insert(name, None);
                let components = self.document.components.as_ref()?;
                let verdict = self.nullability(components.schemas.get(name)?.into());
                self.nullabilities.insert(name, verdict);
                return verdict;
            }
        };
        let keywords = Keywords::of(schema);
        if schema.schema_data.nullable || keywords.enumeration.iter().any(Value::is_null) {
            return Some(true);
        }
        if !keywords.bare() || keywords.kind.is_some() {
            return Some(false);
        }
        let mut verdicts = Vec::new();
        for member in keywords.all_of {
            verdicts.push(self.nullability(member.into()));
        }
        for members in [keywords.one_of, keywords.any_of] {
            verdicts.push(self.any_nullable(members));
        }
        all(verdicts)
    }

    fn any_nullable(&mut self, members: &'a [ReferenceOr<Schema>]) -> Option<bool> {
        let mut some = None;
        for member in members {
            match self.nullability(member.into()) {
                Some(true) => return Some(true),
                verdict => some = some.or(verdict),
            }
        }
        some
    }

    /// Whether `null` is all that a schema allows.
    pub(super) fn only_null(&self, node: Node<'a>) -> bool {
        let schema = match node {
            Node::Schema(schema) => Some(schema),
            Node::Reference(_) => component_of(node).and_then(|name| self.component_schema(name)),
        };
        schema.is_some_and(|schema: &Schema| Keywords::of(schema).only_null())
    }
}

fn all(verdicts: Vec<Option<bool>>) -> Option<bool> {
    let mut said = verdicts.into_iter().flatten().peekable();
    said.peek()?;
    Some(said.all(|nullable| nullable))
}
