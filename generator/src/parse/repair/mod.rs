//! Puts a document's value into the form that the [grammar](super::grammar) asks for.
//!
//! Real documents deviate from the specification. Where it is clear what is meant, it is taken as
//! that, with a warning that says so; where it isn't, the smallest part that makes no sense is left
//! out, with a warning too. What is left is a document that the OpenAPI model accepts.

mod coerce;
mod content;
mod members;
mod name;
mod operation;
mod parameter;
mod paths;
mod schema;
mod security;
#[cfg(test)]
mod tests;
mod values;

use serde_json::{Map, Value};

use super::grammar::{DOCUMENT, Hook, Object, SCHEMA_SHAPE, Shape};
use super::v31::{self, Hoisted};
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Origins, Pointer};

/// Deeper nesting than any real document has; what lies below isn't looked at.
const MAX_DEPTH: usize = 128;

/// Repairs a document, and reports every repair, every member that the specification doesn't know,
/// and every member that the emitted crates don't honour.
pub(super) fn repair(
    document: &mut Value,
    version: Version,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) {
    let mut repairer = Repairer {
        version,
        diagnostics,
        origins,
        hoisted: Hoisted::new(document),
        depth: 0,
    };
    repairer.object(&DOCUMENT, document, &Pointer::root());
    // What one schema hoists can hoist more.
    while let Some((name, mut schema)) = repairer.hoisted.next() {
        let at = Pointer::root().key("components").key("schemas").key(&name);
        repairer.value(&SCHEMA_SHAPE, &mut schema, &at);
        if let Some(members) = schema.as_object_mut() {
            members.insert(v31::PART.to_owned(), Value::Bool(true));
        }
        if let Some(schemas) = v31::component_schemas(document) {
            schemas.insert(name, schema);
        }
    }
    paths::repair(&mut repairer, document);
}

/// A document on its way into the form of the grammar.
pub(super) struct Repairer<'a> {
    pub(super) version: Version,
    diagnostics: &'a mut Diagnostics,
    pub(super) origins: &'a mut Origins,
    pub(super) hoisted: Hoisted,
    depth: usize,
}

