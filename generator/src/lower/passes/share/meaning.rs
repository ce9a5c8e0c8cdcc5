//! What a type is, whatever is said of it to people.
//!
//! The problem: two schemas are the same type to a program if they take the same values and become
//! the same code. What they say to people (descriptions, examples, where they stand) is no part of
//! that; what the emitted type has names for is.
//!
//! The idea: the [`Meaning`] of a type is all of that but the types that it is made of, which are
//! listed beside it in a fixed order: two types are equal if their meanings are, and if the types
//! that they are made of are equal one by one ([`classes`](super::classes) finds that out, also where
//! types hold themselves). The properties of an object and the values of an enum have no order in
//! JSON, so they are sorted.
//!
//! An example: `{id: uuid, owner?: User}` and `{owner?: User, id: uuid}` both mean an object with an
//! optional `owner` and an `id` that is always there, made of a `User` and of a text.

use serde_json::Value;

use crate::formats::{Format, JsonType};
use crate::ir::{
    Access, Additional, Constraints, Discriminator, Enum, Kind, Mapped, Object, Property, Type,
    TypeId, TypeRef, Types, Union, Untyped, Variant, VariantName,
};

/// What a type is, without the types that it is made of.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Meaning<'a> {
    kind: KindMeaning<'a>,
    constraints: &'a Constraints,
}

#[derive(PartialEq, Eq, Hash)]
enum KindMeaning<'a> {
    Any(Untyped),
    Null,
    Never,
    Boolean,
    Scalar(JsonType, &'a str),
    JsonText(Use),
    Enum(Vec<(&'a Value, Option<&'a str>)>),
    Array(Use),
    Tuple(Vec<Use>),
    Map(Use),
    Object {
        properties: Vec<PropertyMeaning<'a>>,
        dependent_required: Vec<(&'a str, Vec<&'a str>)>,
        additional: AdditionalMeaning,
    },
    Union {
        variants: Vec<VariantMeaning<'a>>,
        discriminator: Option<DiscriminatorMeaning<'a>>,
        exclusive: bool,
    },
}

/// How a type is used at one place.
#[derive(PartialEq, Eq, Hash)]
struct Use {
    nullable: bool,
    /// What is asked of the values at this place only.
    constraints: Option<Box<Constraints>>,
}

#[derive(PartialEq, Eq, Hash)]
struct PropertyMeaning<'a> {
    name: &'a str,
    value: Use,
    required: bool,
    default: Option<&'a Value>,
    access: u8,
    // The field says so to the compiler.
    deprecated: bool,
}

#[derive(PartialEq, Eq, Hash)]
enum AdditionalMeaning {
    Unspecified,
    Denied,
    Typed(Use),
}

#[derive(PartialEq, Eq, Hash)]
struct VariantMeaning<'a> {
    // The variant of the emitted enum is called so.
    name: &'a VariantName,
    value: Use,
    combined: bool,
}

#[derive(PartialEq, Eq, Hash)]
struct DiscriminatorMeaning<'a> {
    property: &'a str,
    mapping: Vec<(&'a Value, usize, bool)>,
    default: Option<usize>,
}

/// What a type is, and the types that it is made of, without aliases.
pub(super) fn meaning<'a>(types: &'a Types, id: TypeId) -> (Meaning<'a>, Vec<TypeId>) {
    let Type {
        name: _,
        title: _,
        description: _,
        places: _,
        // That of a shared type is decided when it is known who shares it.
        deprecated: _,
        kind,
        constraints,
        // Both are found out afterwards.
        usage: _,
        recursive: _,
        origin: _,
    } = types.get(id);
    let mut made_of = Parts {
        types,
        ids: Vec::new(),
    };
    let meaning = match kind {
        Kind::Any(reason) => KindMeaning::Any(*reason),
        Kind::Null => KindMeaning::Null,
        Kind::Never => KindMeaning::Never,
        Kind::Boolean => KindMeaning::Boolean,
        Kind::Number(format) | Kind::String(format) => scalar(format),
        Kind::JsonText(inner) => KindMeaning::JsonText(made_of.add(*inner)),
        Kind::Enum(values) => enumeration(values),
        Kind::Array(item) => KindMeaning::Array(made_of.add(*item)),
        Kind::Tuple(items) => {
            KindMeaning::Tuple(items.iter().map(|item| made_of.add(*item)).collect())
        }
        Kind::Map(value) => KindMeaning::Map(made_of.add(*value)),
        Kind::Object(object) => self::object(object, &mut made_of),
        Kind::Union(union) => self::union(union, &mut made_of),
        // An alias is never merged itself, and types that refer to it are compared by its target. So
        // nothing depends on this meaning; the target is listed for completeness.
        Kind::Alias(inner) => {
            made_of.add(*inner);
            KindMeaning::Any(Untyped::Open)
        }
    };
    let meaning = Meaning {
        kind: meaning,
        constraints,
    };
    (meaning, made_of.ids)
}

