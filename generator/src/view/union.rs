//! Plans enums for `oneOf` and `anyOf`.

use serde_json::Value;

use super::layout::{MAX_VARIANT, Sizes};
use super::model::rust_type::RustType;
use super::model::union::{Discriminants, Tag, TagValue, TextVariant, Union, UnionVariant};
use super::resolver::Resolver;
use super::tags;
use crate::formats::TextForm;
use crate::ir::{self, Constraints, JsonKind, Kind, Type, TypeId, TypeRef, plainest};
use crate::names::TypeNames;

/// Types that nest deeper than this aren't compared, nor read from text.
pub(super) const MAX_DEPTH: usize = 16;

pub(super) fn union(
    id: TypeId,
    definition: &Type,
    union: &ir::Union,
    docs: String,
    names: &TypeNames,
    resolver: &Resolver<'_>,
) -> Union {
    let discriminator = union.discriminator.as_ref();
    let is_open = union.is_tagged() && definition.usage.is_open();
    Union {
        name: names.name.clone(),
        docs,
        deprecated: definition.deprecated,
        variants: variants(id, union, names, resolver),
        discriminator: discriminator.map(|discriminator| {
            let mapping = discriminator.mapping.iter();
            let values =
                mapping.filter_map(|mapped| Some((tag_value(&mapped.value)?, mapped.variant)));
            (discriminator.property.clone(), values.collect())
        }),
        default: discriminator.and_then(|discriminator| discriminator.default),
        exclusive: union.exclusive,
        other: is_open.then(|| names.other.clone()),
        keywords: definition.constraints.asserted(),
        text: text(union, resolver, MAX_DEPTH),
        is_checked: resolver.checked.contains(id),
        is_by_type: false,
    }
}

fn variants(
    id: TypeId,
    union: &ir::Union,
    names: &TypeNames,
    resolver: &Resolver<'_>,
) -> Vec<UnionVariant> {
    let comparable: Vec<Option<RustType>> = union
        .variants
        .iter()
        .map(|variant| comparable(variant.kind, resolver, MAX_DEPTH))
        .collect();
    // What several variants hold becomes none of them by itself.
    let is_alone = |index: usize| {
        let own = comparable.get(index).and_then(Option::as_ref);
        let same = comparable.iter().filter(|other| other.as_ref() == own);
        own.is_some() && same.count() == 1
    };
    let beside = Constraints {
        // The union checks these itself.
        assertions: Vec::new(),
        ..resolver.types.get(id).constraints.clone()
    };
    let mut sizes = Sizes::default();
    let variants = union.variants.iter().zip(&names.members).enumerate();
    let variants = variants.map(|(index, (variant, name))| {
        let mut held = resolver.held(id, index, variant.kind);
        let target = resolver.types.unalias(variant.kind).id;
        if !matches!(held, RustType::Boxed(_))
            && union.variants.len() > 1
            && sizes.of(target, resolver.types, resolver.cycles) > MAX_VARIANT
        {
            held = RustType::Boxed(Box::new(held));
        }
        let from = (is_alone(index) && target != id).then(|| resolver.resolve(variant.kind));
        UnionVariant {
            name: name.clone(),
            kind: held,
            // Of what stands beside the choice, each variant is asked what concerns it.
            checks: resolver.checks_and(variant.kind, &beside),
            from,
            text: resolver.is_chosen_text(variant.kind),
            tagging: tags::tagging(index, union, resolver.types),
            tag: tag(index, target, union, resolver),
            discriminants: discriminants(variant, target, resolver),
        }
    });
    variants.collect()
}

/// A type without aliases, to find out whether two variants hold the same.
fn comparable(type_ref: TypeRef, resolver: &Resolver<'_>, depth: usize) -> Option<RustType> {
    let depth = depth.checked_sub(1)?;
    let type_ref = resolver.types.unalias(type_ref);
    let inner = match &resolver.types.get(type_ref.id).kind {
        _ if resolver.cycles.newtypes.contains(&type_ref.id) => resolver.resolve_id(type_ref.id),
        Kind::JsonText(content) => {
            RustType::JsonText(Box::new(comparable(*content, resolver, depth)?))
        }
        Kind::Array(item) => RustType::Vec(Box::new(comparable(*item, resolver, depth)?)),
        // Both may be the same `JsonObject`, or hold types that are.
        Kind::Map(value) => RustType::Map(Box::new(comparable(*value, resolver, depth)?)),
        Kind::Tuple(items) => RustType::Tuple(
            items
                .iter()
                .map(|item| comparable(*item, resolver, depth))
                .collect::<Option<_>>()?,
        ),
        Kind::Object(_) | Kind::Enum(_) | Kind::Union(_) => resolver.resolve_id(type_ref.id),
        _ => resolver.structure(type_ref.id),
    };
    Some(if type_ref.nullable {
        RustType::Option(Box::new(inner))
    } else {
        inner
    })
}

