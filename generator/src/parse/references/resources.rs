//! Schemas that have names of their own: `$id`, `$anchor` and `$dynamicAnchor`.
//!
//! A schema with `$id` is a resource: references in it are relative to its URI, and anchors are names
//! within it. The rest of a file is one resource, under the URI `$self` or one that is made of the
//! name of the file. Nothing is looked up outside of the files that were read.
//!
//! Many a document gives the anchors of several component schemas one name without an `$id` for each,
//! so the anchors of an outermost schema are looked at before those of the rest of the file.

use std::collections::HashMap;

use serde_json::Value;

use super::node::{Address, Node};
use super::uri;
use crate::parse::shape::Kind;
use crate::source::{FileId, Pointer};

/// The parts of files that anchors are names within.
#[derive(Default)]
pub(super) struct Resources {
    /// Where the resource with a URI begins.
    by_uri: HashMap<String, Address>,
    units: HashMap<Address, Unit>,
}

/// A resource, or an outermost schema.
struct Unit {
    /// The URI that references are relative to.
    base: String,
    /// Whether pointers begin here: not so in a schema without `$id`.
    is_resource: bool,
    anchors: HashMap<String, Anchor>,
}

/// A schema that has a name.
#[derive(Clone)]
pub(super) struct Anchor {
    pub(super) at: Pointer,
    /// Whether it is a `$dynamicAnchor`.
    pub(super) dynamic: bool,
}

/// What a reference leads to.
pub(super) enum Named {
    /// A node of a resource.
    Node(Address),
    /// A schema with a name.
    Anchor(FileId, String, Anchor),
}

impl Resources {
    /// Notes what is named in a file. Gives the schemas whose `$id` is the URI of something that
    /// was noted before: references lead to that.
    pub(super) fn add(&mut self, file: FileId, name: &str, value: &Value) -> Vec<Pointer> {
        let kind = kind(value);
        let own = format!("file:///{}", name.replace(['#', '?'], "_"));
        let base = match value.get("$self").and_then(Value::as_str) {
            Some(uri) if kind == Kind::Document => uri::join(&own, without_fragment(uri)),
            _ => own,
        };
        let root = Pointer::root();
        self.begin(file, &root, base, true);
        let mut walk = Walk {
            resources: self,
            file,
            resource: root.clone(),
            unit: root.clone(),
            repeated: Vec::new(),
        };
        walk.visit(value, Node::Object(kind), kind == Kind::Schema, &root);
        walk.repeated
    }

    /// Notes a unit. Gives whether references to its URI lead to it.
    fn begin(&mut self, file: FileId, at: &Pointer, base: String, is_resource: bool) -> bool {
        let place = (file, at.clone());
        let counts = !is_resource || {
            let known = self.by_uri.entry(base.clone());
            *known.or_insert_with(|| place.clone()) == place
        };
        let unit = Unit {
            base,
            is_resource,
            anchors: HashMap::new(),
        };
        self.units.insert(place, unit);
        counts
    }

    fn name(&mut self, place: Address, name: &str, anchor: &Anchor) {
        if let Some(unit) = self.units.get_mut(&place) {
            let known = unit.anchors.entry(name.to_owned());
            known.or_insert_with(|| anchor.clone());
        }
    }

    /// The units around a node, the innermost first, up to the resource that it is in.
    fn around(&self, file: FileId, at: &Pointer) -> Vec<(Pointer, &Unit)> {
        let mut units = Vec::new();
        let mut here = Some(at.clone());
        while let Some(place) = here {
            here = place.parent();
            if let Some(unit) = self.units.get(&(file, place.clone())) {
                units.push((place, unit));
                if unit.is_resource {
                    break;
                }
            }
        }
        units
    }

    /// The dynamic anchors of the innermost unit that a node is in.
    pub(super) fn dynamic(&self, file: FileId, at: &Pointer) -> Vec<(String, Pointer)> {
        let around = self.around(file, at);
        let anchors = around
            .first()
            .into_iter()
            .flat_map(|(_, unit)| &unit.anchors);
        let dynamic = anchors.filter(|(_, anchor)| anchor.dynamic);
        dynamic
            .map(|(name, anchor)| (name.clone(), anchor.at.clone()))
            .collect()
    }

    /// Whether a unit begins at a node.
    pub(super) fn begins(&self, file: FileId, at: &Pointer) -> bool {
        self.units.contains_key(&(file, at.clone()))
    }

