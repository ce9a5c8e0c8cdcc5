//! Which components the operations of a document need.
//!
//! # The problem
//!
//! An operation needs the components that it refers to, and those that these refer to. But a base
//! class (a schema with a discriminator) refers to all of its subtypes by its `mapping`. In some
//! documents every schema extends one base class `entity`: if every reference were followed, an
//! operation that needs one of them would need them all.
//!
//! # The idea
//!
//! A base class is needed in one of two ways. Where a value of it may stand, it is *used*, and with it
//! all that extend it. Where it is just a member of the `allOf` of a component that says more, its
//! properties are *merged*, and nothing else of it matters: neither its mapping nor who else extends
//! it.
//!
//! ```yaml
//! Entity: {discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
//! User: {allOf: [{$ref: '#/components/schemas/Entity'}, {properties: {name: {type: string}}}]}
//! Group: {allOf: [{$ref: '#/components/schemas/Entity'}, {properties: {size: {type: integer}}}]}
//! ```
//!
//! Who needs a `User` doesn't need `Group`; who needs a list of `Entity` does.
//!
//! # Why it ends
//!
//! A component is looked at when it is merged for the first time and when it is used for the first
//! time, so twice at most.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::parse::shape::sections_of_v2;
use crate::parse::version::Version;
use crate::source::Pointer;

/// The members that hold webhooks, in OpenAPI 3.1 and as an extension before.
pub(super) const WEBHOOKS: [&str; 2] = ["webhooks", "x-webhooks"];

/// The section that is left as it is: its names stand in requirements, not in references.
const SECURITY_SCHEMES: &str = "securitySchemes";
/// What says nothing of the values of a schema.
const ANNOTATIONS: [&str; 9] = [
    "title",
    "description",
    "deprecated",
    "default",
    "nullable",
    "readOnly",
    "writeOnly",
    "example",
    "examples",
];

/// How a component is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// For its properties.
    Merged,
    /// For values of it.
    Used,
}

/// The components of a document, and those of them that are needed: all by the text of the references
/// to them.
pub(super) struct Reach {
    sections: Vec<Pointer>,
    all: HashSet<String>,
    needed: HashSet<String>,
}

impl Reach {
    /// Finds the components that the operations below `paths` and the webhooks refer to, directly or
    /// through others.
    pub(super) fn of(document: &Value, version: Version) -> Self {
        let sections = sections(document, version);
        let mut search = Search::new(document, &sections);
        let mut found = Vec::new();
        let roots = ["paths"].iter().chain(&WEBHOOKS);
        for root in roots.filter_map(|name| document.get(name)) {
            references(root, &mut found);
        }
        search.follow(found);
        let all = search.components.keys().cloned().collect();
        let needed = search.needed.into_keys().collect();
        Self {
            sections,
            all,
            needed,
        }
    }

    /// Whether a text is a reference to a component that nothing needs.
    fn is_left_out(&self, reference: &str) -> bool {
        self.all.contains(reference) && !self.needed.contains(reference)
    }
}

/// Takes the components that nothing needs out of a document.
pub(super) fn remove_others(
    document: &mut Value,
    reach: &Reach,
    stays: &mut HashMap<Pointer, bool>,
) {
    for section in &reach.sections {
        let Some(Value::Object(components)) = document.pointer_mut(section.as_str()) else {
            continue;
        };
        components.retain(|name, _| {
            let left_out = reach.is_left_out(&reference(section, name));
            stays.insert(section.key(name), !left_out);
            !left_out
        });
    }
    cut_mappings(document, reach);
}

/// Takes out of the mapping of each discriminator what isn't there any more.
fn cut_mappings(value: &mut Value, reach: &Reach) {
    match value {
        Value::Object(members) => {
            let mapping = members
                .get_mut("discriminator")
                .and_then(|discriminator| discriminator.get_mut("mapping"));
            if let Some(Value::Object(mapping)) = mapping {
                mapping.retain(|_, target| {
                    let target = target.as_str();
                    !target.is_some_and(|target| reach.is_left_out(target))
                });
            }
            for member in members.values_mut() {
                cut_mappings(member, reach);
            }
        }
        Value::Array(items) => {
            for item in items {
                cut_mappings(item, reach);
            }
        }
        _ => {}
    }
}

/// The sections that hold components.
fn sections(document: &Value, version: Version) -> Vec<Pointer> {
    let root = Pointer::root();
    let mut sections = Vec::new();
    if version == Version::V2 {
        let old = sections_of_v2().filter(|(_, new)| *new != SECURITY_SCHEMES);
        sections.extend(old.map(|(old, _)| root.key(old)));
    }
    let components = document.get("components").and_then(Value::as_object);
    let names = components.into_iter().flat_map(Map::keys);
    let names = names.filter(|name| *name != SECURITY_SCHEMES && !name.starts_with("x-"));
    sections.extend(names.map(|name| root.key("components").key(name)));
    sections
}

