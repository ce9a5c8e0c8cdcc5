//! The members of an object with known ones.

use serde_json::{Map, Value};

use super::super::grammar::{Fate, Hook, Member, Missing, NameForm, Object, Shape, later};
use super::super::version::Version;
use super::{
    Repairer, content, name, operation, parameter, remove_all, schema, security, values,
    with_article,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Pointer;

impl Repairer<'_> {
    /// Repairs the members; `false` means that the object says nothing without one that is missing.
    pub(super) fn members(
        &mut self,
        object: &Object,
        members: &mut Map<String, Value>,
        at: &Pointer,
    ) -> bool {
        if !self.before(object, members, at) {
            return false;
        }
        name::respell(self, object, members, at);
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
    fn before(&mut self, object: &Object, members: &mut Map<String, Value>, at: &Pointer) -> bool {
        match object.hook {
            Hook::None => {}
            Hook::Document => name::document(self, members, at),
            Hook::Paths => name::paths(self, members, at),
            Hook::Responses => name::statuses(self, members, at),
            Hook::PathItem => operation::path_item(self, members, at),
            Hook::Operation => operation::operation(self, members, at),
            Hook::Parameter => return parameter::parameter(self, members, at),
            Hook::Header => parameter::response_header(self, members, at),
            Hook::Content => content::repair(self, members, at),
            Hook::MediaType => content::media_type(self, members, at),
            Hook::Response => content::response(self, members, at),
            Hook::Schema => schema::before(self, members, at),
            Hook::SecurityScheme => security::scheme(self, members, at),
            Hook::ServerVariable => security::variable(self, members, at),
        }
        true
    }

    /// Repairs that need the members repaired.
    fn after(&mut self, object: &Object, members: &mut Map<String, Value>, at: &Pointer) {
        match object.hook {
            Hook::Schema => values::repair(self, members, at),
            Hook::Responses => operation::responses(self, members, at),
            _ => {}
        }
    }

    /// Repairs a member; `taken` are the names of all. `false` means that it is to be left out.
    fn member(
        &mut self,
        object: &Object,
        name: &str,
        value: &mut Value,
        at: &Pointer,
        taken: &[String],
    ) -> bool {
        if let Some(member) = object.members.iter().find(|member| member.name == name) {
            if value.is_null() && !matches!(member.shape, Shape::Any) {
                self.left_out(format!("`{name}` is empty here"), at);
                return false;
            }
            let unread = matches!(member.shape, Shape::Any | Shape::Map(Shape::Any));
            // The model mustn't see what nobody reads and whose shape nobody looks at: it may be
            // pickier.
            if unread && member.fate != Fate::Honoured {
                self.fate(member, value, object, at);
                return false;
            }
            let kept = self.value(&member.shape, value, at);
            if kept {
                self.fate(member, value, object, at);
            }
            return kept;
        }
        match &object.others {
            Some((form, shape)) if form.fits(name) => self.entry(shape, value, at),
            Some((form, _)) => {
                let owner = with_article(object.name);
                let message = format!("`{name}` isn't {} of {owner}", form.describe());
                self.warn_key(message, "left out", at);
                false
            }
            None => {
                match later::fate(object.name, name).filter(|_| self.version > Version::V30) {
                    Some(Fate::Honoured | Fate::Annotation) => {}
                    Some(Fate::Ignored) => self.without_effect(object, name, at),
                    None => self.unknown(object, name, at, taken),
                }
                false
            }
        }
    }

    /// Whether the document's version lets a member be left out that the model needs.
    fn optional(&self, object: &Object, member: &Member) -> bool {
        match (object.hook, member.name) {
            // The version was seen to before.
            (Hook::Document, "openapi") => true,
            (Hook::Document, "paths") => self.version > Version::V30,
            (Hook::Response, "description") => self.version > Version::V31,
            _ => false,
        }
    }

    fn fate(&mut self, member: &Member, value: &Value, object: &Object, at: &Pointer) {
        // `false` is the default of every boolean here that has an effect, so it asks for nothing.
        if member.fate == Fate::Ignored && *value != Value::Bool(false) {
            self.without_effect(object, member.name, at);
        }
    }

    fn without_effect(&mut self, object: &Object, name: &str, at: &Pointer) {
        let owner = with_article(object.name);
        let message = format!("`{name}` of {owner} has no effect on the emitted crates");
        self.not_honoured(message, at);
    }

    fn unknown(&mut self, object: &Object, name: &str, at: &Pointer, taken: &[String]) {
        let message = format!(
            "{} knows no `{name}` in {}",
            self.version.describe(),
            with_article(object.name)
        );
        let help = match object.likely(name, taken) {
            Some(meant) => format!("did you mean `{meant}`? Names of your own begin with `x-`"),
            None => "names of your own begin with `x-`".to_owned(),
        };
        self.push(
            Diagnostic::warning(Code::UnknownKeyword, message)
                .at_key(at, "ignored")
                .help(help),
        );
    }

    /// Adds what must be there.
    fn fill(&mut self, object: &Object, members: &mut Map<String, Value>, at: &Pointer) -> bool {
        for member in object.members {
            if members.contains_key(member.name) {
                continue;
            }
            let mut value = match member.missing {
                Missing::Fine => continue,
                Missing::Text(text) => Value::String(text.to_owned()),
                Missing::Mapping => Value::Object(Map::new()),
                Missing::Fatal => {
                    let message = format!("this {} has no `{}`", object.name, member.name);
                    self.push(
                        Diagnostic::warning(Code::Shape, message)
                            .at_key(at, "left out")
                            .help(format!("add `{}`", member.name)),
                    );
                    return false;
                }
            };
            if !self.optional(object, member) {
                let message = format!("this {} has no `{}`", object.name, member.name);
                self.push(
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
    fn either(&mut self, object: &Object, members: &mut Map<String, Value>, at: &Pointer) {
        let [schema, content] = object.either else {
            return;
        };
        match (
            members.contains_key(*schema),
            members.contains_key(*content),
        ) {
            (true, true) => {
                let message = format!("this {} has both `{schema}` and `{content}`", object.name);
                self.left_out(message, &at.key(content));
                members.shift_remove(*content);
            }
            (false, false) => {
                let message = format!(
                    "this {} has neither `{schema}` nor `{content}`",
                    object.name
                );
                let text = serde_json::json!({"type": "string"});
                self.push(Diagnostic::warning(Code::Shape, message).at_key(at, "taken as text"));
                members.insert((*schema).to_owned(), text);
            }
            _ => {}
        }
    }
}

impl Object {
    /// The member that a misspelt name may mean, among those that are not there.
    fn likely(&self, name: &str, taken: &[String]) -> Option<&'static str> {
        // In a short name, two letters can make any other.
        let most = if name.len() > 5 { 2 } else { 1 };
        let missing = self.members.iter().map(|member| member.name);
        missing
            .filter(|known| name.len().abs_diff(known.len()) <= most)
            .filter(|known| !taken.iter().any(|name| name == known))
            .map(|known| (strsim::osa_distance(name, known), known))
            .filter(|(distance, _)| *distance <= most)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, known)| known)
    }
}

impl NameForm {
    pub(super) fn fits(&self, name: &str) -> bool {
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
