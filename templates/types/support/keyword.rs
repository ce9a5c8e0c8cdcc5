//! Rules for values that aren't of the type that a rule speaks of: any JSON value, or what a type of
//! its own writes as text.

use serde::Serialize;
use serde_json::Value;

use super::validate::{Checker, Pattern};

/// A keyword of JSON Schema. It leaves values alone that are of another kind than it speaks of.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "a document may not use them all")]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum SchemaKeyword {
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
    DependentRequired(&'static str, &'static [&'static str]),
}

impl Checker<'_> {
    /// Checks a value as the JSON that it is written as.
    pub fn keywords<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        keywords: &[SchemaKeyword],
    ) -> &mut Self {
        // What can't be written is refused where it is.
        if let Ok(value) = serde_json::to_value(value) {
            for keyword in keywords {
                self.keyword(&value, *keyword);
            }
        }
        self
    }

    fn keyword(&mut self, value: &Value, keyword: SchemaKeyword) {
        match (value, keyword) {
            (Value::String(text), SchemaKeyword::MinLength(least)) => self.length(text, least..),
            (Value::String(text), SchemaKeyword::MaxLength(most)) => self.length(text, ..=most),
            (Value::String(text), SchemaKeyword::Pattern(pattern)) => self.pattern(text, pattern),
            (Value::Number(number), keyword) => self.number(number, keyword),
            (Value::Array(items), SchemaKeyword::MinItems(least)) => {
                self.items(items.len(), least..)
            }
            (Value::Array(items), SchemaKeyword::MaxItems(most)) => {
                self.items(items.len(), ..=most)
            }
            (Value::Array(items), SchemaKeyword::UniqueItems) => self.unique(items),
            (Value::Object(members), SchemaKeyword::MinProperties(least)) => {
                self.properties(members.len(), least..)
            }
            (Value::Object(members), SchemaKeyword::MaxProperties(most)) => {
                self.properties(members.len(), ..=most)
            }
            (Value::Object(members), SchemaKeyword::DependentRequired(property, others))
                if members.contains_key(property) =>
            {
                for other in others {
                    self.requires(property, &[(other, members.contains_key(*other))]);
                }
                self
            }
            _ => self,
        };
    }

    fn number(&mut self, number: &serde_json::Number, keyword: SchemaKeyword) -> &mut Self {
        if let SchemaKeyword::MultipleOf(of) = keyword {
            return self.multiple_of(number, of);
        }
        let Some(number) = number.as_f64() else {
            return self;
        };
        match keyword {
            SchemaKeyword::Minimum(least) => self.at_least(number, least),
            SchemaKeyword::ExclusiveMinimum(limit) => self.more_than(number, limit),
            SchemaKeyword::Maximum(most) => self.at_most(number, most),
            SchemaKeyword::ExclusiveMaximum(limit) => self.less_than(number, limit),
            _ => self,
        }
    }
}