/// The reference to a component.
fn reference(section: &Pointer, name: &str) -> String {
    format!("{section}/{name}")
}

struct Search<'d> {
    components: HashMap<String, &'d Value>,
    /// The components that have one in their `allOf`, by it.
    extended_by: HashMap<&'d str, Vec<String>>,
    needed: HashMap<String, Need>,
}

/// References that are to be followed.
type Waiting = Vec<(String, Need)>;

impl<'d> Search<'d> {
    fn new(document: &'d Value, sections: &[Pointer]) -> Self {
        let mut components = HashMap::new();
        let mut extended_by: HashMap<&str, Vec<String>> = HashMap::new();
        for section in sections {
            let members = document.pointer(section.as_str());
            for (name, value) in members.and_then(Value::as_object).into_iter().flatten() {
                let own = reference(section, name);
                for base in bases(value) {
                    extended_by.entry(base).or_default().push(own.clone());
                }
                components.insert(own, value);
            }
        }
        Self {
            components,
            extended_by,
            needed: HashMap::new(),
        }
    }

    fn follow(&mut self, mut waiting: Waiting) {
        while let Some((reference, need)) = waiting.pop() {
            let before = self.needed.get(&reference).copied();
            if before >= Some(need) {
                continue;
            }
            let Some(component) = self.components.get(&reference).copied() else {
                continue;
            };
            if before.is_none() {
                component_references(component, &mut waiting);
            }
            if need == Need::Used {
                waiting.extend(mapped(component).map(used));
                if self.is_base_class(&reference) {
                    let extending = self.extended_by.get(reference.as_str());
                    waiting.extend(extending.into_iter().flatten().map(|name| used(name)));
                }
            }
            self.needed.insert(reference, need);
        }
    }

    /// Whether a component has a discriminator, or extends one that has.
    fn is_base_class(&self, component: &str) -> bool {
        let mut seen = HashSet::new();
        let mut waiting = vec![component];
        while let Some(reference) = waiting.pop() {
            let Some(component) = self.components.get(reference).copied() else {
                continue;
            };
            if parts(component).any(|part| part.contains_key("discriminator")) {
                return true;
            }
            waiting.extend(bases(component).filter(|base| seen.insert(*base)));
        }
        false
    }
}

fn used(reference: &str) -> (String, Need) {
    (reference.to_owned(), Need::Used)
}

/// The reference that an object is.
fn target(members: &Map<String, Value>) -> Option<&str> {
    members.get("$ref")?.as_str()
}

/// The members of a schema's `allOf`.
fn all_of(schema: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let all = schema.get("allOf").and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_object)
}

/// What a component schema refers to in its `allOf`.
fn bases(schema: &Value) -> impl Iterator<Item = &str> {
    all_of(schema).filter_map(target)
}

/// A component schema, and the members of its `allOf` that are part of it.
fn parts(schema: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    schema.as_object().into_iter().chain(all_of(schema))
}

/// The references in the mapping of a component schema.
fn mapped(schema: &Value) -> impl Iterator<Item = &str> {
    parts(schema).flat_map(mapping)
}

fn mapping(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let mapping = schema
        .get("discriminator")
        .and_then(|one| one.get("mapping"));
    let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
    mapping.filter_map(|(_, target)| target.as_str())
}

/// Adds what a component refers to, but for what it stands for as a base class.
fn component_references(component: &Value, found: &mut Waiting) {
    let telling = parts(component).filter(|part| tells(part)).count();
    let need = if telling > 1 {
        Need::Merged
    } else {
        Need::Used
    };
    let Some(members) = component.as_object() else {
        return;
    };
    found.extend(target(members).map(used));
    for (name, member) in members {
        match name.as_str() {
            "allOf" => {
                found.extend(bases(component).map(|base| (base.to_owned(), need)));
                for part in all_of(component) {
                    let own = part.iter().filter(|(name, _)| *name != "discriminator");
                    own.for_each(|(_, member)| references(member, found));
                }
            }
            "discriminator" => {}
            _ => references(member, found),
        }
    }
}

/// Whether a part of a schema says something of its values.
fn tells(part: &Map<String, Value>) -> bool {
    part.keys().any(|name| {
        !name.starts_with("x-")
            && !ANNOTATIONS.contains(&name.as_str())
            && !["allOf", "discriminator"].contains(&name.as_str())
    })
}

/// Adds all that is referred to in a value. How deep a document is nested, its reader bounds.
fn references(value: &Value, found: &mut Waiting) {
    match value {
        Value::Object(members) => {
            found.extend(target(members).map(used));
            found.extend(mapping(members).map(used));
            for member in members.values() {
                references(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
