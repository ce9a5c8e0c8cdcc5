//! Finding the places where references stand.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Map, Value};

use super::node::{Address, Node};
use crate::parse::shape::Kind;
use crate::source::{FileId, Pointer};

/// How a reference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a member `$ref`.
    Reference,
    /// As a value of a discriminator's mapping, which can be a name too.
    Mapping,
}

/// A reference where it stands.
pub(super) struct Reference {
    /// The node with the member `$ref`, or the value in the mapping.
    pub(super) at: Pointer,
    pub(super) node: Node,
    pub(super) form: Form,
    pub(super) text: String,
}

/// Finds the references in `value` and below it. Values are read with a bound on their depth, and
/// what was walked before isn't walked again.
pub(super) fn walk(
    value: &Value,
    node: Node,
    (file, at): (FileId, &Pointer),
    walked: &mut HashMap<Address, Node>,
    found: &mut Vec<Reference>,
) {
    match walked.entry((file, at.clone())) {
        Entry::Occupied(_) => return,
        Entry::Vacant(place) => place.insert(node),
    };
    match value {
        Value::Array(items) => {
            let kind = match node {
                Node::Object(kind) | Node::List(kind) => kind,
                Node::Map(_) => return,
            };
            for (index, item) in items.iter().enumerate() {
                let at = at.index(index);
                walk(item, Node::Object(kind), (file, &at), walked, found);
            }
        }
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.push(Reference {
                    at: at.clone(),
                    node,
                    form: Form::Reference,
                    text: reference.clone(),
                });
            }
            let node = match node {
                // One item where a list of them should be.
                Node::List(kind) if kind == Kind::Schema && is_schema(members) => {
                    Node::Object(kind)
                }
                node => node,
            };
            for (name, member) in members {
                // Only what can hold a reference has anything to find in it.
                let holds = member.is_object() || member.is_array();
                if let Some(node) = node.below(name).filter(|_| holds) {
                    walk(member, node, (file, &at.key(name)), walked, found);
                }
            }
            if node == Node::Object(Kind::Schema) {
                mappings(value, at, found);
            }
        }
        _ => {}
    }
}

/// Whether a mapping has keywords that only a schema has.
fn is_schema(members: &Map<String, Value>) -> bool {
    let keywords = [
        "type",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
    ];
    keywords
        .iter()
        .any(|keyword| members.contains_key(*keyword))
}

fn mappings(schema: &Value, at: &Pointer, found: &mut Vec<Reference>) {
    let mapping = schema
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping"))
        .and_then(Value::as_object);
    let at = at.key("discriminator").key("mapping");
    for (value, reference) in mapping.into_iter().flatten() {
        if let Value::String(reference) = reference {
            found.push(Reference {
                at: at.key(value),
                node: Node::Object(Kind::Schema),
                form: Form::Mapping,
                text: reference.clone(),
            });
        }
    }
}
