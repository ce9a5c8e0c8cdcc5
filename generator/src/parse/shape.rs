//! Checks a document's value against the [grammar](super::grammar).

use serde_json::{Map, Value};

use super::grammar::{DOCUMENT, Fate, Member, NameForm, Object, Shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// Deeper nesting than any real document has; what lies below isn't looked at.
const MAX_DEPTH: usize = 128;

/// Reports every value that isn't of the shape that the specification asks for, every member that
/// it doesn't know, and every member that the emitted crates don't honour.
///
/// Gives the members that nobody reads and whose shape wasn't looked at: the model mustn't see
/// them, for it may be pickier.
pub(super) fn check(document: &Value, diagnostics: &mut Diagnostics) -> Vec<Pointer> {
    let mut checker = Checker {
        diagnostics,
        depth: 0,
        unread: Vec::new(),
    };
    checker.object(&DOCUMENT, document, &Pointer::root());
    checker.unread
}

/// Takes members out of a document.
pub(super) fn remove(document: &mut Value, members: &[Pointer]) {
    for member in members {
        let (Some(parent), Some(name)) = (member.parent(), member.last()) else {
            continue;
        };
        if let Some(Value::Object(members)) = document.pointer_mut(parent.as_str()) {
            members.shift_remove(name.as_ref());
        }
    }
}

struct Checker<'a> {
    diagnostics: &'a mut Diagnostics,
    depth: usize,
    unread: Vec<Pointer>,
}

impl Checker<'_> {
    fn value(&mut self, shape: &Shape, value: &Value, at: &Pointer) {
        if self.depth == MAX_DEPTH {
            let message = format!("the document is nested deeper than {MAX_DEPTH} levels");
            self.diagnostics
                .push(Diagnostic::error(Code::Shape, message).at(at, "here"));
            return;
        }
        self.depth += 1;
        match (shape, value) {
            (Shape::Any, _)
            | (Shape::Boolean | Shape::BooleanOr(_), Value::Bool(_))
            | (Shape::Number, Value::Number(_))
            | (Shape::Text, Value::String(_)) => {}
            (Shape::Count, Value::Number(number)) if number.is_u64() => {}
            (Shape::Word(words), Value::String(word)) => self.word(words, word, at),
            (Shape::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(item, value, &at.index(index));
                }
            }
            (Shape::Map(item), Value::Object(members)) => {
                for (name, value) in members.iter().filter(|(name, _)| !name.starts_with("x-")) {
                    self.value(item, value, &at.key(name));
                }
            }
            (Shape::Object(object), value) => self.object(object, value, at),
            (Shape::Reference(shape), value) => match value.get("$ref") {
                Some(Value::String(_)) => {}
                Some(other) => self.mismatch(&Shape::Text, other, &at.key("$ref")),
                None => self.value(shape, value, at),
            },
            (Shape::BooleanOr(shape), value) => self.value(shape, value, at),
            (shape, value) => self.mismatch(shape, value, at),
        }
        self.depth -= 1;
    }

    fn object(&mut self, object: &Object, value: &Value, at: &Pointer) {
        let Value::Object(members) = value else {
            let message = format!(
                "expected {} here, found {}",
                with_article(object.name),
                kind(value)
            );
            self.diagnostics.push(
                Diagnostic::error(Code::Shape, message).at(at, format!("this is {}", kind(value))),
            );
            return;
        };
        self.missing(object, members, at);
        for (name, value) in members.iter().filter(|(name, _)| !name.starts_with("x-")) {
            let at = at.key(name);
            if let Some(member) = object.members.iter().find(|member| member.name == name) {
                self.fate(member, value, object, &at);
                self.value(&member.shape, value, &at);
                continue;
            }
            match &object.others {
                Some((form, shape)) if form.fits(name) => self.value(shape, value, &at),
                Some((form, _)) => {
                    let owner = with_article(object.name);
                    let message = format!("`{name}` isn't {} of {owner}", form.describe());
                    self.diagnostics
                        .push(Diagnostic::error(Code::Shape, message).at_key(&at, "this name"));
                }
                None => self.unknown(object, name, &at),
            }
        }
    }

    fn missing(&mut self, object: &Object, members: &Map<String, Value>, at: &Pointer) {
        for member in object
            .members
            .iter()
            .filter(|member| member.required && !members.contains_key(member.name))
        {
            let message = format!("this {} has no `{}`", object.name, member.name);
            self.diagnostics.push(
                Diagnostic::error(Code::Shape, message)
                    .at_key(at, format!("`{}` is required here", member.name))
                    .help(format!("add `{}`", member.name)),
            );
        }
        if !object.either.is_empty()
            && object
                .either
                .iter()
                .filter(|name| members.contains_key(**name))
                .count()
                != 1
        {
            let names = object.either.join("` or `");
            let message = format!("this {} must have either `{names}`", object.name);
            self.diagnostics.push(
                Diagnostic::error(Code::Shape, message)
                    .at_key(at, "exactly one of them is required here"),
            );
        }
    }

    fn fate(&mut self, member: &Member, value: &Value, object: &Object, at: &Pointer) {
        let unchecked = matches!(member.shape, Shape::Any | Shape::Map(Shape::Any));
        if member.fate != Fate::Honoured && unchecked {
            self.unread.push(at.clone());
        }
        // `false` is the default of every boolean here that has an effect, so it asks for nothing.
        if member.fate == Fate::Ignored && *value != Value::Bool(false) {
            let message = format!(
                "`{}` of {} has no effect on the emitted crates",
                member.name,
                with_article(object.name)
            );
            self.diagnostics
                .push(Diagnostic::warning(Code::Unsupported, message).at_key(at, "not honoured"));
        }
    }

    fn unknown(&mut self, object: &Object, name: &str, at: &Pointer) {
        let message = format!(
            "OpenAPI 3.0 knows no `{name}` in {}",
            with_article(object.name)
        );
        self.diagnostics.push(
            Diagnostic::warning(Code::UnknownKeyword, message)
                .at_key(at, "ignored")
                .help("names of your own begin with `x-`"),
        );
    }

    fn word(&mut self, words: &[&str], word: &str, at: &Pointer) {
        if !words.contains(&word) {
            let message = format!("`{word}` isn't allowed here");
            let help = format!("one of: {}", words.join(", "));
            self.diagnostics.push(
                Diagnostic::error(Code::Shape, message)
                    .at(at, "this word")
                    .help(help),
            );
        }
    }

    fn mismatch(&mut self, shape: &Shape, value: &Value, at: &Pointer) {
        let message = format!("expected {} here, found {}", shape.describe(), kind(value));
        self.diagnostics.push(
            Diagnostic::error(Code::Shape, message).at(at, format!("this is {}", kind(value))),
        );
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
}

impl NameForm {
    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Path => name.starts_with('/'),
            Self::Status => matches!(
                name.as_bytes(),
                [b'1'..=b'5', b'X' | b'x', b'X' | b'x'] | [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9']
            ),
        }
    }

    fn describe(&self) -> &'static str {
        match self {
            Self::Path => "a path (which begins with `/`), so no member",
            Self::Status => "a status code or `default`, so no member",
        }
    }
}

fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
