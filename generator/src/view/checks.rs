//! Plans what is checked of values.
//!
//! A type with a definition of its own checks all that it is made of, so who holds one asks it to. What
//! has no definition (a text, a number, a list of such) is checked where it stands: in
//!
//! ```yaml
//! User: {properties: {name: {type: string, maxLength: 8}, friends: {type: array, items: {$ref: …/User}}}}
//! ```
//!
//! `User` checks the length of `name`, and asks each of the `friends`. Types that have nothing to check,
//! themselves or in what they are made of, are found first, so that nobody asks them.

use serde_json::Number;

use super::model::checks::{Checks, Rule, Within};
use super::model::rust_type::RustType;
use super::resolver::Resolver;
use crate::formats::{Scalar, TextForm};
use crate::ir::{Bound, Constraints, Kind, Size, TypeId, TypeRef};

/// Lists in lists without a definition in between, more than any real document has.
const MAX_DEPTH: usize = 16;

impl Resolver<'_> {
    /// What is checked of a value at one place.
    pub(super) fn checks(&self, type_ref: TypeRef) -> Checks {
        self.checks_beside(type_ref, &Constraints::default(), MAX_DEPTH)
    }

    /// The same of a value of which more is asked at this place.
    pub(super) fn checks_and(&self, type_ref: TypeRef, beside: &Constraints) -> Checks {
        self.checks_beside(type_ref, beside, MAX_DEPTH)
    }

    fn checks_beside(&self, type_ref: TypeRef, beside: &Constraints, depth: usize) -> Checks {
        let mut checks = Checks {
            options: self.options(type_ref),
            ..Checks::default()
        };
        let target = self.types.unalias(type_ref).id;
        let found = self.types.get(target);
        let mut constraints = self.types.constraints_of_aliases(type_ref);
        constraints.extend(beside);
        let checks_itself = found.kind.is_defined() || self.cycles.newtypes.contains(&target);
        if checks_itself && self.names.get(target).is_some() {
            if self.checked.contains(target) && !matches!(found.kind, Kind::Enum(_)) {
                checks.within = Within::Itself;
            }
            // Its own constraints the type knows; those of this place it doesn't.
            let mut constraints = found.kind.concerned(constraints);
            if matches!(found.kind, Kind::Enum(_)) {
                constraints.extend(&found.constraints);
            }
            checks.keywords = constraints.keywords();
            return checks;
        }
        constraints.extend(&found.constraints);
        let inner = self.structural_checks(target, constraints, depth);
        Checks {
            options: checks.options,
            ..inner
        }
    }

    /// What a type without a definition in terms of others checks of itself: a list or a mapping that
    /// is a struct as it holds itself.
    pub(super) fn inner_checks(&self, id: TypeId) -> Checks {
        self.structural_checks(id, self.types.get(id).constraints.clone(), MAX_DEPTH)
    }

    fn structural_checks(&self, target: TypeId, constraints: Constraints, depth: usize) -> Checks {
        let mut checks = Checks::default();
        let Some(depth) = depth.checked_sub(1) else {
            return checks;
        };
        let found = self.types.get(target);
        let mut constraints = found.kind.concerned(constraints);
        let inner = |inner: TypeRef| {
            let inner = self.checks_beside(inner, &Constraints::default(), depth);
            (!inner.is_empty()).then(|| Box::new(inner))
        };
        // What isn't checked of the value as it is, is checked of it as JSON.
        checks.keywords = constraints.asserted();
        match &found.kind {
            Kind::String(format) if format.scalar == Scalar::STRING => {
                checks.rules = of_text(&constraints);
            }
            Kind::Number(format) => match format.whole_range() {
                Some(range) => checks.rules = of_whole(&constraints, range),
                None if format.text_form() == TextForm::Float => {
                    checks.rules = of_float(&constraints);
                }
                None => checks.keywords = constraints.keywords(),
            },
            Kind::Array(item) => {
                checks.rules = of_list(&constraints);
                checks.within = inner(*item).map_or(Within::Nothing, Within::Items);
            }
            Kind::Map(value) => {
                checks.rules = of_mapping(&constraints);
                constraints.properties = Size::default();
                checks.keywords = constraints.keywords();
                checks.within = inner(*value).map_or(Within::Nothing, Within::Values);
            }
            Kind::Tuple(items) => {
                let places = items.iter();
                let places =
                    places.map(|item| inner(*item).map_or(Checks::default(), |inner| *inner));
                let places: Vec<Checks> = places.collect();
                let is_tuple = matches!(self.structure(target), RustType::Tuple(_));
                if is_tuple && places.iter().any(|place| !place.is_empty()) {
                    checks.within = Within::Places(places);
                }
                // It has as many items as it has places.
                constraints.items = Size::default();
                checks.keywords = constraints.keywords();
            }
            _ => checks.keywords = constraints.keywords(),
        }
        checks
    }

    /// How many `Option`s the Rust type of a use has around it.
    fn options(&self, type_ref: TypeRef) -> usize {
        let mut options = usize::from(type_ref.nullable);
        let mut id = type_ref.id;
        // An alias can't lead in a circle for longer than there are types.
        for _ in 0..self.types.len() {
            let Kind::Alias(inner) = self.types.get(id).kind else {
                break;
            };
            options += usize::from(inner.nullable);
            id = inner.id;
        }
        options
    }
}

