//! A schema's keywords in one flat structure.
//!
//! `openapiv3` sorts schemas by what combination of keywords they have. The lowering asks for
//! single keywords, so every variant is taken apart here, exhaustively: a keyword that a new
//! version of the model knows can't get lost.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Discriminator, IntegerFormat,
    IntegerType, NumberFormat, NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringFormat, StringType, Type as OpenApiType, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

/// A schema, or a reference to one.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

/// Between which whole numbers those of a schema lie.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) least: Option<i128>,
    pub(super) most: Option<i128>,
}

impl Bounds {
    /// The bounds that keep to these and to others.
    pub(super) fn and(self, other: Self) -> Self {
        let both = |one: Option<i128>, other: Option<i128>, tighter: fn(i128, i128) -> i128| {
            one.zip(other)
                .map(|(one, other)| tighter(one, other))
                .or(one)
                .or(other)
        };
        Self {
            least: both(self.least, other.least, Ord::max),
            most: both(self.most, other.most, Ord::min),
        }
    }
}

/// The keywords of a schema that decide what type it is.
#[derive(Default)]
pub(super) struct Keywords<'a> {
    pub(super) kind: Option<&'a str>,
    pub(super) format: Option<&'a str>,
    pub(super) enumeration: Vec<Value>,
    /// `minimum` and `maximum`.
    pub(super) bounds: Bounds,
    /// An example that an `i64` has no room for.
    pub(super) large: Option<&'a Value>,
    pub(super) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) required: &'a [String],
    pub(super) additional_properties: Option<&'a AdditionalProperties>,
    pub(super) items: Option<Node<'a>>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
    pub(super) not: Option<Node<'a>>,
    pub(super) discriminator: Option<&'a Discriminator>,
    pub(super) default: Option<&'a Value>,
    /// The types of the first items of a list: references that the reading of OpenAPI 3.1 leaves.
    pub(super) prefix_items: Option<Vec<&'a str>>,
    /// Whether an object has no properties but those that this schema and its members describe:
    /// `unevaluatedProperties: false`.
    pub(super) closed: bool,
    /// Whether what is said of additional properties holds for those that no member describes
    /// either: it stands for `unevaluatedProperties`.
    pub(super) unevaluated: bool,
    /// `contentMediaType` of OpenAPI 3.1.
    pub(super) content_media_type: Option<&'a str>,
}

/// The extension that carries an example that an `i64` has no room for.
const LARGE: &str = "x-oasmith-large";

/// The extension that carries `contentMediaType` of OpenAPI 3.1.
const CONTENT_MEDIA_TYPE: &str = "x-oasmith-content-media-type";

/// The extension that carries `prefixItems` of OpenAPI 3.1.
const PREFIX_ITEMS: &str = "x-oasmith-prefix-items";

/// The extension that carries `unevaluatedProperties: false` of OpenAPI 3.1.
const CLOSED: &str = "x-oasmith-closed";

/// The extension that marks `additionalProperties` that stands for `unevaluatedProperties`.
const UNEVALUATED: &str = "x-oasmith-unevaluated";