/// The types that a type is made of.
struct Parts<'a> {
    types: &'a Types,
    ids: Vec<TypeId>,
}

impl Parts<'_> {
    /// Adds the type of a use, and says what else there is to the use.
    fn add(&mut self, type_ref: TypeRef) -> Use {
        let TypeRef { id, nullable } = self.types.unalias(type_ref);
        self.ids.push(id);
        let constraints = self.types.constraints_of_aliases(type_ref);
        Use {
            nullable,
            constraints: (!constraints.is_empty()).then(|| Box::new(constraints)),
        }
    }
}

/// Formats are equal where the JSON type and the name are.
fn scalar(format: &Format) -> KindMeaning<'_> {
    KindMeaning::Scalar(format.json, &format.name)
}

fn enumeration(values: &Enum) -> KindMeaning<'_> {
    let Enum { values, notes } = values;
    let values = values.iter().enumerate().map(|(index, value)| {
        let note = notes.get(index);
        (value, note.and_then(|note| note.name.as_deref()))
    });
    let mut values: Vec<(&Value, Option<&str>)> = values.collect();
    values.sort_by_cached_key(|(value, _)| value.to_string());
    KindMeaning::Enum(values)
}

fn object<'a>(object: &'a Object, made_of: &mut Parts<'_>) -> KindMeaning<'a> {
    let Object {
        properties,
        dependent_required,
        additional,
        // Nothing was left out so far.
        read_only: _,
    } = object;
    let mut sorted: Vec<&Property> = properties.iter().collect();
    sorted.sort_by_key(|property| &property.name);
    let properties = sorted.into_iter().map(|known| property(known, made_of));
    let properties = properties.collect();
    let dependents = dependent_required.iter().map(|(property, names)| {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.sort_unstable();
        (property.as_str(), names)
    });
    let mut dependent_required: Vec<(&str, Vec<&str>)> = dependents.collect();
    dependent_required.sort_unstable();
    KindMeaning::Object {
        properties,
        dependent_required,
        additional: match additional {
            Additional::Unspecified => AdditionalMeaning::Unspecified,
            Additional::Denied => AdditionalMeaning::Denied,
            Additional::Typed(value) => AdditionalMeaning::Typed(made_of.add(*value)),
        },
    }
}

fn property<'a>(property: &'a Property, made_of: &mut Parts<'_>) -> PropertyMeaning<'a> {
    let Property {
        name,
        kind,
        required,
        default,
        access,
        description: _,
        deprecated,
        origin: _,
        also: _,
    } = property;
    PropertyMeaning {
        name,
        value: made_of.add(*kind),
        required: *required,
        default: default.as_ref(),
        access: match access {
            Access::Both => 0,
            Access::ReadOnly => 1,
            Access::WriteOnly => 2,
        },
        deprecated: *deprecated,
    }
}

fn union<'a>(union: &'a Union, made_of: &mut Parts<'_>) -> KindMeaning<'a> {
    let Union {
        variants,
        discriminator,
        exclusive,
    } = union;
    let variants = variants.iter().map(|variant| {
        let Variant {
            name,
            kind,
            // Found out afterwards, from what the variant is made of.
            discriminants: _,
            combined,
            origin: _,
        } = variant;
        VariantMeaning {
            name,
            value: made_of.add(*kind),
            combined: *combined,
        }
    });
    KindMeaning::Union {
        variants: variants.collect(),
        discriminator: discriminator.as_ref().map(self::discriminator),
        exclusive: *exclusive,
    }
}

fn discriminator(discriminator: &Discriminator) -> DiscriminatorMeaning<'_> {
    let Discriminator {
        property,
        mapping,
        default,
    } = discriminator;
    let mapping = mapping.iter().map(|mapped| {
        let Mapped {
            value,
            variant,
            implied,
        } = mapped;
        (value, *variant, *implied)
    });
    DiscriminatorMeaning {
        property,
        mapping: mapping.collect(),
        default: *default,
    }
}
