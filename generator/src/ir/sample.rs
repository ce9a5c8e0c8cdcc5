//! Values of types: the document's own examples, or values made up from what the types allow.
//!
//! The problem: a server that has no implementation yet has to answer something that its clients can
//! read, the same each time.
//!
//! The idea: the example that stands nearest to a value is taken if it is one of the type; else the
//! value is made of what its type is made of, the plainest that its constraints allow: the first
//! value of an enum, one item of a list, all properties of an object. For example, `{name: {type:
//! string, minLength: 3, example: Ada}, tags: {type: array, items: {enum: [new, old]}}}` gives
//! `{"name": "Ada", "tags": ["new"]}`.
//!
//! Why it ends: a type isn't entered again within itself. What would need that is left out where
//! it may be (a list is empty then), and else there is no value. Nor are more than [`MAX_STEPS`]
//! values made for one sample.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::constraints::Constraints;
use super::types::{
    Access, Additional, Enum, Kind, Object, Property, TypeId, TypeRef, Types, Union,
};
use super::value::in_range;
use crate::formats::Format;
use crate::source::Pointer;

/// More values than a sample is to be made of.
const MAX_STEPS: usize = 5_000;
/// Objects that lie deeper have only what they must have.
const MAX_DEPTH: usize = 6;
/// A text that nobody gave a name.
const PLAIN: &str = "text";
/// A text is at most so many characters longer than it has to be.
const MAX_MORE: usize = 64;

/// The examples of a document, by the place of what they are examples of.
#[derive(Clone, Copy)]
pub struct Examples<'a>(&'a dyn Fn(&Pointer) -> Vec<Value>);

impl<'a> Examples<'a> {
    /// What finds the examples of a node.
    #[must_use]
    pub fn new(find: &'a dyn Fn(&Pointer) -> Vec<Value>) -> Self {
        Self(find)
    }

    /// Those of the node at a place.
    #[must_use]
    pub fn at(self, at: &Pointer) -> Vec<Value> {
        (self.0)(at)
    }

    /// The examples that a node of a document has: `example`, and what `examples` has, which is a list, a
    /// mapping of Example Objects, or in OpenAPI 2.0 a mapping from media types to the examples themselves.
    #[must_use]
    pub fn of_node(node: &Value) -> Vec<Value> {
        let several = node.get("examples");
        let listed = several.and_then(Value::as_array).into_iter().flatten();
        let named = several.and_then(Value::as_object).into_iter().flatten();
        let named = named.map(|(_, example)| example.get("value").unwrap_or(example));
        let one = node.get("example").into_iter();
        one.chain(listed).chain(named).cloned().collect()
    }
}

impl fmt::Debug for Examples<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Examples")
    }
}

impl Types {
    /// A value of a type, as the server sends it; `None` if none is found. Text without a form of its
    /// own is called by `name`.
    #[must_use]
    pub fn sample(&self, kind: TypeRef, name: &str, examples: Examples<'_>) -> Option<Value> {
        let mut sampler = Sampler {
            types: self,
            examples,
            open: Vec::new(),
            steps: MAX_STEPS,
        };
        sampler.value(kind, name)
    }
}

struct Sampler<'a> {
    types: &'a Types,
    examples: Examples<'a>,
    /// The types that the value lies within.
    open: Vec<TypeId>,
    steps: usize,
}

