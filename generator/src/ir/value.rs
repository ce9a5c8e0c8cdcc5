//! Whether a value of a document is one of a type, so that the emitted type surely reads it.

use serde_json::{Map, Value};

use super::types::{Additional, Kind, Object, TypeRef, Types, Union};
use crate::formats::Format;

/// More comparisons than any value needs: unions of unions can lead to the same type many times.
const MAX_STEPS: usize = 10_000;

impl Types {
    /// Whether a value is one of a type.
    #[must_use]
    pub fn admits(&self, value: &Value, kind: TypeRef) -> bool {
        Reader {
            types: self,
            steps: MAX_STEPS,
        }
        .fits(value, kind)
    }

    /// Whether `null` is one of the values of a use.
    #[must_use]
    pub fn takes_null(&self, type_ref: TypeRef) -> bool {
        self.takes_null_within(type_ref, 16)
    }

    fn takes_null_within(&self, type_ref: TypeRef, depth: usize) -> bool {
        let type_ref = self.unalias(type_ref);
        type_ref.nullable
            || match &self.get(type_ref.id).kind {
                Kind::Any(_) | Kind::Null => true,
                Kind::Union(union) => {
                    let mut kinds = union.variants.iter().map(|variant| variant.kind);
                    depth > 0 && kinds.any(|kind| self.takes_null_within(kind, depth - 1))
                }
                _ => false,
            }
    }
}

struct Reader<'a> {
    types: &'a Types,
    steps: usize,
}

impl Reader<'_> {
    fn fits(&mut self, value: &Value, type_ref: TypeRef) -> bool {
        let Some(left) = self.steps.checked_sub(1) else {
            return false;
        };
        self.steps = left;
        let types = self.types;
        let asked = types.constraints(type_ref);
        let type_ref = types.unalias(type_ref);
        let kind = &types.get(type_ref.id).kind;
        if value.is_null() {
            return types.takes_null(type_ref);
        }
        if !asked.allow(value) {
            return false;
        }
        match (kind, value) {
            (Kind::Any(_), _) | (Kind::Boolean, Value::Bool(_)) => true,
            // Only the Rust type that was chosen for it knows its values.
            (Kind::Number(format) | Kind::String(format), _) if !format.is_known() => false,
            (Kind::Number(number), value) => in_range(number, value),
            (Kind::String(format), Value::String(text)) => format.takes_text(text),
            (Kind::JsonText(kind), Value::String(text)) => {
                let value = serde_json::from_str(text);
                value.is_ok_and(|value| self.fits(&value, *kind))
            }
            (Kind::Enum(values), value) => values.values.contains(&plainest(value)),
            (Kind::Array(item), Value::Array(items)) => {
                items.iter().all(|value| self.fits(value, *item))
            }
            (Kind::Tuple(kinds), Value::Array(items)) => {
                let mut pairs = kinds.iter().zip(items);
                kinds.len() == items.len() && pairs.all(|(kind, value)| self.fits(value, *kind))
            }
            (Kind::Map(kind), Value::Object(members)) => {
                members.values().all(|value| self.fits(value, *kind))
            }
            (Kind::Object(object), Value::Object(members)) => self.fits_object(members, object),
            (Kind::Union(union), value) => self.fits_union(value, union),
            _ => false,
        }
    }

    fn fits_object(&mut self, members: &Map<String, Value>, object: &Object) -> bool {
        let properties =
            object
                .properties
                .iter()
                .all(|property| match members.get(&property.name) {
                    Some(value) => self.fits(value, property.kind),
                    None => !property.required,
                });
        let known = |name: &String| {
            let mut properties = object.properties.iter();
            properties.any(|property| property.name == *name)
        };
        let mut others = members.iter().filter(|(name, _)| !known(name));
        properties
            && match object.additional {
                Additional::Unspecified => true,
                Additional::Denied => others.next().is_none(),
                Additional::Typed(kind) => others.all(|(_, value)| self.fits(value, kind)),
            }
    }

    fn fits_union(&mut self, value: &Value, union: &Union) -> bool {
        let named = union.discriminator.as_ref().and_then(|discriminator| {
            let name = value.get(&discriminator.property)?;
            let mapping = discriminator.mapping.iter();
            let named = mapping.filter(|mapped| mapped.value == *name);
            let named: Vec<usize> = named.map(|mapped| mapped.variant).collect();
            (name.is_string() || name.is_number() || name.is_boolean()).then_some(named)
        });
        let mut variants = union.variants.iter().enumerate();
        variants.any(|(index, variant)| {
            named.as_ref().is_none_or(|named| named.contains(&index))
                && self.fits(value, variant.kind)
        })
    }
}

/// A value, and a number without a fraction where it has none: `5.0` is `5`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what the casts lose is compared"
)]
pub(crate) fn plainest(value: &Value) -> Value {
    let whole = |float: f64| (float as i64 as f64 == float).then_some(float as i64);
    match value.as_f64().filter(|_| value.is_f64()).and_then(whole) {
        // From there on a float may have lost digits of what was written.
        Some(whole) if whole.unsigned_abs() < 1 << 53 => Value::from(whole),
        _ => value.clone(),
    }
}

/// Whether a number is of a format.
pub(crate) fn in_range(format: &Format, value: &Value) -> bool {
    let plain = plainest(value);
    let whole = plain.as_i64().map(i128::from);
    match whole.or_else(|| plain.as_u64().map(i128::from)) {
        Some(whole) => format.takes_whole(whole),
        None => value.is_number() && format.takes_fractions(),
    }
}
