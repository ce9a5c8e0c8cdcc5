//! Schemas to types.
//!
//! What a type is depends on all that a schema is merged with: the members of its `allOf`, the
//! keywords beside these, and a member of each choice. So the keywords of all of them are put
//! together first ([`merge`]), then a type is built of what they say together ([`Schemas::build`]):
//! a union where choices are left ([`union`]), else an object, a list or a scalar by its `type`.
//!
//! Every component has a number in the arena before any of them is lowered, and every schema has one
//! before what it holds is: so types can refer to each other in any order, and in circles. Schemas
//! that are merged are known by the numbers of all of them, so that the same combination is one
//! type. A combination can hold further combinations without end only through references; how deep
//! and how many is bounded, and beyond that a value is taken as any.

mod assertions;
mod constraints;
mod enum_notes;
mod inheritance;
mod keywords;
mod merge;
mod merged;
mod nullability;
mod object;
mod scalar;
mod union;
mod variant;

use std::collections::HashMap;

use self::inheritance::Inheritance;
use self::merged::{MergedSchema, NamedSchema};
use self::nullability::{Nullability, is_only_null};
use super::choices::Choices;
use super::passes::Findings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formats::Format;
use crate::ir::{
    Assertion, Constraints, Keyword, Kind, Type, TypeId, TypeName, TypeRef, Types, Untyped,
};
use crate::pattern::Pattern;
use crate::source::Pointer;
use crate::spec::{Schema, SchemaId, SchemaNode, SchemaType, Spec};

/// Merged schemas inside of merged schemas, more of them than any real document has.
const MAX_MERGES: usize = 24;

/// Merged schemas in all; each can have others inside.
const MAX_MERGED: usize = 20_000;

/// The schemas of a document on their way to types.
pub(super) struct Schemas<'s> {
    pub(super) spec: &'s Spec,
    pub(super) choices: Choices,
    pub(super) diagnostics: &'s mut Diagnostics,
    pub(super) types: Types,
    /// What the passes need to know of schemas.
    pub(super) findings: Findings,
    /// The types of the component schemas.
    components: HashMap<SchemaId, TypeRef>,
    /// The types of the schemas that stand inside others.
    inline: HashMap<SchemaId, TypeRef>,
    /// The types of what satisfies several schemas at once.
    merged: HashMap<Vec<SchemaId>, TypeRef>,
    /// The `pattern`s that were looked at; `None` where it isn't one.
    patterns: HashMap<Pointer, Option<Pattern>>,
    /// The assertions that were looked at; `None` where nothing can be checked.
    assertions: HashMap<Pointer, Option<Assertion>>,
    inheritance: Inheritance<'s>,
    nullability: Nullability<'s>,
    depth: Depth,
}

/// What values a type has, and what is asked of these beside.
type Lowered = (Kind, Constraints);

/// How deep the lowering is in what a document can nest by references, without end.
#[derive(Default)]
struct Depth {
    /// Members of `allOf`, and of what those refer to.
    members: usize,
    /// Merged schemas.
    merges: usize,
    /// Unions of merged schemas.
    unions: usize,
    /// How many merged schemas there are in all.
    merged: usize,
}

impl<'s> Schemas<'s> {
    /// Lowers every component schema, so that those that no operation uses are emitted too.
    pub(super) fn lower(
        spec: &'s Spec,
        choices: Choices,
        diagnostics: &'s mut Diagnostics,
    ) -> Self {
        let mut schemas = Self {
            spec,
            choices,
            diagnostics,
            types: Types::default(),
            findings: Findings::default(),
            components: HashMap::new(),
            inline: HashMap::new(),
            merged: HashMap::new(),
            patterns: HashMap::new(),
            assertions: HashMap::new(),
            inheritance: Inheritance::of(spec),
            nullability: Nullability::of(spec),
            depth: Depth::default(),
        };
        schemas.lower_components();
        schemas
    }

