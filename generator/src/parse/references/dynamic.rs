//! References of JSON Schema whose target depends on what leads to them, as ordinary ones.
//!
//! `$dynamicRef: '#item'` (2020-12) is how a schema is generic. It leads to the schema with
//! `$dynamicAnchor: item` of the outermost resource on the way that a validator came, if the resource
//! that it stands in has such an anchor as well; else it is a `$ref`. Types are made once, so a schema
//! that is reached with other anchors than its own is copied for them, as a compiler makes an instance
//! of a generic function:
//!
//! ```yaml
//! Page: {$id: page, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}
//! Users: {$id: users, $ref: page, $defs: {user: {$dynamicAnchor: item, $ref: user}}}
//! ```
//!
//! `Users` refers to a copy of `Page` whose items refer to the anchor of `Users`. A copy is known by
//! what it is of and by those anchors that it uses, of which there is an end; a bound holds for what a
//! document can make of that.
//!
//! `$recursiveRef` (2019-09) is taken as leading to the schema around it that says
//! `$recursiveAnchor: true`.

use serde_json::{Value, json};

use super::generics::Generics;
use super::node::Node;
use super::resources::{self, Resources};
use crate::source::{FileId, Pointer};

/// Whether a text can have such references at all.
pub(super) fn occurs(text: &str) -> bool {
    text.contains("$recursiveRef") || text.contains("$dynamicRef")
}

/// What was done to a file.
#[derive(Default)]
pub(super) struct Changes {
    /// The dynamic references, where they stood, and where the ordinary ones do.
    pub(super) moved: Vec<(Pointer, Pointer)>,
    /// The schemas that were copied, and the copies.
    pub(super) copied: Vec<(Pointer, Pointer)>,
    /// Those of `moved` that lead to the same schema from everywhere, though they shouldn't.
    pub(super) fixed: Vec<Pointer>,
}

/// Makes them ordinary ones.
pub(super) fn resolve(root: &mut Value, name: &str) -> Changes {
    let mut changes = Changes::default();
    recursive(root, &Pointer::root(), None, &mut changes);
    let mut resources = Resources::default();
    resources.add(FileId::default(), name, root);
    let mut generics = Generics::new(root, &resources);
    generics.find(root, Node::Object(resources::kind(root)), &Pointer::root());
    let mut edits = Vec::new();
    for at in generics.places() {
        let own = resources.dynamic(FileId::default(), &at);
        if let Some(edit) = generics.edit(&at, &own.into_iter().collect(), false, None) {
            edits.push((at, edit));
        }
    }
    // All copies are of what the file has, so they are made before anything in it is changed.
    let mut copies = Vec::new();
    while let Some(copy) = generics.next_copy() {
        copies.push(copy);
    }
    let too_many = generics.too_many;
    for (at, edit) in edits {
        if let Some(Value::Object(members)) = root.pointer_mut(at.as_str())
            && let Some(to) = edit.apply(members, &at)
        {
            changes.moved.push((at.key("$dynamicRef"), to));
        }
    }
    let schemas = Pointer::root().key("components").key("schemas");
    for (name, of, schema) in copies {
        changes.copied.push((of, schemas.key(&name)));
        insert(root, name, schema);
    }
    if too_many {
        let all = changes.moved.iter().map(|(from, _)| from.clone());
        changes.fixed = all.collect();
    }
    changes
}

/// Puts a schema among the components.
fn insert(root: &mut Value, name: String, schema: Value) {
    let mut node = root;
    for section in ["components", "schemas"] {
        let Some(members) = node.as_object_mut() else {
            return;
        };
        node = members.entry(section).or_insert_with(|| json!({}));
    }
    if let Some(members) = node.as_object_mut() {
        members.insert(name, schema);
    }
}

/// Makes ordinary references of `$recursiveRef`.
fn recursive(value: &mut Value, at: &Pointer, anchor: Option<&Pointer>, changes: &mut Changes) {
    match value {
        Value::Object(members) => {
            let is_anchor = members.get("$recursiveAnchor") == Some(&Value::Bool(true));
            let anchor = if is_anchor { Some(at) } else { anchor };
            if !members.contains_key("$ref")
                && let Some(Value::String(reference)) = members.get("$recursiveRef")
            {
                let target = match anchor {
                    Some(anchor) => format!("#{}", anchor.as_str().replace('%', "%25")),
                    None => reference.clone(),
                };
                changes
                    .moved
                    .push((at.key("$recursiveRef"), at.key("$ref")));
                changes.fixed.push(at.key("$recursiveRef"));
                members.shift_remove("$recursiveRef");
                members.insert("$ref".to_owned(), Value::String(target));
            }
            for (name, member) in members {
                if member.is_object() || member.is_array() {
                    recursive(member, &at.key(name), anchor, changes);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                recursive(item, &at.index(index), anchor, changes);
            }
        }
        _ => {}
    }
}
