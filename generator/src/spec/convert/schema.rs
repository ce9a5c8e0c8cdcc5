//! Schemas: of whatever combination of keywords, one flat structure.

use openapiv3::{
    AnySchema, ArrayType, BooleanType, IntegerFormat, IntegerType, NumberFormat, NumberType,
    ObjectType, ReferenceOr, SchemaData, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value};

use super::super::{
    AdditionalProperties, Bound, Discriminator, Schema, SchemaId, SchemaNode, SchemaReference,
    SchemaType,
};
use super::{Converter, listed, named};
use crate::parse::SchemaSupplement;
use crate::source::Pointer;

impl Converter {
    pub(super) fn schema(
        &mut self,
        schema: ReferenceOr<openapiv3::Schema>,
        at: Pointer,
    ) -> SchemaId {
        let node = match schema {
            ReferenceOr::Reference { reference } => reference_to(reference, at),
            ReferenceOr::Item(schema) => SchemaNode::Schema(Box::new(self.item(schema, at))),
        };
        self.push(node)
    }

    fn push(&mut self, node: SchemaNode) -> SchemaId {
        self.schemas.push(node);
        SchemaId(self.schemas.len() - 1)
    }

    fn item(&mut self, schema: openapiv3::Schema, at: Pointer) -> Schema {
        let openapiv3::Schema {
            schema_data,
            schema_kind,
        } = schema;
        let SchemaData {
            nullable,
            read_only,
            write_only,
            deprecated,
            external_docs: _,
            example: _,
            title,
            description,
            discriminator,
            default,
            extensions,
        } = schema_data;
        let supplement = self.supplement.take_schema(&at);
        let mut converted = self.kind(schema_kind, at);
        converted.nullable = nullable;
        converted.read_only = read_only;
        converted.write_only = write_only;
        converted.deprecated = deprecated;
        converted.title = title;
        converted.description = description;
        converted.discriminator = discriminator.map(discriminator_of);
        converted.default = default;
        converted.extensions = extensions;
        self.add(supplement, &mut converted);
        converted
    }

    fn add(&mut self, supplement: SchemaSupplement, schema: &mut Schema) {
        let SchemaSupplement {
            is_part,
            large_example,
            content_media_type,
            holds_json,
            content_schema,
            prefix_items,
            dependent_required,
            assertions,
            is_closed,
            is_unevaluated,
            has_null_default,
        } = supplement;
        schema.is_part = is_part;
        schema.large_example = large_example;
        schema.content_media_type = content_media_type;
        let at = &schema.at;
        let mut refer = |target| self.push(reference_to(target, at.clone()));
        schema.prefix_items = prefix_items.into_iter().map(&mut refer).collect();
        schema.holds_json = holds_json;
        schema.content_schema = content_schema.map(refer);
        schema.dependent_required = dependent_required;
        schema.assertions = assertions;
        if is_closed {
            schema.unevaluated_properties = Some(AdditionalProperties::Allowed(false));
        } else if is_unevaluated {
            schema.unevaluated_properties = schema.additional_properties.take();
        }
        if has_null_default {
            schema.default = Some(Value::Null);
        }
    }

    fn kind(&mut self, kind: SchemaKind, at: Pointer) -> Schema {
        match kind {
            SchemaKind::Type(kind) => self.kind_of_type(kind, at),
            SchemaKind::OneOf { one_of } => Schema {
                one_of: self.schemas(one_of, &at.key("oneOf")),
                ..Schema::empty(at)
            },
            SchemaKind::AllOf { all_of } => Schema {
                all_of: self.schemas(all_of, &at.key("allOf")),
                ..Schema::empty(at)
            },
            SchemaKind::AnyOf { any_of } => Schema {
                any_of: self.schemas(any_of, &at.key("anyOf")),
                ..Schema::empty(at)
            },
            SchemaKind::Not { not } => Schema {
                not: Some(self.schema(*not, at.key("not"))),
                ..Schema::empty(at)
            },
            SchemaKind::Any(any) => self.any(any, at),
        }
    }

    fn kind_of_type(&mut self, kind: Type, at: Pointer) -> Schema {
        match kind {
            Type::String(string) => string_type(string, at),
            Type::Number(number) => number_type(number, at),
            Type::Integer(integer) => integer_type(integer, at),
            Type::Boolean(BooleanType { enumeration }) => Schema {
                kind: Some(SchemaType::Boolean),
                enumeration: values(enumeration),
                ..Schema::empty(at)
            },
            Type::Object(ObjectType {
                properties,
                required,
                additional_properties,
                min_properties,
                max_properties,
            }) => Schema {
                kind: Some(SchemaType::Object),
                properties: named(properties, &at.key("properties"), |schema, at| {
                    self.schema(schema.unbox(), at)
                }),
                required,
                additional_properties: self.additional(additional_properties, &at),
                min_properties,
                max_properties,
                ..Schema::empty(at)
            },
            Type::Array(ArrayType {
                items,
                min_items,
                max_items,
                unique_items,
            }) => Schema {
                kind: Some(SchemaType::Array),
                items: items.map(|items| self.schema(items.unbox(), at.key("items"))),
                min_items,
                max_items,
                unique_items,
                ..Schema::empty(at)
            },
        }
    }