    fn lower_components(&mut self) {
        let schemas = self.spec.components.schemas.values().copied();
        let spec = self.spec;
        let schemas: Vec<SchemaId> = schemas.filter(|id| !is_part(spec, *id)).collect();
        // All numbers are known before any type is: types refer to each other in any order, and
        // a long chain of references needs no deep stack.
        for id in &schemas {
            let name = self.component_name(*id);
            let mut type_ref = self.any(&name, self.spec.at(*id));
            type_ref.nullable = self.is_nullable(*id);
            self.components.insert(*id, type_ref);
        }
        for id in schemas {
            self.component_type(id);
        }
    }

    fn component_type(&mut self, id: SchemaId) {
        let Some(type_ref) = self.components.get(&id).copied() else {
            return;
        };
        let named = NamedSchema {
            id,
            name: self.component_name(id),
        };
        let (kind, constraints) = match self.spec.schema(id) {
            SchemaNode::Reference(_) => plain(Kind::Alias(self.type_ref(id, &named.name))),
            SchemaNode::Schema(schema) => self.kind(schema, &named, true),
        };
        let kind = match kind {
            // Its uses say already that it can be `null`.
            Kind::Alias(inner) if type_ref.nullable => Kind::Alias(TypeRef {
                nullable: false,
                ..inner
            }),
            kind => kind,
        };
        self.types.get_mut(type_ref.id).set(kind, constraints);
        self.describe(type_ref, id);
    }

    /// The type of a schema at one place.
    pub(super) fn type_ref(&mut self, id: SchemaId, name: &TypeName) -> TypeRef {
        let schema = match self.spec.schema(id) {
            SchemaNode::Schema(schema) => schema,
            SchemaNode::Reference(reference) => {
                let component = self.schema_component(reference);
                if let Some(component) = component
                    && is_part(self.spec, component)
                {
                    return self.type_ref(component, name);
                }
                let known = component.and_then(|found| self.components.get(&found).copied());
                return known.unwrap_or_else(|| self.any(name, &reference.at));
            }
        };
        if let Some(found) = self.inline.get(&id) {
            return *found;
        }
        // A reference that has to say more (a description, `nullable`) is written as an `allOf` of one.
        if let Some(only) = self.sole_reference(schema) {
            let inner = self.type_ref(only, name);
            let type_ref = TypeRef {
                nullable: inner.nullable || schema.nullable,
                ..inner
            };
            let constraints = self.constraints_beside_reference(schema);
            let type_ref = self.constrained(type_ref, constraints, &schema.at, name);
            self.inline.insert(id, type_ref);
            return type_ref;
        }
        let mut type_ref = self.any(name, &schema.at);
        type_ref.nullable = self.is_nullable(id);
        self.inline.insert(id, type_ref);
        let named = NamedSchema {
            id,
            name: name.clone(),
        };
        let lowered = self.kind(schema, &named, false);
        let type_ref = self.settle(type_ref, lowered);
        self.describe(type_ref, id);
        self.inline.insert(id, type_ref);
        type_ref
    }

    /// Whether a schema allows `null` beside other values.
    fn is_nullable(&mut self, id: SchemaId) -> bool {
        self.nullability.is_nullable(id) && !is_only_null(self.spec, id)
    }

    /// The schema at the end of a chain of references, and what names it: for what makes no type of
    /// the schema.
    pub(super) fn inspect(&mut self, id: SchemaId) -> Option<(&'s Schema, Option<TypeName>)> {
        match self.spec.schema(id) {
            SchemaNode::Schema(schema) => Some((schema, None)),
            SchemaNode::Reference(reference) => {
                let component = self.schema_component(reference)?;
                let known = self.components.get(&component).map(|known| known.id);
                self.findings.raw.extend(known);
                let (schema, owner) = self.resolve_schema(component)?;
                let owner = owner.unwrap_or_else(|| self.component_name(component));
                Some((schema, Some(owner)))
            }
        }
    }

    /// Says what a type is; one that is nothing but another becomes that one.
    fn settle(&mut self, type_ref: TypeRef, (kind, constraints): Lowered) -> TypeRef {
        let alias = match &kind {
            Kind::Alias(inner) if inner.id != type_ref.id && constraints.is_empty() => Some(*inner),
            _ => None,
        };
        self.types.get_mut(type_ref.id).set(kind, constraints);
        match alias {
            Some(inner) => TypeRef {
                id: inner.id,
                nullable: inner.nullable || type_ref.nullable,
            },
            None => type_ref,
        }
    }

