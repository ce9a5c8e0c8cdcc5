//! Moving what references lead to.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::node::{Address, home};
use super::state::{Placement, References};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::rewriter::Rewriter;
use crate::parse::size::size;
use crate::source::Pointer;

/// So many values are put in the place of references, each counted as often as it is, and so is its
/// text.
const MAX_INLINED: usize = 1_000_000;
/// So many things that are put in the place of references lie in each other.
const MAX_DEPTH: usize = 16;

/// A part of a file that references have in common.
struct Part {
    address: Address,
    /// How much it takes of the budget.
    size: usize,
    value: Value,
}

impl References<'_, '_> {
    /// The document, with all that it refers to among its components.
    pub(super) fn assemble(mut self) -> Value {
        let mut parts = self.take_parts();
        let mut document = self
            .files
            .first_mut()
            .and_then(Option::take)
            .unwrap_or_default();
        // In the order in which they were found, so that the same document gives the same bytes.
        for (index, (_, target)) in self.targets.iter().enumerate() {
            if let Placement::Component(section, name) | Placement::Renamed(section, name) =
                &target.placement
                && let Some(part) = parts.remove(&index)
            {
                let home = home(self.rewriter.version, section);
                let (file, from) = &part.address;
                self.rewriter.read_from(*file, from, &home.key(name));
                if let Some(members) = mapping(&mut document, &home) {
                    members.insert(name.clone(), part.value);
                }
            }
        }
        let left_out = self.left_out_reference();
        let mut inliner = Inliner {
            parts,
            marker: &self.marker,
            left_out: &left_out,
            rewriter: self.rewriter,
            open: Vec::new(),
            budget: MAX_INLINED,
        };
        inliner.visit(&mut document, &Pointer::root());
        document
    }

    /// Takes the targets that move out of their files, by their indexes. A reference stays where
    /// one was.
    fn take_parts(&mut self) -> HashMap<usize, Part> {
        let mut order: Vec<(usize, Address)> = self
            .targets
            .iter()
            .enumerate()
            .filter(|(_, (_, target))| !matches!(target.placement, Placement::Stays(_)))
            .map(|(index, (address, _))| (index, address.clone()))
            .collect();
        // What lies deepest goes first, and what it lay in takes the reference along.
        order.sort_by_key(|(_, (_, at))| std::cmp::Reverse(at.tokens().count()));
        let mut parts = HashMap::new();
        for (index, address) in order {
            let reference = self.reference(index);
            let renamed = self
                .targets
                .get_index(index)
                .is_some_and(|(_, target)| matches!(target.placement, Placement::Renamed(..)));
            let (file, at) = (address.0, address.1.clone());
            let value = if renamed {
                let name = at.last().unwrap_or_default();
                let parent = at.parent().and_then(|parent| self.node_mut(file, &parent));
                let members = parent.and_then(Value::as_object_mut);
                members.and_then(|members| members.shift_remove(name.as_ref()))
            } else {
                let node = self.node_mut(file, &at);
                node.map(|node| std::mem::replace(node, json!({ "$ref": reference })))
            };
            // It is gone when it lay beside a reference, where it has no effect.
            let value = value.unwrap_or_else(|| json!({}));
            let size = size(&value);
            let part = Part {
                address,
                size,
                value,
            };
            parts.insert(index, part);
        }
        parts
    }
}

/// The mapping at a place, made where there is none.
fn mapping<'a>(document: &'a mut Value, at: &Pointer) -> Option<&'a mut Map<String, Value>> {
    let mut node = document;
    for token in at.tokens() {
        if !node.is_object() {
            *node = json!({});
        }
        node = node
            .as_object_mut()?
            .entry(token)
            .or_insert_with(|| json!({}));
    }
    if !node.is_object() {
        *node = json!({});
    }
    node.as_object_mut()
}

fn is_reference_to(target: &str, value: &Value) -> bool {
    let reference = value.get("$ref").and_then(Value::as_str);
    reference == Some(target)
}

/// Puts what is no component where its references stand, and leaves out what is to be left out.
struct Inliner<'a, 'd> {
    parts: HashMap<usize, Part>,
    marker: &'a str,
    left_out: &'a str,
    rewriter: &'a mut Rewriter<'d>,
    /// The parts that the visited node lies in.
    open: Vec<usize>,
    budget: usize,
}

impl Inliner<'_, '_> {
    fn visit(&mut self, value: &mut Value, at: &Pointer) {
        if let Some(reference) = self.marked(value) {
            self.inline(value, reference, at);
            return;
        }
        match value {
            Value::Object(members) => {
                members.retain(|_, member| !self.is_left_out(member));
                for (name, member) in members {
                    if member.is_object() || member.is_array() {
                        self.visit(member, &at.key(name));
                    }
                }
            }
            Value::Array(items) => {
                self.leave_out_items(items, at);
                for (index, item) in items.iter_mut().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.visit(item, &at.index(index));
                    }
                }
            }
            _ => {}
        }
    }

    fn leave_out_items(&mut self, items: &mut Vec<Value>, at: &Pointer) {
        if !items.iter().any(|item| self.is_left_out(item)) {
            return;
        }
        let left_out = self.left_out;
        self.rewriter
            .retain(items, at, |_, item, _| !is_reference_to(left_out, item));
    }

    fn is_left_out(&self, value: &Value) -> bool {
        is_reference_to(self.left_out, value)
    }

    /// The part that is to stand here.
    fn marked(&self, value: &Value) -> Option<usize> {
        let reference = value.get("$ref")?.as_str()?;
        reference.strip_prefix(self.marker)?.parse().ok()
    }

    fn inline(&mut self, value: &mut Value, index: usize, at: &Pointer) {
        let mut own = match value {
            Value::Object(members) => std::mem::take(members),
            _ => Map::new(),
        };
        own.shift_remove("$ref");
        let Some(part) = self.parts.get(&index) else {
            return;
        };
        let size = part.size;
        let circle = self.open.contains(&index);
        if circle || self.open.len() == MAX_DEPTH || size > self.budget {
            let message = if circle {
                "this reference leads in a circle"
            } else {
                "too many references lie in each other here"
            };
            let error = Diagnostic::error(Code::Reference, message);
            let error = error.at(&at.key("$ref"), "isn't followed");
            self.rewriter.push(error);
            return;
        }
        self.budget -= size;
        let (file, from) = part.address.clone();
        *value = part.value.clone();
        // What stands beside the reference lies where it does, not in the part.
        for (name, member) in &mut own {
            self.visit(member, &at.key(name));
        }
        match value {
            // The name of the node stands in the document itself: only what is below moved.
            Value::Object(members) => {
                members.retain(|name, _| !own.contains_key(name));
                for name in members.keys() {
                    self.rewriter
                        .read_from(file, &from.key(name), &at.key(name));
                }
            }
            Value::Array(items) => {
                for item in 0..items.len() {
                    self.rewriter
                        .read_from(file, &from.index(item), &at.index(item));
                }
            }
            _ => {}
        }
        self.open.push(index);
        self.visit(value, at);
        self.open.pop();
        if let Value::Object(members) = value {
            members.append(&mut own);
        }
    }
}