impl Sampler<'_> {
    fn value(&mut self, kind: TypeRef, name: &str) -> Option<Value> {
        self.steps = self.steps.checked_sub(1)?;
        let types = self.types;
        let mut id = kind.id;
        loop {
            let found = types.get(id);
            if let Some(example) = self.example(&found.origin, kind) {
                return Some(example);
            }
            let Kind::Alias(inner) = found.kind else {
                break;
            };
            // An alias of itself has no end.
            if inner.id == id || self.open.contains(&id) {
                return None;
            }
            id = inner.id;
            if id == kind.id {
                return None;
            }
        }
        let nullable = types.unalias(kind).nullable;
        let constraints = types.constraints(kind);
        if self.open.contains(&id) {
            return nullable.then_some(Value::Null);
        }
        self.open.push(id);
        let value = self.of_kind(&types.get(id).kind, &constraints, name);
        self.open.pop();
        value.or_else(|| nullable.then_some(Value::Null))
    }

    /// The first example at a place that is a value of the type.
    fn example(&self, at: &Pointer, kind: TypeRef) -> Option<Value> {
        let mut examples = self.examples.at(at).into_iter();
        examples.find(|example| !example.is_null() && self.types.admits(example, kind))
    }

    fn of_kind(&mut self, kind: &Kind, constraints: &Constraints, name: &str) -> Option<Value> {
        match kind {
            Kind::Any(_) => any(constraints),
            Kind::Null => Some(Value::Null),
            Kind::Boolean => Some(Value::Bool(true)),
            Kind::Number(format) => number(format, constraints),
            Kind::String(format) => text(format, constraints, name).map(Value::String),
            Kind::JsonText(inner) => {
                let inner = self.value(*inner, name)?;
                Some(Value::String(inner.to_string()))
            }
            Kind::Enum(Enum { values, .. }) => values.first().cloned(),
            Kind::Array(item) => self.array(*item, constraints, name),
            Kind::Tuple(items) => {
                let items = items.iter().map(|item| self.value(*item, name));
                Some(Value::Array(items.collect::<Option<_>>()?))
            }
            Kind::Map(inner) => self.mapping(*inner, constraints),
            Kind::Object(object) => self.object(object, constraints),
            Kind::Union(union) => self.union(union, constraints, name),
            Kind::Alias(inner) => self.value(*inner, name),
            Kind::Never => None,
        }
    }

    /// A list of one item, or of as many as there have to be.
    fn array(&mut self, item: TypeRef, constraints: &Constraints, name: &str) -> Option<Value> {
        let least = constraints.items.least.unwrap_or_default();
        let wanted = least
            .max(1)
            .min(constraints.items.most.unwrap_or(usize::MAX));
        let name = if name.is_empty() { PLAIN } else { name };
        let mut items = Vec::new();
        for index in 0..wanted {
            let numbered = format!("{name}{}", index + 1);
            // Items that have to differ are called differently.
            let name = if index == 0 { name } else { &numbered };
            match self.value(item, name) {
                Some(value) => items.push(value),
                None => break,
            }
        }
        let items = Value::Array(items);
        constraints.allow(&items).then_some(items)
    }

    /// A mapping with one member, or as many as there have to be.
    fn mapping(&mut self, inner: TypeRef, constraints: &Constraints) -> Option<Value> {
        let mut members = Map::new();
        self.fill(&mut members, inner, constraints, 1);
        let members = Value::Object(members);
        constraints.allow(&members).then_some(members)
    }

    /// Adds members to an object that may have any, until it has so many, or as many as it must have.
    fn fill(
        &mut self,
        members: &mut Map<String, Value>,
        inner: TypeRef,
        constraints: &Constraints,
        wanted: usize,
    ) {
        let least = constraints.properties.least.unwrap_or_default();
        let most = constraints.properties.most.unwrap_or(usize::MAX);
        while members.len() < least.max(wanted).min(most) {
            let name = format!("name{}", members.len() + 1);
            let Some(value) = self.value(inner, &name) else {
                return;
            };
            members.insert(name, value);
        }
    }

    fn object(&mut self, object: &Object, constraints: &Constraints) -> Option<Value> {
        let mut members = Map::new();
        let most = constraints.properties.most.unwrap_or(usize::MAX);
        let (required, optional): (Vec<&Property>, Vec<&Property>) = object
            .properties
            .iter()
            .partition(|property| property.required);
        for property in &required {
            if property.access != Access::WriteOnly {
                members.insert(property.name.clone(), self.property(property)?);
            }
        }
        let is_shallow = self.open.len() <= MAX_DEPTH;
        let least = constraints.properties.least.unwrap_or_default();
        for property in optional {
            let is_wanted = is_shallow || members.len() < least;
            if is_wanted && members.len() < most && property.access != Access::WriteOnly {
                let value = self.property(property);
                members.extend(value.map(|value| (property.name.clone(), value)));
            }
        }
        if let Additional::Typed(inner) = object.additional {
            self.fill(&mut members, inner, constraints, 0);
        }
        if !has_dependents(object, &members) {
            return None;
        }
        // The properties in the document's order.
        let ordered = object.properties.iter();
        let ordered = ordered.filter_map(|property| members.shift_remove_entry(&property.name));
        let mut ordered: Map<String, Value> = ordered.collect();
        ordered.extend(members);
        let members = Value::Object(ordered);
        constraints.allow(&members).then_some(members)
    }

    fn property(&mut self, property: &Property) -> Option<Value> {
        let places = std::iter::once(&property.origin).chain(&property.also);
        let mut examples = places.filter_map(|at| self.example(at, property.kind));
        let default = property.default.as_ref();
        let default = default.filter(|default| self.types.admits(default, property.kind));
        examples
            .next()
            .or_else(|| default.cloned())
            .or_else(|| self.value(property.kind, &property.name))
    }

    /// A value of the first type that has one.
    fn union(&mut self, union: &Union, constraints: &Constraints, name: &str) -> Option<Value> {
        for (index, variant) in union.variants.iter().enumerate() {
            let Some(mut value) = self.value(variant.kind, name) else {
                continue;
            };
            if let Some(discriminator) = &union.discriminator
                && let Some(members) = value.as_object_mut()
                && let Some(mapped) = discriminator
                    .mapping
                    .iter()
                    .find(|mapped| mapped.variant == index)
            {
                members.insert(discriminator.property.clone(), mapped.value.clone());
            }
            if constraints.allow(&value) {
                return Some(value);
            }
        }
        None
    }
}

