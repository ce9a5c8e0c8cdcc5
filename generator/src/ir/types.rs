//! Types and the arena that they live in, and what tells the variants of unions apart.

use std::collections::HashSet;
use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use super::constraints::Constraints;
use super::name::{TypeName, VariantName};
use crate::formats::Format;
use crate::source::Pointer;

/// The number of a type in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(usize);

/// The arena of all types.
#[derive(Clone, Debug, Default)]
pub struct Types {
    types: Vec<Type>,
}

impl Types {
    /// Adds a type.
    pub fn push(&mut self, new: Type) -> TypeId {
        self.types.push(new);
        TypeId(self.types.len() - 1)
    }

    /// The type of a number that this arena gave.
    #[must_use]
    pub fn get(&self, id: TypeId) -> &Type {
        self.types
            .get(id.0)
            .expect("a TypeId comes from the arena that it is used with")
    }

    /// The type of a number that this arena gave, to change it.
    pub fn get_mut(&mut self, id: TypeId) -> &mut Type {
        self.types
            .get_mut(id.0)
            .expect("a TypeId comes from the arena that it is used with")
    }

    /// All types, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        self.types
            .iter()
            .enumerate()
            .map(|(index, found)| (TypeId(index), found))
    }

    /// A use of a type with the aliases on the way followed.
    #[must_use]
    pub fn unalias(&self, mut type_ref: TypeRef) -> TypeRef {
        // An alias can't lead in a circle for longer than there are types.
        for _ in 0..self.types.len() {
            let Kind::Alias(inner) = self.get(type_ref.id).kind else {
                break;
            };
            type_ref = TypeRef {
                id: inner.id,
                nullable: type_ref.nullable || inner.nullable,
            };
        }
        type_ref
    }

    /// All that is asked of the values of a use: by the aliases on the way, and by the type at their
    /// end.
    #[must_use]
    pub fn constraints(&self, type_ref: TypeRef) -> Constraints {
        let mut all = self.constraints_of_aliases(type_ref);
        all.extend(&self.get(self.unalias(type_ref).id).constraints);
        all
    }

    /// What the aliases on the way to a type ask for.
    #[must_use]
    pub fn constraints_of_aliases(&self, type_ref: TypeRef) -> Constraints {
        let mut all = Constraints::default();
        let mut id = type_ref.id;
        // An alias can't lead in a circle for longer than there are types.
        for _ in 0..self.types.len() {
            let found = self.get(id);
            let Kind::Alias(inner) = found.kind else {
                break;
            };
            all.extend(&found.constraints);
            id = inner.id;
        }
        all
    }

    /// The same type without what is asked of its values, as far as it has no definition of its own.
    pub fn loosened(&mut self, type_ref: TypeRef) -> TypeRef {
        if self.constraints(type_ref).is_empty() {
            return type_ref;
        }
        let target = self.unalias(type_ref);
        let found = self.get(target.id);
        if found.constraints.is_empty() || found.kind.is_defined() {
            return target;
        }
        let loose = Type {
            constraints: Constraints::default(),
            ..found.clone()
        };
        TypeRef {
            id: self.push(loose),
            ..target
        }
    }

    /// Whether two uses allow the same values, as far as can be told without looking into objects,
    /// and constraints aside.
    #[must_use]
    pub fn same(&self, one: TypeRef, other: TypeRef) -> bool {
        self.same_within(one, other, 16)
    }

    fn same_within(&self, one: TypeRef, other: TypeRef, depth: usize) -> bool {
        let (one, other) = (self.unalias(one), self.unalias(other));
        if one.nullable != other.nullable || depth == 0 {
            return false;
        }
        match (&self.get(one.id).kind, &self.get(other.id).kind) {
            _ if one.id == other.id => true,
            (Kind::Any(_), Kind::Any(_))
            | (Kind::Null, Kind::Null)
            | (Kind::Never, Kind::Never)
            | (Kind::Boolean, Kind::Boolean) => true,
            (Kind::Number(one), Kind::Number(other)) => one == other,
            (Kind::String(one), Kind::String(other)) => one == other,
            (Kind::Enum(one), Kind::Enum(other)) => one.values == other.values,
            (Kind::JsonText(one), Kind::JsonText(other))
            | (Kind::Array(one), Kind::Array(other))
            | (Kind::Map(one), Kind::Map(other)) => self.same_within(*one, *other, depth - 1),
            // Those that a document names are meant to be different.
            (Kind::Object(own), Kind::Object(others))
                if !self.get(one.id).name.is_component()
                    && !self.get(other.id).name.is_component() =>
            {
                self.same_members(own, others, depth - 1)
            }
            _ => false,
        }
    }

    /// Whether two objects have the same properties, whatever is said of them to people.
    fn same_members(&self, one: &Object, other: &Object, depth: usize) -> bool {
        let additional = match (one.additional, other.additional) {
            (Additional::Typed(one), Additional::Typed(other)) => {
                self.same_within(one, other, depth)
            }
            (Additional::Unspecified, Additional::Unspecified)
            | (Additional::Denied, Additional::Denied) => true,
            _ => false,
        };
        let alike = |one: &Property, other: &Property| {
            one.name == other.name
                && one.required == other.required
                && one.default == other.default
                && one.access == other.access
        };
        let pairs = || one.properties.iter().zip(&other.properties);
        additional
            && one.dependent_required == other.dependent_required
            && one.properties.len() == other.properties.len()
            && pairs().all(|(one, other)| alike(one, other))
            && pairs().all(|(one, other)| self.same_within(one.kind, other.kind, depth))
    }

    /// The types that some types are made of, through any number of others, and these themselves.
    #[must_use]
    pub fn reachable(&self, roots: impl IntoIterator<Item = TypeId>) -> HashSet<TypeId> {
        let mut pending: Vec<TypeId> = roots.into_iter().collect();
        let mut reachable: HashSet<TypeId> = pending.iter().copied().collect();
        while let Some(id) = pending.pop() {
            let inner = self.get(id).kind.inner().into_iter();
            let new = inner.map(|inner| inner.id);
            pending.extend(new.filter(|id| reachable.insert(*id)));
        }
        reachable
    }

    /// How many types there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }
}

