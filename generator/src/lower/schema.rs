//! Schemas to types.

use openapiv3::{ReferenceOr, Schema};

use super::Lowering;
use super::component::{owned, pointer};
use super::facts::{Facts, Spot};
use super::family::component_of;
use super::keywords::{Keywords, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, Section, TypeName, TypeRef, Untyped};
use crate::source::Pointer;

/// Merged schemas inside of merged schemas, more of them than any real document has.
const MAX_MERGES: usize = 24;

/// Merged schemas in all; each can have others inside.
pub(super) const MAX_MERGED: usize = 20_000;

/// The extension that marks a component that is a part of another schema.
const PART: &str = "x-oasmith-part";

impl<'a> Lowering<'a> {
    /// Lowers every component schema, so that those that no operation uses are emitted too.
    pub(super) fn all_schemas(&mut self) {
        let document = self.document;
        let schemas = document.components.iter().flat_map(|found| &found.schemas);
        let schemas = schemas.filter(|(_, schema)| !is_part(schema));
        // All numbers are known before any type is: types refer to each other in any order, and
        // a long chain of references needs no deep stack.
        for (name, schema) in schemas.clone() {
            let mut type_ref = self.any(&owned(name), &pointer(Section::Schemas, name));
            let node = Node::from(schema);
            type_ref.nullable = self.nullable(node) && !self.only_null(node);
            self.components.insert(name, type_ref);
        }
        for (name, schema) in schemas {
            self.schema_component(name, schema);
        }
    }

    fn schema_component(&mut self, name: &'a str, schema: &'a ReferenceOr<Schema>) {
        let Some(type_ref) = self.components.get(name).copied() else {
            return;
        };
        let spot = Spot {
            node: Node::from(schema),
            at: pointer(Section::Schemas, name),
            name: owned(name),
        };
        let kind = match spot.node {
            Node::Reference(_) => Kind::Alias(self.type_ref(spot.node, &spot.at, &spot.name)),
            Node::Schema(schema) => self.kind(schema, &spot, Some(name)),
        };
        let kind = match kind {
            // Its uses say already that it can be `null`.
            Kind::Alias(inner) if type_ref.nullable => Kind::Alias(TypeRef {
                nullable: false,
                ..inner
            }),
            kind => kind,
        };
        self.describe(type_ref, spot.node, kind);
    }

