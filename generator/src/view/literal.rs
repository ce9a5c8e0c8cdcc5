//! Plans default values and constants.

use serde_json::Value;

use super::model::literal::{DefaultValue, Literal};
use super::resolver::Resolver;
use crate::formats::{Scalar, TextForm};
use crate::ir::{Kind, TypeRef, plainest};

impl Resolver<'_> {
    /// The value that every value of a type is, where there is but one.
    pub(super) fn only_value(&self, type_ref: TypeRef) -> Option<Literal> {
        let type_ref = self.types.unalias(type_ref);
        match &self.types.get(type_ref.id).kind {
            Kind::Enum(values) => match values.values.as_slice() {
                [value] if !type_ref.nullable => self.literal(value, type_ref),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a value that isn't there stands for.
    pub(super) fn default_value(&self, json: &Value, type_ref: TypeRef) -> Option<DefaultValue> {
        Some(DefaultValue {
            value: self.literal(json, type_ref)?,
            json: json.to_string(),
        })
    }

    /// What a list that isn't there stands for, where it is written item by item.
    pub(super) fn default_list(&self, values: &[Value], item: TypeRef) -> Option<DefaultValue> {
        let items = values.iter().map(|value| self.literal(value, item));
        Some(DefaultValue {
            value: Literal::List(items.collect::<Option<_>>()?),
            json: Value::from(values).to_string(),
        })
    }

    /// A default value; none where it isn't one of the type, or is `null`.
    pub(super) fn literal(&self, value: &Value, type_ref: TypeRef) -> Option<Literal> {
        if value.is_null() || !self.types.admits(value, type_ref) {
            return None;
        }
        let id = self.types.unalias(type_ref).id;
        Some(match (&self.types.get(id).kind, value) {
            (Kind::Boolean, Value::Bool(value)) => Literal::Bool(*value),
            (Kind::Number(format), Value::Number(number))
                if format.text_form() == TextForm::Float =>
            {
                Literal::Float(number.as_f64()?)
            }
            (Kind::Number(format), value) if format.scalar.is_std() && plainest(value).is_i64() => {
                Literal::Integer(plainest(value).as_i64()?)
            }
            (Kind::String(format), Value::String(text)) if format.scalar == Scalar::STRING => {
                Literal::String(text.clone())
            }
            (Kind::Enum(values), value) => {
                let value = plainest(value);
                let index = values.values.iter().position(|known| *known == value)?;
                let names = self.names.get(id)?;
                Literal::Variant(names.name.clone(), names.members.get(index)?.clone())
            }
            (Kind::Array(item), Value::Array(values))
                if !self.cycles.newtypes.contains(&id) && !self.types.unalias(*item).nullable =>
            {
                let items = values.iter().map(|value| self.literal(value, *item));
                let items: Vec<Literal> = items.collect::<Option<_>>()?;
                if items.iter().any(Literal::is_parsed) {
                    Literal::Parsed(Value::Array(values.clone()).to_string())
                } else {
                    Literal::List(items)
                }
            }
            _ => Literal::Parsed(value.to_string()),
        })
    }
}