/// A use of a type at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The type.
    pub id: TypeId,
    /// Whether `null` is allowed at this place too.
    pub nullable: bool,
}

/// One schema.
#[derive(Clone, Debug)]
pub struct Type {
    /// What names it: a type in the emitted crates is called after where it stands.
    pub name: TypeName,
    /// Its title.
    pub title: Option<String>,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it is used, in the order of the names, if equal types of several places became this
    /// one; otherwise none. Of a component nobody has to be told.
    pub places: Vec<TypeName>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// What values it has.
    pub kind: Kind,
    /// What is asked of these values beside. An alias adds to what its target asks for.
    pub constraints: Constraints,
    /// Which way its values travel.
    pub usage: Usage,
    /// Whether it is a list, a tuple or a mapping that holds itself with no object or union in
    /// between: such a type needs a definition of its own, for an alias can't name itself.
    pub recursive: bool,
    /// Where it stands.
    pub origin: Pointer,
}

impl Type {
    /// Whether more is asked of its values than to be of its kind, what they are made of left aside.
    #[must_use]
    pub fn is_constrained(&self) -> bool {
        let depends = match &self.kind {
            Kind::Object(object) => !object.dependent_required.is_empty(),
            _ => false,
        };
        depends || !self.constraints.is_empty()
    }

    /// Says what values it has, and what is asked of these as far as it speaks of such values.
    pub fn set(&mut self, kind: Kind, constraints: Constraints) {
        self.constraints = kind.concerned(constraints);
        self.kind = kind;
    }

    /// A type of which nothing else is known yet.
    #[must_use]
    pub fn new(name: TypeName, kind: Kind, origin: Pointer) -> Self {
        Self {
            name,
            title: None,
            description: None,
            places: Vec::new(),
            deprecated: false,
            kind,
            constraints: Constraints::default(),
            usage: Usage::default(),
            recursive: false,
            origin,
        }
    }
}

/// Which way the values of a type travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// From the client to the server.
    pub request: bool,
    /// From the server to the client.
    pub response: bool,
}

impl Usage {
    /// Whether a value that the document doesn't list may come from a newer server.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.response || !self.request
    }
}

/// What values a type has.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Any JSON value.
    Any(Untyped),
    /// `null` and nothing else.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Whole numbers, and those with a fraction.
    Number(Format),
    /// Text of a format.
    String(Format),
    /// Text that holds JSON of this type.
    JsonText(TypeRef),
    /// One of a list of strings, or of whole numbers, or of both.
    Enum(Enum),
    /// A list of values of one type.
    Array(TypeRef),
    /// A list of so many values, each of a type of its own.
    Tuple(Vec<TypeRef>),
    /// A mapping from any string to values of one type.
    Map(TypeRef),
    /// A mapping with known properties.
    Object(Object),
    /// A value of one of several types.
    Union(Union),
    /// Another type under a name of its own.
    Alias(TypeRef),
    /// No value at all: the schema `false`.
    Never,
}

