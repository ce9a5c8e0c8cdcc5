//! What the keywords of one schema come to.

use serde_json::{Number, Value};

use crate::spec::{AdditionalProperties, Bound, Schema, SchemaType};

/// Between which whole numbers those of a schema lie.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) least: Option<i128>,
    pub(super) most: Option<i128>,
}

impl Bounds {
    /// Those of a schema.
    pub(super) fn of(schema: &Schema) -> Self {
        let whole = |bound: &Option<Bound>| Some(whole_number(&bound.as_ref()?.value));
        Self {
            least: whole(&schema.minimum),
            most: whole(&schema.maximum),
        }
    }

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

/// A number without its fraction; what is beyond all whole numbers here is the last of them.
pub(super) fn whole_number(number: &Number) -> i128 {
    if let Some(number) = number.as_i64() {
        return number.into();
    }
    if let Some(number) = number.as_u64() {
        return number.into();
    }
    truncated(number.as_f64().unwrap_or_default())
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates")]
fn truncated(number: f64) -> i128 {
    number as i128
}

/// What kind of schema it is by its own keywords, references and members left aside.
impl Schema {
    /// Whether `unevaluatedProperties: false` leaves no room beside the properties that the schema
    /// and its members describe.
    pub(in crate::lower) fn is_closed(&self) -> bool {
        self.unevaluated_properties == Some(AdditionalProperties::Allowed(false))
    }

    /// What is said of the type of properties that aren't described: by `additionalProperties`, or
    /// by `unevaluatedProperties` that isn't just `false`.
    pub(in crate::lower) fn other_properties(&self) -> Option<AdditionalProperties> {
        let unevaluated = self.unevaluated_properties.filter(|_| !self.is_closed());
        unevaluated.or(self.additional_properties)
    }

    /// Whether [`other_properties`](Self::other_properties) are those that no member of the schema
    /// describes either.
    pub(in crate::lower) fn is_unevaluated(&self) -> bool {
        self.unevaluated_properties.is_some() && !self.is_closed()
    }

    /// Whether nothing but `allOf`, `oneOf` and `anyOf` says what type it is. A `type: object`
    /// beside these says nothing new.
    pub(in crate::lower) fn only_applies_others(&self) -> bool {
        self.kind.is_none_or(|kind| kind == SchemaType::Object)
            && self.format.is_none()
            && self.content_schema.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.other_properties().is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && !self.is_closed()
            && self.not.is_none()
    }

    /// Whether there is an `allOf`, a `oneOf` or an `anyOf`.
    pub(in crate::lower) fn applies_others(&self) -> bool {
        !self.all_of.is_empty() || self.is_choice()
    }

    /// Whether there is a `oneOf` or an `anyOf`.
    pub(in crate::lower) fn is_choice(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty()
    }

    /// Whether nothing says what type it is, but perhaps `type: object`.
    pub(in crate::lower) fn is_vague(&self) -> bool {
        self.only_applies_others() && !self.applies_others()
    }

    /// Whether nothing at all says what type it is.
    pub(in crate::lower) fn is_untyped(&self) -> bool {
        self.is_vague() && self.kind.is_none()
    }

    /// Whether it says at most which properties have to be there, or what a value isn't.
    pub(in crate::lower) fn only_constrains(&self) -> bool {
        self.kind.is_none_or(|kind| kind == SchemaType::Object)
            && self.format.is_none()
            && !self.holds_json
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.other_properties().is_none()
            && self.items.is_none()
            && !self.is_choice()
            && !self.is_closed()
            && (!self.required.is_empty() || self.not.is_some() || !self.assertions.is_empty())
    }

    /// Whether `null` is the only value.
    pub(in crate::lower) fn is_only_null(&self) -> bool {
        !self.enumeration.is_empty() && self.enumeration.iter().all(Value::is_null)
    }

    /// The `type`, or the one that the other keywords only make sense with.
    pub(in crate::lower) fn effective_type(&self) -> Option<SchemaType> {
        self.kind.or_else(|| {
            if !self.properties.is_empty()
                || self.other_properties().is_some()
                || self.is_closed()
                || !self.required.is_empty()
            {
                Some(SchemaType::Object)
            } else if self.items.is_some() {
                Some(SchemaType::Array)
            } else if self.content_schema.is_some()
                || !self.enumeration.is_empty()
                    && self
                        .enumeration
                        .iter()
                        .all(|value| value.is_string() || value.is_null())
            {
                Some(SchemaType::String)
            } else {
                None
            }
        })
    }

    /// Whether nothing beside `allOf` says what type it is.
    pub(in crate::lower) fn is_only_all_of(&self) -> bool {
        !self.all_of.is_empty() && self.only_applies_others() && !self.is_choice()
    }

    /// Whether its values are bytes as they are.
    pub(in crate::lower) fn is_binary(&self) -> bool {
        self.kind == Some(SchemaType::String) && self.format.as_deref() == Some("binary")
    }
}
