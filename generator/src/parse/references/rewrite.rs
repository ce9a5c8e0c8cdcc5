//! Writing references anew, and repairing what leads nowhere.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::node::{Address, Node};
use super::state::{Destination, References, Site};
use super::walk::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::shape::Kind;
use crate::parse::version::Version;
use crate::source::FileId;

/// What beside the reference to a schema tells people something or says how the place uses it. Of
/// these there are no warnings, though the specification before 3.1 would ignore them.
const BESIDE_SCHEMA: [&str; 8] = [
    "title",
    "description",
    "deprecated",
    "default",
    "nullable",
    "x-nullable",
    "readOnly",
    "writeOnly",
];
/// What has no effect beside a reference, wherever it stands.
const WITHOUT_EFFECT: [&str; 6] = [
    "summary",
    "description",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

impl References<'_, '_> {
    /// Refuses components that are references to each other in a circle.
    pub(super) fn refuse_circles(&mut self) {
        let mut next: HashMap<usize, usize> = HashMap::new();
        for (index, site) in self.sites.iter().enumerate() {
            let address = (site.file, site.at.clone());
            if let (Form::Reference, Some(target)) =
                (site.form, self.targets.get_index_of(&address))
                && site.node.section().is_some()
                && self.siblings(site).is_empty()
            {
                next.insert(target, index);
            }
        }
        let mut done = HashSet::new();
        for start in 0..self.targets.len() {
            let mut way = HashSet::new();
            let mut target = start;
            while !done.contains(&target) {
                way.insert(target);
                let Some(&index) = next.get(&target) else {
                    break;
                };
                let Some(Destination::Target(leads)) =
                    self.sites.get(index).map(|site| &site.destination)
                else {
                    break;
                };
                target = *leads;
                if way.contains(&target) {
                    self.refuse_circle(index);
                    break;
                }
            }
            done.extend(way);
        }
    }

    fn refuse_circle(&mut self, index: usize) {
        let Some(site) = self.sites.get_mut(index) else {
            return;
        };
        site.destination = Destination::Nowhere;
        let (file, at) = (site.file, site.at.clone());
        let diagnostic = Diagnostic::error(Code::Reference, "this reference leads in a circle")
            .at(&at.key("$ref"), "never arrives");
        self.report(file, diagnostic);
    }

    /// The names of what stands beside a reference to a schema and stays.
    fn siblings(&self, site: &Site) -> Vec<String> {
        let file = self.files.get(site.file.0).and_then(Option::as_ref);
        let members = file
            .and_then(|root| root.pointer(site.at.as_str()))
            .and_then(Value::as_object);
        if site.node != Node::Object(Kind::Schema) {
            return Vec::new();
        }
        let all = self.rewriter.version >= Version::V31;
        let names = members.into_iter().flat_map(Map::keys);
        let stays = names.filter(|name| {
            let known = BESIDE_SCHEMA.contains(&name.as_str());
            known || (all && *name != "$ref" && !without_effect(name))
        });
        stays.cloned().collect()
    }

    /// Writes each reference as one to the place that its target will have.
    pub(super) fn rewrite(&mut self) {
        let targets: BTreeSet<Address> = self.targets.keys().cloned().collect();
        for site in std::mem::take(&mut self.sites) {
            match (&site.destination, site.form) {
                (Destination::Target(target), Form::Reference) => {
                    self.write(&site, *target, &targets)
                }
                (Destination::WrappedSchema(target), _) => self.write_wrapped(&site, *target),
                (Destination::Target(target), Form::Mapping) => {
                    let reference = self.reference(*target);
                    if let Some(value) = self.node_mut(site.file, &site.at) {
                        *value = Value::String(reference);
                    }
                }
                (Destination::Nowhere, Form::Reference) => self.repair(&site),
                // It stays: that there is such a value is known all the same.
                (Destination::Nowhere, Form::Mapping) => {}
            }
        }
    }

    fn write(&mut self, site: &Site, target: usize, targets: &BTreeSet<Address>) {
        let reference = self.reference(target);
        let stays = self.siblings(site);
        let inline = site.node.section().is_none();
        let Some(Value::Object(members)) = self.node_mut(site.file, &site.at) else {
            return;
        };
        members.insert("$ref".to_owned(), Value::String(reference.clone()));
        if inline {
            return;
        }
        let mut dropped = Vec::new();
        members.retain(|name, _| {
            let within = (site.file, site.at.key(name));
            let stay = name == "$ref" || stays.contains(name) || has_target(&within, targets);
            if !stay && !without_effect(name) {
                dropped.push(name.clone());
            }
            stay
        });
        if !stays.is_empty() {
            members.shift_remove("$ref");
            let wrapped = json!({ "$ref": reference });
            let index = match members.get_mut("allOf") {
                Some(Value::Array(items)) => {
                    items.push(wrapped);
                    items.len() - 1
                }
                _ => {
                    members.insert("allOf".to_owned(), Value::Array(vec![wrapped]));
                    0
                }
            };
            if site.file == FileId::default() {
                let to = site.at.key("allOf").index(index).key("$ref");
                self.rewriter.moved(&site.at.key("$ref"), &to);
            }
        }
        for name in dropped {
            let message = format!("`{name}` has no effect beside a `$ref`");
            let diagnostic = Diagnostic::warning(Code::Reference, message)
                .at_key(&site.at.key(&name), "ignored, as the specification says");
            self.report(site.file, diagnostic);
        }
    }

    /// Puts something in the place of a reference that leads nowhere.
    fn repair(&mut self, site: &Site) {
        let left_out = self.left_out_reference();
        let Some(value) = self.node_mut(site.file, &site.at) else {
            return;
        };
        match site.node {
            Node::Object(
                Kind::Parameter
                | Kind::Header
                | Kind::RequestBody
                | Kind::SecurityScheme
                | Kind::Callback
                | Kind::MediaType,
            ) => *value = json!({ "$ref": left_out }),
            Node::List(_) => *value = json!([]),
            _ => {
                if let Value::Object(members) = value {
                    members.shift_remove("$ref");
                    if site.node == Node::Object(Kind::Response) {
                        let empty = || Value::String(String::new());
                        members.entry("description").or_insert_with(empty);
                    }
                }
            }
        }
    }
}

/// Whether a reference leads to a node or into it.
fn has_target((file, at): &Address, targets: &BTreeSet<Address>) -> bool {
    let inside = (*file, at.key(""));
    let mut below = targets.range(inside.clone()..);
    let first = below.next();
    targets.contains(&(*file, at.clone()))
        || first.is_some_and(|(other, place)| {
            other == file && place.as_str().starts_with(inside.1.as_str())
        })
}

fn without_effect(name: &str) -> bool {
    name.starts_with("x-") || WITHOUT_EFFECT.contains(&name)
}