    /// Notes what a schema says to people about its type.
    fn describe(&mut self, type_ref: TypeRef, id: SchemaId) {
        let SchemaNode::Schema(schema) = self.spec.schema(id) else {
            return;
        };
        let place = self.types.get_mut(type_ref.id);
        // The type of something else has words of its own.
        if place.title.is_none() {
            place.title = schema.title.clone();
        }
        if place.description.is_none() {
            place.description = schema.description.clone().or_else(|| schema.title.clone());
        }
        place.deprecated |= schema.deprecated;
    }

    fn kind(&mut self, schema: &Schema, named: &NamedSchema, is_component: bool) -> Lowered {
        let component = Some(named.id).filter(|_| is_component);
        let subtypes = component
            .map_or(&[][..], |id| self.inheritance.subtypes(id))
            .to_vec();
        self.check_discriminator(schema, !subtypes.is_empty());
        if let Some(only) = self.sole_reference(schema) {
            // A base class stands for all that extend it, of which this is one.
            let extends = is_component
                && self
                    .spec
                    .named_component(only)
                    .is_some_and(|base| !self.inheritance.subtypes(base).is_empty());
            if !extends {
                let alias = Kind::Alias(self.type_ref(only, &named.name));
                return (alias, self.constraints_beside_reference(schema));
            }
        }
        let mut chain: Vec<SchemaId> = component.into_iter().collect();
        let mut merged = MergedSchema {
            components: chain.clone(),
            ..MergedSchema::default()
        };
        self.merge(named, &mut chain, &mut merged);
        if let Some(fault) = merged.impossible {
            return plain(self.findings.impossible.note(*fault, &schema.at));
        }
        if !subtypes.is_empty() {
            return plain(self.base_class(named, &subtypes, merged));
        }
        self.build(merged, &schema.at, &named.name)
    }

    /// What satisfies all that was merged.
    fn build(&mut self, mut merged: MergedSchema, at: &Pointer, name: &TypeName) -> Lowered {
        self.take_asserted(&mut merged);
        self.check_patterns(&merged);
        let mut constraints = std::mem::take(&mut merged.constraints);
        for assertion in &mut constraints.assertions {
            for keyword in &mut assertion.schema {
                // As elsewhere, it is the whole that it closes.
                if let Keyword::AdditionalProperties(known, ..) = keyword {
                    let others = merged.properties.keys().cloned();
                    let others: Vec<String> = others.filter(|it| !known.contains(it)).collect();
                    known.extend(others);
                }
            }
        }
        let dependents = merged.dependent_required.clone();
        let kind = self.kind_of(merged, at, name);
        if !matches!(kind, Kind::Object(_)) {
            constraints.dependent_required = dependents.into_iter().collect();
        }
        (kind, constraints)
    }

    fn kind_of(&mut self, merged: MergedSchema, at: &Pointer, name: &TypeName) -> Kind {
        if let Some(fault) = merged.impossible {
            return self.findings.impossible.note(*fault, at);
        }
        if merged.is_never {
            return Kind::Never;
        }
        if !merged.choices.is_empty() {
            return self.union(merged, at, name);
        }
        match merged.effective_type() {
            Some(SchemaType::Object) => self.object(&merged, at, name),
            Some(SchemaType::Array) => self.list(&merged, at, name),
            Some(_) => self.scalar(&merged, at, name),
            None if merged.enumeration.is_some() || merged.format.is_some() => {
                self.scalar(&merged, at, name)
            }
            None => {
                if let Some(content) = &merged.content {
                    let message = "a `contentMediaType` has an effect on strings alone";
                    let warning = Diagnostic::warning(Code::Unsupported, message)
                        .at_key(&content.at, "taken as a value of any type")
                        .help("add `type: string`");
                    self.diagnostics.push(warning);
                }
                Kind::Any(Untyped::Open)
            }
        }
    }