impl Kind {
    /// Whether there has to be a definition in Rust for it: an object, an enum or a union.
    #[must_use]
    pub fn is_defined(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Enum(_) | Self::Union(_))
    }

    /// Of some constraints those that speak of its values.
    #[must_use]
    pub fn concerned(&self, constraints: Constraints) -> Constraints {
        match self {
            // What it is in the end is known where it is used.
            Self::Any(_) | Self::Union(_) | Self::Alias(_) => constraints,
            // A list of values says which there are.
            Self::Null | Self::Never | Self::Boolean | Self::Enum(_) | Self::JsonText(_) => {
                Constraints {
                    assertions: constraints.assertions,
                    ..Constraints::default()
                }
            }
            Self::Number(_) => Constraints {
                minimum: constraints.minimum,
                maximum: constraints.maximum,
                multiple_of: constraints.multiple_of,
                assertions: constraints.assertions,
                ..Constraints::default()
            },
            Self::String(_) => Constraints {
                length: constraints.length,
                patterns: constraints.patterns,
                assertions: constraints.assertions,
                ..Constraints::default()
            },
            Self::Array(_) | Self::Tuple(_) => Constraints {
                items: constraints.items,
                unique_items: constraints.unique_items,
                assertions: constraints.assertions,
                ..Constraints::default()
            },
            Self::Map(_) | Self::Object(_) => Constraints {
                properties: constraints.properties,
                dependent_required: constraints.dependent_required,
                assertions: constraints.assertions,
                ..Constraints::default()
            },
        }
    }

    /// The types that it is made of, in order.
    #[must_use]
    pub fn inner(&self) -> Vec<TypeRef> {
        match self {
            Self::Any(_)
            | Self::Null
            | Self::Never
            | Self::Boolean
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
            Self::JsonText(inner) | Self::Array(inner) | Self::Map(inner) | Self::Alias(inner) => {
                vec![*inner]
            }
            Self::Tuple(items) => items.clone(),
            Self::Object(object) => {
                let properties = object.properties.iter().map(|property| property.kind);
                let additional = match object.additional {
                    Additional::Typed(value) => Some(value),
                    Additional::Unspecified | Additional::Denied => None,
                };
                properties.chain(additional).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| variant.kind).collect(),
        }
    }

    /// The types that it is made of, in the order of [`Kind::inner`], to change them.
    pub fn inner_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            Self::Any(_)
            | Self::Null
            | Self::Never
            | Self::Boolean
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
            Self::JsonText(inner) | Self::Array(inner) | Self::Map(inner) | Self::Alias(inner) => {
                vec![inner]
            }
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Object(object) => {
                let properties = object.properties.iter_mut();
                let properties = properties.map(|property| &mut property.kind);
                let additional = match &mut object.additional {
                    Additional::Typed(value) => Some(value),
                    Additional::Unspecified | Additional::Denied => None,
                };
                properties.chain(additional).collect()
            }
            Self::Union(union) => {
                let variants = union.variants.iter_mut();
                variants.map(|variant| &mut variant.kind).collect()
            }
        }
    }
}

/// Why a value is of no type in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Untyped {
    /// The schema asks for nothing.
    Open,
    /// No schema speaks of it: it is one of the members of an object that are kept though nothing
    /// names them.
    Undeclared,
    /// The schema asks for something that no type here can say, for this reason.
    Because(&'static str),
}

/// The reason in a few words.
impl fmt::Display for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "the schema asks for nothing",
            Self::Undeclared => "no schema speaks of it",
            Self::Because(reason) => reason,
        })
    }
}

/// A type with a closed list of values.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The values in the document's order, each once; never none. Each is a string, a number or a
    /// boolean; a number is written without a fraction where it has none.
    pub values: Vec<Value>,
    /// What the document calls the values and says of them: one for each, or none at all.
    pub notes: Vec<ValueNote>,
}

impl Enum {
    /// The values where all of them are strings.
    #[must_use]
    pub fn strings(&self) -> Option<Vec<&str>> {
        self.values.iter().map(Value::as_str).collect()
    }

    /// The values where all of them are whole numbers.
    #[must_use]
    pub fn integers(&self) -> Option<Vec<i64>> {
        self.values.iter().map(Value::as_i64).collect()
    }
}

/// What a document says of one value of an `enum`.
#[derive(Clone, Debug, Default)]
pub struct ValueNote {
    /// What it calls it.
    pub name: Option<String>,
    /// What it tells people about it.
    pub description: Option<String>,
}

