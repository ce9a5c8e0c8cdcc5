//! What all steps have in hand that put a document into another form: the dialects, and the repairs
//! above them.
//!
//! Such a step changes a node of the document in place, knows the node by the pointer to where it
//! stands now, notes each move in the [`Origins`], and reports at the place where the node stands
//! now. So a message names the place in the author's file, however many steps moved the node before.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::extracted::Extracted;
use super::supplement::Supplement;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Place};
use crate::source::{FileId, Origin, Origins, Pointer};

/// So many values are copied out of components in the whole document, each counted as often as it is, and
/// so is its text.
const MAX_COPIES: usize = 1_000_000;

/// A document on its way into another form.
pub(super) struct Rewriter<'a> {
    /// The version that the document says it is of.
    pub(super) version: Version,
    pub(super) diagnostics: &'a mut Diagnostics,
    origins: &'a mut Origins,
    /// The schemas that became components.
    pub(super) extracted: Extracted,
    /// What OpenAPI 3.0 has no word for.
    pub(super) supplement: Supplement,
    /// Whether something shall send or receive the webhooks and callbacks.
    pub(super) webhooks: bool,
    /// The component schemas as the document writes them, if values are held against them.
    pub(super) components: Map<String, Value>,
    /// So many more values of these are put in the place of references.
    pub(super) copies_left: usize,
}

impl<'a> Rewriter<'a> {
    pub(super) fn new(
        version: Version,
        origins: &'a mut Origins,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            version,
            diagnostics,
            origins,
            extracted: Extracted::default(),
            supplement: Supplement::default(),
            webhooks: false,
            components: Map::new(),
            copies_left: MAX_COPIES,
        }
    }

    /// Notes that the node at `from` stands at `to` now.
    pub(super) fn moved(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.moved(from, to);
    }

    /// Notes that the node at `to` comes from a file.
    pub(super) fn read_from(&mut self, file: FileId, from: &Pointer, to: &Pointer) {
        if file == FileId::default() {
            self.origins.moved(from, to);
        } else {
            self.origins.read_from(file, from, to);
        }
    }

    /// Gives a member another name.
    pub(super) fn rename(
        &mut self,
        members: &mut Map<String, Value>,
        (from, to): (&str, &str),
        at: &Pointer,
    ) {
        if let Some(value) = members.shift_remove(from) {
            self.moved(&at.key(from), &at.key(to));
            members.insert(to.to_owned(), value);
        }
    }

    /// Makes a component of a schema for which OpenAPI 3.0 has no place where it stands, unless it
    /// is a reference; gives the reference to it. Its name is made of `wanted`.
    pub(super) fn extract(&mut self, schema: Value, wanted: &str, at: &Pointer) -> String {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return reference.to_owned();
        }
        let name = self.extracted.add(wanted, schema);
        let to = Pointer::root().key("components").key("schemas").key(&name);
        self.moved(at, &to);
        format!("#/components/schemas/{name}")
    }

    /// Leaves out the items of a list that `keep` refuses: those behind them move up.
    pub(super) fn retain(
        &mut self,
        items: &mut Vec<Value>,
        at: &Pointer,
        mut keep: impl FnMut(&mut Self, &mut Value, &Pointer) -> bool,
    ) {
        let mut kept = Vec::with_capacity(items.len());
        for (index, mut item) in std::mem::take(items).into_iter().enumerate() {
            let from = at.index(index);
            if !keep(self, &mut item, &from) {
                continue;
            }
            if index != kept.len() {
                let to = at.index(kept.len());
                self.moved(&from, &to);
                self.supplement.moved(&from, &to);
            }
            kept.push(item);
        }
        *items = kept;
    }

    /// Reports something at the place where it stands now: what is left out later moves others there.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.trace(self.origins));
    }

    /// Takes back what was reported of nodes that are left out: of each the map says whether it
    /// stays, and so does all below it that the map doesn't have.
    pub(super) fn forget(&mut self, stays: &HashMap<Pointer, bool>) {
        if self.diagnostics.is_empty() {
            return;
        }
        let known = |at: &Pointer| nearest(at, |at| stays.get(at).copied());
        let mut places: HashMap<Origin, bool> = HashMap::new();
        let moved = self.origins.iter().map(|(at, _)| at);
        for at in stays.keys().chain(moved) {
            if let Some(stays) = known(at) {
                // What is used in several places stays if one of them does.
                *places.entry(self.origins.trace(at)).or_default() |= stays;
            }
        }
        self.diagnostics.retain(|diagnostic| {
            let label = diagnostic.labels.first();
            let Some(Label {
                file,
                place: Place::Node(at, _),
                ..
            }) = label
            else {
                return true;
            };
            let file = file.unwrap_or_default();
            let found = nearest(at, |at| {
                let pointer = at.clone();
                places.get(&Origin { file, pointer }).copied()
            });
            found.unwrap_or(true)
        });
    }

    /// Reports something about a node of a file that isn't part of the document yet.
    pub(super) fn push_in(&mut self, file: FileId, diagnostic: Diagnostic) {
        if file == FileId::default() {
            self.push(diagnostic);
        } else {
            self.diagnostics.push(diagnostic.in_file(file));
        }
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

    /// Reports a keyword of the schema at `at` that a document of an earlier version than 3.1 can't
    /// know.
    pub(super) fn warn_later_keyword(&mut self, keyword: &str, at: &Pointer) {
        if self.version >= Version::V31 {
            return;
        }
        let version = self.version.describe();
        let message = format!("{version} knows no `{keyword}` in a Schema Object");
        self.push(
            Diagnostic::warning(Code::UnknownKeyword, message)
                .at_key(&at.key(keyword), "taken as in OpenAPI 3.1"),
        );
    }

    /// Reports that the emitted crates don't do what something says.
    pub(super) fn not_honoured(&mut self, message: impl Into<String>, at: &Pointer) {
        self.push(Diagnostic::warning(Code::Unsupported, message).at_key(at, "not honoured"));
    }
}

/// What is known of the node at a place, or else of the nearest one that it lies in.
fn nearest(at: &Pointer, known: impl Fn(&Pointer) -> Option<bool>) -> Option<bool> {
    let mut place = Some(at.clone());
    while let Some(at) = place {
        if let Some(found) = known(&at) {
            return Some(found);
        }
        place = at.parent();
    }
    None
}

/// A value's kind in a message.
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
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        scalar => format!("{} ({})", kind(scalar), shown(scalar)),
    }
}

/// A value as JSON, cut where it would fill the line.
pub(super) fn shown(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MOST).collect();
    format!("`{start}…`")
}