    /// The type of what satisfies several schemas at once.
    fn all(&mut self, schemas: &[NamedSchema], at: &Pointer, name: &TypeName) -> TypeRef {
        let said = schemas;
        let schemas = distinct(self.spec, said);
        // What says nothing of types can say something of values.
        let beside = said.iter().map(|schema| schema.id);
        let beside = beside.filter(|id| schemas.iter().all(|kept| kept.id != *id));
        let beside = self.constraints_beside(beside);
        let type_ref = self.all_distinct(&schemas, at, name);
        self.constrained(type_ref, beside, at, name)
    }

    fn all_distinct(&mut self, schemas: &[NamedSchema], at: &Pointer, name: &TypeName) -> TypeRef {
        if let [only] = schemas {
            return self.type_ref(only.id, &only.name);
        }
        let key: Vec<SchemaId> = schemas
            .iter()
            .map(|schema| self.spec.named_component(schema.id).unwrap_or(schema.id))
            .collect();
        if let Some(known) = self.merged.get(&key) {
            return *known;
        }
        if let Some((narrowest, beside)) = self.narrowest(schemas) {
            let type_ref = self.type_ref(narrowest.id, &narrowest.name);
            return self.constrained(type_ref, beside, at, name);
        }
        let mut type_ref = self.any(name, at);
        type_ref.nullable = self.nullability.are_nullable(schemas);
        self.merged.insert(key.clone(), type_ref);
        if self.depth.merges == MAX_MERGES || self.depth.merged == MAX_MERGED {
            let reason = "schemas are merged in merged schemas too deeply";
            self.types.get_mut(type_ref.id).kind = self.because(reason, at);
            return type_ref;
        }
        self.depth.merges += 1;
        self.depth.merged += 1;
        let mut merged = MergedSchema::default();
        for schema in schemas {
            self.merge(schema, &mut Vec::new(), &mut merged);
        }
        let lowered = self.build(merged, at, name);
        self.depth.merges -= 1;
        let settled = self.settle(type_ref, lowered);
        for schema in schemas {
            if settled.id == type_ref.id {
                self.describe(settled, schema.id);
            }
        }
        self.merged.insert(key, settled);
        settled
    }

    /// The one of several schemas that says all that the others do, where that is plain to see: the
    /// others ask for no more than its type, and for constraints that its type doesn't know.
    fn narrowest(&mut self, schemas: &[NamedSchema]) -> Option<(NamedSchema, Constraints)> {
        let mut narrow = None;
        let mut types = Vec::new();
        let mut constraints = Constraints::default();
        for schema in schemas {
            let mut merged = MergedSchema::default();
            self.merge(schema, &mut Vec::new(), &mut merged);
            match merged.only_type() {
                Some(kind) if merged.choices.is_empty() => {
                    types.push(kind);
                    constraints.extend(&merged.constraints);
                }
                _ if narrow.is_some() => return None,
                _ => narrow = Some((schema, merged)),
            }
        }
        let (schema, merged) = narrow?;
        let kind = merged.effective_type()?;
        types
            .iter()
            .all(|other| *other == kind)
            .then(|| (schema.clone(), constraints))
    }

    /// Adds a type of which nothing more is asked than what it is.
    pub(super) fn add(&mut self, kind: Kind, name: &TypeName, at: &Pointer) -> TypeRef {
        self.add_lowered(plain(kind), name, at)
    }

    fn add_lowered(
        &mut self,
        (kind, constraints): Lowered,
        name: &TypeName,
        at: &Pointer,
    ) -> TypeRef {
        let mut new = Type::new(name.clone(), Kind::Any(Untyped::Open), at.clone());
        new.set(kind, constraints);
        let id = self.types.push(new);
        TypeRef {
            id,
            nullable: false,
        }
    }

    /// Adds a type of any value at all.
    pub(super) fn any(&mut self, name: &TypeName, at: &Pointer) -> TypeRef {
        self.add(Kind::Any(Untyped::Open), name, at)
    }

