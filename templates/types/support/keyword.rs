//! Keywords of JSON Schema for values as they are in JSON: for those that aren't of the type that a
//! keyword speaks of, and for what no type says.

use std::ops::RangeBounds;

use serde::Serialize;
use serde_json::{Map, Value};

use super::gaps::Parts;
use super::validate::{Checker, Pattern, canonical, validate};

/// A schema: a value satisfies all of its keywords.
type Schema<'a> = &'a [SchemaKeyword<'a>];

/// A keyword of JSON Schema. It leaves values alone that are of another kind than it speaks of.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "a document may not use them all")]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum SchemaKeyword<'a> {
    MinLength(usize),
    MaxLength(usize),
    Pattern(&'static dyn Pattern),
    Minimum(f64),
    ExclusiveMinimum(f64),
    Maximum(f64),
    ExclusiveMaximum(f64),
    MultipleOf(&'static str),
    MinItems(usize),
    MaxItems(usize),
    UniqueItems,
    MinProperties(usize),
    MaxProperties(usize),
    /// The properties that must be there where another one is.
    DependentRequired(&'a str, &'a [&'a str]),
    /// The schema `false`.
    Never,
    /// The names of the types that a value may be of.
    Type(&'a [&'a str]),
    /// The values that there are, as JSON.
    Enum(&'a [&'a str]),
    Required(&'a [&'a str]),
    Property(&'a str, Schema<'a>),
    PatternProperty(&'static dyn Pattern, Schema<'a>),
    /// For the properties that have none of these names, and match none of these patterns.
    AdditionalProperties(&'a [&'a str], &'a [&'static dyn Pattern], Schema<'a>),
    PropertyNames(Schema<'a>),
    DependentSchema(&'a str, Schema<'a>),
    /// For the item at an index.
    PrefixItem(usize, Schema<'a>),
    /// For the items from an index on.
    Items(usize, Schema<'a>),
    /// At least so many items that satisfy a schema.
    MinContains(usize, Schema<'a>),
    /// At most so many.
    MaxContains(usize, Schema<'a>),
    AnyOf(&'a [Schema<'a>]),
    OneOf(&'a [Schema<'a>]),
    Not(Schema<'a>),
    /// `if`, `then` and `else`.
    If(Schema<'a>, Schema<'a>, Schema<'a>),
}

impl Checker<'_> {
    /// Checks a value as the JSON that it is written as.
    pub fn keywords<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        keywords: &[SchemaKeyword<'_>],
    ) -> &mut Self {
        // What can't be written is refused where it is.
        if let Ok(value) = serde_json::to_value(value) {
            self.schema(&value, keywords);
        }
        self
    }

    fn schema(&mut self, value: &Value, schema: Schema<'_>) {
        for keyword in schema {
            match value {
                Value::String(text) => self.text(text, *keyword),
                Value::Number(number) => self.number(number, *keyword),
                Value::Array(items) => self.list(items, *keyword),
                Value::Object(members) => self.object(members, *keyword),
                Value::Null | Value::Bool(_) => {}
            }
            self.any(value, *keyword);
        }
    }

    /// Checks what isn't about values of one type only.
    fn any(&mut self, value: &Value, keyword: SchemaKeyword<'_>) {
        match keyword {
            SchemaKeyword::Never => self.fault_of_parts("must not be there"),
            SchemaKeyword::Type(kinds) if !kinds.iter().any(|kind| is_of(value, kind)) => {
                self.fault_of_parts(format!("must be of type {}", kinds.join(" or ")));
            }
            SchemaKeyword::Enum(values) if !values.iter().any(|known| is_equal(value, known)) => {
                self.fault(format!("must be one of {}", values.join(", ")));
            }
            SchemaKeyword::AnyOf(schemas) if !schemas.iter().any(|schema| fits(value, schema)) => {
                self.fault("must be what one of `anyOf` describes");
            }
            SchemaKeyword::OneOf(schemas) => {
                let fitting = schemas.iter().filter(|schema| fits(value, schema));
                if fitting.count() != 1 {
                    self.fault("must be what just one of `oneOf` describes");
                }
            }
            SchemaKeyword::Not(schema) if fits(value, schema) => {
                self.fault("must not be what `not` describes");
            }
            // Nobody knows which of them is asked for.
            SchemaKeyword::If(..) if self.has_gaps() => {}
            SchemaKeyword::If(condition, then, _) if fits(value, condition) => {
                self.schema(value, then);
            }
            SchemaKeyword::If(_, _, otherwise) => self.schema(value, otherwise),
            SchemaKeyword::DependentSchema(property, schema) => {
                let is_there = value.get(property).is_some();
                if value.is_object() && self.has(property, is_there) {
                    self.schema(value, schema);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, keyword: SchemaKeyword<'_>) {
        match keyword {
            SchemaKeyword::MinLength(least) => self.length(text, least..),
            SchemaKeyword::MaxLength(most) => self.length(text, ..=most),
            SchemaKeyword::Pattern(pattern) => self.pattern(text, pattern),
            _ => self,
        };
    }

    fn number(&mut self, number: &serde_json::Number, keyword: SchemaKeyword<'_>) {
        if let SchemaKeyword::MultipleOf(of) = keyword {
            self.multiple_of(number, of);
        }
        let Some(number) = number.as_f64() else {
            return;
        };
        match keyword {
            SchemaKeyword::Minimum(least) => self.at_least(number, least),
            SchemaKeyword::ExclusiveMinimum(limit) => self.more_than(number, limit),
            SchemaKeyword::Maximum(most) => self.at_most(number, most),
            SchemaKeyword::ExclusiveMaximum(limit) => self.less_than(number, limit),
            _ => self,
        };
    }

    fn list(&mut self, items: &[Value], keyword: SchemaKeyword<'_>) {
        match keyword {
            SchemaKeyword::MinItems(least) => {
                self.items(items.len(), least..);
            }
            SchemaKeyword::MaxItems(most) => {
                self.items(items.len(), ..=most);
            }
            SchemaKeyword::UniqueItems => {
                self.unique(items);
            }
            SchemaKeyword::PrefixItem(place, schema) => {
                self.items_at(place..=place, items, schema);
            }
            SchemaKeyword::Items(first, schema) => self.items_at(first.., items, schema),
            SchemaKeyword::MinContains(least, schema) => {
                let (fitting, unknown) = self.count(items, schema);
                if fitting + unknown < least {
                    self.fault_of_parts(format!(
                        "must have at least {least} of what `contains` describes"
                    ));
                }
            }
            SchemaKeyword::MaxContains(most, schema) if self.count(items, schema).0 > most => {
                self.fault_of_parts(format!(
                    "must have at most {most} of what `contains` describes"
                ));
            }
            _ => {}
        }
    }

    /// Checks the items that stood at some places of the list that was sent.
    fn items_at(&mut self, places: impl RangeBounds<usize>, items: &[Value], schema: Schema<'_>) {
        let gaps = self.gaps();
        for (index, item) in items.iter().enumerate() {
            let place = gaps.map_or(index, |gaps| gaps.index(index));
            if places.contains(&place) {
                self.item(index).schema(item, schema);
            }
        }
    }

    /// How many items satisfy a schema, and of how many that isn't known.
    fn count(&mut self, items: &[Value], schema: Schema<'_>) -> (usize, usize) {
        let (mut fitting, mut unknown) = (0, self.items_sent(items.len()) - items.len());
        for (index, item) in items.iter().enumerate() {
            if self.item(index).has_gaps() {
                unknown += 1;
            } else if fits(item, schema) {
                fitting += 1;
            }
        }
        (fitting, unknown)
    }

    fn object(&mut self, members: &Map<String, Value>, keyword: SchemaKeyword<'_>) {
        match keyword {
            SchemaKeyword::MinProperties(least) => {
                self.properties(members.len(), least..);
            }
            SchemaKeyword::MaxProperties(most) => {
                self.properties(members.len(), ..=most);
            }
            SchemaKeyword::DependentRequired(property, others) => {
                let is_there = members.contains_key(property);
                for other in others {
                    self.requires(property, is_there, &[(other, members.contains_key(*other))]);
                }
            }
            SchemaKeyword::Required(names) => {
                for name in names {
                    if !self.has(name, members.contains_key(*name)) {
                        self.fault_of_parts(format!("must have `{name}`"));
                    }
                }
            }
            SchemaKeyword::PropertyNames(schema) if self.was_sent() => {
                let left_out = self.gaps().map(Parts::left_out).unwrap_or_default();
                for name in members.keys().chain(&left_out) {
                    let fits = fits(&Value::from(name.as_str()), schema);
                    if !fits && self.has(name, true) {
                        let message = "must have a name that `propertyNames` describes";
                        self.property(name).note(message.into());
                    }
                }
            }
            keyword => {
                for (name, value) in members {
                    if let Some(schema) = schema_of(name, keyword) {
                        self.property(name).schema(value, schema);
                    }
                }
            }
        }
    }
}

/// What a keyword asks of a property.
fn schema_of<'a>(name: &str, keyword: SchemaKeyword<'a>) -> Option<Schema<'a>> {
    let (concerns, schema) = match keyword {
        SchemaKeyword::Property(property, schema) => (property == name, schema),
        SchemaKeyword::PatternProperty(pattern, schema) => (pattern.is_match(name), schema),
        SchemaKeyword::AdditionalProperties(names, patterns, schema) => {
            let is_known = names.contains(&name) || patterns.iter().any(|it| it.is_match(name));
            (!is_known, schema)
        }
        _ => return None,
    };
    concerns.then_some(schema)
}

/// Whether a value satisfies a schema.
fn fits(value: &Value, schema: Schema<'_>) -> bool {
    validate(|check| check.schema(value, schema)).is_ok()
}

fn is_of(value: &Value, kind: &str) -> bool {
    match value {
        Value::Null => kind == "null",
        Value::Bool(_) => kind == "boolean",
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
        Value::Number(number) => {
            let is_whole = || number.as_f64().is_none_or(|number| number.fract() == 0.0);
            kind == "number" || kind == "integer" && is_whole()
        }
    }
}

fn is_equal(value: &Value, text: &str) -> bool {
    let known = serde_json::from_str::<Value>(text);
    let known = known.and_then(|known| canonical(&known));
    matches!((canonical(value), known), (Ok(value), Ok(known)) if value == known)
}
