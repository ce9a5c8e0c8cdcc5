//! The values of discriminators: which variants each value leads to, and which value a variant is
//! written with.
//!
//! The problem: a document says it in three places, which don't always agree: in the discriminator's mapping, in
//! the constants that a variant has at the property itself, and in the names of the schemas. A value
//! has to satisfy the variant's own schema in any case.
//!
//! The idea: a constant is the variant's value, and so is what the mapping says. The name of a
//! schema is a value beside those of the mapping, unless another variant has it; where constants or
//! lists say what the values are, it counts only where a list has it, be it in other case.
//!
//! A variant may also list several values there. They are its own, but for those that another
//! variant has by its constant or by the mapping, if the list seems to be that of the whole union:
//! many documents give each variant the list of its base class.
//!
//! An example: a mapping has `kitty: Cat` and nothing of `Dog`. `Cat` is read from `kitty` and, as it
//! is its schema's name, from `Cat`, and written with `kitty`; `Dog` is read and written as `Dog`.
//!
//! Why it ends: each variant is asked once for each of the three; a union within is asked for its values, not
//! entered.

use serde_json::Value;

use crate::ir::{Discriminator, Kind, Mapped, Types, Union, plainest};

/// Completes the mapping of a discriminator. The discriminants of the variants are known, and the
/// discriminators of those that are unions themselves are complete.
pub(super) fn complete_mapping(types: &Types, union: &mut Union) {
    let Some(mut discriminator) = union.discriminator.take() else {
        return;
    };
    let mut named = Vec::new();
    let mut lists = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let constants = variant.discriminants.constants.iter();
        let constants = constants.filter(|(name, _)| *name == discriminator.property);
        let own: Vec<Value> = constants.flat_map(|(_, values)| values.clone()).collect();
        named.push(own_values(types, union, &discriminator, index, &own));
        lists.push(own);
    }
    let listed: Vec<Vec<Value>> = lists
        .iter()
        .enumerate()
        .map(|(index, list)| {
            let variant = union.variants.get(index);
            let is_union = variant.is_some_and(|variant| {
                let target = types.unalias(variant.kind);
                matches!(types.get(target.id).kind, Kind::Union(_))
            });
            listed(index, list, is_union, &named, &lists)
        })
        .collect();
    let declared = std::mem::take(&mut discriminator.mapping);
    for (variant, names) in named.into_iter().enumerate() {
        let more = listed.get(variant).into_iter().flatten();
        for value in names.iter().chain(more) {
            discriminator.mapping.push(Mapped {
                value: value.clone(),
                variant,
                implied: false,
            });
        }
    }
    for name in declared.into_iter().filter(|mapped| mapped.implied) {
        let is_taken = |mapped: &Mapped| mapped.value == name.value;
        if may_have(types, union, &discriminator.property, &name)
            && !discriminator.mapping.iter().any(is_taken)
        {
            discriminator.mapping.push(name);
        }
    }
    // A base class that lists its values has no others.
    discriminator.default = discriminator
        .default
        .filter(|default| lists.get(*default).is_none_or(Vec::is_empty));
    union.discriminator = Some(discriminator);
}

/// Whether a variant's own schema lets it have a value for its name. One that is a union has the
/// values of its variants.
fn may_have(types: &Types, union: &Union, property: &str, name: &Mapped) -> bool {
    let variant = union.variants.get(name.variant);
    let kind = variant.map(|variant| &types.get(types.unalias(variant.kind).id).kind);
    let Some(Kind::Object(object)) = kind else {
        return false;
    };
    let mut properties = object.properties.iter();
    let found = properties.find(|found| found.name == property);
    found.is_none_or(|found| types.admits(&name.value, found.kind))
}

