//! Objects, mappings and lists.

use serde_json::Value;

use super::Schemas;
use super::merge::{item_name, value_name};
use super::merged::{MergedSchema, NamedSchema, OtherProperties};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Access, Additional, Kind, Object, Property, Step, TypeName, TypeRef, Untyped};
use crate::source::Pointer;
use crate::spec::{SchemaId, SchemaNode};

/// References that are followed to what is said about a property.
const MAX_STEPS: usize = 6;

/// What is said about a property beside its type.
#[derive(Default)]
struct Notes<'s> {
    description: Option<&'s str>,
    deprecated: bool,
    default: Option<(&'s Value, Pointer)>,
    read_only: bool,
    write_only: bool,
}

/// Whether properties have to be there by `dependentRequired`, or make others have to, that aren't
/// described: what isn't kept can't be looked for.
fn needs_undeclared(merged: &MergedSchema) -> bool {
    let dependents = merged.dependent_required.iter();
    let mut names = dependents.flat_map(|(name, others)| std::iter::once(name).chain(others));
    names.any(|name| !merged.properties.contains_key(name) && !merged.required.contains_key(name))
}

impl<'s> Schemas<'s> {
    pub(super) fn object(&mut self, merged: &MergedSchema, at: &Pointer, name: &TypeName) -> Kind {
        self.misplaced(merged, at, &["items", "enum"]);
        self.misplaced_content(merged);
        self.check_closed(merged);
        let additional = match &merged.others {
            OtherProperties::Unspecified if merged.sealed => Additional::Denied,
            // Without properties it is a mapping as it is.
            OtherProperties::Unspecified
                if !merged.properties.is_empty()
                    && (self.choices.keep_undeclared || needs_undeclared(merged)) =>
            {
                Additional::Typed(self.add(Kind::Any(Untyped::Undeclared), &value_name(name), at))
            }
            OtherProperties::Unspecified => Additional::Unspecified,
            OtherProperties::Denied => Additional::Denied,
            OtherProperties::Open(at) => Additional::Typed(self.any(&value_name(name), at)),
            OtherProperties::Typed(schemas) => {
                let at = schemas.last().map_or(at, |schema| self.spec.at(schema.id));
                match self.all(schemas, at, &value_name(name)) {
                    never if self.is_never(never) => Additional::Denied,
                    value => Additional::Typed(value),
                }
            }
        };
        let mut properties = Vec::new();
        for (property, schemas) in &merged.properties {
            let required = merged.required.contains_key(property);
            let name = name.step(Step::Property(property.clone()));
            properties.push(self.property(property, schemas, required, &name));
        }
        self.undescribed(&mut properties, merged, at, name);
        match (properties.is_empty(), additional) {
            (true, Additional::Unspecified) => Kind::Map(self.any(&value_name(name), at)),
            (true, Additional::Typed(value)) => Kind::Map(value),
            (_, additional) => Kind::Object(Object {
                properties,
                dependent_required: merged.dependent_required.clone(),
                additional,
                read_only: Vec::new(),
            }),
        }
    }