/// What is checked of text that has no type of its own.
pub(super) fn of_string(constraints: &Constraints) -> Checks {
    Checks {
        rules: of_text(constraints),
        keywords: constraints.asserted(),
        ..Checks::default()
    }
}

/// What is checked of a file.
pub(super) fn of_file(size: Size) -> Checks {
    let is_asked = !size.is_open();
    Checks {
        rules: is_asked.then_some(Rule::Bytes(size)).into_iter().collect(),
        ..Checks::default()
    }
}

/// What is checked of the parts of one name together.
pub(super) fn of_parts(constraints: &Constraints) -> Checks {
    Checks {
        rules: of_list(constraints),
        ..Checks::default()
    }
}

fn of_text(constraints: &Constraints) -> Vec<Rule> {
    let mut rules = Vec::new();
    if !constraints.length.is_open() {
        rules.push(Rule::Length(constraints.length));
    }
    rules.extend(constraints.patterns.iter().cloned().map(Rule::Pattern));
    rules
}

fn of_list(constraints: &Constraints) -> Vec<Rule> {
    let mut rules = Vec::new();
    if !constraints.items.is_open() {
        rules.push(Rule::Items(constraints.items));
    }
    if constraints.unique_items {
        rules.push(Rule::UniqueItems);
    }
    rules
}

fn of_mapping(constraints: &Constraints) -> Vec<Rule> {
    match constraints.properties.is_open() {
        true => Vec::new(),
        false => vec![Rule::Properties(constraints.properties)],
    }
}

fn of_whole(constraints: &Constraints, range: (i128, i128)) -> Vec<Rule> {
    let mut rules = Vec::new();
    if let Some(least) = constraints.minimum.as_ref().map(first_above)
        && least > range.0
    {
        rules.push(Rule::Minimum(least.min(range.1).to_string()));
    }
    if let Some(most) = constraints.maximum.as_ref().map(last_below)
        && most < range.1
    {
        rules.push(Rule::Maximum(most.max(range.0).to_string()));
    }
    rules.extend(multiples(constraints));
    rules
}

fn of_float(constraints: &Constraints) -> Vec<Rule> {
    let limit = |bound: &Bound| format!("{:?}", bound.value.as_f64().unwrap_or_default());
    let mut rules = Vec::new();
    if let Some(bound) = &constraints.minimum {
        let limit = limit(bound);
        rules.push(match bound.exclusive {
            true => Rule::ExclusiveMinimum(limit),
            false => Rule::Minimum(limit),
        });
    }
    if let Some(bound) = &constraints.maximum {
        let limit = limit(bound);
        rules.push(match bound.exclusive {
            true => Rule::ExclusiveMaximum(limit),
            false => Rule::Maximum(limit),
        });
    }
    rules.extend(multiples(constraints));
    rules
}

fn multiples(constraints: &Constraints) -> impl Iterator<Item = Rule> {
    let multiples = constraints.multiple_of.iter();
    multiples.map(|of| Rule::MultipleOf(of.to_string()))
}

/// The least whole number that a lower bound allows.
fn first_above(bound: &Bound) -> i128 {
    whole(&bound.value, bound.exclusive, f64::ceil, 1)
}

/// The greatest whole number that an upper bound allows.
fn last_below(bound: &Bound) -> i128 {
    whole(&bound.value, bound.exclusive, f64::floor, -1)
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates")]
fn whole(number: &Number, exclusive: bool, round: fn(f64) -> f64, step: i128) -> i128 {
    let step = if exclusive { step } else { 0 };
    if let Some(number) = number.as_i128() {
        return number.saturating_add(step);
    }
    let float = number.as_f64().unwrap_or_default();
    let rounded = round(float);
    // Of what has a fraction, the whole number beside it is past the bound already.
    let step = if float.fract() == 0.0 { step } else { 0 };
    (rounded as i128).saturating_add(step)
}
