//! Objects, mappings and lists.

use serde_json::Value;

use super::Lowering;
use super::all_of::{item_name, value_name};
use super::facts::{Facts, Others, Spot};
use super::family::component_of;
use super::keywords::{Keywords, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Access, Additional, Kind, Object, Property, TypeName, TypeRef, Untyped};
use crate::source::Pointer;

/// References that are followed to what is said about a property.
const MAX_STEPS: usize = 6;

/// The mark of a default that is `null`: the model takes it for none at all.
const NULL_DEFAULT: &str = "x-oasmith-null-default";

/// What is said about a property beside its type.
#[derive(Default)]
struct Notes<'a> {
    description: Option<&'a str>,
    deprecated: bool,
    default: Option<(&'a Value, Pointer)>,
    read_only: bool,
    write_only: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn object(&mut self, facts: Facts<'a>, at: &Pointer, name: &TypeName) -> Kind {
        self.misplaced(&facts, at, &["items", "enum"]);
        self.check_closed(&facts);
        let additional = match &facts.others {
            Others::Unspecified if facts.sealed => Additional::Denied,
            // Without properties it is a mapping as it is.
            Others::Unspecified if self.choices.keep_undeclared && !facts.properties.is_empty() => {
                Additional::Typed(self.any_for(Untyped::Undeclared, &value_name(name), at))
            }
            Others::Unspecified => Additional::Unspecified,
            Others::Denied => Additional::Denied,
            Others::Open(at) => Additional::Typed(self.any(&value_name(name), at)),
            Others::Typed(spots) => {
                let at = spots.last().map_or(at, |spot| &spot.at);
                match self.all(spots, at, &value_name(name)) {
                    never if self.is_never(never) => Additional::Denied,
                    value => Additional::Typed(value),
                }
            }
        };
        let mut properties = Vec::new();
        for (property, spots) in &facts.properties {
            let required = facts.required.contains_key(property);
            properties.push(self.property(property, spots, required, &name.step(property)));
        }
        self.undescribed(&mut properties, &facts, at, name);
        match (properties.is_empty(), additional) {
            (true, Additional::Unspecified) => Kind::Map(self.any(&value_name(name), at)),
            (true, Additional::Typed(value)) => Kind::Map(value),
            (_, additional) => Kind::Object(Object {
                properties,
                additional,
            }),
        }
    }

    /// Warns where what is said about other properties holds, by JSON Schema, for properties that
    /// another schema describes: a schema sees none but its own.
    fn check_closed(&mut self, facts: &Facts<'a>) {
        for closed in &facts.closed {
            let mut properties = facts.properties.keys();
            let knows = closed.knows_others || matches!(facts.others, Others::Unspecified);
            if knows && properties.all(|name| closed.known.contains(name)) {
                continue;
            }
            let keyword = closed.at.last().unwrap_or_default();
            let message = format!(
                "by JSON Schema, this `{keyword}` holds for the properties that the schemas beside it describe too"
            );
            let warning = Diagnostic::warning(Code::Unsupported, message)
                .at_key(&closed.at, "taken for what none of them describes");
            self.diagnostics.push(warning);
        }
    }

    fn property(
        &mut self,
        name: &str,
        spots: &[Spot<'a>],
        required: bool,
        type_name: &TypeName,
    ) -> Property {
        let origin = spots
            .last()
            .map_or_else(Pointer::root, |spot| spot.at.clone());
        let kind = self.all(spots, &origin, type_name);
        let mut notes = Notes::default();
        for spot in spots {
            self.notes(spot.node, &spot.at, false, MAX_STEPS, &mut notes);
        }
        let access = match (notes.read_only, notes.write_only) {
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            (true, true) => {
                let message = "a property that is `readOnly` and `writeOnly` would never be sent";
                let warning = Diagnostic::warning(Code::Shape, message);
                self.diagnostics
                    .push(warning.at(&origin, "taken as neither"));
                Access::Both
            }
            (false, false) => Access::Both,
        };
        // Whether it fits is looked at when all types are known.
        let default = notes.default.map(|(value, at)| {
            self.findings.defaults.insert(origin.clone(), at);
            value.clone()
        });
        Property {
            name: name.to_owned(),
            kind,
            required,
            default,
            access,
            description: notes.description.map(str::to_owned),
            deprecated: notes.deprecated,
            also: spots
                .iter()
                .map(|spot| spot.at.clone())
                .filter(|at| *at != origin)
                .collect(),
            origin,
        }
    }

    /// Notes what a schema says about a property: later words count more than earlier ones. The
    /// description of a component is left to its type.
    fn notes(
        &self,
        node: Node<'a>,
        at: &Pointer,
        shared: bool,
        steps: usize,
        notes: &mut Notes<'a>,
    ) {
        let Some(steps) = steps.checked_sub(1) else {
            return;
        };
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(_) => {
                let components = self.document.components.as_ref();
                if let Some(name) = component_of(node)
                    && let Some(found) = components.and_then(|found| found.schemas.get(name))
                {
                    let at = super::component::pointer(crate::ir::Section::Schemas, name);
                    self.notes(found.into(), &at, true, steps, notes);
                }
                return;
            }
        };
        let keywords = Keywords::of(schema);
        // More than one member makes another object, about which the members say nothing.
        if keywords.all_of.len() <= 2 {
            for (index, member) in keywords.all_of.iter().enumerate() {
                let at = at.key("allOf").index(index);
                self.notes(member.into(), &at, shared, steps, notes);
            }
        }
        let data = &schema.schema_data;
        if !shared {
            notes.description = data.description.as_deref().or(notes.description);
            notes.deprecated |= data.deprecated;
        }
        notes.read_only |= data.read_only;
        notes.write_only |= data.write_only;
        if let Some(default) = &data.default {
            notes.default = Some((default, at.key("default")));
        } else if data.extensions.contains_key(NULL_DEFAULT) {
            notes.default = None;
        }
    }

    /// The default that a schema says, itself or by what it refers to, and where it stands.
    pub(super) fn default_of(&self, node: Node<'a>, at: &Pointer) -> Option<(&'a Value, Pointer)> {
        let mut notes = Notes::default();
        self.notes(node, at, false, MAX_STEPS, &mut notes);
        notes.default
    }

    /// Adds the properties that `required` names but nothing describes: they can have any value.
    fn undescribed(
        &mut self,
        properties: &mut Vec<Property>,
        facts: &Facts<'a>,
        at: &Pointer,
        name: &TypeName,
    ) {
        for (required, place) in &facts.required {
            if facts.properties.contains_key(required) {
                continue;
            }
            // Where a mapping says what its values are, they are that.
            let kind = match &facts.others {
                Others::Typed(spots) => self.all(spots, at, &name.step(required)),
                _ => {
                    let message =
                        format!("`{required}` is required but `properties` doesn't describe it");
                    self.diagnostics.push(
                        Diagnostic::warning(Code::Shape, message)
                            .at(place, "named here")
                            .help("it is taken as a property that can have any value"),
                    );
                    self.any(&name.step(required), at)
                }
            };
            properties.push(Property {
                name: (*required).to_owned(),
                kind,
                required: true,
                default: None,
                access: Access::Both,
                description: None,
                deprecated: false,
                origin: place.clone(),
                also: Vec::new(),
            });
        }
    }

    pub(super) fn list(&mut self, facts: &Facts<'a>, at: &Pointer, name: &TypeName) -> Kind {
        self.misplaced(facts, at, &["properties", "enum"]);
        let name = item_name(name);
        let Some((first, place)) = &facts.prefix_items else {
            return Kind::Array(match facts.items.as_slice() {
                [] => self.any(&name, at),
                spots => {
                    let at = spots.last().map_or(at, |spot| &spot.at);
                    self.all(spots, at, &name)
                }
            });
        };
        let mut items: Vec<TypeRef> = Vec::new();
        for (index, reference) in first.iter().enumerate() {
            let name = name.step(&ordinal(index));
            items.push(self.type_ref(Node::Reference(reference), place, &name));
        }
        Kind::Tuple(items)
    }

    /// Warns of keywords that have no effect on a value of the schema's type.
    pub(super) fn misplaced(&mut self, facts: &Facts<'a>, at: &Pointer, keywords: &[&str]) {
        for keyword in keywords {
            let used = match *keyword {
                "items" => !facts.items.is_empty(),
                "properties" => !facts.properties.is_empty(),
                "enum" => facts.enumeration.is_some(),
                _ => false,
            };
            if used && let Some(kind) = facts.effective_type() {
                let message = format!(
                    "the `{keyword}` of a schema of type `{kind}` has no effect on the emitted crates"
                );
                let warning = Diagnostic::warning(Code::Unsupported, message);
                self.diagnostics.push(warning.at(at, "not honoured"));
            }
        }
    }
}

/// What an item of a tuple is called: by its place.
fn ordinal(index: usize) -> String {
    const ORDINALS: [&str; 6] = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];
    let word = ORDINALS.get(index).map(|word| (*word).to_owned());
    word.unwrap_or_else(|| format!("Item {}", index + 1))
}