    /// Adds a type of any text.
    pub(super) fn text_type(&mut self, name: &TypeName, at: &Pointer) -> TypeId {
        self.add(Kind::String(Format::TEXT), name, at).id
    }

    /// Reports what the document may say but the emitted crates can't do.
    pub(super) fn unsupported(&mut self, what: impl Into<String>, at: &Pointer) {
        self.diagnostics
            .push(Diagnostic::error(Code::Unsupported, what).at(at, "not supported yet"));
    }

    /// Warns of what the document may say but the emitted crates do otherwise.
    pub(super) fn warn_unsupported(&mut self, what: impl Into<String>, at: &Pointer, label: &str) {
        self.diagnostics
            .push(Diagnostic::warning(Code::Unsupported, what).at_key(at, label));
    }

    /// Warns of a discriminator that tells no types apart. A base class has one that does.
    fn check_discriminator(&mut self, schema: &Schema, is_base_class: bool) {
        if schema.discriminator.is_some() && !schema.is_choice() && !is_base_class {
            let message = "this discriminator tells no types apart: nothing extends its schema";
            let at = schema.at.key("discriminator");
            self.warn_unsupported(message, &at, "not honoured");
        }
    }

    /// The kind of any value, and a warning that says why.
    fn because(&mut self, reason: &'static str, at: &Pointer) -> Kind {
        let warning =
            Diagnostic::warning(Code::Unsupported, reason).at(at, "taken as a value of any type");
        self.diagnostics.push(warning);
        Kind::Any(Untyped::Because(reason))
    }

    /// The one member of an `allOf` that says something about the type, where nothing else does and
    /// it is a reference.
    fn sole_reference(&self, schema: &Schema) -> Option<SchemaId> {
        if !schema.only_applies_others() || schema.is_choice() {
            return None;
        }
        let mut telling = schema.all_of.iter().filter(|member| {
            !matches!(
                self.spec.schema(**member),
                SchemaNode::Schema(member) if member.is_vague() && !member.holds_json
            )
        });
        let only = *telling.next()?;
        let is_reference = matches!(self.spec.schema(only), SchemaNode::Reference(_));
        // The JSON within a string is another type than the string.
        let says_more = schema.holds_json && self.is_string(only);
        (telling.next().is_none() && is_reference && !says_more).then_some(only)
    }

    /// Whether the schema that a chain of references leads to is plainly that of a string.
    fn is_string(&self, mut id: SchemaId) -> bool {
        for _ in 0..MAX_MERGES {
            match self.spec.schema(id) {
                SchemaNode::Schema(schema) => {
                    return schema.effective_type() == Some(SchemaType::String);
                }
                SchemaNode::Reference(reference) => match reference.component {
                    Some(component) => id = component,
                    None => return false,
                },
            }
        }
        false
    }
}

/// A kind of which nothing more is asked.
fn plain(kind: Kind) -> Lowered {
    (kind, Constraints::default())
}

/// Whether a component is none by the document, but a schema inside of another.
fn is_part(spec: &Spec, component: SchemaId) -> bool {
    matches!(spec.schema(component), SchemaNode::Schema(schema) if schema.is_part)
}

/// The schemas without those that say nothing and those that are there already.
fn distinct(spec: &Spec, schemas: &[NamedSchema]) -> Vec<NamedSchema> {
    let mut kept: Vec<NamedSchema> = Vec::new();
    for schema in schemas {
        let node = spec.schema(schema.id);
        let is_known = kept
            .iter()
            .any(|earlier| match (spec.schema(earlier.id), node) {
                (SchemaNode::Reference(one), SchemaNode::Reference(other)) => {
                    one.target == other.target
                }
                (SchemaNode::Schema(one), SchemaNode::Schema(other)) => spec.allow_same(one, other),
                _ => false,
            });
        let says_nothing = matches!(
            node,
            SchemaNode::Schema(schema) if schema.is_untyped() && !schema.holds_json
        );
        if !is_known && !says_nothing {
            kept.push(schema.clone());
        }
    }
    if kept.is_empty() {
        kept.extend(schemas.last().cloned());
    }
    kept
}
