//! `allOf`: merged into one type.

use openapiv3::{AdditionalProperties, Schema};

use super::Lowering;
use super::keywords::{Keywords, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Additional, Kind, Object, Owner, Property, Section, TypeName};
use crate::source::Pointer;

/// What the members of an `allOf` say together.
struct Merged {
    properties: Vec<Property>,
    required: Vec<String>,
    additional: Additional,
}

impl<'a> Lowering<'a> {
    /// The kind of a schema with `allOf`: an object with the properties of all members, or the one
    /// member that has a type.
    pub(super) fn all_of(&mut self, schema: &'a Schema, at: &Pointer, name: &TypeName) -> Kind {
        if let [only] = Keywords::of(schema).all_of
            && Keywords::of(schema).only_all_of()
        {
            return Kind::Alias(self.type_ref(only.into(), &at.key("allOf").index(0), name));
        }
        let mut merged = Merged {
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unspecified,
        };
        self.merge(Node::Schema(schema), at, name, &mut merged);
        let Merged {
            mut properties,
            required,
            additional,
        } = merged;
        for property in &mut properties {
            property.required |= required.contains(&property.name);
        }
        self.undescribed(&mut properties, &required, at, name);
        Kind::Object(Object {
            properties,
            additional,
        })
    }

    fn merge(&mut self, node: Node<'a>, at: &Pointer, name: &TypeName, merged: &mut Merged) {
        match node {
            Node::Schema(schema) => self.merge_schema(schema, at, name, merged),
            Node::Reference(reference) => {
                let Some((found, component)) = self.component::<Schema>(reference, at) else {
                    return;
                };
                if self.merging.contains(&found) {
                    let message = format!("`{found}` is a member of its own `allOf`");
                    let error = Diagnostic::error(Code::Reference, message)
                        .at(&at.key("$ref"), "leads in a circle");
                    self.diagnostics.push(error);
                    return;
                }
                self.merging.push(found);
                let at = super::component::pointer(Section::Schemas, found);
                // Types inside of a component are called after it, whoever merges it.
                let owner = Owner::Component(Section::Schemas, found.to_owned());
                self.merge(
                    component.into(),
                    &at,
                    &TypeName {
                        owner,
                        steps: Vec::new(),
                    },
                    merged,
                );
                self.merging.pop();
            }
        }
    }

    fn merge_schema(
        &mut self,
        schema: &'a Schema,
        at: &Pointer,
        name: &TypeName,
        merged: &mut Merged,
    ) {
        let keywords = Keywords::of(schema);
        let odd = [
            ("oneOf", !keywords.one_of.is_empty()),
            ("anyOf", !keywords.any_of.is_empty()),
            ("not", keywords.not),
        ];
        for (keyword, _) in odd.into_iter().filter(|(_, used)| *used) {
            self.unsupported(
                format!("`{keyword}` inside of `allOf` isn't supported"),
                &at.key(keyword),
            );
        }
        match keywords.effective_type() {
            None | Some("object") => {}
            Some(other) => {
                self.unsupported(format!("`allOf` of several schemas of which one is of type `{other}` isn't supported"), at);
                return;
            }
        }
        for (index, member) in keywords.all_of.iter().enumerate() {
            self.merge(member.into(), &at.key("allOf").index(index), name, merged);
        }
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let at = at.key("properties").key(property);
            let property = self.property(property, schema.into(), false, &at, &name.step(property));
            self.merge_property(property, merged);
        }
        merged.required.extend_from_slice(keywords.required);
        match keywords.additional_properties {
            None | Some(AdditionalProperties::Any(true)) => {}
            // Each member would refuse the properties of the others: what is meant is the whole.
            Some(AdditionalProperties::Any(false)) => merged.additional = Additional::Denied,
            Some(AdditionalProperties::Schema(schema)) => {
                let at = at.key("additionalProperties");
                merged.additional = Additional::Typed(self.type_ref(
                    schema.as_ref().into(),
                    &at,
                    &name.step("Value"),
                ));
            }
        }
    }

    fn merge_property(&mut self, property: Property, merged: &mut Merged) {
        let Some(earlier) = merged
            .properties
            .iter_mut()
            .find(|earlier| earlier.name == property.name)
        else {
            merged.properties.push(property);
            return;
        };
        if !self.types.same(earlier.kind, property.kind) {
            let message = format!(
                "the members of this `allOf` disagree about the type of `{}`",
                property.name
            );
            self.diagnostics.push(
                Diagnostic::error(Code::Conflict, message)
                    .at_key(&property.origin, "one type here")
                    .at_key(&earlier.origin, "another one here"),
            );
            return;
        }
        let description = property
            .description
            .clone()
            .or_else(|| earlier.description.take());
        let default = property.default.clone().or_else(|| earlier.default.take());
        *earlier = Property {
            description,
            default,
            ..property
        };
    }
}