    /// Warns where what is said about other properties holds, by JSON Schema, for properties that
    /// another schema describes: a schema sees none but its own.
    fn check_closed(&mut self, merged: &MergedSchema) {
        for closed in &merged.closed {
            let mut properties = merged.properties.keys();
            let knows =
                closed.knows_others || matches!(merged.others, OtherProperties::Unspecified);
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
        schemas: &[NamedSchema],
        required: bool,
        type_name: &TypeName,
    ) -> Property {
        let places = schemas.iter().map(|schema| self.spec.at(schema.id));
        let places: Vec<Pointer> = places.cloned().collect();
        let origin = places.last().cloned().unwrap_or_else(Pointer::root);
        let kind = self.all(schemas, &origin, type_name);
        let mut notes = Notes::default();
        for schema in schemas {
            self.notes(schema.id, false, MAX_STEPS, &mut notes);
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
            also: places.into_iter().filter(|at| *at != origin).collect(),
            origin,
        }
    }

    /// Notes what a schema says about a property: later words count more than earlier ones. The
    /// description of a component is left to its type.
    fn notes(&self, id: SchemaId, is_shared: bool, steps: usize, notes: &mut Notes<'s>) {
        let Some(steps) = steps.checked_sub(1) else {
            return;
        };
        let schema = match self.spec.schema(id) {
            SchemaNode::Schema(schema) => schema,
            SchemaNode::Reference(reference) => {
                if let Some(component) = reference.component {
                    self.notes(component, true, steps, notes);
                }
                return;
            }
        };
        // More than one member makes another object, about which the members say nothing.
        if schema.all_of.len() <= 2 {
            for member in &schema.all_of {
                self.notes(*member, is_shared, steps, notes);
            }
        }
        if !is_shared {
            notes.description = schema.description.as_deref().or(notes.description);
            notes.deprecated |= schema.deprecated;
        }
        notes.read_only |= schema.read_only;
        notes.write_only |= schema.write_only;
        if let Some(default) = &schema.default {
            let at = schema.at.key("default");
            notes.default = Some((default, at)).filter(|_| !default.is_null());
        }
    }

    /// The default that a schema says, itself or by what it refers to, and where it stands.
    pub(in super::super) fn default_of(&self, id: SchemaId) -> Option<(&'s Value, Pointer)> {
        let mut notes = Notes::default();
        self.notes(id, false, MAX_STEPS, &mut notes);
        notes.default
    }

    /// Adds the properties that `required` names but nothing describes: they can have any value.
    fn undescribed(
        &mut self,
        properties: &mut Vec<Property>,
        merged: &MergedSchema,
        at: &Pointer,
        name: &TypeName,
    ) {
        for (required, place) in &merged.required {
            if merged.properties.contains_key(required) {
                continue;
            }
            // Where a mapping says what its values are, they are that.
            let kind = match &merged.others {
                OtherProperties::Typed(schemas) => {
                    self.all(schemas, at, &name.step(Step::Property(required.clone())))
                }
                _ => {
                    let message =
                        format!("`{required}` is required but `properties` doesn't describe it");
                    self.diagnostics.push(
                        Diagnostic::warning(Code::Shape, message)
                            .at(place, "named here")
                            .help("it is taken as a property that can have any value"),
                    );
                    self.any(&name.step(Step::Property(required.clone())), at)
                }
            };
            properties.push(Property {
                name: required.clone(),
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

    pub(super) fn list(&mut self, merged: &MergedSchema, at: &Pointer, name: &TypeName) -> Kind {
        self.misplaced(merged, at, &["properties", "enum"]);
        self.misplaced_content(merged);
        let name = item_name(name);
        if merged.prefix_items.is_empty() {
            return Kind::Array(match merged.items.as_slice() {
                [] => self.any(&name, at),
                schemas => {
                    let at = schemas.last().map_or(at, |schema| self.spec.at(schema.id));
                    self.all(schemas, at, &name)
                }
            });
        }
        let mut items: Vec<TypeRef> = Vec::new();
        for (index, item) in merged.prefix_items.iter().enumerate() {
            items.push(self.type_ref(*item, &name.step(Step::Item(index))));
        }
        Kind::Tuple(items)
    }

    /// Warns of keywords that have no effect on a value of the schema's type.
    pub(super) fn misplaced(&mut self, merged: &MergedSchema, at: &Pointer, keywords: &[&str]) {
        for keyword in keywords {
            let used = match *keyword {
                "items" => !merged.items.is_empty(),
                "properties" => !merged.properties.is_empty(),
                "enum" => merged.enumeration.is_some(),
                _ => false,
            };
            if used && let Some(kind) = merged.effective_type() {
                let kind = kind.as_str();
                let message = format!(
                    "the `{keyword}` of a schema of type `{kind}` has no effect on the emitted crates"
                );
                let warning = Diagnostic::warning(Code::Unsupported, message);
                self.diagnostics.push(warning.at(at, "not honoured"));
            }
        }
    }
}
