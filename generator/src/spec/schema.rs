//! Schemas.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::{Extensions, Spec};
use crate::parse::Assertion;
use crate::source::Pointer;

/// The number of a schema in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub(super) usize);

/// A schema, or a reference to one.
#[derive(Clone, Debug)]
pub enum SchemaNode {
    /// A Reference Object.
    Reference(SchemaReference),
    /// A Schema Object.
    Schema(Box<Schema>),
}

/// A reference to a schema.
#[derive(Clone, Debug)]
pub struct SchemaReference {
    /// Where it stands.
    pub at: Pointer,
    /// `$ref`.
    pub target: String,
    /// The component that it names, if there is such a one.
    pub component: Option<SchemaId>,
}

/// A Schema Object, with the keywords of JSON Schema 2020-12.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it stands.
    pub at: Pointer,
    /// `type`; with [`nullable`](Self::nullable), `null` is another.
    pub kind: Option<SchemaType>,
    /// Whether `null` is a value beside those that the other keywords allow.
    pub nullable: bool,
    /// `format`.
    pub format: Option<String>,
    /// `enum`, or the one value of `const`.
    pub enumeration: Vec<Value>,
    /// `minimum` or `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum` or `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<Number>,
    /// `minLength`.
    pub min_length: Option<usize>,
    /// `maxLength`.
    pub max_length: Option<usize>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `contentMediaType`.
    pub content_media_type: Option<String>,
    /// Whether its strings hold JSON, as `contentMediaType` says.
    pub holds_json: bool,
    /// `contentSchema`, where they do.
    pub content_schema: Option<SchemaId>,
    /// `items`: the items that `prefixItems` doesn't speak of.
    pub items: Option<SchemaId>,
    /// `prefixItems`, where a list has just these items.
    pub prefix_items: Vec<SchemaId>,
    /// `minItems`.
    pub min_items: Option<usize>,
    /// `maxItems`.
    pub max_items: Option<usize>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `properties`.
    pub properties: IndexMap<String, SchemaId>,
    /// `required`.
    pub required: Vec<String>,
    /// `dependentRequired`: the properties that must be there where another one is, by that one.
    pub dependent_required: IndexMap<String, Vec<String>>,
    /// What values are held against as they are in JSON: `not`, `contains` and the like.
    pub assertions: Vec<Assertion>,
    /// `additionalProperties`.
    pub additional_properties: Option<AdditionalProperties>,
    /// `unevaluatedProperties`, where it isn't the same as `additionalProperties`.
    pub unevaluated_properties: Option<AdditionalProperties>,
    /// `minProperties`.
    pub min_properties: Option<usize>,
    /// `maxProperties`.
    pub max_properties: Option<usize>,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `default`, be it `null`.
    pub default: Option<Value>,
    /// The first of its examples that is a number beyond the whole numbers of 64 bits with a sign.
    pub large_example: Option<Value>,
    /// Whether it stands inside of another schema in the document, though it is a component here.
    pub is_part: bool,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A type of JSON Schema but `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of JSON Schema")]
pub enum SchemaType {
    Array,
    Boolean,
    Integer,
    Number,
    Object,
    String,
}

/// The least or the greatest number.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether it isn't allowed itself.
    pub exclusive: bool,
}

/// What is said of properties that aren't described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionalProperties {
    /// Whether there can be any.
    Allowed(bool),
    /// What each of them satisfies.
    Schema(SchemaId),
}

/// A Discriminator Object.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// `propertyName`.
    pub property_name: String,
    /// `mapping`: references to schemas or names of components, by the value that stands for each.
    pub mapping: IndexMap<String, String>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

impl SchemaNode {
    /// Where it stands.
    #[must_use]
    pub fn at(&self) -> &Pointer {
        match self {
            Self::Reference(reference) => &reference.at,
            Self::Schema(schema) => &schema.at,
        }
    }
}

impl SchemaType {
    /// The name of the type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    /// The type of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let all = [
            Self::Array,
            Self::Boolean,
            Self::Integer,
            Self::Number,
            Self::Object,
            Self::String,
        ];
        all.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Schema {
    /// One that says nothing.
    pub(super) fn empty(at: Pointer) -> Self {
        Self {
            at,
            kind: None,
            nullable: false,
            format: None,
            enumeration: Vec::new(),
            minimum: None,
            maximum: None,
            multiple_of: None,
            min_length: None,
            max_length: None,
            pattern: None,
            content_media_type: None,
            holds_json: false,
            content_schema: None,
            items: None,
            prefix_items: Vec::new(),
            min_items: None,
            max_items: None,
            unique_items: false,
            properties: IndexMap::new(),
            required: Vec::new(),
            dependent_required: IndexMap::new(),
            assertions: Vec::new(),
            additional_properties: None,
            unevaluated_properties: None,
            min_properties: None,
            max_properties: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            not: None,
            discriminator: None,
            title: None,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            default: None,
            large_example: None,
            is_part: false,
            extensions: Extensions::new(),
        }
    }
}

/// What of two schemas is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    /// The keywords that say which values are allowed.
    Values,
    /// These, and what else is said of the values.
    All,
}

impl Spec {
    /// Where a schema stands.
    #[must_use]
    pub fn at(&self, id: SchemaId) -> &Pointer {
        self.schema(id).at()
    }

    /// A schema that is more than a reference.
    #[must_use]
    pub fn schema_object(&self, id: SchemaId) -> Option<&Schema> {
        match self.schema(id) {
            SchemaNode::Schema(schema) => Some(schema),
            SchemaNode::Reference(_) => None,
        }
    }

    /// The component that a reference to a schema names.
    #[must_use]
    pub fn named_component(&self, id: SchemaId) -> Option<SchemaId> {
        match self.schema(id) {
            SchemaNode::Reference(reference) => reference.component,
            SchemaNode::Schema(_) => None,
        }
    }

    /// The name of a component schema.
    #[must_use]
    pub fn component_name(&self, component: SchemaId) -> Cow<'_, str> {
        self.at(component).last().unwrap_or_default()
    }

    /// Whether two schemas say the same, wherever they stand.
    #[must_use]
    pub fn is_same(&self, one: SchemaId, other: SchemaId) -> bool {
        match (self.schema(one), self.schema(other)) {
            (SchemaNode::Reference(one), SchemaNode::Reference(other)) => {
                one.target == other.target
            }
            (SchemaNode::Schema(one), SchemaNode::Schema(other)) => {
                self.say_same(one, other, Compare::All)
            }
            _ => false,
        }
    }

    /// Whether two schemas allow the same values by the same words, whatever else they say.
    #[must_use]
    pub fn allow_same(&self, one: &Schema, other: &Schema) -> bool {
        self.say_same(one, other, Compare::Values)
    }

    fn say_same(&self, one: &Schema, other: &Schema, compare: Compare) -> bool {
        let Schema {
            at: _,
            kind,
            nullable,
            format,
            enumeration,
            minimum,
            maximum,
            multiple_of,
            min_length,
            max_length,
            pattern,
            content_media_type,
            holds_json,
            content_schema,
            items,
            prefix_items,
            min_items,
            max_items,
            unique_items,
            properties,
            required,
            dependent_required,
            assertions,
            additional_properties,
            unevaluated_properties,
            min_properties,
            max_properties,
            all_of,
            one_of,
            any_of,
            not,
            discriminator,
            title,
            description,
            deprecated,
            read_only,
            write_only,
            default,
            large_example,
            is_part: _,
            extensions,
        } = one;
        let annotate_same = || {
            *discriminator == other.discriminator
                && *title == other.title
                && *description == other.description
                && *deprecated == other.deprecated
                && *read_only == other.read_only
                && *write_only == other.write_only
                && *default == other.default
                && *large_example == other.large_example
                && *extensions == other.extensions
        };
        *kind == other.kind
            && *nullable == other.nullable
            && *format == other.format
            && *enumeration == other.enumeration
            && *minimum == other.minimum
            && *maximum == other.maximum
            && *multiple_of == other.multiple_of
            && *min_length == other.min_length
            && *max_length == other.max_length
            && *pattern == other.pattern
            && *content_media_type == other.content_media_type
            && *holds_json == other.holds_json
            && *min_items == other.min_items
            && *max_items == other.max_items
            && *unique_items == other.unique_items
            && *required == other.required
            && *dependent_required == other.dependent_required
            && *assertions == other.assertions
            && *min_properties == other.min_properties
            && *max_properties == other.max_properties
            && self.are_same(prefix_items, &other.prefix_items)
            && self.are_same(all_of, &other.all_of)
            && self.are_same(one_of, &other.one_of)
            && self.are_same(any_of, &other.any_of)
            && self.are_same(content_schema.as_slice(), other.content_schema.as_slice())
            && self.are_same(items.as_slice(), other.items.as_slice())
            && self.are_same(not.as_slice(), other.not.as_slice())
            && self.allow_same_others(*additional_properties, other.additional_properties)
            && self.allow_same_others(*unevaluated_properties, other.unevaluated_properties)
            && properties.len() == other.properties.len()
            && properties.iter().all(|(name, schema)| {
                let known = other.properties.get(name);
                known.is_some_and(|known| self.is_same(*schema, *known))
            })
            && (compare == Compare::Values || annotate_same())
    }

    fn are_same(&self, one: &[SchemaId], other: &[SchemaId]) -> bool {
        let mut pairs = one.iter().zip(other);
        one.len() == other.len() && pairs.all(|(one, other)| self.is_same(*one, *other))
    }

    fn allow_same_others(
        &self,
        one: Option<AdditionalProperties>,
        other: Option<AdditionalProperties>,
    ) -> bool {
        match (one, other) {
            (
                Some(AdditionalProperties::Schema(one)),
                Some(AdditionalProperties::Schema(other)),
            ) => self.is_same(one, other),
            (one, other) => one == other,
        }
    }
}
