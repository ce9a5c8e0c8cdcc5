//! Enums for `oneOf` and `anyOf`.

use serde_json::Value;

use super::item::is_open;
use super::literal::Literal;
use super::rust_type::{Resolver, RustType};
use super::size::Sizes;
use super::tags::{self, Tagging};
use crate::formats::TextForm;
use crate::ir::{self, Kind, Type, TypeId, TypeRef};
use crate::names::TypeNames;

/// A variant that may be larger than this many bytes is boxed.
pub(super) const MAX_VARIANT: usize = 128;

/// Types that nest deeper than this aren't compared, nor read from text.
pub(super) const MAX_DEPTH: usize = 16;

/// An enum whose variants are types.
#[derive(Debug)]
pub struct Union {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its variants.
    pub variants: Vec<UnionVariant>,
    /// The property that names the variant, and the index that each of its values stands for.
    pub discriminator: Option<(String, Vec<(Value, usize)>)>,
    /// The index of the variant that stands for all other values of that property.
    pub default: Option<usize>,
    /// Whether a request must not have a value of several variants.
    pub exclusive: bool,
    /// The variant for values that the discriminator doesn't list, or that are of none of the kinds
    /// that constants tell apart, where one may come from a newer server.
    pub other: Option<String>,
    /// Where it can stand in a path, a query or a header: the order in which the variants are tried.
    pub text: Option<Vec<TextVariant>>,
}

/// A variant of a union.
#[derive(Debug)]
pub struct UnionVariant {
    /// Its identifier.
    pub name: String,
    /// What it holds.
    pub kind: RustType,
    /// The type that becomes this variant by itself: none where several variants hold it.
    pub from: Option<RustType>,
    /// Who writes the discriminator.
    pub tagging: Tagging,
    /// The field for the discriminator that a value is given when it becomes this variant, where it
    /// has none.
    pub tag: Option<Tag>,
    /// What tells it from the others.
    pub discriminants: Discriminants,
}

/// A field that names a variant, and may lack a value.
#[derive(Debug)]
pub struct Tag {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Literal,
    /// How many `Option`s stand around it.
    pub options: usize,
}

/// What tells a variant from the others.
#[derive(Debug)]
pub struct Discriminants {
    /// How early it is tried: the least first.
    pub rank: u8,
    /// Its values, as JSON, if they are listed.
    pub values: Vec<String>,
    /// The rest, as the document has it.
    pub ir: ir::Discriminants,
    /// Whether it combines several others that a value can satisfy at once.
    pub combined: bool,
}

/// A variant that can be read from text.
#[derive(Debug)]
pub struct TextVariant {
    /// Its index.
    pub index: usize,
    /// Whether it takes any text.
    pub any: bool,
    /// The enum and its variant for values that aren't listed.
    pub other: Option<(String, String)>,
}

pub(super) fn union(
    id: TypeId,
    kind: &Type,
    union: &ir::Union,
    docs: String,
    names: &TypeNames,
    resolver: &Resolver<'_>,
) -> Union {
    let plain: Vec<Option<RustType>> = union
        .variants
        .iter()
        .map(|variant| comparable(variant.kind, resolver, MAX_DEPTH))
        .collect();
    let mut sizes = Sizes::default();
    let variants = union.variants.iter().zip(&names.members).enumerate();
    let variants = variants.map(|(index, (variant, name))| {
        let mut held = resolver.held(id, index, variant.kind);
        let target = resolver.types.unalias(variant.kind).id;
        let is_boxed = matches!(held, RustType::Boxed(_));
        if !is_boxed && union.variants.len() > 1 && sizes.of(target, resolver) > MAX_VARIANT {
            held = RustType::Boxed(Box::new(held));
        }
        let own = plain.get(index).and_then(Option::as_ref);
        let alone =
            own.is_some() && plain.iter().filter(|other| other.as_ref() == own).count() == 1;
        let from = (alone && target != id).then(|| resolver.resolve(variant.kind));
        UnionVariant {
            name: name.clone(),
            kind: held,
            from,
            tagging: tags::tagging(index, union, resolver),
            tag: tag(index, target, union, resolver),
            discriminants: discriminants(variant, target, resolver),
        }
    });
    Union {
        name: names.name.clone(),
        docs,
        deprecated: kind.deprecated,
        variants: variants.collect(),
        discriminator: union.discriminator.as_ref().map(|discriminator| {
            let mapping = discriminator.mapping.iter();
            (
                discriminator.property.clone(),
                mapping
                    .map(|mapped| (mapped.value.clone(), mapped.variant))
                    .collect(),
            )
        }),
        default: union
            .discriminator
            .as_ref()
            .and_then(|discriminator| discriminator.default),
        exclusive: union.exclusive,
        other: (union.is_tagged() && is_open(kind)).then(|| names.other.clone()),
        text: text(union, resolver, MAX_DEPTH),
    }
}

/// A type without aliases, to find out whether two variants hold the same.
fn comparable(type_ref: TypeRef, resolver: &Resolver<'_>, depth: usize) -> Option<RustType> {
    let depth = depth.checked_sub(1)?;
    let type_ref = resolver.types.unalias(type_ref);
    let inner = match &resolver.types.get(type_ref.id).kind {
        _ if resolver.cycles.newtypes.contains(&type_ref.id) => resolver.resolve_id(type_ref.id),
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
    Discriminants {
        // Behind whatever else is an object.
        rank: if variant.combined { 3 } else { rank(kind) },
        values: match kind {
            Kind::Enum(values) => values.values.iter().map(Value::to_string).collect(),
            _ => Vec::new(),
        },
        ir: variant.discriminants.clone(),
        combined: variant.combined,
    }
}

/// How much a value that fits says.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Enum(_) => 0,
        Kind::Number(format) | Kind::String(format) => format.rank,
        Kind::Map(_) | Kind::Union(_) => 2,
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
            Kind::Enum(_) if is_open(target) => resolver
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