    fn any(&mut self, any: AnySchema, at: Pointer) -> Schema {
        let AnySchema {
            typ,
            pattern,
            multiple_of,
            exclusive_minimum,
            exclusive_maximum,
            minimum,
            maximum,
            properties,
            required,
            additional_properties,
            min_properties,
            max_properties,
            items,
            min_items,
            max_items,
            unique_items,
            enumeration,
            format,
            min_length,
            max_length,
            one_of,
            all_of,
            any_of,
            not,
        } = any;
        Schema {
            // `parse` leaves no other type than these.
            kind: typ.as_deref().and_then(SchemaType::of),
            format,
            enumeration,
            minimum: float_bound(minimum, exclusive_minimum.unwrap_or_default()),
            maximum: float_bound(maximum, exclusive_maximum.unwrap_or_default()),
            multiple_of: multiple_of.and_then(Number::from_f64),
            min_length,
            max_length,
            pattern,
            items: items.map(|items| self.schema(items.unbox(), at.key("items"))),
            min_items,
            max_items,
            unique_items: unique_items.unwrap_or_default(),
            properties: named(properties, &at.key("properties"), |schema, at| {
                self.schema(schema.unbox(), at)
            }),
            required,
            additional_properties: self.additional(additional_properties, &at),
            min_properties,
            max_properties,
            all_of: self.schemas(all_of, &at.key("allOf")),
            one_of: self.schemas(one_of, &at.key("oneOf")),
            any_of: self.schemas(any_of, &at.key("anyOf")),
            not: not.map(|not| self.schema(*not, at.key("not"))),
            ..Schema::empty(at)
        }
    }

    fn schemas(
        &mut self,
        schemas: Vec<ReferenceOr<openapiv3::Schema>>,
        at: &Pointer,
    ) -> Vec<SchemaId> {
        listed(schemas, at, |schema, at| self.schema(schema, at))
    }

    fn additional(
        &mut self,
        additional: Option<openapiv3::AdditionalProperties>,
        at: &Pointer,
    ) -> Option<AdditionalProperties> {
        Some(match additional? {
            openapiv3::AdditionalProperties::Any(allowed) => AdditionalProperties::Allowed(allowed),
            openapiv3::AdditionalProperties::Schema(schema) => {
                let at = at.key("additionalProperties");
                AdditionalProperties::Schema(self.schema(*schema, at))
            }
        })
    }
}

fn reference_to(target: String, at: Pointer) -> SchemaNode {
    SchemaNode::Reference(SchemaReference {
        at,
        target,
        // Found when all components are known.
        component: None,
    })
}

fn discriminator_of(discriminator: openapiv3::Discriminator) -> Discriminator {
    let openapiv3::Discriminator {
        property_name,
        mapping,
        extensions,
    } = discriminator;
    Discriminator {
        property_name,
        mapping,
        extensions,
    }
}

fn string_type(string: StringType, at: Pointer) -> Schema {
    let StringType {
        format,
        pattern,
        enumeration,
        min_length,
        max_length,
    } = string;
    Schema {
        kind: Some(SchemaType::String),
        format: format_of(format, |format| match format {
            StringFormat::Date => "date",
            StringFormat::DateTime => "date-time",
            StringFormat::Password => "password",
            StringFormat::Byte => "byte",
            StringFormat::Binary => "binary",
        }),
        pattern,
        enumeration: values(enumeration),
        min_length,
        max_length,
        ..Schema::empty(at)
    }
}

fn number_type(number: NumberType, at: Pointer) -> Schema {
    let NumberType {
        format,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        enumeration,
    } = number;
    Schema {
        kind: Some(SchemaType::Number),
        format: format_of(format, |format| match format {
            NumberFormat::Float => "float",
            NumberFormat::Double => "double",
        }),
        multiple_of: multiple_of.and_then(Number::from_f64),
        minimum: float_bound(minimum, exclusive_minimum),
        maximum: float_bound(maximum, exclusive_maximum),
        enumeration: values(enumeration),
        ..Schema::empty(at)
    }
}

fn integer_type(integer: IntegerType, at: Pointer) -> Schema {
    let IntegerType {
        format,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        enumeration,
    } = integer;
    let bound = |value: Option<i64>, exclusive: bool| {
        let value = value?.into();
        Some(Bound { value, exclusive })
    };
    Schema {
        kind: Some(SchemaType::Integer),
        format: format_of(format, |format| match format {
            IntegerFormat::Int32 => "int32",
            IntegerFormat::Int64 => "int64",
        }),
        multiple_of: multiple_of.map(Number::from),
        minimum: bound(minimum, exclusive_minimum),
        maximum: bound(maximum, exclusive_maximum),
        enumeration: values(enumeration),
        ..Schema::empty(at)
    }
}

fn float_bound(value: Option<f64>, exclusive: bool) -> Option<Bound> {
    let value = Number::from_f64(value?)?;
    Some(Bound { value, exclusive })
}

/// The values of an `enum` of one type and `null`.
fn values<T: Into<Value>>(enumeration: Vec<Option<T>>) -> Vec<Value> {
    let values = enumeration.into_iter();
    values
        .map(|value| value.map_or(Value::Null, Into::into))
        .collect()
}

fn format_of<T>(
    format: VariantOrUnknownOrEmpty<T>,
    name: impl Fn(T) -> &'static str,
) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(format) => Some(name(format).to_owned()),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