/// The values that are surely a variant's: the first is the one that it is written with.
fn own_values(
    types: &Types,
    union: &Union,
    discriminator: &Discriminator,
    index: usize,
    own: &[Value],
) -> Vec<Value> {
    let mut names: Vec<Value> = Vec::new();
    let mut add = |value: Value| {
        if !names.contains(&value) {
            names.push(value);
        }
    };
    if let [only] = own {
        add(only.clone());
    }
    let mapping = discriminator.mapping.iter();
    let mapped: Vec<&Mapped> = mapping.filter(|mapped| mapped.variant == index).collect();
    for mapped in mapped.iter().filter(|mapped| !mapped.implied) {
        add(typed(types, union, discriminator, index, &mapped.value));
    }
    for value in inner(types, union, discriminator, index) {
        add(value);
    }
    if names.is_empty()
        && let Some(implied) = mapped.iter().find(|mapped| mapped.implied)
        && let Some(name) = match own {
            [] => Some(&implied.value),
            list => list.iter().find(|value| alike(value, &implied.value)),
        }
    {
        names.push(name.clone());
    }
    names
}

/// Whether two names are the same but for case and what separates their words.
fn alike(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else {
        return false;
    };
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}

/// The values of a variant that is a union with the same discriminator.
fn inner(types: &Types, union: &Union, discriminator: &Discriminator, index: usize) -> Vec<Value> {
    let variant = union.variants.get(index);
    let kind = variant.map(|variant| &types.get(types.unalias(variant.kind).id).kind);
    let Some(Kind::Union(inner)) = kind else {
        return Vec::new();
    };
    let same = inner
        .discriminator
        .as_ref()
        .filter(|inner| inner.property == discriminator.property);
    let mapping = same.into_iter().flat_map(|inner| &inner.mapping);
    mapping.map(|mapped| mapped.value.clone()).collect()
}

/// The keys of a mapping are text; what they stand for is of the property's type.
fn typed(
    types: &Types,
    union: &Union,
    discriminator: &Discriminator,
    index: usize,
    key: &Value,
) -> Value {
    let Some(text) = key.as_str() else {
        return key.clone();
    };
    let property = &discriminator.property;
    let own = union.variants.get(index).into_iter();
    for variant in own.chain(&union.variants) {
        let constants = variant.discriminants.constants.iter();
        let mut constants = constants.filter(|(name, _)| name == property);
        if let Some((_, values)) = constants.next() {
            let mut values = values.iter();
            let plain = |value: &&Value| match value {
                Value::String(constant) => constant == text,
                other => text == other.to_string().as_str(),
            };
            if let Some(value) = values.find(plain) {
                return value.clone();
            }
        }
        let Kind::Object(object) = &types.get(types.unalias(variant.kind).id).kind else {
            continue;
        };
        let mut properties = object.properties.iter();
        let Some(found) = properties.find(|found| found.name == *property) else {
            continue;
        };
        let read = match &types.get(types.unalias(found.kind).id).kind {
            Kind::Boolean => text.parse().ok().map(Value::Bool),
            Kind::Number(format) if format.takes_fractions() => {
                let number = serde_json::from_str(text).ok();
                number
                    .filter(Value::is_number)
                    .map(|value| plainest(&value))
            }
            Kind::Number(_) => text.parse::<i64>().ok().map(Value::from),
            _ => None,
        };
        return read.unwrap_or_else(|| key.clone());
    }
    key.clone()
}

/// The values of a variant's list that lead to it although nothing else says so. Those of a union
/// are the constants of its variants, whatever others there are.
fn listed(
    index: usize,
    list: &[Value],
    is_union: bool,
    named: &[Vec<Value>],
    lists: &[Vec<Value>],
) -> Vec<Value> {
    let own = named.get(index).map_or(&[][..], Vec::as_slice);
    let others = || {
        let named = named.iter().enumerate();
        named.filter(|(other, _)| *other != index)
    };
    let mut names = others().flat_map(|(_, names)| names).peekable();
    let of_all = !is_union && names.peek().is_some() && names.all(|name| list.contains(name));
    let leads = |value: &&Value| {
        let is_named = others().any(|(_, names)| names.contains(value));
        // What nothing else names is that of a variant without a name: a base class.
        let is_base = |other: usize| lists.get(other).is_some_and(|list| list.contains(value));
        let of_base = others().any(|(other, names)| names.is_empty() && is_base(other));
        let of_others = is_named && of_all || of_base && !own.is_empty();
        !own.contains(value) && !of_others
    };
    list.iter().filter(leads).cloned().collect()
}
