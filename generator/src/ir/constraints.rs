//! What schemas ask of values beyond their types.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::{Number, Value};

use super::keyword::{Assertion, Keyword, Subschema};
use crate::pattern::Pattern;

/// The keywords that limit the values of a type (JSON Schema Validation 2020-12, section 6). Each
/// speaks of one kind of JSON values, and leaves others alone.
///
/// What an object must have (`required`, `dependentRequired`) is part of [`Object`](super::Object),
/// and a list of values is an [`Enum`](super::Enum).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constraints {
    /// `minimum` or `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum` or `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// Every `multipleOf`; each is greater than zero.
    pub multiple_of: Vec<Number>,
    /// `minLength` and `maxLength`, in Unicode characters.
    pub length: Size,
    /// Every `pattern`.
    pub patterns: Vec<Pattern>,
    /// `minItems` and `maxItems`.
    pub items: Size,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties` and `maxProperties`.
    pub properties: Size,
    /// `dependentRequired` of a value that isn't an [`Object`](super::Object): the properties that
    /// must be there where another one is, by that one.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// What else is asked of the values as they are in JSON: `not`, `contains` and the like.
    pub assertions: Vec<Assertion>,
}

/// The least or the greatest number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether it isn't allowed itself.
    pub exclusive: bool,
}

/// How many of something there may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// At least so many; `None` where nothing is asked for.
    pub least: Option<usize>,
    /// At most so many.
    pub most: Option<usize>,
}

impl Constraints {
    /// Whether any value of the type will do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another schema asks of the same values.
    pub fn extend(&mut self, other: &Self) {
        let Self {
            minimum,
            maximum,
            multiple_of,
            length,
            patterns,
            items,
            unique_items,
            properties,
            dependent_required,
            assertions,
        } = other;
        self.minimum = tighter(self.minimum.take(), minimum.as_ref(), Ordering::Greater);
        self.maximum = tighter(self.maximum.take(), maximum.as_ref(), Ordering::Less);
        add(&mut self.multiple_of, multiple_of);
        self.length = self.length.and(*length);
        add(&mut self.patterns, patterns);
        self.items = self.items.and(*items);
        self.unique_items |= unique_items;
        self.properties = self.properties.and(*properties);
        add(&mut self.dependent_required, dependent_required);
        add(&mut self.assertions, assertions);
    }
}

impl Constraints {
    /// Whether a value has all that is asked for, as far as is known here: what has a fraction, the regular
    /// expressions that only the engine of ECMA-262 can match, and assertions are up to the emitted crates.
    #[must_use]
    pub fn allow(&self, value: &Value) -> bool {
        let above = |bound: &Bound, number: &Number| match compare(number, &bound.value) {
            Ordering::Greater => true,
            Ordering::Equal => !bound.exclusive,
            Ordering::Less => false,
        };
        let below = |bound: &Bound, number: &Number| match compare(number, &bound.value) {
            Ordering::Less => true,
            Ordering::Equal => !bound.exclusive,
            Ordering::Greater => false,
        };
        let multiple = |of: &Number, number: &Number| match (number.as_i128(), of.as_i128()) {
            (Some(number), Some(of)) => of != 0 && number % of == 0,
            _ => true,
        };
        match value {
            Value::String(text) => {
                let mut patterns = self.patterns.iter();
                self.length.holds(text.chars().count())
                    && patterns.all(|pattern| pattern.matches(text) != Some(false))
            }
            Value::Number(number) => {
                self.minimum
                    .as_ref()
                    .is_none_or(|least| above(least, number))
                    && self.maximum.as_ref().is_none_or(|most| below(most, number))
                    && self.multiple_of.iter().all(|of| multiple(of, number))
            }
            Value::Array(items) => {
                let distinct: HashSet<String> = items.iter().map(Value::to_string).collect();
                let is_unique = distinct.len() == items.len();
                self.items.holds(items.len()) && (!self.unique_items || is_unique)
            }
            Value::Object(members) => self.properties.holds(members.len()),
            Value::Null | Value::Bool(_) => true,
        }
    }
}

impl Constraints {
    /// All that is asked, as keywords.
    #[must_use]
    pub fn keywords(&self) -> Subschema {
        let Self {
            minimum,
            maximum,
            multiple_of,
            length,
            patterns,
            items,
            unique_items,
            properties,
            dependent_required,
            assertions: _,
        } = self;
        let bound = |bound: &Option<Bound>,
                     inclusive: fn(Number) -> Keyword,
                     exclusive: fn(Number) -> Keyword| {
            let Bound {
                value,
                exclusive: is_exclusive,
            } = bound.clone()?;
            Some(if is_exclusive {
                exclusive(value)
            } else {
                inclusive(value)
            })
        };
        let mut all = Vec::new();
        all.extend(bound(minimum, Keyword::Minimum, Keyword::ExclusiveMinimum));
        all.extend(bound(maximum, Keyword::Maximum, Keyword::ExclusiveMaximum));
        all.extend(multiple_of.iter().cloned().map(Keyword::MultipleOf));
        all.extend(length.least.map(Keyword::MinLength));
        all.extend(length.most.map(Keyword::MaxLength));
        all.extend(patterns.iter().cloned().map(Keyword::Pattern));
        all.extend(items.least.map(Keyword::MinItems));
        all.extend(items.most.map(Keyword::MaxItems));
        all.extend(unique_items.then_some(Keyword::UniqueItems));
        all.extend(properties.least.map(Keyword::MinProperties));
        all.extend(properties.most.map(Keyword::MaxProperties));
        all.extend(dependent_required.iter().map(|(property, others)| {
            Keyword::DependentRequired(property.clone(), others.clone())
        }));
        all.extend(self.asserted());
        all
    }

    /// What is asked by keywords that no type says.
    #[must_use]
    pub fn asserted(&self) -> Subschema {
        let assertions = self.assertions.iter();
        assertions
            .flat_map(|it| it.schema.iter().cloned())
            .collect()
    }
}

impl Size {
    /// Whether it holds of so many.
    fn holds(self, count: usize) -> bool {
        self.least.is_none_or(|least| count >= least) && self.most.is_none_or(|most| count <= most)
    }

    /// Whether any number will do.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    fn and(self, other: Self) -> Self {
        Self {
            least: self.least.max(other.least),
            most: match (self.most, other.most) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
        }
    }
}

fn add<T: Clone + PartialEq>(known: &mut Vec<T>, new: &[T]) {
    for new in new {
        if !known.contains(new) {
            known.push(new.clone());
        }
    }
}

/// The bound of two that leaves less room: the greater of two minima, the lesser of two maxima.
fn tighter(one: Option<Bound>, other: Option<&Bound>, wins: Ordering) -> Option<Bound> {
    let (Some(one), Some(other)) = (&one, other) else {
        return one.or_else(|| other.cloned());
    };
    let order = compare(&one.value, &other.value);
    let other_wins = order == wins.reverse() || order == Ordering::Equal && other.exclusive;
    Some(if other_wins { other } else { one }.clone())
}

/// Whole numbers are compared as such, others as far as a float tells them apart.
fn compare(one: &Number, other: &Number) -> Ordering {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => {
            let (one, other) = (one.as_f64(), other.as_f64());
            one.partial_cmp(&other).unwrap_or(Ordering::Equal)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at_least(value: impl Into<Number>, exclusive: bool) -> Constraints {
        let value = value.into();
        Constraints {
            minimum: Some(Bound { value, exclusive }),
            ..Constraints::default()
        }
    }

    #[test]
    fn what_leaves_less_room_counts() {
        let mut both = at_least(3, true);
        both.extend(&at_least(5, false));
        assert_eq!(both, at_least(5, false));
        both.extend(&at_least(4, true));
        assert_eq!(both, at_least(5, false));
        both.extend(&at_least(5, true));
        assert_eq!(both, at_least(5, true));
        let size = |least, most| Size { least, most };
        let sizes = size(Some(1), None).and(size(None, Some(9)));
        assert_eq!(sizes.and(size(Some(2), Some(10))), size(Some(2), Some(9)));
    }

    #[test]
    fn a_value_is_held_against_all_of_them() {
        let asked = Constraints {
            length: Size {
                least: None,
                most: Some(2),
            },
            multiple_of: vec![2.into()],
            unique_items: true,
            ..at_least(4, true)
        };
        for (value, allowed) in [
            (json!("ab"), true),
            (json!("äöü"), false),
            (json!(6), true),
            (json!(4), false),
            (json!(7), false),
            (json!([1, 2]), true),
            (json!([1, 2, 1]), false),
            (json!(null), true),
        ] {
            assert_eq!(asked.allow(&value), allowed, "{value}");
        }
    }

    #[test]
    fn what_two_schemas_both_ask_for_is_asked_once() {
        let mut both = Constraints {
            multiple_of: vec![2.into()],
            ..Constraints::default()
        };
        both.extend(&both.clone());
        both.extend(&Constraints {
            multiple_of: vec![3.into()],
            ..Constraints::default()
        });
        assert_eq!(both.multiple_of, [Number::from(2), Number::from(3)]);
    }
}