    /// The type of a schema at one place.
    pub(super) fn type_ref(&mut self, node: Node<'a>, at: &Pointer, name: &TypeName) -> TypeRef {
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(reference) => {
                let known = self.component::<Schema>(reference, at);
                if let Some((found, schema)) = known
                    && is_part(schema)
                {
                    let at = pointer(Section::Schemas, found);
                    return self.type_ref(schema.into(), &at, name);
                }
                let known = known.and_then(|(found, _)| self.components.get(found).copied());
                return known.unwrap_or_else(|| self.any(name, at));
            }
        };
        if let Some(found) = self.inline.get(at) {
            return *found;
        }
        // A reference that has to say more (a description, `nullable`) is written as an `allOf` of one.
        if let Some((only, only_at)) = sole(&Keywords::of(schema), at) {
            let inner = self.type_ref(only, &only_at, name);
            let type_ref = TypeRef {
                nullable: inner.nullable || schema.schema_data.nullable,
                ..inner
            };
            self.inline.insert(at.clone(), type_ref);
            return type_ref;
        }
        let mut type_ref = self.any(name, at);
        type_ref.nullable = self.nullable(node) && !self.only_null(node);
        self.inline.insert(at.clone(), type_ref);
        let spot = Spot {
            node,
            at: at.clone(),
            name: name.clone(),
        };
        let kind = self.kind(schema, &spot, None);
        let type_ref = self.settle(type_ref, kind);
        self.note(type_ref, node);
        self.inline.insert(at.clone(), type_ref);
        type_ref
    }

    /// Gives a type its kind; one that is nothing but another becomes that one.
    fn settle(&mut self, type_ref: TypeRef, kind: Kind) -> TypeRef {
        let alias = match &kind {
            Kind::Alias(inner) if inner.id != type_ref.id => Some(*inner),
            _ => None,
        };
        self.types.get_mut(type_ref.id).kind = kind;
        match alias {
            Some(inner) => TypeRef {
                id: inner.id,
                nullable: inner.nullable || type_ref.nullable,
            },
            None => type_ref,
        }
    }

    fn describe(&mut self, type_ref: TypeRef, node: Node<'a>, kind: Kind) {
        self.types.get_mut(type_ref.id).kind = kind;
        self.note(type_ref, node);
    }

    /// Notes what a schema says to people about its type.
    pub(super) fn note(&mut self, type_ref: TypeRef, node: Node<'a>) {
        let Node::Schema(schema) = node else {
            return;
        };
        let data = &schema.schema_data;
        let place = self.types.get_mut(type_ref.id);
        // The type of something else has words of its own.
        if place.description.is_none() {
            place.description = data.description.clone().or_else(|| data.title.clone());
        }
        place.deprecated |= data.deprecated;
    }

    fn kind(&mut self, schema: &'a Schema, spot: &Spot<'a>, component: Option<&'a str>) -> Kind {
        let keywords = Keywords::of(schema);
        let used = component.is_some_and(|name| !self.heirs(name).is_empty());
        self.check_discriminator(schema, &spot.at, used);
        if let Some((only, at)) = sole(&keywords, &spot.at) {
            // A base class stands for all that extend it, of which this is one.
            let extends = component.is_some()
                && component_of(only).is_some_and(|base| !self.heirs(base).is_empty());
            if !extends {
                return Kind::Alias(self.type_ref(only, &at, &spot.name));
            }
        }
        let mut chain: Vec<&'a str> = component.into_iter().collect();
        let mut facts = Facts {
            components: chain.clone(),
            ..Facts::default()
        };
        self.gather(spot, &mut chain, &mut facts);
        if let Some(fault) = facts.impossible {
            return self.findings.impossible.note(*fault, &spot.at);
        }
        if let Some(component) = component {
            let heirs = self.heirs(component).to_vec();
            if !heirs.is_empty() {
                return self.base_class_kind(component, &heirs, facts, spot);
            }
        }
        self.build(facts, &spot.at, &spot.name)
    }

    /// The kind of what satisfies all facts.
    pub(super) fn build(&mut self, facts: Facts<'a>, at: &Pointer, name: &TypeName) -> Kind {
        if let Some(fault) = facts.impossible {
            return self.findings.impossible.note(*fault, at);
        }
        if let Some((node, not)) = &facts.not {
            // `false` as a schema is written so.
            if matches!(node, Node::Schema(schema) if Keywords::of(schema).silent()) {
                return Kind::Never;
            }
            let message = "`not` has no effect on the emitted crates";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            self.diagnostics.push(warning.at_key(not, "not honoured"));
        }
        if !facts.choices.is_empty() {
            return self.union(facts, at, name);
        }
        match facts.effective_type() {
            Some("object") => self.object(facts, at, name),
            Some("array") => self.list(&facts, at, name),
            Some("boolean" | "integer" | "number" | "string") => self.scalar(&facts, at),
            _ if facts.enumeration.is_some() || facts.format.is_some() => self.scalar(&facts, at),
            _ => Kind::Any(Untyped::Open),
        }
    }

    /// The type of what satisfies several schemas at once.
    pub(super) fn all(&mut self, spots: &[Spot<'a>], at: &Pointer, name: &TypeName) -> TypeRef {
        let spots = distinct(spots);
        if let [only] = spots.as_slice() {
            return self.type_ref(only.node, &only.at, &only.name);
        }
        let key: Vec<Pointer> = spots.iter().map(place).collect();
        if let Some(known) = self.merged.get(&key) {
            return *known;
        }
        if let Some(spot) = self.narrowest(&spots) {
            return self.type_ref(spot.node, &spot.at, &spot.name);
        }
        let mut type_ref = self.any(name, at);
        type_ref.nullable = self.all_nullable(&spots);
        self.merged.insert(key.clone(), type_ref);
        if self.depth.merges == MAX_MERGES || self.depth.merged == MAX_MERGED {
            let reason = "schemas are merged in merged schemas too deeply";
            self.types.get_mut(type_ref.id).kind = self.because(reason, at);
            return type_ref;
        }
        self.depth.merges += 1;
        self.depth.merged += 1;
        let mut facts = Facts::default();
        for spot in &spots {
            self.gather(spot, &mut Vec::new(), &mut facts);
        }
        let kind = self.build(facts, at, name);
        self.depth.merges -= 1;
        let settled = self.settle(type_ref, kind);
        for spot in &spots {
            if settled.id == type_ref.id {
                self.note(settled, spot.node);
            }
        }
        self.merged.insert(key, settled);
        settled
    }

    /// The one of several schemas that says all that the others do, where that is plain to see: the
    /// others ask for no more than its type.
    pub(super) fn narrowest(&mut self, spots: &[Spot<'a>]) -> Option<Spot<'a>> {
        let mut narrow = None;
        let mut types = Vec::new();
        for spot in spots {
            let mut facts = Facts::default();
            self.gather(spot, &mut Vec::new(), &mut facts);
            match facts.only_type() {
                Some(kind) if facts.choices.is_empty() => types.push(kind.to_owned()),
                _ if narrow.is_some() => return None,
                _ => narrow = Some((spot, facts)),
            }
        }
        let (spot, facts) = narrow?;
        let kind = facts.effective_type()?;
        types
            .iter()
            .all(|other| other == kind)
            .then(|| spot.clone())
    }

    /// The kind of any value, and a warning that says why.
    pub(super) fn because(&mut self, reason: &'static str, at: &Pointer) -> Kind {
        let warning =
            Diagnostic::warning(Code::Unsupported, reason).at(at, "taken as a value of any type");
        self.diagnostics.push(warning);
        Kind::Any(Untyped::Because(reason))
    }
}

/// Whether a component is none by the document, but a schema inside of another.
fn is_part(schema: &ReferenceOr<Schema>) -> bool {
    match schema {
        ReferenceOr::Item(schema) => schema.schema_data.extensions.contains_key(PART),
        ReferenceOr::Reference { .. } => false,
    }
}

/// The one member of an `allOf` that says something about the type, where nothing else does and it
/// is a reference.
fn sole<'a>(keywords: &Keywords<'a>, at: &Pointer) -> Option<(Node<'a>, Pointer)> {
    if !keywords.bare() || !keywords.one_of.is_empty() || !keywords.any_of.is_empty() {
        return None;
    }
    let mut telling = keywords
        .all_of
        .iter()
        .enumerate()
        .map(|(index, member)| (Node::from(member), index))
        .filter(|(node, _)| match node {
            Node::Reference(_) => true,
            Node::Schema(schema) => !Keywords::of(schema).silent(),
        });
    let (node, index) = telling.next()?;
    (telling.next().is_none() && matches!(node, Node::Reference(_)))
        .then(|| (node, at.key("allOf").index(index)))
}

/// The schemas without those that say nothing and those that are there already.
pub(super) fn distinct<'a>(spots: &[Spot<'a>]) -> Vec<Spot<'a>> {
    let mut kept: Vec<Spot<'a>> = Vec::new();
    for spot in spots {
        let known = kept.iter().any(|earlier| match (earlier.node, spot.node) {
            (Node::Reference(one), Node::Reference(other)) => one == other,
            (Node::Schema(one), Node::Schema(other)) => {
                one.schema_kind == other.schema_kind
                    && one.schema_data.nullable == other.schema_data.nullable
            }
            _ => false,
        });
        let silent = match spot.node {
            Node::Reference(_) => false,
            Node::Schema(schema) => {
                let keywords = Keywords::of(schema);
                keywords.silent() && keywords.kind.is_none()
            }
        };
        if !known && !silent {
            kept.push(spot.clone());
        }
    }
    if kept.is_empty() {
        kept.extend(spots.last().cloned());
    }
    kept
}

/// Where a schema stands, whoever refers to it.
fn place(spot: &Spot<'_>) -> Pointer {
    match component_of(spot.node) {
        Some(component) => pointer(Section::Schemas, component),
        None => spot.at.clone(),
    }
}
