//! Copies of generic schemas, one for each set of dynamic anchors that they are reached with; see
//! [`dynamic`](super::dynamic).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::{Map, Value, json};

use super::name::readable;
use super::node::Node;
use super::resources::{Named, Resources};
use super::uri::percent_decoded;
use crate::parse::shape::Kind;
use crate::parse::size::size;
use crate::source::{FileId, Pointer};

/// More copies of generic schemas, and more values in them, than any real document asks for.
const MAX_COPIES: usize = 500;
const MAX_COPIED: usize = 200_000;

/// Which schema each dynamic anchor stands for.
pub(super) type Anchors = BTreeMap<String, Pointer>;

/// A reference of either kind.
struct Place {
    target: Option<Pointer>,
    /// The dynamic anchor that it asks for.
    asks: Option<String>,
    dynamic: bool,
}

pub(super) struct Generics<'a> {
    root: &'a Value,
    resources: &'a Resources,
    /// The schemas with a reference.
    places: BTreeMap<Pointer, Vec<Place>>,
    /// The dynamic anchors that each schema asks for, itself or by what it refers to.
    uses: HashMap<Pointer, BTreeSet<String>>,
    copies: BTreeMap<(Pointer, Anchors), String>,
    /// How often each name was wished for.
    names: HashMap<String, usize>,
    waiting: VecDeque<Copy>,
    /// How many values may be copied yet.
    budget: usize,
    /// Whether a schema wasn't copied that should have been.
    pub(super) too_many: bool,
}

impl<'a> Generics<'a> {
    pub(super) fn new(root: &'a Value, resources: &'a Resources) -> Self {
        Self {
            root,
            resources,
            places: BTreeMap::new(),
            uses: HashMap::new(),
            copies: BTreeMap::new(),
            names: HashMap::new(),
            waiting: VecDeque::new(),
            budget: MAX_COPIED,
            too_many: false,
        }
    }

    /// The schemas with a reference.
    pub(super) fn places(&self) -> Vec<Pointer> {
        self.places.keys().cloned().collect()
    }

    /// A copy that is to be made: its name, what it is of, and the schema.
    pub(super) fn next_copy(&mut self) -> Option<(String, Pointer, Value)> {
        let copy = self.waiting.pop_front()?;
        let schema = self.root.pointer(copy.of.as_str());
        let mut schema = schema.cloned().unwrap_or_default();
        self.instantiate(&mut schema, &copy.of, &copy, &copy.anchors);
        Some((copy.name, copy.of, schema))
    }

