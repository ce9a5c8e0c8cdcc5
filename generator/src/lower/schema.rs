//! Schemas to types.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::component::pointer;
use super::keywords::{Keywords, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Access, Additional, Enum, Kind, Number, Object, Owner, Property, Section, StringFormat,
    TypeName, TypeRef, Untyped,
};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// Lowers every component schema, so that those that no operation uses are emitted too.
    pub(super) fn all_schemas(&mut self) {
        let document = self.document;
        for (name, schema) in document
            .components
            .iter()
            .flat_map(|components| &components.schemas)
        {
            self.schema_component(name, schema);
        }
    }

    fn schema_component(&mut self, name: &'a str, schema: &'a ReferenceOr<Schema>) -> TypeRef {
        if let Some(found) = self.components.get(name) {
            return *found;
        }
        let at = pointer(Section::Schemas, name);
        let type_name = TypeName {
            owner: Owner::Component(Section::Schemas, name.to_owned()),
            steps: Vec::new(),
        };
        // The number is known before the type is, so that the type can refer to itself.
        let mut type_ref = self.any(&type_name, &at);
        let node = Node::from(schema);
        type_ref.nullable = nullable(node);
        self.components.insert(name, type_ref);
        let kind = match node {
            Node::Reference(_) => Kind::Alias(self.type_ref(node, &at, &type_name)),
            Node::Schema(schema) => self.kind(schema, &at, &type_name),
        };
        self.describe(type_ref, node, kind);
        type_ref
    }

    /// The type of a schema at one place.
    pub(super) fn type_ref(&mut self, node: Node<'a>, at: &Pointer, name: &TypeName) -> TypeRef {
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(reference) => {
                let Some((found, schema)) = self.component(reference, at) else {
                    return self.any(name, at);
                };
                return self.schema_component(found, schema);
            }
        };
        if let Some(found) = self.inline.get(at) {
            return *found;
        }
        let keywords = Keywords::of(schema);
        // A reference that has to say more (a description, `nullable`) is written as an `allOf` of one.
        let type_ref = match keywords.all_of {
            [only] if keywords.only_all_of() => {
                let inner = self.type_ref(only.into(), &at.key("allOf").index(0), name);
                TypeRef {
                    nullable: inner.nullable || schema.schema_data.nullable,
                    ..inner
                }
            }
            _ => {
                let mut type_ref = self.any(name, at);
                type_ref.nullable = nullable(node);
                let kind = self.kind(schema, at, name);
                self.describe(type_ref, node, kind);
                type_ref
            }
        };
        self.inline.insert(at.clone(), type_ref);
        type_ref
    }

    fn describe(&mut self, type_ref: TypeRef, node: Node<'a>, kind: Kind) {
        let place = self.types.get_mut(type_ref.id);
        place.kind = kind;
        if let Node::Schema(schema) = node {
            place.description = schema
                .schema_data
                .description
                .clone()
                .or_else(|| schema.schema_data.title.clone());
            place.deprecated = schema.schema_data.deprecated;
        }
    }

    fn kind(&mut self, schema: &'a Schema, at: &Pointer, name: &TypeName) -> Kind {
        let keywords = Keywords::of(schema);
        for (keyword, used) in [
            ("oneOf", !keywords.one_of.is_empty()),
            ("anyOf", !keywords.any_of.is_empty()),
            ("not", keywords.not),
            ("discriminator", keywords.discriminator.is_some()),
        ] {
            if used {
                self.unsupported(format!("`{keyword}` isn't supported"), &at.key(keyword));
                return Kind::Any(Untyped::Because(
                    "this combination of keywords isn't supported",
                ));
            }
        }
        if !keywords.all_of.is_empty() {
            return self.all_of(schema, at, name);
        }
        match keywords.effective_type() {
            Some("object") => self.object(&keywords, at, name),
            Some("array") => {
                let item = match keywords.items {
                    Some(items) => self.type_ref(items, &at.key("items"), &name.step("Item")),
                    None => self.any(&name.step("Item"), at),
                };
                Kind::Array(item)
            }
            Some(scalar) => self.scalar(scalar, &keywords, at),
            None => Kind::Any(Untyped::Open),
        }
    }

    fn scalar(&mut self, kind: &str, keywords: &Keywords<'a>, at: &Pointer) -> Kind {
        if kind == "string" && !keywords.enumeration.is_empty() {
            return self.enumeration(&keywords.enumeration, at);
        }
        if !keywords.enumeration.is_empty() {
            let message = format!(
                "the `enum` of a schema of type `{kind}` has no effect on the emitted crates"
            );
            let warning = Diagnostic::warning(Code::Unsupported, message)
                .at_key(&at.key("enum"), "not honoured");
            self.diagnostics.push(warning);
        }
        match (kind, keywords.format) {
            ("boolean", _) => Kind::Boolean,
            ("integer", Some("int32")) => Kind::Number(Number::Int32),
            ("integer", _) => Kind::Number(Number::Int64),
            ("number", Some("float")) => Kind::Number(Number::Float),
            ("number", _) => Kind::Number(Number::Double),
            ("string", Some("password")) => Kind::String(StringFormat::Password),
            ("string", Some("date-time")) => Kind::String(StringFormat::DateTime),
            ("string", Some("date")) => Kind::String(StringFormat::Date),
            ("string", Some("uuid")) => Kind::String(StringFormat::Uuid),
            ("string", Some("byte")) => Kind::String(StringFormat::Base64),
            ("string", Some("ipv4")) => Kind::String(StringFormat::Ipv4),
            ("string", Some("ipv6")) => Kind::String(StringFormat::Ipv6),
            ("string", Some("binary")) => {
                self.unsupported(
                    "`format: binary` isn't supported inside of JSON",
                    &at.key("format"),
                );
                Kind::Any(Untyped::Because("bytes can't stand in JSON"))
            }
            // Other formats tell people what the text means (OpenAPI 3.0.3, section Data Types).
            _ => Kind::String(StringFormat::Text),
        }
    }

    fn enumeration(&mut self, values: &[Value], at: &Pointer) -> Kind {
        let mut texts: Vec<String> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            match value {
                Value::String(text) if !texts.contains(text) => texts.push(text.clone()),
                Value::String(text) => {
                    let message = format!("`{text}` stands in this `enum` twice");
                    let at = at.key("enum").index(index);
                    self.diagnostics
                        .push(Diagnostic::warning(Code::Shape, message).at(&at, "the second one"));
                }
                // `null` in an `enum` makes the schema nullable, which `nullable` looks at.
                Value::Null => {}
                other => {
                    let message = format!("`{other}` in this `enum` isn't text");
                    let at = at.key("enum").index(index);
                    self.diagnostics
                        .push(Diagnostic::warning(Code::Shape, message).at(&at, "passed over"));
                }
            }
        }
        if texts.is_empty() {
            // An enum without variants would be a type without values.
            return Kind::String(StringFormat::Text);
        }
        Kind::Enum(Enum {
            values: texts.into_iter().map(Value::String).collect(),
        })
    }

    fn object(&mut self, keywords: &Keywords<'a>, at: &Pointer, name: &TypeName) -> Kind {
        let additional = match keywords.additional_properties {
            None => Additional::Unspecified,
            Some(AdditionalProperties::Any(false)) => Additional::Denied,
            Some(AdditionalProperties::Any(true)) => {
                Additional::Typed(self.any(&name.step("Value"), &at.key("additionalProperties")))
            }
            Some(AdditionalProperties::Schema(schema)) => Additional::Typed(self.type_ref(
                schema.as_ref().into(),
                &at.key("additionalProperties"),
                &name.step("Value"),
            )),
        };
        let mut properties = Vec::new();
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let at = at.key("properties").key(property);
            let required = keywords.required.contains(property);
            properties.push(self.property(
                property,
                schema.into(),
                required,
                &at,
                &name.step(property),
            ));
        }
        self.undescribed(&mut properties, keywords.required, at, name);
        match (properties.is_empty(), additional) {
            (true, Additional::Unspecified) => Kind::Map(self.any(&name.step("Value"), at)),
            (true, Additional::Typed(value)) => Kind::Map(value),
            (_, additional) => Kind::Object(Object {
                properties,
                additional,
            }),
        }
    }

    pub(super) fn property(
        &mut self,
        name: &str,
        node: Node<'a>,
        required: bool,
        at: &Pointer,
        type_name: &TypeName,
    ) -> Property {
        let kind = self.type_ref(node, at, type_name);
        let (description, deprecated, default) = match node {
            Node::Schema(schema) => {
                let data = &schema.schema_data;
                (
                    data.description.clone(),
                    data.deprecated,
                    data.default.as_ref(),
                )
            }
            Node::Reference(_) => (None, false, None),
        };
        let default = default.and_then(|default| self.default(default, kind, &at.key("default")));
        Property {
            name: name.to_owned(),
            kind,
            required,
            default,
            access: Access::Both,
            description,
            deprecated,
            origin: at.clone(),
        }
    }

    /// Adds the properties that `required` names but nothing describes: they can have any value.
    pub(super) fn undescribed(
        &mut self,
        properties: &mut Vec<Property>,
        required: &[String],
        at: &Pointer,
        name: &TypeName,
    ) {
        for required in required {
            if properties.iter().any(|property| property.name == *required) {
                continue;
            }
            let message = format!("`{required}` is required but `properties` doesn't describe it");
            self.diagnostics.push(
                Diagnostic::warning(Code::Shape, message)
                    .at(&at.key("required"), "named here")
                    .help("it is taken as a property that can have any value"),
            );
            let kind = self.any(&name.step(required), at);
            properties.push(Property {
                name: required.clone(),
                kind,
                required: true,
                default: None,
                access: Access::Both,
                description: None,
                deprecated: false,
                origin: at.key("required"),
            });
        }
    }

    /// A default value if it is one of the type; a `null` stands for none.
    pub(super) fn default(&mut self, value: &Value, kind: TypeRef, at: &Pointer) -> Option<Value> {
        let fits = match (&self.types.get(self.types.unalias(kind).id).kind, value) {
            (_, Value::Null) => return None,
            (Kind::Boolean, Value::Bool(_))
            | (Kind::String(StringFormat::Text | StringFormat::Password), Value::String(_)) => true,
            (Kind::Number(Number::Int32), Value::Number(number)) => number
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            (Kind::Number(Number::Int64), Value::Number(number)) => number.is_i64(),
            (Kind::Number(Number::Float | Number::Double), Value::Number(_)) => true,
            (Kind::Enum(Enum { values }), value) => values.contains(value),
            (Kind::Boolean | Kind::Number(_) | Kind::String(StringFormat::Text), _) => false,
            _ => {
                let message = "a default of a list, an object or a formatted string has no effect on the emitted crates";
                let warning =
                    Diagnostic::warning(Code::Unsupported, message).at(at, "not honoured");
                self.diagnostics.push(warning);
                return None;
            }
        };
        if fits {
            return Some(value.clone());
        }
        let message = format!("the default {value} isn't a value that the schema allows");
        self.diagnostics
            .push(Diagnostic::error(Code::Shape, message).at(at, "not of the schema's type"));
        None
    }

    /// Refuses types that are nothing but other names of each other, and lists of nothing but themselves.
    pub(super) fn alias_cycles(&mut self) {
        let circles: Vec<Pointer> = self
            .types
            .iter()
            .filter(|(id, _)| {
                let mut next = Some(*id);
                for _ in 0..=self.types.len() {
                    next = next.and_then(|id| match self.types.get(id).kind {
                        Kind::Alias(inner) | Kind::Array(inner) | Kind::Map(inner) => {
                            Some(inner.id)
                        }
                        _ => None,
                    });
                    match next {
                        None => return false,
                        Some(next) if next == *id => return true,
                        Some(_) => {}
                    }
                }
                false
            })
            .map(|(_, kind)| kind.origin.clone())
            .collect();
        for at in circles {
            self.unsupported(
                "a schema that is made of nothing but itself isn't supported",
                &at,
            );
        }
    }
}

/// Whether a schema allows `null` itself.
fn nullable(node: Node<'_>) -> bool {
    match node {
        Node::Reference(_) => false,
        Node::Schema(schema) => {
            schema.schema_data.nullable
                || Keywords::of(schema).enumeration.iter().any(Value::is_null)
        }
    }
}