impl<'a> Keywords<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let Schema {
            schema_data,
            schema_kind,
        } = schema;
        let SchemaData {
            discriminator,
            default,
            extensions,
            ..
        } = schema_data;
        let keywords = match schema_kind {
            SchemaKind::Type(kind) => Self::of_type(kind),
            SchemaKind::OneOf { one_of } => Self {
                one_of,
                ..Self::default()
            },
            SchemaKind::AllOf { all_of } => Self {
                all_of,
                ..Self::default()
            },
            SchemaKind::AnyOf { any_of } => Self {
                any_of,
                ..Self::default()
            },
            SchemaKind::Not { not } => Self {
                not: Some(Node::from(not.as_ref())),
                ..Self::default()
            },
            SchemaKind::Any(any) => Self::of_any(any),
        };
        let prefix_items = extensions.get(PREFIX_ITEMS).and_then(Value::as_array);
        Self {
            discriminator: discriminator.as_ref(),
            default: default.as_ref(),
            large: extensions.get(LARGE),
            prefix_items: prefix_items
                .map(|items| items.iter().filter_map(Value::as_str).collect()),
            closed: extensions.get(CLOSED) == Some(&Value::Bool(true)),
            unevaluated: extensions.contains_key(UNEVALUATED),
            content_media_type: extensions.get(CONTENT_MEDIA_TYPE).and_then(Value::as_str),
            ..keywords
        }
    }

    fn of_type(kind: &'a OpenApiType) -> Self {
        match kind {
            OpenApiType::String(StringType {
                format,
                pattern: _,
                enumeration,
                min_length: _,
                max_length: _,
            }) => Self {
                kind: Some("string"),
                format: string_format(format),
                enumeration: values(enumeration),
                ..Self::default()
            },
            OpenApiType::Number(NumberType {
                format,
                multiple_of: _,
                exclusive_minimum: _,
                exclusive_maximum: _,
                minimum: _,
                maximum: _,
                enumeration,
            }) => Self {
                kind: Some("number"),
                format: number_format(format),
                enumeration: values(enumeration),
                ..Self::default()
            },
            OpenApiType::Integer(IntegerType {
                format,
                multiple_of: _,
                exclusive_minimum: _,
                exclusive_maximum: _,
                minimum,
                maximum,
                enumeration,
            }) => Self {
                kind: Some("integer"),
                format: integer_format(format),
                bounds: Bounds {
                    least: minimum.map(Into::into),
                    most: maximum.map(Into::into),
                },
                enumeration: values(enumeration),
                ..Self::default()
            },
            OpenApiType::Boolean(BooleanType { enumeration }) => Self {
                kind: Some("boolean"),
                enumeration: values(enumeration),
                ..Self::default()
            },
            OpenApiType::Object(ObjectType {
                properties,
                required,
                additional_properties,
                min_properties: _,
                max_properties: _,
            }) => Self {
                kind: Some("object"),
                properties: Some(properties),
                required,
                additional_properties: additional_properties.as_ref(),
                ..Self::default()
            },
            OpenApiType::Array(ArrayType {
                items,
                min_items: _,
                max_items: _,
                unique_items: _,
            }) => Self {
                kind: Some("array"),
                items: items.as_ref().map(Node::from),
                ..Self::default()
            },
        }
    }

    fn of_any(any: &'a AnySchema) -> Self {
        let AnySchema {
            typ,
            pattern: _,
            multiple_of: _,
            exclusive_minimum: _,
            exclusive_maximum: _,
            minimum,
            maximum,
            properties,
            required,
            additional_properties,
            min_properties: _,
            max_properties: _,
            items,
            min_items: _,
            max_items: _,
            unique_items: _,
            enumeration,
            format,
            min_length: _,
            max_length: _,
            one_of,
            all_of,
            any_of,
            not,
        } = any;
        Self {
            kind: typ.as_deref(),
            format: format.as_deref(),
            enumeration: enumeration.clone(),
            bounds: Bounds {
                least: minimum.map(whole),
                most: maximum.map(whole),
            },
            properties: Some(properties).filter(|properties| !properties.is_empty()),
            required,
            additional_properties: additional_properties.as_ref(),
            items: items.as_ref().map(Node::from),
            all_of,
            one_of,
            any_of,
            not: not.as_deref().map(Node::from),
            ..Self::default()
        }
    }

    /// Whether nothing here says what type it is, but for `allOf`, `oneOf` and `anyOf`.
    pub(super) fn bare(&self) -> bool {
        let says_type = match self.kind {
            None => false,
            // `type: object` beside a reference to an object says nothing new.
            Some(kind) => kind != "object",
        };
        !says_type
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_none_or(IndexMap::is_empty)
            && self.required.is_empty()
            && self.additional_properties.is_none()
            && self.items.is_none()
            && self.prefix_items.is_none()
            && !self.closed
            && self.not.is_none()
    }

    /// Whether nothing here says what type it is.
    pub(super) fn silent(&self) -> bool {
        self.bare() && self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty()
    }

    /// Whether it says at most which properties have to be there, or what a value isn't.
    pub(super) fn constrains(&self) -> bool {
        self.kind.is_none_or(|kind| kind == "object")
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_none_or(IndexMap::is_empty)
            && self.additional_properties.is_none()
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && !self.closed
            && (!self.required.is_empty() || self.not.is_some())
    }

    /// Whether `null` is the only value.
    pub(super) fn only_null(&self) -> bool {
        !self.enumeration.is_empty() && self.enumeration.iter().all(Value::is_null)
    }

    /// The `type`, or the one that the other keywords only make sense with.
    pub(super) fn effective_type(&self) -> Option<&'a str> {
        self.kind.or_else(|| {
            if self.properties.is_some()
                || self.additional_properties.is_some()
                || self.closed
                || !self.required.is_empty()
            {
                Some("object")
            } else if self.items.is_some() {
                Some("array")
            } else if !self.enumeration.is_empty()
                && self
                    .enumeration
                    .iter()
                    .all(|value| value.is_string() || value.is_null())
            {
                Some("string")
            } else {
                None
            }
        })
    }

    /// Whether nothing beside `allOf` says what type it is.
    pub(super) fn only_all_of(&self) -> bool {
        !self.all_of.is_empty() && self.bare() && self.one_of.is_empty() && self.any_of.is_empty()
    }
}

/// A bound as a whole number; what is beyond all of them is the last of them.
#[expect(clippy::cast_possible_truncation, reason = "it saturates")]
pub(super) fn whole(bound: f64) -> i128 {
    bound as i128
}

fn values<T: Clone + Into<Value>>(enumeration: &[Option<T>]) -> Vec<Value> {
    enumeration
        .iter()
        .map(|value| value.clone().map_or(Value::Null, Into::into))
        .collect()
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => Some("date"),
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Some("date-time"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some("password"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("byte"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("binary"),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn number_format(format: &VariantOrUnknownOrEmpty<NumberFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Some("float"),
        VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => Some("double"),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn integer_format(format: &VariantOrUnknownOrEmpty<IntegerFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32"),
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some("int64"),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
