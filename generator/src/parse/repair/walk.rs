//! The walk over a document by its [shape](crate::parse::shape): what isn't of that shape is taken as
//! what is meant, or left out.

use serde_json::{Map, Value};

use super::{coerce, content, names, operation, parameter, schema, security};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::dialect::v32;
use crate::parse::rewriter::{Rewriter, found, kind};
use crate::parse::shape::{Effect, Kind, Member, Missing, ObjectShape, Shape};
use crate::parse::version::Version;
use crate::source::Pointer;

/// Deeper nesting than any real document has; what lies below isn't looked at.
const MAX_DEPTH: usize = 128;

/// Repairs a value of a shape; `false` means that nothing can be made of it, which was reported.
pub(super) fn value(
    rewriter: &mut Rewriter<'_>,
    shape: &Shape,
    value: &mut Value,
    at: &Pointer,
) -> bool {
    Walk { rewriter, depth: 0 }.value(shape, value, at)
}

struct Walk<'a, 'd> {
    rewriter: &'a mut Rewriter<'d>,
    depth: usize,
}

impl Walk<'_, '_> {
    /// Repairs a value; `false` means that nothing can be made of it, which was reported.
    fn value(&mut self, shape: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if self.depth == MAX_DEPTH {
            let message = format!("the document is nested deeper than {MAX_DEPTH} levels");
            self.rewriter
                .push(Diagnostic::error(Code::Shape, message).at(at, "here"));
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
            Shape::Reference(object) => match value.get("$ref") {
                None => self.value(&Shape::Object(object), value, at),
                // What it leads to, and what may stand beside it, was seen to before.
                Some(Value::String(_)) => true,
                Some(other) => {
                    let message = format!("expected text here, found {}", kind(other));
                    self.rewriter.left_out(message, &at.key("$ref"));
                    if let Some(members) = value.as_object_mut() {
                        members.shift_remove("$ref");
                    }
                    self.value(&Shape::Object(object), value, at)
                }
            },
            Shape::BooleanOr(inner) => {
                if !value.is_object()
                    && let Some(boolean) = coerce::scalar(&Shape::Boolean, value)
                {
                    return self.replace(value, boolean, &Shape::Boolean, at);
                }
                // Whatever else stands here asks for no particular values.
                (value.is_object() && self.value(inner, value, at))
                    || (!value.is_object() && self.mismatch(shape, value, at))
            }
            Shape::List(item) => self.list(shape, item, value, at),
            Shape::Map(item) => self.map(shape, item, value, at),
            Shape::Boolean | Shape::Number | Shape::Count | Shape::Text | Shape::Word(_) => {
                if coerce::fits(shape, value) {
                    return true;
                }
                match coerce::scalar(shape, value) {
                    Some(coerced) => self.replace(value, coerced, shape, at),
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
            self.replace(value, list, shape, at);
        }
        let Value::Array(items) = value else {
            return false;
        };
        let none = items.is_empty();
        let depth = self.depth;
        self.rewriter.retain(items, at, |rewriter, value, at| {
            Walk { rewriter, depth }.value(item, value, at)
        });
        // An empty list of requirements would let anyone in.
        none || !items.is_empty() || !is_requirement(item)
    }

    fn map(&mut self, shape: &Shape, item: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if !value.is_object() {
            let Some(map) = coerce::map(item, value) else {
                return self.mismatch(shape, value, at);
            };
            self.replace(value, map, shape, at);
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
            if !self.named_value(item, value, &at.key(name)) {
                dropped.push(name.clone());
            }
        }
        remove_all(members, &dropped);
        true
    }

    /// Repairs a value under a name that the author chose: there, nothing is an empty mapping.
    fn named_value(&mut self, shape: &Shape, value: &mut Value, at: &Pointer) -> bool {
        if value.is_null() && shape.is_mapping() && !is_schema(shape) {
            let empty = Value::Object(Map::new());
            self.replace(value, empty, shape, at);
        }
        if let Shape::List(item) = shape
            && !value.is_array()
            && coerce::list(item, value).is_none()
        {
            // The scopes of a requirement: without the name above them, anyone would be let in.
            return self.replace(value, Value::Array(Vec::new()), shape, at);
        }
        self.value(shape, value, at)
    }

    fn object(&mut self, object: &'static ObjectShape, value: &mut Value, at: &Pointer) -> bool {
        if object.kind == Kind::Schema {
            schema::to_mapping(self.rewriter, value, at);
        } else if !value.is_object() {
            let Some(mapping) = coerce::object(object, value) else {
                return self.mismatch(&Shape::Object(object), value, at);
            };
            let shape = object.with_article();
            let message = format!("expected {shape} here, found {}", kind(value));
            self.rewriter.assumed(message, &mapping, at);
            *value = mapping;
        }
        let Value::Object(members) = value else {
            return false;
        };
        if object.kind == Kind::Schema && members.get("$ref").is_some_and(Value::is_string) {
            return true;
        }
        self.members(object, members, at)
    }

    /// Takes one value for another, with a warning unless they are the same.
    fn replace(&mut self, value: &mut Value, other: Value, shape: &Shape, at: &Pointer) -> bool {
        if *value != other {
            let message = format!("expected {} here, found {}", shape.describe(), found(value));
            self.rewriter.assumed(message, &other, at);
            *value = other;
        }
        true
    }

    fn mismatch(&mut self, shape: &Shape, value: &Value, at: &Pointer) -> bool {
        let message = format!("expected {} here, found {}", shape.describe(), found(value));
        self.rewriter.left_out(message, at);
        false
    }

    /// Repairs the members; `false` means that the object says nothing without one that is missing.
    fn members(
        &mut self,
        object: &ObjectShape,
        members: &mut Map<String, Value>,
        at: &Pointer,
    ) -> bool {
        if !self.before(object, members, at) {
            return false;
        }
        names::respell(self.rewriter, object, members, at);
        let mut dropped = Vec::new();
        let taken: Vec<String> = members.keys().cloned().collect();
        for (name, value) in members.iter_mut() {
            if name.starts_with("x-") {
                continue;
            }
            // It tells editors what to check the file by.
            if name == "$schema" && object.others.is_none() {
                dropped.push(name.clone());
                continue;
            }
            if !self.member(object, name, value, &at.key(name), &taken) {
                dropped.push(name.clone());
            }
        }
        remove_all(members, &dropped);
        if !self.fill(object, members, at) {
            return false;
        }
        self.after(object, members, at);
        true
    }

    /// Repairs that come before the members are looked at.
    fn before(
        &mut self,
        object: &ObjectShape,
        members: &mut Map<String, Value>,
        at: &Pointer,
    ) -> bool {
        let rewriter = &mut *self.rewriter;
        match object.kind {
            Kind::Document => names::document(rewriter, members, at),
            Kind::Paths => names::paths(rewriter, members, at),
            Kind::Responses => names::statuses(rewriter, members, at),
            Kind::PathItem => operation::path_item(rewriter, members, at),
            Kind::Operation => operation::operation(rewriter, members, at),
            Kind::Parameter => return parameter::parameter(rewriter, members, at),
            Kind::Header => parameter::response_header(rewriter, members, at),
            Kind::RequestBody | Kind::Response => content::repair(rewriter, members, at),
            Kind::MediaType => v32::media_type(rewriter, members, at),
            Kind::Schema => schema::before(rewriter, members, at),
            Kind::SecurityScheme => security::scheme(rewriter, members, at),
            Kind::ServerVariable => security::variable(rewriter, members, at),
            _ => {}
        }
        true
    }

    /// Repairs that need the members repaired.
    fn after(&mut self, object: &ObjectShape, members: &mut Map<String, Value>, at: &Pointer) {
        match object.kind {
            Kind::Schema => schema::values(self.rewriter, members, at),
            Kind::Operation => operation::callbacks(self.rewriter, members, at),
            Kind::Callback => members.retain(|name, _| !name.starts_with("x-")),
            Kind::Responses => operation::responses(self.rewriter, members, at),
            Kind::Encoding => content::encoding(members),
            _ => {}
        }
    }

    /// Repairs a member; `taken` are the names of all. `false` means that it is to be left out.
    fn member(
        &mut self,
        object: &ObjectShape,
        name: &str,
        value: &mut Value,
        at: &Pointer,
        taken: &[String],
    ) -> bool {
        if let Some(member) = object.kept_member(name) {
            if value.is_null() && !matches!(member.shape, Shape::Any) {
                self.rewriter
                    .left_out(format!("`{name}` is empty here"), at);
                return false;
            }
            let unread = matches!(member.shape, Shape::Any | Shape::Map(Shape::Any));
            // The model mustn't see what nobody reads and whose shape nobody looks at: it may be
            // pickier.
            if unread && member.effect != Effect::Honoured {
                self.effect(member, value, object, at);
                return false;
            }
            let kept = self.value(&member.shape, value, at);
            if kept {
                self.effect(member, value, object, at);
            }
            return kept;
        }
        match &object.others {
            Some((form, shape)) if form.fits(name) => self.named_value(shape, value, at),
            Some((form, _)) => {
                let owner = object.with_article();
                let message = format!(
                    "`{name}` isn't {}, so no member of {owner}",
                    form.describe()
                );
                self.rewriter.warn_key(message, "left out", at);
                false
            }
            None => {
                // Documents of 3.1 use what 3.2 adds, too.
                let later = object.later_member(name);
                let later = later.filter(|_| self.rewriter.version > Version::V30);
                match later.map(|member| member.effect) {
                    Some(Effect::Honoured | Effect::Annotation) => {}
                    Some(Effect::Ignored) => self.without_effect(object, name, at),
                    Some(Effect::Rewritten) | None => self.unknown(object, name, at, taken),
                }
                false
            }
        }
    }

    fn effect(&mut self, member: &Member, value: &Value, object: &ObjectShape, at: &Pointer) {
        // `false` is the default of every boolean here that has an effect, so it asks for nothing.
        if member.typed && self.rewriter.webhooks {
            // All of it has an effect.
        } else if member.typed {
            let (name, owner) = (member.name, object.with_article());
            let message = format!("`{name}` of {owner} gives the emitted crates types alone");
            let warning = Diagnostic::warning(Code::Unsupported, message);
            let label = "nothing sends or takes its requests";
            let help = "ask for it with `webhooks = true` in `oasmith.toml`, or with `--webhooks receive,send`";
            self.rewriter.push(warning.at_key(at, label).help(help));
        } else if member.effect == Effect::Ignored && *value != Value::Bool(false) {
            self.without_effect(object, member.name, at);
        }
    }

    fn without_effect(&mut self, object: &ObjectShape, name: &str, at: &Pointer) {
        let owner = object.with_article();
        let message = format!("`{name}` of {owner} has no effect on the emitted crates");
        self.rewriter.not_honoured(message, at);
    }

    fn unknown(&mut self, object: &ObjectShape, name: &str, at: &Pointer, taken: &[String]) {
        let message = format!(
            "{} knows no `{name}` in {}",
            self.rewriter.version.describe(),
            object.with_article()
        );
        let help = match object.likely(name, taken) {
            Some(meant) => format!("did you mean `{meant}`? Names of your own begin with `x-`"),
            None => "names of your own begin with `x-`".to_owned(),
        };
        self.rewriter.push(
            Diagnostic::warning(Code::UnknownKeyword, message)
                .at_key(at, "ignored")
                .help(help),
        );
    }

    /// Adds what must be there.
    fn fill(
        &mut self,
        object: &ObjectShape,
        members: &mut Map<String, Value>,
        at: &Pointer,
    ) -> bool {
        for member in object.members() {
            if members.contains_key(member.name) {
                continue;
            }
            let mut value = match member.missing {
                Missing::Fine => continue,
                Missing::Text(text) => Value::String(text.to_owned()),
                Missing::Mapping => Value::Object(Map::new()),
                Missing::Fatal => {
                    let message = format!("this {} has no `{}`", object.name, member.name);
                    self.rewriter.push(
                        Diagnostic::warning(Code::Shape, message)
                            .at_key(at, "left out")
                            .help(format!("add `{}`", member.name)),
                    );
                    return false;
                }
            };
            let version = self.rewriter.version;
            if member.optional_since.is_none_or(|since| version < since) {
                let message = format!("this {} has no `{}`", object.name, member.name);
                self.rewriter.push(
                    Diagnostic::warning(Code::Shape, message)
                        .at_key(at, format!("taken as `{value}`"))
                        .help(format!("add `{}`", member.name)),
                );
            }
            // What is made up can lack members too.
            self.value(&member.shape, &mut value, &at.key(member.name));
            members.insert(member.name.to_owned(), value);
        }
        self.either(object, members, at);
        true
    }

    /// Leaves one of the members of which only one may be there, and adds one if there is none.
    fn either(&mut self, object: &ObjectShape, members: &mut Map<String, Value>, at: &Pointer) {
        let [schema, content] = object.either else {
            return;
        };
        match (
            members.contains_key(*schema),
            members.contains_key(*content),
        ) {
            (true, true) => {
                let message = format!("this {} has both `{schema}` and `{content}`", object.name);
                self.rewriter.left_out(message, &at.key(content));
                members.shift_remove(*content);
            }
            (false, false) => {
                let message = format!(
                    "this {} has neither `{schema}` nor `{content}`",
                    object.name
                );
                let text = serde_json::json!({"type": "string"});
                self.rewriter
                    .push(Diagnostic::warning(Code::Shape, message).at_key(at, "taken as text"));
                members.insert((*schema).to_owned(), text);
            }
            _ => {}
        }
    }
}

fn is_schema(shape: &Shape) -> bool {
    match shape {
        Shape::Object(object) | Shape::Reference(object) => object.kind == Kind::Schema,
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

impl ObjectShape {
    /// The member that a misspelt name may mean, among those that are not there.
    fn likely(&self, name: &str, taken: &[String]) -> Option<&'static str> {
        // In a short name, two letters can make any other.
        let most = if name.len() > 5 { 2 } else { 1 };
        let missing = self.members().map(|member| member.name);
        missing
            .filter(|known| name.len().abs_diff(known.len()) <= most)
            .filter(|known| !taken.iter().any(|name| name == known))
            .map(|known| (strsim::osa_distance(name, known), known))
            .filter(|(distance, _)| *distance <= most)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, known)| known)
    }
}
