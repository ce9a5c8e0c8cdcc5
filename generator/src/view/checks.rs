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

use super::model::checks::{Access, Checks, Rule, RuleKind, Within};
use super::model::rust_type::RustType;
use super::resolver::Resolver;
use crate::formats::{Format, Scalar, TextForm};
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
            checks.rules = written(&found.kind.concerned(constraints));
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
        match &found.kind {
            Kind::Any(_) => checks.rules = of_any(&constraints),
            Kind::String(format) => {
                let access = match format.scalar == Scalar::STRING {
                    true => Access::Direct,
                    false => Access::Written,
                };
                checks.rules = of_text(&constraints, access);
            }
            Kind::Number(format) => checks.rules = of_number(&constraints, format),
            Kind::Array(item) => {
                checks.rules = of_list(&constraints, Access::Direct);
                checks.within = inner(*item).map_or(Within::Nothing, Within::Items);
            }
            Kind::Map(value) => {
                checks.rules = of_mapping(&constraints, Access::Direct);
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
                checks.rules = of_list(&constraints, Access::Written);
            }
            Kind::Null
            | Kind::Never
            | Kind::Boolean
            | Kind::JsonText(_)
            | Kind::Enum(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Alias(_) => {}
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

fn rules(kinds: Vec<RuleKind>, access: Access) -> Vec<Rule> {
    let rules = kinds.into_iter();
    rules.map(|kind| Rule { kind, access }).collect()
}

fn of_text(constraints: &Constraints, access: Access) -> Vec<Rule> {
    let mut kinds = Vec::new();
    if !constraints.length.is_open() {
        kinds.push(RuleKind::Length(constraints.length));
    }
    kinds.extend(constraints.patterns.iter().cloned().map(RuleKind::Pattern));
    rules(kinds, access)
}

fn of_list(constraints: &Constraints, access: Access) -> Vec<Rule> {
    let mut kinds = Vec::new();
    if !constraints.items.is_open() {
        kinds.push(RuleKind::Items(constraints.items));
    }
    if constraints.unique_items {
        kinds.push(RuleKind::UniqueItems);
    }
    rules(kinds, access)
}

fn of_mapping(constraints: &Constraints, access: Access) -> Vec<Rule> {
    let mut all = match constraints.properties.is_open() {
        true => Vec::new(),
        false => rules(vec![RuleKind::Properties(constraints.properties)], access),
    };
    let dependents = constraints.dependent_required.iter();
    all.extend(dependents.map(|(property, others)| Rule {
        kind: RuleKind::DependentRequired(property.clone(), others.clone()),
        access: Access::Written,
    }));
    all
}

fn of_number(constraints: &Constraints, format: &Format) -> Vec<Rule> {
    match format.whole_range() {
        Some(range) => {
            let mut kinds = Vec::new();
            if let Some(least) = constraints.minimum.as_ref().map(first_above)
                && least > range.0
            {
                kinds.push(RuleKind::Minimum(least.min(range.1).to_string()));
            }
            if let Some(most) = constraints.maximum.as_ref().map(last_below)
                && most < range.1
            {
                kinds.push(RuleKind::Maximum(most.max(range.0).to_string()));
            }
            kinds.extend(multiples(constraints));
            rules(kinds, Access::Direct)
        }
        None if format.text_form() == TextForm::Float => {
            rules(of_float(constraints), Access::Direct)
        }
        None => rules(of_float(constraints), Access::Written),
    }
}

fn of_float(constraints: &Constraints) -> Vec<RuleKind> {
    let limit = |bound: &Bound| format!("{:?}", bound.value.as_f64().unwrap_or_default());
    let mut kinds = Vec::new();
    if let Some(bound) = &constraints.minimum {
        let limit = limit(bound);
        kinds.push(match bound.exclusive {
            true => RuleKind::ExclusiveMinimum(limit),
            false => RuleKind::Minimum(limit),
        });
    }
    if let Some(bound) = &constraints.maximum {
        let limit = limit(bound);
        kinds.push(match bound.exclusive {
            true => RuleKind::ExclusiveMaximum(limit),
            false => RuleKind::Maximum(limit),
        });
    }
    kinds.extend(multiples(constraints));
    kinds
}

fn multiples(constraints: &Constraints) -> impl Iterator<Item = RuleKind> {
    let multiples = constraints.multiple_of.iter();
    multiples.map(|of| RuleKind::MultipleOf(of.to_string()))
}

fn of_any(constraints: &Constraints) -> Vec<Rule> {
    let mut all = rules(of_float(constraints), Access::Json);
    all.extend(of_text(constraints, Access::Json));
    all.extend(of_list(constraints, Access::Json));
    all.extend(of_mapping(constraints, Access::Json));
    all
}

/// What is asked of a value of a defined type at one place only: the type can't know, so the value is
/// looked at as JSON.
fn written(constraints: &Constraints) -> Vec<Rule> {
    let mut all = of_any(constraints);
    for rule in &mut all {
        rule.access = Access::Written;
    }
    all
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