impl Repairer<'_> {
    /// Reports something at the place where it stands now: what is left out later moves others there.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.trace(self.origins));
    }

    /// Repairs a value; `false` means that nothing can be made of it, which was reported.
    fn value(&mut self, shape: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if self.depth == MAX_DEPTH {
            let message = format!("the document is nested deeper than {MAX_DEPTH} levels");
            self.push(Diagnostic::error(Code::Shape, message).at(at, "here"));
            return false;
        }
        self.depth += 1;
        let kept = self.of_shape(shape, value, at);
        self.depth -= 1;
        kept
    }

    fn of_shape(&mut self, shape: &Shape, value: &mut Value, at: &Pointer) -> bool {
        match shape {
            Shape::Any => true,
            Shape::Object(object) => self.object(object, value, at),
            Shape::Reference(inner) => match value.get("$ref") {
                None => self.value(inner, value, at),
                // What it leads to, and what may stand beside it, was seen to before.
                Some(Value::String(_)) => true,
                Some(other) => {
                    let message = format!("expected text here, found {}", kind(other));
                    self.left_out(message, &at.key("$ref"));
                    if let Some(members) = value.as_object_mut() {
                        members.shift_remove("$ref");
                    }
                    self.value(inner, value, at)
                }
            },
            Shape::BooleanOr(inner) => {
                if !value.is_object()
                    && let Some(boolean) = coerce::scalar(&Shape::Boolean, value)
                {
                    return self.taken(value, boolean, &Shape::Boolean, at);
                }
                // Whatever else stands here asks for no particular values.
                (value.is_object() && self.value(inner, value, at))
                    || (!value.is_object() && self.mismatch(shape, value, at))
            }
            Shape::List(item) => self.list(shape, item, value, at),
            Shape::Map(item) => self.map(shape, item, value, at),
            Shape::Boolean | Shape::Number | Shape::Count | Shape::Text | Shape::Word(_) => {
                match coerce::scalar(shape, value) {
                    Some(coerced) => self.taken(value, coerced, shape, at),
                    None => self.mismatch(shape, value, at),
                }
            }
        }
    }

    fn list(&mut self, shape: &Shape, item: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if !value.is_array() {
            let Some(list) = coerce::list(item, value) else {
                return self.mismatch(shape, value, at);
            };
            self.taken(value, list, shape, at);
        }
        let Value::Array(items) = value else {
            return false;
        };
        let mut kept = Vec::new();
        let none = items.is_empty();
        for (index, mut value) in std::mem::take(items).into_iter().enumerate() {
            let from = at.index(index);
            let to = at.index(kept.len());
            if self.value(item, &mut value, &from) {
                if from != to {
                    self.origins.moved(&from, &to);
                }
                kept.push(value);
            }
        }
        *items = kept;
        // An empty list of requirements would let anyone in.
        none || !items.is_empty() || !is_requirement(item)
    }

    fn map(&mut self, shape: &Shape, item: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if !value.is_object() {
            let Some(map) = coerce::map(item, value) else {
                return self.mismatch(shape, value, at);
            };
            self.taken(value, map, shape, at);
        }
        let Value::Object(members) = value else {
            return false;
        };
        // A header or a property can be called `x-…` as well; what isn't of the right kind is an
        // extension, which nothing reads.
        members.retain(|name, value| {
            !name.starts_with("x-") || value.is_object() == item.is_mapping()
        });
        let mut dropped = Vec::new();
        for (name, value) in members.iter_mut() {
            if !self.entry(item, value, &at.key(name)) {
                dropped.push(name.clone());
            }
        }
        remove_all(members, &dropped);
        true
    }

    /// Repairs a value under a name that the author chose: there, nothing is an empty mapping.
    fn entry(&mut self, shape: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if value.is_null() && shape.is_mapping() && !is_schema(shape) {
            let empty = Value::Object(Map::new());
            self.taken(value, empty, shape, at);
        }
        if let Shape::List(item) = shape
            && !value.is_array()
            && coerce::list(item, value).is_none()
        {
            // The scopes of a requirement: without the name above them, anyone would be let in.
            return self.taken(value, Value::Array(Vec::new()), shape, at);
        }
        self.value(shape, value, at)
    }

    fn object(&mut self, object: &Object, value: &mut Value, at: &Pointer) -> bool {
        if object.hook == Hook::Schema {
            schema::mapping(self, value, at);
        } else if !value.is_object() {
            let Some(mapping) = coerce::object(object, value) else {
                return self.mismatch_object(object, value, at);
            };
            let shape = with_article(object.name);
            self.assumed(
                format!("expected {shape} here, found {}", kind(value)),
                &mapping,
                at,
            );
            *value = mapping;
        }
        let Value::Object(members) = value else {
            return false;
        };
        if object.hook == Hook::Schema && members.get("$ref").is_some_and(Value::is_string) {
            return true;
        }
        self.members(object, members, at)
    }

    /// Takes one value for another, with a warning unless they are the same.
    fn taken(&mut self, value: &mut Value, other: Value, shape: &Shape, at: &Pointer) -> bool {
        if *value != other {
            let message = format!("expected {} here, found {}", shape.describe(), found(value));
            self.assumed(message, &other, at);
            *value = other;
        }
        true
    }

    /// Reports that something is taken as a value.
    pub(super) fn assumed(&mut self, message: impl Into<String>, taken: &Value, at: &Pointer) {
        self.warn(message, &format!("taken as {}", shown(taken)), at);
    }

    /// Reports that something is left out.
    pub(super) fn left_out(&mut self, message: impl Into<String>, at: &Pointer) {
        self.warn(message, "left out", at);
    }

    /// Reports a repair of a value.
    pub(super) fn warn(&mut self, message: impl Into<String>, label: &str, at: &Pointer) {
        self.push(Diagnostic::warning(Code::Shape, message).at(at, label));
    }

    /// Reports a repair of what is wrong with a parameter, not with a value's shape.
    pub(super) fn warn_parameter(&mut self, message: impl Into<String>, label: &str, at: &Pointer) {
        self.push(Diagnostic::warning(Code::Parameter, message).at(at, label));
    }

    /// Reports a repair of a name.
    pub(super) fn warn_key(&mut self, message: impl Into<String>, label: &str, at: &Pointer) {
        self.push(Diagnostic::warning(Code::Shape, message).at_key(at, label));
    }

    /// Reports that the emitted crates don't do what something says.
    pub(super) fn not_honoured(&mut self, message: impl Into<String>, at: &Pointer) {
        self.push(Diagnostic::warning(Code::Unsupported, message).at_key(at, "not honoured"));
    }

    fn mismatch(&mut self, shape: &Shape, value: &Value, at: &Pointer) -> bool {
        let message = format!("expected {} here, found {}", shape.describe(), found(value));
        self.left_out(message, at);
        false
    }

    fn mismatch_object(&mut self, object: &Object, value: &Value, at: &Pointer) -> bool {
        let message = format!(
            "expected {} here, found {}",
            with_article(object.name),
            found(value)
        );
        self.left_out(message, at);
        false
    }
}

impl Shape {
    fn describe(&self) -> String {
        match self {
            Self::Any => "any value".into(),
            Self::Boolean => "`true` or `false`".into(),
            Self::Number => "a number".into(),
            Self::Count => "a whole number of at least 0".into(),
            Self::Text => "text".into(),
            Self::Word(words) => format!("one of {}", words.join(", ")),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a mapping".into(),
            Self::Object(object) => with_article(object.name),
            Self::Reference(shape) | Self::BooleanOr(shape) => shape.describe(),
        }
    }

    fn is_mapping(&self) -> bool {
        match self {
            Self::Map(_) | Self::Object(_) => true,
            Self::Reference(shape) => shape.is_mapping(),
            _ => false,
        }
    }
}

fn is_schema(shape: &Shape) -> bool {
    match shape {
        Shape::Object(object) => object.hook == Hook::Schema,
        Shape::Reference(shape) => is_schema(shape),
        _ => false,
    }
}

/// Whether a shape is that of a Security Requirement Object.
fn is_requirement(shape: &Shape) -> bool {
    matches!(shape, Shape::Map(Shape::List(_)))
}

/// Takes members out of a mapping.
fn remove_all(members: &mut Map<String, Value>, names: &[String]) {
    if !names.is_empty() {
        members.retain(|name, _| !names.contains(name));
    }
}

pub(super) fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// A value in a message: its kind, and itself if it is short.
fn found(value: &Value) -> String {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        scalar => format!("{} ({})", kind(scalar), shown(scalar)),
    }
}

/// A value as JSON, cut where it would fill the line.
fn shown(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MOST).collect();
    format!("`{start}…`")
}