/// A mapping with known properties.
#[derive(Clone, Debug)]
pub struct Object {
    /// The properties in the document's order.
    pub properties: Vec<Property>,
    /// `dependentRequired`: the names of the properties that must be there where another one is, by
    /// the name of that one.
    pub dependent_required: IndexMap<String, Vec<String>>,
    /// What other properties are allowed.
    pub additional: Additional,
    /// The names of the `readOnly` properties that were left out, as requests don't have them.
    pub read_only: Vec<String>,
}

impl Object {
    /// Leaves out properties, and what is said of them.
    pub fn retain(&mut self, keep: impl Fn(&Property) -> bool) {
        let mut removed = Vec::new();
        self.properties.retain(|property| {
            let keep = keep(property);
            if !keep {
                removed.push(property.name.clone());
            }
            keep
        });
        let stays = |name: &String| !removed.contains(name);
        self.dependent_required.retain(|name, _| stays(name));
        for names in self.dependent_required.values_mut() {
            names.retain(stays);
        }
    }

    /// What both of two objects say by `dependentRequired`.
    #[must_use]
    pub fn common_dependents(&self, other: &Self) -> IndexMap<String, Vec<String>> {
        let all = self.dependent_required.iter();
        let common = all.filter_map(|(property, names)| {
            let others = other.dependent_required.get(property)?;
            let names = names.iter().filter(|name| others.contains(name));
            Some((property.clone(), names.cloned().collect()))
        });
        common.collect()
    }
}

/// What properties beside the known ones a mapping may have.
#[derive(Clone, Copy, Debug)]
pub enum Additional {
    /// `additionalProperties` isn't given: others are let through and not kept.
    Unspecified,
    /// `additionalProperties: false`.
    Denied,
    /// Others are kept, and their values are of this type.
    Typed(TypeRef),
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeRef,
    /// Whether it is always there.
    pub required: bool,
    /// The value that a missing one stands for; one of its type.
    pub default: Option<Value>,
    /// Which way it travels.
    pub access: Access,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Where it stands.
    pub origin: Pointer,
    /// Where else it is described: the members of an `allOf` may each say something of it.
    pub also: Vec<Pointer>,
}

/// Which way a property travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both ways.
    #[default]
    Both,
    /// `readOnly`: in responses alone.
    ReadOnly,
    /// `writeOnly`: in requests alone.
    WriteOnly,
}

/// A value of one of several types: `oneOf`, `anyOf`, or a list of `type`s.
#[derive(Clone, Debug)]
pub struct Union {
    /// The types, in the document's order; but those that take every text, number or value come
    /// after those that take less.
    pub variants: Vec<Variant>,
    /// How they are told apart before anything else is tried.
    pub discriminator: Option<Discriminator>,
    /// Whether a value must be of no more than one of them, a `oneOf`, and may be of several as far
    /// as is known.
    pub exclusive: bool,
}

impl Union {
    /// Whether its objects are tagged, by the discriminator or by constants of their own: then one
    /// can have a tag that the document doesn't know.
    #[must_use]
    pub fn is_tagged(&self) -> bool {
        let variants = self.variants.iter().filter(|variant| !variant.combined);
        let mut objects = variants
            .map(|variant| &variant.discriminants)
            .filter(|found| found.json.is_empty() || found.json.contains(&JsonKind::Object))
            .peekable();
        self.discriminator.is_some()
            || objects.peek().is_some() && objects.all(|found| !found.constants.is_empty())
    }
}

/// A Discriminator Object.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// `propertyName`.
    pub property: String,
    /// The values of that property, and what each leads to. Variants can share a value; the first
    /// value of a variant is the one that it is written with.
    pub mapping: Vec<Mapped>,
    /// The index of the variant that stands for all other values: a base class itself.
    pub default: Option<usize>,
}

/// A value of a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The value.
    pub value: Value,
    /// The index of the variant that it stands for.
    pub variant: usize,
    /// Whether it is only the name of the variant's schema.
    pub implied: bool,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What names it.
    pub name: VariantName,
    /// Its type. Never one that is nullable: then the union is.
    pub kind: TypeRef,
    /// What tells its values from those of other variants.
    pub discriminants: Discriminants,
    /// Whether it combines several others of the union that a value can satisfy at once.
    pub combined: bool,
    /// Where it stands.
    pub origin: Pointer,
}

/// What tells the values of a type from those of others before they are decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discriminants {
    /// The kinds of JSON values that they can be.
    pub json: Vec<JsonKind>,
    /// The properties that an object has to have.
    pub required: Vec<String>,
    /// Every property that an object may have by name.
    pub known: Vec<String>,
    /// The properties that, where they are there, have one of these values.
    pub constants: Vec<(String, Vec<Value>)>,
}

/// The kinds of JSON values (RFC 8259, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of JSON Schema")]
pub enum JsonKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}