    /// The schemas that have this dynamic anchor.
    pub(super) fn all_dynamic(&self, name: &str) -> Vec<Pointer> {
        let anchors = self
            .units
            .values()
            .filter_map(|unit| unit.anchors.get(name));
        let mut places: Vec<Pointer> = anchors
            .filter(|anchor| anchor.dynamic)
            .map(|anchor| anchor.at.clone())
            .collect();
        places.sort();
        places.dedup();
        places
    }

    /// What a reference at a node leads to, by what the schemas call themselves. The fragment is one
    /// without percent-encoding.
    pub(super) fn resolve(
        &self,
        (file, at): (FileId, &Pointer),
        path: &str,
        fragment: &str,
    ) -> Option<Named> {
        let around = self.around(file, at);
        let (resource, unit) = around.last()?;
        let units: Vec<(FileId, Pointer, &Unit)> = if path.is_empty() {
            let own = around.iter();
            own.map(|(at, unit)| (file, at.clone(), *unit)).collect()
        } else {
            let address = self.by_uri.get(&uri::join(&unit.base, path))?;
            vec![(address.0, address.1.clone(), self.units.get(address)?)]
        };
        match Pointer::parse(fragment) {
            Some(_) if path.is_empty() => {
                let place = resource.join(fragment)?;
                Some(Named::Node((file, place)))
            }
            Some(_) => {
                let (file, at, _) = units.first()?;
                Some(Named::Node((*file, at.join(fragment)?)))
            }
            None => units.into_iter().find_map(|(file, _, unit)| {
                let anchor = unit.anchors.get(fragment)?.clone();
                Some(Named::Anchor(file, fragment.to_owned(), anchor))
            }),
        }
    }
}

/// A walk through a file.
struct Walk<'a> {
    resources: &'a mut Resources,
    file: FileId,
    resource: Pointer,
    unit: Pointer,
    repeated: Vec<Pointer>,
}

impl Walk<'_> {
    fn visit(&mut self, value: &Value, node: Node, outermost: bool, at: &Pointer) {
        let outer = (self.resource.clone(), self.unit.clone());
        let is_schema = node == Node::Object(Kind::Schema);
        if is_schema {
            self.names(value, outermost, at);
        }
        let below = |token: &str| node.below(token);
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if let Some(next) = below(name) {
                        let outermost = node.kind() != Kind::Schema || (outermost && !is_schema);
                        self.visit(member, next, outermost, &at.key(name));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(next) = below("") {
                        self.visit(item, next, false, &at.index(index));
                    }
                }
            }
            _ => {}
        }
        (self.resource, self.unit) = outer;
    }

    /// Notes what a schema calls itself.
    fn names(&mut self, schema: &Value, outermost: bool, at: &Pointer) {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        let id = text("$id").filter(|id| !id.starts_with('#'));
        let base = self.resources.units.get(&(self.file, self.unit.clone()));
        let base = base.map_or_else(String::new, |unit| unit.base.clone());
        if let Some(id) = id {
            let base = uri::join(&base, without_fragment(id));
            if !self.resources.begin(self.file, at, base, true) {
                self.repeated.push(at.clone());
            }
            self.resource = at.clone();
            self.unit = at.clone();
        } else if outermost && *at != Pointer::root() {
            self.resources.begin(self.file, at, base, false);
            self.unit = at.clone();
        }
        // Earlier drafts write an anchor as an `$id`.
        let old = text("$id").and_then(|id| id.strip_prefix('#'));
        let names = [
            (text("$dynamicAnchor"), true),
            (text("$anchor"), false),
            (old, false),
        ];
        for (name, dynamic) in names {
            let Some(name) = name else {
                continue;
            };
            let at = at.clone();
            let anchor = Anchor { at, dynamic };
            for place in [self.unit.clone(), self.resource.clone()] {
                self.resources.name((self.file, place), name, &anchor);
            }
        }
    }
}

/// Whether a file is a document or a schema.
pub(super) fn kind(value: &Value) -> Kind {
    let members = ["openapi", "swagger", "components", "paths", "definitions"];
    if members.iter().any(|member| value.get(member).is_some()) {
        Kind::Document
    } else {
        Kind::Schema
    }
}

fn without_fragment(uri: &str) -> &str {
    uri.split('#').next().unwrap_or(uri)
}
