//! Writing references anew, and repairing what leads nowhere.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::kind::{Kind, Node, Version};
use super::resolve::Trouble;
use super::walk::Form;
use super::{Address, Home, Leads, References, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Pointer};

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

impl References<'_> {
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
                let Some(Leads::To(leads)) = self.sites.get(index).map(|site| &site.leads) else {
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
        site.leads = Leads::Nowhere;
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
        let all = self.version == Version::Later;
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
            match (&site.leads, site.form) {
                (Leads::To(target), Form::Reference) => self.point(&site, *target, &targets),
                (Leads::Within(target), _) => self.point_within(&site, *target),
                (Leads::To(target), Form::Mapping) => {
                    let reference = self.reference(*target);
                    if let Some(value) = self.node_mut(site.file, &site.at) {
                        *value = Value::String(reference);
                    }
                }
                (Leads::Nowhere, Form::Reference) => self.repair(&site),
                // It stays: that there is such a value is known all the same.
                (Leads::Nowhere, Form::Mapping) => {}
            }
        }
    }

    /// The reference to a target.
    pub(super) fn reference(&self, index: usize) -> String {
        let Some((_, target)) = self.targets.get_index(index) else {
            return self.left_out();
        };
        let (section, name) = match &target.home {
            Home::Stays(name) => (target.node.section().unwrap_or_default(), name),
            Home::Component(section, name) | Home::Renamed(section, name) => (*section, name),
            Home::Inline => return format!("{}{index}", self.marker),
        };
        format!("{}/{name}", self.version.home(section))
    }

    /// The reference of what is to be left out.
    pub(super) fn left_out(&self) -> String {
        format!("{}left-out", self.marker)
    }

    pub(super) fn node_mut(&mut self, file: FileId, at: &Pointer) -> Option<&mut Value> {
        self.files
            .get_mut(file.0)?
            .as_mut()?
            .pointer_mut(at.as_str())
    }

    fn point(&mut self, site: &Site, target: usize, targets: &BTreeSet<Address>) {
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
                self.origins.moved(&site.at.key("$ref"), &to);
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
        let left_out = self.left_out();
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

    /// Says why a reference leads nowhere, and what becomes of it.
    pub(super) fn report_trouble(&mut self, site: &Site, reference: &str, trouble: Trouble) {
        let place = match site.form {
            Form::Reference => site.at.key("$ref"),
            Form::Mapping => site.at.clone(),
        };
        let nowhere = format!("the reference `{reference}` leads nowhere");
        let (diagnostic, label) = match trouble {
            Trouble::Remote => {
                let message = format!("the reference `{reference}` leads to another host");
                let help = "oasmith never asks the network: put the file into the folder of the document, and refer to it by its path";
                match assumed(site) {
                    Some(assumed) => {
                        let warning = Diagnostic::warning(Code::Reference, message);
                        let help = format!("{assumed}; {help}");
                        (warning.help(help), "isn't followed")
                    }
                    None => {
                        let error = Diagnostic::error(Code::Reference, message).help(help);
                        (error, "isn't followed")
                    }
                }
            }
            Trouble::File(why) => {
                let error = Diagnostic::error(Code::Reference, nowhere).help(why);
                (error, "this file isn't read")
            }
            Trouble::Exhausted(why) => {
                // Once is enough: it holds for all references from here on.
                if std::mem::replace(&mut self.exhausted, true) {
                    return;
                }
                let error = Diagnostic::error(Code::Reference, why);
                (error, "from here on, no further file is read")
            }
            Trouble::Circle => {
                let message = "this reference leads in a circle";
                (Diagnostic::error(Code::Reference, message), "never arrives")
            }
            Trouble::Missing => match assumed(site) {
                Some(help) => {
                    let warning = Diagnostic::warning(Code::Reference, nowhere).help(help);
                    (warning, "there is no such thing")
                }
                None => {
                    let error = Diagnostic::error(Code::Reference, nowhere);
                    (error, "there is no such thing")
                }
            },
            Trouble::Kind(found) => {
                let expected = site.node.describe();
                let message =
                    format!("this reference leads to a {found}, where a {expected} is expected");
                let diagnostic = match assumed(site) {
                    Some(help) => Diagnostic::warning(Code::Reference, message).help(help),
                    None => Diagnostic::error(Code::Reference, message),
                };
                (diagnostic, "leads to something else")
            }
        };
        self.report(site.file, diagnostic.at(&place, label));
    }
}

/// What is taken in the place of a reference that leads nowhere, if there is anything sensible.
fn assumed(site: &Site) -> Option<&'static str> {
    match (site.form, site.node) {
        (Form::Mapping, _) => Some("nothing is known of this value"),
        (_, Node::Object(Kind::Schema)) => Some("any value is taken in its place"),
        (_, Node::Object(Kind::Response)) => Some("an empty response is taken in its place"),
        (
            _,
            Node::Object(
                Kind::Parameter
                | Kind::Header
                | Kind::RequestBody
                | Kind::SecurityScheme
                | Kind::Callback
                | Kind::MediaType,
            ),
        ) => Some("it is left out"),
        _ => None,
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