/// Whether an object has what its properties ask for by `dependentRequired`.
fn has_dependents(object: &Object, members: &Map<String, Value>) -> bool {
    let mut asked = object.dependent_required.iter();
    asked.all(|(name, needed)| {
        !members.contains_key(name) || needed.iter().all(|name| members.contains_key(name))
    })
}

/// Any value that is allowed.
fn any(constraints: &Constraints) -> Option<Value> {
    let candidates = [
        Value::Object(Map::new()),
        Value::from("text"),
        Value::from(1),
        Value::Array(Vec::new()),
        Value::Bool(true),
    ];
    let mut allowed = candidates.into_iter();
    allowed.find(|value| constraints.allow(value))
}

/// The plainest number: 1 if that will do, else one at a bound.
fn number(format: &Format, constraints: &Constraints) -> Option<Value> {
    let bounds = [&constraints.minimum, &constraints.maximum];
    let bounds = bounds
        .into_iter()
        .flatten()
        .map(|bound| bound.value.clone());
    let mut candidates: Vec<Number> = [1, 0].map(Number::from).to_vec();
    candidates.extend(constraints.multiple_of.iter().cloned());
    for bound in bounds {
        candidates.extend(near(&bound, &constraints.multiple_of));
    }
    let mut candidates = candidates.into_iter().map(Value::Number);
    candidates
        .find(|value| (!format.is_known() || in_range(format, value)) && constraints.allow(value))
}

/// A number, those next to it, and the nearest multiples.
fn near(bound: &Number, multiple_of: &[Number]) -> Vec<Number> {
    let mut near = vec![bound.clone()];
    if let Some(whole) = bound.as_i64() {
        let others = [whole.checked_add(1), whole.checked_sub(1)];
        near.extend(others.into_iter().flatten().map(Number::from));
        for of in multiple_of
            .iter()
            .filter_map(Number::as_i64)
            .filter(|of| *of > 0)
        {
            let below = whole.div_euclid(of).checked_mul(of);
            let above = below.and_then(|below| below.checked_add(of));
            near.extend([below, above].into_iter().flatten().map(Number::from));
        }
    } else if let Some(fraction) = bound.as_f64() {
        let others = [
            fraction.ceil(),
            fraction.floor(),
            fraction + 0.5,
            fraction - 0.5,
        ];
        near.extend(others.into_iter().filter_map(Number::from_f64));
    }
    near
}

/// A text of a format, a text that matches the patterns, or the name as long as it has to be.
fn text(format: &Format, constraints: &Constraints, name: &str) -> Option<String> {
    let is_of_format = |text: &String| !format.is_known() || format.takes_text(text);
    let is_allowed = |text: &String| constraints.allow(&Value::String(text.clone()));
    let by_format = sample_of_format(&format.name).map(str::to_owned);
    let by_pattern = (0..=MAX_MORE).flat_map(|more| {
        let patterns = constraints.patterns.iter();
        patterns.filter_map(move |pattern| pattern.sample(more))
    });
    let by_name = std::iter::once_with(|| sized(name, constraints));
    by_format
        .into_iter()
        .chain(by_pattern)
        .chain(by_name)
        .find(|text| is_of_format(text) && is_allowed(text))
}

/// A name as long as it has to be.
fn sized(name: &str, constraints: &Constraints) -> String {
    let least = constraints.length.least.unwrap_or_default();
    let most = constraints.length.most.unwrap_or(usize::MAX);
    let name = if name.is_empty() { PLAIN } else { name };
    // More than anybody wants to read is no sample.
    let wanted = name.chars().count().max(least).min(most).min(10_000);
    name.chars().cycle().take(wanted).collect()
}

/// A text of a format of JSON Schema Validation 2020-12, section 7.3, or of the registry of OpenAPI.
fn sample_of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "byte" => "c2FtcGxl",
        "base64url" => "c2FtcGxl",
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:00:00Z",
        "decimal" => "1.50",
        "duration" => "PT1H",
        "email" | "idn-email" => "somebody@example.com",
        "hostname" | "idn-hostname" => "www.example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "iri" | "uri" | "url" => "https://www.example.com/",
        "iri-reference" | "uri-reference" => "/example",
        "json-pointer" => "/example",
        "regex" => "^example$",
        "time" => "12:00:00Z",
        "uri-template" => "https://www.example.com/{id}",
        "uuid" => "0194bc3e-6f3c-7a10-9d5c-2f1b8e4a7c60",
        _ => return None,
    })
}