/// What a variant is given by the discriminator where its type may lack it.
fn tag(index: usize, id: TypeId, union: &ir::Union, resolver: &Resolver<'_>) -> Option<Tag> {
    let discriminator = union.discriminator.as_ref()?;
    let (number, property) = tags::optional(resolver.types, id, &discriminator.property)?;
    let field = resolver.names.get(id)?.members.get(number)?.clone();
    let value = tags::first(discriminator, index)?;
    let nullable = resolver.types.unalias(property.kind).nullable;
    Some(Tag {
        field,
        value: resolver.literal(value, property.kind)?,
        options: usize::from(!property.required) + usize::from(nullable),
    })
}

fn discriminants(variant: &ir::Variant, target: TypeId, resolver: &Resolver<'_>) -> Discriminants {
    let kind = &resolver.types.get(target).kind;
    let found = &variant.discriminants;
    let is_any = found.json.contains(&JsonKind::Null) && found.json.contains(&JsonKind::Object);
    let texts = |values: &[Value]| values.iter().map(Value::to_string).collect();
    Discriminants {
        object: matches!(kind, Kind::Object(_)).then(|| resolver.resolve_id(target)),
        // Behind whatever else is an object.
        rank: if variant.combined { 3 } else { rank(kind) },
        json: if is_any {
            Vec::new()
        } else {
            found.json.clone()
        },
        values: match kind {
            Kind::Enum(values) => texts(&values.values),
            _ => Vec::new(),
        },
        required: found.required.clone(),
        properties: found.known.clone(),
        constants: found
            .constants
            .iter()
            .map(|(property, values)| (property.clone(), texts(values)))
            .collect(),
        is_merged: variant.combined,
    }
}

/// How much a value that fits says.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Enum(_) => 0,
        Kind::Number(format) | Kind::String(format) => format.rank,
        // Other text may be JSON by chance.
        Kind::JsonText(_) | Kind::Map(_) | Kind::Union(_) => 2,
        Kind::Any(_) => 4,
        Kind::Null
        | Kind::Never
        | Kind::Boolean
        | Kind::Array(_)
        | Kind::Tuple(_)
        | Kind::Object(_)
        | Kind::Alias(_) => 1,
    }
}

/// The order in which the variants are read from text, if all of them can be; of a type that is
/// unions inside of each other, no deeper than `depth`.
pub(super) fn text(
    union: &ir::Union,
    resolver: &Resolver<'_>,
    depth: usize,
) -> Option<Vec<TextVariant>> {
    let depth = depth.checked_sub(1)?;
    let mut variants = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let unaliased = resolver.types.unalias(variant.kind);
        let target = resolver.types.get(unaliased.id);
        let mut rank = rank(&target.kind);
        let other = match &target.kind {
            _ if unaliased.nullable => return None,
            Kind::Number(format) | Kind::String(format) if format.text_form() == TextForm::Json => {
                return None;
            }
            Kind::Boolean | Kind::Number(_) | Kind::String(_) => None,
            Kind::Enum(_) if target.usage.is_open() => resolver
                .names
                .get(unaliased.id)
                .map(|names| (names.name.clone(), names.other.clone())),
            Kind::Enum(_) => None,
            Kind::Union(inner) => {
                // It may take any text, and leave none to those behind it.
                let inner = text(inner, resolver, depth)?;
                if inner.iter().any(|variant| variant.any) {
                    rank = 3;
                }
                None
            }
            _ => return None,
        };
        let any = matches!(&target.kind, Kind::String(format) if format.takes_all());
        variants.push((rank, TextVariant { index, any, other }));
    }
    variants.sort_by_key(|(rank, _)| *rank);
    Some(variants.into_iter().map(|(_, variant)| variant).collect())
}

/// A value of a discriminator; none of a kind that can't name anything.
fn tag_value(value: &Value) -> Option<TagValue> {
    Some(match value {
        Value::String(text) => TagValue::Text(text.clone()),
        Value::Bool(value) => TagValue::Boolean(*value),
        Value::Number(number) => match plainest(value).as_i64() {
            Some(number) => TagValue::Integer(number),
            None => TagValue::Number(number.as_f64()?),
        },
        _ => return None,
    })
}