    /// Finds all references of the file.
    pub(super) fn find(&mut self, value: &Value, node: Node, at: &Pointer) {
        if node == Node::Object(Kind::Schema) {
            let mut found = Vec::new();
            for keyword in ["$ref", "$dynamicRef"] {
                if let Some(reference) = value.get(keyword).and_then(Value::as_str) {
                    found.push(self.place(at, keyword == "$dynamicRef", reference));
                }
            }
            if !found.is_empty() {
                self.places.insert(at.clone(), found);
            }
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if let Some(node) = node.below(name) {
                        self.find(member, node, &at.key(name));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(node) = node.below("") {
                        self.find(item, node, &at.index(index));
                    }
                }
            }
            _ => {}
        }
    }

    fn place(&self, at: &Pointer, dynamic: bool, reference: &str) -> Place {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = percent_decoded(fragment);
        let file = FileId::default();
        let exists = |at: &Pointer| self.root.pointer(at.as_str()).is_some();
        let (target, asks) = match self.resources.resolve((file, at), path, &fragment) {
            Some(Named::Anchor(_, name, anchor)) => {
                let asks = (dynamic && anchor.dynamic).then_some(name);
                (Some(anchor.at), asks)
            }
            Some(Named::Node((_, place))) if exists(&place) => (Some(place), None),
            // The rest of the file, which is what most documents mean.
            _ => {
                let place = Pointer::parse(&fragment).filter(|_| path.is_empty());
                (place.filter(exists), None)
            }
        };
        Place {
            target,
            asks,
            dynamic,
        }
    }

    /// The dynamic anchors that a schema asks for.
    fn uses(&mut self, schema: &Pointer) -> BTreeSet<String> {
        if let Some(known) = self.uses.get(schema) {
            return known.clone();
        }
        let mut asked = BTreeSet::new();
        let mut seen = HashSet::new();
        let mut queue = vec![schema.clone()];
        while let Some(schema) = queue.pop() {
            if !seen.insert(schema.clone()) {
                continue;
            }
            let inside = format!("{}/", schema.as_str());
            let below = self.places.range(schema.key("")..);
            let below = below.take_while(|(at, _)| at.as_str().starts_with(&inside));
            for (_, places) in self.places.get_key_value(&schema).into_iter().chain(below) {
                for place in places {
                    queue.extend(place.target.clone());
                    if let Some(name) = &place.asks
                        && asked.insert(name.clone())
                    {
                        queue.extend(self.resources.all_dynamic(name));
                    }
                }
            }
        }
        self.uses.insert(schema.clone(), asked.clone());
        asked
    }

    /// What the reference at a place is to become, where these anchors are known; `None` where it
    /// stays as it is. In a copy, references are made anew wherever they lead to in the file.
    pub(super) fn edit(
        &mut self,
        at: &Pointer,
        anchors: &Anchors,
        in_copy: bool,
        owner: Option<&str>,
    ) -> Option<Edit> {
        let mut edit = Edit::default();
        let places = self.places.get(at)?;
        let mut leads: Vec<(bool, Option<Pointer>)> = Vec::new();
        for place in places {
            let asked = place.asks.as_ref().and_then(|name| anchors.get(name));
            leads.push((
                place.dynamic,
                asked.cloned().or_else(|| place.target.clone()),
            ));
        }
        for (dynamic, target) in leads {
            let to = target.map(|target| match self.copy(at, &target, anchors, owner) {
                Some(name) => Some(format!("#/components/schemas/{name}")),
                None if dynamic || in_copy => {
                    Some(format!("#{}", target.as_str().replace('%', "%25")))
                }
                None => None,
            });
            match (dynamic, to) {
                (true, to) => edit.dynamic = Some(to.flatten()),
                (false, to) => edit.plain = to.flatten(),
            }
        }
        (edit.dynamic.is_some() || edit.plain.is_some()).then_some(edit)
    }

    /// The name of the copy of a schema for these anchors, if it needs one.
    fn copy(
        &mut self,
        from: &Pointer,
        target: &Pointer,
        anchors: &Anchors,
        owner: Option<&str>,
    ) -> Option<String> {
        if anchors.is_empty() {
            return None;
        }
        let uses = self.uses(target);
        let own: Anchors = self
            .resources
            .dynamic(FileId::default(), target)
            .into_iter()
            .collect();
        let mut given = anchors.clone();
        given.retain(|name, _| uses.contains(name));
        if given
            .iter()
            .all(|(name, schema)| own.get(name) == Some(schema))
        {
            return None;
        }
        let key = (target.clone(), given);
        if let Some(known) = self.copies.get(&key) {
            return Some(known.clone());
        }
        let left = self
            .budget
            .checked_sub(self.root.pointer(target.as_str()).map_or(0, size));
        let Some(left) = left.filter(|_| self.copies.len() < MAX_COPIES) else {
            self.too_many = true;
            return None;
        };
        self.budget = left;
        let owner = match owner {
            Some(owner) => owner.to_owned(),
            None => {
                let component = from.tokens().nth(2).unwrap_or_default();
                capitalized(&component)
            }
        };
        let wanted = format!("{owner}{}", capitalized(&readable("", self.root, target)));
        let number = self.names.entry(wanted.clone()).or_insert(0);
        let known = self.root.pointer("/components/schemas");
        let name = loop {
            *number += 1;
            let name = match *number {
                1 => wanted.clone(),
                number => format!("{wanted}_{number}"),
            };
            if known.and_then(|known| known.get(&name)).is_none() {
                break name;
            }
        };
        self.copies.insert(key.clone(), name.clone());
        self.waiting.push_back(Copy {
            of: key.0,
            anchors: key.1,
            name: name.clone(),
            owner,
        });
        Some(name)
    }

    /// Makes a node of a copy one for these anchors: `at` is where it stands in the original.
    fn instantiate(&mut self, value: &mut Value, at: &Pointer, copy: &Copy, anchors: &Anchors) {
        let mut anchors = Cow::Borrowed(anchors);
        if *at == copy.of || self.resources.begins(FileId::default(), at) {
            for (name, schema) in self.resources.dynamic(FileId::default(), at) {
                anchors.to_mut().entry(name).or_insert(schema);
            }
        }
        match value {
            Value::Object(members) => {
                if let Some(edit) = self.edit(at, &anchors, true, Some(&copy.owner)) {
                    edit.apply(members, at);
                }
                if is_schema(at, &copy.of) {
                    // References lead to those of the original.
                    for keyword in ["$id", "$anchor", "$dynamicAnchor", "$defs", "definitions"] {
                        members.shift_remove(keyword);
                    }
                }
                for (member, value) in members.iter_mut() {
                    self.instantiate(value, &at.key(member), copy, &anchors);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.instantiate(item, &at.index(index), copy, &anchors);
                }
            }
            _ => {}
        }
    }
}

/// A copy of a schema that is to be made.
struct Copy {
    of: Pointer,
    anchors: Anchors,
    name: String,
    /// What the names of its own copies begin with.
    owner: String,
}

/// Whether a node below a schema, or itself, is a schema.
fn is_schema(at: &Pointer, of: &Pointer) -> bool {
    let rest = at.as_str().strip_prefix(of.as_str()).unwrap_or_default();
    let steps = Pointer::parse(rest);
    let mut node = Some(Node::Object(Kind::Schema));
    for token in steps.iter().flat_map(Pointer::tokens) {
        node = node.and_then(|node| node.below(&token));
    }
    node == Some(Node::Object(Kind::Schema))
}

/// What the references of a schema become.
#[derive(Default)]
pub(super) struct Edit {
    /// The target of `$ref`, where it changes.
    plain: Option<String>,
    /// The target of `$dynamicRef`, where there is one; without a text it is the same.
    dynamic: Option<Option<String>>,
}

impl Edit {
    /// Writes the references of a schema anew. Gives the place where the dynamic one went, if there
    /// was one.
    pub(super) fn apply(&self, members: &mut Map<String, Value>, at: &Pointer) -> Option<Pointer> {
        if let Some(reference) = &self.plain {
            members.insert("$ref".to_owned(), json!(reference));
        }
        let dynamic = self.dynamic.as_ref()?;
        let old = members.shift_remove("$dynamicRef")?;
        let reference = dynamic.as_ref().map_or(old, |reference| json!(reference));
        if !members.contains_key("$ref") {
            members.insert("$ref".to_owned(), reference);
            return Some(at.key("$ref"));
        }
        let all = members.entry("allOf").or_insert_with(|| json!([]));
        let all = all.as_array_mut()?;
        all.push(json!({ "$ref": reference }));
        Some(at.key("allOf").index(all.len() - 1).key("$ref"))
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
